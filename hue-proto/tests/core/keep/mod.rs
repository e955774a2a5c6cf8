//! `keep`: who renews what is stored, when, and what becomes of it.

mod again;
mod doubt;
mod jumps;
mod keeper;
mod many;
mod outages;
mod pending;
mod put;
mod record;
mod save;
mod silence;
mod summary;
mod turns;
mod world;

use crate::support::*;
use hue_proto::keep::{Load, Stop, Why, begin};
use hue_proto::{AccessToken, Error, Snapshot};
use world::{World, access};

/// Newer tokens than A1.
fn newer() -> Load {
    newer_by(1)
}

/// As another program wants it, or the same one later.
fn newer_by(seed: u8) -> Load {
    begin(app(), entropy(seed), Some(&AccessToken::new("A1")), Why::Needed)
}

#[track_caller]
fn check(world: &mut World, load: Load, duties: &[&str]) -> Snapshot {
    let ended = world.run(load);
    assert_eq!(world.told, duties);
    let snapshot = ended.expect("arrived").snapshot();
    assert_eq!(*snapshot.to_json(), *world.stored().snapshot().to_json(), "what is there is what is stored");
    snapshot
}

#[track_caller]
fn check_stopped(world: &mut World, load: Load, duties: &[&str]) -> Stop {
    let ended = world.run(load);
    assert_eq!(world.told, duties);
    ended.expect_err("stopped")
}

#[track_caller]
fn check_adopted(world: &mut World, load: Load, duties: &[&str], expected: &str) {
    assert_eq!(access(&check(world, load, duties)), expected);
}

fn is_refused(stop: &Stop) -> bool {
    matches!(stop.error, Error::GrantRejected(_)) && stop.unsaved.is_none()
}

const RENEWAL: [&str; 4] = ["load", "mark R1 for 60", "send R1", "save R2"];
