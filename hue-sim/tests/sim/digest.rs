//! Digest beyond Hue's own form: what can be offered, and which answers are taken.

use std::time::Duration;

use hue_sim::settings::{ChallengeOffer, RefusalBody};
use hue_sim::{Event, Settings, Simulation};
use md5::Md5;
use sha2::{Digest as _, Sha256};

use super::support::*;

const REALM: &str = "oauth2_client@api.meethue.com";

type Hash = fn(&str) -> String;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

fn md5(text: &str) -> String {
    hex(Md5::digest(text).as_slice())
}

fn sha256(text: &str) -> String {
    hex(Sha256::digest(text).as_slice())
}

/// The challenges of a 401.
fn challenges(sim: &Simulation) -> Vec<String> {
    let reply = post_form(sim, &[], "");
    assert_eq!(reply.status(), 401);
    reply.headers().get_all("www-authenticate").iter().map(|value| value.to_str().unwrap().to_owned()).collect()
}

fn nonce(sim: &Simulation) -> String {
    nonce_of(&challenges(sim)[0])
}

fn nonce_of(challenge: &str) -> String {
    challenge.split("nonce=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// Hue's form: no qop.
fn simple(nonce: &str, secret: &str, uri: &str) -> String {
    let response =
        md5(&format!("{}:{nonce}:{}", md5(&format!("testclient:{REALM}:{secret}")), md5(&format!("POST:{uri}"))));
    format!(r#"Digest username="testclient", realm="{REALM}", nonce="{nonce}", uri="{uri}", response="{response}""#)
}

/// The full form of RFC 7616.
fn full(hash: Hash, algorithm: &str, nonce: &str, count: &str, qop: &str) -> String {
    let mut first = hash(&format!("testclient:{REALM}:testsecret"));
    if algorithm.ends_with("-sess") {
        first = hash(&format!("{first}:{nonce}:c"));
    }
    let body = if qop == "auth-int" { format!(":{}", hash("")) } else { String::new() };
    let second = hash(&format!("POST:/v2/oauth2/token{body}"));
    let response = hash(&format!("{first}:{nonce}:{count}:c:{qop}:{second}"));
    format!(
        r#"Digest username="testclient",realm="{REALM}",nonce="{nonce}",uri="/v2/oauth2/token",algorithm={algorithm},qop={qop},nc={count},cnonce="c",opaque="o",response="{response}""#
    )
}

/// 400 when the client was believed (the body is empty), 401 when not.
fn status(sim: &Simulation, answer: &str) -> u16 {
    post_form(sim, &[("authorization", answer)], "").status().as_u16()
}

fn offering(algorithm: Option<&str>, qop: Option<&str>) -> Simulation {
    sim_with(|s| s.digest.challenges = vec![ChallengeOffer::new(algorithm, qop)])
}

pub(super) fn nonce_is_good_for(time: Duration, expected: u16) {
    let sim = sim();
    let answer = simple(&nonce(&sim), "testsecret", TOKEN);
    sim.advance(time);
    assert_eq!(status(&sim, &answer), expected);
}

#[test]
fn answers_without_qop() {
    let sim = sim();
    let nonce = nonce(&sim);
    assert_eq!(status(&sim, &simple(&nonce, "testsecret", TOKEN)), 400);
    assert_eq!(status(&sim, &simple(&nonce, "testsecret", TOKEN)), 400, "a nonce without a count is good again");
    assert_eq!(status(&sim, &simple(&nonce, "wrong", TOKEN)), 401);
    assert_eq!(status(&sim, &simple("7b6e45de18ac4ee452ee0a0de91dbb10", "testsecret", TOKEN)), 401);
    assert_eq!(status(&sim, &simple(&nonce, "testsecret", "/oauth2/token")), 401);
}

#[test]
fn the_realm_is_the_one_offered() {
    let sim = sim();
    let nonce = nonce(&sim);
    sim.configure(|s| s.digest.challenges[0].realm = "other".to_owned());
    assert_eq!(status(&sim, &simple(&nonce, "testsecret", TOKEN)), 401);
}

#[test]
fn clients_as_they_are() {
    let sim = sim();
    let right = simple(&nonce(&sim), "testsecret", TOKEN);
    // The request has two slashes and a query, the digest neither.
    let headers = [FORM, ("authorization", right.as_str())];
    assert_eq!(send(&sim, "POST", "//v2/oauth2/token?code=x", &headers, "").status(), 400);
    // Any order, any spacing.
    let mut parts: Vec<&str> = right.strip_prefix("Digest ").unwrap().split(", ").collect();
    parts.reverse();
    assert_eq!(status(&sim, &format!("digest   {}", parts.join(" ,\t"))), 400);
    assert_eq!(status(&sim, &right.replace(", ", ",").replace('=', " = ")), 400);
    // The first slash left out.
    assert_eq!(status(&sim, &simple(&nonce(&sim), "testsecret", "v2/oauth2/token")), 400);
    for broken in ["Digest", "Digest ", "Digest username", "Digest username=\"testclient", "Digest a=b, a=b"] {
        assert_eq!(status(&sim, broken), 401, "{broken}");
    }
    assert_eq!(status(&sim, &format!("{right}, realm=\"{REALM}\"")), 401, "a parameter comes twice");
}

#[test]
fn every_algorithm_and_quality() {
    let hashes: [(&str, Hash); 4] = [("MD5", md5), ("MD5-sess", md5), ("SHA-256", sha256), ("SHA-256-sess", sha256)];
    for (algorithm, hash) in hashes {
        for qop in ["auth", "auth-int"] {
            let sim = offering(Some(algorithm), Some("auth,auth-int"));
            let nonce = nonce(&sim);
            assert_eq!(status(&sim, &full(hash, algorithm, &nonce, "00000001", qop)), 400, "{algorithm} {qop}");
            let other = full(hash, "SHA-512-256", &nonce, "00000002", qop);
            assert_eq!(status(&sim, &other), 401, "{algorithm} was offered");
        }
    }
    let sim = offering(Some("MD5"), Some("auth"));
    assert_eq!(status(&sim, &full(md5, "MD5", &nonce(&sim), "00000001", "auth-int")), 401, "not offered");
    assert_eq!(status(&sim, &simple(&nonce(&sim), "testsecret", TOKEN)), 400, "as an older client answers");
}

#[test]
fn counts_must_rise() {
    let sim = offering(Some("SHA-256"), Some("auth"));
    let nonce = nonce(&sim);
    let asked = |count: &str| status(&sim, &full(sha256, "SHA-256", &nonce, count, "auth"));
    assert_eq!(asked("00000002"), 400);
    assert_eq!(asked("00000002"), 401, "a replay");
    assert_eq!(asked("00000001"), 401);
    assert_eq!(asked("3"), 401, "eight digits");
    assert_eq!(asked("0000000a"), 400);
    // A wrong answer uses no count up.
    let wrong = full(sha256, "SHA-256", &nonce, "000000ff", "auth").replace("cnonce=\"c\"", "cnonce=\"d\"");
    assert_eq!(status(&sim, &wrong), 401);
    assert_eq!(asked("0000000b"), 400);
}

#[test]
fn a_stale_nonce_is_told() {
    let sim = sim();
    let (right, wrong) = (nonce(&sim), nonce(&sim));
    sim.advance(Duration::from_secs(60));
    let reply = post_form(&sim, &[("authorization", &simple(&right, "testsecret", TOKEN))], "");
    assert!(header(&reply, "www-authenticate").ends_with(",stale=true"));
    let fresh = nonce_of(header(&reply, "www-authenticate"));
    assert_eq!(status(&sim, &simple(&fresh, "testsecret", TOKEN)), 400);
    let reply = post_form(&sim, &[("authorization", &simple(&wrong, "wrong", TOKEN))], "");
    assert!(!header(&reply, "www-authenticate").contains("stale"));
    sim.configure(|s| s.digest.stale = false);
    let reply = post_form(&sim, &[("authorization", &simple(&right, "testsecret", TOKEN))], "");
    assert!(!header(&reply, "www-authenticate").contains("stale"));
}

#[test]
fn several_challenges() {
    let offers = |s: &mut Settings| {
        let mut opaque = ChallengeOffer::new(None, None);
        opaque.opaque = Some("o".to_owned());
        s.digest.challenges = vec![
            ChallengeOffer::new(Some("Future-1"), Some("auth")),
            ChallengeOffer::new(Some("SHA-256"), None),
            opaque,
        ];
    };
    let sim = sim_with(offers);
    let nonce = nonce(&sim);
    assert_eq!(challenges(&sim).len(), 3);
    assert_eq!(status(&sim, &simple(&nonce, "testsecret", TOKEN)), 401, "opaque is missing");
    assert_eq!(status(&sim, &format!("{},opaque=\"o\"", simple(&nonce, "testsecret", TOKEN))), 400);
    sim.configure(|s| {
        s.digest.one_header = true;
        s.digest.space_after_comma = true;
    });
    let [line] = challenges(&sim).try_into().unwrap();
    let nonce = nonce_of(&line);
    let start = format!("Digest realm=\"{REALM}\", nonce=\"{nonce}\"");
    assert_eq!(
        line,
        format!("{start}, qop=\"auth\", algorithm=Future-1, {start}, algorithm=SHA-256, {start}, opaque=\"o\"")
    );
}

#[test]
fn digest_can_be_off() {
    let sim = sim_with(|s| s.digest.accepted = false);
    let answer = simple(&nonce(&sim), "testsecret", TOKEN);
    let reply = post_form(&sim, &[("authorization", &answer)], "");
    assert_eq!((reply.status().as_u16(), json(&reply)["error"].as_str().unwrap()), (401, "invalid_client"));
    sim.configure(|s| s.digest.refusal = RefusalBody::Text);
    let reply = post_form(&sim, &[("authorization", &answer)], "");
    assert_eq!((reply.status().as_u16(), text(&reply)), (401, "Unauthorized"));
    sim.configure(|s| s.digest.offered = false);
    assert!(challenges(&sim).is_empty());
    assert_eq!(exchange(&sim, &code(&sim, "")).status(), 200, "Basic is not touched");
}

#[test]
fn challenges_and_refusals_are_told_apart() {
    let sim = sim();
    post_form(&sim, &[], "");
    post_form(&sim, &[("authorization", "Digest x=y")], "");
    assert_eq!((sim.count(Event::Challenge), sim.count(Event::Refused)), (1, 1));
}
