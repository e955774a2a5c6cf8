//! One scenario table, every driver.
//!
//! A [`Scenario`] is a story told once: what the simulator is like, what the program does, how it ends. [`Stage`] is where
//! it is played: on the bare core against the pure simulator, or through an adapter over TLS against the same simulator
//! behind a server. Whoever adds a driver adds a variant to [`Driver`], and the table holds for it.

mod adapter;
mod bare;
mod cloud;
mod disk;
mod driver;
mod holdings;
mod ordeal;
pub mod postgres;
pub mod proof;
mod scenario;
mod server;
mod stage;
mod table;
mod torture;
mod way;
mod wire;
mod witness;
pub mod work;

pub use driver::{Driver, agent, hyper_client};
pub use ordeal::{Ordeal, Resume, Strike};
pub use scenario::{Outcome, Played, Scenario};
pub use stage::{Purse, Stage};
pub use table::table;
pub use torture::{End, Endured};
pub use way::Fault;
pub use wire::{Line, Sent};

/// A stage that cannot be set up is a test that failed.
#[track_caller]
fn must<T, E: std::fmt::Debug>(result: Result<T, E>) -> T {
    #[expect(clippy::expect_used, reason = "only tests set a stage")]
    result.expect("the stage is set up")
}

/// What the README shows compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
