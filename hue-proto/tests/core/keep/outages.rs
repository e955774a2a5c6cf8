//! A store that fails: how patiently it is asked again, and what becomes of it.

use super::world::{Fault, World};
use super::{RENEWAL, check, check_stopped, newer};
use crate::support::*;
use hue_proto::Error;
use hue_proto::keep::{Load, put};

fn login() -> Load {
    put(app(), entropy(1), linked(app()).snapshot(), true)
}

/// Fifty milliseconds, then four times as long each time; four seconds in all.
#[test]
fn a_store_that_is_gone_is_asked_five_times() {
    let duties = ["load", "wait 50", "load", "wait 200", "load", "wait 800", "load", "wait 3200", "load"];
    for load in [newer(), login()] {
        let mut world = World::holding(&linked(app()).snapshot()).with_fault(Fault::Gone);
        let stop = check_stopped(&mut world, load, &duties);
        assert_eq!((stop.error, stop.unsaved.is_none()), (Error::StoreUnavailable, true));
    }
}

#[test]
fn a_store_that_comes_back_in_time_is_used() {
    for outage in [1, 3, 5, 7] {
        let start = World::holding(&linked(app()).snapshot()).answering([ok(RENEWED)]);
        let mut world = start.with_fault(Fault::Gone).after(outage, |world| world.fault = None);
        world.arrive(newer());
        assert_eq!(world.told[world.told.len() - 4..], RENEWAL);
    }
}

/// One run's patience is one: what failed while marking counts when saving.
#[test]
fn patience_is_for_the_whole_run() {
    let start = World::holding(&linked(app()).snapshot()).answering([ok(RENEWED)]);
    let mut world = start
        .with_fault(Fault::Full)
        .after(6, |world| world.fault = None)
        .after(8, |world| world.fault = Some(Fault::Full));
    let marking = ["load", "mark R1 for 60", "wait 50", "load", "mark R1 for 60", "wait 200"];
    let saving = ["save R2", "wait 800", "load", "save R2", "wait 3200", "load", "save R2"];
    let stop =
        check_stopped(&mut world, newer(), &[&marking[..], &["load", "mark R1 for 60", "send R1"], &saving].concat());
    assert!(stop.unsaved.is_some());
}

#[test]
fn a_put_is_tried_as_patiently() {
    let mut world = World::new(None).with_fault(Fault::Full).after(2, |world| world.fault = None);
    check(&mut world, login(), &["load", "save R1", "wait 50", "load", "save R1"]);
    let mut world = World::new(None).with_fault(Fault::Mute).after(2, |world| world.fault = None);
    check(&mut world, login(), &["load", "save R1", "wait 50", "load"]);
    let mut world = World::new(None).with_fault(Fault::Full);
    assert_eq!(world.run(login()).expect_err("full").error, Error::StoreUnavailable);
}
