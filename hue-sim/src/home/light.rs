//! A light as the second API shows it.

use serde_json::{Value, json};

use super::device::Service;
use super::dice::Dice;
use super::house::put;
use super::lamp::{Gamut, Lamp};
use super::plan::LightPlan;

/// Whites as a lamp shows them: mirek, and the coordinates on the curve of glowing bodies.
pub(super) const WHITES: [(u16, (f64, f64)); 6] = [
    (366, (0.4573, 0.41)),
    (153, (0.3131, 0.3237)),
    (200, (0.3451, 0.3516)),
    (250, (0.3805, 0.3768)),
    (300, (0.4151, 0.3951)),
    (454, (0.5056, 0.4152)),
];

const SIGNALS: [&str; 4] = ["no_signal", "on_off", "on_off_color", "alternating"];
pub(super) const GRADIENT_MODES: [&str; 3] =
    ["interpolated_palette", "interpolated_palette_mirrored", "random_pixelated"];
const TIMED_EFFECTS: [&str; 3] = ["no_effect", "sunrise", "sunset"];

/// What a light shows.
#[derive(Clone, Copy)]
pub(super) struct Look {
    pub(super) is_on: bool,
    /// In percent.
    pub(super) brightness: f64,
    pub(super) xy: (f64, f64),
    /// Unless it is a colour.
    pub(super) mirek: Option<u16>,
}

impl Look {
    /// Something that the lamp can show.
    pub(super) fn of(lamp: &Lamp, is_on: bool, dice: &mut Dice) -> Self {
        let brightness = f64::from(254 - dice.within(0..=253)) / 2.54;
        let brightness = (brightness * 100.0).round() / 100.0;
        let white = dice.pick(&WHITES).copied().unwrap_or_default();
        let is_color = lamp.mirek.is_none() || dice.once_in(2);
        match &lamp.gamut {
            Some(gamut) if is_color => Self { is_on, brightness, xy: gamut.any(dice), mirek: None },
            _ => Self { is_on, brightness, xy: white.1, mirek: Some(white.0) },
        }
    }
}

pub(super) fn point((x, y): (f64, f64)) -> Value {
    json!({"x": x, "y": y})
}

/// `{"xy":…}`
pub(super) fn color(xy: (f64, f64)) -> Value {
    json!({"xy": point(xy)})
}

/// The light of a lamp.
pub(super) fn light(plan: &LightPlan, look: Look, is_streaming: bool, dice: &mut Dice) -> Service {
    let lamp = plan.lamp;
    let function = dice.usually(&["mixed", "functional", "decorative", "unknown"]);
    let mut light = json!({
        "metadata": {"name": plan.name, "archetype": plan.archetypes.1, "function": function},
        "product_data": {"function": function},
        "identify": {},
        "service_id": 0,
        "on": {"on": look.is_on},
        "alert": {"action_values": ["breathe"]},
        "mode": if is_streaming { "streaming" } else { "normal" },
    });
    if lamp.is_dimmable {
        let least = dice.pick(&[0.39, 0.2, 1.0, 2.0, 5.0]);
        put(&mut light, "dimming", json!({"brightness": look.brightness, "min_dim_level": least}));
        put(&mut light, "dimming_delta", json!({}));
    }
    if let Some((coldest, warmest)) = lamp.mirek {
        let temperature = json!({
            "mirek": look.mirek,
            "mirek_valid": look.mirek.is_some(),
            "mirek_schema": {"mirek_minimum": coldest, "mirek_maximum": warmest},
        });
        put(&mut light, "color_temperature", temperature);
        put(&mut light, "color_temperature_delta", json!({}));
    } else if let (Some(metadata), None, true) = (light.get_mut("metadata"), &lamp.gamut, lamp.is_dimmable) {
        put(metadata, "fixed_mired", json!(366));
    }
    if let Some(gamut) = &lamp.gamut {
        put(&mut light, "color", shown_color(gamut, look.xy));
    }
    if let (Some(gradient), Some(gamut)) = (lamp.gradient, &lamp.gamut) {
        put(&mut light, "gradient", shown_gradient(gradient, gamut, dice));
    }
    if lamp.is_hue() {
        put(&mut light, "signaling", signaling(lamp, dice));
        put(&mut light, "powerup", powerup(lamp, look, dice));
    }
    if lamp.is_hue() && lamp.is_dimmable {
        play(&mut light, lamp, look, dice);
    }
    Service::new("light", light)
}

fn shown_color(gamut: &Gamut, xy: (f64, f64)) -> Value {
    let mut shown = color(xy);
    put(&mut shown, "gamut_type", json!(gamut.kind));
    if gamut.told {
        let [red, green, blue] = gamut.corners.map(point);
        put(&mut shown, "gamut", json!({"red": red, "green": green, "blue": blue}));
    }
    shown
}

