//! A store that forgets.

use hue_host::Store;
use hue_proto::keep::{Record, Stamp, Swapped};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A store in this process, gone with it. A clone is the same store.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<Mutex<BTreeMap<String, Record>>>);

impl Memory {
    /// What a thread that panicked held is whole: nothing in it is changed in more than one step.
    fn records(&self) -> MutexGuard<'_, BTreeMap<String, Record>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for Memory {
    type Error = Infallible;

    fn load(&self, account: &str) -> Result<Option<Record>, Infallible> {
        Ok(self.records().get(account).cloned())
    }

    fn swap(&self, account: &str, expected: Option<Stamp>, new: Option<&Record>) -> Result<Swapped, Infallible> {
        let mut records = self.records();
        let found = records.get(account);
        if found.map(Record::stamp) != expected {
            return Ok(Swapped::No(found.cloned()));
        }
        match new {
            Some(new) => records.insert(account.to_owned(), new.clone()),
            None => records.remove(account),
        };
        Ok(Swapped::Yes)
    }

    fn accounts(&self) -> Result<Vec<String>, Infallible> {
        Ok(self.records().keys().cloned().collect())
    }
}
