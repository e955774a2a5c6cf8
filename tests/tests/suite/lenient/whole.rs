//! What nobody touched arrives whole, and goes back as it came.

use super::{differences, documents, dumps, read, written};
use hue_blocking::v2::{AnyResource, Kind};
use std::collections::BTreeSet;

#[test]
fn untouched_dumps_have_nothing_unparsed() {
    let mut kinds = BTreeSet::new();
    for (name, dump) in dumps::all() {
        let documents = documents(&dump);
        let reply = read(&documents.iter().collect::<Vec<_>>());
        assert_eq!(reply.unparsed, [], "{name}");
        assert_eq!(reply.data.len(), documents.len(), "{name}");
        kinds.extend(reply.data.iter().map(AnyResource::kind));
    }
    for kind in Kind::KNOWN {
        assert!(kinds.contains(kind), "no dump has a {kind}");
    }
}

/// What a type here leaves out, and so what is lost on the way back. Printed, so that a dump of a real bridge shows at a
/// glance what its firmware has that the types have not.
#[test]
#[expect(clippy::print_stdout, reason = "who brings a dump wants to know")]
fn resources_go_back_as_they_came() {
    let mut unknown = BTreeSet::new();
    for (name, dump) in dumps::all() {
        let documents = documents(&dump);
        let reply = read(&documents.iter().collect::<Vec<_>>());
        for (document, resource) in documents.iter().zip(&reply.data) {
            let mut found = Vec::new();
            differences(document, &written(resource), "", &mut found);
            for place in found {
                assert!(is_missing(&written(resource), &place), "{name}: {place} of {document} is another");
                unknown.insert(format!("{}: {}", resource.kind(), without_items(&place)));
            }
        }
    }
    for place in &unknown {
        println!("unknown field: {place}");
    }
    assert_eq!(unknown.iter().map(String::as_str).collect::<Vec<_>>(), UNKNOWN);
}

/// No field is kept as raw JSON where the description has a shape: it has none for these, and no others are.
#[test]
fn raw_json_is_kept_only_where_there_is_no_shape() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../hue-proto/src/v2/data");
    let mut raw = BTreeSet::new();
    for file in std::fs::read_dir(folder).expect("the types of resource") {
        let source = std::fs::read_to_string(file.expect("a file").path()).expect("a source");
        let fields = source.lines().map(str::trim).filter(|line| line.contains("Json") && line.ends_with(','));
        raw.extend(fields.filter_map(|line| Some(line.split_once(':')?.0.to_owned())));
    }
    let expected = ["configuration", "configuration_schema", "state", "state_schema", "trigger_schema"];
    assert_eq!(raw.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

/// In `dumps/newer_firmware.json`.
const UNKNOWN: [&str; 1] = ["device: device_mode"];

fn is_missing(value: &serde_json::Value, place: &str) -> bool {
    let pointer = format!("/{}", place.replace(['.', '['], "/").replace(']', ""));
    value.pointer(&pointer).is_none()
}

fn without_items(place: &str) -> String {
    let mut kept = String::new();
    for part in place.split('[') {
        let rest = part.split_once(']').map_or(part, |(_, rest)| rest);
        kept.push_str(rest);
    }
    kept
}
