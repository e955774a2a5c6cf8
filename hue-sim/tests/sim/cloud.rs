//! Settings and limits.

use std::time::Duration;

use hue_sim::settings::{BadBearer, FailureBody, OfflineReply, RetryAfter, TokenErrors};
use hue_sim::{Delay, Event, Hang, bodies};
use serde_json::json;

use super::support::*;

#[test]
fn paths_are_forgiving() {
    let home = home();
    for target in ["//route//api//{key}//lights/1/", "/bridge/{key}/lights/1", "/route/api/{key}/lights/1///"] {
        let reply = call(&home.sim, &home.access, "GET", &target.replace("{key}", &home.key), "");
        assert_eq!(json(&reply)["name"], "Kitchen", "{target}");
    }
    let body = format!("grant_type=refresh_token&refresh_token={}", home.refresh);
    assert_eq!(send(&home.sim, "POST", "//v2/oauth2/token/", &[FORM, BASIC], &body).status(), 200);
    let strict = sim_with(|s| {
        s.gateway.collapse_slashes = false;
        s.gateway.bridge_alias = false;
    });
    assert_eq!(send(&strict, "POST", "//v2/oauth2/token", &[FORM, BASIC], "").status(), 404);
    assert_eq!(call(&strict, &tokens(&strict).access, "GET", "/bridge/config", "").status(), 404);
}

#[test]
fn forms_are_read_as_clients_send_them() {
    let sim = sim();
    let code = code(&sim, "");
    let query = format!("{TOKEN}?grant_type=authorization_code&code={code}");
    assert_eq!(json(&send(&sim, "POST", &query, &[BASIC, FORM], ""))["error"], "invalid_request");
    let charset = ("content-type", "Application/X-WWW-Form-URLencoded; charset=UTF-8");
    let body = format!("grant_type=authorization_code&code={code}");
    assert_eq!(send(&sim, "POST", &query, &[BASIC, charset], &body).status(), 200);
    sim.configure(|s| s.tokens.query_parameters = true);
    let query = format!("{TOKEN}?grant_type=authorization_code&code={}", super::support::code(&sim, ""));
    assert_eq!(send(&sim, "POST", &query, &[BASIC], "").status(), 200);
}

#[test]
fn token_errors() {
    let sim = sim();
    for (body, error) in [
        ("", "invalid_request"),
        ("grant_type=authorization_code", "invalid_request"),
        ("grant_type=refresh_token", "invalid_request"),
        ("grant_type=password", "unsupported_grant_type"),
        ("grant_type=refresh_token&refresh_token=a&refresh_token=b", "invalid_request"),
        ("grant_type=refresh_token&refresh_token=unknown", "invalid_grant"),
        ("grant_type=authorization_code&code=unknown", "invalid_grant"),
    ] {
        let reply = post_form(&sim, &[BASIC], body);
        assert_eq!((reply.status().as_u16(), &json(&reply)["error"]), (400, &json!(error)), "{body}");
    }
    sim.configure(|s| {
        s.tokens.errors = TokenErrors::ErrorCode;
        s.tokens.invalid_grant_status = http::StatusCode::UNAUTHORIZED;
    });
    let literal = r#"{"ErrorCode" : "invalid_request", "Error" :"The request is missing required parameters."}"#;
    assert_eq!(text(&post_form(&sim, &[BASIC], "")), literal);
    assert_eq!(renew(&sim, "unknown").status(), 401);
    let two = [BASIC, ("authorization", "Bearer x")];
    assert_eq!(post_form(&sim, &two, "").status(), 401);
}

#[test]
fn ways_of_client_authentication_can_be_off() {
    let form = "grant_type=none&client_id=testclient&client_secret=testsecret";
    let sim = sim_with(|s| s.client_auth.basic = false);
    assert_eq!(post_form(&sim, &[BASIC], "grant_type=none").status(), 401);
    assert_eq!(post_form(&sim, &[], form).status(), 400);
    let sim = sim_with(|s| s.client_auth.form = false);
    assert_eq!(post_form(&sim, &[BASIC], "grant_type=none").status(), 400);
    assert_eq!(post_form(&sim, &[], form).status(), 401);
}

