//! `/groups` of the first API: the rooms and zones of the home, and all lights as group 0.

use std::collections::BTreeSet;

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::rules::groups::ROOM_ARCHETYPES;
use super::store::{Object, Resource, reference, set, text};
use super::v1::{
    address, invalid, json_object, no_method, not_available, object, read_only, success, unknown_parameter,
};
use super::v1_lights::{changed, v1_state};
use super::v1_state::put_state;
use super::{Asked, Bridge};
use crate::answer::Answer;
use crate::bodies;
use crate::entry::Event;

/// A group of the first API is one of these types of resource.
const KINDS: [(&str, &str); 2] = [("room", "Room"), ("zone", "Zone")];
const ALL_LIGHTS: &str = "0";

impl Bridge {
    pub(super) fn v1_groups(&mut self, asked: &Asked<'_>, below: &[&str], address: &str) -> Answer {
        let method = asked.method;
        let number = match below {
            [] if method == Method::GET => return object(&self.v1_groups_json()),
            [] if method == Method::POST => return self.post_group(asked),
            [] => return no_method(asked, address),
            [number, ..] => *number,
        };
        let group = self.group_of_number(number);
        if number != ALL_LIGHTS && group.is_none() {
            return not_available(address);
        }
        match (below, method, group) {
            ([_], &Method::GET, group) => object(&self.v1_group_json(group.as_ref())),
            ([_, "action"], &Method::PUT, group) => {
                let lights = self.lights_of_group(group.as_ref());
                changed(asked, address, Event::LightChanged, |body| self.put_action(asked, &lights, address, body))
            }
            ([_], &Method::PUT, Some(group)) => {
                changed(asked, address, Event::ResourceChanged, |body| self.put_group(&group, number, address, body))
            }
            ([_], &Method::DELETE, Some((kind, id))) => {
                self.home.delete(kind, &id);
                let done = json!([{"success": format!("{address} deleted.")}]);
                Answer::with(Event::ResourceDeleted, bodies::json(StatusCode::OK, &done))
            }
            ([_], &Method::PUT | &Method::DELETE, None) => {
                let description = "It is not allowed to update or delete group of this type";
                Answer::refused(bodies::v1_error(305, address, description))
            }
            ([_] | [_, "action"], ..) => no_method(asked, address),
            _ => not_available(address),
        }
    }

    pub(super) fn v1_groups_json(&self) -> Value {
        let groups = KINDS.into_iter().flat_map(|(kind, _)| self.home.of(kind).map(move |group| (kind, group)));
        let groups = groups.filter_map(|(kind, group)| {
            let number = group.v1_id("groups")?.to_owned();
            Some((number, self.v1_group_json(Some(&(kind, group.id().to_owned())))))
        });
        Value::Object(groups.collect())
    }

    /// Its type and id in the second API.
    fn group_of_number(&self, number: &str) -> Option<(&'static str, String)> {
        KINDS.into_iter().find_map(|(kind, _)| {
            let group = self.home.of(kind).find(|group| group.v1_id("groups") == Some(number))?;
            Some((kind, group.id().to_owned()))
        })
    }

    fn lights_of_group(&self, group: Option<&(&str, String)>) -> Vec<String> {
        match group {
            Some((kind, id)) => self.home.lights_of(kind, id),
            None => self.home.ids_of("light"),
        }
    }

