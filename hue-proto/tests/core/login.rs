//! A whole login: what it asks for, in which order, and what it is given up with.

use crate::support::*;
use hue_proto::{
    AccessToken, AnySession, App, Callback, ClientAuth, Delivery, Effect, Error, Login, LoginStep, RefreshToken,
    Session, Step, TokensIssued,
};
use std::time::Duration;

/// Drives a login, and tells its duties in one word each. The user says yes.
fn run(login: &mut Login, answers: &[Answer]) -> (Vec<String>, Result<Session<hue_proto::UserLinked>, Error>) {
    let (mut told, mut answers) = (Vec::new(), answers.iter().cloned());
    let mut step = login.start(entropy(9));
    loop {
        step = match step {
            Err(error) => return (told, Err(error)),
            Ok(LoginStep::Done(session)) => return (told, Ok(session)),
            Ok(LoginStep::Save(rest)) => {
                let new = if rest.is_new { " of a new grant" } else { "" };
                told.push(format!("save {}{new}", rest.snapshot.state()));
                login.proceed()
            }
            Ok(LoginStep::Renew(session)) => {
                told.push("renew".into());
                login.renewed(renewal(session, &mut answers))
            }
            Ok(LoginStep::Wait(delay)) => {
                told.push(format!("wait {}", delay.as_secs()));
                login.proceed()
            }
            Ok(LoginStep::Ask(request)) => {
                told.push("ask".into());
                let url = request.url();
                let (_, state) = url.query_pairs().find(|(name, _)| name == "state").unwrap();
                let wrong = Callback::parse("/authorized?code=c&state=x").unwrap();
                assert_eq!(request.check(&wrong), Err(Error::StateMismatch));
                assert_eq!(login.redirected(&wrong).unwrap_err(), Error::StateMismatch);
                let right = Callback::parse(&format!("/authorized?code=c&state={state}")).unwrap();
                assert_eq!(request.check(&right), Ok(()));
                login.redirected(&right)
            }
            Ok(LoginStep::Send(request)) => {
                told.push(format!("{} {}", request.method(), request.uri().path()));
                match answers.next().unwrap_or_else(|| panic!("nobody said what comes after {told:#?}")) {
                    Answer::Reply(reply) => login.receive(reply, NOW),
                    Answer::Nothing(delivery) => login.failed(delivery),
                }
            }
        }
    }
}

/// As whoever keeps the tokens does it, with the next reply from Hue.
fn renewal(session: Session<TokensIssued>, answers: &mut impl Iterator<Item = Answer>) -> Result<AnySession, Error> {
    let mut exchange = session.renew();
    let _ = exchange.start()?;
    let step = match answers.next().expect("nobody said what this renewal brings") {
        Answer::Reply(reply) => exchange.receive(reply, NOW),
        Answer::Nothing(delivery) => exchange.failed(delivery),
    };
    match step? {
        Step::Done(session) => Ok(session.into()),
        other => panic!("{other:?}"),
    }
}

fn check(session: impl Into<AnySession>, answers: &[Answer], duties: &[&str]) {
    let mut login = Login::new(session);
    let (told, end) = run(&mut login, answers);
    assert_eq!(told, duties);
    let session = end.unwrap();
    assert_eq!(session.key().expose(), KEY);
    assert!(matches!(login.start(entropy(1)), Err(Error::HasArrived)));
    assert!(matches!(login.receive(http::Response::new(""), NOW), Err(Error::HasArrived)));
    assert!(matches!(login.failed(Delivery::NotSent), Err(Error::HasArrived)));
    assert!(login.snapshot().is_none() && login.unsaved().is_none() && login.abandon().is_none());
}

const TOKEN: &str = "POST /v2/oauth2/token";
const LOOK: &str = "GET /route/api/0/config";
const PRESS: &str = "PUT /route/api/0/config";
const CREATE: &str = "POST /route/api";
const GRANTED: &str = "save tokens_issued of a new grant";
const LINK: [&str; 5] = [LOOK, PRESS, "save tokens_issued", CREATE, "save user_linked"];

