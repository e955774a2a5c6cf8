//! Reading a resource in which something is not as it should be: that is put aside, and the rest is read.

use super::json::Json;
use super::kind::Kind;
use super::reply::Unparsed;
use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Number, Value};
use serde_path_to_error::{Path, Segment};

/// The resource, less what does not fit; `None` where nothing is left of it. `kind` is its type where that is known.
pub(crate) fn read<T: DeserializeOwned>(raw: &RawValue, kind: Option<&str>, unparsed: &mut Vec<Unparsed>) -> Option<T> {
    match serde_json::from_str(raw.get()) {
        Ok(resource) => Some(resource),
        Err(_) => salvage(raw, kind, unparsed),
    }
}

/// Puts aside one misfit after another. All of it, where it needs to.
fn salvage<T: DeserializeOwned>(raw: &RawValue, kind: Option<&str>, unparsed: &mut Vec<Unparsed>) -> Option<T> {
    let mut whole: Value = serde_json::from_str(raw.get()).unwrap_or_default();
    let said = |name| whole.get(name).and_then(Value::as_str).map(Box::<str>::from);
    let (id, kind) = (said("id"), kind.map(Kind::from).or_else(|| said("type").map(|word| Kind::from(&*word))));
    let aside = |place: &str, error: &serde_json::Error, json| Unparsed {
        kind: kind.clone(),
        id: id.clone(),
        place: place.into(),
        reason: reason(error),
        json,
    };
    let (mut misfits, mut recast): (Vec<Unparsed>, Vec<(Box<str>, Json)>) = (Vec::new(), Vec::new());
    loop {
        let error = match serde_path_to_error::deserialize(&whole) {
            Ok(resource) => {
                unparsed.append(&mut misfits);
                return Some(resource);
            }
            Err(error) => error,
        };
        let misfit = if misfits.len() < MOST { taken(&mut whole, error.path()) } else { None };
        let place = place(error.path(), &misfits);
        match misfit {
            Some(Misfit::Recast(json)) => recast.push((place.into(), json)),
            Some(Misfit::Taken(json)) => {
                let as_it_came = recast.iter().find(|(recast, _)| **recast == *place).map(|(_, json)| json.clone());
                recast.retain(|(recast, _)| **recast != *place);
                misfits.push(aside(&place, error.inner(), as_it_came.unwrap_or(json)));
            }
            None => {
                let mut whole = aside("", error.inner(), Json::raw(raw));
                // What was put aside last is what it cannot do without.
                whole.reason = misfits.pop().map_or(whole.reason, |misfit| misfit.reason);
                unparsed.push(whole);
                return None;
            }
        }
    }
}

enum Misfit {
    /// It was a number in other clothes, as it came, and may fit now.
    Recast(Json),
    Taken(Json),
}

/// Mends what stands at the path, or takes it out. `None`: that is the whole resource, or its place is not known.
fn taken(whole: &mut Value, path: &Path) -> Option<Misfit> {
    let segments: Vec<&Segment> = path.iter().collect();
    let (last, way) = segments.split_last()?;
    let parent = way.iter().try_fold(whole, |value, segment| child(value, segment))?;
    let misfit = child(parent, last)?;
    let json = Json::of(misfit).ok()?;
    if let Some(number) = recast(misfit) {
        *misfit = number;
        return Some(Misfit::Recast(json));
    }
    match (parent, last) {
        (Value::Object(fields), Segment::Map { key }) => drop(fields.remove(key.as_str())),
        (Value::Array(items), Segment::Seq { index }) if *index < items.len() => drop(items.remove(*index)),
        _ => return None,
    }
    Some(Misfit::Taken(json))
}

fn child<'a>(value: &'a mut Value, segment: &Segment) -> Option<&'a mut Value> {
    match segment {
        Segment::Map { key } => value.get_mut(key),
        Segment::Seq { index } => value.get_mut(index),
        Segment::Enum { .. } | Segment::Unknown => None,
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
fn place(path: &Path, misfits: &[Unparsed]) -> String {
    let mut place = String::new();
    for segment in path {
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

/// A resource with more misfits than this is none: each costs a reading of it.
const MOST: usize = 64;
