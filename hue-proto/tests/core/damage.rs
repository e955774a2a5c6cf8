//! A stored session that is not as it was written.

use crate::snapshot::FIXTURES;
use crate::support::*;
use hue_proto::{AnySession, Snapshot};
use proptest::prelude::*;
use serde_json::Value;

/// Either it is refused, or it says exactly what is then kept; or it looks like one of the next version, which may say more.
pub(crate) fn check(json: &[u8]) -> bool {
    let Ok(snapshot) = Snapshot::from_json(json) else { return false };
    let read: Value = serde_json::from_slice(json).unwrap();
    let written: Value = serde_json::from_str(&snapshot.to_json()).unwrap();
    assert!(written == read || read["version"] == 2, "{}", String::from_utf8_lossy(json));
    if let Ok(session) = AnySession::restore(app(), &snapshot) {
        assert_eq!(session.snapshot().to_json().to_string(), snapshot.to_json().to_string());
    }
    true
}

fn written() -> impl Iterator<Item = Vec<u8>> {
    FIXTURES
        .into_iter()
        .map(|(_, text)| Snapshot::from_json(text.as_bytes()).unwrap().to_json().to_string().as_bytes().to_vec())
}

#[test]
fn a_torn_write_is_refused_at_each_length() {
    for json in written() {
        for length in 0..json.len() {
            assert!(!check(&json[..length]), "{length}");
        }
        assert!(check(&json));
    }
}

#[test]
fn a_flipped_bit_is_seen_or_kept() {
    for json in written() {
        for at in 0..json.len() {
            for bit in 0..8 {
                let mut damaged = json.clone();
                damaged[at] ^= 1 << bit;
                check(&damaged);
            }
        }
    }
}

#[test]
fn two_writes_in_one_file_are_refused() {
    for json in written() {
        assert!(!check(&[&json[..], &json[..]].concat()));
        assert!(!check(&[&json[..], b"x"].concat()));
        assert!(!check(&[&b"\xef\xbb\xbf"[..], &json[..]].concat()));
        assert!(!check(&[&b"["[..], &json[..], b"]"].concat()));
    }
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn any_bytes_in_place_of_others_are_seen_or_kept(
        which in 0..4_usize,
        at: prop::sample::Index,
        length in 0..12_usize,
        with in prop_oneof!["[\\[\\]{}\":,0-9a-z \\\\-]{0,12}", "\\PC{0,6}"],
    ) {
        let mut json = written().nth(which).unwrap();
        let start = at.index(json.len());
        let end = (start + length).min(json.len());
        json.splice(start..end, with.into_bytes());
        check(&json);
    }
}
