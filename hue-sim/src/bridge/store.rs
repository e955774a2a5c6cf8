//! The one model of the home: every resource as `GET /clip/v2/resource` shows it, found by type and id.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::light::Beside;

/// A JSON object.
pub(super) type Object = Map<String, Value>;

/// A resource, and what only the first API knows of it, where it is a light.
#[derive(Clone)]
pub(super) struct Resource {
    pub(super) shown: Object,
    pub(super) beside: Beside,
}

/// The resources in the order in which they came. Any of them may lack anything but its `id` and `type`: a dump of a
/// real bridge is taken as it is.
#[derive(Default)]
pub(super) struct Store {
    resources: BTreeMap<usize, Resource>,
    /// By type and id, the place above.
    places: BTreeMap<String, BTreeMap<String, usize>>,
    next: usize,
}

impl Store {
    /// Documents without an id or a type are left out, as no request could name them.
    pub(super) fn new(documents: Vec<Object>) -> Self {
        let mut store = Self::default();
        for document in documents {
            store.insert(document);
        }
        store.connect_lights();
        store
    }

    pub(super) fn get(&self, kind: &str, id: &str) -> Option<&Resource> {
        self.resources.get(self.places.get(kind)?.get(id)?)
    }

    pub(super) fn get_mut(&mut self, kind: &str, id: &str) -> Option<&mut Resource> {
        self.resources.get_mut(self.places.get(kind)?.get(id)?)
    }

    pub(super) fn has(&self, kind: &str, id: &str) -> bool {
        self.get(kind, id).is_some()
    }

    /// Adds a resource at the end, or replaces the one of the same type and id.
    pub(super) fn insert(&mut self, shown: Object) {
        let (Some(kind), Some(id)) = (text(&shown, "type"), text(&shown, "id")) else { return };
        let ids = self.places.entry(kind.to_owned()).or_default();
        let place = *ids.entry(id.to_owned()).or_insert(self.next);
        self.next += 1;
        self.resources.insert(place, Resource { beside: Beside::of(&shown), shown });
    }

    pub(super) fn remove(&mut self, kind: &str, id: &str) -> Option<Resource> {
        let place = self.places.get_mut(kind)?.remove(id)?;
        self.resources.remove(&place)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Resource> {
        self.resources.values()
    }

    pub(super) fn all_mut(&mut self) -> impl Iterator<Item = &mut Resource> {
        self.resources.values_mut()
    }

    /// The resources of a type.
    pub(super) fn of(&self, kind: &str) -> impl Iterator<Item = &Resource> {
        let mut places: Vec<usize> = self.places.get(kind).into_iter().flat_map(BTreeMap::values).copied().collect();
        places.sort_unstable();
        places.into_iter().filter_map(|place| self.resources.get(&place))
    }

    pub(super) fn ids_of(&self, kind: &str) -> Vec<String> {
        self.of(kind).map(|resource| resource.id().to_owned()).collect()
    }

    pub(super) fn count(&self, kind: &str) -> usize {
        self.places.get(kind).map_or(0, BTreeMap::len)
    }

    pub(super) fn has_kind(&self, kind: &str) -> bool {
        self.count(kind) > 0
    }
}

impl Resource {
    pub(super) fn id(&self) -> &str {
        text(&self.shown, "id").unwrap_or_default()
    }

    pub(super) fn kind(&self) -> &str {
        text(&self.shown, "type").unwrap_or_default()
    }

    /// `1` of `/lights/1`, where that is the collection.
    pub(super) fn v1_id(&self, collection: &str) -> Option<&str> {
        text(&self.shown, "id_v1")?.strip_prefix('/')?.strip_prefix(collection)?.strip_prefix('/')
    }

    pub(super) fn name(&self) -> &str {
        text(&self.shown, "metadata.name").unwrap_or_default()
    }

    /// What a member refers to.
    pub(super) fn link(&self, path: &str) -> Option<(&str, &str)> {
        link(at(&self.shown, path)?)
    }

    /// The device that it belongs to.
    pub(super) fn device(&self) -> Option<String> {
        self.link("owner").filter(|(kind, _)| *kind == "device").map(|(_, id)| id.to_owned())
    }

    /// What the items of a member refer to.
    pub(super) fn links(&self, path: &str) -> impl Iterator<Item = (&str, &str)> {
        at(&self.shown, path).and_then(Value::as_array).into_iter().flatten().filter_map(link)
    }
}

/// The type and id that a reference names.
pub(super) fn link(reference: &Value) -> Option<(&str, &str)> {
    Some((reference.get("rtype")?.as_str()?, reference.get("rid")?.as_str()?))
}

pub(super) fn reference(kind: &str, id: &str) -> Value {
    json!({"rid": id, "rtype": kind})
}

/// The value at `dimming.brightness` and the like.
pub(super) fn at<'a>(object: &'a Object, path: &str) -> Option<&'a Value> {
    match path.split_once('.') {
        Some((first, rest)) => at(object.get(first)?.as_object()?, rest),
        None => object.get(path),
    }
}

pub(super) fn text<'a>(object: &'a Object, path: &str) -> Option<&'a str> {
    at(object, path)?.as_str()
}

/// Sets the value at a path, with objects on the way where there are none.
pub(super) fn set(object: &mut Object, path: &str, value: Value) {
    let Some((first, rest)) = path.split_once('.') else {
        object.insert(path.to_owned(), value);
        return;
    };
    let slot = object.entry(first.to_owned()).or_insert(Value::Null);
    if !slot.is_object() {
        *slot = Value::Object(Object::new());
    }
    if let Value::Object(inner) = slot {
        set(inner, rest, value);
    }
}

/// Takes the value at a path away.
pub(super) fn unset(object: &mut Object, path: &str) {
    match path.split_once('.') {
        Some((first, rest)) => {
            if let Some(Value::Object(inner)) = object.get_mut(first) {
                unset(inner, rest);
            }
        }
        None => drop(object.remove(path)),
    }
}

/// Writes each member over the one that is there; objects member by member, all else whole.
pub(super) fn merge(object: &mut Object, changes: Object) {
    for (name, change) in changes {
        match (object.get_mut(&name), change) {
            (Some(Value::Object(inner)), Value::Object(change)) => merge(inner, change),
            (_, change) => drop(object.insert(name, change)),
        }
    }
}

/// The object that `json!` made.
pub(super) fn object(value: Value) -> Object {
    if let Value::Object(object) = value { object } else { Object::new() }
}
