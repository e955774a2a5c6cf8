//! The scenario table: stories that hold for every driver.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::too_many_lines,
    reason = "stories stand in tables, and end where they go wrong"
)]

mod call;
mod link;
mod login;
mod renew;
mod token;

use crate::scenario::Scenario;

/// Every story there is.
pub fn table() -> Vec<Scenario> {
    [login::table(), token::table(), renew::table(), link::table(), call::table()].into_iter().flatten().collect()
}
