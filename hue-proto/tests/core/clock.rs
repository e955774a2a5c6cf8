//! Clocks that jump.

use crate::support::*;
use hue_proto::v2::{Light, Resource};
use hue_proto::{Access, Call, CallStep, Session, UnixTime, UserLinked};
use proptest::prelude::*;
use std::time::Duration;

const LIGHTS: &str = r#"{"errors":[],"data":[]}"#;

fn issued(at: UnixTime, life: u64) -> Session<UserLinked> {
    let body = format!(r#"{{"access_token":"A","expires_in":{life},"token_type":"bearer","refresh_token":"R"}}"#);
    let session = Scenario::new([ok(&body)]).at(at).run(&mut code_received(app()).redeem()).unwrap();
    session.with_key(hue_proto::ApplicationKey::new(KEY))
}

/// Whether a token is sent without a renewal before.
fn is_tried(access: Access, now: UnixTime) -> bool {
    let (_, step) = Call::begin(Light::list(), access, now).unwrap();
    match step {
        CallStep::Send => true,
        CallStep::Renew => false,
        other => panic!("{other:?}"),
    }
}

fn check(life: u64, after_millis: u64, expected: bool) {
    let access = issued(NOW, life).access();
    let now = UnixTime::from_millis(NOW.as_millis() + after_millis);
    assert_eq!(is_tried(access, now), expected, "{life} s, after {after_millis} ms");
}

#[test]
fn a_token_is_renewed_a_minute_early_but_never_more_than_a_tenth_of_its_life() {
    check(604_799, 0, true);
    check(604_799, 604_738_999, true);
    check(604_799, 604_739_000, false);
    check(604_799, 604_799_000, false);
    check(100, 89_999, true);
    check(100, 90_000, false);
    check(1, 0, true);
    check(0, 0, false);
}

#[test]
fn the_margin_is_a_setting() {
    let app = || builder().renew_early(Duration::from_secs(3600)).build().unwrap();
    let at = |seconds| NOW.saturating_add(Duration::from_secs(seconds));
    assert!(is_tried(linked(app()).access(), at(604_799 - 3601)));
    assert!(!is_tried(linked(app()).access(), at(604_799 - 3600)));
}

#[test]
fn a_clock_before_the_issue_asks_hue_and_renews_once() {
    let session = issued(NOW, 604_799);
    let early = UnixTime::from_millis(0);
    assert!(is_tried(session.access(), early));
    let old = session.access();
    let fresh = Scenario::new([ok(RENEWED)]).at(early).run(&mut session.renew()).unwrap().access();
    let scenario = Scenario::new([reply(401, ""), reply(401, "")]).at(early).renewing([fresh]);
    let outcome = scenario.call(Light::list(), old);
    assert_eq!((outcome.renewals, outcome.sent.len()), (1, 2));
}

#[test]
fn a_renewal_whose_token_is_over_already_does_not_loop() {
    let dead = r#"{"access_token":"A2","expires_in":0,"token_type":"bearer"}"#;
    let session = issued(NOW, 0);
    let old = session.access();
    let fresh = Scenario::new([ok(dead)]).run(&mut session.renew()).unwrap().access();
    let outcome = Scenario::new([ok(LIGHTS)]).renewing([fresh]).call(Light::list(), old);
    assert_eq!((outcome.renewals, outcome.sent.len()), (1, 1));
}

/// Any time, most often about when tokens are issued and end.
pub(crate) fn time() -> impl Strategy<Value = u64> {
    let now = NOW.as_millis();
    prop_oneof![any::<u64>(), now - 100_000..now + 700_000_000, Just(0), Just(u64::MAX)]
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn no_token_is_fresh_at_its_end(at in time(), life in prop_oneof![any::<u64>(), 0..700_000_u64], now in time()) {
        let session = issued(UnixTime::from_millis(at), life);
        let (expires, now) = (session.tokens().expires().unwrap(), UnixTime::from_millis(now));
        if now >= expires {
            prop_assert!(!is_tried(session.access(), now));
        }
    }

    /// A clock that goes on does not make a token good again.
    #[test]
    fn what_is_over_stays_over(at in time(), life in prop_oneof![any::<u64>(), 0..700_000_u64], clock in [time(), time()]) {
        let session = issued(UnixTime::from_millis(at), life);
        let [one, other] = clock.map(UnixTime::from_millis);
        let tried = [one.min(other), one.max(other)].map(|now| is_tried(session.access(), now));
        prop_assert!(tried != [false, true], "over at {one:?} or {other:?}, and good at the later");
    }

    /// Issued now is good now, whatever the clock says: else each renewal would ask for the next.
    #[test]
    fn what_was_issued_now_is_tried_now(at in 0..u64::MAX / 2, life in 1..700_000_u64) {
        let at = UnixTime::from_millis(at);
        prop_assert!(is_tried(issued(at, life).access(), at));
    }

    /// What storage says of a token's life may be anything.
    #[test]
    fn no_stored_token_is_fresh_at_its_end(issued in time(), expires in time(), now in time()) {
        let json = linked(app()).snapshot().to_json().to_string();
        let json = json.replace("1760000000000", &issued.to_string()).replace("1760604799000", &expires.to_string());
        let Ok(snapshot) = hue_proto::Snapshot::from_json(json.as_bytes()) else { return Ok(()) };
        let hue_proto::AnySession::UserLinked(session) = hue_proto::AnySession::restore(app(), &snapshot).unwrap() else {
            panic!()
        };
        prop_assert_eq!(session.tokens().expires(), Some(UnixTime::from_millis(expires)));
        if now >= expires {
            prop_assert!(!is_tried(session.access(), UnixTime::from_millis(now)), "over at {expires}, now {now}");
        }
    }
}
