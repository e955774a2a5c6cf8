//! `hue_blocking::Account`: renewed when needed, saved before it is used, lost never.

use hue_blocking::http::{Request, Response};
use hue_blocking::{Access, Account, AnySession, Cause, Client, Error, Session, Snapshot, Unsent, UserLinked, v2};
use hue_sim::{Event, Simulation};
use std::convert::Infallible;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

type Closure = Box<dyn Fn(Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unsent<Infallible>> + Send + Sync>;

/// A client over the pure simulator, without a socket.
fn client(sim: &Simulation) -> Client<Closure> {
    let (wire, clock, sleep) = (sim.clone(), sim.clone(), sim.clone());
    let wire: Closure = Box::new(move |request| Ok(wire.send(request)));
    Client::new(wire).with_clock(move || clock.now()).with_sleep(move |delay| sleep.advance(delay))
}

fn week_later() -> (Simulation, Session<UserLinked>, Client<Closure>) {
    let (sim, session) = hue_sim::linked();
    sim.advance(Duration::from_secs(604_800));
    let hue = client(&sim);
    (sim, session, hue)
}

#[test]
fn what_is_renewed_is_saved_before_it_is_used() {
    let (sim, session, hue) = week_later();
    let story = Arc::new(Mutex::new(Vec::new()));
    let (saved, seen) = (story.clone(), sim.clone());
    let mut account = Account::new(session, move |snapshot: &Snapshot| -> Result<(), Infallible> {
        // The new pair is here, and no call has been made with it.
        saved.lock().expect("not poisoned").push((snapshot.state(), seen.log().len()));
        Ok(())
    });
    let before = sim.log().len();
    hue.call(v2::GetLights, &mut account).expect("lights");
    hue.call(v2::GetLights, &mut account).expect("lights again");
    assert_eq!(*story.lock().expect("not poisoned"), [("user_linked", before + 1)]);
    assert_eq!(sim.log().len(), before + 3, "one renewal, two calls");
}

#[test]
fn a_save_that_fails_loses_nothing_and_uses_nothing() {
    let (sim, session, hue) = week_later();
    let works = Arc::new(Mutex::new(false));
    let (disk, stored) = (works.clone(), Arc::new(Mutex::new(None)));
    let file = stored.clone();
    let mut account = Account::new(session, move |snapshot: &Snapshot| {
        if !*disk.lock().expect("not poisoned") {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        *file.lock().expect("not poisoned") = Some(snapshot.clone());
        Ok(())
    });
    let before = sim.log().len();
    for _ in 0..2 {
        let cause = hue.call(v2::GetLights, &mut account).expect_err("the disk is full");
        assert!(matches!(cause, Cause::Save(_)), "{cause:?}");
        assert!(cause.recovery().is_none());
    }
    assert_eq!(sim.log().len(), before + 1, "renewed once, and nothing was called");
    *works.lock().expect("not poisoned") = true;
    hue.call(v2::GetLights, &mut account).expect("lights");
    assert_eq!(sim.count(Event::Renewal), 1);
    // And what was saved is what works.
    let snapshot = stored.lock().expect("not poisoned").take().expect("a snapshot");
    let AnySession::UserLinked(session) =
        AnySession::restore(account.session().app().clone(), &snapshot).expect("restored")
    else {
        panic!("user linked")
    };
    sim.call(v2::GetLights, session.access()).expect("lights");
}

#[test]
fn a_renewal_that_fails_keeps_the_session() {
    let (sim, session, hue) = week_later();
    let mut account = Account::new(session, |_: &Snapshot| Ok::<(), Infallible>(()));
    sim.push_reply(hue_sim::bodies::empty(hue_blocking::http::StatusCode::BAD_GATEWAY));
    let cause = hue.call(v2::GetLights, &mut account).expect_err("502");
    assert!(matches!(cause.protocol(), Some(Error::Unconfirmed(_))), "{cause:?}");
    hue.call(v2::GetLights, &mut account).expect("lights at the second try");
    assert_eq!(account.into_session().tokens().generation(), 1);
}

#[test]
fn two_accounts_share_nothing() {
    let (one_sim, one, one_hue) = week_later();
    let (other_sim, other, other_hue) = week_later();
    let saves = Arc::new(Mutex::new(Vec::new()));
    let counting = |who: &'static str| {
        let saves = saves.clone();
        move |_: &Snapshot| -> Result<(), Infallible> {
            saves.lock().expect("not poisoned").push(who);
            Ok(())
        }
    };
    let (mut one, mut other) = (Account::new(one, counting("one")), Account::new(other, counting("other")));
    one_hue.call(v2::GetLights, &mut one).expect("lights");
    assert_eq!(*saves.lock().expect("not poisoned"), ["one"]);
    assert_eq!((one_sim.count(Event::Renewal), other_sim.count(Event::Renewal)), (1, 0));
    other_hue.call(v2::GetLights, &mut other).expect("lights");
    assert_eq!(*saves.lock().expect("not poisoned"), ["one", "other"]);
}

#[test]
fn lent_access_is_used_and_never_renewed() {
    let (sim, session) = hue_sim::linked();
    let hue = client(&sim);
    let token = session.tokens().access().expect("an access token").clone();
    let mut lent = Access::bearer(session.app().clone(), &token, session.key().clone());
    hue.call(v2::GetLights, &mut lent).expect("lights");
    sim.advance(Duration::from_secs(604_800));
    let cause = hue.call(v2::GetLights, &mut lent).expect_err("over");
    assert_eq!(cause.protocol(), Some(&Error::TokenRejected));
    assert_eq!(sim.count(Event::Renewal), 0);
}
