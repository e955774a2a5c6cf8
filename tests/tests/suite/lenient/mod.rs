//! Nothing that a bridge says breaks a program: every field of every resource, lost, renamed, of another type, or unknown.

mod dumps;
mod mutations;
mod whole;

use hue_blocking::v2::{AnyResource, Reply};
use serde_json::Value;

/// The resources of a dump, as JSON.
fn documents(dump: &str) -> Vec<Value> {
    let dump: Value = serde_json::from_str(dump).expect("JSON");
    dump.get("data").and_then(Value::as_array).expect("an array of resources").clone()
}

/// The same, whether it is spelled as bridges spell it or otherwise.
fn read(documents: &[&Value]) -> Reply<Vec<AnyResource>> {
    let data = serde_json::to_string(documents).expect("JSON");
    let [reply, otherwise] = [format!(r#"{{"errors":[],"data":{data}}}"#), format!(r#"{{"data":{data}}}"#)]
        .map(|body| Reply::from_json(body.as_bytes()).expect("an envelope is read whatever is in it"));
    assert_eq!(reply, otherwise);
    reply
}

fn written(resource: &AnyResource) -> Value {
    serde_json::to_value(resource).expect("every resource can be written")
}

/// Every place in it: `dimming`, `dimming.brightness`, `actions[0].target.rid`.
fn places(value: &Value) -> Vec<Vec<Step>> {
    let mut found = Vec::new();
    let mut under = |step: Step, inner: &Value| {
        found.push(vec![step.clone()]);
        for mut rest in places(inner) {
            rest.insert(0, step.clone());
            found.push(rest);
        }
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, inner)| under(Step::Field(name.clone()), inner)),
        // The first two stand for all of them.
        Value::Array(items) => items.iter().take(2).enumerate().for_each(|(at, inner)| under(Step::Item(at), inner)),
        _ => {}
    }
    found
}

/// One step into a value.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    Field(String),
    Item(usize),
}

impl Step {
    fn into<'a>(&self, value: &'a mut Value) -> &'a mut Value {
        match self {
            Self::Field(name) => value.get_mut(name),
            Self::Item(at) => value.get_mut(at),
        }
        .expect("a place that was found")
    }
}

/// As [`Unparsed::place`](hue_blocking::v2::Unparsed::place) writes it.
fn spelled(place: &[Step]) -> String {
    place.iter().fold(String::new(), |text, step| match step {
        Step::Field(name) if text.is_empty() => name.clone(),
        Step::Field(name) => format!("{text}.{name}"),
        Step::Item(at) => format!("{text}[{at}]"),
    })
}

/// Where two values differ, numbers by what they are and not by how they are written.
fn differences(one: &Value, other: &Value, place: &str, found: &mut Vec<String>) {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let names: std::collections::BTreeSet<_> = one.keys().chain(other.keys()).collect();
            for name in names {
                let place = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
                match (one.get(name), other.get(name)) {
                    (Some(one), Some(other)) => differences(one, other, &place, found),
                    _ => found.push(place),
                }
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (at, (one, other)) in one.iter().zip(other).enumerate() {
                differences(one, other, &format!("{place}[{at}]"), found);
            }
        }
        (Value::Number(one), Value::Number(other)) if one.as_f64() == other.as_f64() => {}
        (one, other) if one == other => {}
        _ => found.push(place.to_owned()),
    }
}
