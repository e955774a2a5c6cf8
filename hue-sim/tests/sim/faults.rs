//! What the second API refuses, with which status, and what it says.

use hue_sim::Event;
use serde_json::{Value, json};

use super::crud::{first, resources};
use super::support::*;

const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

#[test]
fn each_fault_of_a_light_is_named() {
    let home = home();
    let color = format!("/light/{}", home.light_id("Kitchen"));
    for (body, faults) in [
        ("{".to_owned(), &["body contains invalid json"][..]),
        ("[]".to_owned(), &["body is not an object"]),
        (json!({"nonsense": 1}).to_string(), &["attribute (nonsense) is unknown"]),
        (json!({"on": true}).to_string(), &["attribute (on) is not an object"]),
        (json!({"on": {}}).to_string(), &["attribute (on.on) is missing"]),
        (json!({"on": {"on": 1}}).to_string(), &["attribute (on.on) is not a boolean"]),
        (
            json!({"dimming": {"brightness": 101}, "effects": {"effect": 1}, "x": 0}).to_string(),
            &[
                "attribute (dimming.brightness) is out of range 0 to 100",
                "attribute (effects.effect) is not a string",
                "attribute (x) is unknown",
            ],
        ),
        (
            json!({"color_temperature": {"mirek": 152}}).to_string(),
            &["attribute (color_temperature.mirek) is out of range 153 to 500"],
        ),
        (
            json!({"color_temperature": {"mirek": 200.5}}).to_string(),
            &["attribute (color_temperature.mirek) is not an integer"],
        ),
        (
            json!({"dimming_delta": {"action": "down"}}).to_string(),
            &["attribute (dimming_delta.brightness_delta) is missing"],
        ),
        (json!({"mode": "party"}).to_string(), &["attribute (mode) must be one of: normal, streaming"]),
        (json!({"type": "room"}).to_string(), &["attribute (type) must be light"]),
        (
            json!({"metadata": {"name": "x".repeat(33)}}).to_string(),
            &["attribute (metadata.name) must have 1 to 32 characters"],
        ),
        (
            json!({"timed_effects": {"effect": "sunrise"}}).to_string(),
            &["attribute (timed_effects.duration) is missing"],
        ),
        (
            json!({"powerup": {"preset": "safety", "on": {"mode": "toggle"}}}).to_string(),
            &["attribute (powerup.on) goes only with the preset custom"],
        ),
    ] {
        check(&home, "PUT", &color, &body, 400, faults);
    }
}

#[test]
fn each_fault_of_others_is_named() {
    let home = home();
    let white = format!("/light/{}", home.light_id("Hallway"));
    let room = format!("/room/{}", first(&resources(&home), "room"));
    let link = json!({"rid": NOBODY, "rtype": "device"});
    for (path, body, faults) in [
        (
            &white,
            json!({"color": {"xy": {"x": 0.3, "y": 0.3}}}).to_string(),
            &["attribute (color) is not supported by this light"],
        ),
        (
            &room,
            json!({"children": [link]}).to_string(),
            &["attribute (children.0) refers to a device that does not exist"],
        ),
        (
            &room,
            json!({"children": [1]}).to_string(),
            &["attribute (children.0) is not a reference with rid and rtype"],
        ),
        (&room, json!({"children": {}}).to_string(), &["attribute (children) is not an array"]),
    ] {
        check(&home, "PUT", path, &body, 400, faults);
    }
    check(&home, "POST", "/room", "{}", 400, &["attribute (children) is missing", "attribute (metadata) is missing"]);
    check(&home, "PUT", &format!("/light/{NOBODY}"), "{}", 404, &["Not Found"]);
    check(&home, "DELETE", &format!("/scene/{NOBODY}"), "", 404, &["Not Found"]);
    check(&home, "GET", "/nonsense", "", 404, &["Not Found"]);
    check(&home, "GET", &format!("/light/{NOBODY}/more"), "", 404, &["Not Found"]);
    check(&home, "DELETE", "", "", 405, &["Method Not Allowed"]);
}

