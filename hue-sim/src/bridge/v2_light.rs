//! What an update does to a light: sent to it, to its group, or by a scene.

use hue_proto::UnixTime;
use serde_json::{Value, json};

use super::color;
use super::rules::lights::LIGHT;
use super::shape::kept;
use super::store::{Object, Resource, at, merge, set, text, unset};

/// What a light may be asked to choose from, and where it says which choices it has.
const CHOICES: [(&str, &str); 5] = [
    ("effects.effect", "effects.status_values"),
    ("effects_v2.action.effect", "effects_v2.action.effect_values"),
    ("timed_effects.effect", "timed_effects.effect_values"),
    ("signaling.signal", "signaling.signal_values"),
    ("gradient.mode", "gradient.mode_values"),
];

/// What stands in the way of an update of this light that has the right shape.
pub(super) fn unsupported(light: &Resource, body: &Object) -> Vec<String> {
    let features = body.keys().filter(|name| !takes(light, name)).map(String::as_str);
    let choices = CHOICES.into_iter().filter_map(|(wish, choices)| {
        let choices = at(&light.shown, choices).and_then(Value::as_array)?;
        (!choices.contains(at(body, wish)?)).then_some(wish)
    });
    features.chain(choices).map(|name| format!("attribute ({name}) is not supported by this light")).collect()
}

/// What an update of a light or a group has the right shape without, and yet needs.
pub(super) fn incomplete(body: &Object) -> Vec<String> {
    let mut missing: Vec<String> = Vec::new();
    for (delta, step) in [("dimming_delta", "brightness_delta"), ("color_temperature_delta", "mirek_delta")] {
        let action = text(body, &format!("{delta}.action")).unwrap_or("stop");
        if action != "stop" && at(body, &format!("{delta}.{step}")).is_none() {
            missing.push(format!("attribute ({delta}.{step}) is missing"));
        }
    }
    if text(body, "timed_effects.effect").is_some_and(|effect| effect != "no_effect")
        && at(body, "timed_effects.duration").is_none()
    {
        missing.push("attribute (timed_effects.duration) is missing".to_owned());
    }
    let wanted = match text(body, "signaling.signal") {
        Some("on_off_color") => 1,
        Some("alternating") => 2,
        _ => 0,
    };
    if signal_colors(body).map_or(0, Vec::len) < wanted {
        missing.push(format!("attribute (signaling.color) must have {wanted} items"));
    }
    let is_preset = text(body, "powerup.preset").is_some_and(|preset| preset != "custom");
    for name in ["on", "dimming", "color"] {
        if is_preset && at(body, &format!("powerup.{name}")).is_some() {
            missing.push(format!("attribute (powerup.{name}) goes only with the preset custom"));
        }
    }
    missing
}

/// Does to the light what it can do; the rest of the update is for other lights of its group.
pub(super) fn apply(light: &mut Resource, body: &Object, now: UnixTime) {
    let kept: Object =
        kept(LIGHT, body).into_iter().filter(|(name, _)| name != "dynamics" || light.can(name)).collect();
    merge(&mut light.shown, kept);
    for (name, value) in body {
        if let Some(value) = value.as_object().filter(|_| takes(light, name)) {
            apply_feature(light, name, value, now);
        }
    }
}

fn takes(light: &Resource, feature: &str) -> bool {
    match feature {
        "dimming" | "color_temperature" | "color" | "gradient" | "effects" | "effects_v2" | "timed_effects"
        | "signaling" | "powerup" => light.can(feature),
        "dimming_delta" => light.can("dimming"),
        "color_temperature_delta" => light.can("color_temperature"),
        _ => true,
    }
}

