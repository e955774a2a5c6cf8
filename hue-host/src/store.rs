//! Where credentials are kept.

use hue_proto::keep::{Record, Stamp, Swapped};
use std::error::Error;
use std::sync::Arc;

/// Where credentials are kept: a record an account, in memory, in files, in a database.
///
/// The crate `hue-store` has some. One of your own keeps what [`Record::to_json`] says, and compares stamps. Its methods may
/// block.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no store: it cannot keep credentials",
    label = "not a store",
    note = "the crate `hue-store` has some, such as `File::in_home(\"my-program\")` and `Memory::default()`",
    note = "implement `Store` for one of your own: it loads a record, and swaps it where its stamp is the expected one"
)]
pub trait Store: Send + Sync + 'static {
    /// Why it fails. It quotes no record: that is secret.
    type Error: Error + Send + Sync + 'static;

    /// What is stored of an account, if anything is.
    fn load(&self, account: &str) -> Result<Option<Record>, Self::Error>;

    /// Puts `new` in the place of the record with the stamp `expected`, in one step that nobody comes between; durable when it
    /// returns. `expected: None`: where nothing is. `new: None`: removes it.
    fn swap(&self, account: &str, expected: Option<Stamp>, new: Option<&Record>) -> Result<Swapped, Self::Error>;

    /// The accounts that it holds, sorted.
    fn accounts(&self) -> Result<Vec<String>, Self::Error>;
}

impl<S: Store + ?Sized> Store for Arc<S> {
    type Error = S::Error;

    fn load(&self, account: &str) -> Result<Option<Record>, S::Error> {
        (**self).load(account)
    }

    fn swap(&self, account: &str, expected: Option<Stamp>, new: Option<&Record>) -> Result<Swapped, S::Error> {
        (**self).swap(account, expected, new)
    }

    fn accounts(&self) -> Result<Vec<String>, S::Error> {
        (**self).accounts()
    }
}
