//! From whatever there is to a bridge, and what a store of accounts is asked.

use super::hands::{WEEK, check, check_a_week_later};
use super::shelf::tokens;
use hue_blocking::http::StatusCode;
use hue_blocking::v2::{Light, Resource};
use hue_blocking::{
    AccessToken, AnySession, App, Browser, Cause, ClientAuth, ClientSecret, Error, Pending, Recovery, RefreshToken,
};
use hue_sim::Event;
use std::time::Duration;

fn key(session: &AnySession) -> String {
    let AnySession::UserLinked(session) = session else { panic!("{session:?}") };
    session.key().expose().into()
}

#[test]
fn a_login_is_stored_else_renewed_else_asked_for() {
    check(|world| {
        let cause = world.program().login("home", &Browser::nobody()).err().expect("nobody is asked");
        assert_eq!(cause.recovery(), Recovery::AwaitRedirect, "{cause:?}");
        world.program().login("home", &world.browser()).expect("a bridge").lights();
        assert_eq!(world.sim.count(Event::Consent), 1);
        // Stored, and good.
        let before = world.sim.log().len();
        let bridge = world.program().login("home", &Browser::nobody()).expect("the stored bridge");
        assert_eq!(world.sim.log().len(), before);
        bridge.lights();
        // Stored, and over.
        world.sim.advance(WEEK);
        world.program().login("home", &Browser::nobody()).expect("the renewed bridge").lights();
        assert_eq!((world.sim.count(Event::Renewal), world.sim.count(Event::Consent)), (1, 1));
        // Withdrawn.
        let key = key(&world.stored("home"));
        world.sim.with_cloud(|cloud| cloud.revoke("demo-client"));
        world.sim.advance(WEEK);
        world.program().login("home", &world.browser()).expect("a bridge").lights();
        assert_eq!((world.sim.count(Event::Consent), world.users()), (2, 1));
        assert_eq!(self::key(&world.stored("home")), key);
    });
}

/// The disk is full from one save on. What was granted and could not be stored is handed over; a second program goes on from
/// what is stored.
#[test]
fn a_login_that_was_cut_off_goes_on_and_leaves_one_user() {
    for (saves, unsaved, consents) in [
        (0, "unauthorized", 1),
        (1, "code_received", 2),
        (2, "tokens_issued", 2),
        (3, "tokens_issued", 1),
        (4, "user_linked", 1),
    ] {
        check(|world| {
            world.shelf.fill_up_after(saves);
            let cause = world.program().login("home", &world.browser()).err().expect("the disk is full");
            let Cause::Store { unsaved: Some(snapshot), .. } = &cause else { panic!("{saves}: {cause:?}") };
            assert_eq!(snapshot.state(), unsaved, "after {saves} saves");
            world.shelf.mend();
            let bridge = world.program().login("home", &world.browser()).expect("a bridge");
            bridge.lights();
            assert_eq!((world.sim.count(Event::Consent), world.users()), (consents, 1), "after {saves} saves");
        });
    }
}

#[test]
fn a_login_again_keeps_the_bridge_and_its_key() {
    check_a_week_later(|world, hue, _| {
        let before = key(&world.stored("home"));
        let grant = tokens(&world.stored("home")).1.expect("access").expose().to_owned();
        let cause = hue.login_again("home", &Browser::nobody()).err().expect("nobody is asked");
        assert_eq!(cause.recovery(), Recovery::AwaitRedirect);
        assert_eq!(
            tokens(&world.stored("home")).1.expect("access").expose(),
            grant,
            "one that has just begun replaces nothing"
        );
        hue.login_again("home", &world.browser()).expect("a bridge").lights();
        assert_eq!((key(&world.stored("home")), world.users()), (before, 1));
        assert_eq!(world.sim.count(Event::Renewal), 0, "a new grant");
    });
}

/// As a web service does it.
#[test]
fn a_redirect_is_connected_by_the_browser_that_began_it() {
    check(|world| {
        let (hue, mut pending) = (world.program(), Pending::default());
        let session = hue.begin("home").expect("a login");
        let callback = world.redirect(&session);
        pending.put(session, "a cookie", world.sim.now()).expect("room");
        let refused = pending.take(&callback, "another cookie", world.sim.now());
        assert_eq!(refused.err(), Some(Error::StateMismatch));
        let session = pending.take(&callback, "a cookie", world.sim.now()).expect("a code");
        hue.connect_with_code("home", session).expect("a bridge").lights();
        assert_eq!(hue.accounts().expect("accounts"), ["home"]);
        // The next login keeps the key.
        let session = hue.begin("home").expect("a login");
        let callback = world.redirect(&session);
        let session = session.redirected(&callback).expect("a code");
        hue.connect_with_code("home", session).expect("a bridge").lights();
        assert_eq!(world.users(), 1);
    });
}

#[test]
fn tokens_from_elsewhere_connect_with_and_without_a_key() {
    check(|world| {
        let hue = world.program();
        for with_key in [true, false] {
            let session = world.linked();
            let users = world.users();
            let refresh = session.tokens().refresh().map(|token| RefreshToken::new(token.expose()));
            let key = with_key.then(|| session.key().clone());
            // What stands there belongs to another grant, and is replaced; its key of the bridge is taken up.
            let bridge = hue.connect_with_tokens("home", None, refresh, key).expect("a bridge");
            bridge.lights();
            assert_eq!(world.users(), users);
            assert_eq!(tokens(&world.stored("home")).0, 1);
        }
        let old = Some(AccessToken::new("old"));
        let cause = hue.connect_with_tokens("other", old, None, None).err().expect("refused");
        assert_eq!(cause.recovery(), Recovery::AwaitRedirect, "only a person can help, and nobody is asked: {cause:?}");
    });
}

