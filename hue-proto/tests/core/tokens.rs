//! Redeeming and renewing: what is sent, and what becomes of a reply.

use crate::support::*;
use hue_proto::{AccessToken, App, ClientAuth, Error, HasTokens, Recovery, RefreshToken, Session, Tokens, UnixTime};
use std::time::Duration;

const FORM: &str = "content-type: application/x-www-form-urlencoded";
const BASIC: &str = "authorization: Basic dGVzdGNsaWVudDp0ZXN0c2VjcmV0\n";
const TOKEN: &str = "POST https://api.meethue.com/v2/oauth2/token";

/// Both grants, as the application introduces itself; `head` stands before the content type, `tail` ends the body.
fn check_requests(app: impl Fn() -> App, line: &str, head: &str, tail: &str) {
    let session = code_received(app());
    let verifier = stored(&session.snapshot(), "/pkce_verifier").unwrap();
    let redirect =
        if app().redirect_uri().is_some() { "&redirect_uri=http%3A%2F%2F127.0.0.1%3A9123%2Fauthorized" } else { "" };
    let grant = format!("grant_type=authorization_code&code=VYHuNzI{redirect}&code_verifier={verifier}");
    assert_eq!(wire(&session.redeem().request()), format!("{line}\n{head}{FORM}\n\n{grant}{tail}"));
    let grant = "grant_type=refresh_token&refresh_token=R1";
    let renewal = format!("{line}\n{head}{FORM}\n\n{grant}{tail}");
    assert_eq!(wire(&tokens_issued(app()).renew().request()), renewal);
    assert_eq!(wire(&linked(app()).renew().request()), renewal);
}

#[test]
fn basic_says_it_in_the_header() {
    check_requests(app, TOKEN, BASIC, "");
}

#[test]
fn a_form_says_it_in_the_body() {
    let app = || builder_with(ClientAuth::Form(secret())).build().unwrap();
    check_requests(app, TOKEN, "", "&client_id=testclient&client_secret=testsecret");
}

#[test]
fn a_digest_says_nothing_until_it_is_asked() {
    let app = || builder_with(ClientAuth::Digest(secret())).build().unwrap();
    check_requests(app, TOKEN, "", "");
}

#[test]
fn a_public_client_only_gives_its_name() {
    let public = builder_with(ClientAuth::Public).token_endpoint("https://mine.example/t");
    check_requests(|| public.clone().build().unwrap(), "POST https://mine.example/t", "", "&client_id=testclient");
}

#[test]
fn a_redirect_uri_goes_into_both_steps_or_none() {
    let app = || App::builder("testclient", ClientAuth::Basic(secret())).build().unwrap();
    check_requests(app, TOKEN, BASIC, "");
    assert!(!unauthorized(app()).authorize_url().as_str().contains("redirect_uri"));
    assert!(unauthorized(crate::support::app()).authorize_url().as_str().contains("redirect_uri"));
}

#[test]
fn odd_letters_are_encoded() {
    let app = App::builder("a b:c", ClientAuth::Form(hue_proto::ClientSecret::new("s&=+%"))).build().unwrap();
    let (access, refresh) = (None, Some(RefreshToken::new("r+/=&\u{fc}")));
    let session = Session::from_tokens(app, access, refresh, None).unwrap();
    let request = session.renew().request();
    let expected =
        "grant_type=refresh_token&refresh_token=r%2B%2F%3D%26%C3%BC&client_id=a+b%3Ac&client_secret=s%26%3D%2B%25";
    assert_eq!(String::from_utf8_lossy(request.body()), expected);
}

/// Access token, refresh token and life.
fn told(tokens: &Tokens) -> (Option<&str>, Option<&str>, Option<u64>) {
    let access = tokens.access().map(AccessToken::expose);
    (access, tokens.refresh().map(RefreshToken::expose), tokens.lifetime().map(|life| life.as_secs()))
}

fn check_reply(body: &str, expected: (Option<&str>, Option<&str>, Option<u64>)) {
    let session = Scenario::new([ok(body)]).run(&mut code_received(app()).redeem()).unwrap();
    assert_eq!(told(session.tokens()), expected, "{body}");
}

