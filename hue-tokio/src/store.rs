//! Where credentials are kept.

use hue_host::AnyError;
use hue_proto::keep::{Record, Stamp, Swapped};
use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

/// Where credentials are kept: a record an account, in memory, in files, in a database.
///
/// The crate `hue-store` has some. Whatever is a [`BlockingStore`] is one of these too: it works on threads where waiting keeps
/// nobody else waiting. One of your own keeps what [`Record::to_json`] says, and compares stamps.
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
    fn load(&self, account: &str) -> impl Future<Output = Result<Option<Record>, Self::Error>> + Send;

    /// Puts `new` in the place of the record with the stamp `expected`, in one step that nobody comes between; durable when it
    /// is done. `expected: None`: where nothing is. `new: None`: removes it.
    fn swap(
        &self,
        account: &str,
        expected: Option<Stamp>,
        new: Option<&Record>,
    ) -> impl Future<Output = Result<Swapped, Self::Error>> + Send;

    /// The accounts that it holds, sorted.
    fn accounts(&self) -> impl Future<Output = Result<Vec<String>, Self::Error>> + Send;
}

/// A store whose methods block: in memory, in files.
pub use hue_host::Store as BlockingStore;

impl<S: BlockingStore + Clone> Store for S {
    type Error = Interrupted<S::Error>;

    async fn load(&self, account: &str) -> Result<Option<Record>, Self::Error> {
        let (store, account) = (self.clone(), account.to_owned());
        blocking(move || store.load(&account)).await
    }

    async fn swap(&self, account: &str, expected: Option<Stamp>, new: Option<&Record>) -> Result<Swapped, Self::Error> {
        let (store, account, new) = (self.clone(), account.to_owned(), new.cloned());
        blocking(move || store.swap(&account, expected, new.as_ref())).await
    }

    async fn accounts(&self) -> Result<Vec<String>, Self::Error> {
        let store = self.clone();
        blocking(move || store.accounts()).await
    }
}

async fn blocking<T: Send + 'static, E: Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, Interrupted<E>> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(Interrupted::Store),
        Err(_) => Err(Interrupted::Thread),
    }
}

/// Why a blocking store failed on its thread.
#[derive(Debug)]
#[non_exhaustive]
pub enum Interrupted<E> {
    /// What the store says.
    Store(E),
    /// It panicked, or the runtime ended: nobody knows what it did.
    Thread,
}

impl<E: fmt::Display> fmt::Display for Interrupted<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => error.fmt(f),
            Self::Thread => f.write_str("the store's thread was interrupted"),
        }
    }
}

impl<E: Error + 'static> Error for Interrupted<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Store(error) => error.source(),
            Self::Thread => None,
        }
    }
}

/// A store, whichever it is.
#[derive(Clone)]
pub(crate) struct AnyStore(Arc<dyn Erased>);

impl AnyStore {
    pub(crate) fn new(store: impl Store) -> Self {
        Self(Arc::new(store))
    }
}

impl Store for AnyStore {
    type Error = AnyError;

    async fn load(&self, account: &str) -> Result<Option<Record>, AnyError> {
        self.0.load(account).await
    }

    async fn swap(&self, account: &str, expected: Option<Stamp>, new: Option<&Record>) -> Result<Swapped, AnyError> {
        self.0.swap(account, expected, new).await
    }

    async fn accounts(&self) -> Result<Vec<String>, AnyError> {
        self.0.accounts().await
    }
}

type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, AnyError>> + Send + 'a>>;

trait Erased: Send + Sync {
    fn load<'a>(&'a self, account: &'a str) -> Answer<'a, Option<Record>>;
    fn swap<'a>(&'a self, account: &'a str, expected: Option<Stamp>, new: Option<&'a Record>) -> Answer<'a, Swapped>;
    fn accounts(&self) -> Answer<'_, Vec<String>>;
}

impl<S: Store> Erased for S {
    fn load<'a>(&'a self, account: &'a str) -> Answer<'a, Option<Record>> {
        Box::pin(async move { Store::load(self, account).await.map_err(AnyError::new) })
    }

    fn swap<'a>(&'a self, account: &'a str, expected: Option<Stamp>, new: Option<&'a Record>) -> Answer<'a, Swapped> {
        Box::pin(async move { Store::swap(self, account, expected, new).await.map_err(AnyError::new) })
    }

    fn accounts(&self) -> Answer<'_, Vec<String>> {
        Box::pin(async move { Store::accounts(self).await.map_err(AnyError::new) })
    }
}
