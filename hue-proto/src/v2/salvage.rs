//! Reading a resource in which something is not as it should be: that is put aside, and the rest is read.

use super::json::Json;
use super::kind::Kind;
use super::reply::Unparsed;
use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Map, Number, Value};
use serde_path_to_error::Segment;

/// The resource, less what does not fit; `None` where nothing is left of it. `kind` is its type where that is known.
pub(crate) fn read<T: DeserializeOwned>(raw: &RawValue, kind: Option<&str>, unparsed: &mut Vec<Unparsed>) -> Option<T> {
    match serde_json::from_str(raw.get()) {
        Ok(resource) => Some(resource),
        Err(_) => salvage(raw, kind, unparsed),
    }
}

/// Puts aside one misfit after another. All of it, where it needs to.
fn salvage<T: DeserializeOwned>(raw: &RawValue, kind: Option<&str>, unparsed: &mut Vec<Unparsed>) -> Option<T> {
    let (original, unreadable) = tree(raw);
    let said = |name| original.get(name).and_then(Value::as_str).map(Box::<str>::from);
    let (id, kind) = (said("id"), kind.map(Kind::from).or_else(|| said("type").map(|word| Kind::from(&*word))));
    let aside = |place: String, reason, json| Unparsed {
        kind: kind.clone(),
        id: id.clone(),
        place: place.into(),
        reason,
        json,
    };
    let mut rest = original.clone();
    let mut misfits: Vec<Unparsed> =
        unreadable.into_iter().map(|(place, json)| aside(place, UNREADABLE.into(), json)).collect();
    for turn in 0.. {
        let error = match serde_path_to_error::deserialize(&rest) {
            Ok(resource) => {
                unparsed.append(&mut misfits);
                return Some(resource);
            }
            Err(error) => error,
        };
        let way: Vec<&Segment> = error.path().iter().collect();
        // What has that many misfits goes as a whole, and the other fields stay.
        let way = if turn < MOST { &way[..] } else { way.get(..1).unwrap_or_default() };
        let place = place(way, &misfits);
        let json = original.pointer(&pointer(&place)).and_then(|misfit| Json::of(misfit).ok());
        let mended = mend(&mut rest, way, turn < MOST);
        match (mended, json) {
            (Some(Mended::Recast), _) => {}
            (Some(Mended::Without), Some(json)) => {
                // What was put aside of it before is in it.
                misfits.retain(|misfit| !is_within(&misfit.place, &place));
                misfits.push(aside(place, reason(error.inner()), json));
            }
            _ => {
                // What it cannot do without may have been put aside: then for that reason.
                let missing = reason(error.inner());
                let aside_before =
                    misfits.into_iter().find(|misfit| *missing == format!("missing field `{}`", misfit.place));
                let reason = aside_before.map_or(missing, |misfit| misfit.reason);
                unparsed.push(aside(String::new(), reason, Json::raw(raw)));
                break;
            }
        }
    }
    None
}

/// The resource as a tree, without the fields that no tree can hold: numbers beyond all bounds, say.
fn tree(raw: &RawValue) -> (Value, Vec<(String, Json)>) {
    if let Ok(whole @ Value::Object(_)) = serde_json::from_str(raw.get()) {
        return (whole, Vec::new());
    }
    let fields: BTreeMap<String, &RawValue> = serde_json::from_str(raw.get()).unwrap_or_default();
    let (mut whole, mut unreadable) = (Map::new(), Vec::new());
    for (name, raw) in fields {
        match serde_json::from_str(raw.get()) {
            Ok(value) => drop(whole.insert(name, value)),
            Err(_) => unreadable.push((name, Json::raw(raw))),
        }
    }
    let is_object = raw.get().starts_with('{');
    (if is_object { Value::Object(whole) } else { Value::Null }, unreadable)
}

enum Mended {
    /// Numbers in other clothes, that may fit now.
    Recast,
    Without,
}

