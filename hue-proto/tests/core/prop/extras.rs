//! What is not known changes nothing: fields that nobody here has heard of, in every reply and at any depth.

use super::grammar::json_value;
use crate::support::*;
use hue_proto::v2::{Id, Light, Resource};
use hue_proto::{Endpoint, Exchange, Transition, v1};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;
use std::fmt::Debug;

/// A field, and into which of a reply's objects it goes.
type Extra = (Index, String, Value);

fn extras() -> impl Strategy<Value = Vec<Extra>> {
    // Before, between and behind those that are known.
    vec((any::<Index>(), "(0|m|z)x_[a-z]{0,4}", json_value()), 1..6)
}

fn with(extras: &[Extra], body: &str) -> String {
    let mut body: Value = serde_json::from_str(body).unwrap();
    for (at, name, value) in extras {
        let count = objects(&body);
        if count > 0 {
            insert(&mut body, &mut at.index(count), name, value);
        }
    }
    body.to_string()
}

fn objects(value: &Value) -> usize {
    match value {
        Value::Object(fields) => 1 + fields.values().map(objects).sum::<usize>(),
        Value::Array(items) => items.iter().map(objects).sum(),
        _ => 0,
    }
}

/// Counts down to the object that it is for; says whether it was there.
fn insert(value: &mut Value, left: &mut usize, name: &str, new: &Value) -> bool {
    match value {
        Value::Object(fields) if *left == 0 => {
            fields.insert(name.into(), new.clone());
            true
        }
        Value::Object(fields) => {
            *left -= 1;
            fields.values_mut().any(|value| insert(value, left, name, new))
        }
        Value::Array(items) => items.iter_mut().any(|value| insert(value, left, name, new)),
        _ => false,
    }
}

fn answers(replies: &[(u16, &str)], extras: &[Extra]) -> Vec<Answer> {
    let add = |body: &str| if extras.is_empty() { body.to_owned() } else { with(extras, body) };
    replies.iter().map(|(status, body)| reply(*status, &add(body))).collect()
}

fn check_exchange<T: Transition>(start: fn() -> Exchange<T>, replies: &[(u16, &str)], extras: &[Extra]) {
    let told = |extras: &[Extra]| {
        let outcome = Scenario::new(answers(replies, extras)).run(&mut start());
        let lines = outcome.lines();
        (outcome.end.map(|session| session.snapshot().to_json().to_string()), lines)
    };
    assert_eq!(told(extras), told(&[]), "with {extras:?}");
}

fn check_call<E: Endpoint<Output: Debug>>(ask: fn() -> E, replies: &[(u16, &str)], extras: &[Extra]) {
    let told = |extras: &[Extra]| {
        let outcome = Scenario::new(answers(replies, extras)).call(ask(), linked(app()).access());
        format!("{:?}", outcome.end)
    };
    assert_eq!(told(extras), told(&[]), "with {extras:?}");
}

const OAUTH: &str = r#"{"error":"invalid_grant","error_description":"spent"}"#;
const CLIENT: &str = r#"{"error":"invalid_client"}"#;
const FAULT: &str = r#"{"fault":{"faultstring":"words","detail":{"errorcode":"protocol.http.DuplicateHeader"}}}"#;
const LEGACY: &str = r#"{"ErrorCode":"invalid_request","Error":"words"}"#;
const OLD_TOKENS: &str =
    r#"{"access_token_expires_in":"604799","token_type":"BearerToken","access_token":"A","refresh_token":"R"}"#;
const WITH_CLIENT_KEY: &str = r#"[{"success":{"username":"U","clientkey":"C"}}]"#;
const BUTTON: &str = r#"[{"error":{"type":101,"address":"","description":"link button not pressed"}}]"#;
const VALUE: &str = r#"[{"error":{"type":7,"address":"/x","description":"words"}},{"success":{"/y":1}}]"#;
const HIDDEN: &str = r#"[{"error":{"type":1,"address":"/config","description":"unauthorized user"}}]"#;
const LIGHT: &str = r#"{"errors":[],"data":[{"id":"a","type":"light","metadata":{"name":"n"},"on":{"on":true},"dimming":{"brightness":5.5}}]}"#;
const PARTLY: &str = r#"{"errors":[{"description":"off"}],"data":[{"rid":"a","rtype":"light"}]}"#;
const SHORT: &str = r#"{"name":"Home","modelid":"BSB002","apiversion":"1.66.0","bridgeid":"001788FFFE123456"}"#;

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn in_a_reply_of_the_token_endpoint(extras in extras(), which in 0..7_usize) {
        let replies = [(200, TOKENS), (200, OLD_TOKENS), (400, OAUTH), (401, CLIENT), (400, FAULT), (403, LEGACY), (400, BUTTON)];
        check_exchange(|| code_received(app()).redeem(), &replies[which..=which], &extras);
        check_exchange(|| linked(app()).renew(), &replies[which..=which], &extras);
    }

    #[test]
    fn in_what_is_said_on_the_way_to_a_bridge(extras in extras(), which in 0..6_usize) {
        let listed = config(BRIDGE, &[("old", NAME, "2026-01-01T00:00:00"), ("other", "x#y", "")]);
        let more = config(BRIDGE, &[("old", NAME, "2026-01-01T00:00:00"), ("new", NAME, "2026-01-02T00:00:00")]);
        let stories = [
            vec![(200, &*listed), (200, PRESSED), (200, WITH_CLIENT_KEY)],
            vec![(200, &*listed), (200, PRESSED), (500, CLIENT), (200, &*more)],
            vec![(200, &*listed), (200, PRESSED), (200, BUTTON)],
            vec![(200, HIDDEN), (200, PRESSED), (200, CREATED)],
            vec![(403, FAULT), (200, PRESSED), (403, OAUTH)],
            vec![(200, &*listed), (200, PRESSED), (500, CLIENT), (200, &*listed)],
        ];
        check_exchange(|| tokens_issued(app()).link(), &stories[which], &extras);
    }

    #[test]
    fn in_what_a_bridge_replies(extras in extras(), which in 0..6_usize) {
        let replies = [(200, LIGHT), (207, PARTLY), (200, SHORT), (403, PARTLY), (404, FAULT), (400, VALUE)];
        let reply = &replies[which..=which];
        check_call(Light::list, reply, &extras);
        check_call(|| Light::update(&Id::new("a")).on(true), reply, &extras);
        check_call(|| v1::GetConfig, reply, &extras);
    }
}
