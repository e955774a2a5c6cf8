//! The fields that resources have, with their shapes: read from a table, and compared with resources.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value;

const TABLE: &str = include_str!("../../fixtures/description.txt");

/// By type, and then by place: `dimming.brightness`, `actions[].target`.
pub(super) struct Description(BTreeMap<&'static str, BTreeMap<&'static str, Shape>>);

enum Shape {
    Bool,
    /// Whole numbers; `true` where null may stand for one.
    Integer(Range, bool),
    Number(Range),
    /// So many characters.
    Text(Range),
    /// As RFC 3339 has it.
    Time,
    Word(BTreeSet<&'static str>),
    Reference,
    /// Of any content, or of none.
    Object,
    /// So many items.
    List(Range),
}

type Range = std::ops::RangeInclusive<f64>;

impl Description {
    /// A line that is indented goes on with the one before it, and a `+` stands between two sources.
    pub(super) fn read() -> Self {
        let mut types: BTreeMap<&str, BTreeMap<&str, Shape>> = BTreeMap::new();
        let (mut current, mut last) = (Vec::new(), "");
        for line in TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#') && *line != "+") {
            if let Some(names) = line.strip_prefix('[') {
                current = names.trim_end_matches(']').split(' ').collect();
                types.extend(current.iter().map(|name| (*name, BTreeMap::new())));
                continue;
            }
            let words: Vec<&str> = line.split_whitespace().collect();
            for name in &current {
                let fields = types.get_mut(name).unwrap();
                match (line.starts_with(' '), fields.get_mut(last)) {
                    (true, Some(Shape::Word(all))) => all.extend(&words),
                    _ => drop(fields.insert(words[0], Shape::read(&words[1..]))),
                }
            }
            if !line.starts_with(' ') {
                last = words[0];
            }
        }
        Self(types)
    }

    /// Every field, and every word that may stand in one.
    pub(super) fn everything(&self) -> HashSet<(&'static str, &'static str, &'static str)> {
        let mut everything = HashSet::new();
        for (kind, fields) in &self.0 {
            for (place, shape) in fields {
                everything.insert((*kind, *place, ""));
                if let Shape::Word(words) = shape {
                    everything.extend(words.iter().map(|word| (*kind, *place, *word)));
                }
            }
        }
        // A home has too few zones for it, and they have the same.
        everything.retain(|(kind, place, word)| (*kind, *place) != ("zone", "metadata.archetype") || word.is_empty());
        everything
    }

    /// Tells of each field that is there, and of each word.
    pub(super) fn seen(&self, resources: &[Value], mut seen: impl FnMut(&(&'static str, &'static str, &'static str))) {
        for resource in resources {
            let (kind, fields) = self.0.get_key_value(resource["type"].as_str().unwrap()).unwrap();
            walk(resource, "", fields, &mut |place, value| {
                if let Some((place, shape)) = fields.get_key_value(place) {
                    seen(&(kind, place, ""));
                    if let (Shape::Word(words), Value::String(word)) = (shape, value) {
                        words.get(word.as_str()).into_iter().for_each(|word| seen(&(kind, place, word)));
                    }
                }
            });
        }
    }

    /// The fields that are not as they should be, each with its type and place.
    pub(super) fn faults(&self, resources: &[Value]) -> Vec<String> {
        let mut faults = Vec::new();
        for resource in resources {
            let kind = resource["type"].as_str().unwrap_or_default();
            let Some(fields) = self.0.get(kind) else {
                faults.push(format!("no type {kind:?}"));
                continue;
            };
            walk(resource, "", fields, &mut |place, value| {
                let fits = match place {
                    "id" => value.as_str().is_some_and(is_uuid),
                    "id_v1" => value.as_str().is_some_and(is_v1),
                    "type" => true,
                    place => fields.get(place).is_some_and(|shape| shape.fits(value)),
                };
                if !fits {
                    faults.push(format!("{kind} {}: {place}", resource["id"]));
                }
            });
        }
        faults
    }
}

/// Every field that the table has, and every one at the end of a branch.
fn walk(value: &Value, place: &str, fields: &BTreeMap<&str, Shape>, found: &mut impl FnMut(&str, &Value)) {
    let shape = fields.get(place);
    if shape.is_some() {
        found(place, value);
    }
    match (value, shape) {
        (_, Some(Shape::Object | Shape::Reference)) => {}
        (Value::Object(inner), _) if !inner.is_empty() => {
            for (name, value) in inner {
                let place = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
                walk(value, &place, fields, found);
            }
        }
        (Value::Array(items), Some(_)) => {
            for item in items {
                walk(item, &format!("{place}[]"), fields, found);
            }
        }
        (_, None) => found(place, value),
        _ => {}
    }
}

impl Shape {
    fn read(words: &[&'static str]) -> Self {
        let range = |place: usize| words.get(place).map_or(f64::MIN..=f64::MAX, |text| read_range(text));
        match words[0] {
            "bool" => Self::Bool,
            "integer" => Self::Integer(range(1), words.ends_with(&["or", "null"])),
            "number" => Self::Number(range(1)),
            "text" => Self::Text(range(1)),
            "time" => Self::Time,
            "word" => Self::Word(words[1..].iter().copied().collect()),
            "reference" => Self::Reference,
            "object" => Self::Object,
            "list" => Self::List(range(1)),
            shape => panic!("{shape:?} is no shape"),
        }
    }

    fn fits(&self, value: &Value) -> bool {
        let length = |count: usize, range: &Range| range.contains(&f64::from(u32::try_from(count).unwrap()));
        match (self, value) {
            (Self::Integer(range, _), Value::Number(number)) => {
                !number.is_f64() && number.as_f64().is_some_and(|number| range.contains(&number))
            }
            // Bridges write 100.0.
            (Self::Number(range), Value::Number(number)) => {
                number.is_f64() && number.as_f64().is_some_and(|number| range.contains(&number))
            }
            (Self::Text(range), Value::String(text)) => length(text.chars().count(), range),
            (Self::Time, Value::String(text)) => text.parse::<jiff::Timestamp>().is_ok(),
            (Self::Word(words), Value::String(text)) => words.contains(text.as_str()),
            (Self::Reference, Value::Object(reference)) => {
                reference.len() == 2 && reference["rid"].as_str().is_some_and(is_uuid) && reference["rtype"].is_string()
            }
            (Self::List(range), Value::Array(items)) => length(items.len(), range),
            (Self::Bool, Value::Bool(_)) | (Self::Object, Value::Object(_)) | (Self::Integer(_, true), Value::Null) => {
                true
            }
            _ => false,
        }
    }
}

/// `0..=100` or `0..`
fn read_range(text: &str) -> Range {
    let (least, most) = text.split_once("..").unwrap();
    let most = most.trim_start_matches('=');
    least.parse().unwrap()..=if most.is_empty() { f64::MAX } else { most.parse().unwrap() }
}

/// `^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$`
fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && parts.concat().bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// `^(\/[a-z]{4,32}\/[0-9a-zA-Z-]{1,32})?$`
fn is_v1(text: &str) -> bool {
    let Some((kind, id)) = text.strip_prefix('/').and_then(|text| text.split_once('/')) else { return text.is_empty() };
    (4..=32).contains(&kind.len())
        && kind.bytes().all(|byte| byte.is_ascii_lowercase())
        && (1..=32).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