/// RFC 6749 section 2.3.
#[test]
fn two_ways_to_introduce_oneself_are_refused_together() {
    let sim = sim();
    for body in ["grant_type=none&client_id=testclient&client_secret=testsecret", "grant_type=none&client_secret=wrong"]
    {
        let refused = post_form(&sim, &[BASIC], body);
        assert_eq!((refused.status().as_u16(), &json(&refused)["error"]), (400, &json!("invalid_request")));
    }
    sim.configure(|s| s.client_auth.one_way = false);
    let reply = post_form(&sim, &[BASIC], "grant_type=none&client_id=x&client_secret=wrong");
    assert_eq!(json(&reply)["error"], "unsupported_grant_type", "the header decides alone");
}

#[test]
fn two_authorizations_are_none() {
    let home = home();
    let bearer = format!("Bearer {}", home.access);
    let header = ("authorization", bearer.as_str());
    let ask = |headers: &[(&str, &str)]| send(&home.sim, "GET", "/route/api/0/config", headers, "").status().as_u16();
    assert_eq!((ask(&[header]), ask(&[header, header])), (200, 401));
}

#[test]
fn legacy_endpoints() {
    let sim = sim();
    for target in ["/oauth2/auth", "/oauth2/token", "/oauth2/refresh"] {
        assert_eq!(send(&sim, "POST", target, &[BASIC], "").status(), 404);
    }
    sim.configure(|s| s.tokens.legacy = true);
    let literal = r#"{"ErrorCode" : "invalid_request", "Error" :"The request is missing required parameters."}"#;
    for target in [
        "/oauth2/token",
        "/oauth2/token?grant_type=refresh_token&refresh_token=x",
        "/oauth2/refresh?",
        "/oauth2/refresh",
    ] {
        assert_eq!(text(&send(&sim, "POST", target, &[BASIC], "")), literal);
    }
    let unknown = send(&sim, "POST", "/oauth2/token", &[FORM], "client_id=x&client_secret=y");
    assert_eq!(json(&unknown)["fault"]["faultstring"], "Invalid client identifier {0}");
    assert_eq!(send(&sim, "POST", "/oauth2/token", &[], "").status(), 401);
}

#[test]
fn rotation_is_a_setting() {
    let home = home();
    home.sim.configure(|s| s.tokens.rotation_grace = Duration::from_secs(10));
    renew(&home.sim, &home.refresh);
    home.sim.advance(Duration::from_millis(9_999));
    assert_eq!(renew(&home.sim, &home.refresh).status(), 200);
    assert_eq!(home.v2("GET", "/light", "").status(), 200);
    home.sim.advance(Duration::from_millis(1));
    assert_eq!(renew(&home.sim, &home.refresh).status(), 400);
    assert_eq!(home.v2("GET", "/light", "").status(), 401);

    let sim = sim_with(|s| {
        s.tokens.refresh_token_on_renewal = false;
        s.tokens.refresh_ttl = Some(Duration::from_secs(112 * 86_400));
    });
    let first = tokens(&sim);
    let second = tokens_of(&renew(&sim, &first.refresh));
    assert_eq!((second.refresh.as_str(), first.access == second.access), ("", false));
    assert_eq!(renew(&sim, &first.refresh).status(), 200, "the old one stays good");
    sim.advance(Duration::from_secs(112 * 86_400));
    assert_eq!(renew(&sim, &first.refresh).status(), 400);
}

#[test]
fn bad_bearers() {
    for (setting, body, challenge) in [
        (BadBearer::Empty, "", ""),
        (
            BadBearer::ApigeeFault,
            r#"{"fault":{"detail":{"errorcode":"keymanagement.service.invalid_access_token"},"faultstring":"Invalid Access Token"}}"#,
            "",
        ),
        (
            BadBearer::BearerChallenge,
            "",
            r#"Bearer error="invalid_token",error_description="The access token is invalid""#,
        ),
    ] {
        let sim = sim_with(|s| s.relay.bad_bearer = setting);
        let reply = call(&sim, "unknown", "GET", "/route/api/0/config", "");
        assert_eq!((reply.status().as_u16(), text(&reply)), (401, body));
        assert_eq!(header(&reply, "www-authenticate"), challenge);
    }
}

