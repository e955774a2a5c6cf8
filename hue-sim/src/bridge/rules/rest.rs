//! Devices, sensors, behaviours, and what the bridge itself offers.

use super::lights::{IDENTIFY, NAME};
use crate::bridge::shape::Shape::{AnyObject, Bool, Either, Id, List, Number, Object, Text, Whole, Word};
use crate::bridge::shape::{Field, Shape, may, must, order};

pub(in crate::bridge) const DEVICE: &[Field] = &[
    may("metadata", &Object(&[may("name", NAME), may("archetype", ARCHETYPE)])),
    order("identify", IDENTIFY),
    may("usertest", &Object(&[must("usertest", &Bool)])),
];

pub(in crate::bridge) const SENSOR: &[Field] = &[may("enabled", &Bool)];
pub(in crate::bridge) const MOTION: &[Field] =
    &[may("enabled", &Bool), may("sensitivity", &Object(&[must("sensitivity", &Whole(0, i64::MAX))]))];

/// The description has nothing that can be changed; libraries that have met speakers have this (M).
pub(in crate::bridge) const SPEAKER: &[Field] = &[
    order("alarm", &Object(&[must("sound", SOUND), may("volume", VOLUME), may("duration", &Whole(0, 65_534_000))])),
    order("chime", &Object(&[must("sound", SOUND), may("volume", VOLUME)])),
    order("alert", &Object(&[must("sound", SOUND), may("volume", VOLUME)])),
    may("mute", &Object(&[must("mute", &Word(&["mute", "unmute"]))])),
];
const VOLUME: &Shape = &Object(&[must("level", &Whole(0, 100))]);
const SOUND: &Shape = &Text(1, 32);

pub(in crate::bridge) const BUTTON: &[Field] = &[
    may("metadata", &Object(&[may("control_id", &Whole(0, i64::MAX))])),
    may("button", &Object(&[may("repeat_interval", &Whole(0, i64::MAX))])),
];

pub(in crate::bridge) const SOFTWARE_UPDATE: &[Field] =
    &[order("install", &Object(&[must("install_state", &Word(&["install"]))]))];

pub(in crate::bridge) const ZIGBEE: &[Field] = &[may("channel", &Object(&[must("value", CHANNEL)]))];
const CHANNEL: &Shape = &Word(&["channel_11", "channel_15", "channel_20", "channel_25"]);

pub(in crate::bridge) const DISCOVERY: &[Field] =
    &[order("action", &Object(&[must("action_type", &Word(&["search"])), may("search_codes", CODES)]))];
/// Not in the description (M).
const CODES: &Shape = &List(1, 10, &Text(1, 36));

/// Not in the description (M).
pub(in crate::bridge) const GEOLOCATION: &[Field] =
    &[order("latitude", &Number(-90.0, 90.0)), order("longitude", &Number(-180.0, 180.0))];

pub(in crate::bridge) const HOMEKIT: &[Field] = &[order("action", &Word(&["homekit_reset"]))];
/// The description has the object; other libraries send the word (M).
pub(in crate::bridge) const MATTER: &[Field] = &[order("action", &Either(MATTER_RESET, MATTER_ACTION))];
const MATTER_ACTION: &Shape = &Object(&[must("action_type", MATTER_RESET)]);
const MATTER_RESET: &Shape = &Word(&["matter_reset"]);

pub(in crate::bridge) const BEHAVIOR: &[Field] = &[
    may("enabled", &Bool),
    may("configuration", &AnyObject),
    // Not in the description (M).
    order("trigger", &AnyObject),
    may("metadata", &Object(&[may("name", NAME)])),
];
pub(in crate::bridge) const NEW_BEHAVIOR: &[Field] = &[
    must("script_id", &Id("behavior_script")),
    must("enabled", &Bool),
    must("configuration", &AnyObject),
    may("metadata", &Object(&[may("name", NAME)])),
];

pub(in crate::bridge) const GEOFENCE: &[Field] = &[may("name", &Text(1, 32)), may("is_at_home", &Bool)];
pub(in crate::bridge) const NEW_GEOFENCE: &[Field] = &[must("name", &Text(1, 32)), may("is_at_home", &Bool)];

/// Of lights, and of devices, which have one more: the bridge's.
pub(super) const ARCHETYPE: &Shape = &Word(&[
    "bridge_v2",
    "unknown_archetype",
    "classic_bulb",
    "sultan_bulb",
    "flood_bulb",
    "spot_bulb",
    "candle_bulb",
    "luster_bulb",
    "pendant_round",
    "pendant_long",
    "ceiling_round",
    "ceiling_square",
    "floor_shade",
    "floor_lantern",
    "table_shade",
    "recessed_ceiling",
    "recessed_floor",
    "single_spot",
    "double_spot",
    "table_wash",
    "wall_lantern",
    "wall_shade",
    "flexible_lamp",
    "ground_spot",
    "wall_spot",
    "plug",
    "hue_go",
    "hue_lightstrip",
    "hue_iris",
    "hue_bloom",
    "bollard",
    "wall_washer",
    "hue_play",
    "vintage_bulb",
    "vintage_candle_bulb",
    "ellipse_bulb",
    "triangle_bulb",
    "small_globe_bulb",
    "large_globe_bulb",
    "edison_bulb",
    "christmas_tree",
    "string_light",
    "hue_centris",
    "hue_lightstrip_tv",
    "hue_lightstrip_pc",
    "hue_tube",
    "hue_signe",
    "pendant_spot",
    "ceiling_horizontal",
    "ceiling_tube",
]);
