//! What a program that makes calls does about its tokens, and when.

use super::world::{Fault, World, access, document, record, refresh};
use crate::support::*;
use hue_proto::keep::{Keeper, Next, Why};
use hue_proto::{AccessToken, AnySession, ApplicationKey, Error, RefreshToken, Session, UnixTime, UserLinked};
use serde_json::json;
use std::time::Duration;

fn keeper(seed: u8) -> Keeper {
    Keeper::new(linked(app()), entropy(seed))
}

fn at(permille: u32) -> UnixTime {
    NOW.saturating_add(WEEK / 1000 * permille)
}

fn word(next: &Next) -> &'static str {
    match next {
        Next::Call(_) => "call",
        Next::RenewAhead(_) => "renew ahead",
        Next::Renew(_) => "renew",
    }
}

#[track_caller]
fn check(keeper: &Keeper, now: UnixTime, expected: &str) {
    assert_eq!(word(&keeper.next(now)), expected, "at {}", now.as_millis());
}

/// From when on it is advised, to the second.
fn advised(keeper: &Keeper) -> Duration {
    let is_advised = |seconds| word(&keeper.next(NOW.saturating_add(Duration::from_secs(seconds)))) != "call";
    let (mut before, mut after) = (0, 604_000);
    assert!(!is_advised(before) && is_advised(after));
    while after - before > 1 {
        let middle = u64::midpoint(before, after);
        if is_advised(middle) { after = middle } else { before = middle }
    }
    Duration::from_secs(after)
}

#[test]
fn it_is_advised_between_four_fifths_and_nine_tenths_of_a_known_life() {
    let all: Vec<_> = (0..=255).map(|seed| advised(&keeper(seed))).collect();
    let (first, last) = (all.iter().min().unwrap(), all.iter().max().unwrap());
    assert!(*first >= WEEK / 10 * 8 && *last <= WEEK / 10 * 9, "{first:?} to {last:?}");
    assert!(*first < WEEK / 1000 * 805 && *last > WEEK / 1000 * 895, "spread: {first:?} to {last:?}");
    assert_eq!(advised(&keeper(7)), advised(&keeper(7)), "by entropy alone");
    // The next pair has a time of its own.
    let later = Keeper::new(renewed(app()), entropy(7));
    assert_ne!(advised(&keeper(7)), advised(&later));
}

#[test]
fn ahead_means_before_the_margin() {
    let keeper = keeper(1);
    check(&keeper, NOW, "call");
    check(&keeper, at(799), "call");
    check(&keeper, at(900), "renew ahead");
    let end = NOW.saturating_add(WEEK).as_millis();
    check(&keeper, UnixTime::from_millis(end - 60_001), "renew ahead");
    // A call says itself that its access is over.
    check(&keeper, UnixTime::from_millis(end - 60_000), "call");
    check(&keeper, UnixTime::from_millis(u64::MAX), "call");
    check(&keeper, UnixTime::from_millis(0), "call");
}

#[test]
fn of_a_life_that_is_not_known_nothing_is_advised() {
    for expires in [None, Some(at(1000))] {
        let (access, refresh) = (AccessToken::new("A"), RefreshToken::new("R"));
        let session = Session::from_tokens(app(), Some(access), Some(refresh), expires).unwrap();
        let keeper = Keeper::new(session.with_key(ApplicationKey::new(KEY)), entropy(1));
        for now in [NOW, at(500), at(850), at(999)] {
            check(&keeper, now, "call");
        }
    }
}

/// Renews over the store, and says what came of it.
fn renew(keeper: &mut Keeper, why: Why, world: &mut World) -> Result<String, Error> {
    let ended = world.run(keeper.begin(why));
    let ended = keeper.ended(ended, world.now);
    let token = |keeper: &Keeper| keeper.session().tokens().access().unwrap().expose().to_owned();
    ended.map(|_| token(keeper)).map_err(|(error, _)| error)
}

#[test]
fn what_was_renewed_is_what_is_called_with() {
    let (mut keeper, old) = (keeper(1), keeper(1).access().clone());
    let mut world = World::holding(&linked(app()).snapshot()).answering([ok(RENEWED)]);
    assert!(keeper.newer_than(&old).is_none());
    assert_eq!(renew(&mut keeper, Why::Needed, &mut world).unwrap(), "A2");
    assert_eq!(keeper.newer_than(&old).unwrap().generation(), 1);
    assert!(keeper.newer_than(keeper.access()).is_none());
    assert_eq!(*keeper.snapshot().to_json(), *world.stored().snapshot().to_json());
    // Its own time has begun: that of the new pair.
    check(&keeper, at(790), "call");
    check(&keeper, at(901), "renew ahead");
}

#[test]
fn two_runs_of_one_program_and_two_programs_write_other_stamps() {
    let mut stamps: Vec<_> = [1, 1, 2]
        .map(keeper)
        .iter_mut()
        .flat_map(|keeper| {
            (0..3)
                .map(|_| {
                    let mut world = World::holding(&linked(app()).snapshot()).answering([ok(RENEWED)]);
                    world.arrive(keeper.begin(Why::Needed));
                    world.stored().stamp().to_string()
                })
                .collect::<Vec<_>>()
        })
        .collect();
    stamps.sort();
    stamps.dedup();
    assert_eq!(stamps.len(), 6, "three runs of each of two entropies");
}

