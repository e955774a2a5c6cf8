//! Scenes, and scenes of a day.

use super::lights::{COLOR, COLOR_TEMPERATURE, DIMMING, DURATION, EFFECTS, EFFECTS_V2, GRADIENT, NAME, ON};
use crate::bridge::shape::Shape::{Bool, Link, List, Number, Object, Text, Whole, Word};
use crate::bridge::shape::{Field, Shape, may, must, order};

pub(in crate::bridge) const SCENE: &[Field] = &[
    may("actions", ACTIONS),
    order("recall", RECALL),
    may("metadata", &Object(&[may("name", NAME), may("image", IMAGE), may("appdata", APPDATA)])),
    may("palette", PALETTE),
    may("speed", &Number(0.0, 1.0)),
    may("auto_dynamic", &Bool),
];

pub(in crate::bridge) const NEW_SCENE: &[Field] = &[
    must("actions", ACTIONS),
    must("metadata", NEW_METADATA),
    must("group", GROUP),
    may("palette", PALETTE),
    may("speed", &Number(0.0, 1.0)),
    may("auto_dynamic", &Bool),
];

pub(in crate::bridge) const SMART_SCENE: &[Field] = &[
    may("metadata", &Object(&[may("name", NAME), may("appdata", APPDATA)])),
    may("week_timeslots", WEEK),
    may("transition_duration", DURATION),
    order("recall", &Object(&[may("action", ACTIVATE)])),
];

pub(in crate::bridge) const NEW_SMART_SCENE: &[Field] = &[
    must("metadata", NEW_METADATA),
    must("group", GROUP),
    must("week_timeslots", WEEK),
    may("transition_duration", DURATION),
    order("recall", &Object(&[must("action", ACTIVATE)])),
];

const GROUP: &Shape = &Link(&["room", "zone", "bridge_home"]);
const NEW_METADATA: &Shape = &Object(&[must("name", NAME), may("image", IMAGE), may("appdata", APPDATA)]);
const IMAGE: &Shape = &Link(&["public_image"]);
const APPDATA: &Shape = &Text(1, 16);
const ACTIVATE: &Shape = &Word(&["activate", "deactivate"]);

const ACTIONS: &Shape = &List(0, usize::MAX, &Object(&[must("target", &Link(&["light"])), must("action", ACTION)]));
const ACTION: &Shape = &Object(&[
    may("on", ON),
    may("dimming", DIMMING),
    may("color", COLOR),
    may("color_temperature", COLOR_TEMPERATURE),
    may("gradient", GRADIENT),
    may("effects", EFFECTS),
    // Beyond the description, as for lights (M).
    may("effects_v2", EFFECTS_V2),
    order("dynamics", &Object(&[may("duration", DURATION)])),
]);

const RECALL: &Shape = &Object(&[
    may("action", &Word(&["active", "dynamic_palette", "static"])),
    may("duration", DURATION),
    may("dimming", DIMMING),
]);

const PALETTE: &Shape = &Object(&[
    may("color", &List(0, 9, &Object(&[may("color", COLOR), may("dimming", DIMMING)]))),
    may("dimming", &List(0, 1, DIMMING)),
    may(
        "color_temperature",
        &List(0, 1, &Object(&[may("color_temperature", COLOR_TEMPERATURE), may("dimming", DIMMING)])),
    ),
    may("effects", &List(0, 3, EFFECTS)),
    may("effects_v2", &List(0, 3, EFFECTS_V2)),
]);

const WEEK: &Shape =
    &List(0, 7, &Object(&[must("timeslots", &List(0, usize::MAX, TIMESLOT)), must("recurrence", DAYS)]));
const DAYS: &Shape =
    &List(0, 7, &Word(&["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]));
const TIMESLOT: &Shape = &Object(&[
    must("start_time", &Object(&[must("kind", &Word(&["time", "sunset"])), may("time", TIME)])),
    must("target", &Link(&["scene"])),
]);
const TIME: &Shape = &Object(&[may("hour", &Whole(0, 23)), may("minute", &Whole(0, 59)), may("second", &Whole(0, 59))]);
