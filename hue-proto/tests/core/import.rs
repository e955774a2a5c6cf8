//! Logins that began elsewhere.

use crate::support::*;
use hue_proto::v2::{Light, Resource};
use hue_proto::{
    Access, AccessToken, AnySession, ApplicationKey, Error, RefreshToken, Session, Tokens, UnixTime, UserLinked,
};
use serde_json::{Value, json};

fn from_tokens(
    access: Option<&str>,
    refresh: Option<&str>,
    expires: Option<u64>,
) -> Result<Session<UserLinked>, Error> {
    let access = access.map(AccessToken::new);
    let refresh = refresh.map(RefreshToken::new);
    let session = Session::from_tokens(app(), access, refresh, expires.map(UnixTime::from_millis))?;
    Ok(session.with_key(ApplicationKey::new("K")))
}

fn check_refused(access: Option<&str>, refresh: Option<&str>) {
    let refused = from_tokens(access, refresh, None);
    assert!(matches!(refused, Err(Error::InvalidSetting(_))), "{access:?} {refresh:?}");
}

#[test]
fn either_token_is_enough_and_none_is_not() {
    assert!(from_tokens(Some("A"), Some("R"), None).is_ok());
    assert!(from_tokens(Some("A"), None, None).is_ok());
    assert!(from_tokens(None, Some("R"), None).is_ok());
    check_refused(None, None);
    for access in ["", "a b", "a\r\nb", "\u{fc}"] {
        check_refused(Some(access), Some("R"));
    }
    check_refused(Some("A"), Some(""));
}

const LIGHTS: &str = r#"{"errors":[],"data":[]}"#;

#[test]
fn a_token_of_unknown_age_is_tried() {
    let session = from_tokens(Some("A"), Some("R"), None).unwrap();
    let tokens = session.tokens();
    assert_eq!((tokens.issued(), tokens.expires(), tokens.lifetime()), (None, None, None));
    for now in [0, NOW.as_millis(), u64::MAX] {
        let scenario = Scenario::new([ok(LIGHTS)]).at(UnixTime::from_millis(now));
        assert_eq!(scenario.call(Light::list(), session.access()).sent.len(), 1, "{now}");
    }
}

#[test]
fn a_known_end_is_believed() {
    let session = from_tokens(Some("A"), Some("R"), Some(NOW.as_millis())).unwrap();
    let fresh = Scenario::new([ok(RENEWED)]).run(&mut session.renew()).unwrap().access();
    let old = from_tokens(Some("A"), Some("R"), Some(NOW.as_millis())).unwrap().access();
    let outcome = Scenario::new([ok(LIGHTS)]).renewing([fresh]).call(Light::list(), old);
    assert_eq!((outcome.renewals, outcome.sent.len()), (1, 1));
    assert!(wire(&outcome.sent[0]).contains("Bearer A2"));
}

#[test]
fn without_an_access_token_a_call_begins_with_a_renewal() {
    let session = from_tokens(None, Some("R"), None).unwrap();
    let old = session.access();
    let fresh = Scenario::new([ok(RENEWED)]).run(&mut session.renew()).unwrap().access();
    let outcome = Scenario::new([ok(LIGHTS)]).renewing([fresh]).call(Light::list(), old);
    assert_eq!((outcome.renewals, outcome.sent.len()), (1, 1));
    assert!(outcome.end.is_ok());
}

#[test]
fn a_lent_token_is_replaced_by_the_lender() {
    let app = std::sync::Arc::new(app());
    let lend = |token: &str| Access::bearer(app.clone(), &AccessToken::new(token), ApplicationKey::new("K"));
    let outcome = Scenario::new([reply(401, ""), ok(LIGHTS)]).renewing([lend("B")]).call(Light::list(), lend("A"));
    assert_eq!(outcome.renewals, 1);
    assert!(wire(&outcome.sent[0]).contains("Bearer A\n") && wire(&outcome.sent[1]).contains("Bearer B\n"));
    let same = Scenario::new([reply(401, "")]).renewing([lend("A")]).call(Light::list(), lend("A"));
    check_error(same, &Error::TokenRejected);
    let far = Scenario::new([ok(LIGHTS)]).at(UnixTime::from_millis(u64::MAX)).call(Light::list(), lend("A"));
    assert_eq!(far.renewals, 0, "its age is the lender's to know");
}

/// Its own form, from the reference.
fn node() -> Value {
    json!({
        "clientId": "testclient",
        "clientSecret": "testsecret",
        "username": "K",
        "tokens": {
            "access": { "value": "A", "expiresAt": 1_760_000_604_799_u64 },
            "refresh": { "value": "R", "expiresAt": 1_760_000_604_799_u64 },
        },
    })
}

fn import(json: &Value) -> Result<AnySession, Error> {
    AnySession::from_node_hue_api(app(), json.to_string().as_bytes())
}

fn check_tokens(tokens: &Tokens, expires: Option<u64>) {
    assert_eq!(tokens.access().map(AccessToken::expose), Some("A"));
    assert_eq!(tokens.refresh().map(RefreshToken::expose), Some("R"));
    assert_eq!(tokens.expires().map(UnixTime::as_millis), expires);
    assert_eq!(tokens.issued(), None);
}

#[test]
fn credentials_of_node_hue_api_are_taken_up() {
    let Ok(AnySession::UserLinked(session)) = import(&node()) else { panic!() };
    assert_eq!(session.key().expose(), "K");
    check_tokens(session.tokens(), Some(1_760_000_604_799));
    for nobody in [Value::Null, json!("")] {
        let mut without = node();
        without["username"] = nobody;
        let Ok(AnySession::TokensIssued(session)) = import(&without) else { panic!() };
        check_tokens(session.tokens(), Some(1_760_000_604_799));
    }
    for (end, expires) in [
        (json!("2025-10-09T08:53:20.000Z"), Some(1_760_000_000_000)),
        (json!("never"), None),
        (json!(-5), None),
        (Value::Null, None),
    ] {
        let mut other = node();
        other["tokens"]["access"]["expiresAt"] = end;
        let Ok(AnySession::UserLinked(session)) = import(&other) else { panic!() };
        check_tokens(session.tokens(), expires);
    }
}

#[test]
fn credentials_of_another_client_are_refused() {
    let mut other = node();
    other["clientId"] = json!("somebody");
    assert!(matches!(import(&other), Err(Error::InvalidSetting(_))));
}

#[test]
fn what_is_no_credentials_is_refused() {
    let text = node().to_string();
    for cut in 0..text.len() {
        let refused = AnySession::from_node_hue_api(app(), &text.as_bytes()[..cut]);
        assert!(matches!(refused, Err(Error::Malformed(_))), "{cut}");
    }
    for other in [json!([]), json!({}), json!({ "tokens": null }), json!({ "tokens": { "access": "A" } })] {
        assert!(matches!(import(&other), Err(Error::Malformed(_))), "{other}");
    }
    assert!(import(&json!({ "tokens": {} })).is_err());
}

#[test]
fn an_array_is_no_credentials() {
    let mut other = node();
    other["tokens"] = json!([{ "value": "A" }, { "value": "R" }]);
    assert!(import(&other).is_err(), "tokens as an array");
    let mut other = node();
    other["tokens"]["access"] = json!(["A", 1]);
    assert!(import(&other).is_err(), "a token as an array");
}
