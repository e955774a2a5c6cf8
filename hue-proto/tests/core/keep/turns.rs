//! Looking first, marking before sending, waiting for others, taking over.

use super::world::{Fault, World, access, document, record, refresh, rewritten};
use super::{RENEWAL, check, check_adopted, check_stopped, newer};
use crate::support::*;
use hue_proto::keep::{Record, Why, begin};
use hue_proto::{AccessToken, ApplicationKey, Error, RefreshToken, Session, UnixTime};
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;

#[test]
fn whoever_finds_it_too_old_adopts_what_another_has_renewed() {
    check_adopted(&mut World::holding(&renewed(app()).snapshot()), newer(), &["load"], "A2");
}

#[test]
fn what_is_good_is_not_renewed() {
    for why in [Why::Needed, Why::Advisory, Why::ByHand] {
        let load = begin(app(), entropy(1), None, why);
        check_adopted(&mut World::holding(&linked(app()).snapshot()), load, &["load"], "A1");
    }
    // Of unknown age, it is tried first.
    let session = Session::from_tokens(app(), Some(AccessToken::new("A")), Some(RefreshToken::new("R")), None).unwrap();
    let load = begin(app(), entropy(1), None, Why::Needed);
    check_adopted(&mut World::holding(&session.snapshot()), load, &["load"], "A");
}

#[test]
fn what_is_over_or_refused_is_renewed_and_saved_before_it_is_handed_out() {
    for why in [Why::Needed, Why::Advisory, Why::ByHand] {
        let load = begin(app(), entropy(1), Some(&AccessToken::new("A1")), why);
        let mut world = World::holding(&linked(app()).snapshot()).answering([ok(RENEWED)]);
        check_adopted(&mut world, load, &RENEWAL, "A2");
        assert_eq!(document(world.stored())["attempt_ms"], json!(null));
    }
    // By the clock, whatever the caller has: a minute early.
    for (early, duties) in [(60_001, &["load"][..]), (60_000, &RENEWAL), (0, &RENEWAL)] {
        let mut world = World::holding(&linked(app()).snapshot()).answering([ok(RENEWED)]);
        world.now = UnixTime::from_millis(NOW.saturating_add(WEEK).as_millis() - early);
        check(&mut world, begin(app(), entropy(1), None, Why::Needed), duties);
    }
    // There is nothing to try.
    let session = Session::from_tokens(app(), None, Some(RefreshToken::new("R1")), None).unwrap();
    let mut world = World::holding(&session.snapshot()).answering([ok(RENEWED)]);
    check(&mut world, begin(app(), entropy(1), None, Why::Needed), &RENEWAL);
}

/// A crash after it leaves the mark, and so a lease's time for what the reply may have bought.
#[test]
fn the_attempt_is_written_before_anything_is_sent() {
    let mut world = World::holding(&linked(app()).snapshot()).answering([ok(RENEWED)]).after(2, |world| {
        assert!(world.sent.is_empty() && world.stored().is_being_renewed());
        assert_eq!(document(world.stored())["attempt_ms"], json!(60_000), "a length, and no instant");
    });
    check(&mut world, newer(), &RENEWAL);
    // Where it cannot be written, nothing is sent.
    let mut world = World::holding(&linked(app()).snapshot()).with_fault(Fault::Full);
    let stop = world.run(newer()).expect_err("stopped");
    assert_eq!((stop.error, world.sent.len()), (Error::StoreUnavailable, 0));
}

#[test]
fn every_write_has_a_stamp_of_its_own() {
    let mut stamps = BTreeSet::new();
    for seed in 0..20 {
        let mut world = World::holding(&linked(app()).snapshot()).answering([ok(RENEWED)]);
        let load = begin(app(), entropy(seed), Some(&AccessToken::new("A1")), Why::Needed);
        check(&mut world, load, &RENEWAL);
        stamps.extend(world.written.iter().map(|record| record.stamp().to_string()));
    }
    assert_eq!(stamps.len(), 40);
}

/// Somebody renews, or has died over it.
fn attempted() -> Record {
    record(&linked(app()).snapshot(), json!({ "attempt_ms": 60_000 }))
}