/// Of what the description does not have (M).
#[test]
fn each_fault_beyond_the_description_is_named() {
    let home = home();
    check(&home, "POST", "/service_group", "{}", 400, &["attribute (services) is missing"]);
    let unnamed = json!({"children": [], "metadata": {}}).to_string();
    check(&home, "POST", "/service_group", &unnamed, 400, &["attribute (metadata.name) is missing"]);
    check(&home, "POST", "/motion_area_configuration", "{}", 400, &["attribute (motion_sensors) is missing"]);
    let everything = resources(&home);
    let path = |kind: &str| format!("/{kind}/{}", first(&everything, kind));
    for (kind, body, fault) in [
        ("speaker", json!({"alarm": {"sound": "kazoo"}}), "attribute (alarm.sound) is none of the speaker's"),
        ("speaker", json!({"chime": {"volume": {"level": 1}}}), "attribute (chime.sound) is missing"),
        ("speaker", json!({"chime": {"sound": "bleep", "duration": 1}}), "attribute (chime.duration) is unknown"),
        (
            "speaker",
            json!({"alert": {"sound": "alert", "volume": {"level": 101}}}),
            "attribute (alert.volume.level) is out of range 0 to 100",
        ),
        (
            "camera_motion",
            json!({"sensitivity": {"sensitivity": 3}}),
            "attribute (sensitivity.sensitivity) is out of range 0 to 2",
        ),
        (
            "security_area_motion",
            json!({"sensitivity": {"sensitivity": 3}}),
            "attribute (sensitivity.sensitivity) is out of range 0 to 2",
        ),
        (
            "speaker",
            json!({"alarm": {"sound": "siren", "duration": 65_534_001}}),
            "attribute (alarm.duration) is out of range 0 to 65534000",
        ),
        ("geolocation", json!({"latitude": 91, "longitude": 0}), "attribute (latitude) is out of range -90 to 90"),
        ("geolocation", json!({"latitude": 0, "longitude": 181}), "attribute (longitude) is out of range -180 to 180"),
        ("geolocation", json!({"latitude": 0}), "attribute (longitude) is missing"),
        (
            "zigbee_device_discovery",
            json!({"action": {"action_type": "search", "search_codes": []}}),
            "attribute (action.search_codes) must have 1 to 10 items",
        ),
        (
            "motion_area_configuration",
            json!({"participants": [{"resource": {"rid": first(&everything, "motion"), "rtype": "motion"}}]}),
            "attribute (participants.0.resource) must refer to one of: motion_area_candidate",
        ),
    ] {
        check(&home, "PUT", &path(kind), &body.to_string(), 400, &[fault]);
    }
}

/// The faults are said, and nothing changes.
#[track_caller]
fn check(home: &Home, method: &str, path: &str, body: &str, status: u16, faults: &[&str]) {
    let before = resources(home);
    let refused = home.sim.count(Event::Refused);
    let reply = home.v2(method, path, body);
    let errors: Vec<Value> = faults.iter().map(|fault| json!({"description": fault})).collect();
    assert_eq!((reply.status().as_u16(), json(&reply)), (status, json!({"errors": errors})), "{method} {path} {body}");
    assert_eq!(home.sim.count(Event::Refused), refused + 1);
    assert_eq!(resources(home), before);
}

#[test]
fn nobody_deletes_the_bridge() {
    let home = home();
    let all = resources(&home);
    let bridge = all.iter().find(|((kind, _), _)| kind == "bridge").unwrap().1;
    let path = format!("/device/{}", bridge["owner"]["rid"].as_str().unwrap());
    check(&home, "DELETE", &path, "", 403, &["device is the bridge itself and cannot be deleted"]);
}

#[test]
fn tables_are_full_one_day() {
    let home = home();
    let room = json!({"children": [], "metadata": {"name": "Cell", "archetype": "other"}}).to_string();
    let group = json!({"rid": first(&resources(&home), "room"), "rtype": "room"});
    let scene = json!({"actions": [], "metadata": {"name": "Dark"}, "group": group}).to_string();
    fill(&home, "/scene", &scene, 200, &["scene"]);
    fill(&home, "/room", &room, 64, &["room", "zone"]);
    check(&home, "POST", "/scene", &scene, 507, &["no room for another scene: delete one first"]);
    check(&home, "POST", "/zone", &room, 507, &["no room for another zone: delete one first"]);
    let refused = home.v1("POST", "/groups", r#"{"lights":[],"type":"Room"}"#);
    assert_eq!(error_type(&refused, 0), 301);
}

#[track_caller]
fn fill(home: &Home, path: &str, body: &str, limit: usize, kinds: &[&str]) {
    let there = resources(home).keys().filter(|(kind, _)| kinds.contains(&kind.as_str())).count();
    for _ in there..limit {
        assert_eq!(home.v2("POST", path, body).status(), 201);
    }
}
