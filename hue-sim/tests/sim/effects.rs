//! What updates of a light do beyond on, brightness and colour.

use serde_json::{Value, json};

use super::crud::resources;
use super::support::*;

/// A light that has all of these; the second of `find` is the path of its resource.
#[track_caller]
fn light_with(home: &Home, features: &[&str]) -> String {
    let all = resources(home);
    let lights = all.iter().filter(|((kind, _), _)| kind == "light");
    let mut able = lights.filter(|(_, light)| features.iter().all(|name| light.get(name).is_some()));
    format!("/light/{}", able.next().unwrap_or_else(|| panic!("no light with {features:?}")).0.1)
}

/// An update is taken, and shows at the pointers.
#[track_caller]
fn check(features: &[&str], body: &Value, shown: &[(&str, Value)]) {
    let home = home();
    let path = light_with(&home, features);
    let reply = home.v2("PUT", &path, &body.to_string());
    assert_eq!(reply.status(), 200, "{body}: {}", text(&reply));
    let light = json(&home.v2("GET", &path, ""))["data"][0].clone();
    for (pointer, value) in shown {
        assert_eq!(light.pointer(pointer).unwrap_or(&Value::Null), value, "{body} at {pointer}");
    }
}

#[test]
fn what_is_written_shows() {
    check(
        &["effects"],
        &json!({"effects": {"effect": "candle"}}),
        &[("/effects/effect", json!("candle")), ("/effects/status", json!("candle"))],
    );
    check(
        &["timed_effects"],
        &json!({"timed_effects": {"effect": "sunrise", "duration": 60000}}),
        &[
            ("/timed_effects/effect", json!("sunrise")),
            ("/timed_effects/status", json!("sunrise")),
            ("/timed_effects/duration", json!(60000)),
        ],
    );
    let parameters = json!({"speed": 0.5, "color_temperature": {"mirek": 300}});
    check(
        &["effects_v2", "effects"],
        &json!({"effects_v2": {"action": {"effect": "candle", "parameters": parameters}}}),
        &[
            ("/effects_v2/status/effect", json!("candle")),
            ("/effects_v2/status/parameters", parameters.clone()),
            ("/effects/status", json!("candle")),
        ],
    );
    let powerup = json!({"preset": "custom", "on": {"mode": "on", "on": {"on": true}}});
    check(
        &["powerup"],
        &json!({"powerup": powerup}),
        &[
            ("/powerup/preset", json!("custom")),
            ("/powerup/on", json!({"mode": "on", "on": {"on": true}})),
            ("/powerup/configured", json!(true)),
        ],
    );
    check(
        &["powerup"],
        &json!({"powerup": {"preset": "custom", "dimming": {"mode": "dimming", "dimming": 40}}}),
        &[("/powerup/dimming/dimming", json!({"brightness": 40}))],
    );
    // 2026-01-01 and ten seconds.
    check(
        &["signaling"],
        &json!({"signaling": {"signal": "on_off", "duration": 10000}}),
        &[("/signaling/estimated_end", json!(1_767_225_610))],
    );
    check(
        &["signaling"],
        &json!({"signaling": {"signal": "no_signal"}}),
        &[("/signaling/estimated_end", Value::Null), ("/signaling/colors", Value::Null)],
    );
    check(
        &["dynamics"],
        &json!({"dynamics": {"speed": 0.3, "duration": 100}}),
        &[("/dynamics/speed", json!(0.3)), ("/dynamics/duration", Value::Null)],
    );
}

#[test]
fn colours_go_to_the_edge_of_the_gamut() {
    let red = json!({"x": 0.6915, "y": 0.3083});
    check(
        &["color", "color_temperature"],
        &json!({"color": {"xy": {"x": 1.0, "y": 0.0}}}),
        &[
            ("/color/xy", red),
            ("/color_temperature/mirek", Value::Null),
            ("/color_temperature/mirek_valid", json!(false)),
        ],
    );
}

#[test]
fn a_light_and_its_device_have_one_name() {
    let home = home();
    let id = home.light_id("Kitchen");
    let device =
        json(&home.v2("GET", &format!("/light/{id}"), ""))["data"][0]["owner"]["rid"].as_str().unwrap().to_owned();
    let device = format!("/device/{device}");
    home.v2("PUT", &device, r#"{"metadata":{"name":"Stove"}}"#);
    assert_eq!(json(&home.v1("GET", "/lights/1", ""))["name"], "Stove");
    home.v1("PUT", "/lights/1", r#"{"name":"Sink"}"#);
    assert_eq!(json(&home.v2("GET", &device, ""))["data"][0]["metadata"]["name"], "Sink");
    assert_eq!(home.sim.light("Sink").id(), id);
}

#[test]
fn the_bridge_has_one_name_and_one_zone() {
    let home = home();
    let bridge = || json(&home.v2("GET", "/bridge", ""))["data"][0].clone();
    let device = format!("/device/{}", bridge()["owner"]["rid"].as_str().unwrap());
    home.v2("PUT", &device, r#"{"metadata":{"name":"Attic"}}"#);
    assert_eq!(json(&home.v1("GET", "/config", ""))["name"], "Attic");
    home.v1("PUT", "/config", r#"{"name":"Cellar","timezone":"Asia/Tokyo"}"#);
    assert_eq!(json(&home.v2("GET", &device, ""))["data"][0]["metadata"]["name"], "Cellar");
    assert_eq!(bridge()["time_zone"]["time_zone"], "Asia/Tokyo");
}

#[test]
fn a_light_out_of_reach_shows_in_its_connection() {
    let home = home();
    let id = home.light_id("Kitchen");
    let status = || {
        let all = resources(&home);
        let owner = all[&("light".to_owned(), id.clone())]["owner"].clone();
        let of_lamp = |key: &&(String, String)| key.0 == "zigbee_connectivity" && all[*key]["owner"] == owner;
        all.keys().find(of_lamp).map(|key| all[key]["status"].clone())
    };
    assert_eq!(status(), Some(json!("connected")));
    home.sim.set_reachable("Kitchen", false);
    assert_eq!(status(), Some(json!("connectivity_issue")));
}

#[test]
fn a_stream_takes_the_lights_of_its_area() {
    let home = home();
    let all = resources(&home);
    let area = all.iter().find(|((kind, _), area)| {
        kind == "entertainment_configuration"
            && area["light_services"].as_array().is_some_and(|lights| !lights.is_empty())
    });
    let ((_, id), area) = area.unwrap();
    let light = format!("/light/{}", area["light_services"][0]["rid"].as_str().unwrap());
    let path = format!("/entertainment_configuration/{id}");
    for (action, status, mode) in [("start", "active", "streaming"), ("stop", "inactive", "normal")] {
        home.v2("PUT", &path, &json!({"action": action}).to_string());
        assert_eq!(json(&home.v2("GET", &path, ""))["data"][0]["status"], status);
        assert_eq!(json(&home.v2("GET", &light, ""))["data"][0]["mode"], mode);
    }
}
