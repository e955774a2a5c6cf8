//! What a home does by itself: scripts and their instances, and who is at home.

use serde_json::{Value, json};

use super::dice::Dice;
use super::house::{House, Reference, put};

/// Name, category and what it does.
const SCRIPTS: [(&str, &str, &str); 6] = [
    ("Motion sensor", "accessory", "Lights follow whoever moves"),
    ("Dimmer switch", "accessory", "Buttons work the lights of rooms"),
    ("Basic wake up routine", "automation", "Light that grows in the morning"),
    ("Go to sleep routine", "automation", "Light that fades in the evening"),
    ("Leaving home", "automation", "Lights go out when the last one leaves"),
    ("Coming home", "automation", "Lights come on for the first one home"),
];

impl House {
    pub(super) fn scripts(&mut self) {
        for (name, category, description) in SCRIPTS {
            let file = name.to_ascii_lowercase().replace(' ', "_");
            let fields = json!({
                "description": description,
                "configuration_schema": {"$ref": format!("{file}_config.json#")},
                "trigger_schema": {"$ref": "trigger.json#"},
                "state_schema": {},
                "version": "0.0.1",
                "metadata": {"name": name, "category": category},
                "supported_features": [],
                "max_number_instances": 200,
            });
            self.add(&self.reference("behavior_script", &[name]), None, None, fields);
        }
    }

    /// What one of the scripts does in a room, with a switch or a sensor of it where there is one.
    pub(super) fn behavior(&mut self, place: usize, room: &Reference, device: Option<&Reference>) {
        let Some((name, ..)) = SCRIPTS.get(place % SCRIPTS.len()) else { return };
        let this = self.reference("behavior_instance", &[&room.id]);
        let script = self.reference("behavior_script", &[name]);
        let status = self.dice.usually(&["running", "initializing", "disabled", "errored"]);
        // The description has bare references: so bridges write them (H).
        let dependee = |on: &Reference| json!({"type": "ResourceDependee", "target": on.json(), "level": "critical"});
        let dependees: Vec<Value> = std::iter::once(room).chain(device).map(dependee).collect();
        let mut configuration = json!({"where": [{"group": room.json()}], "when": when(&mut self.dice)});
        if let (Some(device), Value::Object(configuration)) = (device, &mut configuration) {
            configuration.insert("device".to_owned(), device.json());
        }
        let fields = json!({
            "script_id": script.id,
            "enabled": status != "disabled",
            "state": {},
            "configuration": configuration,
            "dependees": dependees,
            "status": status,
            "last_error": if status == "errored" { "a dependee is missing" } else { "" },
            "metadata": {"name": name},
            "migrated_from": format!("/resourcelinks/{}", place + 1),
        });
        self.add(&this, None, None, fields);
    }

    pub(super) fn people(&mut self) {
        for name in ["Phone", "Tablet"] {
            let fields = json!({"name": name, "is_at_home": !self.dice.once_in(2)});
            self.add(&self.reference("geofence_client", &[name]), None, None, fields);
        }
        let is_configured = !self.dice.once_in(4);
        let mut geolocation = json!({"is_configured": is_configured});
        if is_configured {
            put(&mut geolocation, "sun_today", json!({"sunset_time": "18:00:00", "day_type": "normal_day"}));
        }
        self.add(&self.reference("geolocation", &[]), None, None, geolocation);
    }
}

fn when(dice: &mut Dice) -> Value {
    let time = json!({"hour": 7 + dice.within(0..=15), "minute": 15 * dice.within(0..=3)});
    json!({"time_point": {"type": "time", "time": time}, "recurrence_days": ["monday", "friday"]})
}
