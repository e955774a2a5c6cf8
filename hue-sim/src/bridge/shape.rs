//! What a body may hold, as data, and the check of a body against it.

use serde_json::Value;

use super::store::{Object, link};

/// The shape of a value.
pub(super) enum Shape {
    Bool,
    /// With its bounds, both included.
    Number(f64, f64),
    /// With its bounds, both included.
    Whole(i64, i64),
    /// With the bounds of its length in characters.
    Text(usize, usize),
    /// One of these.
    Word(&'static [&'static str]),
    /// An object with these members and no other.
    Object(&'static [Field]),
    /// An object with any members.
    AnyObject,
    /// An array with the bounds of its length.
    List(usize, usize, &'static Shape),
    /// `{"rid":…,"rtype":…}` of a resource that is there, of one of these types; of any, where none is named.
    Link(&'static [&'static str]),
    /// The id of a resource of this type that is there.
    Id(&'static str),
    /// One of these, where the description and real bridges differ.
    Either(&'static Shape, &'static Shape),
}

/// A member of an object.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) shape: &'static Shape,
    required: bool,
    /// Where the description and real bridges differ: the member that may stand in its place.
    other: Option<&'static str>,
    /// Whether it stays in the resource as it was written. Others are orders: what comes of them is code.
    kept: bool,
}

/// A member that may be left out.
pub(super) const fn may(name: &'static str, shape: &'static Shape) -> Field {
    Field { name, shape, required: false, other: None, kept: true }
}

/// A member that must be there.
pub(super) const fn must(name: &'static str, shape: &'static Shape) -> Field {
    Field { name, shape, required: true, other: None, kept: true }
}

/// A member that must be there, or the other in its place.
pub(super) const fn either(name: &'static str, other: &'static str, shape: &'static Shape) -> Field {
    Field { name, shape, required: true, other: Some(other), kept: true }
}

/// A member that may be there, and has an effect of its own instead of being kept.
pub(super) const fn order(name: &'static str, shape: &'static Shape) -> Field {
    Field { name, shape, required: false, other: None, kept: false }
}

/// The check of one body: what is wrong with it, a sentence a fault.
pub(super) struct Check<'a> {
    /// Whether there is a resource of this type and id.
    has: &'a dyn Fn(&str, &str) -> bool,
    pub(super) faults: Vec<String>,
}

impl<'a> Check<'a> {
    pub(super) fn new(has: &'a dyn Fn(&str, &str) -> bool) -> Self {
        Self { has, faults: Vec::new() }
    }

    /// The body of a request about this type: its own name as `type` is always welcome.
    pub(super) fn body(&mut self, kind: &str, fields: &[Field], body: &Object) {
        if body.get("type").is_some_and(|told| told != kind) {
            self.fault("type", &format!("must be {kind}"));
        }
        let mut rest = body.clone();
        rest.remove("type");
        self.members(fields, &rest, "");
    }

    fn members(&mut self, fields: &[Field], object: &Object, path: &str) {
        for (name, value) in object {
            match fields.iter().find(|field| field.name == name) {
                Some(field) => self.value(field.shape, value, &join(path, name)),
                None => self.fault(&join(path, name), "is unknown"),
            }
        }
        let is_there = |name: &str| object.contains_key(name);
        for field in fields.iter().filter(|field| field.required && !is_there(field.name)) {
            if !field.other.is_some_and(is_there) {
                self.fault(&join(path, field.name), "is missing");
            }
        }
    }

    fn value(&mut self, shape: &Shape, value: &Value, path: &str) {
        match (shape, value) {
            (Shape::Bool, Value::Bool(_)) | (Shape::AnyObject, Value::Object(_)) => {}
            (Shape::Bool, _) => self.fault(path, "is not a boolean"),
            (Shape::Object(fields), Value::Object(object)) => self.members(fields, object, path),
            (Shape::Number(least, most), value) => match value.as_f64() {
                None => self.fault(path, "is not a number"),
                Some(number) if (*least..=*most).contains(&number) => {}
                Some(_) => self.fault(path, &format!("is out of range {least} to {most}")),
            },
            (Shape::Whole(least, most), value) => match value.as_i64() {
                None => self.fault(path, "is not an integer"),
                Some(number) if (*least..=*most).contains(&number) => {}
                Some(_) => self.fault(path, &format!("is out of range {least} to {most}")),
            },
            (Shape::Text(least, most), Value::String(text)) => {
                if !(*least..=*most).contains(&text.chars().count()) {
                    self.fault(path, &format!("must have {least} to {most} characters"));
                }
            }
            (Shape::Word(words), Value::String(text)) => {
                if !words.contains(&text.as_str()) {
                    self.fault(path, &format!("must be one of: {}", words.join(", ")));
                }
            }
            (Shape::Id(kind), Value::String(id)) => self.exists(kind, id, path),
            (Shape::Text(..) | Shape::Word(_) | Shape::Id(_), _) => self.fault(path, "is not a string"),
            (Shape::List(least, most, item), Value::Array(items)) => {
                if !(*least..=*most).contains(&items.len()) {
                    self.fault(path, &format!("must have {least} to {most} items"));
                }
                for (place, value) in items.iter().enumerate() {
                    self.value(item, value, &join(path, &place.to_string()));
                }
            }
            (Shape::List(..), _) => self.fault(path, "is not an array"),
            (Shape::Link(kinds), value) => match link(value) {
                None => self.fault(path, "is not a reference with rid and rtype"),
                Some((kind, _)) if !kinds.is_empty() && !kinds.contains(&kind) => {
                    self.fault(path, &format!("must refer to one of: {}", kinds.join(", ")));
                }
                Some((kind, id)) => self.exists(kind, id, path),
            },
            (Shape::AnyObject | Shape::Object(_), _) => self.fault(path, "is not an object"),
            (Shape::Either(one, other), value) => {
                let mut second = Check::new(self.has);
                second.value(other, value, path);
                if !second.faults.is_empty() {
                    self.value(one, value, path);
                }
            }
        }
    }

    fn exists(&mut self, kind: &str, id: &str, path: &str) {
        if !(self.has)(kind, id) {
            self.fault(path, &format!("refers to a {kind} that does not exist"));
        }
    }

    pub(super) fn fault(&mut self, path: &str, what: &str) {
        self.faults.push(format!("attribute ({path}) {what}"));
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// What stays of a body that was checked: all but the orders.
pub(super) fn kept(fields: &[Field], body: &Object) -> Object {
    let kept = |name: &str| fields.iter().find(|field| field.name == name).filter(|field| field.kept);
    body.iter().filter_map(|(name, value)| Some((name.clone(), kept_value(kept(name)?.shape, value)))).collect()
}

fn kept_value(shape: &Shape, value: &Value) -> Value {
    match (shape, value) {
        (Shape::Object(fields), Value::Object(object)) => Value::Object(kept(fields, object)),
        (Shape::List(_, _, item), Value::Array(items)) => {
            Value::Array(items.iter().map(|value| kept_value(item, value)).collect())
        }
        (_, value) => value.clone(),
    }
}
