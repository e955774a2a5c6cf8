//! Rests of a login, and credentials from elsewhere: tokens and links are two parts of one record.

use super::world::{Fault, World, access, document, record, refresh, rewritten};
use super::{check, check_stopped};
use crate::support::*;
use hue_proto::keep::put;
use hue_proto::{AccessToken, App, ApplicationKey, Error, RefreshToken, Session, Snapshot};
use serde_json::json;

/// Puts a session where this is stored.
fn check_put(world: &mut World, snapshot: &Snapshot, is_new: bool, duties: &[&str]) -> Snapshot {
    check(world, put(app(), entropy(1), snapshot.clone(), is_new), duties)
}

fn busy(snapshot: &Snapshot) -> World {
    World::new(Some(record(snapshot, json!({ "attempt_ms": 60_000, "refused": true }))))
}

#[test]
fn what_is_stored_first_is_stored() {
    for snapshot in [
        unauthorized(app()).snapshot(),
        code_received(app()).snapshot(),
        tokens_issued(app()).snapshot(),
        linked(app()).snapshot(),
    ] {
        for is_new in [false, true] {
            let refresh = refresh(&snapshot);
            let mut world = World::new(None);
            let session = check_put(&mut world, &snapshot, is_new, &["load", &format!("save {refresh}")]);
            assert_eq!(*session.to_json(), *snapshot.to_json());
            assert!(!world.stored().is_being_renewed() && !world.stored().is_refused());
        }
    }
}

/// Its tokens replace those that stand there, whoever renews them.
#[test]
fn a_new_grant_replaces_the_old_one() {
    let mut world = busy(&linked(app()).snapshot());
    let session = check_put(&mut world, &again(&linked(app())).snapshot(), true, &["load", "save R2"]);
    assert_eq!((session.state(), &*access(&session)), ("tokens_issued", "A2"));
    assert!(!world.stored().is_being_renewed() && !world.stored().is_refused());
}

/// Nothing is gained by what is spent together with it, and somebody may be spending it now.
#[test]
fn a_refresh_token_that_is_stored_already_is_no_new_grant() {
    for access_token in [None, Some(AccessToken::new("old"))] {
        let mut world = World::holding(&linked(app()).snapshot());
        world.record = world.record.as_ref().map(|record| rewritten(record, 4, json!({ "attempt_ms": 60_000 })));
        let stored = refresh(world.stored().snapshot());
        let brought = Session::from_tokens(app(), access_token, Some(RefreshToken::new(&*stored)), None).unwrap();
        let session = check_put(&mut world, &brought.snapshot(), true, &["load", "mark R1 for 60"]);
        assert_eq!((&*access(&session), world.stored().is_being_renewed()), ("A1", true));
    }
}

/// Of tokens from elsewhere nobody says which bridge they lead to: what is known of bridges is kept.
#[test]
fn links_are_kept_where_what_is_put_knows_of_none() {
    let mut world = World::holding(&linked(app()).snapshot());
    let kept = json!([document(world.stored())["snapshot"]["link"]]);
    let brought = || Session::from_tokens(app(), Some(AccessToken::new("other")), None, None).unwrap();
    let with_key = brought().with_key(ApplicationKey::new("brought"));
    for (run, duty, brought) in [(1, "save nothing", brought().snapshot()), (2, "release nothing", with_key.snapshot())]
    {
        world.told.clear();
        check(&mut world, put(app(), entropy(run), brought, true), &["load", duty]);
        assert_eq!(document(world.stored())["snapshot"]["links"], kept);
    }
    // What was given up was known.
    world.told.clear();
    let given_up = linked(app()).unlinked().snapshot();
    check(&mut world, put(app(), entropy(3), given_up, true), &["load", "save R1"]);
    assert_eq!(document(world.stored())["snapshot"].get("links"), None);
}

