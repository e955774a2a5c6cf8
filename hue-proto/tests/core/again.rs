//! A new login of somebody who is linked.

use crate::support::*;
use hue_proto::{
    ApplicationKey, AuthorizationCode, BridgeId, Callback, Error, Exchange, Link, Recovery, Session, UserLinked,
};

const OTHER: &str = "001788fffe999999";

fn relink(previous: &Session<UserLinked>, config: &str) -> Outcome<Session<UserLinked>> {
    Scenario::new([ok(config)]).run(&mut again(previous).link())
}

fn check_taken_up(outcome: Outcome<Session<UserLinked>>, key: &str) {
    assert_eq!(outcome.lines(), ["GET /route/api/0/config"], "nobody is created");
    let session = outcome.unwrap();
    assert_eq!((session.key().expose(), session.is_adopted()), (key, false));
    assert_eq!(session.bridge().map(BridgeId::as_str), Some(BRIDGE));
}

#[test]
fn the_same_bridge_takes_up_the_old_key() {
    check_taken_up(relink(&linked(app()), CONFIG), KEY);
    check_taken_up(relink(&linked(app()), &config(BRIDGE, &[(KEY, NAME, "")])), KEY);
    check_taken_up(relink(&renewed(app()), r#"{"bridgeid":"001788fffe123456"}"#), KEY);
}

#[test]
fn a_key_of_unknown_bridge_is_known_by_the_bridges_list() {
    let brought = tokens_issued(app()).with_key(ApplicationKey::new("brought"));
    check_taken_up(relink(&brought, &config(BRIDGE, &[("x", "y", ""), ("brought", "z", "")])), "brought");
    let outcome = relink(&brought, &config(BRIDGE, &[("x", "y", "")]));
    check_error(outcome, &Error::AnotherBridge { found: BridgeId::parse(BRIDGE) });
}

#[test]
fn the_old_key_survives_every_step_and_restart() {
    let login = Session::again(&linked(app()), entropy(8));
    let hue_proto::AnySession::Unauthorized(login) = restored(app(), &login.snapshot()) else { panic!() };
    let callback = Callback::parse(&format!("?code=c&state={}", login.csrf_state().expose())).unwrap();
    let login = login.redirected(&callback).unwrap();
    let hue_proto::AnySession::CodeReceived(login) = restored(app(), &login.snapshot()) else { panic!() };
    let login = Scenario::new([ok(TOKENS)]).run(&mut login.redeem()).unwrap();
    let hue_proto::AnySession::TokensIssued(login) = restored(app(), &login.snapshot()) else { panic!() };
    let login = Scenario::new([ok(RENEWED)]).run(&mut login.renew()).unwrap();
    check_taken_up(Scenario::new([ok(CONFIG)]).run(&mut login.link()), KEY);
}

#[test]
fn a_key_that_is_brought_again_is_kept_once() {
    let login = again(&linked(app()));
    assert_eq!(stored(&login.snapshot(), "/links/0/key").as_deref(), Some(KEY));
    let session = login.with_key(ApplicationKey::new(KEY));
    assert_eq!(stored(&session.snapshot(), "/links/0/key"), None);
    let brought = again(&linked(app())).with_key(ApplicationKey::new("brought"));
    assert_eq!(stored(&brought.snapshot(), "/links/0/key").as_deref(), Some(KEY));
}

#[test]
fn client_key_and_adoption_are_kept_too() {
    let created = r#"[{"success":{"username":"U","clientkey":"C"}}]"#;
    let app = builder().request_client_key().build().unwrap();
    let session = Scenario::new([ok(CONFIG), ok(PRESSED), ok(created)]).run(&mut tokens_issued(app).link()).unwrap();
    let session = relink(&session, CONFIG).unwrap();
    assert_eq!(session.client_key().map(hue_proto::ClientKey::expose), Some("C"));
}

fn refused_by_another_bridge(previous: &Session<UserLinked>) -> Exchange<Link> {
    let mut exchange = again(previous).link();
    let outcome = Scenario::new([ok(&config(OTHER, &[]))]).run(&mut exchange);
    let error = outcome.error();
    assert_eq!(error, Error::AnotherBridge { found: BridgeId::parse(OTHER) });
    assert_eq!(error.recovery(), Recovery::ChooseBridge);
    exchange
}

#[test]
fn another_bridge_is_asked_about() {
    let mut exchange = refused_by_another_bridge(&linked(app()));
    let outcome = Scenario::new([ok(&config(OTHER, &[]))]).run(&mut exchange);
    assert_eq!(outcome.sent.len(), 1, "and asked about again");
    assert!(outcome.end.is_err());
    let unnamed = Scenario::new([ok("{}")]).run(&mut exchange);
    check_error(unnamed, &Error::AnotherBridge { found: None });
}

#[test]
fn an_accepted_bridge_is_linked_and_the_other_is_kept() {
    let mut exchange = refused_by_another_bridge(&linked(app()));
    exchange.accept_bridge();
    let created = r#"[{"success":{"username":"second"}}]"#;
    let second = Scenario::new([ok(&config(OTHER, &[])), ok(PRESSED), ok(created)]).run(&mut exchange).unwrap();
    assert_eq!((second.key().expose(), second.bridge().unwrap().as_str()), ("second", OTHER));
    let first = relink(&second, CONFIG);
    check_taken_up(first, KEY);
    let back = relink(&relink(&second, CONFIG).unwrap(), &config(OTHER, &[])).unwrap();
    assert_eq!(back.key().expose(), "second");
}

#[test]
fn accepting_the_bridge_that_is_known_creates_nobody() {
    let mut exchange = refused_by_another_bridge(&linked(app()));
    exchange.accept_bridge();
    check_taken_up(Scenario::new([ok(CONFIG)]).run(&mut exchange), KEY);
}

#[test]
fn a_key_that_was_given_up_is_forgotten() {
    let session = linked(app()).unlinked();
    let created = r#"[{"success":{"username":"second"}}]"#;
    let session = Scenario::new([ok(CONFIG), ok(PRESSED), ok(created)]).run(&mut session.link()).unwrap();
    assert_eq!(session.key().expose(), "second");
    assert!(!session.snapshot().to_json().to_string().contains(KEY));
}

/// Where nobody may ask which bridge it is, a key that is kept is not passed over.
#[test]
fn a_bridge_that_may_not_be_asked_is_not_called_another() {
    let session = again(&linked(app()));
    let refused = Scenario::new([reply(403, r#"{"error":"forbidden"}"#)]).run(&mut session.link()).error();
    assert!(matches!(refused, Error::Refused { status: 403, .. }), "{refused:?}");
    let passing = r#"[{"error":{"type":901,"address":"/config","description":"Internal error, 404"}}]"#;
    let refused = Scenario::new([ok(passing)]).run(&mut again(&linked(app())).link()).error();
    assert!(matches!(refused, Error::Bridge(_)), "{refused:?}");
}

/// A login that came to nothing on its way keeps what it was given.
#[test]
fn a_login_after_an_unfinished_login_keeps_the_key() {
    let first = Session::again(&linked(app()), entropy(8));
    let second = Session::again(&first, entropy(9)).with_code(AuthorizationCode::new("late"));
    let third = Session::again(&second, entropy(10)).with_code(AuthorizationCode::new("c"));
    let tokens = Scenario::new([ok(TOKENS)]).run(&mut third.redeem()).unwrap();
    let fourth = Session::again(&tokens, entropy(11)).with_code(AuthorizationCode::new("d"));
    let tokens = Scenario::new([ok(TOKENS)]).run(&mut fourth.redeem()).unwrap();
    assert_eq!(Scenario::new([ok(CONFIG)]).run(&mut tokens.link()).unwrap().key().expose(), KEY);
}

/// "The next link creates a user", says `unlinked`.
#[test]
fn a_key_given_up_is_replaced_on_its_bridge_though_another_bridge_is_kept() {
    let mut exchange = refused_by_another_bridge(&linked(app()));
    exchange.accept_bridge();
    let created = r#"[{"success":{"username":"second"}}]"#;
    let second = Scenario::new([ok(&config(OTHER, &[])), ok(PRESSED), ok(created)]).run(&mut exchange).unwrap();
    let unlinked = second.unlinked();
    let hue_proto::AnySession::TokensIssued(stored) = restored(app(), &unlinked.snapshot()) else { panic!() };
    let renewed = Scenario::new([ok(RENEWED)]).run(&mut unlinked.renew()).unwrap();
    for session in [stored, renewed] {
        let third = r#"[{"success":{"username":"third"}}]"#;
        let outcome = Scenario::new([ok(&config(OTHER, &[])), ok(PRESSED), ok(third)]).run(&mut session.link());
        assert_eq!(outcome.unwrap().key().expose(), "third");
    }
}

#[test]
fn the_new_login_has_the_new_tokens() {
    let session = relink(&linked(app()), CONFIG).unwrap();
    assert_eq!(session.tokens().access().map(hue_proto::AccessToken::expose), Some("A2"));
    assert_eq!(session.tokens().generation(), 0, "a login of its own");
    let code = Session::again(&session, entropy(9)).with_code(AuthorizationCode::new("c"));
    assert!(String::from_utf8_lossy(code.redeem().request().body()).contains("code=c&"));
}
