//! Replies, as text: `redeem`, `renew`, `link`, `config` or `lights`, then replies as HTTP writes them, with `---` between them.
//! A machine makes no more requests than it says, keeps what it started from, and no error shows a secret. Tokens that arrive
//! are those that the reply names to another reader, and where it names no new refresh token the old one is kept.

#![no_main]

use http::{HeaderName, HeaderValue, Response};
use hue_fuzz::{NOW, SECRET, app, assert_silent, code_received, stored};
use hue_proto::v2::{Light, Resource};
use hue_proto::{
    AccessToken, ApplicationKey, Call, CallStep, ClientAuth, Endpoint, Error, Exchange, RefreshToken, Session, Step,
    TokensIssued, Transition, v1,
};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const CODE: &str = "CANARY+code";
const ACCESS: &str = "CANARY-access";
const REFRESH: &str = "CANARY/refresh";
const KEY: &str = "CANARY-key";

fuzz_target!(|text: &str| {
    let Some((what, replies)) = text.split_once('\n') else { return };
    let replies: Vec<_> = replies.split("\n---\n").map_while(reply).collect();
    match what {
        "redeem" => check_tokens(code_received(app(ClientAuth::Basic), CODE).redeem(), &replies, &[SECRET, CODE]),
        "renew" => check_tokens(tokens().renew(), &replies, &[SECRET, ACCESS, REFRESH]),
        "link" => drop(run(&mut tokens().link(), &replies, &[ACCESS])),
        "config" => call(v1::GetConfig, &replies),
        "lights" => call(Light::list(), &replies),
        _ => {}
    }
});

/// A status line, headers, an empty line, a body.
fn reply(text: &str) -> Option<Response<Vec<u8>>> {
    let (head, body) = text.split_once("\n\n")?;
    let mut lines = head.lines();
    let mut reply = Response::builder().status(lines.next()?.parse::<u16>().ok()?).body(body.into()).ok()?;
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        reply.headers_mut().append(HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?);
    }
    Some(reply)
}

fn tokens() -> Session<TokensIssued> {
    let (access, refresh) = (AccessToken::new(ACCESS), RefreshToken::new(REFRESH));
    Session::from_tokens(app(ClientAuth::Basic), Some(access), Some(refresh), None).expect("good tokens")
}

/// The session that arrived, and the reply that it came with.
fn run<'a, T: Transition>(
    exchange: &mut Exchange<T>,
    replies: &'a [Response<Vec<u8>>],
    secrets: &[&str],
) -> Option<(Session<T::To>, &'a Response<Vec<u8>>)> {
    let kept = |exchange: &Exchange<T>| {
        let mut kept = stored(&exchange.origin().snapshot());
        // A link notes that a user may have been created.
        kept.as_object_mut().expect("an object").remove("attempt");
        kept
    };
    let before = kept(exchange);
    let mut step = exchange.start();
    for (sent, reply) in replies.iter().enumerate() {
        let Ok(Step::Send | Step::Wait(_)) = step else { panic!("nothing to send, and not at its end") };
        assert!(sent < Exchange::<T>::MAX_SENDS, "{sent} requests, and one more");
        let _ = exchange.request();
        step = exchange.receive(reply.clone(), NOW);
        assert_eq!(kept(exchange), before, "what it started from is as it was");
        match step {
            Ok(Step::Done(session)) => {
                assert!(matches!(exchange.start(), Err(Error::HasArrived)));
                return Some((session, reply));
            }
            Err(error) => {
                assert_silent(&error, secrets);
                return None;
            }
            Ok(_) => {}
        }
    }
    None
}

fn check_tokens<T>(mut exchange: Exchange<T>, replies: &[Response<Vec<u8>>], secrets: &[&str])
where
    T: Transition<To = TokensIssued>,
{
    let old = stored(&exchange.origin().snapshot())["tokens"]["refresh"].clone();
    let Some((session, reply)) = run(&mut exchange, replies, secrets) else { return };
    assert_eq!(reply.status(), 200, "RFC 6749 section 5.1");
    // What is ignored may be anything, so that a reader who looks into every corner finds none.
    let Ok(said) = serde_json::from_slice::<Value>(reply.body()) else { return };
    let now = stored(&session.snapshot())["tokens"].clone();
    assert_eq!(now["access"], said["access_token"], "{said}");
    let new = said["refresh_token"].as_str().filter(|token| !token.is_empty());
    assert_eq!(now["refresh"], new.map_or(old, Value::from), "{said}");
    let life = ["expires_in", "access_token_expires_in"].iter().find_map(|name| match &said[*name] {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    });
    let life = life.filter(|life| (1..1 << 40).contains(life));
    if let Some(life) = life {
        assert_eq!(now["expires"].as_u64(), Some(NOW.as_millis() + life * 1000), "{said}");
    }
}

fn call<E: Endpoint>(endpoint: E, replies: &[Response<Vec<u8>>]) {
    let access = tokens().with_key(ApplicationKey::new(KEY)).access();
    let (mut call, mut step) = Call::begin(endpoint, access.clone(), NOW).expect("access");
    for (sent, reply) in replies.iter().enumerate() {
        assert!(sent < 3, "{sent} requests, and one more");
        let _ = call.request();
        step = match call.receive(reply.clone(), NOW) {
            Ok(CallStep::Renew) => return,
            Ok(CallStep::Done(_)) => return assert!(reply.status().is_success(), "{} is no success", reply.status()),
            Err(error) => return assert_silent(&error, &[ACCESS, KEY]),
            Ok(step) => step,
        };
    }
    drop(step);
}