    fn v1_group_json(&self, group: Option<&(&str, String)>) -> Value {
        let lights: Vec<&Resource> =
            self.lights_of_group(group).iter().filter_map(|light| self.home.get("light", light)).collect();
        let numbers: Vec<&str> = lights.iter().filter_map(|light| light.v1_id("lights")).collect();
        let mut action = lights.first().map(|light| v1_state(light)).unwrap_or_default();
        action.remove("mode");
        action.remove("reachable");
        let any_on = lights.iter().any(|light| light.is_on());
        let resource = group.and_then(|(kind, id)| self.home.get(kind, id));
        let kind = group.and_then(|(kind, _)| KINDS.into_iter().find(|(known, _)| known == kind));
        let mut shown = json!({
            "name": resource.map_or("Group 0", Resource::name),
            "lights": numbers,
            "sensors": [],
            "type": kind.map_or("LightGroup", |(_, kind)| kind),
            "state": {"all_on": any_on && lights.iter().all(|light| light.is_on()), "any_on": any_on},
            "recycle": false,
            "action": action,
        });
        if let (Some(group), Value::Object(shown)) = (resource, &mut shown) {
            let class = class_of(text(&group.shown, "metadata.archetype").unwrap_or("other"));
            shown.insert("class".to_owned(), json!(class));
        }
        shown
    }

    fn post_group(&mut self, asked: &Asked<'_>) -> Answer {
        let refuse = |item: Value| Answer::refused(bodies::json(StatusCode::OK, &json!([item])));
        let body = match json_object(asked.body, "/groups") {
            Ok(body) => body,
            Err(item) => return refuse(item),
        };
        let Some(lights) = body.get("lights") else {
            return refuse(bodies::v1_error_item(5, "/groups/lights", "missing parameters in body"));
        };
        // A plain LightGroup, which is what no type means, has no place among the resources of the second API.
        let kind = body.get("type").cloned().unwrap_or_else(|| json!("LightGroup"));
        let Some((resource, _)) = KINDS.into_iter().find(|(_, known)| kind == *known) else {
            return refuse(invalid("/groups/type", "type", &kind));
        };
        let class = body.get("class").cloned().unwrap_or_else(|| json!("Other"));
        let Some(archetype) = class.as_str().and_then(archetype_of) else {
            return refuse(invalid("/groups/class", "class", &class));
        };
        let name = body.get("name").filter(|name| !is_name(name));
        if let Some(name) = name {
            return refuse(invalid("/groups/name", "name", name));
        }
        let children = match self.members(resource, None, lights, "/groups/lights") {
            Ok(children) => children,
            Err(item) => return refuse(item),
        };
        if self.is_full(resource) {
            let description = "group could not be created. Group table is full.";
            return refuse(bodies::v1_error_item(301, "/groups", description));
        }
        let wish = json!({"children": children, "metadata": {"name": body.get("name"), "archetype": archetype}});
        let number = self.create_group(asked, resource, wish);
        Answer::with(Event::ResourceCreated, bodies::json(StatusCode::OK, &json!([{"success": {"id": number}}])))
    }

    fn create_group(&mut self, asked: &Asked<'_>, kind: &str, wish: Value) -> String {
        let (Some(kind), Value::Object(wish)) = (super::kinds::kind(kind), wish) else { return String::new() };
        let id = self.create(asked.now, kind, &wish);
        let Some(group) = self.home.get_mut(kind.name, &id) else { return id };
        let number = group.v1_id("groups").unwrap_or_default().to_owned();
        // Without a name it is called by its number.
        if text(&group.shown, "metadata.name").is_none() {
            set(&mut group.shown, "metadata.name", json!(format!("Group {number}")));
        }
        number
    }

    fn put_action(&mut self, asked: &Asked<'_>, lights: &[String], address: &str, body: &Object) -> Vec<Value> {
        let mut rest = body.clone();
        let mut items = Vec::new();
        if let Some(wanted) = rest.remove("scene") {
            let address = format!("{address}/scene");
            let is_wanted = |scene: &&Resource| scene.v1_id("scenes").is_some_and(|id| wanted == id);
            let scene = self.home.of("scene").find(is_wanted).map(|scene| scene.id().to_owned());
            match scene {
                Some(scene) => {
                    let recall = json!({"action": "active"});
                    self.recall(&scene, recall.as_object(), Some(lights), asked.now);
                    items.push(success(&address, &wanted));
                }
                None => items.push(invalid(&address, "scene", &wanted)),
            }
        }
        items.extend(put_state(&mut self.home, lights, address, &rest));
        items
    }

