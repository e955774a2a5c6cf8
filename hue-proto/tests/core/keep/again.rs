//! Replies that bring no tokens: what is given back, and what is waited for.

use super::world::{World, document, record, refresh};
use super::{check, check_adopted, check_stopped, newer, newer_by};
use crate::support::*;
use hue_proto::{Effect, Error};
use serde_json::json;
use std::time::Duration;

/// The lease is given back at once, and nothing else is changed.
fn check_given_back(answer: Answer, expected: &Error) {
    let before = linked(app()).snapshot();
    let mut world = World::holding(&before).answering([answer]);
    let stop = check_stopped(&mut world, newer(), &["load", "mark R1 for 60", "send R1", "release R1"]);
    assert_eq!(stop.error, *expected);
    assert!(stop.unsaved.is_none() && !world.stored().is_refused() && !world.stored().is_being_renewed());
    assert_eq!(*world.stored().snapshot().to_json(), *before.to_json());
}

#[test]
fn a_failure_gives_the_lease_back_and_keeps_the_tokens() {
    check_given_back(lost(), &Error::Unconfirmed(Effect::TokensRenewed));
    check_given_back(reply(502, ""), &Error::Unconfirmed(Effect::TokensRenewed));
    check_given_back(
        reply(429, "").with("retry-after", "3600"),
        &Error::RateLimited { retry_after: Some(Duration::from_secs(3600)) },
    );
    check_given_back(reply(403, ""), &Error::Refused { status: 403, refusal: None });
}

#[test]
fn a_client_that_is_not_known_says_nothing_about_the_grant() {
    let refused = reply(401, r#"{"error":"invalid_client"}"#);
    let mut world = World::holding(&linked(app()).snapshot()).answering([refused]);
    let stop = check_stopped(&mut world, newer(), &["load", "mark R1 for 60", "send R1", "release R1"]);
    assert!(matches!(stop.error, Error::ClientRejected(_)) && !world.stored().is_refused());
}

/// Nobody knows whether the token is spent: it is tried, and if it is spent, that is seen.
#[test]
fn after_a_lost_reply_the_next_one_tries_the_same_token() {
    let mut world = World::holding(&linked(app()).snapshot()).answering([lost(), ok(RENEWED)]);
    drop(world.run(newer()).expect_err("lost"));
    check(
        &mut world,
        newer_by(2),
        &["load", "mark R1 for 60", "send R1", "release R1", "load", "mark R1 for 60", "send R1", "save R2"],
    );
}

/// A wait outlasts no mark: it is renewed when the wait is over, and what was sent before still counts.
#[test]
fn patience_marks_anew_and_ends() {
    let busy = || reply(429, "").with("retry-after", "30");
    let turn = ["load", "mark R1 for 60", "send R1"];
    let mut world = World::holding(&linked(app()).snapshot()).answering([busy(), not_sent(), ok(RENEWED)]);
    check(&mut world, newer(), &[&turn[..], &["wait 30000"], &turn, &["wait 2000"], &turn, &["save R2"]].concat());
    let mut world = World::holding(&linked(app()).snapshot()).answering([not_sent(), not_sent(), not_sent()]);
    let duties = [&turn[..], &["wait 1000"], &turn, &["wait 2000"], &turn, &["release R1"]].concat();
    assert_eq!(check_stopped(&mut world, newer(), &duties).error, Error::NotSent);
}

/// Others may come during the wait: what they renewed is adopted, and their attempts are waited for.
#[test]
fn a_wait_ends_in_looking_again() {
    let mut world = World::holding(&linked(app()).snapshot())
        .answering([not_sent()])
        .after(4, |world| world.replace(record(&renewed(app()).snapshot(), json!({}))));
    check_adopted(&mut world, newer(), &["load", "mark R1 for 60", "send R1", "wait 1000", "load"], "A2");
    // Another has taken over, because the wait was long; and gives back.
    let attempt = |lasts| record(&linked(app()).snapshot(), json!({ "attempt_ms": lasts }));
    let mut world = World::holding(&linked(app()).snapshot())
        .answering([not_sent(), ok(RENEWED)])
        .after(4, move |world| world.replace(attempt(json!(60_000))))
        .after(6, move |world| world.replace(attempt(json!(null))));
    check(
        &mut world,
        newer(),
        &[
            "load",
            "mark R1 for 60",
            "send R1",
            "wait 1000",
            "load",
            "wait 25",
            "load",
            "mark R1 for 60",
            "send R1",
            "save R2",
        ],
    );
}

/// What was begun with one token never sends it when another is stored by then.
#[test]
fn a_wait_that_ends_at_other_tokens_begins_with_those() {
    let other = linked(app()).snapshot().to_json().replace("\"A1\"", "\"A3\"").replace("\"R1\"", "\"R3\"");
    let other = hue_proto::Snapshot::from_json(other.as_bytes()).unwrap();
    let mut world = World::holding(&linked(app()).snapshot()).answering([not_sent(), ok(RENEWED)]);
    // Over already, so that they are renewed in turn.
    world = world.after(4, move |world| {
        world.now = NOW.saturating_add(WEEK);
        world.replace(record(&other, json!({})));
    });
    check(
        &mut world,
        newer(),
        &["load", "mark R1 for 60", "send R1", "wait 1000", "load", "mark R3 for 60", "send R3", "save R2"],
    );
    assert_eq!(refresh(world.stored().snapshot()), "R2");
}

/// RFC 6749 section 6.
#[test]
fn a_renewal_that_brings_no_refresh_token_keeps_the_old_one() {
    let body = r#"{"access_token":"A2","expires_in":604799,"token_type":"bearer"}"#;
    let mut world = World::holding(&linked(app()).snapshot()).answering([ok(body)]);
    let session = world.arrive(newer());
    assert_eq!((&*super::access(&session), &*refresh(&session)), ("A2", "R1"));
    assert_eq!(document(world.stored())["snapshot"]["tokens"]["generation"], json!(1));
}