/// Whatever the clock says, and however the other's clock stands.
#[test]
fn who_has_seen_the_same_stamp_for_the_lease_takes_over() {
    for now in [UnixTime::from_millis(0), NOW, UnixTime::from_millis(u64::MAX / 2)] {
        let mut world = World::new(Some(attempted())).answering([ok(RENEWED)]);
        world.now = now;
        world.arrive(newer());
        assert_eq!(world.waited, Duration::from_secs(60), "{now:?}");
        assert_eq!(world.told[world.told.len() - 4..], RENEWAL);
        assert_eq!(world.told[..5], ["load", "wait 25", "load", "wait 50", "load"], "soon at first");
        assert!(!world.told.iter().any(|told| told == "wait 1600"), "and once a second then");
    }
    // The length is the other's, whose lease may be another than ours.
    let mut world = World::new(Some(record(&linked(app()).snapshot(), json!({ "attempt_ms": 5000 }))));
    world = world.answering([ok(RENEWED)]);
    world.arrive(newer());
    assert_eq!(world.waited, Duration::from_secs(5));
    // And a program's own is a setting.
    let app = || builder().lease(Duration::from_secs(7)).build().unwrap();
    let mut world = World::holding(&linked(app()).snapshot()).answering([ok(RENEWED)]);
    let load = begin(app(), entropy(1), Some(&AccessToken::new("A1")), Why::Needed);
    check(&mut world, load, &["load", "mark R1 for 7", "send R1", "save R2"]);
}

#[test]
fn another_stamp_begins_the_count_anew() {
    let mut world = World::new(Some(attempted())).answering([ok(RENEWED)]).after(40, |world| {
        assert_eq!(world.waited, Duration::from_millis(25 + 50 + 100 + 200 + 400 + 800 + 14_000));
        world.replace(rewritten(&attempted(), 7, json!({})));
    });
    world.arrive(newer());
    assert_eq!(world.waited, Duration::from_millis(15_575 + 60_000));
}

#[test]
fn what_appears_while_it_waits_is_adopted() {
    let done = record(&renewed(app()).snapshot(), json!({ "stamp": "00000000000000000000000000000001" }));
    let mut world = World::new(Some(attempted())).after(2, |world| world.replace(done));
    check_adopted(&mut world, newer(), &["load", "wait 25", "load"], "A2");
    // Also when the mark comes too late.
    let done = record(&renewed(app()).snapshot(), json!({ "stamp": "00000000000000000000000000000001" }));
    let mut world = World::holding(&linked(app()).snapshot()).after(1, |world| world.replace(done));
    check_adopted(&mut world, newer(), &["load", "mark R1 for 60"], "A2");
    // Or another's mark was faster.
    let mut world = World::holding(&linked(app()).snapshot())
        .after(1, |world| world.replace(rewritten(&attempted(), 9, json!({}))))
        .after(3, |world| world.replace(record(&renewed(app()).snapshot(), json!({}))));
    check_adopted(&mut world, newer(), &["load", "mark R1 for 60", "wait 25", "load"], "A2");
}

/// Where a lease is given back, the others need not wait for its end.
#[test]
fn who_waits_goes_on_as_soon_as_the_lease_is_given_back() {
    let mut world = World::new(Some(attempted()))
        .answering([ok(RENEWED)])
        .after(2, |world| world.replace(rewritten(&attempted(), 3, json!({ "attempt_ms": null }))));
    check(&mut world, newer(), &["load", "wait 25", "load", "mark R1 for 60", "send R1", "save R2"]);
}

/// Advice is no need: where somebody is at it, that is enough.
#[test]
fn nobody_waits_for_what_was_only_advised() {
    let load = begin(app(), entropy(1), Some(&AccessToken::new("A1")), Why::Advisory);
    check_adopted(&mut World::new(Some(attempted())), load, &["load"], "A1");
}

type Oversleep = fn(&mut World);

