//! What comes to a home, a line each: `+` a resource that is new, `~` one of which a part is different, `-` one that is gone.
//! After each, the home is what a map of JSON is over which the same was laid, object over object, and what is said to be
//! different is what is different there; nothing is said where nothing is.

#![no_main]

use hue_proto::v2::{AnyResource, Change, Home, Kind, Reference, Reply, What};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

type Key = (String, String);
type Model = BTreeMap<Key, Value>;

fuzz_target!(|text: &str| {
    let (mut home, mut model) = (Home::default(), Model::new());
    for line in text.lines() {
        let before = model.clone();
        let Some((change, key)) = taken(line, &mut model) else { continue };
        let is_deleted = matches!(change, Change::Deleted(_));
        let is_added = matches!(change, Change::Added(_)) || !before.contains_key(&key);
        match home.apply(change) {
            None => assert_eq!(model, before, "{line}: said to change nothing"),
            Some(changed) => {
                assert_ne!(model, before, "{line}: {changed:?}");
                assert_eq!((changed.reference.kind().as_str(), changed.reference.id()), (&*key.0, &*key.1));
                match changed.what {
                    What::Added => assert!(is_added && !is_deleted, "{line}"),
                    What::Deleted => assert!(is_deleted, "{line}"),
                    What::Updated(fields) => {
                        assert!(!is_added && !is_deleted, "{line}");
                        let is_known = !matches!(changed.reference.kind(), Kind::Unknown(_));
                        let different = if is_known { different(&before[&key], &model[&key]) } else { Vec::new() };
                        assert_eq!(sorted(fields), different, "{line}");
                    }
                }
            }
        }
        assert_eq!(home.len(), model.len(), "{line}");
        for (key, value) in &model {
            let found = home.resolve(&Reference::new(Kind::from(&*key.0), &key.1)).expect("it is there");
            assert_eq!(serde_json::to_value(found).expect("JSON"), *value, "{line}");
        }
    }
});

/// The change of a line, once the model has taken it, and of what.
fn taken(line: &str, model: &mut Model) -> Option<(Change, Key)> {
    let (what, rest) = line.split_at_checked(1)?;
    if what == "-" {
        let (kind, id) = rest.split_once('/')?;
        let key = (kind.to_owned(), id.to_owned());
        model.remove(&key);
        return Some((Change::Deleted(Reference::new(Kind::from(kind), id)), key));
    }
    // In one order, and each field once.
    let written: Value = serde_json::from_str(rest).ok()?;
    let resource = Reply::from_json(format!(r#"{{"data":[{written}]}}"#).as_bytes()).ok()?.data.pop()?;
    let key = (resource.kind().as_str().to_owned(), resource.id()?.to_owned());
    let value = serde_json::to_value(&resource).ok()?;
    match what {
        "+" => {
            model.insert(key.clone(), value);
            Some((Change::Added(resource), key))
        }
        "~" => {
            let keeps_json = matches!(resource, AnyResource::BehaviorInstance(_) | AnyResource::BehaviorScript(_));
            lay_over(model.entry(key.clone()).or_insert(Value::Null), value, keeps_json);
            Some((Change::Updated(resource), key))
        }
        _ => None,
    }
}

/// What is not named stays. JSON of no shape is one thing, and so comes whole.
fn lay_over(whole: &mut Value, newer: Value, keeps_json: bool) {
    let (Value::Object(fields), Value::Object(newer)) = (&mut *whole, &newer) else { return *whole = newer };
    for (name, newer) in newer {
        let is_whole = keeps_json && SHAPELESS.contains(&name.as_str());
        match fields.get_mut(name) {
            Some(field) if !is_whole => lay_over(field, newer.clone(), keeps_json),
            _ => drop(fields.insert(name.clone(), newer.clone())),
        }
    }
}

fn different(before: &Value, after: &Value) -> Vec<String> {
    let empty = Map::new();
    let [before, after] = [before, after].map(|value| value.as_object().unwrap_or(&empty));
    sorted(after.iter().filter(|(name, value)| before.get(*name) != Some(value)).map(|(name, _)| name))
}

fn sorted(names: impl IntoIterator<Item = impl Into<String>>) -> Vec<String> {
    let mut names: Vec<String> = names.into_iter().map(Into::into).collect();
    names.sort();
    names
}

const SHAPELESS: [&str; 5] = ["configuration", "configuration_schema", "state", "state_schema", "trigger_schema"];