fn after(duties: &[&'static str]) -> Vec<&'static str> {
    [duties, &LINK].concat()
}

#[test]
fn it_goes_on_from_wherever_it_rests() {
    let link = [ok(CONFIG), ok(PRESSED), ok(CREATED)];
    let redeem = [&[ok(TOKENS)], &link[..]].concat();
    let asked = ["save unauthorized", "ask", "save code_received", TOKEN, GRANTED];
    check(unauthorized(app()), &redeem, &after(&asked));
    check(code_received(app()), &redeem, &after(&["save code_received", TOKEN, GRANTED]));
    check(tokens_issued(app()), &link, &after(&["save tokens_issued"]));
    check(linked(app()), &[], &[]);
}

#[test]
fn waits_are_told_and_then_it_is_sent() {
    let answers =
        [not_sent(), reply(429, "").with("retry-after", "7"), ok(TOKENS), ok(CONFIG), ok(PRESSED), ok(CREATED)];
    let duties = ["save code_received", TOKEN, "wait 1", TOKEN, "wait 7", TOKEN, GRANTED];
    check(code_received(app()), &answers, &after(&duties));
}

#[test]
fn a_code_of_yesterday_asks_the_user_once() {
    let spent = || reply(400, r#"{"error":"invalid_grant"}"#);
    let link = [ok(TOKENS), ok(CONFIG), ok(PRESSED), ok(CREATED)];
    let asked = ["save code_received", TOKEN, "save unauthorized", "ask", "save code_received", TOKEN];
    let duties = after(&[&asked[..], &[GRANTED]].concat());
    check(code_received(app()), &[&[spent()], &link[..]].concat(), &duties);
    let mut login = Login::new(code_received(app()));
    let (told, end) = run(&mut login, &[spent(), spent()]);
    assert_eq!(told, asked);
    assert!(matches!(end, Err(Error::GrantRejected(_))));
}

#[test]
fn access_that_is_over_is_renewed_once() {
    let over = || reply(401, "");
    let link = [ok(CONFIG), ok(PRESSED), ok(CREATED)];
    let renewed = ["save tokens_issued", LOOK, "renew"];
    check(tokens_issued(app()), &[&[over(), ok(RENEWED)], &link[..]].concat(), &after(&renewed));
    // Not even renewed access is taken: the user is asked, and what comes of that is the last word.
    let mut login = Login::new(tokens_issued(app()));
    let (told, end) = run(&mut login, &[over(), ok(RENEWED), over(), ok(TOKENS), over()]);
    let asked = ["save unauthorized", "ask", "save code_received", TOKEN, GRANTED, LOOK];
    assert_eq!(told, [&renewed[..], &[LOOK], &asked].concat());
    assert_eq!(end.unwrap_err(), Error::AccessRevoked);
    // The next run may renew, and ask, again.
    let (told, end) = run(&mut login, &[&[over(), ok(RENEWED)], &link[..]].concat());
    assert_eq!(told, [&[LOOK, "renew"][..], &LINK].concat());
    assert!(end.is_ok());
}

#[test]
fn what_is_left_to_renew_with_is_tried_first() {
    let session = Session::from_tokens(app(), None, Some(RefreshToken::new("R")), None).unwrap();
    let answers = [ok(TOKENS), ok(CONFIG), ok(PRESSED), ok(CREATED)];
    check(session, &answers, &after(&["save tokens_issued", "renew"]));
    let session = Session::from_tokens(app(), Some(AccessToken::new("A")), None, None).unwrap();
    let answers = [&[reply(401, "")], &answers[..]].concat();
    let asked = ["save tokens_issued", LOOK, "renew", "save unauthorized", "ask", "save code_received", TOKEN];
    check(session, &answers, &after(&[&asked[..], &[GRANTED]].concat()));
}

#[test]
fn what_was_learned_is_there_to_be_saved() {
    let mut login = Login::new(tokens_issued(app()));
    assert_eq!(login.unsaved().map(|rest| rest.snapshot.state()), Some("tokens_issued"));
    let gone = [ok(CONFIG), ok(PRESSED), lost(), not_sent(), not_sent(), not_sent()];
    let (_, end) = run(&mut login, &gone);
    assert_eq!(end.unwrap_err(), Error::Unconfirmed(Effect::UserCreated));
    // That it was told.
    let unsaved = login.unsaved().unwrap().snapshot.to_json().to_string();
    assert!(unsaved.contains(r#""reported":true"#), "{unsaved}");
    let (told, _) = run(&mut login, &[not_sent(), not_sent(), not_sent()]);
    assert_eq!(told[..2], ["save tokens_issued", LOOK]);
    assert!(login.unsaved().is_none_or(|rest| rest.snapshot.to_json().contains("reported")));
    let AnySession::TokensIssued(session) = login.abandon().unwrap() else { panic!() };
    assert!(session.snapshot().to_json().contains("attempt"));
}

#[test]
fn another_bridge_is_linked_when_it_is_accepted() {
    let elsewhere = config("001788fffe999999", &[]);
    let mut login = Login::new(again(&linked(app())));
    let (_, end) = run(&mut login, &[ok(&elsewhere)]);
    assert!(matches!(end, Err(Error::AnotherBridge { .. })));
    let (_, end) = run(&mut login, &[ok(&elsewhere)]);
    assert!(matches!(end, Err(Error::AnotherBridge { .. })));
    login.accept_bridge();
    let (_, end) = run(&mut login, &[ok(&elsewhere), ok(PRESSED), ok(CREATED)]);
    assert_eq!(end.unwrap().bridge().unwrap().as_str(), "001788fffe999999");
}

/// A redirect that nobody waits for changes nothing.
#[test]
fn a_redirect_is_taken_where_one_is_awaited() {
    let callback = Callback::parse("/authorized?code=c&state=x").unwrap();
    assert_eq!(Login::new(tokens_issued(app())).redirected(&callback).unwrap_err(), Error::HasArrived);
    let mut login = Login::new(code_received(app()));
    assert!(matches!(login.start(entropy(1)), Ok(LoginStep::Save(_))));
    assert!(matches!(login.start(entropy(1)), Ok(LoginStep::Save(_))), "what was not said to be saved is not saved");
    assert!(matches!(login.proceed(), Ok(LoginStep::Send(_))));
    assert!(matches!(login.start(entropy(1)), Ok(LoginStep::Send(_))));
}

#[test]
fn every_rest_can_be_walked_away_with() {
    fn check(session: impl Into<AnySession>, state: &str) {
        let session = session.into();
        let stored = session.snapshot().to_json().to_string();
        let login = Login::new(session);
        assert_eq!(login.snapshot().unwrap().to_json().to_string(), stored);
        let left = login.abandon().unwrap().snapshot();
        assert_eq!((left.to_json().to_string(), left.state()), (stored, state));
    }
    check(unauthorized(app()), "unauthorized");
    check(code_received(app()), "code_received");
    check(tokens_issued(app()), "tokens_issued");
    check(linked(app()), "user_linked");
    // Also in the midst of a renewal.
    let mut login = Login::new(tokens_issued(app()));
    let (_, end) = run(&mut login, &[reply(401, ""), lost()]);
    assert_eq!(end.unwrap_err(), Error::Unconfirmed(Effect::TokensRenewed));
    assert_eq!(login.snapshot().unwrap().state(), "tokens_issued");
    assert!(matches!(login.abandon(), Some(AnySession::TokensIssued(_))));
}

#[test]
fn the_port_is_that_of_a_redirect_to_this_machine() {
    let port = |uri: &str| {
        let app = App::builder("testclient", ClientAuth::Basic(secret())).redirect_uri(uri).build().unwrap();
        let mut login = Login::new(unauthorized(app));
        let _ = login.start(entropy(1)).unwrap();
        let Ok(LoginStep::Ask(request)) = login.proceed() else { panic!() };
        request.loopback_port()
    };
    assert_eq!(port("http://127.0.0.1:9123/authorized"), Some(9123));
    assert_eq!(port("http://localhost/authorized"), Some(80));
    assert_eq!(port("https://127.0.0.1:9123/authorized"), None);
    assert_eq!(port("https://h.example/authorized"), None);
    assert_eq!(port("http://[::1]:9123/authorized"), None);
    assert_eq!(port("http://127.0.0.2:9123/authorized"), None);
}

#[test]
fn it_prints_its_duties_and_no_secret() {
    let mut login = Login::new(code_received(app()));
    assert!(format!("{login:?}").contains("code_received"));
    let save = login.start(entropy(1)).unwrap();
    assert_eq!(format!("{save:?}"), "Save(..)");
    assert_eq!(format!("{:?}", login.proceed().unwrap()), "Send(..)");
    let wait = login.failed(Delivery::NotSent).unwrap();
    assert_eq!(format!("{wait:?}"), format!("Wait({:?})", Duration::from_secs(1)));
    let done = Login::new(linked(app())).start(entropy(1)).unwrap();
    assert_eq!(format!("{done:?}"), "Done(..)");
    let mut login = Login::new(unauthorized(app()));
    let _ = login.start(entropy(1)).unwrap();
    assert_eq!(format!("{:?}", login.proceed().unwrap()), "Ask(..)");
}
