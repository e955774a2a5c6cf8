//! `/lights` of the first API.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::light::LightKind;
use super::store::{Object, Resource, text};
use super::v1::{
    address, invalid, is_success, json_object, no_method, not_available, object, success, unknown_parameter,
};
use super::v1_state::put_state;
use super::{Asked, Bridge};
use crate::answer::Answer;
use crate::bodies;
use crate::entry::Event;

impl Bridge {
    pub(super) fn v1_lights(&mut self, asked: &Asked<'_>, below: &[&str], address: &str) -> Answer {
        let method = asked.method;
        let number = match below {
            [] if method == Method::GET => return object(&self.v1_lights_json()),
            [] if method == Method::POST => {
                let found = success("/lights", &json!("Searching for new devices"));
                return object(&json!([found]));
            }
            ["new"] if method == Method::GET => return object(&json!({"lastscan": "none"})),
            [] | ["new"] => return no_method(asked, address),
            [number, ..] => number,
        };
        let Some(id) = self.light_of_number(number) else { return not_available(address) };
        match (below, method) {
            ([_], &Method::GET) => match self.home.get("light", &id) {
                Some(light) => object(&self.v1_light_json(light)),
                None => not_available(address),
            },
            ([_], &Method::PUT) => {
                changed(asked, address, Event::LightChanged, |body| self.rename(&id, number, address, body))
            }
            ([_], &Method::DELETE) => {
                self.remove_light(&id);
                object(&json!([{"success": format!("{address} deleted")}]))
            }
            ([_, "state"], &Method::PUT) => {
                changed(asked, address, Event::LightChanged, |body| put_state(&mut self.home, &[id], address, body))
            }
            ([_] | [_, "state"], _) => no_method(asked, address),
            _ => not_available(address),
        }
    }

    pub(super) fn v1_lights_json(&self) -> Value {
        let lights = self.home.of("light");
        let lights = lights.filter_map(|light| Some((light.v1_id("lights")?.to_owned(), self.v1_light_json(light))));
        Value::Object(lights.collect())
    }

    pub(super) fn light_of_number(&self, number: &str) -> Option<String> {
        let light = self.home.of("light").find(|light| light.v1_id("lights") == Some(number))?;
        Some(light.id().to_owned())
    }

    fn rename(&mut self, id: &str, number: &str, address_of_light: &str, body: &Object) -> Vec<Value> {
        if body.is_empty() {
            return vec![bodies::v1_error_item(5, address_of_light, "missing parameters in body")];
        }
        let mut item = |name: &String, value: &Value| {
            let address = address(&["lights", number, name]);
            match (name.as_str(), value) {
                ("name", Value::String(text)) if (1..=32).contains(&text.chars().count()) => {
                    self.home.rename_light(id, text);
                    success(&address, value)
                }
                ("name", _) => invalid(&address, name, value),
                _ => unknown_parameter(&address, name),
            }
        };
        body.iter().map(|(name, value)| item(name, value)).collect()
    }

    /// With its device, and from every group and scene.
    fn remove_light(&mut self, id: &str) {
        let device = self.home.get("light", id).and_then(Resource::device);
        let device = device.filter(|device| self.home.has("device", device));
        match device.filter(|device| self.home.bridge_device().as_ref() != Some(device)) {
            Some(device) => self.home.delete("device", &device),
            None => self.home.delete("light", id),
        }
    }

    /// `/lights/<id>`
    fn v1_light_json(&self, light: &Resource) -> Value {
        let device = light.device().and_then(|device| self.home.get("device", &device));
        let product = |name: &str| device.and_then(|device| text(&device.shown, &format!("product_data.{name}")));
        let archetype = text(&light.shown, "metadata.archetype").unwrap_or("classic_bulb");
        let kind = match light.light_kind() {
            LightKind::ExtendedColor => "Extended color light",
            LightKind::Color => "Color light",
            LightKind::ColorTemperature => "Color temperature light",
            LightKind::Dimmable => "Dimmable light",
            LightKind::OnOff if archetype == "plug" => "On/Off plug-in unit",
            LightKind::OnOff => "On/Off light",
        };
        let number: u32 = light.v1_id("lights").and_then(|number| number.parse().ok()).unwrap_or_default();
        let [_, high, middle, low] = number.to_be_bytes();
        json!({
            "state": v1_state(light),
            "swupdate": {"state": "noupdates", "lastinstall": "2025-11-01T14:00:00"},
            "type": kind,
            "name": light.name(),
            "modelid": product("model_id"),
            "manufacturername": product("manufacturer_name"),
            "productname": product("product_name"),
            "capabilities": {"certified": true, "control": v1_control(light), "streaming": {
                "renderer": light.can("color"), "proxy": light.can("color")
            }},
            "config": {
                "archetype": archetype.replace('_', ""),
                "function": text(&light.shown, "metadata.function").unwrap_or("mixed"),
                "direction": "omnidirectional",
                "startup": {"mode": "safety", "configured": true}
            },
            "uniqueid": format!("00:17:88:01:00:{high:02x}:{middle:02x}:{low:02x}-0b"),
            "swversion": product("software_version"),
        })
    }
}

/// The items that a PUT answers with, from its body.
pub(super) fn changed(
    asked: &Asked<'_>,
    address: &str,
    event: Event,
    change: impl FnOnce(&Object) -> Vec<Value>,
) -> Answer {
    let items = match json_object(asked.body, address) {
        Ok(body) => change(&body),
        Err(item) => vec![item],
    };
    let done = items.iter().any(is_success);
    let response = bodies::json(StatusCode::OK, &Value::Array(items));
    if done { Answer::with(event, response) } else { Answer::refused(response) }
}

fn v1_control(light: &Resource) -> Value {
    let mut control = Object::new();
    if light.can("dimming") {
        control.insert("mindimlevel".to_owned(), json!(1000));
        control.insert("maxlumen".to_owned(), json!(806));
    }
    if light.can("color") {
        control.insert("colorgamuttype".to_owned(), json!(text(&light.shown, "color.gamut_type").unwrap_or("other")));
        if let Some(gamut) = light.gamut() {
            control.insert("colorgamut".to_owned(), json!(gamut.map(|(x, y)| [x, y])));
        }
    }
    if light.can("color_temperature") {
        let (coldest, warmest) = light.mirek_range();
        control.insert("ct".to_owned(), json!({"min": coldest, "max": warmest}));
    }
    Value::Object(control)
}

pub(super) fn v1_state(light: &Resource) -> Object {
    let mut state = Object::new();
    let mut add = |name: &str, value: Value| drop(state.insert(name.to_owned(), value));
    add("on", json!(light.is_on()));
    add("alert", json!(light.beside.alert));
    let is_streaming = text(&light.shown, "mode") == Some("streaming");
    add("mode", json!(if is_streaming { "streaming" } else { "homeautomation" }));
    add("reachable", json!(light.beside.reachable));
    if light.can("dimming") {
        add("bri", json!(light.bri()));
    }
    if light.can("color") {
        let (x, y) = light.xy();
        add("hue", json!(light.beside.hue));
        add("sat", json!(light.beside.sat));
        add("xy", json!([x, y]));
        add("effect", json!(light.beside.effect));
    }
    if light.can("color_temperature") {
        add("ct", json!(light.mirek().unwrap_or(light.beside.ct)));
    }
    if light.can("color") || light.can("color_temperature") {
        add("colormode", json!(light.color_mode()));
    }
    state
}