#[test]
fn every_known_shape_of_tokens_is_read() {
    let full = (Some("A"), Some("R"), Some(604_799));
    check_reply(r#"{"access_token":"A","expires_in":604799,"refresh_token":"R","token_type":"bearer"}"#, full);
    check_reply(r#"{"access_token":"A","expires_in":"604799","refresh_token":"R","token_type":"BEARER"}"#, full);
    check_reply(
        r#"{"scope":"","access_token":"A","expires_in":604799,"refresh_token":"R","token_type":"Bearer","new":[{}]}"#,
        full,
    );
    check_reply(
        r#"{"access_token_expires_in":"604799","refresh_token_expires_in":"9676799","token_type":"BearerToken","access_token":"A","refresh_token":"R"}"#,
        full,
    );
    check_reply(r#"{"access_token":"A","token_type":"bearer"}"#, (Some("A"), None, None));
    check_reply(r#"{"access_token":"A","token_type":"bearer","expires_in":"soon"}"#, (Some("A"), None, None));
    check_reply(r#"{"access_token":"A","token_type":"bearer","expires_in":0}"#, (Some("A"), None, Some(0)));
}

fn check_malformed(answer: &Answer) {
    let session = code_received(app());
    let before = session.snapshot().to_json().to_string();
    let mut exchange = session.redeem();
    let error = Scenario::new([answer.clone()]).run(&mut exchange).error();
    assert!(matches!(error, Error::Malformed(_)), "{answer:?}: {error:?}");
    assert_eq!(error.recovery(), Recovery::ReportBug);
    assert_eq!(exchange.abandon().snapshot().to_json().to_string(), before);
    let mut exchange = linked(app()).renew();
    let error = Scenario::new([answer.clone()]).run(&mut exchange).error();
    assert!(matches!(error, Error::Malformed(_)), "{answer:?}: {error:?}");
}

#[test]
fn what_is_no_token_reply_is_refused() {
    for body in [
        "",
        "Unauthorized",
        "null",
        "[]",
        r#"["A","R","bearer",1,2]"#,
        "{}",
        r#"{"access_token":""}"#,
        r#"{"access_token":"a b","token_type":"bearer"}"#,
        r#"{"access_token":"a\r\nX: y","token_type":"bearer"}"#,
        r#"{"access_token":"A","token_type":"mac"}"#,
        r#"{"access_token":"A","token_type":"bearer"}x"#,
        r#"{"access_token":"A","access_token":"B","token_type":"bearer"}"#,
    ] {
        check_malformed(&ok(body));
    }
    check_malformed(&ok(TOKENS).with("content-type", "text/html; charset=utf-8"));
    let padded = |length: usize| format!("{TOKENS}{}", " ".repeat(length - TOKENS.len()));
    check_malformed(&ok(&padded(64 * 1024 + 1)));
    assert!(Scenario::new([ok(&padded(64 * 1024))]).run(&mut code_received(app()).redeem()).end.is_ok());
    for declared in ["application/json", "Application/JSON;charset=UTF-8"] {
        let answer = ok(TOKENS).with("content-type", declared);
        assert!(Scenario::new([answer]).run(&mut code_received(app()).redeem()).end.is_ok(), "{declared}");
    }
}

#[test]
fn tokens_know_when_they_were_issued_and_how_long_they_live() {
    let session = tokens_issued(app());
    let tokens = session.tokens();
    assert_eq!(tokens.issued(), Some(NOW));
    assert_eq!(tokens.lifetime(), Some(WEEK));
    assert_eq!(tokens.expires(), Some(NOW.saturating_add(WEEK)));
    assert_eq!(tokens.generation(), 0);
}

#[test]
fn a_life_beyond_the_end_of_time_ends_there() {
    let body = r#"{"access_token":"A","expires_in":18446744073709551615,"token_type":"bearer"}"#;
    let session = Scenario::new([ok(body)]).run(&mut code_received(app()).redeem()).unwrap();
    assert_eq!(session.tokens().expires(), Some(UnixTime::from_millis(u64::MAX)));
}

fn check_renewal<S: HasTokens>(session: Session<S>) {
    let later = NOW.saturating_add(Duration::from_secs(600_000));
    let session = Scenario::new([ok(RENEWED)]).at(later).run(&mut session.renew()).unwrap();
    let tokens = session.tokens();
    assert_eq!(told(tokens), (Some("A2"), Some("R2"), Some(604_799)));
    assert_eq!((tokens.issued(), tokens.generation()), (Some(later), 1));
    let kept = r#"{"access_token":"A3","expires_in":604799,"token_type":"bearer"}"#;
    let session = Scenario::new([ok(kept)]).run(&mut session.renew()).unwrap();
    assert_eq!(told(session.tokens()), (Some("A3"), Some("R2"), Some(604_799)), "the old refresh token is kept");
    assert_eq!(session.tokens().generation(), 2);
    let forgotten = r#"{"access_token":"A4","token_type":"bearer","refresh_token":"R4"}"#;
    let session = Scenario::new([ok(forgotten)]).run(&mut session.renew()).unwrap();
    assert_eq!(told(session.tokens()), (Some("A4"), Some("R4"), None), "an old end says nothing of a new token");
}

#[test]
fn a_renewal_replaces_both_tokens_and_keeps_the_state() {
    check_renewal(tokens_issued(app()));
    check_renewal(linked(app()));
    let session = renewed(app());
    assert_eq!((session.key().expose(), session.bridge().unwrap().as_str()), (KEY, BRIDGE));
}

#[test]
fn without_a_refresh_token_nothing_is_sent() {
    let session = Session::from_tokens(app(), Some(AccessToken::new("A")), None, None).unwrap();
    let outcome = Scenario::new([]).run(&mut session.renew());
    assert_eq!(outcome.sent.len(), 0);
    check_error(outcome, &Error::NothingToRenew);
}
