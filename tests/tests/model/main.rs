//! Every interleaving of up to three renewers over `hue_proto::keep`, each stopped or put to sleep at any point.
//!
//! `cargo test -p hue-tests --test model -- --nocapture` shows the counts; with `HUE_PROOF=full` in the environment, the bounds are
//! wider.
//!
//! What runs is the core itself, over the pure simulator and the memory store. A machine is a function of what it has heard, and
//! the simulator one of the requests that it has handled: so each history is run once (`machines`, `hue`), a world is a few
//! numbers that name them (`world`), and all worlds there are can be gone through, each once (`search`). `rules` says what
//! must hold.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests end where they fail, and show how much was tried"
)]

mod bounds;
mod hue;
mod machines;
mod records;
mod renewer;
mod rules;
mod search;
mod steps;
mod world;

use bounds::{Bounds, MANY, SOME};
use search::Search;

#[test]
fn no_interleaving_breaks_a_rule() {
    let is_full = std::env::var("HUE_PROOF").is_ok_and(|length| length == "full");
    println!(
        "| Renewers | Renewals each | Stopped | Asleep | Silences | Worlds | Schedules | Pair lost | Most sends |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for bounds in if is_full { MANY } else { SOME } {
        check(bounds);
    }
}

#[track_caller]
fn check(bounds: &Bounds) {
    match Search::through(bounds) {
        Ok(report) => println!("{report}"),
        Err(broken) => panic!("{broken}"),
    }
}
