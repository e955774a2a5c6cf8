//! An account as a store holds it. What is read is written again as it was, with its stamp, its attempt and its refusal, but
//! for an attempt without end; it is summed up as it is, and shows no secret; no error quotes it.

#![no_main]

use hue_fuzz::{assert_hides, secrets, without_defaults};
use hue_proto::keep::Record;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// Two days: whatever a record says, nobody waits longer.
const LONGEST_ATTEMPT_MS: u64 = 2 * 86_400_000;

fuzz_target!(|json: &[u8]| {
    let record = match Record::from_json(json) {
        Ok(record) => record,
        Err(error) => return assert_hides(&format!("{error} {error:?}"), &["CANARY"]),
    };
    let written = record.to_json().to_string();
    let kept: Value = serde_json::from_str(&written).expect("JSON to another reader");
    let again = Record::from_json(written.as_bytes()).expect("what was written");
    assert_eq!((again.to_json().to_string(), again.stamp()), (written, record.stamp()));
    // The next version may say more, and what is left out may be anything.
    let Ok(mut document) = serde_json::from_slice::<Value>(json) else { return };
    if let Some(lasts) = document["attempt_ms"].as_u64() {
        document["attempt_ms"] = lasts.min(LONGEST_ATTEMPT_MS).into();
    }
    if document["version"] != 2 && document["snapshot"]["version"] != 2 {
        assert_eq!(kept, without_defaults(document.clone()), "what is read is what is kept");
    }
    let summary = record.summary();
    assert_eq!(summary.is_being_renewed, document["attempt_ms"].is_u64());
    assert_eq!(summary.is_refused, document["refused"] == true);
    assert_eq!(summary.state, document["snapshot"]["state"]);
    assert_hides(&format!("{record:?} {record:#?} {summary:?}"), &secrets(&document["snapshot"]));
});
