//! Records with a number, and a folder to look at from outside.

use hue_proto::keep::{Record, Stamp, Swapped};
use hue_store::{File, FileError, Seal};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tempfile::TempDir;

pub(crate) const ACCOUNT: &str = "ann";

/// Of a user who is linked. Its stamp is its number.
pub(crate) fn record(number: u32) -> Record {
    static SNAPSHOT: LazyLock<String> = LazyLock::new(|| hue_sim::linked().1.snapshot().to_json().to_string());
    let snapshot = &*SNAPSHOT;
    let json = format!(r#"{{"version":1,"stamp":"{number:032x}","snapshot":{snapshot}}}"#);
    Record::from_json(json.as_bytes()).unwrap()
}

pub(crate) fn stamp(number: u32) -> Stamp {
    Stamp::from_bytes(u128::from(number).to_be_bytes())
}

pub(crate) fn number(record: Option<&Record>) -> Option<u32> {
    record.map(|record| u128::from_be_bytes(*record.stamp().as_bytes()).try_into().unwrap())
}

pub(crate) fn sealed(store: File) -> File {
    store.sealed(Seal::with_key([7; 32]))
}

/// A folder for a store, and an account's files in it.
pub(crate) struct Stage(TempDir);

impl Stage {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// With this record.
    pub(crate) fn with(number: u32) -> Self {
        let stage = Self::new();
        put(&stage.store(), number);
        stage
    }

    pub(crate) fn store(&self) -> File {
        File::new(self.folder()).unwrap()
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.0.path().join("store")
    }

    pub(crate) fn file(&self, extension: &str) -> PathBuf {
        self.folder().join(ACCOUNT).with_extension(extension)
    }

    /// All that can be seen of the folder and what is in it, but for when it was read.
    #[cfg(unix)]
    pub(crate) fn look(&self) -> Vec<String> {
        let mut seen: Vec<_> = fs::read_dir(self.folder()).unwrap().map(|entry| look(&entry.unwrap().path())).collect();
        seen.push(look(&self.folder()));
        seen.sort();
        seen
    }
}

#[cfg(unix)]
fn look(path: &Path) -> String {
    use std::os::unix::fs::MetadataExt as _;
    let found = fs::symlink_metadata(path).unwrap();
    let bytes = if found.is_file() { fs::read_to_string(path).unwrap() } else { String::new() };
    let (mode, owner, changed) = (found.mode(), found.uid(), (found.ctime(), found.ctime_nsec()));
    format!("{} {mode:o} {owner} {changed:?} {bytes}", path.display())
}

/// Whatever is there.
pub(crate) fn put(store: &File, number: u32) {
    let found = hue_host::Store::load(store, ACCOUNT).unwrap();
    swapped(&swap(store, found.as_ref().map(Record::stamp), number));
}

pub(crate) fn swap(store: &File, expected: Option<Stamp>, number: u32) -> Result<Swapped, FileError> {
    hue_host::Store::swap(store, ACCOUNT, expected, Some(&record(number)))
}

pub(crate) fn swapped(outcome: &Result<Swapped, FileError>) {
    assert!(matches!(outcome, Ok(Swapped::Yes)), "{outcome:?}");
}

pub(crate) fn load(store: &File) -> Result<Option<u32>, FileError> {
    hue_host::Store::load(store, ACCOUNT).map(|record| number(record.as_ref()))
}
