//! What may come from outside: the replies of Hue and its bridges, the same damaged, and anything at all.

use crate::clock::time;
use crate::support::*;
use crate::verifier::REALM;
use http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, Request, Response};
use hue_proto::UnixTime;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};
use std::fmt;
use std::time::Duration;

/// What comes of one request.
#[derive(Clone)]
pub(crate) struct Turn {
    /// What the clock says then.
    pub(crate) now: UnixTime,
    /// `None`: what the request asked for.
    pub(crate) answer: Option<Answer>,
}

/// With bodies as text: a case that fails is to be read.
impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at {}: ", self.now.as_millis())?;
        match &self.answer {
            None => f.write_str("what was asked for"),
            Some(Answer::Nothing(delivery)) => delivery.fmt(f),
            Some(Answer::Reply(reply)) => {
                let body = String::from_utf8_lossy(reply.body());
                write!(f, "{} {:?} {body:?}", reply.status(), reply.headers())
            }
        }
    }
}

/// Where a reply says back a secret of the request.
pub(crate) const ECHO: &str = "@ECHO@";
pub(crate) const NEW_ACCESS: &str = "CANARY-access-2";
pub(crate) const NEW_REFRESH: &str = "CANARY refresh \"\u{fc}\\ 2";
pub(crate) const NEW_KEY: &str = "CANARY-key-2";
pub(crate) const NEW_CLIENT_KEY: &str = "CANARY-client-key-2";

pub(crate) fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let usual = known().prop_map(|text| Some(ok(&text)));
    let turn = (time(), prop_oneof![4 => Just(None), 3 => usual, 5 => answer().prop_map(Some)]);
    let turns = vec(turn.prop_map(|(now, answer)| Turn { now: UnixTime::from_millis(now), answer }), 0..8);
    prop_oneof![3 => turns, 2 => refusals()]
}

