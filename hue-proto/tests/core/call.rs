//! One question to the bridge.

use crate::support::*;
use hue_proto::v2::{Id, Light, Reference, Reply, Resource};
use hue_proto::{
    Access, AccessToken, App, ApplicationKey, Area, BridgeError, Call, CallStep, Effect, Error, Raw, Recovery,
    RefreshToken, Retry, Session, v1, v2,
};
use serde_json::json;
use std::time::Duration;

const LIGHTS: &str = r#"{"errors":[],"data":[]}"#;

fn access() -> Access {
    linked(app()).access()
}

fn newer() -> Access {
    renewed(app()).access()
}

/// Renewed when the first token was over.
fn newer_in_a_week() -> Access {
    let scenario = Scenario::new([ok(RENEWED)]).at(NOW.saturating_add(WEEK));
    scenario.run(&mut linked(app()).renew()).unwrap().access()
}

fn get(answers: impl IntoIterator<Item = Answer>) -> Outcome<Reply<Vec<Light>>> {
    Scenario::new(answers).renewing([newer()]).call(Light::list(), access())
}

fn put(answers: impl IntoIterator<Item = Answer>) -> Outcome<Reply<Vec<Reference>>> {
    let endpoint = Light::update(&Id::new("3883f8bf")).on(true);
    Scenario::new(answers).renewing([newer()]).call(endpoint, access())
}

#[test]
fn the_requests_are_those_of_the_reference() {
    let v2 = get([ok(LIGHTS)]);
    let expected = format!(
        "GET https://api.meethue.com/route/clip/v2/resource/light\nauthorization: Bearer A1\nhue-application-key: {KEY}\n\n"
    );
    assert_eq!(wire(&v2.sent[0]), expected);
    let change = put([ok(LIGHTS)]);
    let expected = format!(
        "PUT https://api.meethue.com/route/clip/v2/resource/light/3883f8bf\nauthorization: Bearer A1\ncontent-type: application/json\nhue-application-key: {KEY}\n\n{{\"on\":{{\"on\":true}},\"type\":\"light\"}}"
    );
    assert_eq!(wire(&change.sent[0]), expected);
    let v1 = Scenario::new([ok("{}")]).call(v1::GetConfig, access());
    let expected = format!("GET https://api.meethue.com/route/api/{KEY}/config\nauthorization: Bearer A1\n\n");
    assert_eq!(wire(&v1.sent[0]), expected);
}

#[test]
fn the_applications_id_stands_in_a_header() {
    let ask = |answer: Answer| Scenario::new([answer]).call(v2::GetApplicationId, access());
    let outcome = ask(ok("").with("hue-application-id", "id"));
    let expected =
        format!("GET https://api.meethue.com/route/auth/v1\nauthorization: Bearer A1\nhue-application-key: {KEY}\n\n");
    assert_eq!(wire(&outcome.sent[0]), expected);
    assert_eq!(&*outcome.unwrap(), "id");
    for without in [ok("id"), ok("").with("hue-application-id", "")] {
        assert!(matches!(ask(without).error(), Error::Malformed(_)));
    }
}

