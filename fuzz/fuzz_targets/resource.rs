//! What `GET /clip/v2/resource` may reply. Each resource in it arrives, or is handed over as the text that stood there, and so
//! is each part of one that does not fit. What arrived is the same when it is written and read again. One more resource costs
//! none of the others anything, nor they it. Any object with a list of data is a reply.

#![no_main]

use hue_proto::v2::{AnyResource, Reply, Unparsed};
use libfuzzer_sys::fuzz_target;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct Said<'a> {
    #[serde(borrow, default)]
    data: Vec<&'a RawValue>,
}

fuzz_target!(|json: &[u8]| {
    let Ok(reply) = Reply::from_json(json) else { return check_refused(json) };
    let said: Said<'_> = serde_json::from_slice(json).expect("read a moment ago");
    let items: Vec<&str> = said.data.iter().map(|item| item.get()).collect();
    check_unparsed(&reply, &items);
    check_sibling(&reply, &items);
    for resource in &reply.data {
        let written = serde_json::to_string(resource).expect("written");
        assert!(written.starts_with('{'), "no object: {written}");
        let again = read(&[&written]);
        assert_eq!(again.data, [resource.clone()]);
        // One of unknown type is written as it came, with whatever does not fit.
        assert!(matches!(resource, AnyResource::Unknown(_)) || again.unparsed.is_empty(), "{:?}", again.unparsed);
    }
});

/// Where a field is there twice, nobody knows which one is meant.
fn check_refused(json: &[u8]) {
    let Ok(said) = serde_json::from_slice::<Value>(json) else { return };
    let is_reply = said.get("data").is_some_and(Value::is_array);
    assert!(!is_reply || Reply::from_json(said.to_string().as_bytes()).is_ok(), "refused: {said}");
}

/// As many as came; what is whole stands in the order in which it came.
fn check_unparsed(reply: &Reply<Vec<AnyResource>>, items: &[&str]) {
    let (whole, parts): (Vec<&Unparsed>, Vec<_>) = reply.unparsed.iter().partition(|one| one.place().is_empty());
    assert_eq!(reply.data.len() + whole.len(), items.len(), "{:?}", reply.unparsed);
    let mut rest = items.iter();
    let mut comes_next = |one: &&Unparsed| rest.any(|item| *item == one.json());
    assert!(whole.iter().all(&mut comes_next), "not as it came: {whole:?}");
    if !parts.is_empty() {
        let items = items.iter().filter_map(|item| serde_json::from_str(item).ok());
        let places: Vec<_> = items.flat_map(|item: Value| places("", &item)).collect();
        let stood = |part: &&Unparsed| places.iter().any(|(at, text)| at == part.place() && text == part.json());
        assert!(parts.iter().all(stood), "not as it came: {parts:?}");
    }
}

/// Everything inside, by where it stands.
fn places(at: &str, value: &Value) -> Vec<(String, String)> {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(fields) if at.is_empty() => fields.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (format!("{at}.{name}"), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(n, value)| (format!("{at}[{n}]"), value)).collect(),
        _ => Vec::new(),
    };
    let own = (at.to_owned(), value.to_string());
    inner.iter().flat_map(|(at, value)| places(at, value)).chain([own]).collect()
}

fn check_sibling(reply: &Reply<Vec<AnyResource>>, items: &[&str]) {
    let with = read(&items.iter().copied().chain([SIBLING]).collect::<Vec<_>>());
    let (sibling, others) = with.data.split_last().expect("a sibling");
    assert_eq!(serde_json::to_string(sibling).expect("written"), SIBLING);
    assert_eq!((others, &with.unparsed), (&*reply.data, &reply.unparsed), "what it stands beside");
}

fn read(items: &[&str]) -> Reply<Vec<AnyResource>> {
    Reply::from_json(format!(r#"{{"data":[{}]}}"#, items.join(",")).as_bytes()).expect("an object with data")
}

const SIBLING: &str =
    r#"{"id":"3883f8bf-30a3-445b-ac06-b047d50599df","on":{"on":true},"dimming":{"brightness":50.0},"type":"light"}"#;
