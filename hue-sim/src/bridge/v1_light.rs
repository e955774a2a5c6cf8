//! `/lights` of the first API.

use http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use super::color::GAMUT_C;
use super::light::{COLDEST, ColorMode, Light, LightKind};
use super::v1::{address, invalid, is_success, json_object, no_method, not_available, object, success};
use super::v1_state::put_state;
use super::{Asked, Bridge};
use crate::answer::Answer;
use crate::bodies;
use crate::entry::Event;

impl Bridge {
    pub(super) fn v1_lights(&mut self, asked: &Asked<'_>, below: &[&str], address: &str) -> Answer {
        let method = asked.method;
        let id = match below {
            [] if method == Method::GET => return object(&self.v1_lights_json()),
            [] if method == Method::POST => {
                let found = success("/lights", &json!("Searching for new devices"));
                return object(&json!([found]));
            }
            ["new"] if method == Method::GET => return object(&json!({"lastscan": "none"})),
            [] | ["new"] => return no_method(asked, address),
            [id, ..] => id,
        };
        let Some(place) = self.lights.iter().position(|light| light.v1_id == *id) else {
            return not_available(address);
        };
        let Some(light) = self.lights.get_mut(place) else { return not_available(address) };
        match (below, method) {
            ([_], &Method::GET) => object(&v1_json(light)),
            ([_], &Method::PUT) => changed(asked, address, |body| rename(light, address, body)),
            ([_], &Method::DELETE) => {
                self.lights.remove(place);
                object(&json!([{"success": format!("{address} deleted")}]))
            }
            ([_, "state"], &Method::PUT) => changed(asked, address, |body| put_state(light, address, body)),
            ([_] | [_, "state"], _) => no_method(asked, address),
            _ => not_available(address),
        }
    }

    pub(super) fn v1_lights_json(&self) -> Value {
        Value::Object(self.lights.iter().map(|light| (light.v1_id.clone(), v1_json(light))).collect())
    }
}

/// The items that a PUT answers with, from its body.
fn changed(asked: &Asked<'_>, address: &str, change: impl FnOnce(&Map<String, Value>) -> Vec<Value>) -> Answer {
    let items = match json_object(asked.body, address) {
        Ok(body) => change(&body),
        Err(item) => vec![item],
    };
    let done = items.iter().any(is_success);
    let response = bodies::json(StatusCode::OK, &Value::Array(items));
    if done { Answer::with(Event::LightChanged, response) } else { Answer::refused(response) }
}

fn rename(light: &mut Light, address_of_light: &str, body: &Map<String, Value>) -> Vec<Value> {
    if body.is_empty() {
        return vec![bodies::v1_error_item(5, address_of_light, "missing parameters in body")];
    }
    body.iter()
        .map(|(name, value)| {
            let address = address(&["lights", &light.v1_id, name]);
            match (name.as_str(), value) {
                ("name", Value::String(text)) if (1..=32).contains(&text.chars().count()) => {
                    text.clone_into(&mut light.name);
                    success(&address, value)
                }
                ("name", _) => invalid(&address, name, value),
                _ => super::v1::unknown_parameter(&address, name),
            }
        })
        .collect()
}

/// `/lights/<id>`
fn v1_json(light: &Light) -> Value {
    let (kind, model, product, archetype) = match light.kind {
        LightKind::ExtendedColor => ("Extended color light", "LCA001", "Hue color lamp", "sultanbulb"),
        LightKind::ColorTemperature => ("Color temperature light", "LTA001", "Hue ambiance lamp", "sultanbulb"),
        LightKind::Dimmable => ("Dimmable light", "LWA001", "Hue white lamp", "classicbulb"),
        LightKind::OnOff => ("On/Off plug-in unit", "LOM001", "Hue Smart plug", "plug"),
    };
    json!({
        "state": v1_state(light),
        "swupdate": {"state": "noupdates", "lastinstall": "2025-11-01T14:00:00"},
        "type": kind,
        "name": light.name,
        "modelid": model,
        "manufacturername": "Signify Netherlands B.V.",
        "productname": product,
        "capabilities": {"certified": true, "control": v1_control(light), "streaming": {
            "renderer": light.kind.has_color(), "proxy": light.kind.has_color()
        }},
        "config": {
            "archetype": archetype, "function": "mixed", "direction": "omnidirectional",
            "startup": {"mode": "safety", "configured": true}
        },
        "uniqueid": format!("00:17:88:01:00:00:00:0{}-0b", light.v1_id),
        "swversion": "1.104.2",
    })
}

fn v1_control(light: &Light) -> Value {
    let mut control = Map::new();
    if light.kind.is_dimmable() {
        control.insert("mindimlevel".to_owned(), json!(1000));
        control.insert("maxlumen".to_owned(), json!(806));
    }
    if light.kind.has_color() {
        control.insert("colorgamuttype".to_owned(), json!("C"));
        control.insert("colorgamut".to_owned(), json!(GAMUT_C.map(|(x, y)| [x, y])));
    }
    if light.kind.has_mirek() {
        control.insert("ct".to_owned(), json!({"min": COLDEST, "max": light.kind.warmest()}));
    }
    Value::Object(control)
}

fn v1_state(light: &Light) -> Value {
    let mut state = Map::new();
    let mut add = |name: &str, value: Value| drop(state.insert(name.to_owned(), value));
    add("on", json!(light.on));
    add("alert", json!(light.alert));
    add("mode", json!("homeautomation"));
    add("reachable", json!(light.reachable));
    if light.kind.is_dimmable() {
        add("bri", json!(light.bri()));
    }
    if light.kind.has_color() {
        add("hue", json!(light.hue));
        add("sat", json!(light.sat));
        add("xy", json!([light.xy.0, light.xy.1]));
        add("effect", json!(light.effect));
    }
    if light.kind.has_mirek() {
        add("ct", json!(light.mirek));
        let mode = match light.mode {
            ColorMode::Hue => "hs",
            ColorMode::Xy => "xy",
            ColorMode::Mirek => "ct",
        };
        add("colormode", json!(mode));
    }
    Value::Object(state)
}
