//! What an update does beyond being kept.

use hue_proto::UnixTime;
use serde_json::{Value, json};

use super::Bridge;
use super::kinds::Kind;
use super::shape::kept;
use super::store::{Object, at, merge, set, text, unset};
use super::v2_light::{apply, incomplete, unsupported};
use crate::time::{v1_time, weekday_and_seconds};

impl Bridge {
    /// What stands in the way of an update that has the right shape.
    pub(super) fn unfit(&self, kind: &str, id: &str, body: &Object) -> Vec<String> {
        let Some(resource) = self.home.get(kind, id) else { return Vec::new() };
        match kind {
            "light" => [unsupported(resource, body), incomplete(body)].concat(),
            "grouped_light" => incomplete(body),
            "motion" | "camera_motion" | "convenience_area_motion" | "security_area_motion" => {
                let wish = at(body, "sensitivity.sensitivity").and_then(Value::as_i64);
                let most = at(&resource.shown, "sensitivity.sensitivity_max").and_then(Value::as_i64);
                match (wish, most) {
                    (Some(wish), Some(most)) if wish > most => {
                        vec![format!("attribute (sensitivity.sensitivity) is out of range 0 to {most}")]
                    }
                    _ => Vec::new(),
                }
            }
            "speaker" => unsounded(&resource.shown, body),
            "geolocation" => half_a_place(body),
            _ => Vec::new(),
        }
    }

    /// Whether lights were set.
    pub(super) fn update(&mut self, now: UnixTime, kind: &Kind, id: &str, body: &Object) -> bool {
        match kind.name {
            "light" => {
                self.set_lights(&[id.to_owned()], body, now);
                if let Some(name) = text(body, "metadata.name") {
                    self.home.rename_light(id, name);
                }
                return true;
            }
            "grouped_light" => {
                let lights = self.home.lights_of("grouped_light", id);
                self.set_lights(&lights, body, now);
                return true;
            }
            _ => {}
        }
        let Some(resource) = self.home.get_mut(kind.name, id) else { return false };
        merge(&mut resource.shown, kept(kind.put.unwrap_or_default(), body));
        if let Some((path, value)) = told(kind.name, body) {
            set(&mut resource.shown, path, value);
        }
        match kind.name {
            "speaker" => sound(&mut resource.shown, body, now),
            // The sun sets at 18:00 here.
            "geolocation" if body.contains_key("latitude") => {
                set(&mut resource.shown, "is_configured", json!(true));
                let today = json!({"sunset_time": "18:00:00", "day_type": "normal_day"});
                set(&mut resource.shown, "sun_today", today);
            }
            "room" => self.home.move_in(id),
            "zone" => self.home.regroup(kind.name, id),
            "device" => {
                if let Some(name) = text(body, "metadata.name") {
                    self.rename_device(id, name);
                }
            }
            "scene" => return self.recall(id, body.get("recall").and_then(Value::as_object), None, now),
            "smart_scene" => return self.schedule(id, text(body, "recall.action"), now),
            "entertainment_configuration" => return self.stream(id, text(body, "action")),
            _ => {}
        }
        false
    }

    /// The device of the bridge shares its name with the configuration of the first API.
    fn rename_device(&mut self, id: &str, name: &str) {
        self.home.rename_device(id, name);
        if self.home.bridge_device().as_deref() == Some(id) {
            name.clone_into(&mut self.name);
        }
    }

    pub(super) fn set_lights(&mut self, lights: &[String], body: &Object, now: UnixTime) {
        for light in lights {
            if let Some(light) = self.home.get_mut("light", light) {
                apply(light, body, now);
            }
        }
        // A new name, say, ends no scene.
        if SHINE.iter().any(|name| body.contains_key(*name)) {
            self.home.settle(lights, None);
        }
    }

