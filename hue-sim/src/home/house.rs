//! The resources of a home while it is being built.

use serde_json::{Map, Value, json};

use super::dice::Dice;
use crate::ids::stable_uuid;

/// What other resources name: a type and an id.
#[derive(Clone)]
pub(super) struct Reference {
    pub(super) kind: &'static str,
    pub(super) id: String,
}

impl Reference {
    pub(super) fn json(&self) -> Value {
        json!({"rid": self.id, "rtype": self.kind})
    }
}

/// References as an array.
pub(super) fn all<'a>(references: impl IntoIterator<Item = &'a Reference>) -> Value {
    references.into_iter().map(Reference::json).collect()
}

pub(super) struct House {
    /// What the ids are made of, before the type: two homes share none.
    names: Vec<String>,
    pub(super) bridge_id: String,
    pub(super) bridge_name: String,
    pub(super) dice: Dice,
    documents: Vec<Map<String, Value>>,
    /// The highest number of a sensor of the first API.
    sensors: u32,
    /// The highest number of a group of the first API.
    groups: u32,
}

impl House {
    pub(super) fn new(bridge_id: &str, bridge_name: &str, names: &[&str], dice: Dice) -> Self {
        Self {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            bridge_id: bridge_id.to_owned(),
            bridge_name: bridge_name.to_owned(),
            dice,
            documents: Vec::new(),
            sensors: 0,
            groups: 0,
        }
    }

    /// All of one type together, as bridges list them.
    pub(super) fn into_documents(mut self) -> Vec<Map<String, Value>> {
        let kind = |document: &Map<String, Value>| document.get("type").and_then(Value::as_str).map(str::to_owned);
        self.documents.sort_by_cached_key(kind);
        self.documents
    }

    /// The reference to the resource of this type with this name, which is in the home or will be.
    pub(super) fn reference(&self, kind: &'static str, name: &[&str]) -> Reference {
        let mut names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        names.push(kind);
        names.extend(name);
        Reference { kind, id: stable_uuid(&names) }
    }

    pub(super) fn add(&mut self, this: &Reference, id_v1: Option<&str>, owner: Option<&Reference>, fields: Value) {
        let mut document = if let Value::Object(fields) = fields { fields } else { Map::new() };
        document.insert("id".to_owned(), json!(this.id));
        document.insert("type".to_owned(), json!(this.kind));
        if let Some(id_v1) = id_v1 {
            document.insert("id_v1".to_owned(), json!(id_v1));
        }
        if let Some(owner) = owner {
            document.insert("owner".to_owned(), owner.json());
        }
        self.documents.push(document);
    }

    /// The next number below `/sensors` of the first API.
    pub(super) fn next_sensor(&mut self) -> String {
        self.sensors += 1;
        format!("/sensors/{}", self.sensors)
    }

    /// The next number below `/groups` of the first API.
    pub(super) fn next_group(&mut self) -> String {
        self.groups += 1;
        format!("/groups/{}", self.groups)
    }
}

/// Puts one more field into a JSON object.
pub(super) fn put(object: &mut Value, name: &str, value: Value) {
    if let Value::Object(object) = object {
        object.insert(name.to_owned(), value);
    }
}
