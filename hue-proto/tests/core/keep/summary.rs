//! What may be shown of stored credentials.

use super::world::record;
use crate::support::*;
use hue_proto::keep::Summary;
use hue_proto::{AccessToken, ApplicationKey, BridgeId, Session, Snapshot};
use serde_json::json;

fn check(snapshot: &Snapshot, expected: impl Fn(&Summary) -> bool) {
    let summary = snapshot.summary();
    assert!(expected(&summary), "{summary:#?}");
    assert_eq!((&*summary.client_id, &*summary.origin), ("testclient", "https://api.meethue.com"));
    assert_eq!(summary.state, snapshot.state());
    assert_eq!((summary.is_being_renewed, summary.is_refused), (false, false));
}

#[test]
fn it_says_what_is_there_and_what_is_not() {
    for begun in [unauthorized(app()).snapshot(), code_received(app()).snapshot()] {
        check(&begun, |summary| {
            !summary.has_refresh_token && summary.bridge.is_none() && (summary.issued, summary.expires) == (None, None)
        });
    }
    let end = Some(NOW.saturating_add(WEEK));
    check(&tokens_issued(app()).snapshot(), |summary| {
        summary.has_refresh_token && (summary.issued, summary.expires, summary.generation) == (Some(NOW), end, 0)
    });
    check(&renewed(app()).snapshot(), |summary| {
        let bridge = summary.bridge.as_ref().map(BridgeId::as_str);
        bridge == Some(BRIDGE) && summary.generation == 1 && !summary.has_client_key && summary.other_bridges == 0
    });
    let alone = Session::from_tokens(app(), Some(AccessToken::new("A")), None, None).unwrap();
    let alone = alone.with_key(ApplicationKey::new(KEY));
    check(&alone.snapshot(), |summary| !summary.has_refresh_token && summary.bridge.is_none());
}

#[test]
fn bridges_are_counted_the_linked_one_apart() {
    // A new login keeps the key: until it is linked, that is another bridge's.
    check(&again(&linked(app())).snapshot(), |summary| summary.other_bridges == 1 && summary.bridge.is_none());
    let json = linked(app())
        .snapshot()
        .to_json()
        .replace("\"tokens\":", r#""links":[{"key":"K2","bridge":"001788fffe999999"},{"key":"K3"}],"tokens":"#);
    let json = json.replace(r#""link":{"#, r#""link":{"client_key":"C","#);
    check(&Snapshot::from_json(json.as_bytes()).unwrap(), |summary| {
        summary.other_bridges == 2 && summary.has_client_key && summary.bridge.is_some()
    });
}

#[test]
fn of_a_record_it_says_who_is_at_it() {
    for (fields, expected) in [
        (json!({}), (false, false)),
        (json!({ "attempt_ms": 0 }), (true, false)),
        (json!({ "refused": true }), (false, true)),
    ] {
        let record = record(&linked(app()).snapshot(), fields);
        let summary = record.summary();
        assert_eq!((summary.is_being_renewed, summary.is_refused), expected);
        let shown = Summary::clone(&summary);
        assert_eq!(shown, summary);
    }
}
