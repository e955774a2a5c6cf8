//! The store in files, over real files, and a real keychain with its key.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests end where they fail, and children say what they did"
)]

#[cfg(unix)]
mod access;
#[cfg(unix)]
mod child;
#[cfg(unix)]
mod crash;
#[cfg(all(feature = "keychain", target_os = "linux"))]
mod keychain;
#[cfg(unix)]
mod lock;
#[cfg(unix)]
mod room;
mod seal;
mod stage;
mod torn;
