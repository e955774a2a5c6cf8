//! `PUT /lights/<id>/state` and `PUT /groups/<id>/action`: each parameter succeeds or fails for itself.

use serde_json::{Value, json};

use super::store::{Object, Resource, Store};
use super::v1::{invalid, read_only, success, unknown_parameter};
use crate::bodies;

/// A parameter with a value that it can take.
#[derive(Clone, Copy)]
enum Setting {
    On,
    Brightness(u8),
    BrightnessBy(i64),
    Hue(u16),
    HueBy(i64),
    Sat(u8),
    SatBy(i64),
    Xy(f64, f64),
    XyBy(f64, f64),
    Mirek(u16),
    MirekBy(i64),
    Alert(&'static str),
    Effect(&'static str),
    Transition,
}

/// Why a parameter is not set.
enum Fault {
    Unknown,
    ReadOnly,
    Invalid,
    Off,
}

/// Sets what can be set on the lights of a group, or on one, and gives one item for each parameter. An empty body gives
/// none (M). A parameter is set on those lights that have it and are on.
pub(super) fn put_state(home: &mut Store, lights: &[String], address: &str, body: &Object) -> Vec<Value> {
    // `on` decides whether the others may be set.
    if let Some(Value::Bool(on)) = body.get("on") {
        for light in lights {
            if let Some(light) = home.get_mut("light", light) {
                light.set_on(*on);
            }
        }
    }
    let mut items = Vec::new();
    // Of several colours all are set; the one in the strongest form is set last and holds: hs, then ct, then xy.
    let mut settings: Vec<(&str, &Value, Setting)> = Vec::new();
    for (name, value) in body {
        if is_overruled(name, body) {
            continue;
        }
        match read(home, lights, name, value) {
            Ok(setting) => settings.push((name, value, setting)),
            Err(fault) => items.push(refused(&format!("{address}/{name}"), name, value, &fault)),
        }
    }
    settings.sort_by_key(|(_, _, setting)| strength(*setting));
    for (name, value, setting) in settings {
        let mut result = None;
        for light in lights {
            let Some(light) = home.get_mut("light", light) else { continue };
            if supports(light, name) && (light.is_on() || is_always(setting)) {
                let now = apply(light, setting);
                result = result.or(now);
            }
        }
        let name = name.strip_suffix("_inc").unwrap_or(name);
        items.push(success(&format!("{address}/{name}"), &result.unwrap_or_else(|| value.clone())));
    }
    home.settle(lights, None);
    items
}

/// A step is ignored where the value itself is given.
fn is_overruled(name: &str, body: &Object) -> bool {
    name.strip_suffix("_inc").is_some_and(|absolute| body.contains_key(absolute))
}

fn read(home: &Store, lights: &[String], name: &str, value: &Value) -> Result<Setting, Fault> {
    if matches!(name, "colormode" | "mode" | "reachable") {
        return Err(Fault::ReadOnly);
    }
    let lights = || lights.iter().filter_map(|light| home.get("light", light)).filter(|light| supports(light, name));
    if lights().next().is_none() {
        return Err(Fault::Unknown);
    }
    let setting = parse(name, value).ok_or(Fault::Invalid)?;
    if is_always(setting) || lights().any(Resource::is_on) { Ok(setting) } else { Err(Fault::Off) }
}

fn supports(light: &Resource, name: &str) -> bool {
    match name {
        "on" | "alert" | "transitiontime" => true,
        "bri" | "bri_inc" => light.can("dimming"),
        "ct" | "ct_inc" => light.can("color_temperature"),
        "hue" | "sat" | "xy" | "effect" | "hue_inc" | "sat_inc" | "xy_inc" => light.can("color"),
        _ => false,
    }
}

/// Whether it may be set while the light is off.
fn is_always(setting: Setting) -> bool {
    matches!(setting, Setting::On | Setting::Alert(_) | Setting::Transition)
}

fn parse(name: &str, value: &Value) -> Option<Setting> {
    let word = |known: &[&'static str]| known.iter().find(|word| value == **word).copied();
    let step = |most: i64| value.as_i64().filter(|step| (-most..=most).contains(step));
    Some(match name {
        "on" => value.as_bool().map(|_| Setting::On)?,
        "bri" => Setting::Brightness(small(value)?),
        "bri_inc" => Setting::BrightnessBy(step(254)?),
        "hue" => Setting::Hue(u16::try_from(value.as_u64()?).ok()?),
        "hue_inc" => Setting::HueBy(step(65_534)?),
        "sat" => Setting::Sat(small(value)?),
        "sat_inc" => Setting::SatBy(step(254)?),
        "xy" => pair(value, 0.0, 1.0).map(|(x, y)| Setting::Xy(x, y))?,
        "xy_inc" => pair(value, -0.5, 0.5).map(|(x, y)| Setting::XyBy(x, y))?,
        "ct" => Setting::Mirek(u16::try_from(value.as_u64()?).ok().filter(|ct| (153..=500).contains(ct))?),
        "ct_inc" => Setting::MirekBy(step(65_534)?),
        "alert" => Setting::Alert(word(&["none", "select", "lselect"])?),
        "effect" => Setting::Effect(word(&["none", "colorloop"])?),
        "transitiontime" => u16::try_from(value.as_u64()?).ok().map(|_| Setting::Transition)?,
        _ => return None,
    })
}

/// 0 to 254.
fn small(value: &Value) -> Option<u8> {
    u8::try_from(value.as_u64()?).ok().filter(|value| *value <= 254)
}

fn pair(value: &Value, least: f64, most: f64) -> Option<(f64, f64)> {
    let [x, y] = value.as_array()?.as_slice() else { return None };
    let within = |value: &Value| value.as_f64().filter(|value| (least..=most).contains(value));
    Some((within(x)?, within(y)?))
}

fn strength(setting: Setting) -> u8 {
    match setting {
        Setting::Xy(..) | Setting::XyBy(..) => 2,
        Setting::Mirek(_) | Setting::MirekBy(_) => 1,
        _ => 0,
    }
}

/// The value to report, where it is not the one that was sent.
fn apply(light: &mut Resource, setting: Setting) -> Option<Value> {
    match setting {
        Setting::On | Setting::Transition => return None,
        Setting::Brightness(bri) => light.set_bri(bri.max(1)),
        Setting::BrightnessBy(step) => {
            light.set_bri(clamped(i64::from(light.bri()) + step, 1));
            return Some(json!(light.bri()));
        }
        Setting::Hue(hue) => light.set_hue(hue, light.beside.sat),
        Setting::HueBy(step) => {
            let hue =
                u16::try_from((i64::from(light.beside.hue) + step).rem_euclid(65_536)).unwrap_or(light.beside.hue);
            light.set_hue(hue, light.beside.sat);
            return Some(json!(hue));
        }
        Setting::Sat(sat) => light.set_hue(light.beside.hue, sat),
        Setting::SatBy(step) => {
            light.set_hue(light.beside.hue, clamped(i64::from(light.beside.sat) + step, 0));
            return Some(json!(light.beside.sat));
        }
        Setting::Xy(x, y) => light.set_xy((x, y)),
        Setting::XyBy(x, y) => {
            let (from_x, from_y) = light.xy();
            light.set_xy((from_x + x, from_y + y));
            return Some(json!([light.xy().0, light.xy().1]));
        }
        Setting::Mirek(mirek) => light.set_mirek(mirek),
        Setting::MirekBy(step) => {
            let mirek = (i64::from(light.beside.ct) + step).clamp(0, i64::from(u16::MAX));
            light.set_mirek(u16::try_from(mirek).unwrap_or(u16::MAX));
            return Some(json!(light.beside.ct));
        }
        Setting::Alert(alert) => light.beside.alert = alert,
        Setting::Effect(effect) => light.beside.effect = effect,
    }
    None
}

fn clamped(value: i64, least: u8) -> u8 {
    u8::try_from(value.clamp(i64::from(least), 254)).unwrap_or(254)
}

fn refused(address: &str, name: &str, value: &Value, fault: &Fault) -> Value {
    match fault {
        Fault::Unknown => unknown_parameter(address, name),
        Fault::ReadOnly => read_only(address, name),
        Fault::Invalid => invalid(address, name, value),
        Fault::Off => {
            let description = format!("parameter, {name}, is not modifiable. Device is set to off.");
            bodies::v1_error_item(201, address, &description)
        }
    }
}
