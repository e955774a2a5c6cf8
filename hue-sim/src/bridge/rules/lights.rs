//! Lights, by themselves and in groups.

use crate::bridge::shape::Field;
use crate::bridge::shape::Shape::{Bool, Either, List, Number, Object, Text, Whole, Word};
use crate::bridge::shape::{Shape, may, must, order};

pub(in crate::bridge) const LIGHT: &[Field] = &[
    may("on", ON),
    order("dimming", DIMMING),
    order("dimming_delta", DIMMING_DELTA),
    order("color_temperature", COLOR_TEMPERATURE),
    order("color_temperature_delta", COLOR_TEMPERATURE_DELTA),
    order("color", COLOR),
    may("dynamics", &Object(&[order("duration", DURATION), may("speed", UNIT)])),
    order("alert", ALERT),
    order("identify", IDENTIFY),
    order("signaling", SIGNALING),
    may("mode", &Word(&["normal", "streaming"])),
    order("gradient", GRADIENT),
    order("effects", EFFECTS),
    order("effects_v2", EFFECTS_V2),
    order("timed_effects", TIMED_EFFECTS),
    order("powerup", POWERUP),
    may("metadata", METADATA),
];

pub(in crate::bridge) const GROUPED_LIGHT: &[Field] = &[
    order("on", ON),
    order("dimming", DIMMING),
    order("dimming_delta", DIMMING_DELTA),
    order("color_temperature", COLOR_TEMPERATURE),
    order("color_temperature_delta", COLOR_TEMPERATURE_DELTA),
    order("color", COLOR),
    order("alert", ALERT),
    order("signaling", SIGNALING),
    order("dynamics", &Object(&[order("duration", DURATION)])),
];

pub(super) const ON: &Shape = &Object(&[must("on", &Bool)]);
pub(super) const DIMMING: &Shape = &Object(&[must("brightness", PERCENT)]);
pub(super) const COLOR: &Shape = &Object(&[must("xy", XY)]);
pub(super) const COLOR_TEMPERATURE: &Shape = &Object(&[may("mirek", MIREK)]);
pub(super) const GRADIENT: &Shape = &Object(&[must("points", &List(2, 5, POINT)), may("mode", GRADIENT_MODE)]);
pub(super) const EFFECTS: &Shape = &Object(&[may("effect", EFFECT)]);
/// In milliseconds.
pub(super) const DURATION: &Shape = &Whole(0, i64::MAX);
pub(super) const IDENTIFY: &Shape = &Object(&[must("action", &Word(&["identify"]))]);
pub(super) const NAME: &Shape = &Text(1, 32);

const PERCENT: &Shape = &Number(0.0, 100.0);
const MIREK: &Shape = &Whole(153, 500);
const XY: &Shape = &Object(&[must("x", UNIT), must("y", UNIT)]);
const UNIT: &Shape = &Number(0.0, 1.0);
const DIRECTION: &Shape = &Word(&["up", "down", "stop"]);
const DIMMING_DELTA: &Shape = &Object(&[must("action", DIRECTION), may("brightness_delta", PERCENT)]);
const COLOR_TEMPERATURE_DELTA: &Shape = &Object(&[must("action", DIRECTION), may("mirek_delta", &Whole(0, 347))]);
const ALERT: &Shape = &Object(&[may("action", &Word(&["breathe"]))]);
/// The description has the colour itself, a bridge an object around it (M).
const POINT: &Shape = &Either(&Object(&[must("color", COLOR)]), COLOR);
const GRADIENT_MODE: &Shape = &Word(&["interpolated_palette", "interpolated_palette_mirrored", "random_pixelated"]);

const SIGNALING: &Shape = &Object(&[
    must("signal", &Word(&["no_signal", "on_off", "on_off_color", "alternating"])),
    may("duration", &Whole(0, 65_534_000)),
    may("color", &List(1, 2, COLOR)),
    // What the description calls `color` is `colors` on a bridge (M).
    may("colors", &List(1, 2, COLOR)),
]);

const EFFECT: &Shape = &Word(&[
    "prism",
    "opal",
    "glisten",
    "sparkle",
    "fire",
    "candle",
    "no_effect",
    "underwater",
    "cosmos",
    "sunbeam",
    "enchant",
]);

/// Beyond the description (M).
pub(super) const EFFECTS_V2: &Shape = &Object(&[must(
    "action",
    &Object(&[
        must("effect", EFFECT),
        may(
            "parameters",
            &Object(&[may("color", COLOR), may("color_temperature", COLOR_TEMPERATURE), may("speed", UNIT)]),
        ),
    ]),
)]);

const TIMED_EFFECTS: &Shape =
    &Object(&[must("effect", &Word(&["sunrise", "sunset", "no_effect"])), may("duration", &Whole(0, 21_600_000))]);

const POWERUP: &Shape = &Object(&[
    must("preset", &Word(&["safety", "powerfail", "last_on_state", "custom"])),
    may("configured", &Bool),
    may("on", &Object(&[must("mode", &Word(&["on", "toggle", "previous"])), may("on", ON)])),
    may(
        "dimming",
        &Object(&[
            must("mode", &Word(&["dimming", "previous"])),
            // The description of updates has the number alone, that of the state the object.
            may("dimming", &Either(DIMMING, PERCENT)),
            may("color", POWERUP_COLOR),
        ]),
    ),
    may("color", POWERUP_COLOR),
]);

/// The description has it inside `dimming`, a bridge beside it (M).
const POWERUP_COLOR: &Shape = &Object(&[
    must("mode", &Word(&["color_temperature", "color", "previous"])),
    may("color_temperature", &Object(&[may("mirek", MIREK), may("color", COLOR)])),
    may("color", COLOR),
]);

/// Beyond the description (M).
const METADATA: &Shape = &Object(&[
    may("name", NAME),
    may("archetype", super::rest::ARCHETYPE),
    may("function", &Word(&["functional", "decorative", "mixed", "unknown"])),
]);
