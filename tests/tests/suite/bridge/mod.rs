//! `Bridge` and `Hue` on both adapters: renewed when needed, saved before it is used, lost never.

mod callers;
mod clocks;
mod hands;
mod logins;
mod shelf;

use hands::{WEEK, check, check_a_week_later};
use hue_blocking::http::StatusCode;
use hue_blocking::v2::{Light, Resource};
use hue_blocking::{Access, Cause, Error, Recovery};
use hue_sim::{Event, bodies};
use shelf::tokens;
use std::time::Duration;

/// The wire says what is wrong: each story is played over one that looks into the store.
#[test]
fn what_is_renewed_is_saved_before_it_is_used() {
    check_a_week_later(|world, _, bridge| {
        let before = world.sim.log().len();
        bridge.lights();
        bridge.lights();
        assert_eq!(world.sim.log().len(), before + 3, "one renewal, two calls");
        assert_eq!(tokens(&world.stored("home")).0, 1);
        assert_eq!(*bridge.snapshot().to_json(), *world.shelf.snapshot("home").expect("stored").to_json());
    });
}

#[test]
fn a_save_that_fails_loses_nothing_and_uses_nothing() {
    check_a_week_later(|world, _, bridge| {
        let before = world.sim.log().len();
        // Room for the mark alone.
        world.shelf.fill_up_after(1);
        for _ in 0..2 {
            let cause = bridge.call(Light::list()).expect_err("the disk is full");
            let Cause::Store { unsaved: Some(unsaved), error, outcome } = &cause else { panic!("{cause:?}") };
            assert_eq!((unsaved.state(), outcome), ("user_linked", &Error::Unsaved));
            assert!(error.to_string().contains("storage"), "{error}");
            assert_eq!(bridge.snapshot().summary().generation, 1, "the handle has it");
        }
        assert_eq!(world.sim.log().len(), before + 1, "renewed once, and nothing was called");
        world.shelf.mend();
        bridge.lights();
        assert_eq!(world.sim.count(Event::Renewal), 1);
        assert_eq!(tokens(&world.stored("home")).0, 1);
    });
}

/// The tokens are in no store: they outlive their handle, and the next one saves them.
#[test]
fn what_is_unsaved_outlives_its_handle() {
    check(|world| {
        let hue = world.program();
        hue.import("home", world.linked().snapshot()).expect("stored");
        world.sim.advance(WEEK);
        world.shelf.fill_up_after(1);
        let cause = hue.open("home").expect("a bridge").call(Light::list()).expect_err("the disk is full");
        assert!(matches!(&cause, Cause::Store { unsaved: Some(_), .. }), "{cause:?}");
        world.shelf.mend();
        hue.open("home").expect("a bridge").lights();
        assert_eq!((world.sim.count(Event::Renewal), tokens(&world.stored("home")).0), (1, 1));
    });
}

#[test]
fn a_store_that_is_gone_sends_nothing_and_is_asked_again() {
    check_a_week_later(|world, _, bridge| {
        let before = world.sim.log().len();
        world.shelf.go_away();
        let cause = bridge.call(Light::list()).expect_err("the store is gone");
        assert!(matches!(&cause, Cause::Store { outcome: Error::StoreUnavailable, unsaved: None, .. }), "{cause:?}");
        assert!(cause.to_string().contains("not connected"), "{cause}");
        assert_eq!(world.sim.log().len(), before);
        world.shelf.mend();
        bridge.lights();
    });
}

#[test]
fn a_renewal_that_fails_keeps_the_session() {
    check_a_week_later(|world, hue, bridge| {
        world.sim.push_reply(bodies::empty(StatusCode::BAD_GATEWAY));
        let cause = bridge.call(Light::list()).expect_err("502");
        assert!(matches!(cause.protocol(), Some(Error::Unconfirmed(_))), "{cause:?}");
        assert!(!hue.summary("home").expect("stored").expect("an account").is_being_renewed, "the lease is given back");
        bridge.lights();
        assert_eq!(tokens(&world.stored("home")).0, 1);
    });
}

#[test]
fn a_store_that_nobody_asked_is_left_alone() {
    check_a_week_later(|world, hue, bridge| {
        bridge.lights();
        world.shelf.count();
        for _ in 0..3 {
            bridge.lights();
        }
        assert_eq!(world.shelf.count(), (0, 0), "good access is used as it is");
        hue.open("home").expect("a bridge");
        assert_eq!(world.shelf.count(), (1, 0), "to open is to load");
    });
}

#[test]
fn two_accounts_share_nothing() {
    check_a_week_later(|world, hue, home| {
        let other = world.linked().snapshot();
        hue.import("office", other.clone()).expect("stored");
        let office = hue.open("office").expect("a bridge");
        home.lights();
        assert_eq!((tokens(&world.stored("home")).0, tokens(&world.stored("office")).0), (1, 0));
        assert_eq!(*world.shelf.snapshot("office").expect("stored").to_json(), *other.to_json());
        office.lights();
        assert_eq!(world.sim.count(Event::Renewal), 1);
    });
}

