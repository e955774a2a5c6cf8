//! A record as JSON: what is written is read for ever, and what is damaged is refused.

use super::world::{document, record, rewritten};
use crate::support::*;
use hue_proto::keep::{Record, Stamp};
use hue_proto::{Malformed, Snapshot};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Written by hand when version 1 was made; never changed.
const FIXTURES: [&str; 2] =
    [include_str!("../../fixtures/record-v1-idle.json"), include_str!("../../fixtures/record-v1-refused.json")];

fn read(json: &Value) -> Result<Record, Malformed> {
    Record::from_json(json.to_string().as_bytes())
}

#[test]
fn version_1_is_read_for_ever() {
    let [idle, refused] = FIXTURES.map(|text| Record::from_json(text.as_bytes()).unwrap());
    assert_eq!((idle.is_being_renewed(), idle.is_refused()), (false, false));
    assert_eq!((refused.is_being_renewed(), refused.is_refused()), (true, true));
    assert_eq!(idle.stamp(), Stamp::from_bytes([0x0f; 16]));
    assert_eq!(refused.stamp().as_bytes()[..2], [0xfe, 0xdc]);
    assert_eq!((idle.snapshot().state(), refused.snapshot().state()), ("user_linked", "tokens_issued"));
    for (text, record) in FIXTURES.iter().zip([idle, refused]) {
        assert_eq!(document(&record), serde_json::from_str::<Value>(text).unwrap());
        assert_eq!(record.to_json().lines().count(), 1);
        assert_eq!(record.to_json().as_ref(), record.to_json().as_bytes());
    }
}

#[test]
fn the_version_before_and_the_next_are_told_apart_by_name() {
    let written = document(&record(&linked(app()).snapshot(), json!({})));
    for version in [json!(0), json!(3), json!(u64::MAX), json!("1"), json!(null), json!(1.5)] {
        let mut other = written.clone();
        other["version"] = version;
        assert!(read(&other).is_err(), "{other}");
    }
    let other = json!({ "version": 3, "anything": [1] });
    assert!(read(&other).unwrap_err().to_string().contains("a record of version 1 or 2"));
}

#[test]
fn what_the_next_version_adds_is_left_out() {
    let written = document(&record(&linked(app()).snapshot(), json!({ "attempt_ms": 60_000 })));
    let mut next = written.clone();
    next["version"] = json!(2);
    next["holder"] = json!({ "host": "a", "since": [1, null] });
    assert_eq!(document(&read(&next).unwrap()), written);
    next["snapshot"]["version"] = json!(2);
    next["snapshot"]["scope"] = json!("all");
    assert_eq!(document(&read(&next).unwrap()), written);
    // In this version it is damage.
    next["version"] = json!(1);
    assert!(read(&next).is_err());
}

#[test]
fn whatever_lacks_a_part_or_has_it_twice_is_refused() {
    let written = document(&record(&linked(app()).snapshot(), json!({ "attempt_ms": 60_000, "refused": true })));
    for name in ["version", "stamp", "snapshot"] {
        let mut part = written.clone();
        part.as_object_mut().unwrap().remove(name);
        assert!(read(&part).is_err(), "{name}");
    }
    for (name, value) in written.as_object().unwrap() {
        let text = written.to_string();
        let twice = format!("{},{}:{value}}}", text.strip_suffix('}').unwrap(), json!(name));
        assert!(Record::from_json(twice.as_bytes()).is_err(), "{name}");
    }
    for (name, value) in [
        ("stamp", json!("0f")),
        ("stamp", json!("0F".repeat(16))),
        ("stamp", json!("+f".repeat(16))),
        ("stamp", json!("0f".repeat(17))),
        ("stamp", json!([15, 15])),
        ("attempt_ms", json!(-1)),
        ("attempt_ms", json!("60000")),
        ("refused", json!(1)),
        ("snapshot", json!([])),
        ("snapshot", json!({})),
    ] {
        let mut other = written.clone();
        other[name] = value;
        assert!(read(&other).is_err(), "{other}");
    }
    assert!(read(&json!([1, "0f".repeat(16), null, false, written["snapshot"]])).is_err(), "an array is no object");
    assert!(Record::from_json(linked(app()).snapshot().to_json().as_bytes()).is_err(), "nor is a snapshot a record");
}

#[test]
fn a_torn_write_is_refused_at_each_length() {
    for text in FIXTURES {
        let text = Record::from_json(text.as_bytes()).unwrap().to_json().to_string();
        for length in 0..text.len() {
            assert!(Record::from_json(&text.as_bytes()[..length]).is_err(), "{length}");
        }
        assert!(Record::from_json(format!("{text}{text}").as_bytes()).is_err());
        assert!(Record::from_json(format!("{text}x").as_bytes()).is_err());
    }
}

/// Either it is refused, or it says exactly what is then kept; or it looks like one of the next version, which may say more.
fn check_damaged(json: &[u8]) {
    let Ok(record) = Record::from_json(json) else { return };
    let read: Value = serde_json::from_slice(json).unwrap();
    let is_next = read["version"] == 2 || read["snapshot"]["version"] == 2;
    assert!(is_next || document(&record) == read, "{}", String::from_utf8_lossy(json));
}

#[test]
fn a_flipped_bit_is_seen_or_kept() {
    for text in FIXTURES {
        let text = Record::from_json(text.as_bytes()).unwrap().to_json().to_string();
        for at in 0..text.len() {
            for bit in 0..8 {
                let mut damaged = text.clone().into_bytes();
                damaged[at] ^= 1 << bit;
                check_damaged(&damaged);
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn whatever_is_written_is_read_again(
        stamp in any::<[u8; 16]>(),
        attempt in proptest::option::of(any::<u64>()),
        refused in any::<bool>(),
        session in crate::prop::any_session(),
    ) {
        let snapshot = Snapshot::from_json(session.to_string().as_bytes()).unwrap();
        let hex = format!("{:032x}", u128::from_be_bytes(stamp));
        let mut fields = json!({ "stamp": hex });
        if let Some(attempt) = attempt {
            fields["attempt_ms"] = attempt.into();
        }
        if refused {
            fields["refused"] = true.into();
        }
        let record = record(&snapshot, fields.clone());
        prop_assert_eq!(record.stamp(), Stamp::from_bytes(stamp));
        prop_assert_eq!(record.stamp().to_string(), hex);
        prop_assert_eq!((record.is_being_renewed(), record.is_refused()), (attempt.is_some(), refused));
        let again = Record::from_json(record.to_json().as_bytes()).unwrap();
        prop_assert_eq!(document(&again), document(&rewritten(&record, 0, fields)));
    }

    #[test]
    fn any_bytes_in_place_of_others_are_seen_or_kept(
        which in 0..2_usize,
        at: prop::sample::Index,
        length in 0..12_usize,
        with in prop_oneof!["[\\[\\]{}\":,0-9a-z \\\\-]{0,12}", "\\PC{0,6}"],
    ) {
        let mut json = FIXTURES[which].as_bytes().to_vec();
        let start = at.index(json.len());
        let end = (start + length).min(json.len());
        json.splice(start..end, with.into_bytes());
        check_damaged(&json);
    }
}
