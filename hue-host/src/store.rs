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

    /// Removes an account, whoever else writes meanwhile, and says what was there.
    fn remove(&self, account: &str) -> Result<Option<Record>, Self::Error> {
        let (mut found, mut removed) = (self.load(account)?, None);
        while let Some(record) = found {
            found = match self.swap(account, Some(record.stamp()), None)? {
                Swapped::Yes => None,
                Swapped::No(found) => found,
                Swapped::Unknown => self.load(account)?,
            };
            removed = Some(record);
        }
        Ok(removed)
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;
    use std::sync::Mutex;

    /// Holds the last of them; the others' writes, each of which comes before a swap, are still to come.
    struct Contended(Mutex<Vec<u8>>, bool);

    fn record(number: u8) -> Record {
        let tokens = r#""state":"tokens_issued","tokens":{"access":"an-access-token","generation":0}"#;
        let snapshot = format!(r#"{{"version":1,"client_id":"id","origin":"https://hue.example",{tokens}}}"#);
        let json = format!(r#"{{"version":1,"stamp":"{number:032x}","snapshot":{snapshot}}}"#);
        Record::from_json(json.as_bytes()).unwrap()
    }

    impl Store for Contended {
        type Error = Infallible;

        fn load(&self, _: &str) -> Result<Option<Record>, Infallible> {
            Ok(self.0.lock().unwrap().last().copied().map(record))
        }

        fn swap(&self, _: &str, expected: Option<Stamp>, new: Option<&Record>) -> Result<Swapped, Infallible> {
            assert!(new.is_none());
            let mut writes = self.0.lock().unwrap();
            if writes.len() > 1 {
                writes.pop();
            }
            let found = writes.last().copied().map(record);
            if found.as_ref().map(Record::stamp) != expected {
                return Ok(if self.1 { Swapped::Unknown } else { Swapped::No(found) });
            }
            writes.clear();
            Ok(if self.1 { Swapped::Unknown } else { Swapped::Yes })
        }

        fn accounts(&self) -> Result<Vec<String>, Infallible> {
            Ok(Vec::new())
        }
    }

    #[test]
    fn an_account_is_removed_whoever_writes_and_whatever_is_answered() {
        let check = |writes: &[u8], is_mute, last: Option<u8>| {
            let store = Contended(Mutex::new(writes.to_vec()), is_mute);
            let removed = store.remove("home").unwrap();
            assert_eq!(removed.map(|record| record.stamp()), last.map(|last| record(last).stamp()), "{writes:?}");
            assert!(store.load("home").unwrap().is_none());
        };
        for is_mute in [false, true] {
            check(&[], is_mute, None);
            check(&[1], is_mute, Some(1));
            check(&[1, 2, 3], is_mute, Some(1));
        }
    }
}
