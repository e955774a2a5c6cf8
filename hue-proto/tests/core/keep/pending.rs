//! Logins whose users are away.

use crate::support::*;
use hue_proto::{Callback, CsrfState, Entropy, Error, Foreign, Pending, Session, Unauthorized, UnixTime};
use std::time::Duration;

fn login(seed: u8) -> Session<Unauthorized> {
    Session::new(app(), entropy(seed))
}

fn redirect(session: &Session<Unauthorized>) -> Callback {
    Callback::parse(&format!("/authorized?code=c&state={}", session.csrf_state().expose())).unwrap()
}

fn after(millis: u64) -> UnixTime {
    UnixTime::from_millis(NOW.as_millis() + millis)
}

/// Two logins are on their way; the first comes back like this.
#[track_caller]
fn check(callback: impl Fn(&Session<Unauthorized>) -> Callback, cookie: &str, now: UnixTime, expected: Option<&Error>) {
    let mut pending = Pending::default();
    let (first, second) = (login(1), login(2));
    let (callback, other) = (callback(&first), redirect(&second));
    pending.put(first, "cookie 1", NOW).unwrap();
    pending.put(second, "cookie 2", NOW).unwrap();
    let taken = pending.take(&callback, cookie, now);
    assert_eq!(taken.as_ref().err(), expected);
    if let Ok(session) = taken {
        assert_eq!(stored(&session.snapshot(), "/code").as_deref(), Some("c"));
        assert_eq!(pending.take(&callback, cookie, now).err(), Some(Error::StateMismatch), "once");
    }
    drop(pending.take(&other, "cookie 2", NOW).expect("what belongs to another is untouched"));
}

#[test]
fn a_login_is_found_by_its_state_once_within_ten_minutes() {
    check(redirect, "cookie 1", NOW, None);
    check(redirect, "cookie 1", after(599_999), None);
    check(redirect, "cookie 1", after(600_000), Some(&Error::StateMismatch));
    // A clock that was set back makes nothing older.
    check(redirect, "cookie 1", UnixTime::from_millis(0), None);
}

#[test]
fn it_is_bound_to_the_browser_that_began_it() {
    for cookie in ["", "cookie", "cookie 2", "cookie 11"] {
        check(redirect, cookie, NOW, Some(&Error::StateMismatch));
    }
    check(|_| Callback::parse("/authorized?code=c&state=x").unwrap(), "cookie 1", NOW, Some(&Error::StateMismatch));
    check(|_| Callback::parse("/authorized?code=c").unwrap(), "cookie 1", NOW, Some(&Error::StateMismatch));
}

#[test]
fn what_others_try_leaves_it_where_it_is() {
    let mut pending = Pending::default();
    let session = login(1);
    let (right, state) = (redirect(&session), session.csrf_state().expose().to_owned());
    pending.put(session, "cookie", NOW).unwrap();
    assert!(pending.take(&right, "another", NOW).is_err());
    assert!(pending.take(&Callback::parse("/authorized?code=c&state=x").unwrap(), "cookie", NOW).is_err());
    let elsewhere = Callback::parse(&format!("/other?code=c&state={state}")).unwrap();
    let refused = pending.take(&elsewhere, "cookie", NOW).err();
    assert_eq!(refused, Some(Error::ForeignRedirect(Foreign::OtherPath)));
    assert_eq!(format!("{pending:?}"), "Pending { logins: 1 }");
    drop(pending.take(&right, "cookie", NOW).expect("it is there still"));
}

#[test]
fn a_no_is_an_answer_and_ends_it() {
    let mut pending = Pending::default();
    let session = login(1);
    let state = session.csrf_state().expose().to_owned();
    pending.put(session, "cookie", NOW).unwrap();
    let declined = Callback::parse(&format!("/authorized?error=access_denied&state={state}")).unwrap();
    assert!(matches!(pending.take(&declined, "cookie", NOW), Err(Error::Declined { verified: true, .. })));
    assert_eq!(pending.take(&declined, "cookie", NOW).err(), Some(Error::StateMismatch));
}

#[test]
fn ten_thousand_are_kept_and_the_old_ones_make_room() {
    let app = std::sync::Arc::new(app());
    let session = |n: u32| {
        let state = CsrfState::new(format!("state-{n:059}"));
        Session::new(app.clone(), Entropy::from_bytes([1; 32])).with_state(state)
    };
    let mut pending = Pending::default();
    for n in 0..10_000 {
        pending.put(session(n), "cookie", NOW).expect("room");
    }
    let full = pending.put(session(10_000), "cookie", after(599_999));
    assert_eq!(full, Err(Error::RateLimited { retry_after: Some(Duration::from_secs(600)) }));
    let first = redirect(&session(0));
    drop(pending.take(&first, "cookie", after(599_999)).expect("nobody was pushed out"));
    pending.put(session(10_000), "cookie", after(599_999)).expect("room for one");
    pending.put(session(10_001), "cookie", after(600_000)).expect("ten minutes later, room for all");
    assert_eq!(format!("{pending:?}"), "Pending { logins: 2 }");
}