/// What makes a run as long as it can be: proofs asked for, patience, tokens that are not taken.
fn refusals() -> impl Strategy<Value = Vec<Turn>> {
    let asked = |rest| Some(crate::verifier::challenge(rest));
    let fresh = asked(r#"nonce="a", qop="auth""#);
    let stale = asked(r#"nonce="b", qop="auth", stale=true"#);
    let later = || [Some(reply(429, "")), Some(not_sent()), Some(lost()), Some(reply(503, ""))];
    let spent = Some(reply(400, r#"{"error":"invalid_grant"}"#));
    let kinds = [
        [vec![fresh, stale], later().to_vec()].concat(),
        [vec![None; 4], later().to_vec()].concat(),
        vec![None, spent, Some(reply(401, ""))],
    ];
    select(kinds.to_vec()).prop_flat_map(|kind| vec(select(kind).prop_map(|answer| Turn { now: NOW, answer }), 3..10))
}

/// The first and the longest wait: the usual ones, none, or any.
pub(crate) fn patience() -> impl Strategy<Value = (Duration, Duration)> {
    let span = prop_oneof![
        select(vec![Duration::ZERO, Duration::from_nanos(1), Duration::from_secs(30), Duration::MAX]),
        any::<u64>().prop_map(Duration::from_secs),
    ];
    prop_oneof![
        2 => Just((Duration::from_secs(1), Duration::from_secs(30))),
        1 => Just((Duration::ZERO, Duration::ZERO)),
        2 => (span.clone(), span),
    ]
}

fn answer() -> impl Strategy<Value = Answer> {
    let replied = (status(), headers(), body()).prop_map(|(status, headers, body)| {
        let mut reply = Response::builder().status(status).body(body).unwrap();
        *reply.headers_mut() = headers;
        Answer::Reply(reply)
    });
    prop_oneof![8 => replied, 1 => Just(lost()), 1 => Just(not_sent())]
}

fn status() -> impl Strategy<Value = u16> {
    prop_oneof![
        6 => Just(200_u16),
        4 => select(vec![401_u16, 429, 503]),
        2 => select(vec![201_u16, 204, 207, 302, 400, 403, 404, 500, 502, 504]),
        1 => 100..1000_u16,
    ]
}

fn headers() -> impl Strategy<Value = HeaderMap> {
    let after = select(vec!["0", "1", "3600", "Thu, 09 Oct 2025 08:53:29 GMT", "99999999999999999999", "-1", ""]);
    let after = prop_oneof![3 => after.prop_map(|text| text.as_bytes().to_vec()), 1 => vec(any::<u8>(), 0..12)];
    let kind = select(vec!["application/json", "application/problem+json; charset=utf-8", "text/html", "\u{e4}"]);
    (option::of(after), option::weighted(0.2, kind), vec(challenge(), 0..3)).prop_map(|(after, kind, challenges)| {
        let after = after.map(|bytes| (RETRY_AFTER, bytes));
        let kind = kind.map(|text| (CONTENT_TYPE, text.as_bytes().to_vec()));
        let challenges = challenges.into_iter().map(|bytes| (WWW_AUTHENTICATE, bytes));
        let fields = after.into_iter().chain(kind).chain(challenges);
        fields.filter_map(|(name, bytes)| Some((name, HeaderValue::from_bytes(&bytes).ok()?))).collect()
    })
}

/// A challenge, most often one for Hue's realm.
pub(crate) fn challenge() -> impl Strategy<Value = Vec<u8>> {
    let rest = select(vec![
        r#"nonce="a""#,
        r#"nonce="a", qop="auth""#,
        r#"nonce="b", stale=true"#,
        r#"nonce="b", qop="auth,auth-int", stale=TRUE, opaque="\"o\\""#,
        r#"nonce="c", qop=auth, algorithm=SHA-256"#,
        r#"nonce="c", qop=auth, algorithm=MD5-sess, Basic realm="x""#,
        r#"nonce="c", algorithm=SHA-512-256"#,
    ]);
    let good = rest.prop_map(|rest| format!(r#"Digest realm="{REALM}", {rest}"#).into_bytes()).boxed();
    let other = select(vec![r#"Basic realm="x""#, r#"Digest realm="y", nonce="a""#, "Digest", ""]);
    prop_oneof![
        4 => good.clone(),
        2 => damaged(good),
        1 => other.prop_map(|text| text.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..40),
    ]
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let bytes = known().prop_map(String::into_bytes).boxed();
    prop_oneof![
        6 => bytes.clone(),
        3 => damaged(bytes),
        1 => json_value().prop_map(|value| value.to_string().into_bytes()),
        1 => vec(any::<u8>(), 0..64),
    ]
}

/// Token replies of every shape that is known, and some that nobody should send.
fn tokens() -> impl Strategy<Value = String> {
    let life =
        select(vec![json!(604_799), json!("604799"), json!(0), json!(u64::MAX), json!(-1.5), json!("x"), json!({})]);
    let refresh = select(vec![json!(NEW_REFRESH), json!(NEW_REFRESH), json!(""), Value::Null, json!(7)]);
    let kind = select(vec![json!("bearer"), json!("BearerToken"), Value::Null, json!("mac")]);
    (option::of(life), option::of(refresh), option::of(kind), any::<bool>()).prop_map(|(life, refresh, kind, old)| {
        let mut reply = json!({ "access_token": NEW_ACCESS, "scope": "" });
        let life_is = if old { "access_token_expires_in" } else { "expires_in" };
        for (name, value) in [(life_is, life), ("refresh_token", refresh), ("token_type", kind)] {
            if let Some(value) = value {
                reply[name] = value;
            }
        }
        reply.to_string()
    })
}

/// What is said where something is asked for, in every form that is known.
fn known() -> impl Strategy<Value = String> {
    let created = |success: Value| json!([{ "success": success }]).to_string();
    let linking = vec![
        CONFIG.to_owned(),
        PRESSED.to_owned(),
        created(json!({ "username": NEW_KEY })),
        created(json!({ "username": NEW_KEY, "clientkey": NEW_CLIENT_KEY })),
        config(BRIDGE, &[("CANARY-listed", NAME, "2026-01-02T00:00:00"), ("CANARY-key", NAME, "")]),
        config("001788fffe999999", &[(NEW_KEY, NAME, "2026-01-01T00:00:00")]),
    ];
    prop_oneof![1 => tokens(), 2 => select(linking), 2 => select(&WORDS[..]).prop_map(String::from)]
}

/// The same with some bytes in place of others, up to three times, or torn.
pub(crate) fn damaged(bytes: BoxedStrategy<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let with =
        prop_oneof![2 => "[\\[\\]{}\":,=0-9a-z \\\\]{0,6}".prop_map(String::into_bytes), 1 => vec(any::<u8>(), 0..6)];
    (bytes, vec((any::<Index>(), 0..8_usize, with), 1..4), any::<bool>()).prop_map(|(mut bytes, changes, torn)| {
        for (at, length, with) in changes {
            let start = at.index(bytes.len() + 1);
            let end = (start + length).min(bytes.len());
            bytes.splice(start..end, with);
            bytes.truncate(if torn { start } else { usize::MAX });
        }
        bytes
    })
}

/// Any JSON, whose names are often those of the protocol.
pub(crate) fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        let name = prop_oneof![select(&NAMES[..]).prop_map(String::from), "\\PC{0,6}"];
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((name, inner), 0..4).prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

/// What the request asked for, from a server that wants a digest where the client sends one.
pub(crate) fn fitting(request: &Request<Vec<u8>>, wants_digest: bool) -> Answer {
    match (request.method().as_str(), request.uri().path()) {
        ("GET", "/route/api/0/config") => ok(CONFIG),
        ("PUT", "/route/api/0/config") => ok(PRESSED),
        ("POST", "/route/api") => ok(&json!([{ "success": { "username": NEW_KEY } }]).to_string()),
        ("POST", path) if path.ends_with("/token") => {
            if wants_digest && !request.headers().contains_key(AUTHORIZATION) {
                return crate::verifier::challenge(r#"nonce="n", qop="auth""#);
            }
            let tokens = json!({ "access_token": NEW_ACCESS, "refresh_token": NEW_REFRESH, "expires_in": 604_799 });
            ok(&tokens.to_string())
        }
        _ => ok(r#"{"errors":[],"data":[]}"#),
    }
}

const NAMES: [&str; 14] = [
    "access_token",
    "refresh_token",
    "expires_in",
    "token_type",
    "error",
    "error_description",
    "errors",
    "fault",
    "success",
    "username",
    "bridgeid",
    "whitelist",
    "data",
    "description",
];

const WORDS: [&str; 16] = [
    r#"{"error":"@ECHO@","error_description":"so @ECHO@ it is"}"#,
    r#"{"error":"invalid_grant","error_description":"@ECHO@"}"#,
    r#"{"error":"invalid_client"}"#,
    r#"{"fault":{"faultstring":"@ECHO@","detail":{"errorcode":"@ECHO@"}}}"#,
    r#"{"ErrorCode":"invalid_request","Error":"@ECHO@"}"#,
    r#"[{"error":{"type":1,"address":"/@ECHO@","description":"unauthorized user"}}]"#,
    r#"[{"error":{"type":"101","address":"","description":"link button not pressed @ECHO@"}}]"#,
    r#"[{"error":{"type":7,"address":"/@ECHO@","description":"@ECHO@"}},{"success":{"/x":"@ECHO@"}}]"#,
    r#"{"errors":[{"description":"@ECHO@"},{"description":"\u0000@ECHO@"}],"data":[]}"#,
    r#"{"errors":[],"data":[{"rid":"a","rtype":"light"},{"id":"a","type":"light","on":{"on":true}}]}"#,
    r#"{"bridgeid":"001788FFFE123456","name":"@ECHO@"}"#,
    "<html>@ECHO@</html>",
    "@ECHO@",
    "{}",
    "[]",
    "",
];
