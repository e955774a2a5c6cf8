//! What the reference says can be done with each type of resource; taken from there, and from no code.

use super::wire::Method::{self, Delete, Get, Post, Put};

/// A type of resource.
pub(super) struct Facts {
    pub(super) kind: &'static str,
    /// What an update may hold, without the type: none where there are no updates.
    ///
    /// `[]` stands for any item of a list. A reference and a point are one value. A mark behind the name says more:
    /// [`UNSEEN`], [`BEYOND`], [`UNSEEN_BEYOND`].
    pub(super) put: Option<&'static [&'static str]>,
    /// What a new one may be made of: none where none can be made.
    pub(super) post: Option<&'static [&'static str]>,
    pub(super) can_be_deleted: bool,
}

/// The description has no field in which the effect would show.
pub(super) const UNSEEN: char = '?';
/// Not in the description, or in another place there: so real bridges take it (confidence M).
pub(super) const BEYOND: char = '+';
/// Both.
pub(super) const UNSEEN_BEYOND: char = '*';

impl Facts {
    pub(super) fn methods(&self) -> Vec<Method> {
        let own = [(Put, self.put.is_some()), (Post, self.post.is_some()), (Delete, self.can_be_deleted)];
        let own = own.into_iter().filter(|(_, is_there)| *is_there).map(|(method, _)| method);
        [Method::List, Get].into_iter().chain(own).collect()
    }

    /// The attributes of a body, by name and mark.
    pub(super) fn attributes(&self, method: Method) -> impl Iterator<Item = (&'static str, Option<char>)> + use<> {
        let attributes = match method {
            Put => self.put,
            Post => self.post,
            Method::List | Get | Delete => None,
        };
        attributes.unwrap_or_default().iter().map(|name| match name.strip_suffix([UNSEEN, BEYOND, UNSEEN_BEYOND]) {
            Some(bare) => (bare, name.chars().last()),
            None => (*name, None),
        })
    }

    /// Where it stands.
    pub(super) fn source(&self, method: Method) -> String {
        let has_no_folder = matches!(self.kind, "public_image" | "auth_v1" | "clip");
        // Where rooms, zones, scenes and smart scenes are made and deleted, the description says so; and of devices.
        let is_left_out = match method {
            Post => !matches!(self.kind, "room" | "zone" | "scene" | "smart_scene"),
            Delete => !matches!(self.kind, "room" | "zone" | "scene" | "smart_scene" | "device"),
            Method::List | Get | Put => false,
        };
        if has_no_folder || is_left_out {
            return "CLIP API v2".to_owned();
        }
        format!("openhue-v2/{}", self.kind)
    }
}

pub(super) fn facts(kind: &str) -> &'static Facts {
    FACTS.iter().find(|facts| facts.kind == kind).unwrap_or_else(|| panic!("the reference has no {kind}"))
}

const fn read(kind: &'static str) -> Facts {
    Facts { kind, put: None, post: None, can_be_deleted: false }
}