    /// Does what a scene says, to all of its lights or to those within a group; whether lights were set.
    pub(super) fn recall(
        &mut self,
        id: &str,
        recall: Option<&Object>,
        within: Option<&[String]>,
        now: UnixTime,
    ) -> bool {
        let (Some(recall), Some(scene)) = (recall, self.home.get("scene", id)) else { return false };
        let flag = |name: &str| scene.shown.get(name).and_then(Value::as_bool).unwrap_or_default();
        let is_dynamic = match text(recall, "action") {
            Some("dynamic_palette") => true,
            Some("active") => flag("auto_dynamic"),
            Some(_) => false,
            None => return false,
        };
        let speed = scene.shown.get("speed").cloned().unwrap_or_else(|| json!(0.5));
        let actions = at(&scene.shown, "actions").and_then(Value::as_array).cloned().unwrap_or_default();
        let mut lights = Vec::new();
        for action in &actions {
            let (Some(light), Some(action)) = (action.pointer("/target/rid"), action.get("action")) else { continue };
            let (Some(light), Some(mut action)) = (light.as_str(), action.as_object().cloned()) else { continue };
            if let Some(dimming) = recall.get("dimming") {
                action.insert("dimming".to_owned(), dimming.clone());
            }
            let light = Some(light).filter(|light| within.is_none_or(|within| within.iter().any(|one| one == light)));
            let Some(light) = light.and_then(|light| self.home.get_mut("light", light)) else { continue };
            apply(light, &action, now);
            if light.can("dynamics") {
                set(&mut light.shown, "dynamics.status", json!(if is_dynamic { "dynamic_palette" } else { "none" }));
                set(&mut light.shown, "dynamics.speed", if is_dynamic { speed.clone() } else { json!(0.0) });
                set(&mut light.shown, "dynamics.speed_valid", json!(is_dynamic));
            }
            lights.push(light.id().to_owned());
        }
        self.home.settle(&lights, Some(id));
        if let Some(scene) = self.home.get_mut("scene", id) {
            set(&mut scene.shown, "status.active", json!(if is_dynamic { "dynamic_palette" } else { "static" }));
        }
        !lights.is_empty()
    }

    /// Begins or ends the day of a smart scene. What it begins with is recalled; nothing happens later by itself.
    pub(super) fn schedule(&mut self, id: &str, action: Option<&str>, now: UnixTime) -> bool {
        let Some(smart) = self.home.get_mut("smart_scene", id) else { return false };
        match action {
            Some("activate") => {
                set(&mut smart.shown, "state", json!("active"));
                let (weekday, seconds) = weekday_and_seconds(now);
                let Some((slot, scene)) = timeslot(&smart.shown, weekday, seconds) else { return false };
                let active = json!({"timeslot_id": slot, "weekday": weekday});
                set(&mut smart.shown, "active_timeslot", active);
                let recall = json!({"action": "active"});
                self.recall(&scene, recall.as_object(), None, now)
            }
            Some(_) => {
                set(&mut smart.shown, "state", json!("inactive"));
                false
            }
            None => false,
        }
    }

    /// Hands the lights of an entertainment area to a stream, or takes them back.
    fn stream(&mut self, id: &str, action: Option<&str>) -> bool {
        let Some(action) = action else { return false };
        let is_start = action == "start";
        let Some(area) = self.home.get_mut("entertainment_configuration", id) else { return false };
        set(&mut area.shown, "status", json!(if is_start { "active" } else { "inactive" }));
        let lights: Vec<String> = area.links("light_services").map(|(_, id)| id.to_owned()).collect();
        for light in &lights {
            if let Some(light) = self.home.get_mut("light", light) {
                set(&mut light.shown, "mode", json!(if is_start { "streaming" } else { "normal" }));
            }
        }
        !lights.is_empty()
    }
}

/// The sounds that a speaker is asked for and cannot sound.
fn unsounded(shown: &Object, body: &Object) -> Vec<String> {
    let unknown = SOUNDS.into_iter().filter_map(|kind| {
        let sound = text(body, &format!("{kind}.sound"))?;
        let values = at(shown, &format!("{kind}.status.sound_values")).and_then(Value::as_array)?;
        (!values.contains(&json!(sound))).then(|| format!("attribute ({kind}.sound) is none of the speaker's"))
    });
    unknown.collect()
}

