//! A refusal: believed only after another look, erasing nothing, and cleared by whoever saves.

use super::world::{Fault, World, document, record, rewritten};
use super::{check, check_adopted, check_stopped, is_refused, newer};
use crate::support::*;
use hue_proto::keep::{Why, begin, put};
use hue_proto::{AccessToken, Error};
use serde_json::json;

fn spent() -> Answer {
    reply(400, r#"{"error":"invalid_grant","error_description":"Invalid refresh token"}"#)
}

const DOUBT: [&str; 5] = ["load", "mark R1 for 60", "send R1", "mark R1 for 120", "wait 60000"];

#[test]
fn a_refusal_is_believed_after_a_lease_and_another_look() {
    let before = linked(app()).snapshot();
    let mut world = World::holding(&before).answering([spent()]);
    let stop = check_stopped(&mut world, newer(), &[&DOUBT[..], &["load", "refuse R1"]].concat());
    assert!(is_refused(&stop) && stop.error.to_string().contains("Invalid refresh token"), "{}", stop.error);
    assert!(world.stored().is_refused() && !world.stored().is_being_renewed());
    assert_eq!(*world.stored().snapshot().to_json(), *before.to_json(), "it erases nothing");
}

/// Somebody else had spent the token, and saves what it bought.
#[test]
fn what_another_saves_meanwhile_is_adopted() {
    let saved = || record(&renewed(app()).snapshot(), json!({}));
    let mut world =
        World::holding(&linked(app()).snapshot()).answering([spent()]).after(5, move |world| world.replace(saved()));
    check_adopted(&mut world, newer(), &[&DOUBT[..], &["load"]].concat(), "A2");
    // Before the longer lease was written.
    let mut world =
        World::holding(&linked(app()).snapshot()).answering([spent()]).after(3, move |world| world.replace(saved()));
    check_adopted(&mut world, newer(), &DOUBT[..4], "A2");
    // In the last moment.
    let mut world =
        World::holding(&linked(app()).snapshot()).answering([spent()]).after(6, move |world| world.replace(saved()));
    check_adopted(&mut world, newer(), &[&DOUBT[..], &["load", "refuse R1"]].concat(), "A2");
    assert!(!world.stored().is_refused());
}

/// A record that moved, with the refused token still in it, is looked at as long.
#[test]
fn a_link_that_is_stored_meanwhile_settles_nothing() {
    let moved = || rewritten(&record(&linked(app()).snapshot(), json!({ "attempt_ms": 60_000 })), 5, json!({}));
    let mut world =
        World::holding(&linked(app()).snapshot()).answering([spent()]).after(3, move |world| world.replace(moved()));
    let stop = check_stopped(&mut world, newer(), &[&DOUBT[..], &["load", "refuse R1"]].concat());
    assert!(is_refused(&stop));
    let mut world =
        World::holding(&linked(app()).snapshot()).answering([spent()]).after(6, move |world| world.replace(moved()));
    let stop = check_stopped(&mut world, newer(), &[&DOUBT[..], &["load", "refuse R1", "refuse R1"]].concat());
    assert!(is_refused(&stop) && world.stored().is_refused());
}

#[test]
fn an_account_that_is_gone_meanwhile_is_not_brought_back() {
    let mut world =
        World::holding(&linked(app()).snapshot()).answering([spent()]).after(5, |world| world.record = None);
    let stop = check_stopped(&mut world, newer(), &[&DOUBT[..], &["load"]].concat());
    assert_eq!((stop.error, world.record.is_none()), (Error::NotLoggedIn, true));
}

#[test]
fn what_was_refused_is_not_sent_again_but_by_hand() {
    let refused = || World::new(Some(record(&linked(app()).snapshot(), json!({ "refused": true }))));
    for why in [Why::Needed, Why::Advisory] {
        let load = begin(app(), entropy(1), Some(&AccessToken::new("A1")), why);
        let stop = check_stopped(&mut refused(), load, &["load"]);
        assert!(is_refused(&stop) && stop.error.to_string().contains("an earlier renewal was refused"));
    }
    // Access that is good still is good.
    check_adopted(&mut refused(), begin(app(), entropy(1), None, Why::Needed), &["load"], "A1");
    // It may have been a mistake of Hue's: what is saved clears it.
    let by_hand = || begin(app(), entropy(1), Some(&AccessToken::new("A1")), Why::ByHand);
    let mut world = refused().answering([ok(RENEWED)]);
    let session = world.arrive(by_hand());
    assert_eq!((super::access(&session), world.stored().is_refused()), ("A2".into(), false));
    // As long as it is tried, it is refused.
    let mut world = refused().answering([spent()]).after(2, |world| assert!(world.stored().is_refused()));
    assert!(is_refused(&world.run(by_hand()).expect_err("refused")) && world.stored().is_refused());
}

#[test]
fn a_new_login_clears_it() {
    let refused = record(&linked(app()).snapshot(), json!({ "refused": true }));
    let mut world = World::new(Some(refused));
    check(&mut world, put(app(), entropy(1), again(&linked(app())).snapshot(), true), &["load", "save R2"]);
    assert!(!world.stored().is_refused());
}

/// Nothing is known of what others do: the refusal stands, and is not written down.
#[test]
fn a_store_that_is_gone_leaves_the_refusal_as_the_answer() {
    let mut world = World::holding(&linked(app()).snapshot())
        .answering([spent()])
        .after(3, |world| world.fault = Some(Fault::Gone));
    assert!(is_refused(&world.run(newer()).expect_err("refused")));
    assert!(!world.stored().is_refused());
    // Written, though nobody said so.
    let mut world = World::holding(&linked(app()).snapshot())
        .answering([spent()])
        .after(6, |world| world.fault = Some(Fault::Mute));
    let duties = [&DOUBT[..], &["load", "refuse R1", "wait 50", "load"]].concat();
    let stop = check_stopped(&mut world, newer(), &duties);
    assert!(is_refused(&stop) && world.stored().is_refused());
    // Not written: it is tried again, or the next one would send the token once more.
    let mut world = World::holding(&linked(app()).snapshot())
        .answering([spent()])
        .after(6, |world| world.fault = Some(Fault::Full))
        .after(7, |world| world.fault = None);
    let stop = check_stopped(&mut world, newer(), &[&duties[..], &["refuse R1"]].concat());
    assert!(is_refused(&stop) && world.stored().is_refused());
    // Of the longer lease, nobody could say that it stands there: the wait is the same.
    let mut world = World::holding(&linked(app()).snapshot())
        .answering([spent()])
        .after(3, |world| world.fault = Some(Fault::Mute))
        .after(4, |world| world.fault = None);
    let duties = [&DOUBT[..4], &["wait 50", "load", "wait 60000", "load", "refuse R1"]].concat();
    assert!(is_refused(&check_stopped(&mut world, newer(), &duties)));
}

/// The next one does not send the token while somebody waits for what it bought.
#[test]
fn the_doubt_outlasts_the_wait() {
    let mut world = World::holding(&linked(app()).snapshot()).answering([spent()]).after(4, |world| {
        assert_eq!(document(world.stored())["attempt_ms"], json!(120_000));
    });
    assert!(is_refused(&world.run(newer()).expect_err("refused")));
}
