//! New resources.

use std::collections::BTreeSet;

use hue_proto::UnixTime;
use serde_json::{Value, json};

use super::Bridge;
use super::kinds::Kind;
use super::shape::kept;
use super::store::{Object, Resource, Store, merge, object, reference, text};
use crate::ids::stable_uuid;

/// Rooms and zones are groups of the first API, of which there may be so many (H).
const GROUPS: usize = 64;
/// (H)
const SCENES: usize = 200;

impl Bridge {
    pub(super) fn is_full(&self, kind: &str) -> bool {
        match kind {
            "room" | "zone" => self.home.count("room") + self.home.count("zone") >= GROUPS,
            "scene" => self.home.count("scene") >= SCENES,
            _ => false,
        }
    }

    /// Makes a resource of a body that was checked, with what the bridge adds to it; its id.
    pub(super) fn create(&mut self, now: UnixTime, kind: &Kind, body: &Object) -> String {
        let id = self.fresh_id(kind.name);
        let mut shown = self.born(kind.name, &id, body);
        merge(&mut shown, kept(kind.post.unwrap_or_default(), body));
        shown.insert("id".to_owned(), json!(id));
        shown.insert("type".to_owned(), json!(kind.name));
        self.home.insert(shown);
        match kind.name {
            "room" => self.home.move_in(&id),
            "zone" => self.home.regroup(kind.name, &id),
            "smart_scene" => drop(self.schedule(&id, text(body, "recall.action"), now)),
            _ => {}
        }
        id
    }

    /// What the bridge says of a new resource by itself.
    fn born(&mut self, kind: &str, id: &str, body: &Object) -> Object {
        object(match kind {
            "room" | "zone" => {
                let id_v1 = format!("/groups/{}", self.home.free_group());
                let group = self.fresh_id("grouped_light");
                self.home.insert(object(json!({
                    "id": group,
                    "id_v1": id_v1,
                    "owner": reference(kind, id),
                    "on": {"on": false},
                    "dimming": {"brightness": 0.0},
                    "alert": {"action_values": ["breathe"]},
                    "signaling": {"signal_values": ["no_signal", "on_off"]},
                    "type": "grouped_light",
                })));
                json!({"id_v1": id_v1, "services": [reference("grouped_light", &group)]})
            }
            "scene" => json!({
                "id_v1": format!("/scenes/{}", id.replace('-', "").get(..15).unwrap_or_default()),
                "owner": body.get("group"),
                "status": {"active": "inactive"},
                "palette": {"color": [], "dimming": [], "color_temperature": [], "effects": []},
                "speed": 0.5,
                "auto_dynamic": false,
            }),
            "smart_scene" => json!({"transition_duration": 60_000, "state": "inactive"}),
            "behavior_instance" => {
                let is_enabled = body.get("enabled").and_then(Value::as_bool).unwrap_or_default();
                let status = if is_enabled { "running" } else { "disabled" };
                json!({"state": {}, "dependees": [], "status": status, "last_error": "", "metadata": {"name": ""}})
            }
            "geofence_client" => json!({"is_at_home": false}),
            "motion_area_configuration" => {
                let home = self.home.of("bridge_home").next().map(|home| reference("bridge_home", home.id()));
                json!({"enabled": true, "owner": home, "health": "healthy"})
            }
            "entertainment_configuration" => self.area(body),
            _ => json!({}),
        })
    }

    /// A channel a position, and the lights of the devices that stand there.
    fn area(&self, body: &Object) -> Value {
        let (mut channels, mut lights) = (Vec::new(), Vec::new());
        let locations = body.get("locations").and_then(|locations| locations.get("service_locations"));
        for location in locations.and_then(Value::as_array).into_iter().flatten() {
            let positions = location.get("positions").and_then(Value::as_array).into_iter().flatten();
            for (index, position) in positions.enumerate() {
                let member = json!({"service": location.get("service"), "index": index});
                channels.push(json!({"channel_id": channels.len(), "position": position, "members": [member]}));
            }
            let service = location.pointer("/service/rid").and_then(Value::as_str);
            let service = service.and_then(|service| self.home.get("entertainment", service));
            let device = service.and_then(Resource::device);
            for light in device.into_iter().flat_map(|device| self.home.lights_of("device", &device)) {
                lights.push(reference("light", &light));
            }
        }
        let node = self.home.of("entertainment").next().map(|service| reference("entertainment", service.id()));
        let mut area = json!({"status": "inactive", "channels": channels, "light_services": lights});
        if let (Some(node), Value::Object(area)) = (node, &mut area) {
            area.insert("stream_proxy".to_owned(), json!({"mode": "auto", "node": node}));
        }
        area
    }

    /// An id that no resource of this type has, also where the home is a dump of this simulator.
    fn fresh_id(&mut self, kind: &str) -> String {
        loop {
            self.made += 1;
            let id = stable_uuid(&[&self.id, kind, "made", &self.made.to_string()]);
            if !self.home.has(kind, &id) {
                return id;
            }
        }
    }
}

impl Store {
    /// The lowest number that no group of the first API has.
    fn free_group(&self) -> usize {
        let taken: BTreeSet<&str> = self.all().filter_map(|group| group.v1_id("groups")).collect();
        (1..=taken.len()).find(|number| !taken.contains(number.to_string().as_str())).unwrap_or(taken.len() + 1)
    }
}
