//! Canaries in every secret: nothing that can be printed holds one.

use crate::support::*;
use crate::verifier::{NONCE, challenge};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hue_proto::v2::{Light, Resource};
use hue_proto::{
    Access, AccessToken, AnySession, ApplicationKey, Area, AuthorizationCode, Call, Callback, ClientAuth, ClientKey,
    ClientSecret, CsrfState, Error, Exchange, PkceVerifier, Raw, RefreshToken, Session, Snapshot, Transition, v1,
};
use std::fmt::Debug;

const TOKENS: &str =
    r#"{"access_token":"CANARY-access","expires_in":604799,"refresh_token":"CANARY-refresh","token_type":"bearer"}"#;
const CREATED: &str = r#"[{"success":{"username":"CANARY-key","clientkey":"CANARY-client-key"}}]"#;

fn builder_with(auth: fn(ClientSecret) -> ClientAuth) -> hue_proto::AppBuilder {
    crate::support::builder_with(auth(ClientSecret::new("CANARY-secret"))).request_client_key()
}

pub(crate) fn app() -> hue_proto::App {
    builder_with(ClientAuth::Basic).build().unwrap()
}

/// As it stands in a Basic header: no word of it reads CANARY.
fn basic() -> String {
    STANDARD.encode("testclient:CANARY-secret")
}

/// State and verifier of [`unauthorized`], which are made and not given.
fn made() -> [String; 2] {
    let snapshot = unauthorized(app()).snapshot();
    ["/csrf_state", "/pkce_verifier"].map(|field| stored(&snapshot, field).unwrap())
}

