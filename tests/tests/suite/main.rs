//! The one integration binary: everything that is tested across crates.

#![expect(clippy::expect_used, clippy::panic, reason = "tests end where they fail")]

mod bridge;
mod coverage;
mod lenient;
mod mistakes;
mod peers;
mod registers;
mod scenarios;
mod security;
mod tidy;
mod transport;
mod wire;
