//! A store in files: one an account.

mod access;
mod error;
mod lock;
mod name;

pub use error::FileError;

use crate::envelope::{decode, encode};
use crate::seal::Seal;
use error::Problem;
use hue_host::Store;
use hue_proto::keep::{Record, Stamp, Swapped};
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// A store in a folder, with a JSON file an account. Several programs of one user may share it.
///
/// Folder and files are for their owner alone, and refused where they are not. A record is written beside the old one, brought to
/// the disk, and put in its place in one step: a crash leaves either of them. Only a swap takes the lock, a file beside the
/// account's, which the system takes back from a program that dies. The folder must be on a disk of this machine: file
/// systems of others' often know no locks.
#[derive(Clone, Debug)]
pub struct File {
    folder: PathBuf,
    seal: Option<Seal>,
}

impl File {
    /// In this folder, which is created where it is not there.
    pub fn new(folder: impl Into<PathBuf>) -> Result<Self, FileError> {
        let folder = folder.into();
        access::create_folder(&folder).map_err(|problem| FileError::new(&folder, problem))?;
        Ok(Self { folder, seal: None })
    }

    /// In the folder `accounts` of the one where this program keeps its data: on Linux `~/.local/share/PROGRAM/accounts`, or
    /// below `XDG_DATA_HOME`.
    pub fn in_home(program: &str) -> Result<Self, FileError> {
        use etcetera::BaseStrategy as _;
        let unknown = |_| FileError::new(Path::new("~"), Problem::NoHome);
        Self::new(etcetera::choose_base_strategy().map_err(unknown)?.data_dir().join(program).join("accounts"))
    }

    /// Seals every record that is written, and reads no other: whoever can write in the folder could put a record of his own in
    /// the place of a sealed one. Where there are unsealed ones, [`reseal`](Self::reseal) them once.
    #[must_use = "the sealed store is the one that is returned"]
    pub fn sealed(mut self, seal: Seal) -> Self {
        self.seal = Some(seal);
        self
    }

    /// Takes another seal, or the first, and seals by it all records that are there. Other programs must open the store by the new
    /// seal from then on.
    ///
    /// Where it is interrupted, or fails at a record, some are sealed by the new seal and some are as before: do it again.
    pub fn reseal(self, seal: Seal) -> Result<Self, FileError> {
        let resealed = self.clone().sealed(seal);
        for account in self.accounts()? {
            let _lock = self.lock(&account)?;
            match self.read(&account) {
                Ok(None) => {}
                Ok(Some(record)) => resealed.write(&account, &record)?,
                Err(error) => resealed.read(&account).map(drop).map_err(|_| error)?,
            }
        }
        Ok(resealed)
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether what is written is sealed.
    pub fn is_sealed(&self) -> bool {
        self.seal.is_some()
    }

    /// The account's file.
    pub fn path(&self, account: &str) -> Result<PathBuf, FileError> {
        self.with_extension(account, "json")
    }

    fn with_extension(&self, account: &str, extension: &str) -> Result<PathBuf, FileError> {
        let name = name::of(account).ok_or_else(|| FileError::new(&self.folder, Problem::Name))?;
        Ok(self.folder.join(format!("{name}.{extension}")))
    }

    /// It may have changed since it was opened.
    fn check_folder(&self) -> Result<(), FileError> {
        access::check_folder(&self.folder).map_err(|problem| FileError::new(&self.folder, problem))
    }

    pub(crate) fn lock(&self, account: &str) -> Result<fs::File, FileError> {
        let path = self.with_extension(account, "lock")?;
        self.check_folder()?;
        lock::take(&path).map_err(|problem| FileError::new(&path, problem))
    }

    fn read(&self, account: &str) -> Result<Option<Record>, FileError> {
        let path = self.path(account)?;
        let failed = |problem| FileError::new(&path, problem);
        self.check_folder()?;
        let Some(mut file) = access::open(&path).map_err(failed)? else { return Ok(None) };
        let mut bytes = zeroize::Zeroizing::new(Vec::new());
        file.read_to_end(&mut bytes).map_err(|error| failed(error.into()))?;
        decode(account, &bytes, self.seal.as_ref()).map(Some).map_err(|unreadable| failed(unreadable.into()))
    }

    /// Durable when it returns. Under the lock, so nobody else has such a file.
    fn write(&self, account: &str, record: &Record) -> Result<(), FileError> {
        let (path, new) = (self.path(account)?, self.with_extension(account, "new")?);
        let write = || {
            let bytes = encode(account, record, self.seal.as_ref())?;
            let mut file = access::create(&new)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            fs::rename(&new, &path)?;
            access::sync_folder(&self.folder)
        };
        write().map_err(|error: io::Error| {
            // What is half written holds secrets too. Where it cannot be removed, the next write does it.
            let _removed = fs::remove_file(&new);
            FileError::new(&path, error.into())
        })
    }

    /// With what an interrupted write has left: it holds secrets too. The lock stays: somebody may be waiting for it.
    fn erase(&self, account: &str) -> Result<(), FileError> {
        for path in [self.with_extension(account, "new")?, self.path(account)?] {
            access::remove(&path).map_err(|error| FileError::new(&path, error.into()))?;
        }
        access::sync_folder(&self.folder).map_err(|error| FileError::new(&self.folder, error.into()))
    }
}

impl Store for File {
    type Error = FileError;

    fn load(&self, account: &str) -> Result<Option<Record>, FileError> {
        self.read(account)
    }

    fn swap(&self, account: &str, expected: Option<Stamp>, new: Option<&Record>) -> Result<Swapped, FileError> {
        let _lock = self.lock(account)?;
        let found = self.read(account)?;
        if found.as_ref().map(Record::stamp) != expected {
            return Ok(Swapped::No(found));
        }
        match new {
            Some(new) => self.write(account, new)?,
            None => self.erase(account)?,
        }
        Ok(Swapped::Yes)
    }

    fn accounts(&self) -> Result<Vec<String>, FileError> {
        let failed = |error: io::Error| FileError::new(&self.folder, error.into());
        self.check_folder()?;
        let mut accounts = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(failed)? {
            let file = entry.map_err(failed)?.file_name();
            accounts.extend(file.to_str().and_then(|file| name::account(file.strip_suffix(".json")?)));
        }
        accounts.sort();
        Ok(accounts)
    }
}
