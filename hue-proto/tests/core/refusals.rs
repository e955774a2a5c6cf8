//! When the token endpoint says no, waits, or nobody answers.

use crate::support::*;
use hue_proto::{ClientAuth, Effect, Error, Recovery, Retry};
use std::time::Duration;

/// What an answer comes to: `ClientRejected(invalid_client)` and so on. The session is still there, and works.
fn outcome(auth: ClientAuth, answer: &Answer) -> String {
    let app = builder_with(auth).retry(Retry::never()).build().unwrap();
    let session = code_received(app);
    let before = session.snapshot().to_json().to_string();
    let mut exchange = session.redeem();
    let error = Scenario::new([answer.clone()]).run(&mut exchange).error();
    assert_eq!(exchange.origin().snapshot().to_json().to_string(), before, "nothing of the login is lost");
    assert!(Scenario::new([ok(TOKENS)]).run(&mut exchange).end.is_ok(), "it can be started again");
    match error {
        Error::ClientRejected(refusal) => format!("client {}", refusal.map_or("-".into(), |words| words.to_string())),
        Error::GrantRejected(refusal) => format!("grant {refusal}"),
        Error::Refused { status, refusal } => {
            format!("{status} {}", refusal.map_or("-".into(), |words| words.to_string()))
        }
        Error::Unconfirmed(Effect::CodeRedeemed) => "unconfirmed".into(),
        Error::RateLimited { retry_after } => format!("limited {retry_after:?}"),
        other => format!("{other:?}"),
    }
}

fn check(status: u16, body: &str, expected: &str) {
    for auth in [ClientAuth::Basic(secret()), ClientAuth::Form(secret())] {
        assert_eq!(outcome(auth.clone(), &reply(status, body)), expected, "{status} {body} {auth:?}");
    }
}

const CLIENT: &str = r#"{"error":"invalid_client","error_description":"Client authentication failed."}"#;
const GRANT: &str = r#"{"error":"invalid_grant","error_description":"used"}"#;

#[test]
fn a_wrong_secret_is_the_applications_fault() {
    check(401, CLIENT, "client invalid_client: Client authentication failed.");
    check(401, "Unauthorized", "client -");
    check(401, "", "client -");
    check(400, CLIENT, "client invalid_client: Client authentication failed.");
    check(
        401,
        r#"{"fault":{"faultstring":"Invalid client identifier {0}","detail":{"errorcode":"oauth.v2.InvalidClientIdentifier"}}}"#,
        "client oauth.v2.InvalidClientIdentifier: Invalid client identifier {0}",
    );
}