/// Half a lease after the mark, by either clock: the one that does not jump, and the one that goes on while a machine
/// sleeps. Another may have taken over by now.
#[test]
fn a_holder_that_wakes_too_late_does_not_send() {
    let late: [Oversleep; 4] = [
        |world| world.since_mark = Duration::from_millis(30_001),
        |world| world.now = NOW.saturating_add(Duration::from_millis(30_001)),
        |world| world.now = UnixTime::from_millis(NOW.as_millis() - 1),
        |world| world.now = UnixTime::from_millis(0),
    ];
    for oversleep in late {
        let mut world = World::holding(&linked(app()).snapshot()).answering([ok(RENEWED)]).after(2, oversleep);
        let again = ["load", "mark R1 for 60", "late", "wait 1000", "load", "mark R1 for 60", "send R1", "save R2"];
        check_adopted(&mut world, newer(), &again, "A2");
    }
    let in_time: [Oversleep; 2] = [
        |world| world.since_mark = Duration::from_secs(30),
        |world| world.now = NOW.saturating_add(Duration::from_secs(30)),
    ];
    for sleep in in_time {
        let mut world = World::holding(&linked(app()).snapshot()).answering([ok(RENEWED)]).after(2, sleep);
        check_adopted(&mut world, newer(), &RENEWAL, "A2");
    }
    // What another has done meanwhile is adopted.
    let mut world = World::holding(&linked(app()).snapshot()).after(2, |world| {
        world.since_mark = Duration::from_secs(90);
        world.replace(record(&renewed(app()).snapshot(), json!({})));
    });
    check_adopted(&mut world, newer(), &["load", "mark R1 for 60", "late", "wait 1000", "load"], "A2");
}

/// Of a digest, each request is one that must not come late.
#[test]
fn the_second_request_of_a_digest_is_looked_at_too() {
    let app = || builder_with(hue_proto::ClientAuth::Digest(secret())).build().unwrap();
    let asked = || crate::verifier::challenge(r#"nonce="a", qop="auth""#);
    let load = || begin(app(), entropy(1), Some(&AccessToken::new("A1")), Why::Needed);
    let mut world = World::holding(&linked_by_digest().snapshot()).answering([asked(), ok(RENEWED)]);
    check(&mut world, load(), &["load", "mark R1 for 60", "send R1", "send R1", "save R2"]);
    let mut world = World::holding(&linked_by_digest().snapshot())
        .answering([asked(), ok(RENEWED)])
        .after(3, |world| world.since_mark = Duration::from_secs(31));
    let again =
        ["load", "mark R1 for 60", "send R1", "late", "wait 1000", "load", "mark R1 for 60", "send R1", "save R2"];
    check(&mut world, load(), &again);
}

/// The client's secret is of the application, not of the session.
fn linked_by_digest() -> Session<hue_proto::UserLinked> {
    linked(app())
}

#[test]
fn what_cannot_be_renewed_says_why() {
    let check = |world: &mut World, expected: &Error| {
        let stop = check_stopped(world, newer(), &["load"]);
        assert_eq!(stop.error, *expected);
        assert!(stop.unsaved.is_none());
    };
    check(&mut World::new(None), &Error::NotLoggedIn);
    check(&mut World::holding(&unauthorized(app()).snapshot()), &Error::NotLoggedIn);
    check(&mut World::holding(&code_received(app()).snapshot()), &Error::NotLoggedIn);
    let alone = Session::from_tokens(app(), Some(AccessToken::new("A1")), None, None).unwrap();
    check(&mut World::holding(&alone.with_key(ApplicationKey::new(KEY)).snapshot()), &Error::NothingToRenew);
}

/// Logged out, or logged in anew, between the mark and the sending: nothing is brought back.
#[test]
fn a_mark_that_finds_another_record_begins_with_that() {
    let mut world = World::holding(&linked(app()).snapshot()).after(1, |world| world.record = None);
    let stop = check_stopped(&mut world, newer(), &["load", "mark R1 for 60"]);
    assert_eq!(stop.error, Error::NotLoggedIn);
    assert!(world.record.is_none());
}

#[test]
fn a_record_of_another_application_is_left_alone() {
    let other = builder().base_url("https://simulator.example").build().unwrap();
    for app in [other, hue_proto::App::builder("other", secret()).build().unwrap()] {
        let mut world = World::holding(&linked(self::app()).snapshot());
        let stop = check_stopped(&mut world, begin(app, entropy(1), None, Why::ByHand), &["load"]);
        assert!(matches!(stop.error, Error::InvalidSetting(_)), "{:?}", stop.error);
    }
}

/// A session without a bridge is renewed as it is.
#[test]
fn tokens_without_a_bridge_are_renewed_too() {
    let mut world = World::holding(&tokens_issued(app()).snapshot()).answering([ok(RENEWED)]);
    let session = check(&mut world, newer(), &RENEWAL);
    assert_eq!((session.state(), &*access(&session)), ("tokens_issued", "A2"));
    assert_eq!(refresh(world.stored().snapshot()), "R2");
}
