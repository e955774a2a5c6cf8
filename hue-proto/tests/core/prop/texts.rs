//! Callbacks, challenges and snapshots: whatever is accepted is written again as it was read.

use super::any_session;
use super::grammar::{challenge, damaged};
use crate::damage;
use crate::support::*;
use crate::verifier::{Claim, REALM};
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::{HeaderValue, Response};
use hue_proto::{App, Callback, ClientAuth, CsrfState, Error, Foreign, Step};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::{option, sample::select};
use url::form_urlencoded::Serializer;

/// What a redirect brings to a login that waits for it: its parameters, as far as they were accepted.
fn read(text: &str) -> Option<Vec<(&'static str, String)>> {
    let callback = Callback::parse(text).ok()?;
    let state = callback.state().unwrap_or("none came").to_owned();
    // Without a registered redirect URI, any path is ours.
    let session = unauthorized(App::builder("testclient", secret()).build().unwrap());
    let said = match session.redirected(&callback).map_err(|rejected| rejected.error) {
        Err(Error::StateMismatch) => {
            let session = unauthorized(app()).with_state(CsrfState::new(&*state));
            match session.redirected(&callback) {
                Ok(session) => vec![("code", stored(&session.snapshot(), "/code").unwrap())],
                Err(rejected) => vec![("refused", rejected.error.to_string())],
            }
        }
        Err(Error::Declined { refusal, .. }) => {
            let description = refusal.description.map(|text| ("error_description", text.into()));
            [("error", refusal.error.into())].into_iter().chain(description).collect()
        }
        Err(Error::ForeignRedirect(Foreign::NoParameters)) => Vec::new(),
        other => panic!("{other:?}"),
    };
    let state = callback.state().map(|state| ("state", state.to_owned()));
    Some(said.into_iter().chain(state).collect())
}

fn callback() -> impl Strategy<Value = String> {
    let name = select(vec!["code", "code", "state", "state", "iss", "error", "error_description", "pkce", "x"]);
    let value = prop_oneof!["[a-z]{1,4}", "\\PC{1,8}", "[\\x00-\\x7f]{0,4}"];
    let query = vec((name, value), 0..5).prop_map(|pairs| Serializer::new(String::new()).extend_pairs(pairs).finish());
    let start = select(vec!["", "?", "/cb?", "http://127.0.0.1:9123/cb?", "app://cb?", "https://h.example?"]);
    let whole = (start, query).prop_map(|(start, query)| [start, &query].concat()).boxed();
    let bytes = whole.clone().prop_map(String::into_bytes).boxed();
    prop_oneof![
        2 => whole,
        1 => damaged(bytes).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        1 => "\\PC{0,40}",
    ]
}

/// A challenge for Hue's realm with any text in it that a header can carry.
fn any_challenge() -> impl Strategy<Value = Vec<u8>> {
    let text = || prop_oneof!["[\\t -~]{0,16}", "[\"\\\\, =]{0,6}"].prop_map(|text| quoted(&text));
    let algorithm = option::of(select(vec!["MD5", "md5-sess", "SHA-256", "\"SHA-256-sess\"", "SHA-512-256"]));
    let qop = option::of(select(vec!["auth", "\"auth-int, AUTH\"", "\"auth-int\""]));
    (text(), option::of(text()), algorithm, qop).prop_map(|(nonce, opaque, algorithm, qop)| {
        let rest = [("opaque", opaque), ("algorithm", algorithm.map(Into::into)), ("qop", qop.map(Into::into))];
        let rest = rest.into_iter().filter_map(|(name, value)| Some(format!(", {name}={}", value?)));
        format!("Digest realm=\"{REALM}\", nonce={nonce}{}", rest.collect::<String>()).into_bytes()
    })
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Name and value, the name in lower case, as another reader finds them; `None` where it finds no challenge at all.
fn parameters(header: &str) -> Option<Vec<Vec<(String, String)>>> {
    let challenges = http_auth::parse_challenges(header).ok()?;
    let digests = challenges.iter().filter(|challenge| challenge.scheme.eq_ignore_ascii_case("Digest"));
    let read = |(name, value): &(&str, http_auth::ParamValue<'_>)| (name.to_ascii_lowercase(), value.to_unescaped());
    Some(digests.map(|challenge| challenge.params.iter().map(read).collect()).collect())
}

fn check_answer(challenges: &[Vec<u8>]) {
    let mut exchange = code_received(builder_with(ClientAuth::Digest(secret())).build().unwrap()).redeem();
    let _ = exchange.start().unwrap();
    let mut reply = Response::builder().status(401).body(Vec::new()).unwrap();
    let values = challenges.iter().filter_map(|value| HeaderValue::from_bytes(value).ok());
    reply.headers_mut().extend(values.map(|value| (WWW_AUTHENTICATE, value)));
    match exchange.receive(reply, NOW) {
        Err(error) => assert!(matches!(error, Error::ChallengeUnsupported(_)), "{error:?}"),
        Ok(step) => assert!(matches!(step, Step::Send), "{step:?}"),
    }
    let request = exchange.request();
    let Some(answer) = request.headers().get(AUTHORIZATION) else { return };
    let claim = Claim::of(&request);
    let get = |name| claim.get(name).map(str::to_owned);
    let algorithm = claim.get("algorithm").unwrap_or("MD5");
    claim.assert_proves("testsecret", "/v2/oauth2/token", algorithm, claim.get("qop").is_some());
    // Credentials have the grammar of a challenge, so that the other reader reads them too, where they are of ASCII.
    let Ok(answer) = answer.to_str() else { return };
    let theirs = parameters(answer).expect("an answer that others can read").remove(0);
    assert!(theirs.iter().all(|(name, value)| get(name).as_ref() == Some(value)), "{theirs:?}, not {claim:?}");
    let readable = challenges.iter().map(|value| std::str::from_utf8(value).ok().and_then(parameters));
    let Some(found) = readable.collect::<Option<Vec<_>>>() else { return };
    let is_answered = |asked: &Vec<(String, String)>| {
        let asks = |name: &str| asked.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        ["realm", "nonce", "opaque"].iter().all(|name| asks(name) == get(name))
            && asks("algorithm").map(|name| name.to_uppercase()) == get("algorithm").map(|name| name.to_uppercase())
            && asks("qop").is_some() == get("qop").is_some()
    };
    assert!(found.iter().flatten().any(is_answered), "{found:?} is not what {claim:?} answers");
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn a_callback_that_is_accepted_is_written_again(text in callback()) {
        let Some(found) = read(&text) else { return Ok(()) };
        if found.iter().any(|(name, _)| *name == "refused") {
            return Ok(());
        }
        let again = format!("?x&{}", Serializer::new(String::new()).extend_pairs(&found).finish());
        prop_assert_eq!(read(&again), Some(found), "{} as {}", text, again);
    }

    #[test]
    fn a_challenge_that_is_accepted_is_answered_as_it_was_meant(
        challenges in vec(prop_oneof![3 => any_challenge(), 1 => damaged(any_challenge().boxed()), 1 => challenge()], 0..4),
    ) {
        check_answer(&challenges);
    }

    #[test]
    fn a_snapshot_that_is_accepted_is_written_again(
        document in any_session(),
    ) {
        let json = document.to_string();
        prop_assert!(damage::check(json.as_bytes()), "{}", json);
    }

    #[test]
    fn a_snapshot_that_is_damaged_is_refused_or_written_again(
        json in damaged(any_session().prop_map(|json| json.to_string().into_bytes()).boxed()),
    ) {
        damage::check(&json);
    }
}
