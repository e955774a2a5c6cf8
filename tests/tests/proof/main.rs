//! Credentials are not lost: proofs with real processes, real stores, real sockets, and what befalls a machine.
//!
//! `.ci/proofs` runs them all and shows what they count; with `HUE_PROOF=full`, at full length.

#![cfg(unix)]
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests end where they fail, and show what they counted"
)]

mod cloud;
mod crowd;
mod faults;
mod keep;
mod kill;
mod process;
mod storm;

/// Whether to take the time that a proof deserves.
fn is_full() -> bool {
    std::env::var("HUE_PROOF").is_ok_and(|length| length == "full")
}