const fn changed(kind: &'static str, put: &'static [&'static str]) -> Facts {
    Facts { put: Some(put), ..read(kind) }
}

const fn deleted(kind: &'static str, put: &'static [&'static str]) -> Facts {
    Facts { can_be_deleted: true, ..changed(kind, put) }
}

const fn made(kind: &'static str, put: &'static [&'static str], post: &'static [&'static str]) -> Facts {
    Facts { post: Some(post), ..deleted(kind, put) }
}

/// In the order in which the reference names them.
pub(super) static FACTS: [Facts; 44] = [
    deleted("device", &["metadata.name", "metadata.archetype", "identify.action?", "usertest.usertest"]),
    read("bridge_home"),
    made("room", PLACE, PLACE),
    made("zone", PLACE, PLACE),
    made("service_group", SERVICE_GROUP, SERVICE_GROUP),
    changed("light", LIGHT),
    changed("button", &["metadata.control_id", "button.repeat_interval"]),
    changed("bell_button", &[]),
    changed("relative_rotary", &[]),
    changed("temperature", SENSOR),
    changed("light_level", SENSOR),
    changed("motion", &["enabled", "sensitivity.sensitivity"]),
    changed("camera_motion", BEYOND_SWITCHED),
    changed("entertainment", &[]),
    changed("contact", SENSOR),
    changed("tamper", &[]),
    changed("convenience_area_motion", BEYOND_SWITCHED),
    changed("security_area_motion", BEYOND_SWITCHED),
    changed("speaker", SPEAKER),
    changed("grouped_light", GROUPED_LIGHT),
    changed("grouped_motion", &["enabled+"]),
    changed("grouped_light_level", &["enabled+"]),
    read("device_power"),
    changed("device_software_update", &["install.install_state"]),
    changed("zigbee_connectivity", &["channel.value"]),
    changed("zgp_connectivity", &[]),
    changed("bridge", &[]),
    changed("motion_area_candidate", &[]),
    changed("wifi_connectivity", &[]),
    changed("zigbee_device_discovery", &["action.action_type", "action.search_codes[]*"]),
    changed("homekit", &["action"]),
    changed("matter", &["action.action_type?", "action*"]),
    deleted("matter_fabric", &[]),
    made("scene", SCENE, NEW_SCENE),
    made(
        "entertainment_configuration",
        &["metadata.name", "configuration_type", "action"],
        &[
            "metadata.name",
            "configuration_type",
            "locations.service_locations[].service",
            "locations.service_locations[].positions[].x",
            "locations.service_locations[].positions[].y",
            "locations.service_locations[].positions[].z",
        ],
    ),
    read("public_image"),
    read("auth_v1"),
    read("behavior_script"),
    made(
        "behavior_instance",
        &["enabled", "configuration", "trigger*", "metadata.name"],
        &["script_id", "enabled", "configuration", "metadata.name"],
    ),
    made("geofence_client", &["name", "is_at_home"], &["name", "is_at_home"]),
    changed("geolocation", &["latitude*", "longitude*"]),
    made("smart_scene", SMART_SCENE, NEW_SMART_SCENE),
    made(
        "motion_area_configuration",
        &["enabled", "name+", "participants[].resource+"],
        &["enabled", "motion_sensors[]", "name+", "group+", "participants[].resource+"],
    ),
    read("clip"),
];

const PLACE: &[&str] = &["children[]", "metadata.name", "metadata.archetype"];
const SERVICE_GROUP: &[&str] = &["services[]", "children[]+", "metadata.name+"];
const SENSOR: &[&str] = &["enabled"];
/// The description has their sensitivity, and says of motion sensors alone that it can be changed.
const BEYOND_SWITCHED: &[&str] = &["enabled", "sensitivity.sensitivity+"];
/// None of it is in the description.
const SPEAKER: &[&str] = &[
    "alarm.sound+",
    "alarm.volume.level*",
    "alarm.duration+",
    "chime.sound+",
    "chime.volume.level*",
    "alert.sound+",
    "alert.volume.level*",
    "mute.mute+",
];

/// The description has the powerup's brightness as a bare number, and shows it as an object: that is what is sent. Points of
/// a gradient are sent both ways.
const LIGHT: &[&str] = &[
    "on.on",
    "dimming.brightness",
    "dimming_delta.action",
    "dimming_delta.brightness_delta",
    "color_temperature.mirek",
    "color_temperature_delta.action",
    "color_temperature_delta.mirek_delta",
    "color.xy",
    "dynamics.duration?",
    "dynamics.speed",
    "alert.action?",
    "signaling.signal",
    "signaling.duration",
    "signaling.colors[].xy+",
    "mode",
    "gradient.points[].xy",
    "gradient.points[].color.xy+",
    "gradient.mode",
    "effects.effect",
    "effects_v2.action.effect+",
    "effects_v2.action.parameters.color.xy+",
    "effects_v2.action.parameters.color_temperature.mirek+",
    "effects_v2.action.parameters.speed+",
    "timed_effects.effect",
    "timed_effects.duration",
    "powerup.preset",
    "powerup.configured",
    "powerup.on.mode",
    "powerup.on.on.on",
    "powerup.dimming.mode",
    "powerup.dimming.dimming.brightness",
    "powerup.dimming.color.mode",
    "powerup.dimming.color.color_temperature.mirek",
    "powerup.dimming.color.color_temperature.color.xy",
    "powerup.color.mode+",
    "powerup.color.color_temperature.mirek+",
    "powerup.color.color.xy+",
    "identify.action?",
    "metadata.name+",
    "metadata.archetype+",
    "metadata.function+",
];

/// The effect shows in the group's lights.
const GROUPED_LIGHT: &[&str] = &[
    "on.on",
    "dimming.brightness",
    "dimming_delta.action",
    "dimming_delta.brightness_delta",
    "color_temperature.mirek",
    "color_temperature_delta.action",
    "color_temperature_delta.mirek_delta",
    "color.xy",
    "alert.action?",
    "signaling.signal",
    "signaling.duration",
    "signaling.colors[].xy+",
    "dynamics.duration?",
];

const SCENE: &[&str] = &[
    "actions[].target",
    "actions[].action.on.on",
    "actions[].action.dimming.brightness",
    "actions[].action.color.xy",
    "actions[].action.color_temperature.mirek",
    "actions[].action.gradient.points[].xy",
    "actions[].action.gradient.points[].color.xy+",
    "actions[].action.gradient.mode",
    "actions[].action.effects.effect",
    "actions[].action.effects_v2.action.effect+",
    "actions[].action.effects_v2.action.parameters.speed+",
    "actions[].action.dynamics.duration?",
    "recall.action",
    "recall.duration?",
    "recall.dimming.brightness",
    "metadata.name",
    "metadata.image",
    "metadata.appdata",
    "palette.color[].color.xy",
    "palette.color[].dimming.brightness",
    "palette.dimming[].brightness",
    "palette.color_temperature[].color_temperature.mirek",
    "palette.color_temperature[].dimming.brightness",
    "palette.effects[].effect",
    "palette.effects_v2[].action.effect+",
    "speed",
    "auto_dynamic",
];

const NEW_SCENE: &[&str] = &[
    "group",
    "actions[].target",
    "actions[].action.on.on",
    "actions[].action.dimming.brightness",
    "actions[].action.color.xy",
    "actions[].action.color_temperature.mirek",
    "actions[].action.gradient.points[].xy",
    "actions[].action.gradient.points[].color.xy+",
    "actions[].action.gradient.mode",
    "actions[].action.effects.effect",
    "actions[].action.effects_v2.action.effect+",
    "actions[].action.effects_v2.action.parameters.speed+",
    "actions[].action.dynamics.duration?",
    "metadata.name",
    "metadata.image",
    "metadata.appdata",
    "palette.color[].color.xy",
    "palette.color[].dimming.brightness",
    "palette.dimming[].brightness",
    "palette.color_temperature[].color_temperature.mirek",
    "palette.color_temperature[].dimming.brightness",
    "palette.effects[].effect",
    "palette.effects_v2[].action.effect+",
    "speed",
    "auto_dynamic",
];

const SMART_SCENE: &[&str] = &[
    "metadata.name",
    "metadata.appdata",
    "week_timeslots[].timeslots[].start_time.kind",
    "week_timeslots[].timeslots[].start_time.time.hour",
    "week_timeslots[].timeslots[].start_time.time.minute",
    "week_timeslots[].timeslots[].start_time.time.second",
    "week_timeslots[].timeslots[].target",
    "week_timeslots[].recurrence[]",
    "transition_duration",
    "recall.action",
];

const NEW_SMART_SCENE: &[&str] = &[
    "group",
    "metadata.name",
    "metadata.image",
    "metadata.appdata",
    "week_timeslots[].timeslots[].start_time.kind",
    "week_timeslots[].timeslots[].start_time.time.hour",
    "week_timeslots[].timeslots[].start_time.time.minute",
    "week_timeslots[].timeslots[].start_time.time.second",
    "week_timeslots[].timeslots[].target",
    "week_timeslots[].recurrence[]",
    "transition_duration",
    "recall.action",
];
