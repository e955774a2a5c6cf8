//! Digest from the first challenge to the tokens, against a strict server.

use crate::support::*;
use crate::verifier::{Claim, NONCE, REALM, challenge, challenges};
use http::header::AUTHORIZATION;
use hue_proto::{App, ClientAuth, Error, Exchange, Redeem, Retry};
use std::collections::BTreeSet;

fn app() -> App {
    builder_with(ClientAuth::Digest(secret())).build().unwrap()
}

fn redeem() -> Exchange<Redeem> {
    code_received(app()).redeem()
}

fn hue() -> Answer {
    challenge(&format!(r#"nonce="{NONCE}""#))
}

const PATH: &str = "/v2/oauth2/token";

#[test]
fn hue_is_answered_as_hue_documents_it() {
    let header = [
        r#"Digest username="testclient""#,
        r#"realm="oauth2_client@api.meethue.com""#,
        r#"nonce="7b6e45de18ac4ee452ee0a0de91dbb10""#,
        r#"uri="/v2/oauth2/token""#,
        r#"response="1785f23f2551a0d22c0931a75eb8575d""#,
    ]
    .join(", ");
    for space in ["", " "] {
        let challenge = challenges(&[&format!(r#"Digest realm="{REALM}",{space}nonce="{NONCE}""#)]);
        let outcome = Scenario::new([challenge, ok(TOKENS)]).run(&mut redeem());
        assert!(!outcome.sent[0].headers().contains_key(AUTHORIZATION), "nothing is said before it is asked");
        assert_eq!(outcome.sent[1].headers()[AUTHORIZATION], header.as_str());
        assert_eq!(outcome.sent[0].body(), outcome.sent[1].body(), "the code is posted with each");
        assert!(outcome.waits.is_empty() && outcome.end.is_ok());
    }
}

#[test]
fn the_path_is_the_one_that_is_sent_to() {
    let paths = [
        ("/oauth2/token", "587cf1ff76bcfa48b5d8cca4c08b23f7"),
        ("/oauth2/refresh", "c3bc99ccb84fc4a771b289fde434d094"),
    ];
    for (path, response) in paths {
        let app = builder_with(ClientAuth::Digest(secret())).token_path(path).build().unwrap();
        let outcome = Scenario::new([hue(), ok(TOKENS)]).run(&mut code_received(app).redeem());
        assert_eq!(Claim::of(&outcome.sent[1]).get("response"), Some(response));
        assert_eq!(outcome.sent[1].uri().path(), path);
    }
}

/// One answer, checked by the strict server here and by http-auth.
fn check_answer(rest: &str, algorithm: &str, qop: bool) {
    let outcome = Scenario::new([challenge(rest), ok(RENEWED)]).run(&mut tokens_issued_by_digest().renew());
    let claim = Claim::of(&outcome.sent[1]);
    claim.assert_proves("testsecret", PATH, algorithm, qop);
    assert_eq!(claim.count(), qop.then_some(1), "{rest}");
    assert_eq!(claim.get("algorithm"), rest.contains("algorithm").then_some(algorithm));
    let header = format!(r#"Digest realm="{REALM}",{rest}"#);
    let theirs = http_auth::parse_challenges(&header).unwrap();
    let mut theirs = http_auth::DigestClient::try_from(&theirs[0]).unwrap();
    let params = http_auth::PasswordParams {
        username: "testclient",
        password: "testsecret",
        uri: PATH,
        method: "POST",
        body: None,
    };
    let theirs = theirs.respond_with_testing_cnonce(&params, claim.get("cnonce").unwrap_or("")).unwrap();
    let response = format!(r#"response="{}""#, claim.get("response").unwrap());
    assert!(theirs.contains(&response), "{rest}: {theirs} against {claim:?}");
    assert!(outcome.end.is_ok());
}

fn tokens_issued_by_digest() -> hue_proto::Session<hue_proto::TokensIssued> {
    Scenario::new([hue(), ok(TOKENS)]).run(&mut redeem()).unwrap()
}

#[test]
fn every_known_form_is_answered() {
    check_answer(r#"nonce="n""#, "MD5", false);
    check_answer(r#"nonce="n", algorithm=MD5"#, "MD5", false);
    check_answer(r#"nonce="n", algorithm=SHA-256"#, "SHA-256", false);
    for algorithm in ["MD5", "MD5-sess", "SHA-256", "SHA-256-sess"] {
        check_answer(&format!(r#"nonce="n\"\\", qop="auth", algorithm={algorithm}, opaque="o\"p""#), algorithm, true);
        check_answer(&format!(r#"nonce="n", qop="auth-int,auth", algorithm={algorithm}"#), algorithm, true);
    }
    check_answer(r#"nonce="n", qop="auth""#, "MD5", true);
}

#[test]
fn the_strongest_of_several_challenges_is_answered() {
    let all = challenges(&[
        r#"Basic realm="x", Bearer, Digest realm="elsewhere", nonce="z", qop="auth", algorithm=SHA-256"#,
        &format!(r#"Digest realm="{REALM}", nonce="a", qop="auth", algorithm=MD5"#),
        &format!(r#"Digest realm="{REALM}", nonce="b", qop="auth", algorithm=SHA-256"#),
        &format!(r#"Digest realm="{REALM}", nonce="c", qop="auth", algorithm=SHA-512-256"#),
    ]);
    let outcome = Scenario::new([all, ok(TOKENS)]).run(&mut redeem());
    let claim = Claim::of(&outcome.sent[1]);
    assert_eq!((claim.get("nonce"), claim.get("realm")), (Some("b"), Some(REALM)));
    claim.assert_proves("testsecret", PATH, "SHA-256", true);
}

#[test]
fn what_cannot_be_answered_is_not_answered_otherwise() {
    for values in [
        vec![],
        vec![r#"Basic realm="x""#],
        vec![r#"Basic realm="oauth2_client@api.meethue.com""#],
        vec![r#"Digest realm="elsewhere", nonce="n""#],
        vec![r#"Digest realm="OAUTH2_client@api.meethue.com", nonce="n""#],
        vec![r#"Digest realm="oauth2_client@api.meethue.com""#],
        vec![r#"Digest realm="oauth2_client@api.meethue.com", nonce="n", qop="auth-int""#],
        vec![r#"Digest realm="oauth2_client@api.meethue.com", nonce="n", algorithm=SHA-512-256"#],
        vec![r#"Digest realm="oauth2_client@api.meethue.com", nonce="n", algorithm=MD5-sess"#],
        vec![r#"Digest realm="oauth2_client@api.meethue.com", nonce="n"#],
    ] {
        let outcome = Scenario::new([challenges(&values)]).run(&mut redeem());
        assert!(matches!(outcome.end, Err(Error::ChallengeUnsupported(_))), "{values:?}: {:?}", outcome.end);
        assert_eq!(outcome.sent.len(), 1, "{values:?}");
    }
}

#[test]
fn a_realm_of_ones_own_is_a_setting() {
    let app = builder_with(ClientAuth::Digest(secret())).digest_realm("mine").build().unwrap();
    let outcome = Scenario::new([challenges(&[r#"Digest realm="mine", nonce="n""#]), ok(TOKENS)])
        .run(&mut code_received(app).redeem());
    Claim::of(&outcome.sent[1]).assert_proves("testsecret", PATH, "MD5", false);
}

#[test]
fn a_plain_401_after_an_answer_means_a_wrong_secret() {
    for second in [hue(), reply(401, ""), challenge(r#"nonce="other", stale=false"#)] {
        let outcome = Scenario::new([hue(), second]).run(&mut redeem());
        assert!(matches!(outcome.end, Err(Error::ClientRejected(_))), "{:?}", outcome.end);
    }
}

#[test]
fn a_stale_nonce_is_answered_anew_once() {
    let stale = |nonce: &str| challenge(&format!(r#"nonce="{nonce}", qop="auth", stale=true"#));
    let outcome = Scenario::new([challenge(r#"nonce="a", qop="auth""#), stale("b"), ok(TOKENS)]).run(&mut redeem());
    let claim = Claim::of(&outcome.sent[2]);
    assert_eq!((claim.get("nonce"), claim.count()), (Some("b"), Some(1)));
    claim.assert_proves("testsecret", PATH, "MD5", true);
    assert!(outcome.end.is_ok());
    let outcome = Scenario::new([hue(), stale("b"), stale("c")]).run(&mut redeem());
    assert!(matches!(outcome.end, Err(Error::ClientRejected(_))), "{:?}", outcome.end);
}

/// RFC 7616 section 3.4: a server that saw a count refuses it the second time.
fn check_counts(answers: &[Answer]) {
    let outcome = Scenario::new(answers.to_vec()).run(&mut redeem());
    let (mut before, mut cnonces) = (0, BTreeSet::new());
    for claim in outcome.sent.iter().skip(1).map(Claim::of) {
        claim.assert_proves("testsecret", PATH, "MD5", true);
        let count = claim.count().unwrap();
        assert!(count > before, "count {count} after {before}, of {:#?}", outcome.lines());
        assert!(cnonces.insert(claim.get("cnonce").unwrap().to_owned()), "a cnonce comes twice");
        before = count;
    }
}

#[test]
fn a_nonce_that_is_named_again_is_counted_on() {
    let ask = challenge(r#"nonce="n", qop="auth""#);
    check_counts(&[ask, challenge(r#"nonce="n", qop="auth", stale=true"#), ok(TOKENS)]);
}

/// A 429 has seen the count.
#[test]
fn a_nonce_is_counted_on_after_a_wait() {
    let ask = || challenge(r#"nonce="n", qop="auth""#);
    check_counts(&[ask(), reply(429, ""), ok(TOKENS)]);
    check_counts(&[ask(), reply(429, ""), reply(429, ""), ok(TOKENS)]);
    check_counts(&[ask(), challenge(r#"nonce="n", qop="auth", stale=true"#), reply(429, ""), ok(TOKENS)]);
}

#[test]
fn cnonces_differ_from_one_grant_to_the_next() {
    let ask = || challenge(r#"nonce="n", qop="auth""#);
    let first = Scenario::new([ask(), ok(TOKENS)]).run(&mut redeem());
    let cnonce = |outcome: &http::Request<Vec<u8>>| Claim::of(outcome).get("cnonce").unwrap().to_owned();
    let one = cnonce(&first.sent[1]);
    let next = Scenario::new([ask(), ok(RENEWED)]).run(&mut first.unwrap().renew());
    assert_ne!(one, cnonce(&next.sent[1]));
}

#[test]
fn waiting_does_not_forget_the_challenge() {
    let outcome = Scenario::new([hue(), reply(429, ""), not_sent(), ok(TOKENS)]).run(&mut redeem());
    assert_eq!(outcome.sent.len(), 4);
    for request in &outcome.sent[1..] {
        Claim::of(request).assert_proves("testsecret", PATH, "MD5", false);
    }
    assert!(outcome.end.is_ok());
}

#[test]
fn starting_again_begins_before_the_challenge() {
    let app = builder_with(ClientAuth::Digest(secret())).retry(Retry::never()).build().unwrap();
    let mut exchange = code_received(app).redeem();
    assert!(Scenario::new([hue(), lost()]).run(&mut exchange).end.is_err());
    let outcome = Scenario::new([hue(), ok(TOKENS)]).run(&mut exchange);
    assert!(!outcome.sent[0].headers().contains_key(AUTHORIZATION));
    assert!(outcome.end.is_ok());
}

#[test]
fn the_secret_itself_never_travels() {
    let rest = r#"nonce="n", qop="auth""#;
    let outcome = Scenario::new([challenge(rest), ok(TOKENS)]).run(&mut redeem());
    for request in &outcome.sent {
        assert!(!wire(request).contains("testsecret"));
    }
}
