//! What was sent, by the simulator's log.

use super::home::Home;
use hue_sim::Entry;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt;

/// What can be asked of a type of resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Method {
    List,
    Get,
    Put,
    Post,
    Delete,
}

/// What a program sent to the bridge and saw answered well.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Sent {
    /// Type and method.
    pub(super) operations: BTreeSet<(String, Method)>,
    /// Type, method, and an attribute of the body.
    pub(super) attributes: BTreeSet<(String, Method, String)>,
}

impl Method {
    /// As on the wire: `PUT /clip/v2/resource/light/{id}`.
    pub(super) fn line(self, kind: &str) -> String {
        format!("{self} /clip/v2/resource/{kind}{}", if self.is_of_one() { "/{id}" } else { "" })
    }

    fn is_of_one(self) -> bool {
        !matches!(self, Self::List | Self::Post)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::List | Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        })
    }
}

impl Sent {
    pub(super) fn by(home: &Home) -> Self {
        let mut sent = Self::default();
        for entry in home.log().iter().filter(|entry| matches!(entry.status(), 200 | 201)) {
            sent.take(entry);
        }
        sent
    }

    fn take(&mut self, entry: &Entry) {
        // As it was sent: the log takes long words for keys.
        let path = entry.request().uri().path();
        let Some((_, path)) = path.split_once("/clip/v2/resource/") else { return };
        let (kind, id) = path.split_once('/').map_or((path, None), |(kind, id)| (kind, Some(id)));
        let method = match (entry.method().as_str(), id) {
            ("GET", None) => Method::List,
            ("GET", Some(_)) => Method::Get,
            ("PUT", Some(_)) => Method::Put,
            ("POST", None) => Method::Post,
            ("DELETE", Some(_)) => Method::Delete,
            _ => return,
        };
        self.operations.insert((kind.to_owned(), method));
        if let Ok(Value::Object(mut body)) = serde_json::from_slice(entry.request().body()) {
            body.remove("type");
            let mut names = BTreeSet::new();
            body.iter().for_each(|(name, value)| flatten(name, value, &mut names));
            self.attributes.extend(names.into_iter().map(|name| (kind.to_owned(), method, name)));
        }
    }
}

/// The names of the values, such as `dimming.brightness`. References and points are one value each, and so is what the API
/// prescribes no shape for.
fn flatten(name: &str, value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) if !is_one_value(name, value) => {
            fields.iter().for_each(|(field, value)| flatten(&format!("{name}.{field}"), value, names));
        }
        Value::Array(items) => items.iter().for_each(|item| flatten(&format!("{name}[]"), item, names)),
        _ => drop(names.insert(name.to_owned())),
    }
}

fn is_one_value(name: &str, value: &Value) -> bool {
    matches!(name, "configuration" | "trigger")
        || value.get("rid").is_some()
        || (value.get("x").is_some() && value.get("z").is_none())
}
