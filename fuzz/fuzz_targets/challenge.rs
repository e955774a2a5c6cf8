//! Lines of `WWW-Authenticate`. What is answered is a challenge that another reader (http-auth) finds in them too, answered with
//! its own values and the right proof; what that reader finds plain and whole is answered. The secret is never sent, and a
//! server that asks again and again is not answered again and again.

#![no_main]

use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::{HeaderValue, Request, Response};
use http_auth::{ParamValue, parse_challenges};
use hue_fuzz::{NOW, SECRET, app, code_received};
use hue_proto::{ClientAuth, Error, Exchange, Redeem, Step};
use libfuzzer_sys::fuzz_target;
use md5::Md5;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

const REALM: &str = "oauth2_client@api.meethue.com";
type Parameters = BTreeMap<String, String>;

fuzz_target!(|bytes: &[u8]| {
    if holds_secret(bytes) {
        // Then it is no secret.
        return;
    }
    let lines: Vec<_> = bytes.split(|byte| *byte == b'\n').take(4).collect();
    let values: Vec<_> = lines.iter().filter_map(|line| HeaderValue::from_bytes(line).ok()).collect();
    let mut exchange = code_received(app(ClientAuth::Digest), "CANARY+code").redeem();
    let Ok(Step::Send) = exchange.start() else { panic!("a code is sent first") };
    let mut sends = 1;
    assert!(!exchange.request().headers().contains_key(AUTHORIZATION), "nobody has asked for a proof");
    let mut last = None;
    loop {
        let mut asked = Response::builder().status(401).body(&b"{}"[..]).expect("a reply");
        asked.headers_mut().extend(values.iter().map(|value| (WWW_AUTHENTICATE, value.clone())));
        match exchange.receive(asked, NOW) {
            Ok(Step::Send) => {}
            Ok(other) => panic!("{other:?} after a 401"),
            Err(Error::ChallengeUnsupported(_)) if sends == 1 => return assert!(!is_plain(&values), "{values:?}"),
            Err(Error::ClientRejected(_)) if sends > 1 => return,
            Err(error) => panic!("{error:?} at request {sends}"),
        }
        sends += 1;
        assert!(sends <= Exchange::<Redeem>::MAX_SENDS);
        let request = exchange.request();
        check(&request, &values);
        let answer =
            request.headers().get(AUTHORIZATION).map(|answer| String::from_utf8_lossy(answer.as_bytes()).into_owned());
        // Where nothing is counted, the answer to the same nonce is the same.
        let is_counted = answer.as_ref().is_some_and(|answer| answer.contains(", nc="));
        assert!(!is_counted || answer != last, "the same answer twice");
        last = answer;
    }
});

/// What is claimed, checked against what was asked.
fn check(request: &Request<Vec<u8>>, values: &[HeaderValue]) {
    for value in request.headers().values() {
        assert!(!holds_secret(value.as_bytes()), "the secret is sent");
    }
    let Ok(claim) = request.headers().get(AUTHORIZATION).expect("an answer").to_str() else { return };
    // Credentials have the grammar of a challenge.
    let (scheme, claim) = read(claim).expect("an answer that others can read").remove(0);
    assert_eq!(scheme, "Digest");
    let get = |name: &str| claim.get(name).map(String::as_str);
    assert_eq!(
        (get("username"), get("uri"), get("realm")),
        (Some("testclient"), Some("/v2/oauth2/token"), Some(REALM))
    );
    assert_eq!(get("response").map(str::to_owned), Some(proof(&claim)));
    assert_eq!(get("qop").is_some(), get("nc").is_some() && get("cnonce").is_some());
    let readable: Option<Vec<_>> = values.iter().map(|value| read(value.to_str().ok()?)).collect();
    if let Some(found) = readable {
        let is_answered = |(scheme, asked): &(String, Parameters)| {
            let as_asked = |name| asked.get(name) == claim.get(name);
            let upper = |name: &str| name.to_ascii_uppercase();
            scheme.eq_ignore_ascii_case("Digest")
                && ["realm", "nonce", "opaque"].into_iter().all(as_asked)
                && asked.get("algorithm").map(|name| upper(name)) == get("algorithm").map(upper)
                && asked.contains_key("qop") == claim.contains_key("qop")
        };
        assert!(found.iter().flatten().any(is_answered), "{claim:?} answers nothing in {found:?}");
    }
}

/// RFC 7616 section 3.4.1 and, without `qop`, RFC 2069 section 2.4.
fn proof(claim: &Parameters) -> String {
    let get = |name: &str| claim.get(name).map_or("", String::as_str);
    let algorithm = get("algorithm").to_ascii_uppercase();
    let hash = |parts: &[&str]| {
        let text = parts.join(":");
        if algorithm.starts_with("SHA-256") { hex(&Sha256::digest(text)) } else { hex(&Md5::digest(text)) }
    };
    let mut first = hash(&[get("username"), get("realm"), SECRET]);
    let second = hash(&["POST", get("uri")]);
    if !claim.contains_key("qop") {
        return hash(&[&first, get("nonce"), &second]);
    }
    if algorithm.ends_with("-SESS") {
        first = hash(&[&first, get("nonce"), get("cnonce")]);
    }
    hash(&[&first, get("nonce"), get("nc"), get("cnonce"), get("qop"), &second])
}

/// Each challenge that http-auth finds. `None` where it finds the line wrong, or a parameter twice.
fn read(line: &str) -> Option<Vec<(String, Parameters)>> {
    let found = parse_challenges(line).ok()?;
    let one = |challenge: &http_auth::ChallengeRef<'_>| {
        let pairs = challenge
            .params
            .iter()
            .map(|(name, value): &(&str, ParamValue<'_>)| (name.to_ascii_lowercase(), value.to_unescaped()));
        let read: Parameters = pairs.collect();
        (read.len() == challenge.params.len()).then(|| (challenge.scheme.to_owned(), read))
    };
    found.iter().map(one).collect()
}

/// One challenge of Hue's own form, which must be answered.
fn is_plain(values: &[HeaderValue]) -> bool {
    let [value] = values else { return false };
    let Some([(scheme, asked)]) = value.to_str().ok().and_then(read).and_then(|found| <[_; 1]>::try_from(found).ok())
    else {
        return false;
    };
    scheme.eq_ignore_ascii_case("Digest")
        && asked.get("realm").is_some_and(|realm| realm == REALM)
        && asked
            .get("nonce")
            .is_some_and(|nonce| !nonce.is_empty() && nonce.bytes().all(|byte| byte.is_ascii_graphic()))
        && asked.iter().all(|(name, value)| match &**name {
            "realm" | "nonce" => true,
            "algorithm" => value == "MD5",
            "qop" => value == "auth",
            "opaque" => value.bytes().all(|byte| byte.is_ascii_alphanumeric()),
            _ => false,
        })
}

fn holds_secret(bytes: &[u8]) -> bool {
    bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