/// Mends what stands there, or takes it out. `None`: that is the whole resource, or its place is not known.
fn mend(rest: &mut Value, way: &[&Segment], may_recast: bool) -> Option<Mended> {
    let (last, parents) = way.split_last()?;
    let parent = parents.iter().try_fold(&mut *rest, |value, segment| child(value, segment))?;
    if may_recast && recast(child(parent, last)?).is_some() {
        // Where one item of a list comes so, all do.
        recast_all(rest, way);
        return Some(Mended::Recast);
    }
    child(parent, last)?;
    match (parent, last) {
        (Value::Object(fields), Segment::Map { key }) => drop(fields.remove(key.as_str())),
        (Value::Array(items), Segment::Seq { index }) if *index < items.len() => drop(items.remove(*index)),
        _ => return None,
    }
    Some(Mended::Without)
}

fn child<'a>(value: &'a mut Value, segment: &Segment) -> Option<&'a mut Value> {
    match segment {
        Segment::Map { key } => value.get_mut(key),
        Segment::Seq { index } => value.get_mut(index),
        Segment::Enum { .. } | Segment::Unknown => None,
    }
}

/// At that place, in every item of the lists on the way.
fn recast_all(value: &mut Value, way: &[&Segment]) {
    match (way.split_first(), value) {
        (Some((Segment::Seq { .. }, way)), Value::Array(items)) => {
            for item in items {
                recast_all(item, way);
            }
        }
        (Some((segment, way)), value) => {
            if let Some(value) = child(value, segment) {
                recast_all(value, way);
            }
        }
        (None, value) => {
            if let Some(number) = recast(value) {
                *value = number;
            }
        }
    }
}

/// Numbers and flags come as text, and whole numbers with a fraction of nothing.
fn recast(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => {
            let inner: Value = serde_json::from_str(text.trim()).ok()?;
            (inner.is_number() || inner.is_boolean()).then_some(inner)
        }
        Value::Number(number) => {
            let text = number.is_f64().then(|| number.to_string())?;
            text.strip_suffix(".0")?.parse::<i64>().ok().map(|whole| Value::Number(Number::from(whole)))
        }
        _ => None,
    }
}

/// `actions[2].target`, counted as it came: what was taken out of a list before this counts too.
fn place(way: &[&Segment], misfits: &[Unparsed]) -> String {
    let mut place = String::new();
    for segment in way {
        match segment {
            Segment::Map { key } if place.is_empty() => place.push_str(key),
            Segment::Map { key } => place = format!("{place}.{key}"),
            Segment::Seq { index } => {
                let mut index = *index;
                let mut taken: Vec<usize> = misfits.iter().filter_map(|misfit| item(&misfit.place, &place)).collect();
                taken.sort_unstable();
                for taken in taken {
                    index += usize::from(taken <= index);
                }
                place = format!("{place}[{index}]");
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    place
}

/// RFC 6901. Only fields that have a name here can be a place, so nothing needs to be escaped.
fn pointer(place: &str) -> String {
    if place.is_empty() { String::new() } else { format!("/{}", place.replace(['.', '['], "/").replace(']', "")) }
}

fn is_within(place: &str, around: &str) -> bool {
    place.strip_prefix(around).is_some_and(|rest| rest.starts_with(['.', '[']))
}

/// Which item of that list it is, if it is one.
fn item(place: &str, list: &str) -> Option<usize> {
    place.strip_prefix(list)?.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

/// What was expected, without the value that came instead, which the parser's words begin with.
fn reason(error: &serde_json::Error) -> Box<str> {
    let words = error.to_string();
    match words.rfind(", expected ") {
        Some(at) => words.get(at..).unwrap_or_default().trim_start_matches(", ").into(),
        None if error.is_data() => words.into(),
        None => "expected JSON".to_owned().into(),
    }
}

/// How many misfits are put aside one by one.
const MOST: usize = 64;
const UNREADABLE: &str = "expected JSON that can be told";
