//! How resources hang together: the lights of a group, what they add up to, and what goes when one of them goes.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::store::{Object, Resource, Store, at, link, set, text};

/// Homes hold rooms, rooms hold devices, devices have services; deeper is a mistake in a dump.
const DEEPEST: usize = 4;

impl Store {
    /// The ids of the lights of a group, a device, or a light itself; each once, in the order of the members.
    pub(super) fn lights_of(&self, kind: &str, id: &str) -> Vec<String> {
        let (mut lights, mut seen) = (Vec::new(), BTreeSet::new());
        self.collect_lights(kind, id, DEEPEST, &mut |light| {
            if seen.insert(light.to_owned()) {
                lights.push(light.to_owned());
            }
        });
        lights
    }

    fn collect_lights(&self, kind: &str, id: &str, depth: usize, found: &mut impl FnMut(&str)) {
        let Some(resource) = self.get(kind, id).filter(|_| depth > 0) else { return };
        match kind {
            "light" => found(id),
            "bridge_home" => self.of("light").for_each(|light| found(light.id())),
            "grouped_light" => {
                if let Some((owner, id)) = resource.link("owner").filter(|(owner, _)| *owner != "grouped_light") {
                    self.collect_lights(owner, id, depth, found);
                }
            }
            _ => {
                let members = if kind == "device" { "services" } else { "children" };
                for (kind, id) in resource.links(members) {
                    self.collect_lights(kind, id, depth - 1, found);
                }
            }
        }
    }

    /// Shows what changed where it adds up: in the groups of these lights, and in the scenes that no longer hold.
    pub(super) fn settle(&mut self, changed: &[String], recalled: Option<&str>) {
        let changed: BTreeSet<&str> = changed.iter().map(String::as_str).collect();
        for group in self.ids_of("grouped_light") {
            let lights = self.lights_of("grouped_light", &group);
            if lights.iter().any(|light| changed.contains(light.as_str())) {
                self.aggregate(&group, &lights);
            }
        }
        for scene in self.ids_of("scene") {
            let Some(scene) = self.get_mut("scene", &scene).filter(|scene| Some(scene.id()) != recalled) else {
                continue;
            };
            let holds = text(&scene.shown, "status.active").is_some_and(|status| status != "inactive");
            if holds && targets(scene).any(|light| changed.contains(light)) {
                set(&mut scene.shown, "status.active", json!("inactive"));
            }
        }
    }

    /// On where any light is; as bright as those that are on are on average.
    fn aggregate(&mut self, group: &str, lights: &[String]) {
        let lights: Vec<&Resource> = lights.iter().filter_map(|light| self.get("light", light)).collect();
        let on = lights.iter().any(|light| light.is_on());
        let dimmable: Vec<&&Resource> = lights.iter().filter(|light| light.can("dimming")).collect();
        let bright: Vec<f64> = dimmable.iter().filter(|light| light.is_on()).map(|light| light.brightness()).collect();
        let brightness = (!dimmable.is_empty()).then(|| mean(&bright));
        let Some(group) = self.get_mut("grouped_light", group) else { return };
        set(&mut group.shown, "on.on", json!(on));
        if let Some(brightness) = brightness {
            set(&mut group.shown, "dimming.brightness", json!(brightness));
        }
    }

    /// A device is in one room: what is in this one now has left the others.
    pub(super) fn move_in(&mut self, room: &str) {
        let children = self.get("room", room).map(|room| at(&room.shown, "children").cloned()).unwrap_or_default();
        for other in self.ids_of("room").iter().filter(|other| *other != room) {
            let others = self.get_mut("room", other).and_then(|other| other.shown.get_mut("children")?.as_array_mut());
            if let (Some(Value::Array(children)), Some(others)) = (&children, others) {
                others.retain(|child| !children.contains(child));
            }
            self.regroup("room", other);
        }
        self.regroup("room", room);
    }

    /// The members of a group are others now: its sum is too.
    pub(super) fn regroup(&mut self, kind: &str, id: &str) {
        let services: Vec<String> = self.get(kind, id).map_or_else(Vec::new, |group| {
            group.links("services").filter(|(kind, _)| *kind == "grouped_light").map(|(_, id)| id.to_owned()).collect()
        });
        for group in services {
            let lights = self.lights_of(kind, id);
            self.aggregate(&group, &lights);
        }
    }

