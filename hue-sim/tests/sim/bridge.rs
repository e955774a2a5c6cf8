//! The bridge's lights through both APIs.

use hue_sim::{Event, LightKind};
use serde_json::{Value, json};

use super::support::*;

/// The one item of a v1 reply.
fn item(reply: &http::Response<Vec<u8>>) -> Value {
    let Value::Array(items) = json(reply) else { panic!("no array") };
    assert_eq!(items.len(), 1, "{items:?}");
    items[0].clone()
}

#[test]
fn one_state_two_faces() {
    let home = home();
    let light = format!("/light/{}", home.light_id("Kitchen"));
    assert!(!home.sim.light("Kitchen").is_on());
    home.v2("PUT", &light, r#"{"on":{"on":true},"dimming":{"brightness":50.0}}"#);
    let state = json(&home.v1("GET", "/lights/1", ""))["state"].clone();
    assert_eq!((&state["on"], &state["bri"]), (&json!(true), &json!(127)));
    home.v1("PUT", "/lights/1/state", r#"{"bri":254,"xy":[0.3127,0.329]}"#);
    let shown = json(&home.v2("GET", &light, ""))["data"][0].clone();
    assert_eq!(shown["dimming"]["brightness"], json!(100.0));
    assert_eq!(shown["color"]["xy"], json!({"x": 0.3127, "y": 0.329}));
    assert_eq!(shown["color_temperature"]["mirek"], Value::Null);
    assert_eq!(shown["color_temperature"]["mirek_valid"], false);
    let seen = home.sim.light("Kitchen");
    assert_eq!(
        (seen.is_on(), seen.brightness(), seen.xy(), seen.mirek()),
        (true, Some(100.0), Some((0.3127, 0.329)), None)
    );
    assert_eq!(home.sim.count(Event::LightChanged), 2);
}

#[test]
fn what_is_refused_changes_nothing() {
    let home = home();
    let light = format!("/light/{}", home.light_id("Kitchen"));
    home.v1("PUT", "/lights/1/state", r#"{"bri":9,"nonsense":1}"#);
    home.v1("PUT", "/lights/1/state", "{");
    home.v1("PUT", "/lights/9/state", r#"{"on":true}"#);
    home.v2("PUT", &light, r#"{"on":1}"#);
    home.v2("PUT", &format!("{light}0"), r#"{"on":{"on":true}}"#);
    assert_eq!((home.sim.count(Event::LightChanged), home.sim.count(Event::Refused)), (0, 5));
    assert!(!home.sim.light("Kitchen").is_on());
}

#[test]
fn every_brightness_comes_back() {
    let home = home();
    home.v1("PUT", "/lights/1/state", r#"{"on":true}"#);
    for bri in 1..=254 {
        home.v1("PUT", "/lights/1/state", &json!({"bri": bri}).to_string());
        assert_eq!(json(&home.v1("GET", "/lights/1", ""))["state"]["bri"], bri);
    }
}

#[test]
fn each_kind_shows_what_it_has() {
    let home = home();
    let v1 = json(&home.v1("GET", "/lights", ""));
    let v2 = json(&home.v2("GET", "/light", ""));
    for (number, name, kind, v1_names, v2_names) in [
        (
            1,
            "Kitchen",
            LightKind::ExtendedColor,
            "alert bri colormode ct effect hue mode on reachable sat xy",
            "color color_temperature dimming",
        ),
        (
            2,
            "Living room",
            LightKind::ExtendedColor,
            "alert bri colormode ct effect hue mode on reachable sat xy",
            "color color_temperature dimming",
        ),
        (
            3,
            "Reading lamp",
            LightKind::ColorTemperature,
            "alert bri colormode ct mode on reachable",
            "color_temperature dimming",
        ),
        (4, "Hallway", LightKind::Dimmable, "alert bri mode on reachable", "dimming"),
        (5, "Coffee machine", LightKind::OnOff, "alert mode on reachable", ""),
    ] {
        assert_eq!(home.sim.light(name).kind(), kind);
        let light = &v1[number.to_string()];
        let names: Vec<&str> = light["state"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!((light["name"].as_str(), names.join(" ").as_str()), (Some(name), v1_names));
        let light = &v2["data"][number - 1];
        let names: Vec<&str> =
            ["color", "color_temperature", "dimming"].into_iter().filter(|n| light.get(n).is_some()).collect();
        assert_eq!((light["metadata"]["name"].as_str(), names.join(" ").as_str()), (Some(name), v2_names));
    }
}

#[test]
fn v1_state_table() {
    let home = home();
    home.v1("PUT", "/lights/1/state", r#"{"on":true,"bri":100,"hue":65535,"sat":100,"ct":300}"#);
    for (body, key, value) in [
        (r#"{"bri_inc":200}"#, "bri", json!(254)),
        (r#"{"bri_inc":-254}"#, "bri", json!(1)),
        (r#"{"hue_inc":1}"#, "hue", json!(0)),
        (r#"{"hue_inc":-2}"#, "hue", json!(65_534)),
        (r#"{"sat_inc":254}"#, "sat", json!(254)),
        (r#"{"ct_inc":-65534}"#, "ct", json!(153)),
        (r#"{"ct_inc":65534}"#, "ct", json!(500)),
        (r#"{"xy":[0.4,0.4]}"#, "xy", json!([0.4, 0.4])),
        (r#"{"xy_inc":[0.01,0.0]}"#, "xy", json!([0.41, 0.4])),
        (r#"{"alert":"select"}"#, "alert", json!("select")),
        (r#"{"effect":"colorloop"}"#, "effect", json!("colorloop")),
    ] {
        assert_eq!(
            item(&home.v1("PUT", "/lights/1/state", body)),
            json!({"success": {format!("/lights/1/state/{key}"): value}}),
            "{body}"
        );
        assert_eq!(json(&home.v1("GET", "/lights/1", ""))["state"][key], value);
    }
    for (body, kind) in [
        (r#"{"bri":255}"#, 7),
        (r#"{"bri":-1}"#, 7),
        (r#"{"bri":1.5}"#, 7),
        (r#"{"bri":"1"}"#, 7),
        (r#"{"on":1}"#, 7),
        (r#"{"hue":65536}"#, 7),
        (r#"{"ct":501}"#, 7),
        (r#"{"ct":152}"#, 7),
        (r#"{"xy":[0.1]}"#, 7),
        (r#"{"xy":[0.1,1.1]}"#, 7),
        (r#"{"effect":"candle"}"#, 7),
        (r#"{"colormode":"xy"}"#, 8),
        (r#"{"mode":"x"}"#, 8),
        (r#"{"nonsense":1}"#, 6),
    ] {
        assert_eq!(error_type(&home.v1("PUT", "/lights/1/state", body), 0), kind, "{body}");
    }
    assert_eq!(json(&home.v1("PUT", "/lights/1/state", "{}")), json!([]));
    let both = json(&home.v1("PUT", "/lights/1/state", r#"{"bri":9,"bri_inc":9}"#));
    assert_eq!(both, json!([{"success": {"/lights/1/state/bri": 9}}]));
}

#[test]
fn v1_off_lights_and_lesser_lights() {
    let home = home();
    let kind = |number: u8, body: &str| error_type(&home.v1("PUT", &format!("/lights/{number}/state"), body), 0);
    assert_eq!(kind(1, r#"{"bri":9}"#), 201);
    assert_eq!(kind(1, r#"{"on":false,"xy":[0.1,0.1]}"#), 201);
    assert_eq!(kind(1, r#"{"alert":"select","transitiontime":4}"#), 0);
    assert_eq!(kind(1, r#"{"on":true,"bri":9}"#), 0);
    assert_eq!(kind(3, r#"{"on":true,"xy":[0.1,0.1]}"#), 6);
    assert_eq!(kind(4, r#"{"ct":300}"#), 6);
    assert_eq!(kind(5, r#"{"on":true,"bri":9}"#), 6);
    assert!(home.sim.light("Coffee machine").is_on());
    home.sim.set_reachable("Coffee machine", false);
    assert_eq!(kind(5, r#"{"on":false}"#), 0, "v1 does not tell");
}

#[test]
fn the_strongest_colour_holds() {
    let home = home();
    home.v1("PUT", "/lights/1/state", r#"{"on":true,"hue":1,"sat":2,"ct":300,"xy":[0.3,0.3]}"#);
    let state = json(&home.v1("GET", "/lights/1", ""))["state"].clone();
    assert_eq!((&state["colormode"], &state["hue"], &state["ct"]), (&json!("xy"), &json!(1), &json!(300)));
    home.v1("PUT", "/lights/1/state", r#"{"hue":1,"ct":200}"#);
    assert_eq!(json(&home.v1("GET", "/lights/1", ""))["state"]["colormode"], "ct");
    home.v1("PUT", "/lights/1/state", r#"{"hue":0,"sat":254}"#);
    let (x, y) = home.sim.light("Kitchen").xy().unwrap();
    assert!(x > 0.65 && y < 0.35, "red: {x} {y}");
}

#[test]
fn v2_put_table() {
    let home = home();
    let put =
        |name: &str, body: &str| home.v2("PUT", &format!("/light/{}", home.light_id(name)), body).status().as_u16();
    for (name, body, status) in [
        ("Kitchen", r#"{"dimming_delta":{"action":"down","brightness_delta":30}}"#, 200),
        ("Kitchen", r#"{"dimming_delta":{"action":"stop"}}"#, 200),
        ("Kitchen", r#"{"color":{"xy":{"x":0.3,"y":0.3}},"dynamics":{"duration":400},"type":"light"}"#, 200),
        ("Kitchen", r#"{"dimming":{"brightness":100.1}}"#, 400),
        ("Kitchen", r#"{"dimming":{}}"#, 400),
        ("Kitchen", r#"{"on":true}"#, 400),
        ("Kitchen", r#"{"color_temperature":{"mirek":152}}"#, 400),
        ("Kitchen", "[]", 400),
        ("Reading lamp", r#"{"color":{"xy":{"x":0.3,"y":0.3}}}"#, 400),
        ("Reading lamp", r#"{"color_temperature":{"mirek":500}}"#, 200),
        ("Hallway", r#"{"dimming":{"brightness":0}}"#, 200),
        ("Coffee machine", r#"{"dimming":{"brightness":50}}"#, 400),
        ("Coffee machine", r#"{"on":{"on":true}}"#, 200),
    ] {
        assert_eq!(put(name, body), status, "{name} {body}");
    }
    assert_eq!(home.sim.light("Kitchen").brightness(), Some(70.0));
    assert_eq!(home.sim.light("Reading lamp").mirek(), Some(454), "as warm as it can");
    assert_eq!(home.sim.light("Hallway").brightness(), Some(0.39), "0 is the least there is");
    put("Kitchen", r#"{"on":{"on":true},"nonsense":1}"#);
    assert!(!home.sim.light("Kitchen").is_on(), "nothing is set when something is wrong");
    put("Reading lamp", r#"{"color_temperature_delta":{"action":"down","mirek_delta":54}}"#);
    assert_eq!(home.sim.light("Reading lamp").mirek(), Some(400));
}

#[test]
fn v2_resources() {
    let home = home();
    let all = json(&home.v2("GET", "", ""));
    let kinds: Vec<&str> = all["data"].as_array().unwrap().iter().map(|r| r["type"].as_str().unwrap()).collect();
    let count = |kind: &str| kinds.iter().filter(|known| **known == kind).count();
    assert_eq!((count("bridge"), count("light")), (1, 5));
    let bridge = json(&home.v2("GET", "/bridge", ""));
    assert_eq!(bridge["data"][0]["bridge_id"], "001788fffe23abcd");
    let device = json(&home.v2("GET", "/light", ""))["data"][0]["owner"]["rid"].as_str().unwrap().to_owned();
    let device = json(&home.v2("GET", &format!("/device/{device}"), ""));
    assert_eq!(device["data"][0]["services"][0]["rid"], home.light_id("Kitchen"));
    assert_eq!(device["data"][0]["product_data"]["product_name"], "Hue color lamp");
}

#[test]
fn v1_config_and_names() {
    let home = home();
    let full = json(&home.v1("GET", "", ""));
    let names: Vec<&str> = full.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["config", "groups", "lights", "resourcelinks", "rules", "scenes", "schedules", "sensors"]);
    assert_eq!(full["config"]["whitelist"][&home.key]["create date"], "2026-01-01T00:00:00");
    assert_eq!(full["config"]["linkbutton"], true);
    assert_eq!(
        item(&home.v1("PUT", "/config", r#"{"name":"My bridge"}"#)),
        json!({"success": {"/config/name": "My bridge"}})
    );
    assert_eq!(json(&home.v1("GET", "/config", ""))["name"], "My bridge");
    assert_eq!(error_type(&home.v1("PUT", "/config", r#"{"name":"abc"}"#), 0), 7);
    assert_eq!(error_type(&home.v1("PUT", "/config", r#"{"nonsense":1}"#), 0), 6);
    assert_eq!(
        item(&home.v1("PUT", "/lights/1", r#"{"name":"Stove"}"#)),
        json!({"success": {"/lights/1/name": "Stove"}})
    );
    assert_eq!(home.sim.light("Stove").v1_id(), "1");
    assert_eq!(json(&home.v1("DELETE", "/lights/1", "")), json!([{"success": "/lights/1 deleted"}]));
    assert_eq!(error_type(&home.v1("GET", "/lights/1", ""), 0), 3);
    assert_eq!(json(&home.v1("GET", "/lights/new", "")), json!({"lastscan": "none"}));
    assert_eq!(json(&home.v1("POST", "/lights", "")), json!([{"success": {"/lights": "Searching for new devices"}}]));
}

#[test]
fn the_clouds_own_user() {
    let home = home();
    let zero = |method: &str, below: &str, body: &str| {
        call(&home.sim, &home.access, method, &format!("/route/api/0{below}"), body)
    };
    assert_eq!(json(&zero("GET", "/config", ""))["whitelist"][&home.key]["name"], "app#dev");
    assert_eq!(error_type(&zero("GET", "/lights", ""), 0), 1);
    assert_eq!(error_type(&zero("PUT", "/lights/1/state", r#"{"on":true}"#), 0), 1);
    home.sim.advance(std::time::Duration::from_secs(30));
    let released = zero("PUT", "/config", r#"{"linkbutton":false}"#);
    assert_eq!(item(&released), json!({"success": {"/config/linkbutton": false}}));
    assert_eq!(json(&zero("GET", "/config", ""))["linkbutton"], false);
    assert_eq!(home.sim.count(Event::LinkButton), 1);
    let mixed = zero("PUT", "/config", r#"{"linkbutton":true,"name":"Other","nonsense":1}"#);
    assert_eq!((error_type(&mixed, 0), error_type(&mixed, 1), error_type(&mixed, 2)), (0, 8, 6));
    assert_eq!(error_type(&zero("PUT", "/config", r#"{"linkbutton":"true"}"#), 0), 7);
    assert_eq!(error_type(&zero("DELETE", &format!("/config/whitelist/{}", home.key), ""), 0), 1);
    home.sim.configure(|s| s.bridge.pseudo_user_reads = true);
    assert_eq!(json(&zero("GET", "/lights", "")).as_object().unwrap().len(), 5);
    assert_eq!(error_type(&zero("PUT", "/lights/1/state", r#"{"on":true}"#), 0), 1);
}

#[test]
fn client_keys() {
    let sim = sim();
    let access = tokens(&sim).access;
    call(&sim, &access, "PUT", "/route/api/0/config", r#"{"linkbutton":true}"#);
    let create = |body: &str| call(&sim, &access, "POST", "/route/api/", body);
    let made = json(&create(r#"{"devicetype":"a#b","generateclientkey":true}"#))[0]["success"].clone();
    let key = made["clientkey"].as_str().unwrap();
    assert!(key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte)));
    assert_eq!(json(&create(r#"{"devicetype":"a#b","generateclientkey":false}"#))[0]["success"].get("clientkey"), None);
    assert_eq!(error_type(&create(r#"{"devicetype":"a#b","generateclientkey":1}"#), 0), 7);
    assert!(!text(&call(&sim, &access, "GET", "/route/api/0/config", "")).contains(key), "never listed");
}

#[test]
fn new_bridges_can_be_added_while_it_runs() {
    let sim = sim();
    sim.configure(|s| {
        let account = s.accounts.remove(0).with_bridge("001788fffe000009", "Second");
        s.accounts.push(account);
        s.authorize.bridge = Some("001788fffe000009".to_owned());
    });
    let access = tokens(&sim).access;
    assert_eq!(json(&call(&sim, &access, "GET", "/route/api/0/config", ""))["bridgeid"], "001788FFFE000009");
    sim.configure(|s| s.authorize.bridge = Some("none".to_owned()));
    assert_eq!(authorize(&sim, "").status(), 400);
}