#[test]
fn a_key_that_the_bridge_does_not_know_is_told_from_a_refusal() {
    assert_eq!(get([reply(403, "")]).error(), Error::KeyRejected);
    assert_eq!(get([reply(403, " \r\n")]).error(), Error::KeyRejected);
    let Error::Bridge(BridgeError { status, kind, description, .. }) =
        get([reply(403, r#"{"errors":[{"description":"not allowed"}]}"#)]).error()
    else {
        panic!()
    };
    assert_eq!((status, kind, &*description), (403, None, "not allowed"));
    let unknown = r#"[{"error":{"type":1,"address":"/lights","description":"unauthorized user"}}]"#;
    let outcome = Scenario::new([ok(unknown)]).call(v1::GetConfig, access());
    check_error(outcome, &Error::KeyRejected);
    assert!(matches!(get([reply(403, "<html>")]).error(), Error::Refused { status: 403, .. }));
}

#[test]
fn a_refused_token_is_renewed_once() {
    let outcome = get([reply(401, ""), ok(LIGHTS)]);
    assert_eq!((outcome.renewals, outcome.waits.len()), (1, 0));
    assert!(wire(&outcome.sent[0]).contains("Bearer A1\n") && wire(&outcome.sent[1]).contains("Bearer A2\n"));
    assert!(outcome.end.is_ok());
    let outcome = get([reply(401, ""), reply(401, "")]);
    assert_eq!((outcome.renewals, outcome.sent.len()), (1, 2));
    let error = outcome.error();
    assert_eq!((error.recovery(), error), (Recovery::LogInAgain, Error::AccessRevoked));
    let fault = r#"{"fault":{"faultstring":"x","detail":{"errorcode":"keymanagement.service.access_token_expired"}}}"#;
    assert_eq!(get([reply(401, fault), ok(LIGHTS)]).renewals, 1);
    assert!(put([reply(401, ""), ok(LIGHTS)]).end.is_ok(), "a refused command was not carried out");
}

#[test]
fn a_token_that_is_over_is_not_sent() {
    let outcome = Scenario::new([ok(LIGHTS)])
        .at(NOW.saturating_add(WEEK))
        .renewing([newer_in_a_week()])
        .call(Light::list(), access());
    assert_eq!((outcome.renewals, outcome.sent.len()), (1, 1));
    assert!(wire(&outcome.sent[0]).contains("Bearer A2\n"));
    let outcome = Scenario::new([reply(401, "")])
        .at(NOW.saturating_add(WEEK))
        .renewing([newer_in_a_week()])
        .call(Light::list(), access());
    assert_eq!(outcome.renewals, 1, "one renewal, by the clock or by a 401");
    check_error(outcome, &Error::AccessRevoked);
}

/// What another process left in a store may be over as well: it is not sent, and the refresh token is tried.
#[test]
fn adopted_access_that_is_over_is_renewed_too() {
    let over = || {
        let body = RENEWED.replace("A2", "A1b");
        Scenario::new([ok(&body)]).run(&mut linked(app()).renew()).unwrap().access()
    };
    let outcome = Scenario::new([ok(LIGHTS)])
        .at(NOW.saturating_add(WEEK))
        .renewing([over(), newer_in_a_week()])
        .call(Light::list(), access());
    assert_eq!((outcome.renewals, outcome.sent.len()), (2, 1));
    let adopted = || Call::begin(Light::list(), access(), NOW.saturating_add(WEEK)).unwrap().0;
    let (mut call, late) = (adopted(), NOW.saturating_add(WEEK));
    assert!(matches!(call.resume(over(), late), Ok(CallStep::Renew)));
    assert_eq!(call.resume(over(), late).unwrap_err(), Error::TokenRejected, "the same again");
}

/// A new login begins to count anew, and is newer all the same.
#[test]
fn access_of_a_later_login_goes_on() {
    let mut old = linked(app());
    for _ in 0..3 {
        old = Scenario::new([ok(RENEWED)]).run(&mut old.renew()).unwrap();
    }
    let login = Session::again(&old, entropy(8)).with_code(hue_proto::AuthorizationCode::new("c"));
    let body = r#"{"access_token":"B1","refresh_token":"S1","expires_in":604799}"#;
    let late = NOW.saturating_add(WEEK);
    let tokens = Scenario::new([ok(body)]).at(late).run(&mut login.redeem()).unwrap();
    let (mut call, _) = Call::begin(Light::list(), old.access(), late).unwrap();
    assert!(matches!(call.resume(tokens.with_key(ApplicationKey::new(KEY)).access(), late), Ok(CallStep::Send)));
}

/// The third send is the last, and no renewal is asked for that nobody could use.
#[test]
fn a_401_at_the_third_send_is_the_end() {
    for early in [|| reply(503, ""), lost, not_sent] {
        let outcome = get([early(), early(), reply(401, "")]);
        assert_eq!((outcome.sent.len(), outcome.renewals), (3, 0));
        check_error(outcome, &Error::TokenRejected);
    }
}

#[test]
fn access_knows_how_often_it_was_renewed() {
    let session = renewed(app());
    assert_eq!((access().generation(), session.access().generation()), (0, 1));
    let session = Scenario::new([ok(TOKENS)]).run(&mut session.renew()).unwrap();
    assert_eq!(session.access().generation(), 2);
}

/// Whether a call that was refused with `held` goes on with `offered`.
fn check_resume(held: &Access, offered: &Access, expected: Option<&Error>) {
    let (mut call, _) = Call::begin(Light::list(), held.clone(), NOW).unwrap();
    assert!(matches!(call.receive(http::Response::builder().status(401).body("").unwrap(), NOW), Ok(CallStep::Renew)));
    let resumed = call.resume(offered.clone(), NOW);
    assert_eq!(resumed.as_ref().err(), expected);
    if let Ok(step) = resumed {
        assert!(matches!(step, CallStep::Send));
    }
}

fn access_of(app: App, token: &str, key: &str) -> Access {
    Access::bearer(app, &AccessToken::new(token), ApplicationKey::new(key))
}

#[test]
fn only_newer_access_of_the_same_account_goes_on() {
    check_resume(&access(), &newer(), None);
    check_resume(&access(), &access(), Some(&Error::TokenRejected));
    check_resume(&newer(), &access(), Some(&Error::TokenRejected));
    let empty = Session::from_tokens(app(), None, Some(RefreshToken::new("R")), None).unwrap();
    check_resume(&access(), &empty.with_key(ApplicationKey::new(KEY)).access(), Some(&Error::TokenRejected));
    let foreign = Some(&Error::ForeignAccess);
    check_resume(&access(), &access_of(app(), "B", "other-key"), foreign);
    let client = App::builder("other", hue_proto::ClientAuth::Basic(secret())).build().unwrap();
    check_resume(&access(), &access_of(client, "B", KEY), foreign);
    let elsewhere = builder().base_url("https://simulator.example").build().unwrap();
    check_resume(&access(), &access_of(elsewhere, "B", KEY), foreign);
}

#[test]
fn a_refused_token_does_not_come_back() {
    let (mut call, _) = Call::begin(Light::list(), access_of(app(), "A", "K"), NOW).unwrap();
    let refused = || http::Response::builder().status(401).body("").unwrap();
    assert!(matches!(call.receive(refused(), NOW), Ok(CallStep::Renew)));
    assert!(call.resume(access_of(app(), "B", "K"), NOW).is_ok());
    assert!(call.resume(access_of(app(), "A", "K"), NOW).is_err(), "A was refused");
    assert!(wire(&call.request()).contains("Bearer B\n"));
}

#[test]
fn who_asks_for_patience_gets_it() {
    for status in [429, 503] {
        let after = |seconds: &str| reply(status, "<html>").with("retry-after", seconds);
        for (answers, waits) in [
            (vec![reply(status, "")], vec![1]),
            (vec![reply(status, ""), reply(status, "")], vec![1, 2]),
            (vec![after("5"), after("Thu, 09 Oct 2025 08:53:29 GMT")], vec![5, 9]),
        ] {
            let waits: Vec<_> = waits.into_iter().map(Duration::from_secs).collect();
            for outcome in [
                get(answers.iter().cloned().chain([ok(LIGHTS)])).waits,
                put(answers.iter().cloned().chain([ok(LIGHTS)])).waits,
            ] {
                assert_eq!(outcome, waits, "{answers:?}");
            }
        }
    }
    let busy = |status| reply(status, "").with("retry-after", "1");
    let limited = Error::RateLimited { retry_after: Some(Duration::from_secs(1)) };
    assert_eq!(get([busy(429), busy(429), busy(429)]).error(), limited);
    assert_eq!(get([busy(503), busy(503), busy(503)]).error(), Error::BridgeUnreachable);
    assert_eq!(get([reply(503, "").with("retry-after", "31")]).error(), Error::BridgeUnreachable);
    let app = builder().retry(Retry::never()).build().unwrap();
    let outcome = Scenario::new([reply(429, "")]).call(Light::list(), linked(app).access());
    check_error(outcome, &Error::RateLimited { retry_after: None });
}

#[test]
fn a_bridge_that_is_away_is_said_at_once() {
    for status in [502, 504] {
        for outcome in [get([reply(status, "")]).error(), put([reply(status, "<html>")]).error()] {
            assert_eq!(outcome.recovery(), Recovery::CheckBridgeOnline);
            assert_eq!(outcome, Error::BridgeUnreachable);
        }
    }
}

#[test]
fn a_partial_success_reaches_the_parser() {
    let body = r#"{"errors":[{"description":"unreachable","error_code":"communication_error"}],"data":[{"rid":"1","rtype":"light"}]}"#;
    for status in [200, 207] {
        let changed = put([reply(status, body)]).unwrap();
        assert_eq!((changed.data.len(), changed.errors.len()), (1, 1));
    }
}

fn raw_v1(body: &str) -> Result<Vec<u8>, Error> {
    let outcome = Scenario::new([ok(body)]).call(Raw::put(Area::V1, "lights/1/state", r#"{"on":true}"#), access());
    outcome.end.map(http::Response::into_body)
}

#[test]
fn a_v1_reply_of_nothing_but_errors_is_an_error() {
    let error = r#"{"error":{"type":7,"address":"/lights/1","description":"invalid value"}}"#;
    let success = r#"{"success":{"/lights/1/state/on":true}}"#;
    for whole in [format!("[{error}]"), format!(" [{error},{error}]")] {
        let Err(Error::Bridge(found)) = raw_v1(&whole) else { panic!("{whole}") };
        assert_eq!((found.kind, found.status), (Some(7), 200));
    }
    for part in [format!("[{error},{success}]"), format!("[{success},{error}]"), format!("[{success}]")] {
        assert_eq!(raw_v1(&part), Ok(part.into_bytes()));
    }
    for other in ["[]", "{}", "", r#"{"1":{"error":{"type":7}}}"#] {
        assert_eq!(raw_v1(other), Ok(other.as_bytes().to_vec()));
    }
    let portal = r#"[{"error":{"type":101,"address":"","description":"link button not pressed"}}]"#;
    assert_eq!(raw_v1(portal), Err(Error::LinkButtonNotPressed));
}

#[test]
fn a_redirect_goes_nowhere() {
    for status in [300, 301, 302, 303, 304, 307, 308] {
        let outcome = get([reply(status, "").with("location", "https://evil.example/")]);
        assert_eq!(outcome.sent.len(), 1);
        check_error(outcome, &Error::Refused { status, refusal: None });
    }
}

#[test]
fn other_refusals_keep_status_and_words() {
    for status in [400, 404, 405, 406, 409, 415, 500, 507] {
        assert!(matches!(get([reply(status, "")]).error(), Error::Refused { refusal: None, .. }));
        let body = r#"{"errors":[{"description":"a"},{"description":"b"}]}"#;
        let Error::Bridge(error) = put([reply(status, body)]).error() else { panic!() };
        assert_eq!((error.status, &*error.description), (status, "a; b"));
    }
}

#[test]
fn the_remote_api_has_no_event_stream() {
    let outcome = Scenario::new([]).call(v2::EventStream, access());
    assert!(outcome.sent.is_empty());
    assert!(matches!(outcome.end, Err(Error::Unsupported(_))));
}

#[test]
fn only_a_question_is_asked_again_when_its_reply_is_lost() {
    assert!(get([lost(), lost(), ok(LIGHTS)]).end.is_ok());
    assert_eq!(get([lost(), lost(), lost()]).error(), Error::BridgeUnreachable);
    let body = json!({});
    for endpoint in [
        Raw::put(Area::V2, "resource/light/1", body.to_string()),
        Raw::post(Area::V2, "resource/scene", body.to_string()),
        Raw::delete(Area::V2, "resource/scene/1"),
        Raw::put(Area::V1, "lights/1/state", body.to_string()),
    ] {
        let outcome = Scenario::new([lost()]).call(endpoint.clone(), access());
        check_error(outcome, &Error::Unconfirmed(Effect::Called));
        let outcome = Scenario::new([not_sent(), not_sent(), ok("")]).call(endpoint, access());
        assert_eq!(outcome.waits, [1, 2].map(Duration::from_secs));
        assert!(outcome.end.is_ok());
    }
    assert_eq!(Error::Unconfirmed(Effect::Called).recovery(), Recovery::LookThenRetry);
    assert_eq!(get([not_sent(), not_sent(), not_sent()]).error(), Error::NotSent);
}

#[test]
fn a_reply_that_is_no_json_says_where_it_ends() {
    let Error::Malformed(malformed) = get([ok("{\"data\":\n[}")]).error() else { panic!() };
    assert_eq!((malformed.status(), malformed.place().map(|(line, _)| line)), (Some(200), Some(2)));
}
