//! Every exchange ends, keeps what it holds, does nothing twice, and says nothing, whatever comes.

use super::grammar::turns;
use super::sessions::{manner, planted};
use super::walk::{Arrival, Way, check};
use crate::support::*;
use hue_proto::{AnySession, Exchange, HasTokens, Link, Redeem, Renew, Session};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

/// The new tokens are those of the reply; a refresh token that it leaves out is the one that was there.
fn check_tokens(arrival: &Arrival, generation: u64) {
    let Arrival { before, after, now, .. } = arrival;
    let Some(reply) = arrival.json() else { return };
    assert_eq!(arrival.reply.status(), 200);
    let tokens = &after["tokens"];
    assert_eq!(tokens["access"], reply["access_token"]);
    let is_new = reply["refresh_token"].as_str().is_some_and(|text| !text.is_empty());
    assert_eq!(tokens["refresh"], if is_new { &reply["refresh_token"] } else { &before["tokens"]["refresh"] }.clone());
    assert_eq!((&tokens["issued"], &tokens["generation"]), (&json!(now.as_millis()), &json!(generation)));
    if let Some(life) = reply["expires_in"].as_u64() {
        assert_eq!(tokens["expires"], json!(now.as_millis().saturating_add(life.saturating_mul(1000))));
    }
    for same in ["client_id", "origin", "link", "links", "any_bridge", "attempt"] {
        assert_eq!(after[same], before[same], "{same}");
    }
}

fn redeemed(arrival: &Arrival) {
    check_tokens(arrival, 0);
}

fn renewed(arrival: &Arrival) {
    assert_eq!(arrival.after["state"], arrival.before["state"]);
    check_tokens(arrival, arrival.before["tokens"]["generation"].as_u64().unwrap().saturating_add(1));
}

/// The key is the one of the reply: created, found, or kept for this bridge. What was kept for others is kept.
fn linked(arrival: &Arrival) {
    let Arrival { before, after, request, .. } = arrival;
    assert_eq!(after["tokens"], before["tokens"]);
    let Some(reply) = arrival.json() else { return };
    let link = &after["link"];
    let none = Vec::new();
    let links = before["links"].as_array().unwrap_or(&none);
    if request.method() == "POST" {
        let items = reply.as_array().unwrap().iter().map(|item| &item["success"]);
        let created = items.into_iter().find(|success| success.get("username").is_some()).unwrap();
        assert_eq!(link["key"], created["username"]);
        assert_eq!(link["client_key"].as_str(), created["clientkey"].as_str());
    } else if link["adopted"] == true && before["attempt"].is_object() {
        let key = link["key"].as_str().unwrap();
        assert_eq!(reply["whitelist"][key]["name"], NAME);
        let listed_before = before["attempt"]["before"].as_array().expect("a list to compare with");
        assert!(!listed_before.contains(&link["key"]));
    } else {
        let kept = |old: &&Value| ["key", "client_key", "adopted"].iter().all(|name| old[name] == link[name]);
        let is_here = |old: &Value| {
            old["bridge"] == link["bridge"] || reply["whitelist"][link["key"].as_str().unwrap()].is_object()
        };
        assert!(links.iter().filter(kept).any(is_here), "taken up, and not kept for this bridge");
    }
    for old in links {
        let is_of_another = old["bridge"].is_null() || old["bridge"] != link["bridge"];
        let is_still_there = after["links"].as_array().unwrap_or(&none).contains(old);
        assert_eq!(is_still_there, is_of_another && old["key"] != link["key"], "{old}");
    }
    assert_eq!((&after["any_bridge"], &after["attempt"]), (&Value::Null, &Value::Null));
}

const REDEEM: Way<Redeem> = Way { leave: Session::redeem, choose: |_| {}, arrived: redeemed };
const LINK: Way<Link> = Way { leave: Session::link, choose: Exchange::accept_bridge, arrived: linked };

fn renew<S: HasTokens>() -> Way<Renew<S>> {
    Way { leave: Session::renew, choose: |_| {}, arrived: renewed }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn a_code_is_redeemed_or_kept(manner in manner(), code in planted("code_received"), runs in vec(turns(), 1..4)) {
        let AnySession::CodeReceived(session) = manner.restore(&code) else { panic!() };
        check(&manner, session, &REDEEM, &runs);
    }

    #[test]
    fn tokens_are_renewed_or_kept(manner in manner(), tokens in planted("tokens_issued"), runs in vec(turns(), 1..4)) {
        let AnySession::TokensIssued(session) = manner.restore(&tokens) else { panic!() };
        check(&manner, session, &renew(), &runs);
    }

    #[test]
    fn a_linked_session_is_renewed_or_kept(
        manner in manner(),
        linked in planted("user_linked"),
        runs in vec(turns(), 1..4),
    ) {
        let AnySession::UserLinked(session) = manner.restore(&linked) else { panic!() };
        check(&manner, session, &renew(), &runs);
    }

    #[test]
    fn a_bridge_is_linked_or_nothing_is_lost(
        manner in manner(),
        tokens in planted("tokens_issued"),
        runs in vec(turns(), 1..4),
    ) {
        let AnySession::TokensIssued(session) = manner.restore(&tokens) else { panic!() };
        check(&manner, session, &LINK, &runs);
    }
}