#[test]
fn a_bridge_that_forgot_the_key_is_linked_again() {
    check_a_week_later(|world, hue, bridge| {
        bridge.lights();
        let lost = key(&world.stored("home"));
        world.sim.with_cloud(|cloud| {
            assert!(cloud.bridges_mut().iter_mut().any(|bridge| bridge.remove_user(&lost)));
        });
        let cause = bridge.call(Light::list()).expect_err("forgotten");
        assert_eq!(cause.recovery(), Recovery::LinkAgain, "{cause:?}");
        hue.link_again("home").expect("a bridge").lights();
        assert_eq!((world.users(), tokens(&world.stored("home")).0), (1, 1), "the tokens stay");
        assert_ne!(key(&world.stored("home")), lost);
        // Whoever was refused too, and comes later, finds the new one.
        let found = key(&world.stored("home"));
        hue.link_again("home").expect("the same bridge").lights();
        assert_eq!((world.users(), key(&world.stored("home"))), (1, found));
    });
}

#[test]
fn accounts_are_listed_summed_up_moved_and_removed() {
    check(|world| {
        let (hue, session) = (world.program(), world.linked());
        assert_eq!(hue.accounts().expect("accounts"), [""; 0]);
        assert!(hue.summary("home").expect("stored").is_none() && hue.export("home").expect("stored").is_none());
        assert_eq!(hue.open("home").err().expect("nothing").protocol(), Some(&Error::NotLoggedIn));
        assert_eq!(hue.link_again("home").err().expect("nothing").protocol(), Some(&Error::NotLoggedIn));
        hue.import("home", session.snapshot()).expect("stored");
        hue.import("attic", world.linked().snapshot()).expect("stored");
        assert_eq!(hue.accounts().expect("accounts"), ["attic", "home"]);
        let summary = hue.summary("home").expect("stored").expect("an account");
        assert_eq!((summary.state, &*summary.client_id), ("user_linked", "demo-client"));
        assert!(summary.has_refresh_token && summary.expires > Some(world.sim.now()), "{summary:?}");
        assert!(!format!("{summary:?}").contains(session.key().expose()));
        let exported = hue.export("home").expect("stored").expect("an account");
        assert_eq!(*exported.to_json(), *session.snapshot().to_json());
        assert!(hue.remove("home").expect("removed"));
        assert!(!hue.remove("home").expect("looked"), "it is gone already");
        assert_eq!(hue.accounts().expect("accounts"), ["attic"]);
        hue.import("home", exported).expect("stored");
        hue.open("home").expect("a bridge").lights();
    });
}

/// What is removed while somebody uses it is not brought back.
#[test]
fn an_account_that_was_removed_is_not_renewed() {
    check_a_week_later(|world, hue, bridge| {
        assert!(hue.remove("home").expect("removed"));
        let before = world.sim.log().len();
        assert_eq!(bridge.call(Light::list()).expect_err("removed").protocol(), Some(&Error::NotLoggedIn));
        assert_eq!((world.sim.log().len(), hue.accounts().expect("accounts").len()), (before, 0));
    });
}

#[test]
fn what_belongs_to_another_application_is_refused() {
    check_a_week_later(|world, hue, _| {
        let stored = world.shelf.snapshot("home").expect("stored").to_json().to_string();
        let other = App::builder("other-client", ClientAuth::Basic(ClientSecret::new("s"))).build().expect("an App");
        let session = hue_blocking::Session::new(other, hue_blocking::Entropy::from_bytes([9; 32]));
        let cause = hue.import("home", session.snapshot()).expect_err("of another application");
        assert!(matches!(cause.protocol(), Some(Error::InvalidSetting(_))), "{cause:?}");
        assert_eq!(*world.shelf.snapshot("home").expect("stored").to_json(), stored);
    });
}

/// A refresh token may die of not being used.
#[test]
fn accounts_that_nobody_uses_are_kept_alive() {
    check(|world| {
        let hue = world.program();
        hue.import("idle", world.linked().snapshot()).expect("stored");
        assert!(hue.keep_alive().expect("accounts").is_empty(), "not yet");
        world.sim.advance(Duration::from_secs(28 * 86_400));
        hue.import("used", world.linked().snapshot()).expect("stored");
        // A login that was never finished has nothing to renew.
        let _ = hue.login("begun", &Browser::nobody()).err().expect("nobody is asked");
        let renewed = hue.keep_alive().expect("accounts");
        let names: Vec<_> = renewed.iter().map(|(name, outcome)| (&**name, outcome.is_ok())).collect();
        assert_eq!(names, [("idle", true)]);
        assert_eq!((tokens(&world.stored("idle")).0, tokens(&world.stored("used")).0), (1, 0));
        assert!(hue.keep_alive().expect("accounts").is_empty(), "it was just renewed");
        // One that waits for its bridge is an account too; of one that was refused, nothing is asked again.
        let unlinked = world.linked().unlinked().snapshot();
        hue.import("unlinked", unlinked).expect("stored");
        world.sim.advance(Duration::from_secs(28 * 86_400));
        world.sim.push_reply(hue_sim::bodies::oauth_error(StatusCode::BAD_REQUEST, "invalid_grant", None));
        let renewed = hue.keep_alive().expect("accounts");
        let names: Vec<_> = renewed.iter().map(|(name, outcome)| (&**name, outcome.is_ok())).collect();
        assert_eq!(names, [("idle", false), ("unlinked", true), ("used", true)]);
        let before = world.sim.log().len();
        let renewed = hue.keep_alive().expect("accounts");
        let [(name, Err(cause))] = &renewed[..] else { panic!("{renewed:?}") };
        assert_eq!((&**name, cause.recovery(), world.sim.log().len()), ("idle", Recovery::LogInAgain, before));
    });
}