#[test]
fn a_challenge_does_not_change_how_the_client_introduces_itself() {
    for auth in [ClientAuth::Basic(secret()), ClientAuth::Form(secret())] {
        let challenge = crate::verifier::challenge(&format!(r#"nonce="{}""#, crate::verifier::NONCE));
        assert_eq!(outcome(auth, &challenge), "client invalid_client: Client authentication failed.");
    }
}

#[test]
fn only_invalid_grant_ends_a_grant() {
    check(400, GRANT, "grant invalid_grant: used");
    check(401, GRANT, "grant invalid_grant: used");
    for body in ["", "Unauthorized", r#"{"error":"invalid_request"}"#, r#"{"error":"temporarily_unavailable"}"#] {
        for status in [400, 403, 404, 418] {
            assert!(
                !outcome(ClientAuth::Basic(secret()), &reply(status, body)).starts_with("grant"),
                "{status} {body}"
            );
        }
    }
}

#[test]
fn every_form_of_an_error_is_read() {
    check(400, r#"{"error":"invalid_request"}"#, "400 invalid_request");
    check(400, r#"{"error":"unsupported_grant_type","error_description":"d"}"#, "400 unsupported_grant_type: d");
    check(
        400,
        r#"{"ErrorCode" : "invalid_request", "Error" :"The request is missing required parameters."}"#,
        "400 invalid_request: The request is missing required parameters.",
    );
    check(
        400,
        r#"{"fault":{"faultstring":"Duplicate Header \"content-type\"","detail":{"errorcode":"protocol.http.DuplicateHeader"}}}"#,
        r#"400 protocol.http.DuplicateHeader: Duplicate Header "content-type""#,
    );
    check(404, "", "404 -");
    check(403, "<html>no</html>", "403 -");
    check(400, r#"{"unexpected":true}"#, "400 -");
}

/// Their words are kept, whatever they are called here.
#[test]
fn a_bridges_errors_are_read_too() {
    let v1 = r#"[{"error":{"type":7,"address":"/","description":"invalid value"}}]"#;
    let v2 = r#"{"errors":[{"description":"no such thing"}]}"#;
    for (body, words) in [(v1, "invalid value"), (v2, "no such thing")] {
        let told = outcome(ClientAuth::Basic(secret()), &reply(400, body));
        assert!(told.starts_with("400 ") && told.contains(words), "{told}");
    }
}

#[test]
fn a_redirect_of_the_token_endpoint_goes_nowhere() {
    for status in [301, 302, 303, 307, 308] {
        let answer = reply(status, "").with("location", "https://evil.example/token");
        assert_eq!(outcome(ClientAuth::Basic(secret()), &answer), format!("{status} -"));
    }
}

#[test]
fn a_success_that_is_not_200_brings_no_tokens() {
    for status in [201, 202, 204, 206] {
        let told = outcome(ClientAuth::Basic(secret()), &reply(status, TOKENS));
        assert!(told.contains("tokens with HTTP status 200") && told.contains(&status.to_string()), "{told}");
    }
}

#[test]
fn where_nobody_can_say_nothing_is_sent_again() {
    for status in [500, 502, 503, 504] {
        check(status, "", "unconfirmed");
        check(status, "<html>busy</html>", "unconfirmed");
    }
    for patient in [Retry::default(), Retry::never()] {
        let app = || builder().retry(patient).build().unwrap();
        check_error(
            Scenario::new([lost()]).run(&mut code_received(app()).redeem()),
            &Error::Unconfirmed(Effect::CodeRedeemed),
        );
        check_error(
            Scenario::new([lost()]).run(&mut linked(app()).renew()),
            &Error::Unconfirmed(Effect::TokensRenewed),
        );
        let busy = reply(503, "").with("retry-after", "1");
        check_error(Scenario::new([busy]).run(&mut linked(app()).renew()), &Error::Unconfirmed(Effect::TokensRenewed));
    }
}

/// Waits of a renewal that goes through in the end.
fn check_waits(answers: Vec<Answer>, expected: &[u64]) {
    let count = answers.len();
    let outcome = Scenario::new(answers.into_iter().chain([ok(RENEWED)])).run(&mut linked(app()).renew());
    assert_eq!(outcome.waits, expected.iter().copied().map(Duration::from_secs).collect::<Vec<_>>());
    assert_eq!(outcome.sent.len(), count + 1);
    assert!(outcome.sent.iter().all(|request| wire(request) == wire(&outcome.sent[0])));
    assert!(outcome.end.is_ok());
}

#[test]
fn a_full_queue_is_waited_for_as_long_as_it_says() {
    let limited = |after: &str| reply(429, "<html>slow down</html>").with("retry-after", after);
    check_waits(vec![reply(429, "")], &[1]);
    check_waits(vec![reply(429, ""), reply(429, "")], &[1, 2]);
    check_waits(vec![limited("7"), limited("30")], &[7, 30]);
    // NOW is 2025-10-09T08:53:20Z.
    check_waits(vec![limited("Thu, 09 Oct 2025 08:53:29 GMT")], &[9]);
    check_waits(vec![limited("Thu, 09 Oct 2025 08:00:00 GMT")], &[0]);
    check_waits(vec![limited("nonsense")], &[1]);
}

#[test]
fn what_was_never_sent_is_sent_again() {
    check_waits(vec![not_sent()], &[1]);
    check_waits(vec![not_sent(), reply(429, "")], &[1, 2]);
}

#[test]
fn patience_ends_where_the_policy_says() {
    let limited = |seconds: Option<u64>| {
        let answer = reply(429, "");
        seconds.map_or(answer.clone(), |seconds| answer.with("retry-after", &seconds.to_string()))
    };
    let error = |retry_after: Option<u64>| Error::RateLimited { retry_after: retry_after.map(Duration::from_secs) };
    for (policy, answers, expected) in [
        (Retry::default(), vec![limited(None); 3], error(None)),
        (Retry::default(), vec![limited(Some(1)); 3], error(Some(1))),
        (Retry::default(), vec![limited(Some(31))], error(Some(31))),
        (Retry::never(), vec![limited(None)], error(None)),
        (Retry::never(), vec![not_sent()], Error::NotSent),
        (Retry::default(), vec![not_sent(); 3], Error::NotSent),
    ] {
        let mut exchange = linked(builder().retry(policy).build().unwrap()).renew();
        let outcome = Scenario::new(answers).run(&mut exchange);
        check_error(outcome, &expected);
        assert!(Scenario::new([ok(RENEWED)]).run(&mut exchange).end.is_ok());
    }
    assert_eq!(error(Some(31)).recovery(), Recovery::RetryAfter(Duration::from_secs(31)));
}

/// Others are known to lose it: the refresh token is taken out before the reply is there.
#[test]
fn a_renewal_that_fails_keeps_both_tokens() {
    for answer in [lost(), reply(500, ""), reply(401, CLIENT), reply(400, GRANT), reply(404, ""), ok("nonsense")] {
        let session = linked(builder().build().unwrap());
        let before = session.snapshot().to_json().to_string();
        let mut exchange = session.renew();
        assert!(Scenario::new([answer]).run(&mut exchange).end.is_err());
        assert_eq!(exchange.abandon().snapshot().to_json().to_string(), before);
    }
}
