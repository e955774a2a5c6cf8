//! A light as the second API shows it.

use serde_json::{Map, Value, json};

use super::color::GAMUT_C;
use super::light::{COLDEST, LEAST_BRIGHTNESS, Light, LightKind};

pub(super) fn v2_json(light: &Light) -> Value {
    let archetype = match light.kind {
        LightKind::ExtendedColor | LightKind::ColorTemperature => "sultan_bulb",
        LightKind::Dimmable => "classic_bulb",
        LightKind::OnOff => "plug",
    };
    let mut resource = Map::new();
    let mut add = |name: &str, value: Value| drop(resource.insert(name.to_owned(), value));
    add("id", json!(light.id));
    add("id_v1", json!(format!("/lights/{}", light.v1_id)));
    add("owner", json!({"rid": light.device_id, "rtype": "device"}));
    add("metadata", json!({"name": light.name, "archetype": archetype, "function": "mixed"}));
    add("identify", json!({}));
    add("service_id", json!(0));
    add("on", json!({"on": light.on}));
    add("alert", json!({"action_values": ["breathe"]}));
    add("mode", json!("normal"));
    add("type", json!("light"));
    if light.kind.is_dimmable() {
        add("dimming", json!({"brightness": light.brightness, "min_dim_level": LEAST_BRIGHTNESS}));
        add("dynamics", json!({"status": "none", "status_values": ["none"], "speed": 0.0, "speed_valid": false}));
    }
    if light.kind.has_mirek() {
        let mirek = light.mirek();
        add(
            "color_temperature",
            json!({
                "mirek": mirek,
                "mirek_valid": mirek.is_some(),
                "mirek_schema": {"mirek_minimum": COLDEST, "mirek_maximum": light.kind.warmest()},
            }),
        );
    }
    if light.kind.has_color() {
        let [red, green, blue] = GAMUT_C.map(|(x, y)| json!({"x": x, "y": y}));
        add(
            "color",
            json!({
                "xy": {"x": light.xy.0, "y": light.xy.1},
                "gamut": {"red": red, "green": green, "blue": blue},
                "gamut_type": "C",
            }),
        );
    }
    Value::Object(resource)
}
