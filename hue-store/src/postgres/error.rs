//! Why a store in PostgreSQL fails.

use crate::envelope::Unreadable;
use deadpool_postgres::{PoolError, TimeoutType};
use std::error::Error as StdError;
use std::fmt;
use std::io;
use tokio_postgres::error::{DbError, SqlState};

/// Why a store in PostgreSQL fails: which database, which account where it is about one, what is wrong, and what to do. It quotes
/// neither record nor password.
#[derive(Debug)]
pub struct PostgresError {
    place: Box<str>,
    account: Option<Box<str>>,
    problem: Problem,
}

#[derive(Debug)]
pub(super) enum Problem {
    Url,
    Roots,
    /// Of the account: no row can have it.
    Name,
    /// No connection, or none any more. What was said by whoever noticed.
    Unreachable(Box<str>),
    /// No TLS, or none to be trusted.
    Tls(Box<str>),
    /// The server says no, in its own words. What it calls detail is left out: it may quote a row.
    Refused {
        code: Box<str>,
        message: Box<str>,
        advice: &'static str,
    },
    TimedOut,
    /// All connections are in use.
    Busy,
    /// The tables are of a version that is not known here.
    Newer {
        version: usize,
        known: usize,
    },
    Unreadable(Unreadable),
    Io(io::Error),
    /// The runtime ended.
    Interrupted,
}

impl PostgresError {
    pub(super) fn new(place: &str, account: Option<&str>, problem: Problem) -> Self {
        Self { place: place.into(), account: account.map(Into::into), problem }
    }

    /// Why a record that is there cannot be used, where that is the problem.
    pub fn unreadable(&self) -> Option<Unreadable> {
        match &self.problem {
            Problem::Unreadable(unreadable) => Some(*unreadable),
            _ => None,
        }
    }
}

impl fmt::Display for PostgresError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place)?;
        if let Some(account) = &self.account {
            write!(f, ", account {account:?}")?;
        }
        f.write_str(": ")?;
        self.problem.fmt(f)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url => f.write_str(
                "this is no URL of a database: it is postgres://user:password@host:port/database, with special characters \
                 percent-encoded, and sslmode is disable, prefer, require or verify-full",
            ),
            Self::Roots => f.write_str("the extra roots must be certificates in PEM form"),
            Self::Name => f.write_str("an account's name must have 1 to 200 characters, and no NUL among them"),
            Self::Unreachable(said) => write!(f, "{said}: look whether it runs, and can be reached from here"),
            Self::Tls(said) => write!(
                f,
                "{said}: give the authority of its certificate as extra roots; where it has no TLS, and the network is your own, \
                 say sslmode=disable in the URL"
            ),
            Self::Refused { code, message, advice } => write!(f, "{message} (SQLSTATE {code}): {advice}"),
            Self::TimedOut => f.write_str("no answer in time: try again, or look what the server is busy with"),
            Self::Busy => f.write_str("all connections were in use for too long: try again, or let the pool be larger"),
            Self::Newer { version, known } => write!(
                f,
                "its tables are of version {version}, and this program knows them up to {known}: use a newer hue-store"
            ),
            Self::Unreadable(unreadable) => unreadable.fmt(f),
            Self::Io(error) => error.fmt(f),
            Self::Interrupted => f.write_str("the runtime ended in the midst of it: try again"),
        }
    }
}

impl StdError for PostgresError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.problem {
            Problem::Io(error) => error.source(),
            _ => None,
        }
    }
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<tokio_postgres::Error> for Problem {
    fn from(error: tokio_postgres::Error) -> Self {
        if let Some(error) = error.as_db_error() {
            return Self::refused(error);
        }
        let said = whole(&error);
        // tokio-postgres has no other way to tell.
        if said.contains("TLS") { Self::Tls(said.into()) } else { Self::Unreachable(said.into()) }
    }
}

impl From<PoolError> for Problem {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) => error.into(),
            PoolError::Timeout(TimeoutType::Wait) => Self::Busy,
            PoolError::Timeout(_) => Self::TimedOut,
            PoolError::Closed | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => Self::Interrupted,
        }
    }
}

impl Problem {
    fn refused(error: &DbError) -> Self {
        let advice = match *error.code() {
            SqlState::INVALID_PASSWORD | SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
                "see to the user and the password in the URL"
            }
            SqlState::INVALID_CATALOG_NAME => "make the database, or name another in the URL",
            SqlState::INSUFFICIENT_PRIVILEGE | SqlState::INVALID_SCHEMA_NAME => {
                "let a user connect once who may make tables, and grant this one to read and write them"
            }
            SqlState::READ_ONLY_SQL_TRANSACTION => {
                "this server only reads: name the primary one in the URL, or all with target_session_attrs=read-write"
            }
            SqlState::TOO_MANY_CONNECTIONS => "let the pool be smaller, or the server take more",
            SqlState::DISK_FULL => "make room on the server's disk",
            _ => "try again, or look into the server's log",
        };
        Self::Refused { code: error.code().code().into(), message: error.message().into(), advice }
    }
}

/// With what it comes from: tokio-postgres says of itself only which part failed.
fn whole(error: &dyn StdError) -> String {
    let sources = std::iter::successors(error.source(), |error: &&(dyn StdError + 'static)| (**error).source());
    sources.fold(error.to_string(), |text, source| format!("{text}: {source}"))
}
