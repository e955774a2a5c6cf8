//! A stored session. What is read is written again as it was, survives a restore, and shows no secret; no error quotes it.

#![no_main]

use hue_fuzz::{app, assert_hides};
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

/// A field that says what its absence says is not written.
fn without_defaults(document: Value) -> Value {
    match document {
        Value::Object(fields) => {
            let is_default = |name: &str, value: &Value| match value {
                Value::Null | Value::Bool(false) => true,
                Value::Array(values) => name == "links" && values.is_empty(),
                _ => false,
            };
            let kept = fields.into_iter().filter(|(name, value)| !is_default(name, value));
            Value::Object(kept.map(|(name, value)| (name, without_defaults(value))).collect())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(without_defaults).collect()),
        other => other,
    }
}

fn secrets(document: &Value) -> Vec<&str> {
    let texts = ["/code", "/csrf_state", "/pkce_verifier", "/tokens/access", "/tokens/refresh", "/link/key"];
    let texts = texts.iter().filter_map(|at| document.pointer(at)?.as_str());
    // Shorter ones may stand in any text.
    texts.filter(|text| text.len() > 12 && text.contains("CANARY")).collect()
}
