//! Whatever is replied, everything ends, and nothing that takes effect once is done twice.

use crate::support::*;
use crate::verifier::REALM;
use hue_proto::{
    Access, AccessToken, ApplicationKey, Area, ClientAuth, Exchange, Link, Raw, Redeem, Renew, UserLinked,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeSet;
use std::sync::Arc;

/// More than any run asks for.
const MANY: usize = 16;

fn bodies() -> impl Strategy<Value = String> {
    let known = vec![
        String::new(),
        "{}".into(),
        TOKENS.into(),
        CONFIG.into(),
        PRESSED.into(),
        CREATED.into(),
        config(BRIDGE, &[("listed", NAME, "2026")]),
        r#"{"error":"invalid_grant"}"#.into(),
        r#"{"error":"invalid_client"}"#.into(),
        r#"[{"error":{"type":101,"address":"","description":"link button not pressed"}}]"#.into(),
        r#"{"errors":[{"description":"x"}]}"#.into(),
    ];
    prop_oneof![4 => select(known), 1 => "\\PC{0,30}"]
}

fn answers() -> impl Strategy<Value = Vec<Answer>> {
    let status = prop_oneof![
        4 => Just(200_u16),
        4 => select(vec![401_u16, 429, 503]),
        2 => select(vec![201_u16, 207, 302, 400, 403, 404, 500, 502, 504]),
        1 => 200..600_u16
    ];
    let after =
        select(vec![None, None, Some("0"), Some("1"), Some("3600"), Some("Thu, 09 Oct 2025 08:53:29 GMT"), Some("x")]);
    let challenge = select(vec![
        None,
        Some(r#"nonce="a""#),
        Some(r#"nonce="a", qop="auth""#),
        Some(r#"nonce="b", stale=true"#),
        Some(r#"nonce="b", qop="auth", stale=true"#),
    ]);
    let replied = (status, bodies(), after, challenge).prop_map(|(status, body, after, challenge)| {
        let answer = reply(status, &body);
        let answer = after.iter().fold(answer, |answer, after| answer.with("retry-after", after));
        challenge
            .iter()
            .fold(answer, |answer, rest| answer.with("www-authenticate", &format!(r#"Digest realm="{REALM}", {rest}"#)))
    });
    vec(prop_oneof![6 => replied, 1 => Just(lost()), 1 => Just(not_sent())], MANY)
}

fn auth() -> impl Strategy<Value = ClientAuth> {
    select(vec![ClientAuth::Basic(secret()), ClientAuth::Form(secret()), ClientAuth::Digest(secret())])
}

/// Nothing was done: the request was refused before anybody looked at it, or never arrived.
fn had_no_effect(answer: &Answer) -> bool {
    match answer {
        Answer::Reply(reply) => matches!(reply.status().as_u16(), 401 | 429),
        Answer::Nothing(delivery) => *delivery == hue_proto::Delivery::NotSent,
    }
}

/// Each request but the last was without effect.
fn check_once<T>(outcome: &Outcome<T>, answers: &[Answer], most: usize) {
    assert!(outcome.sent.len() <= most, "{:#?}", outcome.lines());
    for answer in &answers[..outcome.sent.len().saturating_sub(1)] {
        assert!(had_no_effect(answer), "sent again after {answer:?}");
    }
}

fn check_creations<T>(outcome: &Outcome<T>, answers: &[Answer]) {
    let posts = outcome.lines().into_iter().zip(answers).filter(|(line, _)| line.starts_with("POST"));
    let effective = posts.filter(|(_, answer)| !had_no_effect(answer)).count();
    assert!(effective <= 1, "{:#?}", outcome.lines());
    assert!(outcome.sent.len() <= Exchange::<Link>::MAX_SENDS);
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn a_grant_is_presented_until_it_had_an_effect(auth in auth(), answers in answers(), again in answers()) {
        let app = Arc::new(builder_with(auth).build().unwrap());
        let mut redeem = code_received(app.clone()).redeem();
        let renew = linked(builder().build().unwrap());
        let mut renew_basic = renew.renew();
        for answers in [&answers, &again] {
            let outcome = Scenario::new(answers.clone()).loosely().run(&mut redeem);
            check_once(&outcome, answers, Exchange::<Redeem>::MAX_SENDS);
            let outcome = Scenario::new(answers.clone()).loosely().run(&mut renew_basic);
            check_once(&outcome, answers, Exchange::<Renew<UserLinked>>::MAX_SENDS);
        }
    }

    #[test]
    fn a_start_creates_one_user_at_most(answers in answers(), again in answers(), linked_before: bool, accepted: bool) {
        let session = if linked_before { crate::support::again(&linked(app())) } else { tokens_issued(app()) };
        let mut exchange = session.link();
        for answers in [&answers, &again] {
            let outcome = Scenario::new(answers.clone()).loosely().run(&mut exchange);
            check_creations(&outcome, answers);
            if accepted {
                exchange.accept_bridge();
            }
        }
    }

    /// As above, but with a bridge that answers well until the user is to be created.
    #[test]
    fn a_lost_user_is_looked_for_before_the_next(answers in answers()) {
        let first = [ok(CONFIG), ok(PRESSED), lost(), ok(CONFIG)];
        let mut exchange = tokens_issued(app()).link();
        let outcome = Scenario::new(first).run(&mut exchange);
        prop_assert!(outcome.end.is_err());
        let outcome = Scenario::new(answers.clone()).loosely().run(&mut exchange);
        check_creations(&outcome, &answers);
        let lines = outcome.lines();
        let created = lines.iter().position(|line| line.starts_with("POST"));
        let looked = lines.iter().zip(&answers).position(|(line, answer)| {
            line.starts_with("GET") && matches!(answer, Answer::Reply(reply) if reply.status() != 429)
        });
        prop_assert!(created.is_none() || looked < created, "{lines:#?}");
    }

    #[test]
    fn a_call_sends_three_times_and_renews_once(answers in answers(), way in 0..3_u8, over: bool) {
        let app = Arc::new(app());
        let lend = |number: usize| {
            Access::bearer(app.clone(), &AccessToken::new(format!("T{number}")), ApplicationKey::new(KEY))
        };
        let body = serde_json::json!({});
        let endpoint = match way {
            0 => Raw::get(Area::V2, "resource"),
            1 => Raw::put(Area::V1, "lights/1/state", body.to_string()),
            _ => Raw::post(Area::V2, "resource/scene", body.to_string()),
        };
        let first = if over { linked(app.clone()).access() } else { lend(0) };
        let key_is_the_same = lend(1);
        let now = if over { NOW.saturating_add(WEEK) } else { NOW };
        let scenario = Scenario::new(answers.clone()).at(now).loosely().renewing([key_is_the_same, lend(2), lend(3)]);
        let outcome = scenario.call(endpoint, first);
        prop_assert!(outcome.sent.len() <= 3, "{:#?}", outcome.lines());
        prop_assert!(outcome.renewals <= 1);
        let mut refused = BTreeSet::new();
        for (at, request) in outcome.sent.iter().enumerate() {
            let bearer = request.headers()["authorization"].to_str().unwrap().to_owned();
            prop_assert!(!refused.contains(&bearer), "{bearer} was refused before");
            match &answers[at] {
                Answer::Reply(reply) if reply.status() == 401 => drop(refused.insert(bearer)),
                Answer::Nothing(hue_proto::Delivery::Unknown) if way > 0 => {
                    prop_assert_eq!(at + 1, outcome.sent.len(), "sent again though it may have been done");
                }
                _ => {}
            }
        }
    }
}