/// Advice that came to nothing is not repeated with every call.
#[test]
fn advice_is_put_off_for_a_lease_when_nothing_comes_of_it() {
    let put_off = |world: &mut World, expected: Result<&str, Error>| {
        let mut keeper = keeper(1);
        world.now = at(950);
        let ended = renew(&mut keeper, Why::Advisory, world);
        assert_eq!(ended.as_deref().map_err(Clone::clone), expected);
        check(&keeper, at(950), "call");
        let lease = Duration::from_secs(60);
        check(&keeper, world.now.saturating_add(lease.saturating_sub(Duration::from_millis(1))), "call");
        check(&keeper, world.now.saturating_add(lease), "renew ahead");
    };
    let another = record(&linked(app()).snapshot(), json!({ "attempt_ms": 60_000 }));
    put_off(&mut World::new(Some(another)), Ok("A1"));
    put_off(&mut World::new(None), Err(Error::NotLoggedIn));
    put_off(&mut World::holding(&linked(app()).snapshot()).with_fault(Fault::Gone), Err(Error::StoreUnavailable));
}

/// Nothing is called with tokens that stand in no store, and the next run is for them.
#[test]
fn what_is_unsaved_is_kept_handed_over_and_saved_first() {
    let (mut keeper, old) = (keeper(1), keeper(1).access().clone());
    let full = |world: &mut World| world.fault = Some(Fault::Full);
    let mut world = World::holding(&linked(app()).snapshot()).answering([ok(RENEWED)]).after(3, full);
    let ended = world.run(keeper.begin(Why::Needed));
    let (error, unsaved) = keeper.ended(ended, world.now).expect_err("unsaved");
    let unsaved = unsaved.expect("a session");
    assert_eq!((error, unsaved.state(), &*refresh(&unsaved)), (Error::Unsaved, "user_linked", "R2"));
    for attempt in 0..2 {
        check(&keeper, NOW, "renew");
        assert!(keeper.newer_than(&old).is_none());
        assert_eq!((&*access(&keeper.snapshot()), &*access(&keeper.session().snapshot())), ("A2", "A1"));
        world.told.clear();
        if attempt == 1 {
            world.fault = None;
        }
        // Whatever it is for.
        let ended = renew(&mut keeper, [Why::Needed, Why::ByHand][attempt], &mut world);
        assert_eq!(world.told[..2], ["load", "save R2"]);
        assert_eq!(ended.is_ok(), attempt == 1);
    }
    assert_eq!(access(world.stored().snapshot()), "A2");
    check(&keeper, NOW, "call");
    assert!(keeper.newer_than(&old).is_some());
}

/// Somebody gave the key up, and is about to link again.
#[test]
fn a_session_without_its_bridge_is_no_access() {
    let mut keeper = keeper(1);
    let mut world = World::holding(&tokens_issued(app()).snapshot()).answering([ok(RENEWED)]);
    assert_eq!(renew(&mut keeper, Why::Needed, &mut world), Err(Error::KeyRejected));
    assert_eq!(document(world.stored())["snapshot"]["tokens"]["generation"], json!(1), "renewed all the same");
}

/// While the store was full, somebody gave the key up: the tokens are saved, and no longer unsaved.
#[test]
fn what_was_saved_without_its_bridge_is_saved() {
    let mut keeper = keeper(1);
    let full = |world: &mut World| world.fault = Some(Fault::Full);
    let mut world = World::holding(&linked(app()).snapshot()).answering([ok(RENEWED)]).after(3, full);
    renew(&mut keeper, Why::Needed, &mut world).unwrap_err();
    assert!(keeper.has_unsaved() && keeper.stands_for(&linked(app())));
    world.fault = None;
    world.record = Some(record(&linked(app()).unlinked().snapshot(), json!({})));
    assert_eq!(renew(&mut keeper, Why::Needed, &mut world), Err(Error::KeyRejected));
    assert_eq!((&*access(world.stored().snapshot()), keeper.has_unsaved()), ("A2", false));
}

#[test]
fn a_keeper_stands_for_what_it_knows() {
    let keeper = keeper(1);
    assert!(keeper.stands_for(&linked(app())));
    assert!(!keeper.stands_for(&linked(app()).unlinked().with_key(ApplicationKey::new("another"))));
    let AnySession::UserLinked(newer) = restored(app(), &renewed(app()).snapshot()) else { panic!("a linked session") };
    assert!(!keeper.stands_for(&newer));
}

fn check_due(session: &Session<UserLinked>, expected: Option<UnixTime>) {
    assert_eq!(session.renew_at(), expected);
    assert_eq!(restored(app(), &session.snapshot()).renew_at(), expected);
}

#[test]
fn tokens_that_nobody_uses_are_due_after_a_while() {
    let days = |days: u64| Duration::from_secs(days * 86_400);
    check_due(&linked(app()), Some(NOW.saturating_add(days(28))));
    let app_of = |idle| builder().renew_idle(idle).build().unwrap();
    assert_eq!(linked(app_of(days(3))).renew_at(), Some(NOW.saturating_add(days(3))));
    let key = || ApplicationKey::new(KEY);
    let brought = |access, refresh| Session::from_tokens(app(), access, refresh, None).unwrap().with_key(key());
    // Nobody knows how old it is.
    check_due(&brought(None, Some(RefreshToken::new("R"))), Some(UnixTime::from_millis(0)));
    check_due(&brought(Some(AccessToken::new("A")), None), None);
    assert_eq!(tokens_issued(app()).renew_at(), Some(NOW.saturating_add(days(28))));
    for session in [AnySession::from(unauthorized(app())), code_received(app()).into()] {
        assert_eq!(session.renew_at(), None);
    }
}
