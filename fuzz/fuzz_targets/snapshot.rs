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
    let read = |json: &[u8]| serde_json::from_slice::<Value>(json).expect("JSON to another reader");
    // The next version may say more.
    if read(json)["version"] != 2 {
        assert_eq!(read(written.as_bytes()), without_defaults(read(json)), "what is read is what is kept");
    }
    let again = Snapshot::from_json(written.as_bytes()).expect("what was written");
    assert_eq!(again.to_json().to_string(), written);
    assert_hides(&format!("{snapshot:?} {snapshot:#?}"), &secrets(&read(json)));
    let Ok(session) = AnySession::restore(app(ClientAuth::Basic), &snapshot) else { return };
    assert_eq!(session.snapshot().to_json().to_string(), written);
});