    /// Removes a resource, all that belongs to it, and every mention of them.
    pub(super) fn delete(&mut self, kind: &str, id: &str) {
        let mut gone = BTreeSet::new();
        let mut doomed = vec![(kind.to_owned(), id.to_owned())];
        while let Some((kind, id)) = doomed.pop() {
            self.remove(&kind, &id);
            let dependents = self.all().filter(|resource| {
                ["owner", "group"].into_iter().any(|path| resource.link(path) == Some((kind.as_str(), id.as_str())))
            });
            doomed.extend(dependents.map(|resource| (resource.kind().to_owned(), resource.id().to_owned())));
            gone.insert((kind, id));
        }
        let is_gone = |(kind, id): (&str, &str)| gone.contains(&(kind.to_owned(), id.to_owned()));
        for resource in self.all_mut() {
            for value in resource.shown.values_mut() {
                forget(value, &is_gone);
            }
        }
        for kind in ["room", "zone", "bridge_home"] {
            for group in self.ids_of(kind) {
                self.regroup(kind, &group);
            }
        }
    }

    /// The device that is the bridge itself.
    pub(super) fn bridge_device(&self) -> Option<String> {
        self.of("bridge").find_map(Resource::device)
    }

    /// A lamp and its one light have one name.
    pub(super) fn rename_device(&mut self, device: &str, name: &str) {
        for light in self.lights_of("device", device) {
            if let Some(light) = self.get_mut("light", &light) {
                set(&mut light.shown, "metadata.name", json!(name));
            }
        }
        if let Some(device) = self.get_mut("device", device) {
            set(&mut device.shown, "metadata.name", json!(name));
        }
    }

    pub(super) fn rename_light(&mut self, light: &str, name: &str) {
        let Some(resource) = self.get_mut("light", light) else { return };
        set(&mut resource.shown, "metadata.name", json!(name));
        let device = self.get("light", light).and_then(Resource::device);
        if let Some(device) = device.filter(|device| self.lights_of("device", device).len() == 1) {
            self.rename_device(&device, name);
        }
    }

    /// Whether each light can be reached, from the connection of its device.
    pub(super) fn connect_lights(&mut self) {
        for light in self.ids_of("light") {
            let connection = self.connection_of(&light).and_then(|id| self.get("zigbee_connectivity", &id));
            let lost = connection
                .and_then(|connection| text(&connection.shown, "status"))
                .is_some_and(|status| matches!(status, "disconnected" | "connectivity_issue"));
            if let Some(light) = self.get_mut("light", &light) {
                light.beside.reachable = !lost;
            }
        }
    }

    pub(super) fn set_reachable(&mut self, light: &str, reachable: bool) {
        let connection = self.connection_of(light);
        if let Some(connection) = connection.and_then(|id| self.get_mut("zigbee_connectivity", &id)) {
            let status = if reachable { "connected" } else { "connectivity_issue" };
            set(&mut connection.shown, "status", json!(status));
        }
        if let Some(light) = self.get_mut("light", light) {
            light.beside.reachable = reachable;
        }
    }

    fn connection_of(&self, light: &str) -> Option<String> {
        let device = self.get("light", light)?.device()?;
        let mut services = self.get("device", &device)?.links("services");
        services.find(|(kind, _)| *kind == "zigbee_connectivity").map(|(_, id)| id.to_owned())
    }
}

/// The lights that a scene sets.
fn targets(scene: &Resource) -> impl Iterator<Item = &str> {
    let actions = at(&scene.shown, "actions").and_then(Value::as_array).into_iter().flatten();
    actions.filter_map(|action| link(action.get("target")?)).map(|(_, id)| id)
}

fn mean(values: &[f64]) -> f64 {
    // A home has fewer lights than a float has integers.
    let count = values.iter().fold(0.0, |count, _| count + 1.0);
    if values.is_empty() { 0.0 } else { (values.iter().sum::<f64>() / count * 100.0).round() / 100.0 }
}

/// Takes out of every list the items that are, or are about, something that is gone.
fn forget(value: &mut Value, is_gone: &impl Fn((&str, &str)) -> bool) {
    match value {
        Value::Array(items) => {
            items.retain(|item| !about(item).is_some_and(is_gone));
            for item in items {
                forget(item, is_gone);
            }
        }
        Value::Object(members) => {
            for value in members.values_mut() {
                forget(value, is_gone);
            }
        }
        _ => {}
    }
}

/// What an item refers to: itself, its target (of actions and timeslots), or its service (of channels and places).
fn about(item: &Value) -> Option<(&str, &str)> {
    let object: &Object = item.as_object()?;
    link(item).or_else(|| link(object.get("target").or_else(|| object.get("service"))?))
}
