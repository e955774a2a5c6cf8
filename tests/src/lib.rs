//! One scenario table, every driver.
//!
//! A [`Scenario`] is a story told once: what the simulator is like, what the program does, how it ends. [`Stage`] is where
//! it is played: on the bare core against the pure simulator, or through an adapter over TLS against the same simulator
//! behind a server. Whoever adds a driver adds a variant to [`Driver`], and the table holds for it.

mod scenario;
mod stage;

pub use scenario::{Outcome, Played, Scenario};
pub use stage::{Driver, Fault, Purse, Stage};

/// What the README shows compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
