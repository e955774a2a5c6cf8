//! The store of a stage.

use crate::holdings::Holdings;
use crate::must;
use crate::way::lock;
use crate::witness::Witness;
use hue_blocking::keep::{Record, Stamp, Swapped};
use hue_blocking::{Snapshot, Store};
use std::io;
use std::sync::{Arc, Mutex};
use tokio::task::yield_now;

/// Holds one account. A clone is the same disk.
#[derive(Clone)]
pub(crate) struct Disk {
    record: Arc<Mutex<Option<Record>>>,
    /// Every snapshot that it ever held.
    past: Arc<Mutex<Vec<Snapshot>>>,
    witness: Witness,
}

/// A disk that takes its time before and after.
pub(crate) struct SlowDisk(pub(crate) Disk);

impl Disk {
    pub(crate) fn holding(snapshot: &Snapshot, witness: &Witness) -> Self {
        let json = format!(r#"{{"version":1,"stamp":"{:032x}","snapshot":{}}}"#, 0, &*snapshot.to_json());
        let record = must(Record::from_json(json.as_bytes()));
        let past = Arc::new(Mutex::new(vec![snapshot.clone()]));
        Self { record: Arc::new(Mutex::new(Some(record))), past, witness: witness.clone() }
    }

    pub(crate) fn read(&self) -> Option<Snapshot> {
        lock(&self.record).as_ref().map(|record| record.snapshot().clone())
    }

    /// Whether this access token has ever been on it.
    pub(crate) fn has_held(&self, token: &str) -> bool {
        lock(&self.past).iter().any(|snapshot| Holdings::of(snapshot).access.as_deref() == Some(token))
    }
}

impl Store for Disk {
    type Error = io::Error;

    fn load(&self, _: &str) -> io::Result<Option<Record>> {
        Ok(lock(&self.record).clone())
    }

    fn swap(&self, _: &str, expected: Option<Stamp>, new: Option<&Record>) -> io::Result<Swapped> {
        self.witness.saves()?;
        let mut record = lock(&self.record);
        if record.as_ref().map(Record::stamp) != expected {
            return Ok(Swapped::No(record.clone()));
        }
        *record = new.cloned();
        lock(&self.past).extend(new.map(|record| record.snapshot().clone()));
        Ok(Swapped::Yes)
    }

    fn accounts(&self) -> io::Result<Vec<String>> {
        Ok(lock(&self.record).iter().map(|_| crate::adapter::ACCOUNT.to_owned()).collect())
    }
}

impl hue_tokio::Store for SlowDisk {
    type Error = io::Error;

    async fn load(&self, account: &str) -> io::Result<Option<Record>> {
        yield_now().await;
        Store::load(&self.0, account)
    }

    async fn swap(&self, account: &str, expected: Option<Stamp>, new: Option<&Record>) -> io::Result<Swapped> {
        yield_now().await;
        let swapped = Store::swap(&self.0, account, expected, new);
        yield_now().await;
        swapped
    }

    async fn accounts(&self) -> io::Result<Vec<String>> {
        Store::accounts(&self.0)
    }
}
