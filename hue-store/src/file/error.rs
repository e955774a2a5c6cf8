//! Why a store in files fails.

use crate::envelope::Unreadable;
use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Why a store in files fails: which file, what is wrong with it, and what to do. It is left as it is.
#[derive(Debug)]
pub struct FileError {
    path: PathBuf,
    problem: Problem,
}

#[derive(Debug)]
pub(super) enum Problem {
    Io(io::Error),
    Unreadable(Unreadable),
    /// Its owner is another user.
    Foreign,
    /// Others than its owner may read or write it.
    OpenToOthers,
    /// Not what is wanted: a link, a folder, a device.
    OtherKind(&'static str),
    /// Of the account: no file can have it.
    Name,
    /// Somebody else holds the lock, and does not let it go.
    Locked,
    NoHome,
}

impl FileError {
    pub(super) fn new(path: &Path, problem: Problem) -> Self {
        Self { path: path.to_owned(), problem }
    }

    /// Which file or folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Why a record that is there cannot be used, where that is the problem.
    pub fn unreadable(&self) -> Option<Unreadable> {
        match &self.problem {
            Problem::Unreadable(unreadable) => Some(*unreadable),
            _ => None,
        }
    }
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Unreadable> for Problem {
    fn from(unreadable: Unreadable) -> Self {
        Self::Unreadable(unreadable)
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        write!(f, "{path}: ")?;
        match &self.problem {
            Problem::Io(error) => write!(f, "{error}{}", advice(error.kind())),
            Problem::Unreadable(unreadable) => unreadable.fmt(f),
            Problem::Foreign => {
                f.write_str("it belongs to another user: run this program as that user, or take another folder")
            }
            Problem::OpenToOthers => {
                write!(
                    f,
                    "others may read or write it: chmod go= '{path}', and log in again where somebody may have read it"
                )
            }
            Problem::OtherKind(wanted) => write!(f, "it is no {wanted}: remove it, or take another folder"),
            Problem::Name => f.write_str(
                "an account's name must have 1 to 200 characters, fewer where they are not a-z, 0-9, - or _",
            ),
            Problem::Locked => f.write_str("another program has had this lock for too long: look which one hangs"),
            Problem::NoHome => f.write_str("this user has no home folder: name a folder instead"),
        }
    }
}

/// What to do about it, where that is known.
fn advice(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            ": make room and try again; what was stored before is still there"
        }
        ErrorKind::ReadOnlyFilesystem => {
            ": make the disk writable and try again; what was stored before is still there"
        }
        ErrorKind::PermissionDenied => ": let the user of this program read and write there, or take another folder",
        ErrorKind::NotFound => ": somebody has removed it, or its disk is not mounted",
        _ => "",
    }
}

impl std::error::Error for FileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.problem {
            Problem::Io(error) => std::error::Error::source(error),
            _ => None,
        }
    }
}