/// Hue refuses the old access as soon as another program has renewed: what that one stored is taken, and nothing renewed.
#[test]
fn what_another_program_renewed_is_adopted() {
    check_a_week_later(|world, _, bridge| {
        bridge.lights();
        let other = world.program().open("home").expect("the bridge of another program");
        other.renew_now().expect("renewed");
        let (renewals, before) = (world.sim.count(Event::Renewal), world.sim.log().len());
        world.shelf.count();
        bridge.lights();
        assert_eq!(world.sim.count(Event::Renewal), renewals);
        assert_eq!(world.sim.log().len(), before + 2, "refused, then answered");
        assert_eq!(world.shelf.count(), (1, 0), "looked up, and nothing written");
    });
}

#[test]
fn a_401_renews_once_and_no_token_goes_twice() {
    check_a_week_later(|world, _, bridge| {
        bridge.lights();
        let renewals = world.sim.count(Event::Renewal);
        world.sim.push_reply(bodies::invalid_access_token());
        bridge.lights();
        assert_eq!(world.sim.count(Event::Renewal), renewals + 1);
        let log = world.sim.log();
        let bearers: Vec<_> = log.iter().rev().filter(|entry| entry.path().ends_with("/light")).take(2).collect();
        let [last, refused] = bearers[..] else { panic!("two requests") };
        assert_ne!(last.request().headers()["authorization"], refused.request().headers()["authorization"]);
    });
}

#[test]
fn by_hand_it_is_renewed_whatever_the_clock_says() {
    check_a_week_later(|world, _, bridge| {
        for renewals in 1..4 {
            bridge.renew_now().expect("renewed");
            assert_eq!((world.sim.count(Event::Renewal), tokens(&world.stored("home")).0), (renewals, renewals as u64));
        }
    });
}

/// Nobody waits for a renewal that is not needed yet, and nobody fails by it.
#[test]
fn ahead_of_its_end_it_is_renewed_if_it_can_be() {
    check(|world| {
        let hue = world.program();
        hue.import("home", world.linked().snapshot()).expect("stored");
        let bridge = hue.open("home").expect("a bridge");
        world.sim.advance(WEEK / 100 * 79);
        bridge.lights();
        assert_eq!(world.sim.count(Event::Renewal), 0, "before four fifths");
        world.sim.advance(WEEK / 100 * 12);
        world.sim.push_reply(bodies::empty(StatusCode::BAD_GATEWAY));
        for _ in 0..2 {
            bridge.lights();
        }
        assert_eq!(world.sim.count(Event::PushedReply), 1, "not tried again at once");
        assert_eq!(world.sim.count(Event::Renewal), 0);
        world.sim.advance(Duration::from_secs(61));
        bridge.lights();
        bridge.lights();
        assert_eq!(world.sim.count(Event::Renewal), 1);
    });
}

/// What was granted is withdrawn: it is believed after a while, said at once from then on, and erases nothing.
#[test]
fn a_grant_that_was_withdrawn_asks_for_a_login() {
    check_a_week_later(|world, hue, bridge| {
        let before = world.shelf.snapshot("home").expect("stored").to_json().to_string();
        world.sim.with_cloud(|cloud| cloud.revoke("demo-client"));
        let cause = bridge.call(Light::list()).expect_err("withdrawn");
        assert_eq!(cause.recovery(), Recovery::LogInAgain, "{cause:?}");
        assert_eq!(*world.shelf.snapshot("home").expect("stored").to_json(), before);
        assert!(hue.summary("home").expect("stored").expect("an account").is_refused);
        let sent = world.sim.log().len();
        let cause = world.program().open("home").expect("a bridge").call(Light::list()).expect_err("withdrawn");
        assert_eq!((cause.recovery(), world.sim.log().len()), (Recovery::LogInAgain, sent), "the store says so");
        // By hand it is tried all the same.
        let cause = bridge.renew_now().expect_err("withdrawn");
        assert_eq!((cause.recovery(), world.sim.log().len()), (Recovery::LogInAgain, sent + 1));
        let bridge = hue.login_again("home", &world.browser()).expect("a bridge");
        bridge.lights();
        assert_eq!(world.users(), 1, "the bridge and its key were kept");
        assert!(!hue.summary("home").expect("stored").expect("an account").is_refused);
    });
}

#[test]
fn lent_access_is_used_and_never_renewed() {
    let (sim, session) = hue_sim::linked();
    let wire = sim.clone();
    let hue = hue_blocking::Client::new(move |request| {
        Ok::<_, hue_blocking::Unsent<std::convert::Infallible>>(wire.send(request))
    });
    let clock = sim.clone();
    let hue = hue.with_clock(move || clock.now());
    let token = session.tokens().access().expect("an access token").clone();
    let lent = Access::bearer(session.app().clone(), &token, session.key().clone());
    hue.call(Light::list(), &lent).expect("lights").done().expect("lights");
    sim.advance(WEEK);
    let cause = hue.call(Light::list(), &lent).expect_err("over");
    assert_eq!(cause.protocol(), Some(&Error::TokenRejected));
    assert_eq!(sim.count(Event::Renewal), 0);
}