    fn put_group(&mut self, group: &(&'static str, String), number: &str, at: &str, body: &Object) -> Vec<Value> {
        if body.is_empty() {
            return vec![bodies::v1_error_item(5, at, "missing parameters in body")];
        }
        body.iter().map(|(name, value)| self.put_attribute(group, number, name, value)).collect()
    }

    fn put_attribute(&mut self, (kind, id): &(&'static str, String), number: &str, name: &str, value: &Value) -> Value {
        let address = address(&["groups", number, name]);
        let change = match (name, value) {
            ("name", value) if is_name(value) => ("metadata.name", value.clone()),
            ("class", Value::String(class)) => match archetype_of(class) {
                Some(archetype) => ("metadata.archetype", json!(archetype)),
                None => return invalid(&address, name, value),
            },
            ("lights", value) => match self.members(kind, Some(id), value, &address) {
                Ok(children) => ("children", children),
                Err(item) => return item,
            },
            // There are no sensors behind this API.
            ("sensors", Value::Array(none)) if none.is_empty() => return success(&address, value),
            ("name" | "class" | "sensors", _) => return invalid(&address, name, value),
            ("type" | "recycle" | "action" | "state", _) => return read_only(&address, name),
            _ => return unknown_parameter(&address, name),
        };
        if let Some(group) = self.home.get_mut(kind, id) {
            set(&mut group.shown, change.0, change.1);
        }
        self.home.regroup(kind, id);
        success(&address, value)
    }

    /// The children that a group of these lights has: their devices in a room, the lights themselves in a zone. What
    /// else was in the group stays in it.
    fn members(&self, kind: &str, group: Option<&String>, lights: &Value, address: &str) -> Result<Value, Value> {
        let wrong = || invalid(address, "lights", lights);
        let numbers = lights.as_array().ok_or_else(wrong)?.iter().map(Value::as_str);
        let ids: Option<Vec<String>> = numbers.map(|number| self.light_of_number(number?)).collect();
        let ids = ids.ok_or_else(wrong)?;
        if ids.iter().collect::<BTreeSet<_>>().len() < ids.len() {
            return Err(wrong());
        }
        if kind == "room" && self.is_in_another_room(group, &ids) {
            return Err(bodies::v1_error_item(306, address, "Light is already used in another room"));
        }
        let others = group.and_then(|group| self.home.get(kind, group));
        let others = others.into_iter().flat_map(|group| group.links("children"));
        let mut children: Vec<Value> = others
            .filter(|(kind, id)| self.home.lights_of(kind, id).is_empty())
            .map(|(kind, id)| reference(kind, id))
            .collect();
        for id in &ids {
            let device = self.home.get("light", id).and_then(Resource::device);
            let child = match device.filter(|_| kind == "room") {
                Some(device) => reference("device", &device),
                None => reference("light", id),
            };
            if !children.contains(&child) {
                children.push(child);
            }
        }
        Ok(Value::Array(children))
    }

    fn is_in_another_room(&self, group: Option<&String>, lights: &[String]) -> bool {
        let others = self.home.ids_of("room").into_iter().filter(|room| Some(room) != group);
        let taken: BTreeSet<String> = others.flat_map(|room| self.home.lights_of("room", &room)).collect();
        lights.iter().any(|light| taken.contains(light))
    }
}

fn is_name(value: &Value) -> bool {
    value.as_str().is_some_and(|name| (1..=32).contains(&name.chars().count()))
}

/// `Living room` of `living_room`.
fn class_of(archetype: &str) -> String {
    if archetype == "tv" {
        return "TV".to_owned();
    }
    let mut letters = archetype.chars().map(|letter| if letter == '_' { ' ' } else { letter });
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters.by_ref()).collect()
}

fn archetype_of(class: &str) -> Option<&'static str> {
    ROOM_ARCHETYPES.iter().find(|archetype| class_of(archetype) == class).copied()
}