#[test]
fn quota() {
    let home = home();
    home.sim.configure(|s| {
        s.quota.limit = Some(1);
        s.quota.window = Duration::from_millis(10_500);
        s.quota.retry_after = RetryAfter::Seconds;
    });
    let ask = || home.v2("GET", "/light", "");
    assert_eq!(ask().status(), 200);
    let reply = ask();
    assert_eq!((reply.status().as_u16(), header(&reply, "retry-after")), (429, "11"));
    assert_eq!(json(&reply)["fault"]["detail"]["errorcode"], "policies.ratelimit.QuotaViolation");
    home.sim.configure(|s| {
        s.quota.retry_after = RetryAfter::Date;
        s.quota.body = FailureBody::Html;
    });
    let reply = ask();
    assert_eq!(header(&reply, "retry-after"), "Thu, 01 Jan 2026 00:00:11 GMT");
    assert_eq!(header(&reply, "content-type"), "text/html; charset=utf-8");
    home.sim.configure(|s| s.quota.body = FailureBody::Empty);
    assert_eq!(text(&ask()), "");
    assert_eq!(home.sim.count(Event::RateLimited), 3);
    assert_eq!(renew(&home.sim, "x").status(), 400, "the token endpoint does not count");
    home.sim.configure(|s| s.quota.token_requests = true);
    assert_eq!(renew(&home.sim, "x").status(), 429);
    home.sim.advance(Duration::from_millis(10_500));
    assert_eq!(ask().status(), 200);
}

#[test]
fn offline_bridges() {
    let home = home();
    home.sim.configure(|s| s.set_online(false));
    for (setting, body, status) in [
        (OfflineReply::GatewayTimeout, FailureBody::Empty, 504),
        (OfflineReply::ServiceUnavailable, FailureBody::Html, 503),
        (OfflineReply::Hang, FailureBody::Json, 504),
    ] {
        home.sim.configure(|s| {
            s.relay.offline = setting;
            s.relay.offline_body = body;
        });
        let reply = home.v2("GET", "/light", "");
        assert_eq!(reply.status().as_u16(), status);
        assert_eq!(reply.body().is_empty(), body == FailureBody::Empty);
        assert_eq!(reply.extensions().get::<Hang>().is_some(), setting == OfflineReply::Hang);
    }
    assert_eq!(home.sim.count(Event::Offline), 3);
    home.sim.configure(|s| s.set_online(true));
    assert_eq!(home.v2("GET", "/light", "").status(), 200);
}

#[test]
fn the_relay_queues() {
    let home = home();
    let delay = || home.v2("GET", "/light", "").extensions().get::<Delay>().map(|delay| delay.0.as_millis());
    assert_eq!(delay(), None);
    home.sim.configure(|s| s.relay.delay = Duration::from_millis(100));
    assert_eq!([delay(), delay(), delay()], [Some(100), Some(200), Some(300)]);
    home.sim.advance(Duration::from_millis(250));
    assert_eq!(delay(), Some(150));
    home.sim.advance(Duration::from_secs(10));
    assert_eq!(delay(), Some(100));
}

#[test]
fn old_list_of_bridges() {
    let home = Home::new(sim_with(|s| {
        let account = s.accounts.remove(0).with_bridge("001788fffe000009", "Second");
        s.accounts.push(account);
    }));
    assert_eq!(call(&home.sim, &home.access, "GET", "/v2/bridges", "").status(), 404);
    home.sim.configure(|s| s.gateway.bridges = true);
    let list = json(&call(&home.sim, &home.access, "GET", "/v2/bridges", ""));
    assert_eq!(list, json!([{"id": "001788fffe23abcd"}, {"id": "001788fffe000009"}]));
    let below = |id: &str, rest: &str| call(&home.sim, &home.access, "GET", &format!("/v2/bridges/{id}/{rest}"), "");
    assert_eq!(json(&below("001788fffe000009", "0/config"))["name"], "Second");
    assert_eq!(json(&below("001788FFFE23ABCD", &format!("{}/lights/1", home.key)))["name"], "Kitchen");
    assert_eq!(below("001788fffe000001", "0/config").status(), 404, "not of this account");
    assert_eq!(send(&home.sim, "GET", "/v2/bridges", &[], "").status(), 401);
}

#[test]
fn pushed_replies_come_first() {
    let home = home();
    home.sim.push_reply(bodies::text(http::StatusCode::BAD_GATEWAY, "one"));
    home.sim.push_reply(bodies::empty(http::StatusCode::OK));
    assert_eq!(home.v2("PUT", "/light", "").status(), 502);
    assert_eq!(text(&home.v2("PUT", "/light", "")), "");
    assert_eq!(home.v2("GET", "/light", "").status(), 200);
    assert_eq!(home.sim.count(Event::PushedReply), 2);
}
