//! From tokens to a user on the bridge.

use crate::support::*;
use hue_proto::{
    AccessToken, ApplicationKey, Effect, Error, Recovery, RefreshToken, Retry, Session, TokensIssued, UserLinked,
};
use std::time::Duration;

const BEARER: &str = "authorization: Bearer A1";

fn link(answers: impl IntoIterator<Item = Answer>) -> Outcome<Session<UserLinked>> {
    Scenario::new(answers).run(&mut tokens_issued(app()).link())
}

#[test]
fn the_requests_are_those_of_the_reference() {
    let outcome = link([ok(CONFIG), ok(PRESSED), ok(CREATED)]);
    let sent: Vec<_> = outcome.sent.iter().map(wire).collect();
    let json = "content-type: application/json";
    let expected = [
        format!("GET https://api.meethue.com/route/api/0/config\n{BEARER}\n\n"),
        format!("PUT https://api.meethue.com/route/api/0/config\n{BEARER}\n{json}\n\n{{\"linkbutton\":true}}"),
        format!("POST https://api.meethue.com/route/api\n{BEARER}\n{json}\n\n{{\"devicetype\":\"{NAME}\"}}"),
    ];
    assert_eq!(sent, expected);
    let session = outcome.unwrap();
    assert_eq!(session.bridge().map(hue_proto::BridgeId::as_str), Some(BRIDGE));
    assert_eq!(session.key().expose(), KEY);
    assert!(session.client_key().is_none() && !session.is_adopted());
    assert_eq!(session.tokens().access().map(AccessToken::expose), Some("A1"));
}

