//! A stored session. What is read is written again as it was, survives a restore, and shows no secret; no error quotes it.

#![no_main]

use hue_fuzz::{app, assert_hides, secrets, without_defaults};
use hue_proto::{AnySession, ClientAuth, Snapshot};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|json: &[u8]| {
    let snapshot = match Snapshot::from_json(json) {
        Ok(snapshot) => snapshot,
        Err(error) => return assert_hides(&format!("{error} {error:?}"), &["CANARY"]),
    };
    let written = snapshot.to_json().to_string();
    let kept: Value = serde_json::from_str(&written).expect("JSON to another reader");
    let again = Snapshot::from_json(written.as_bytes()).expect("what was written");
    assert_eq!(again.to_json().to_string(), written);
    if let Ok(session) = AnySession::restore(app(ClientAuth::Basic), &snapshot) {
        assert_eq!(session.snapshot().to_json().to_string(), written);
    }
    // The next version may say more, and what is left out may be anything.
    let Ok(document) = serde_json::from_slice::<Value>(json) else { return };
    if document["version"] != 2 {
        assert_eq!(kept, without_defaults(document.clone()), "what is read is what is kept");
    }
    assert_hides(&format!("{snapshot:?} {snapshot:#?}"), &secrets(&document));
});