pub(crate) fn assert_silent(text: &str) {
    let [state, verifier] = made();
    for secret in ["CANARY", &basic(), &state, &verifier] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

pub(crate) fn check_debug(value: &impl Debug) {
    assert_silent(&format!("{value:?}"));
    assert_silent(&format!("{value:#?}"));
}

pub(crate) fn check_error(error: &Error) {
    check_debug(error);
    assert_silent(&error.to_string());
}

fn code_received() -> Session<hue_proto::CodeReceived> {
    unauthorized(app()).with_code(AuthorizationCode::new("CANARY-code"))
}

pub(crate) fn tokens_issued() -> Session<hue_proto::TokensIssued> {
    Scenario::new([ok(TOKENS)]).run(&mut code_received().redeem()).unwrap()
}

pub(crate) fn linked() -> Session<hue_proto::UserLinked> {
    Scenario::new([ok(CONFIG), ok(PRESSED), ok(CREATED)]).run(&mut tokens_issued().link()).unwrap()
}

/// As it stood in the form that is said back.
#[test]
fn an_encoded_secret_is_blotted_out_too() {
    let secret = ClientSecret::new("CANARY=+/&x");
    let app = hue_proto::App::builder("id", ClientAuth::Form(secret)).build().unwrap();
    let mut exchange = unauthorized(app).with_code(AuthorizationCode::new("CANARY+CODE/1")).redeem();
    let form = String::from_utf8(exchange.request().into_body()).unwrap().replace('&', " ");
    let said = serde_json::json!({ "error": "invalid_request", "error_description": form }).to_string();
    let error = Scenario::new([reply(400, &said)]).run(&mut exchange).error();
    assert!(error.to_string().contains("[secret]") && !error.to_string().contains("CANARY"), "{error}");
}

#[test]
fn secrets_print_their_name_alone() {
    check_debug(&(ClientSecret::new("CANARY"), AuthorizationCode::new("CANARY"), AccessToken::new("CANARY")));
    check_debug(&(RefreshToken::new("CANARY"), ApplicationKey::new("CANARY"), ClientKey::new("CANARY")));
    check_debug(&(CsrfState::new("CANARY"), PkceVerifier::new("CANARY"), entropy(b'C')));
    assert_eq!(format!("{:?}", ClientSecret::new("CANARY")), "ClientSecret(..)");
}

#[test]
fn applications_say_nothing() {
    for auth in [ClientAuth::Basic, ClientAuth::Form, ClientAuth::Digest] {
        let builder = builder_with(auth);
        check_debug(&builder);
        check_debug(&builder.build().unwrap());
        check_debug(&auth(ClientSecret::new("CANARY-secret")));
    }
}

fn check_session<S: hue_proto::State>(session: Session<S>)
where
    AnySession: From<Session<S>>,
{
    check_debug(&session);
    check_debug(&session.snapshot());
    check_debug(&AnySession::from(session));
}

#[test]
fn no_state_says_anything() {
    check_session(unauthorized(app()));
    check_session(unauthorized(app()).with_state(CsrfState::new("CANARY-state")));
    check_session(code_received());
    check_session(tokens_issued());
    check_session(linked());
    check_session(Session::again(&linked(), entropy(7)));
    check_debug(linked().tokens());
    check_debug(&linked().access());
    check_debug(&Access::bearer(app(), &AccessToken::new("CANARY"), ApplicationKey::new("CANARY")));
}

#[test]
fn callbacks_and_their_refusals_say_nothing() {
    let [state, _] = made();
    for text in [
        format!("{REDIRECT}?code=CANARY-code&state={state}"),
        format!("?code=CANARY-code&state={state}x"),
        "?code=CANARY-code&state=CANARY".into(),
        format!("?error={state}&error_description={state}&state={state}"),
        format!("?error=e&error_description=a{state}b"),
        "/other?code=CANARY-code".into(),
    ] {
        let callback = Callback::parse(&text).unwrap();
        check_debug(&callback);
        if let Err(rejected) = unauthorized(app()).redirected(&callback) {
            check_debug(&rejected);
            check_error(&rejected.error);
            assert_silent(&rejected.to_string());
        }
    }
    for text in ["?code=CANARY&code=CANARY", "CANARY-code", "?code=CANARY%zz", "?code=CANARY&error=CANARY"] {
        let malformed = Callback::parse(text).unwrap_err();
        check_debug(&malformed);
        assert_silent(&malformed.to_string());
    }
}

/// Replies of every form, that say `secret` wherever they can.
fn echoes(secret: &str) -> Vec<String> {
    let mut forms = vec![
        r#"{"error":"S","error_description":"S"}"#,
        r#"{"error":"invalid_grant","error_description":"S and S"}"#,
        r#"{"error":"invalid_client","error_description":"S"}"#,
        r#"{"fault":{"faultstring":"S","detail":{"errorcode":"S"}}}"#,
        r#"{"ErrorCode":"S","Error":"S"}"#,
        r#"[{"error":{"type":7,"address":"/S/S","description":"S"}}]"#,
        r#"{"errors":[{"description":"S"},{"description":"S"}]}"#,
        "S",
        r#"{"access_token":S}"#,
        r#"{"S":"#,
        r#"{"access_token":"S","token_type":"S"}"#,
    ];
    let long = format!(r#"{{"error":"{}S"}}"#, "x".repeat(295));
    forms.push(&long);
    forms.iter().map(|form| form.replace('S', secret)).collect()
}

/// An exchange that fails in every way, `before` which the replies go well.
fn check_exchange<T: Transition>(exchange: fn() -> Exchange<T>, before: &[Answer], secrets: &[String]) {
    for body in secrets.iter().flat_map(|secret| echoes(secret)) {
        for status in [200, 302, 400, 401, 403, 404, 429, 500, 503] {
            let mut exchange = exchange();
            check_debug(&exchange);
            let answer = reply(status, &body).with("retry-after", "3600");
            let outcome = Scenario::new(before.iter().cloned().chain(vec![answer; 8])).loosely().run(&mut exchange);
            check_debug(&exchange);
            for request in &outcome.sent {
                check_debug(request.headers());
                assert_silent(&request.uri().to_string());
            }
            match &outcome.end {
                Err(error) => check_error(error),
                Ok(session) => check_debug(session),
            }
        }
    }
}

#[test]
fn no_exchange_says_anything_whatever_is_echoed() {
    let [_, verifier] = made();
    let client = ["CANARY-secret".to_owned(), basic()];
    let redeem = [client.to_vec(), vec!["CANARY-code".into(), verifier]].concat();
    check_exchange(|| code_received().redeem(), &[], &redeem);
    let renew = [client.to_vec(), vec!["CANARY-refresh".into()]].concat();
    check_exchange(|| linked().renew(), &[], &renew);
    check_exchange(|| tokens_issued().renew(), &[], &renew);
    let bearer = ["CANARY-access".to_owned()];
    check_exchange(|| tokens_issued().link(), &[], &bearer);
    check_exchange(|| tokens_issued().link(), &[ok(CONFIG)], &bearer);
    check_exchange(|| tokens_issued().link(), &[ok(CONFIG), ok(PRESSED)], &bearer);
}

#[test]
fn a_digest_says_nothing_but_itself() {
    let digest = builder_with(ClientAuth::Digest).build().unwrap();
    let mut exchange = unauthorized(digest).with_code(AuthorizationCode::new("CANARY-code")).redeem();
    let asked = challenge(&format!(r#"nonce="{NONCE}", qop="auth""#));
    let outcome = Scenario::new([asked, reply(401, r#"{"error":"CANARY-secret"}"#)]).run(&mut exchange);
    check_debug(&exchange);
    for request in &outcome.sent {
        check_debug(request.headers());
    }
    check_error(&outcome.error());
}

#[test]
fn no_call_says_anything_whatever_is_echoed() {
    let newer = || Access::bearer(app(), &AccessToken::new("CANARY-newer"), ApplicationKey::new("CANARY-key"));
    for body in ["CANARY-access", "CANARY-key"].into_iter().flat_map(echoes) {
        for status in [200, 302, 400, 401, 403, 404, 429, 500, 503] {
            let answer = || reply(status, &body).with("retry-after", "3600");
            let (mut call, _) = Call::begin(Light::list(), linked().access(), NOW).unwrap();
            check_debug(&call);
            check_debug(call.access());
            check_debug(call.request().headers());
            let Answer::Reply(reply) = answer() else { panic!() };
            if let Err(error) = call.receive(reply, NOW) {
                check_error(&error);
            }
            check_debug(&call);
            let outcome = Scenario::new([answer()]).loosely().renewing([newer()]);
            if status != 401 {
                let end = outcome.call(v1::GetConfig, linked().access()).end;
                end.as_ref().err().map_or_else(|| check_debug(&end), check_error);
                let end = Scenario::new([answer()]).loosely().call(Raw::get(Area::V1, "lights"), linked().access()).end;
                end.as_ref().err().into_iter().for_each(check_error);
            }
        }
    }
}

#[test]
fn bad_settings_and_stores_say_nothing() {
    let refused = [
        builder_with(ClientAuth::Basic).base_url("https://CANARY:CANARY@h.example").build().map(drop),
        hue_proto::App::builder("a", ClientAuth::Basic(ClientSecret::new("CANARY\n"))).build().map(drop),
        Session::from_tokens(app(), Some(AccessToken::new("CANARY CANARY")), None, None).map(drop),
        AnySession::from_node_hue_api(app(), br#"{"tokens":{"access":{"value":CANARY}}}"#).map(drop),
        AnySession::from_node_hue_api(app(), br#"{"clientId":"CANARY","tokens":{}}"#).map(drop),
    ];
    for end in refused {
        check_error(&end.unwrap_err());
    }
    let json = linked().snapshot().to_json().to_string();
    for damaged in [
        json.replace("\"generation\"", "\"CANARY\""),
        json.replace("001788", "CANARY"),
        json.chars().take(90).collect(),
    ] {
        let malformed = Snapshot::from_json(damaged.as_bytes()).unwrap_err();
        check_debug(&malformed);
        assert_silent(&malformed.to_string());
    }
}

#[test]
fn what_is_stored_is_the_one_place_that_tells() {
    let json = linked().snapshot().to_json().to_string();
    for secret in ["CANARY-access", "CANARY-refresh", "CANARY-key", "CANARY-client-key"] {
        assert!(json.contains(secret), "{secret}");
    }
    for secret in ["CANARY-secret", &basic()] {
        assert!(!json.contains(secret), "the application keeps its secret itself");
    }
}