/// A link goes on from tokens that somebody may have renewed since, or be renewing now.
#[test]
fn a_link_keeps_the_tokens_as_they_are_stored() {
    let mut world = busy(&renewed(app()).snapshot());
    let session = check_put(&mut world, &linked(app()).snapshot(), false, &["load", "mark R2 for 60"]);
    assert_eq!((session.state(), &*access(&session)), ("user_linked", "A2"));
    assert!(world.stored().is_being_renewed() && world.stored().is_refused(), "that goes on");
    let mut world = World::holding(&tokens_issued(app()).snapshot());
    let session = check_put(&mut world, &linked(app()).snapshot(), false, &["load", "release R1"]);
    assert_eq!(session.state(), "user_linked");
    // Given up, too.
    let mut world = World::holding(&renewed(app()).snapshot());
    let session = check_put(&mut world, &linked(app()).unlinked().snapshot(), false, &["load", "release R2"]);
    assert_eq!((session.state(), &*access(&session)), ("tokens_issued", "A2"));
}

/// What is good to use is good until Hue has given something better.
#[test]
fn a_login_that_has_just_begun_replaces_no_tokens() {
    let linked = linked(app());
    for begun in [unauthorized(app()).snapshot(), code_received(app()).snapshot()] {
        for is_new in [false, true] {
            let session = check_put(&mut World::holding(&linked.snapshot()), &begun, is_new, &["load"]);
            assert_eq!(session.state(), "user_linked");
        }
        let mut world = World::holding(&unauthorized(app()).snapshot());
        let session = check_put(&mut world, &begun, false, &["load", "release nothing"]);
        assert_eq!(session.state(), begun.state());
    }
    // Tokens where there were none.
    let mut world = World::holding(&code_received(app()).snapshot());
    check_put(&mut world, &tokens_issued(app()).snapshot(), false, &["load", "save R1"]);
}

#[test]
fn a_record_that_moved_is_looked_at_again() {
    let newer = record(&renewed(app()).snapshot(), json!({}));
    let mut world = World::holding(&tokens_issued(app()).snapshot()).after(1, |world| world.replace(newer));
    world.record = world.record.as_ref().map(|record| rewritten(record, 4, json!({})));
    let duties = ["load", "save R1", "release R2"];
    let session = check_put(&mut world, &linked(app()).snapshot(), false, &duties);
    assert_eq!(access(&session), "A2");
    // Somebody was there before.
    let first = record(&renewed(app()).snapshot(), json!({}));
    let mut world = World::new(None).after(1, |world| world.replace(first));
    check_put(&mut world, &linked(app()).snapshot(), false, &["load", "save R1", "release R2"]);
    // And is gone again.
    let mut world = World::holding(&linked(app()).snapshot()).after(1, |world| world.record = None);
    check_put(&mut world, &linked(app()).snapshot(), false, &["load", "save R1", "save R1"]);
}

/// The grant was stored though nobody said so, and somebody has marked it since: that is not overwritten.
#[test]
fn a_grant_that_is_stored_already_is_new_no_more() {
    let mut world = World::holding(&linked(app()).snapshot()).with_fault(Fault::Mute).after(2, |world| {
        world.fault = None;
        let marked = rewritten(world.stored(), 6, json!({ "attempt_ms": 60_000 }));
        world.replace(marked);
    });
    let load = put(app(), entropy(1), again(&linked(app())).snapshot(), true);
    check(&mut world, load, &["load", "save R2", "wait 50", "load", "mark R2 for 60"]);
    assert_eq!(document(world.stored())["attempt_ms"], json!(60_000));
}

#[test]
fn nothing_of_another_application_is_stored_or_replaced() {
    let other = || App::builder("other", secret()).build().unwrap();
    let check = |world: &mut World, app: App, snapshot: Snapshot| {
        let before = world.record.as_ref().map(|record| record.to_json().to_string());
        let stop = check_stopped(world, put(app, entropy(1), snapshot, true), &["load"]);
        assert!(matches!(stop.error, Error::InvalidSetting(_)), "{:?}", stop.error);
        assert_eq!(world.record.as_ref().map(|record| record.to_json().to_string()), before);
    };
    check(&mut World::new(None), app(), linked(other()).snapshot());
    check(&mut World::holding(&linked(other()).snapshot()), app(), linked(app()).snapshot());
    check(&mut World::holding(&unauthorized(other()).snapshot()), app(), linked(app()).snapshot());
}
