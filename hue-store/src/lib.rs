//! Where the credentials of the Philips Hue Remote API are kept.
//!
//! A store keeps a [`Record`](hue_proto::keep::Record) an account, and replaces it only where it holds what was expected:
//! that is all that many programs need to share one login without spending its refresh token twice.
//!
//! | Store | Where | For |
//! |---|---|---|
//! | [`Memory`] | in this process | tests, and programs that need not remember |
//! | [`File`] | a file an account, in a folder of its user's | programs on one machine, several at a time too |
//! | `Postgres` (feature `postgres`) | a row an account, in PostgreSQL | programs on many machines, over `hue-tokio` |
//!
//! The first two are a [`Store`](hue_host::Store), and so work with `hue-blocking` and `hue-tokio` alike. [`Seal`] encrypts what
//! is stored: by a key, by a passphrase, or with the feature `keychain` by a key in the keychain of the operating system.
//!
//! ```no_run
//! # fn seal() -> Result<hue_store::File, hue_store::FileError> {
//! let seal = hue_store::Seal::with_passphrase("correct horse battery staple");
//! hue_store::File::in_home("lamp-timer").map(|store| store.sealed(seal))
//! # }
//! ```
//!
//! Who writes another store finds in `conformance` (a feature too) what it must do.

#[cfg(feature = "conformance")]
pub mod conformance;
mod envelope;
mod file;
mod memory;
#[cfg(feature = "postgres")]
mod postgres;
mod seal;

pub use envelope::Unreadable;
pub use file::{File, FileError};
pub use memory::Memory;
#[cfg(feature = "postgres")]
pub use postgres::{Postgres, PostgresBuilder, PostgresError};
#[cfg(feature = "keychain")]
pub use seal::KeychainError;
pub use seal::Seal;
