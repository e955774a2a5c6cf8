//! A home until there is a better one.

use serde_json::json;

use super::store::{Object, object, reference};
use crate::ids::stable_uuid;

#[expect(clippy::too_many_lines, reason = "goes when there is a better home")]
pub(super) fn standard(bridge_id: &str, bridge_name: &str) -> Vec<Object> {
    let id = |kind: &str, number: &str| stable_uuid(&[bridge_id, kind, number]);
    let bridge_device = stable_uuid(&[bridge_id, "device"]);
    let mut all = vec![
        json!({"id": stable_uuid(&[bridge_id, "bridge"]), "owner": reference("device", &bridge_device), "bridge_id": bridge_id,
            "time_zone": {"time_zone": "Europe/Amsterdam"}, "type": "bridge"}),
        json!({"id": bridge_device, "product_data": {"model_id": "BSB002", "product_name": "Hue Bridge", "product_archetype": "bridge_v2", "manufacturer_name": "Signify Netherlands B.V.", "certified": true, "software_version": "1.67.1"},
            "metadata": {"name": bridge_name, "archetype": "bridge_v2"}, "identify": {}, "services": [reference("bridge", &stable_uuid(&[bridge_id, "bridge"]))], "type": "device"}),
    ];
    for (number, (name, on, model, product, archetype)) in [
        ("Kitchen", false, "LCA001", "Hue color lamp", "sultan_bulb"),
        ("Living room", true, "LCA001", "Hue color lamp", "sultan_bulb"),
        ("Reading lamp", false, "LTA001", "Hue ambiance lamp", "sultan_bulb"),
        ("Hallway", true, "LWA001", "Hue white lamp", "classic_bulb"),
        ("Coffee machine", false, "LOM001", "Hue Smart plug", "plug"),
    ]
    .into_iter()
    .enumerate()
    {
        let n = (number + 1).to_string();
        let mut light = object(json!({
            "id": id("light", &n), "id_v1": format!("/lights/{n}"), "owner": reference("device", &id("device", &n)),
            "metadata": {"name": name, "archetype": archetype, "function": "mixed"}, "identify": {}, "service_id": 0,
            "on": {"on": on}, "alert": {"action_values": ["breathe"]}, "mode": "normal", "type": "light",
            "powerup": {"preset": "safety", "configured": true},
            "signaling": {"signal_values": ["no_signal", "on_off"]},
        }));
        if number < 4 {
            light.insert("dimming".to_owned(), json!({"brightness": 100.0, "min_dim_level": 0.39}));
            light.insert(
                "dynamics".to_owned(),
                json!({"status": "none", "status_values": ["none"], "speed": 0.0, "speed_valid": false}),
            );
        }
        if number < 3 {
            let most = if number < 2 { 500 } else { 454 };
            light.insert("color_temperature".to_owned(), json!({"mirek": 366, "mirek_valid": true, "mirek_schema": {"mirek_minimum": 153, "mirek_maximum": most}}));
        }
        if number < 2 {
            light.insert("color".to_owned(), json!({"xy": {"x": 0.4573, "y": 0.41}, "gamut_type": "C",
                "gamut": {"red": {"x": 0.6915, "y": 0.3083}, "green": {"x": 0.17, "y": 0.7}, "blue": {"x": 0.1532, "y": 0.0475}}}));
            light.insert("effects".to_owned(), json!({"status": "no_effect", "effect": "no_effect", "status_values": ["no_effect", "candle", "fire"], "effect_values": ["no_effect", "candle", "fire"]}));
        }
        all.push(json!({"id": id("device", &n), "id_v1": format!("/lights/{n}"), "product_data": {"model_id": model, "manufacturer_name": "Signify Netherlands B.V.",
            "product_name": product, "product_archetype": archetype, "certified": true, "software_version": "1.104.2"},
            "metadata": {"name": name, "archetype": archetype}, "identify": {}, "services": [reference("light", &id("light", &n))], "type": "device"}));
        all.push(serde_json::Value::Object(light));
    }
    for (number, name, archetype, lights) in
        [("1", "Living room", "living_room", ["2", "3"]), ("2", "Kitchen", "kitchen", ["1", "5"])]
    {
        let children: Vec<_> = lights.iter().map(|n| reference("device", &id("device", n))).collect();
        let group = id("grouped_light", number);
        let room = id("room", number);
        all.push(json!({"id": room, "id_v1": format!("/groups/{number}"), "children": children, "services": [reference("grouped_light", &group)],
            "metadata": {"name": name, "archetype": archetype}, "type": "room"}));
        let on = number == "1";
        all.push(json!({"id": group, "id_v1": format!("/groups/{number}"), "owner": reference("room", &room), "on": {"on": on},
            "dimming": {"brightness": if on { 100.0 } else { 0.0 }}, "alert": {"action_values": ["breathe"]}, "type": "grouped_light"}));
    }
    all.push(json!({"id": id("bridge_home", "0"), "children": [reference("room", &id("room", "1")), reference("room", &id("room", "2"))], "services": [], "type": "bridge_home"}));
    all.push(json!({"id": id("scene", "1"), "id_v1": "/scenes/abcdefghijklmno", "metadata": {"name": "Bright"}, "group": reference("room", &id("room", "1")),
        "actions": [{"target": reference("light", &id("light", "2")), "action": {"on": {"on": true}, "dimming": {"brightness": 50.0}}}],
        "speed": 0.5, "auto_dynamic": false, "status": {"active": "inactive"}, "type": "scene"}));
    all.into_iter().map(object).collect()
}