/// Sounds what was asked for, and shows it until something else is asked for: bridges are slow to say that it is over (M).
fn sound(shown: &mut Object, body: &Object, now: UnixTime) {
    for kind in SOUNDS {
        let Some(sound) = text(body, &format!("{kind}.sound")) else { continue };
        set(shown, &format!("{kind}.status.sound"), json!(sound));
        let place = format!("{kind}.status.estimated_end");
        match at(body, &format!("{kind}.duration")).and_then(Value::as_u64) {
            Some(duration) if sound != "no_sound" => {
                let end = UnixTime::from_millis(now.as_millis().saturating_add(duration));
                set(shown, &place, json!({"estimate": format!("{}Z", v1_time(end))}));
            }
            _ => unset(shown, &place),
        }
    }
}

/// Both coordinates, or neither (M).
fn half_a_place(body: &Object) -> Vec<String> {
    match ["latitude", "longitude"].map(|name| body.contains_key(name)) {
        [true, false] => vec!["attribute (longitude) is missing".to_owned()],
        [false, true] => vec!["attribute (latitude) is missing".to_owned()],
        _ => Vec::new(),
    }
}

/// What of an update is seen.
const SHINE: [&str; 10] = [
    "on",
    "dimming",
    "dimming_delta",
    "color_temperature",
    "color_temperature_delta",
    "color",
    "gradient",
    "effects",
    "effects_v2",
    "timed_effects",
];

const SOUNDS: [&str; 3] = ["alarm", "chime", "alert"];

/// What a resource says of itself after an update that has this in it.
fn told(kind: &str, body: &Object) -> Option<(&'static str, Value)> {
    Some(match kind {
        "device" if body.contains_key("usertest") => ("usertest.status", json!("set")),
        "motion" | "camera_motion" if body.contains_key("sensitivity") => ("sensitivity.status", json!("set")),
        "zigbee_connectivity" if body.contains_key("channel") => ("channel.status", json!("set")),
        "device_software_update" if body.contains_key("install") => ("state", json!("installing")),
        "zigbee_device_discovery" if body.contains_key("action") => ("status", json!("active")),
        "homekit" if body.contains_key("action") => ("status", json!("unpaired")),
        "behavior_instance" => {
            let enabled = body.get("enabled")?.as_bool()?;
            ("status", json!(if enabled { "running" } else { "disabled" }))
        }
        _ => return None,
    })
}

/// Which timeslot of the day has begun last, and the scene that it recalls. The sun sets at 18:00 here.
fn timeslot(smart: &Object, weekday: &str, seconds: i64) -> Option<(usize, String)> {
    let week = smart.get("week_timeslots")?.as_array()?;
    let is_today = |day: &&Value| {
        day.get("recurrence").and_then(Value::as_array).is_some_and(|days| days.contains(&json!(weekday)))
    };
    let slots = week.iter().find(is_today)?.get("timeslots")?.as_array()?;
    let begins = |slot: &Value| {
        let part = |name: &str| slot.pointer(name).and_then(Value::as_i64).unwrap_or_default();
        match slot.pointer("/start_time/kind").and_then(Value::as_str) {
            Some("time") => {
                part("/start_time/time/hour") * 3600
                    + part("/start_time/time/minute") * 60
                    + part("/start_time/time/second")
            }
            _ => 18 * 3600,
        }
    };
    let begun = slots.iter().enumerate().filter(|(_, slot)| begins(slot) <= seconds);
    // Before the first of the day, the last of them still goes on.
    let (place, slot) = begun.max_by_key(|(_, slot)| begins(slot)).or_else(|| slots.iter().enumerate().next_back())?;
    Some((place, slot.pointer("/target/rid")?.as_str()?.to_owned()))
}
