//! The one integration binary: everything that is tested across crates.

mod tidy;
