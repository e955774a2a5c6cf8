//! Why a keychain gives no key.

use crate::file::FileError;
use std::fmt;

/// Why the keychain of the operating system gives no key, and what to do.
#[derive(Debug)]
pub struct KeychainError {
    service: Box<str>,
    user: Box<str>,
    problem: Problem,
}

/// What a keychain says is kept as text, and only where that text is about the keychain: some of its errors hold the secret.
#[derive(Debug)]
pub(super) enum Problem {
    /// There is none, or nobody answers.
    Failed(String),
    /// It is locked, and stays so.
    Locked(String),
    /// There is something else in the key's place.
    NoKey,
    /// More than one entry has that name.
    Several,
    /// It took the key, and has it not.
    NotKept,
    /// The lock by which programs take turns.
    Turn(FileError),
}

impl Problem {
    pub(super) fn from_keyring(error: keyring_core::Error) -> Self {
        use keyring_core::Error;
        match error {
            Error::NoStorageAccess(error) => Self::Locked(error.to_string()),
            Error::Ambiguous(_) => Self::Several,
            Error::BadEncoding(_) | Error::BadDataFormat(..) => Self::NoKey,
            Error::PlatformFailure(error) => Self::Failed(error.to_string()),
            Error::TooLong(what, limit) => Self::Failed(format!("the name of the {what} is longer than {limit}")),
            Error::Invalid(what, why) => Self::Failed(format!("the {what} {why}")),
            _ => Self::Failed("it cannot do what is asked of it".to_owned()),
        }
    }
}

impl KeychainError {
    pub(super) fn new(service: &str, user: &str, problem: Problem) -> Self {
        Self { service: service.into(), user: user.into(), problem }
    }
}

impl fmt::Display for KeychainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the key of `{}` for `{}` in the keychain: ", self.service, self.user)?;
        match &self.problem {
            Problem::Failed(why) => write!(
                f,
                "{why}: start this system's keychain (on Linux a Secret Service, such as GNOME Keyring), or seal with a \
                 passphrase"
            ),
            Problem::Locked(why) => write!(f, "{why}: unlock the keychain, then try again"),
            Problem::NoKey => f.write_str("there is something else in its place: remove that, or take another name"),
            Problem::Several => f.write_str("there are several: remove those that do not open the records"),
            Problem::NotKept => {
                f.write_str("it was not kept, and nothing was sealed: try again, or seal with a passphrase")
            }
            Problem::Turn(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for KeychainError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.problem {
            // The text says what this says, so what comes next is what it comes from.
            Problem::Turn(error) => error.source(),
            _ => None,
        }
    }
}
