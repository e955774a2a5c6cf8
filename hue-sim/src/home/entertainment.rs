//! Light that follows films and games.

use serde_json::{Value, json};

use super::device::Service;
use super::house::{House, Reference, all, put};
use super::plan::{LightPlan, Lit};

/// A stream has so many channels.
const CHANNELS: usize = 10;

/// The lights that take part, as places in the list.
pub(super) fn area(lights: &[LightPlan]) -> Vec<usize> {
    let can_stream = lights.iter().enumerate().filter(|(_, light)| light.lamp.can_stream());
    can_stream.map(|(place, _)| place).take(CHANNELS).collect()
}

impl House {
    pub(super) fn renderer(&mut self, light: &Reference, id_v1: &str) -> Service {
        let count = 1 + self.dice.within(0..=9);
        let segments: Vec<Value> = (0..count).map(|start| json!({"start": start, "length": 1})).collect();
        let fields = json!({
            "renderer": true,
            "renderer_reference": light.json(),
            "proxy": true,
            "equalizer": true,
            "max_streams": 1,
            "segments": {"configurable": count > 1, "max_segments": count, "segments": segments},
        });
        Service::new("entertainment", fields).v1(id_v1)
    }

    pub(super) fn entertainment_area(&mut self, lights: &[&Lit], is_active: bool, hub: &Reference) {
        let this = self.reference("entertainment_configuration", &[]);
        let id_v1 = self.next_group();
        let kind = self.dice.word(&["screen", "music", "monitor", "3dspace", "other"]);
        let mode = self.dice.word(&["auto", "manual"]);
        let mut channels = Vec::with_capacity(lights.len());
        let mut locations = Vec::with_capacity(lights.len());
        for (channel, lit) in lights.iter().enumerate() {
            let Some(service) = lit.placed.services_of("entertainment").next() else { continue };
            let [x, y, z] = [(); 3].map(|()| self.dice.hundredths(-100..=100));
            let position = json!({"x": x, "y": y, "z": z});
            channels.push(json!({
                "channel_id": channel,
                "position": position,
                "members": [{"service": service.json(), "index": 0}],
            }));
            locations.push(json!({"service": service.json(), "positions": [position]}));
        }
        let node = lights.first().and_then(|lit| lit.placed.services_of("entertainment").next()).unwrap_or(hub);
        let mut fields = json!({
            "name": "Entertainment area",
            "metadata": {"name": "Entertainment area"},
            "configuration_type": kind,
            "status": if is_active { "active" } else { "inactive" },
            "stream_proxy": {"mode": mode, "node": node.json()},
            "channels": channels,
            "locations": {"service_locations": locations},
            "light_services": all(lights.iter().map(|lit| &lit.light)),
        });
        if is_active {
            put(&mut fields, "active_streamer", self.reference("auth_v1", &[]).json());
        }
        self.add(&this, Some(&id_v1), None, fields);
    }
}
