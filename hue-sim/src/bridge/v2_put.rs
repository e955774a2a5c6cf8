//! `PUT /clip/v2/resource/light/<id>`: read as a whole, then applied as a whole.

use serde_json::Value;

use super::light::{Light, LightKind};

/// Parameters that are taken and change nothing here.
const WITHOUT_EFFECT: [&str; 9] =
    ["type", "identify", "alert", "dynamics", "effects", "timed_effects", "signaling", "mode", "powerup"];

/// What is to be set.
#[derive(Default)]
pub(super) struct Change {
    on: Option<bool>,
    brightness: Option<f64>,
    brightness_by: Option<f64>,
    mirek: Option<u16>,
    mirek_by: Option<i32>,
    xy: Option<(f64, f64)>,
    name: Option<String>,
}

impl Change {
    /// Or a description of each fault.
    pub(super) fn read(kind: LightKind, body: &Value) -> Result<Self, Vec<String>> {
        let Value::Object(body) = body else { return Err(vec!["body is not an object".to_owned()]) };
        let (mut change, mut faults) = (Self::default(), Vec::new());
        for (name, value) in body {
            let supported = match name.as_str() {
                "dimming" | "dimming_delta" => kind.is_dimmable(),
                "color_temperature" | "color_temperature_delta" => kind.has_mirek(),
                "color" | "gradient" => kind.has_color(),
                _ => true,
            };
            if !supported {
                faults.push(format!("attribute ({name}) is not supported by this light"));
            } else if change.take(name, value).is_none() {
                faults.push(format!("attribute ({name}) is unknown or has an invalid value"));
            }
        }
        if faults.is_empty() { Ok(change) } else { Err(faults) }
    }

    fn take(&mut self, name: &str, value: &Value) -> Option<()> {
        match name {
            "on" => self.on = Some(value.get("on")?.as_bool()?),
            "dimming" => self.brightness = Some(number(value.get("brightness")?, 0.0, 100.0)?),
            "dimming_delta" => {
                let step = || number(value.get("brightness_delta")?, 0.0, 100.0);
                self.brightness_by = Some(direction(value)? * if is_stop(value) { 0.0 } else { step()? });
            }
            "color_temperature" => {
                let mirek = u16::try_from(value.get("mirek")?.as_u64()?).ok()?;
                self.mirek = Some(mirek).filter(|mirek| (153..=500).contains(mirek));
                self.mirek?;
            }
            "color_temperature_delta" => {
                let step = || i32::try_from(value.get("mirek_delta")?.as_u64()?).ok().filter(|step| *step <= 347);
                let step = if is_stop(value) { 0 } else { step()? };
                self.mirek_by = Some(if direction(value)? < 0.0 { -step } else { step });
            }
            "color" => {
                let xy = value.get("xy")?;
                self.xy = Some((number(xy.get("x")?, 0.0, 1.0)?, number(xy.get("y")?, 0.0, 1.0)?));
            }
            "metadata" => {
                if let Some(name) = value.as_object()?.get("name") {
                    let name = name.as_str().filter(|name| (1..=32).contains(&name.chars().count()))?;
                    self.name = Some(name.to_owned());
                }
            }
            "gradient" => drop(value.as_object()?),
            _ if WITHOUT_EFFECT.contains(&name) => {}
            _ => return None,
        }
        Some(())
    }
}

pub(super) fn apply(light: &mut Light, change: Change) {
    light.on = change.on.unwrap_or(light.on);
    if let Some(percent) = change.brightness {
        light.set_brightness(percent);
    }
    if let Some(step) = change.brightness_by {
        light.set_brightness(light.brightness + step);
    }
    if let Some(mirek) = change.mirek {
        light.set_mirek(mirek);
    }
    if let Some(step) = change.mirek_by {
        light.set_mirek(u16::try_from(i32::from(light.mirek) + step).unwrap_or_default());
    }
    if let Some(xy) = change.xy {
        light.set_xy(xy);
    }
    light.name = change.name.unwrap_or_else(|| std::mem::take(&mut light.name));
}

fn number(value: &Value, least: f64, most: f64) -> Option<f64> {
    value.as_f64().filter(|number| (least..=most).contains(number))
}

fn is_stop(delta: &Value) -> bool {
    delta.get("action").and_then(Value::as_str) == Some("stop")
}

/// Up and stop are positive.
fn direction(delta: &Value) -> Option<f64> {
    match delta.get("action")?.as_str()? {
        "up" | "stop" => Some(1.0),
        "down" => Some(-1.0),
        _ => None,
    }
}
