//! What was renewed, on its way into a store that others use too, and that may fail.

use super::world::{Fault, World, access, document, record, refresh, rewritten};
use super::{RENEWAL, check, check_adopted, check_stopped, newer};
use crate::support::*;
use hue_proto::keep::{Unsaved, put};
use hue_proto::{Error, Snapshot};
use serde_json::json;

/// Renewed, with this done to the store between the reply and the save.
fn renewing(meanwhile: impl FnOnce(&mut World) + 'static) -> World {
    World::holding(&tokens_issued(app()).snapshot()).answering([ok(RENEWED)]).after(3, meanwhile)
}

const SAVE: &str = "save R2";

fn twice() -> Vec<&'static str> {
    [&RENEWAL[..], &[SAVE]].concat()
}

/// Somebody linked a bridge while the request was under way: both are kept.
#[test]
fn a_link_that_was_stored_meanwhile_is_kept() {
    let mut world = renewing(|world| {
        let mut other = World::new(world.record.clone());
        other.arrive(put(app(), entropy(5), linked(app()).snapshot(), false));
        assert!(other.stored().is_being_renewed(), "the renewal goes on");
        world.record = other.record;
    });
    let session = check(&mut world, newer(), &twice());
    assert_eq!((session.state(), &*access(&session)), ("user_linked", "A2"));
}

/// A holder that overslept is the only one who has what the token bought: the mark of who took over is no reason to lose it.
#[test]
fn who_overslept_still_saves_what_it_holds() {
    let taken_over =
        rewritten(&record(&tokens_issued(app()).snapshot(), json!({ "attempt_ms": 60_000 })), 8, json!({}));
    let mut world = renewing(move |world| world.replace(taken_over));
    check_adopted(&mut world, newer(), &twice(), "A2");
    assert!(!world.stored().is_being_renewed());
    // Or the refusal that the other believes.
    let refused = rewritten(&record(&tokens_issued(app()).snapshot(), json!({ "refused": true })), 8, json!({}));
    let mut world = renewing(move |world| world.replace(refused));
    check_adopted(&mut world, newer(), &twice(), "A2");
    assert!(!world.stored().is_refused());
    // However often it moves.
    let moved = |stamp| rewritten(&record(&tokens_issued(app()).snapshot(), json!({})), stamp, json!({}));
    let mut world = renewing(move |world| world.replace(moved(1)))
        .after(4, move |world| world.replace(moved(2)))
        .after(5, move |world| world.replace(moved(3)));
    check_adopted(&mut world, newer(), &[&twice()[..], &[SAVE, SAVE]].concat(), "A2");
}

/// A later login, or another's renewal of the same token: what stands there is as good, and newer.
#[test]
fn another_pair_is_not_replaced() {
    let other = record(&stranger(), json!({ "attempt_ms": 60_000 }));
    let mut world = renewing(move |world| world.replace(other));
    check_adopted(&mut world, newer(), &RENEWAL, "A3");
    assert!(world.stored().is_being_renewed(), "nor is what others do with it");
}

/// Tokens that neither the renewal had nor brings.
fn stranger() -> Snapshot {
    let json = linked(app()).snapshot().to_json().replace("\"A1\"", "\"A3\"").replace("\"R1\"", "\"R3\"");
    Snapshot::from_json(json.as_bytes()).unwrap()
}

fn rescued(unsaved: &Unsaved) -> [String; 2] {
    let snapshot = unsaved.snapshot();
    assert_eq!(snapshot.state(), "tokens_issued");
    [access(&snapshot), refresh(&snapshot)]
}

/// Logged out: the account is not brought back, and what was bought is handed over.
#[test]
fn a_logout_while_renewing_stands() {
    let mut world = renewing(|world| world.record = None);
    let stop = check_stopped(&mut world, newer(), &RENEWAL);
    assert!(world.record.is_none());
    assert_eq!((stop.error, rescued(&stop.unsaved.unwrap())), (Error::NotLoggedIn, ["A2", "R2"].map(String::from)));
    // And a login has begun.
    let begun = record(&unauthorized(app()).snapshot(), json!({}));
    let mut world = renewing(move |world| world.replace(begun));
    let stop = check_stopped(&mut world, newer(), &RENEWAL);
    assert_eq!((stop.error, world.stored().snapshot().state()), (Error::NotLoggedIn, "unauthorized"));
    assert!(stop.unsaved.is_some());
    // Or the account was given to another application.
    let json = linked(app()).snapshot().to_json().replace("testclient", "other");
    let foreign = record(&Snapshot::from_json(json.as_bytes()).unwrap(), json!({}));
    let mut world = renewing(move |world| world.replace(foreign));
    let stop = check_stopped(&mut world, newer(), &RENEWAL);
    assert!(matches!(stop.error, Error::InvalidSetting(_)) && stop.unsaved.is_some());
}

/// A commit whose outcome is unknown is recognised by its stamp: written, it is not written again.
#[test]
fn a_save_that_nobody_confirmed_is_recognised() {
    let mut world = renewing(|world| world.fault = Some(Fault::Mute)).after(4, |world| world.fault = None);
    check_adopted(&mut world, newer(), &[&RENEWAL[..], &["wait 50", "load"]].concat(), "A2");
    assert_eq!(world.written.len(), 2);
    // Not written, it is.
    let mut world = renewing(|world| world.fault = Some(Fault::Full)).after(4, |world| world.fault = None);
    check_adopted(&mut world, newer(), &[&RENEWAL[..], &["wait 50", "load", SAVE]].concat(), "A2");
    assert_eq!(world.written.len(), 2);
}

/// A mark, too: it is one's own, and nobody waits for oneself.
#[test]
fn a_mark_that_nobody_confirmed_is_recognised() {
    let start = World::holding(&linked(app()).snapshot()).answering([ok(RENEWED)]);
    let mut world = start.with_fault(Fault::Mute).after(2, |world| world.fault = None);
    let marked = ["load", "mark R1 for 60", "wait 50", "load", "mark R1 for 60", "send R1", SAVE];
    check_adopted(&mut world, newer(), &marked, "A2");
}

#[test]
fn what_no_store_takes_is_handed_over_and_saved_later() {
    let outage =
        ["wait 50", "load", SAVE, "wait 200", "load", SAVE, "wait 800", "load", SAVE, "wait 3200", "load", SAVE];
    let mut world = renewing(|world| world.fault = Some(Fault::Full));
    let stop = check_stopped(&mut world, newer(), &[&RENEWAL[..], &outage].concat());
    let unsaved = stop.unsaved.expect("renewed tokens");
    assert_eq!((stop.error, rescued(&unsaved)), (Error::Unsaved, ["A2", "R2"].map(String::from)));
    assert_eq!(format!("{unsaved:?}"), "Unsaved(..)");
    // It neither reads: what is unsaved is kept.
    let mut gone = World::new(world.record.clone()).with_fault(Fault::Gone);
    let stop = gone.run(unsaved.save(entropy(2))).expect_err("gone");
    assert_eq!(stop.error, Error::Unsaved);
    let unsaved = stop.unsaved.expect("renewed tokens");
    let mut mended = World::new(world.record.clone());
    check_adopted(&mut mended, unsaved.clone().save(entropy(3)), &["load", SAVE], "A2");
    assert_eq!(document(mended.stored())["attempt_ms"], json!(null));
    // Saved already, or overtaken: nothing is written.
    check_adopted(&mut mended, unsaved.save(entropy(4)), &["load", SAVE, "load"], "A2");
}