fn apply_feature(light: &mut Resource, name: &str, value: &Object, now: UnixTime) {
    match name {
        "dimming" => {
            if let Some(percent) = value.get("brightness").and_then(Value::as_f64) {
                light.set_brightness(percent);
            }
        }
        "dimming_delta" => {
            let step = value.get("brightness_delta").and_then(Value::as_f64).unwrap_or_default();
            light.set_brightness(light.brightness() + step * f64::from(direction(value)));
        }
        "color_temperature" => {
            if let Some(mirek) = value.get("mirek").and_then(Value::as_u64) {
                light.set_mirek(u16::try_from(mirek).unwrap_or(u16::MAX));
            }
        }
        "color_temperature_delta" => {
            let step =
                value.get("mirek_delta").and_then(Value::as_i64).unwrap_or_default() * i64::from(direction(value));
            if step != 0 {
                let mirek = i64::from(light.mirek().unwrap_or(light.beside.ct)) + step;
                light.set_mirek(u16::try_from(mirek).unwrap_or_default());
            }
        }
        "color" => {
            if let Some(xy) = value.get("xy").and_then(color::point) {
                light.set_xy(xy);
            }
        }
        "gradient" => spread(light, value),
        "effects" => {
            if let Some(effect) = text(value, "effect") {
                play(light, effect, None);
            }
        }
        "effects_v2" => {
            if let Some(effect) = text(value, "action.effect") {
                play(light, effect, at(value, "action.parameters"));
            }
        }
        "timed_effects" => {
            for (from, to) in [("effect", "effect"), ("effect", "status"), ("duration", "duration")] {
                if let Some(value) = value.get(from) {
                    set(&mut light.shown, &format!("timed_effects.{to}"), value.clone());
                }
            }
        }
        "signaling" => signal(light, value, now),
        "powerup" => {
            let mut powerup = value.clone();
            powerup.insert("configured".to_owned(), json!(true));
            if let Some(percent) = at(value, "dimming.dimming").filter(|dimming| dimming.is_number()) {
                set(&mut powerup, "dimming.dimming", json!({"brightness": percent}));
            }
            merge(&mut light.shown, [("powerup".to_owned(), Value::Object(powerup))].into_iter().collect());
        }
        // A light breathes once to both.
        "alert" | "identify" => light.beside.alert = "select",
        _ => {}
    }
}

/// 1 is up.
fn direction(delta: &Object) -> i8 {
    match text(delta, "action") {
        Some("up") => 1,
        Some("down") => -1,
        _ => 0,
    }
}

/// Each point becomes the nearest colour that the light can show.
fn spread(light: &mut Resource, gradient: &Object) {
    let gamut = light.gamut();
    let points = gradient.get("points").and_then(Value::as_array).into_iter().flatten();
    let points = points.filter_map(|value| {
        let inner = value.get("color");
        let (x, y) = color::reachable(color::point(inner.unwrap_or(value).get("xy")?)?, gamut);
        let color = json!({"xy": {"x": x, "y": y}});
        Some(if inner.is_some() { json!({"color": color}) } else { color })
    });
    let points = points.collect();
    set(&mut light.shown, "gradient.points", Value::Array(points));
    set(&mut light.shown, "gradient.mode", json!(text(gradient, "mode").unwrap_or("interpolated_palette")));
}

/// One effect, which the older and the newer attribute both show.
fn play(light: &mut Resource, effect: &str, parameters: Option<&Value>) {
    if light.can("effects") {
        let known = at(&light.shown, "effects.status_values").and_then(Value::as_array);
        let known = known.is_none_or(|known| known.iter().any(|known| known == effect));
        let effect = if known { effect } else { "no_effect" };
        set(&mut light.shown, "effects.effect", json!(effect));
        set(&mut light.shown, "effects.status", json!(effect));
    }
    if light.can("effects_v2") {
        set(&mut light.shown, "effects_v2.status.effect", json!(effect));
        match parameters {
            Some(parameters) => set(&mut light.shown, "effects_v2.status.parameters", parameters.clone()),
            None => unset(&mut light.shown, "effects_v2.status.parameters"),
        }
    }
}

/// The end is in seconds since 1970: the description says no more than that it is an integer (L).
fn signal(light: &mut Resource, signaling: &Object, now: UnixTime) {
    unset(&mut light.shown, "signaling.estimated_end");
    unset(&mut light.shown, "signaling.colors");
    if text(signaling, "signal") == Some("no_signal") {
        return;
    }
    let duration = signaling.get("duration").and_then(Value::as_u64).unwrap_or_default();
    set(&mut light.shown, "signaling.estimated_end", json!((now.as_millis().saturating_add(duration)) / 1000));
    if let Some(colors) = colors(signaling) {
        set(&mut light.shown, "signaling.colors", json!(colors));
    }
}

fn signal_colors(body: &Object) -> Option<&Vec<Value>> {
    colors(body.get("signaling")?.as_object()?)
}

fn colors(signaling: &Object) -> Option<&Vec<Value>> {
    signaling.get("colors").or_else(|| signaling.get("color"))?.as_array()
}
