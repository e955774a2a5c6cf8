//! A whole login ends, asks once, saves before it goes on, and loses nothing, whatever comes.

use super::grammar::{Turn, turns};
use super::sessions::{Manner, manner, planted};
use super::walk::{Course, assert_says_nothing, assert_silent};
use crate::support::*;
use hue_proto::{
    AnySession, AuthorizationRequest, Callback, Error, Exchange, Login, LoginStep, Recovery, Renew, Session, Step,
    TokensIssued,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use url::form_urlencoded::Serializer;

/// One run; `None` where it arrived. `saved` is what a store holds, and the user says yes where `agrees`.
fn run(manner: &Manner, login: &mut Login, saved: &mut String, turns: &[Turn], agrees: bool) -> Option<Error> {
    let mut course = Course::new(manner, turns, Login::MAX_SENDS + Exchange::<Renew<TokensIssued>>::MAX_SENDS);
    let (mut asked, mut renewed, mut sent) = (0, 0, 0);
    let mut step = login.start(entropy(9));
    loop {
        assert_silent(&login);
        let is_saved = login.unsaved().is_none();
        let step_now = match step {
            Ok(step) => step,
            Err(error) => {
                assert_says_nothing(&error);
                return Some(error);
            }
        };
        assert_silent(&step_now);
        assert!(is_saved || matches!(step_now, LoginStep::Save(_)), "{step_now:?} before what is left to save");
        step = match step_now {
            LoginStep::Save(rest) => {
                let unsaved = login.unsaved().expect("something to save");
                assert_eq!((&*rest.snapshot.to_json(), rest.is_new), (&*unsaved.snapshot.to_json(), unsaved.is_new));
                rest.snapshot.to_json().clone_into(saved);
                login.proceed()
            }
            LoginStep::Wait(delay) => {
                assert!(delay <= manner.longest_wait, "a wait of {delay:?}");
                login.proceed()
            }
            LoginStep::Ask(request) => {
                asked += 1;
                assert_eq!(asked, 1, "a run asks once");
                login.redirected(&said(&request, agrees))
            }
            LoginStep::Send(request) => {
                sent += 1;
                assert!(sent <= Login::MAX_SENDS, "{sent} requests of its own");
                match course.answer(&request, |_| true) {
                    (Answer::Reply(reply), now) => login.receive(reply, now),
                    (Answer::Nothing(delivery), _) => login.failed(delivery),
                }
            }
            LoginStep::Renew(session) => {
                renewed += 1;
                assert_eq!(renewed, 1, "a run renews once");
                let outcome = renewal(manner, session, &mut course);
                if let Ok(session) = &outcome {
                    session.snapshot().to_json().clone_into(saved);
                }
                login.renewed(outcome)
            }
            LoginStep::Done(session) => {
                assert_eq!(*session.snapshot().to_json(), **saved, "arrived, and saved");
                assert!(login.snapshot().is_none() && matches!(login.start(entropy(1)), Err(Error::HasArrived)));
                return None;
            }
        };
    }
}

/// What the user's browser brings back.
fn said(request: &AuthorizationRequest, agrees: bool) -> Callback {
    let url = request.url();
    let (_, state) = url.query_pairs().find(|(name, _)| name == "state").unwrap();
    let said = if agrees { ("code", "CANARY-code-2") } else { ("error", "access_denied") };
    let query = Serializer::new(String::new()).extend_pairs([said, ("state", &*state)]).finish();
    let callback = Callback::parse(&format!("/authorized?{query}")).unwrap();
    assert_eq!(request.check(&callback).is_ok(), agrees);
    callback
}

/// As whoever keeps the tokens does it.
fn renewal(manner: &Manner, session: Session<TokensIssued>, course: &mut Course<'_>) -> Result<AnySession, Error> {
    let mut exchange = session.renew();
    let mut step = exchange.start()?;
    loop {
        match step {
            Step::Done(session) => return Ok(session.into()),
            Step::Wait(delay) => assert!(delay <= manner.longest_wait, "a wait of {delay:?}"),
            Step::Send => {}
        }
        step = match course.answer(&exchange.request(), |_| true) {
            (Answer::Reply(reply), now) => exchange.receive(reply, now)?,
            (Answer::Nothing(delivery), _) => exchange.failed(delivery)?,
        };
    }
}

fn check(manner: &Manner, session: AnySession, runs: &[(Vec<Turn>, bool)]) {
    let mut saved = session.snapshot().to_json().to_string();
    let mut login = Login::new(session);
    for (turns, agrees) in runs {
        let Some(error) = run(manner, &mut login, &mut saved, turns, *agrees) else { return };
        // A driver that gives up saves what there is; the next start of the program goes on from there.
        if let Some(unsaved) = login.unsaved() {
            unsaved.snapshot.to_json().clone_into(&mut saved);
        }
        let left = login.abandon().expect("a session").snapshot().to_json().to_string();
        // What was accepted is saved with the next attempt.
        assert_eq!(left.replace(",\"any_bridge\":true", ""), saved.replace(",\"any_bridge\":true", ""));
        let stored = serde_json::from_str(&saved).unwrap();
        login = Login::new(manner.restore(&stored));
        if error.recovery() == Recovery::ChooseBridge {
            login.accept_bridge();
        }
    }
    for _ in 0..4 {
        match run(manner, &mut login, &mut saved, &[], true) {
            None => return,
            Some(Error::AnotherBridge { .. }) => login.accept_bridge(),
            Some(error) => assert!(matches!(error, Error::Unconfirmed(_)), "{error:?}"),
        }
    }
    panic!("it does not go on from {saved}");
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn a_login_arrives_or_keeps_what_it_has(
        manner in manner(),
        document in select(vec!["unauthorized", "code_received", "tokens_issued", "user_linked"]).prop_flat_map(planted),
        runs in vec((turns(), any::<bool>()), 0..4),
    ) {
        check(&manner, manner.restore(&document), &runs);
    }
}