/// Without points while one colour is shown.
fn shown_gradient((points, pixels): (u8, u8), gamut: &Gamut, dice: &mut Dice) -> Value {
    let shown = if dice.once_in(2) { points } else { 0 };
    let shown: Vec<Value> = (0..shown).map(|_| json!({"color": color(gamut.any(dice))})).collect();
    json!({
        "points": shown,
        "mode": dice.word(&GRADIENT_MODES),
        "points_capable": points,
        "mode_values": GRADIENT_MODES,
        "pixel_count": pixels,
    })
}

/// What is going on in the lamp: dynamic scenes and effects.
fn play(light: &mut Value, lamp: &Lamp, look: Look, dice: &mut Dice) {
    let has_palette = lamp.gamut.is_some() || lamp.mirek.is_some();
    let statuses: &[&str] = if has_palette { &["none", "dynamic_palette"] } else { &["none"] };
    let status = dice.usually(statuses);
    let is_playing = status != "none";
    let speed = if is_playing { dice.hundredths(1..=100) } else { 0.0 };
    let dynamics = json!({"status": status, "status_values": statuses, "speed": speed, "speed_valid": is_playing});
    put(light, "dynamics", dynamics);
    if has_palette {
        let status = dice.usually(&TIMED_EFFECTS);
        let mut timed = json!({
            "status": status,
            "status_values": TIMED_EFFECTS,
            "effect": status,
            "effect_values": TIMED_EFFECTS,
        });
        if status != "no_effect" {
            put(&mut timed, "duration", json!(60_000 * dice.within(1..=360)));
        }
        put(light, "timed_effects", timed);
    }
    if !lamp.effects.is_empty() {
        let status = dice.usually(lamp.effects);
        let (all, mut shown) = (lamp.effects, json!({"effect": status, "effect_values": lamp.effects}));
        if status != "no_effect" {
            put(&mut shown, "parameters", parameters(lamp, look, dice));
        }
        let effects = json!({"status": status, "status_values": all, "effect": status, "effect_values": all});
        put(light, "effects", effects);
        put(light, "effects_v2", json!({"action": {"effect_values": all}, "status": shown}));
    }
}

/// Of the second kind of effects.
fn parameters(lamp: &Lamp, look: Look, dice: &mut Dice) -> Value {
    let mut parameters = json!({"speed": dice.hundredths(0..=100)});
    if lamp.gamut.is_some() {
        put(&mut parameters, "color", color(look.xy));
    }
    if let Some(mirek) = look.mirek {
        put(&mut parameters, "color_temperature", json!({"mirek": mirek, "mirek_valid": true}));
    }
    parameters
}

fn signaling(lamp: &Lamp, dice: &mut Dice) -> Value {
    let values: &[&'static str] = if lamp.gamut.is_some() { &SIGNALS } else { &["no_signal", "on_off"] };
    let mut signaling = json!({"signal_values": values});
    let signal = dice.usually(values);
    let mut status = json!({"signal": signal});
    if signal != "no_signal" {
        let seconds = dice.within(0..=65_534);
        // The description has end and colours beside the signals, where bridges have them in the status.
        put(&mut signaling, "estimated_end", json!(1_767_225_600 + i64::from(seconds)));
        put(&mut status, "estimated_end", json!(dice.moment()));
        if let (Some(gamut), true) = (&lamp.gamut, signal != "on_off") {
            let count = if signal == "alternating" { 2 } else { 1 };
            let colors: Vec<Value> = (0..count).map(|_| color(gamut.any(dice))).collect();
            put(&mut signaling, "colors", json!(colors));
            put(&mut status, "colors", json!(colors));
        }
    }
    put(&mut signaling, "status", status);
    signaling
}

fn powerup(lamp: &Lamp, look: Look, dice: &mut Dice) -> Value {
    let preset = dice.usually(&["safety", "powerfail", "last_on_state", "custom"]);
    let mut powerup = json!({"preset": preset, "configured": !dice.once_in(8)});
    let on = match dice.usually(&["on", "toggle", "previous"]) {
        "on" => json!({"mode": "on", "on": {"on": true}}),
        mode => json!({"mode": mode}),
    };
    put(&mut powerup, "on", on);
    if lamp.is_dimmable {
        let dimming = match dice.usually(&["dimming", "previous"]) {
            "dimming" => json!({"mode": "dimming", "dimming": {"brightness": look.brightness}}),
            mode => json!({"mode": mode}),
        };
        put(&mut powerup, "dimming", dimming);
    }
    let color = match (lamp.mirek, &lamp.gamut, dice.usually(&["color_temperature", "color", "previous"])) {
        (Some(_), _, "color_temperature") => {
            json!({"mode": "color_temperature", "color_temperature": {"mirek": look.mirek.unwrap_or(366)}})
        }
        (_, Some(gamut), "color") => json!({"mode": "color", "color": color(gamut.any(dice))}),
        (None, None, _) => return powerup,
        _ => json!({"mode": "previous"}),
    };
    put(&mut powerup, "color", color);
    powerup
}