#[test]
fn a_client_key_is_asked_for_only_when_wanted() {
    let created = r#"[{"success":{"username":"U","clientkey":"0123456789ABCDEF0123456789ABCDEF"}}]"#;
    let app = builder().request_client_key().build().unwrap();
    let outcome = Scenario::new([ok(CONFIG), ok(PRESSED), ok(created)]).run(&mut tokens_issued(app).link());
    let body = String::from_utf8_lossy(outcome.sent[2].body()).into_owned();
    assert_eq!(body, format!(r#"{{"devicetype":"{NAME}","generateclientkey":true}}"#));
    let session = outcome.unwrap();
    assert_eq!(session.client_key().map(hue_proto::ClientKey::expose), Some("0123456789ABCDEF0123456789ABCDEF"));
}

#[test]
fn a_bridge_that_does_not_name_itself_is_linked_all_the_same() {
    for config in [
        r#"{"name":"Home"}"#,
        r#"{"bridgeid":"nonsense"}"#,
        r#"{"bridgeid":7,"whitelist":[]}"#,
        r#"[{"error":{"type":1,"address":"/config","description":"unauthorized user"}}]"#,
    ] {
        let session = link([ok(config), ok(PRESSED), ok(CREATED)]).unwrap();
        assert!(session.bridge().is_none(), "{config}");
        assert_eq!(session.key().expose(), KEY);
    }
}

/// An error in a reply of the bridge, at every step and under every status that it may come with.
fn check_bridge_error(kind: u16, expected: &Error, recovery: Recovery) {
    let body = format!(r#"[{{"error":{{"type":{kind},"address":"","description":"words"}}}}]"#);
    for status in [200, 400, 403] {
        let expected = match expected {
            Error::Bridge(error) => Error::Bridge({
                let mut error = error.clone();
                error.status = status;
                error
            }),
            other => other.clone(),
        };
        for before in [vec![ok(CONFIG)], vec![ok(CONFIG), ok(PRESSED)]] {
            let mut exchange = tokens_issued(app()).link();
            let outcome = Scenario::new(before.into_iter().chain([reply(status, &body)])).run(&mut exchange);
            check_error(outcome, &expected);
            assert_eq!(expected.recovery(), recovery);
            assert!(Scenario::new([ok(CONFIG), ok(PRESSED), ok(CREATED)]).run(&mut exchange).end.is_ok());
        }
    }
}

#[test]
fn the_bridges_errors_are_told_apart() {
    check_bridge_error(101, &Error::LinkButtonNotPressed, Recovery::PressLinkButton);
    check_bridge_error(1, &Error::KeyRejected, Recovery::LinkAgain);
    let body =
        r#"[{"error":{"type":7,"address":"/devicetype","description":"invalid value, x, for parameter, devicetype"}}]"#;
    let Error::Bridge(error) = link([ok(CONFIG), ok(PRESSED), ok(body)]).error() else { panic!() };
    assert_eq!((error.kind, error.address.as_deref(), error.status), (Some(7), Some("/devicetype"), 200));
    assert_eq!(&*error.description, "invalid value, x, for parameter, devicetype");
    assert_eq!(Error::Bridge(error).recovery(), Recovery::FixRequest);
}

#[test]
fn a_success_is_an_item_whatever_the_status() {
    for status in [200, 201, 207, 400, 404] {
        let outcome = link([ok(CONFIG), reply(status, PRESSED), reply(status, CREATED)]);
        assert_eq!(outcome.end.unwrap().key().expose(), KEY, "{status}");
    }
}

#[test]
fn a_status_is_no_success() {
    for body in ["", "{}", "[]", "[{}]", r#"{"success":{"username":"U"}}"#, r#"[{"success":{"username":""}}]"#] {
        // A user may have been created: it is looked for, and is not there.
        let outcome = link([ok(CONFIG), ok(PRESSED), ok(body), ok(CONFIG)]);
        assert_eq!(outcome.error(), Error::Unconfirmed(Effect::UserCreated), "{body}");
    }
    for body in ["", "{}", "[]", r#"{"success":{"/config/linkbutton":true}}"#] {
        let outcome = link([ok(CONFIG), ok(body)]);
        assert!(matches!(outcome.end, Err(Error::Malformed(_))), "{body}: {:?}", outcome.end);
    }
}

#[test]
fn the_clouds_refusals_are_told_apart() {
    for before in [vec![], vec![ok(CONFIG)], vec![ok(CONFIG), ok(PRESSED)]] {
        let end = |answer: Answer| link(before.iter().cloned().chain([answer])).error();
        assert_eq!(end(reply(401, "")), Error::TokenRejected);
        if !before.is_empty() {
            assert!(matches!(end(reply(404, "")), Error::Refused { status: 404, .. }));
        }
        let elsewhere = reply(302, "").with("location", "https://evil.example/");
        assert!(matches!(end(elsewhere), Error::Refused { status: 302, .. }));
        let hour = reply(429, "").with("retry-after", "3600");
        assert_eq!(end(hour), Error::RateLimited { retry_after: Some(Duration::from_secs(3600)) });
    }
    for status in [502, 504] {
        assert_eq!(link([reply(status, "")]).error(), Error::BridgeUnreachable);
        assert_eq!(link([ok(CONFIG), reply(status, "")]).error(), Error::BridgeUnreachable);
    }
}

/// That the cloud's user may read at all is told by few.
#[test]
fn where_nobody_may_ask_which_bridge_it_is_the_link_goes_on() {
    for hidden in [reply(403, ""), reply(404, "<html>"), reply(405, "")] {
        let linked = link([hidden, ok(PRESSED), ok(CREATED)]).unwrap();
        assert!(linked.bridge().is_none());
    }
}

#[test]
fn a_user_beside_an_error_is_a_user() {
    let mixed = r#"[{"error":{"type":6,"address":"/x","description":"d"}},{"success":{"username":"U"}}]"#;
    assert_eq!(link([ok(CONFIG), ok(PRESSED), ok(mixed)]).unwrap().key().expose(), "U");
}

#[test]
fn patience_is_shared_by_all_steps() {
    let busy = || reply(503, "").with("retry-after", "2");
    let outcome = link([busy(), ok(CONFIG), reply(429, ""), ok(PRESSED), ok(CREATED)]);
    assert_eq!(outcome.waits, [2, 2].map(Duration::from_secs));
    assert!(outcome.end.is_ok());
    let outcome = link([lost(), ok(CONFIG), not_sent(), ok(PRESSED), not_sent()]);
    assert_eq!(outcome.end.unwrap_err(), Error::NotSent);
    assert_eq!(link([lost(), lost(), lost()]).error(), Error::BridgeUnreachable);
    assert_eq!(link([busy(), busy(), busy()]).error(), Error::BridgeUnreachable);
}

#[test]
fn starting_again_brings_patience_back() {
    let mut exchange = tokens_issued(app()).link();
    check_error(Scenario::new([lost(), lost(), lost()]).run(&mut exchange), &Error::BridgeUnreachable);
    let outcome = Scenario::new([lost(), lost(), ok(CONFIG), ok(PRESSED), ok(CREATED)]).run(&mut exchange);
    assert_eq!(outcome.waits, [1, 2].map(Duration::from_secs));
    assert!(outcome.end.is_ok());
}

#[test]
fn a_policy_without_patience_waits_for_nothing() {
    let app = || builder().retry(Retry::never()).build().unwrap();
    for (answer, expected) in [
        (reply(429, ""), Error::RateLimited { retry_after: None }),
        (reply(503, ""), Error::BridgeUnreachable),
        (not_sent(), Error::NotSent),
    ] {
        check_error(Scenario::new([answer]).run(&mut tokens_issued(app()).link()), &expected);
    }
}

#[test]
fn a_kept_key_links_without_a_word() {
    let session = tokens_issued(app()).with_key(ApplicationKey::new("brought"));
    assert_eq!(session.key().expose(), "brought");
    assert!(session.bridge().is_none() && session.client_key().is_none() && !session.is_adopted());
}

#[test]
fn an_error_leaves_the_session_where_it_was() {
    let session = tokens_issued(app());
    let before = session.snapshot().to_json().to_string();
    let mut exchange = session.link();
    for answers in
        [vec![reply(401, "")], vec![ok(CONFIG), reply(504, "")], vec![ok(CONFIG), ok(PRESSED), reply(403, "")]]
    {
        assert!(Scenario::new(answers).run(&mut exchange).end.is_err());
        assert_eq!(exchange.origin().snapshot().to_json().to_string(), before);
    }
    assert_eq!(exchange.abandon().snapshot().to_json().to_string(), before);
}

#[test]
fn without_an_access_token_nothing_is_sent() {
    let session = Session::from_tokens(app(), None, Some(RefreshToken::new("R1")), None).unwrap();
    let outcome = Scenario::new([]).run(&mut session.link());
    assert_eq!(outcome.sent.len(), 0);
    check_error(outcome, &Error::TokenRejected);
}

/// Nobody would clean up after a loop.
fn check_creations(session: Session<TokensIssued>, answers: &[Answer], expected: usize) {
    let outcome = Scenario::new(answers.to_vec()).loosely().run(&mut session.link());
    let posts = outcome.lines().iter().filter(|line| line.starts_with("POST")).count();
    assert_eq!(posts, expected, "{answers:?}");
    assert!(outcome.end.is_err());
}

#[test]
fn one_start_creates_at_most_once() {
    for last in [lost(), reply(500, ""), reply(503, "").with("retry-after", "1"), reply(504, "")] {
        let answers = vec![ok(CONFIG), ok(PRESSED), last, ok(CONFIG), ok(PRESSED), ok(CREATED)];
        check_creations(tokens_issued(app()), &answers, 1);
    }
    let end = link([ok(CONFIG), ok(PRESSED), lost(), ok(CONFIG)]).error();
    assert_eq!(end, Error::Unconfirmed(Effect::UserCreated));
    assert_eq!(end.recovery(), Recovery::LookThenRetry);
}
