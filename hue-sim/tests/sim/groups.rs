//! Rooms, zones and scenes through both APIs.

use hue_sim::Event;
use serde_json::{Value, json};

use super::crud::resources;
use super::support::*;

fn put(home: &Home, path: &str, body: &Value) {
    let reply = home.v2("PUT", path, &body.to_string());
    assert_eq!(reply.status(), 200, "{path} {body}: {}", text(&reply));
}

fn get(home: &Home, path: &str) -> Value {
    json(&home.v2("GET", path, ""))["data"][0].clone()
}

/// Makes a resource, and gives its path.
fn make(home: &Home, kind: &str, body: &Value) -> String {
    let reply = home.v2("POST", &format!("/{kind}"), &body.to_string());
    assert_eq!(reply.status(), 201, "{body}: {}", text(&reply));
    format!("/{kind}/{}", json(&reply)["data"][0]["rid"].as_str().unwrap())
}

fn link(home: &Home, name: &str) -> Value {
    json!({"rid": home.light_id(name), "rtype": "light"})
}

/// A zone of these lights: its path, and that of its sum.
fn zone(home: &Home, lights: &[&str]) -> (String, String) {
    let children: Vec<Value> = lights.iter().map(|name| link(home, name)).collect();
    let zone = make(home, "zone", &json!({"children": children, "metadata": {"name": "Z", "archetype": "home"}}));
    let sum = get(home, &zone)["services"][0]["rid"].as_str().unwrap().to_owned();
    (zone, format!("/grouped_light/{sum}"))
}

#[test]
fn a_group_sets_what_each_light_can() {
    let home = home();
    let (_, sum) = zone(&home, &["Kitchen", "Reading lamp", "Hallway", "Coffee machine"]);
    assert_eq!(get(&home, &sum)["on"]["on"], true, "the hallway is on");
    put(
        &home,
        &sum,
        &json!({"on": {"on": true}, "dimming": {"brightness": 40.0}, "color": {"xy": {"x": 0.3, "y": 0.3}}}),
    );
    let brightness = |name: &str| home.sim.light(name).brightness();
    assert_eq!(
        (brightness("Kitchen"), brightness("Hallway"), brightness("Coffee machine")),
        (Some(40.0), Some(40.0), None)
    );
    assert_eq!((home.sim.light("Kitchen").xy(), home.sim.light("Reading lamp").xy()), (Some((0.3, 0.3)), None));
    assert!(home.sim.light("Coffee machine").is_on());
    put(&home, &format!("/light/{}", home.light_id("Hallway")), &json!({"dimming": {"brightness": 10.0}}));
    put(&home, &format!("/light/{}", home.light_id("Kitchen")), &json!({"on": {"on": false}}));
    let shown = get(&home, &sum);
    assert_eq!(
        (&shown["on"]["on"], &shown["dimming"]["brightness"]),
        (&json!(true), &json!(25.0)),
        "of those that are on"
    );
    put(&home, &sum, &json!({"on": {"on": false}}));
    let shown = get(&home, &sum);
    assert_eq!((&shown["on"]["on"], &shown["dimming"]["brightness"]), (&json!(false), &json!(0.0)));
    assert_eq!(home.sim.count(Event::LightChanged), 4);
    assert_eq!(home.sim.count(Event::ResourceCreated), 1);
}

#[test]
fn a_scene_does_what_it_says() {
    let home = home();
    let (group, _) = zone(&home, &["Kitchen", "Hallway"]);
    let group = json!({"rid": group.strip_prefix("/zone/").unwrap(), "rtype": "zone"});
    let actions = json!([
        {"target": link(&home, "Kitchen"), "action": {"on": {"on": true}, "color_temperature": {"mirek": 200}}},
        {"target": link(&home, "Hallway"), "action": {"on": {"on": false}}},
    ]);
    let scene =
        make(&home, "scene", &json!({"actions": actions, "metadata": {"name": "S"}, "group": group, "speed": 0.8}));
    assert_eq!(get(&home, &scene)["status"]["active"], "inactive");
    put(&home, &scene, &json!({"recall": {"action": "active", "dimming": {"brightness": 30.0}}}));
    let kitchen = home.sim.light("Kitchen");
    assert_eq!((kitchen.is_on(), kitchen.mirek(), kitchen.brightness()), (true, Some(200), Some(30.0)));
    assert!(!home.sim.light("Hallway").is_on());
    assert_eq!(get(&home, &scene)["status"]["active"], "static");
    let kitchen = format!("/light/{}", home.light_id("Kitchen"));
    put(&home, &kitchen, &json!({"on": {"on": false}}));
    assert_eq!(get(&home, &scene)["status"]["active"], "inactive", "it holds no longer");
    put(&home, &scene, &json!({"recall": {"action": "dynamic_palette"}}));
    assert_eq!(get(&home, &scene)["status"]["active"], "dynamic_palette");
    let dynamics = get(&home, &kitchen)["dynamics"].clone();
    assert_eq!((&dynamics["status"], &dynamics["speed"]), (&json!("dynamic_palette"), &json!(0.8)));
}

#[test]
fn a_scene_by_the_first_api_keeps_to_the_group() {
    let home = home();
    let (group, _) = zone(&home, &["Kitchen"]);
    let number = get(&home, &group)["id_v1"].as_str().unwrap().to_owned();
    let group = json!({"rid": group.strip_prefix("/zone/").unwrap(), "rtype": "zone"});
    let on = |name: &str| json!({"target": link(&home, name), "action": {"on": {"on": true}}});
    let body = json!({"actions": [on("Kitchen"), on("Reading lamp")], "metadata": {"name": "S"}, "group": group});
    let scene = get(&home, &make(&home, "scene", &body))["id_v1"]
        .as_str()
        .unwrap()
        .strip_prefix("/scenes/")
        .unwrap()
        .to_owned();
    let reply = home.v1("PUT", &format!("{number}/action"), &json!({"scene": scene}).to_string());
    assert_eq!(json(&reply), json!([{"success": {format!("{number}/action/scene"): scene}}]));
    assert!(home.sim.light("Kitchen").is_on() && !home.sim.light("Reading lamp").is_on());
    assert_eq!(error_type(&home.v1("PUT", "/groups/0/action", r#"{"scene":"nonsense"}"#), 0), 7);
    home.v1("PUT", "/groups/0/action", &json!({"scene": scene}).to_string());
    assert!(home.sim.light("Reading lamp").is_on());
}

#[test]
fn a_smart_scene_begins_with_the_slot_of_the_hour() {
    let home = home();
    let (group, _) = zone(&home, &["Kitchen"]);
    let group = json!({"rid": group.strip_prefix("/zone/").unwrap(), "rtype": "zone"});
    let scene = |percent: f64| {
        let action = json!({"on": {"on": true}, "dimming": {"brightness": percent}});
        let actions = json!([{"target": link(&home, "Kitchen"), "action": action}]);
        let path = make(&home, "scene", &json!({"actions": actions, "metadata": {"name": "S"}, "group": group}));
        json!({"rid": path.strip_prefix("/scene/").unwrap(), "rtype": "scene"})
    };
    let slot = |hour: u8, percent: f64| json!({"start_time": {"kind": "time", "time": {"hour": hour, "minute": 0, "second": 0}}, "target": scene(percent)});
    // The simulation begins on a Thursday, at midnight.
    let week = json!([{"timeslots": [slot(7, 10.0), slot(12, 20.0), slot(22, 30.0)], "recurrence": ["thursday"]}]);
    let smart =
        make(&home, "smart_scene", &json!({"metadata": {"name": "Day"}, "group": group, "week_timeslots": week}));
    assert_eq!((get(&home, &smart)["state"].clone(), home.sim.light("Kitchen").is_on()), (json!("inactive"), false));
    home.sim.advance(std::time::Duration::from_secs(13 * 3600));
    put(&home, &smart, &json!({"recall": {"action": "activate"}}));
    assert_eq!(home.sim.light("Kitchen").brightness(), Some(20.0));
    let shown = get(&home, &smart);
    assert_eq!(shown["active_timeslot"], json!({"timeslot_id": 1, "weekday": "thursday"}));
    put(&home, &smart, &json!({"recall": {"action": "deactivate"}}));
    let shown = get(&home, &smart);
    // As a real bridge shows it.
    assert_eq!((&shown["state"], shown.get("active_timeslot").is_some()), (&json!("inactive"), true));
}

#[test]
fn what_belongs_to_what_is_gone_is_gone() {
    let home = home();
    let before = resources(&home);
    let (group, _) = zone(&home, &["Kitchen", "Hallway"]);
    let other = zone(&home, &["Kitchen"]).0;
    let owner = json!({"rid": group.strip_prefix("/zone/").unwrap(), "rtype": "zone"});
    let action = |name: &str| json!({"target": link(&home, name), "action": {"on": {"on": true}}});
    let actions = [action("Kitchen"), action("Hallway")];
    let scene = make(&home, "scene", &json!({"actions": actions, "metadata": {"name": "S"}, "group": owner}));
    let kitchen = home.light_id("Kitchen");
    let device = get(&home, &format!("/light/{kitchen}"))["owner"]["rid"].as_str().unwrap().to_owned();
    assert_eq!(home.v2("DELETE", &format!("/device/{device}"), "").status(), 200);
    assert_eq!(get(&home, &group)["children"], json!([link(&home, "Hallway")]));
    assert_eq!(get(&home, &other)["children"], json!([]));
    assert_eq!(get(&home, &scene)["actions"], json!([actions[1]]));
    assert_eq!(error_type(&home.v1("GET", "/lights/1", ""), 0), 3);
    let left = serde_json::to_string(&resources(&home).into_values().collect::<Vec<_>>()).unwrap();
    assert!(!left.contains(&kitchen) && !left.contains(&device), "nobody speaks of them any more");
    assert_eq!(home.v2("DELETE", &group, "").status(), 200);
    assert_eq!(home.v2("GET", &scene, "").status(), 404);
    assert_eq!(home.v2("DELETE", &other, "").status(), 200);
    let after = resources(&home);
    assert!(after.keys().all(|key| before.contains_key(key)), "and nothing of the groups is left");
    assert_eq!(home.sim.count(Event::ResourceDeleted), 3);
}

/// The first API refuses it by error 306; what the second does is not known, and here the last room has it.
#[test]
fn a_device_is_in_one_room() {
    let home = home();
    let rooms = json(&home.v2("GET", "/room", ""))["data"].clone();
    let path = |room: &Value| format!("/room/{}", room["id"].as_str().unwrap());
    let children = |room: &str| json(&home.v2("GET", room, ""))["data"][0]["children"].clone();
    let (own, another, moved) = (path(&rooms[0]), path(&rooms[1]), rooms[0]["children"][0].clone());
    let in_v1 = |room: &Value| json(&home.v1("GET", room["id_v1"].as_str().unwrap(), ""))["lights"].clone();
    assert!(!children(&another).as_array().unwrap().contains(&moved));
    let body = json!({"children": [moved]}).to_string();
    // Where it is already, it stays.
    assert_eq!(home.v2("PUT", &own, &body).status(), 200);
    assert_eq!(children(&own), json!([moved]));
    let lights = in_v1(&rooms[0]);
    assert_eq!(home.v2("PUT", &another, &body).status(), 200);
    assert_eq!((children(&own), children(&another)), (json!([]), json!([moved])));
    assert_eq!((in_v1(&rooms[0]), in_v1(&rooms[1])), (json!([]), lights));
    let body = json!({"children": [moved], "metadata": {"name": "Den", "archetype": "man_cave"}}).to_string();
    let made = home.v2("POST", "/room", &body);
    let den = format!("/room/{}", json(&made)["data"][0]["rid"].as_str().unwrap());
    assert_eq!((children(&another), children(&den)), (json!([]), json!([moved])));
}

#[test]
fn groups_of_the_first_api() {
    let home = home();
    // Whatever rooms the home came with, its lights are free.
    for ((kind, id), _) in resources(&home).iter().filter(|((kind, _), _)| matches!(kind.as_str(), "room" | "zone")) {
        assert_eq!(home.v2("DELETE", &format!("/{kind}/{id}"), "").status(), 200);
    }
    assert_eq!(json(&home.v1("GET", "/groups", "")), json!({}));
    let made = home.v1("POST", "/groups", r#"{"lights":["1","4"],"type":"Room","class":"Man cave","name":"Den"}"#);
    assert_eq!(json(&made), json!([{"success": {"id": "1"}}]));
    let group = json(&home.v1("GET", "/groups/1", ""));
    assert_eq!((&group["name"], &group["class"], &group["type"]), (&json!("Den"), &json!("Man cave"), &json!("Room")));
    assert_eq!((&group["lights"], &group["state"]), (&json!(["1", "4"]), &json!({"all_on": false, "any_on": true})));
    assert_eq!((group["action"].get("bri"), group["action"].get("reachable")), (Some(&json!(254)), None));
    let room = json(&home.v2("GET", "/room", ""))["data"][0].clone();
    assert_eq!(
        (&room["metadata"], &room["id_v1"]),
        (&json!({"name": "Den", "archetype": "man_cave"}), &json!("/groups/1"))
    );
    assert_eq!(room["children"][0]["rtype"], "device");
    let unnamed = home.v1("POST", "/groups", r#"{"lights":["1"],"type":"Zone"}"#);
    assert_eq!(json(&unnamed), json!([{"success": {"id": "2"}}]));
    assert_eq!(json(&home.v1("GET", "/groups/2", ""))["name"], "Group 2");
    home.v1("POST", "/groups", r#"{"lights":[],"type":"Zone","name":"Group"}"#);
    assert_eq!(json(&home.v1("GET", "/groups/3", ""))["name"], "Group");
    let items = json(&home.v1("PUT", "/groups/1/action", r#"{"on":true,"bri":100,"xy":[0.3,0.3]}"#));
    assert!(items.as_array().unwrap().iter().all(|item| item.get("success").is_some()), "{items}");
    assert_eq!(
        (home.sim.light("Kitchen").xy(), home.sim.light("Hallway").brightness()),
        (Some((0.3, 0.3)), Some(39.37))
    );
    assert_eq!(
        json(&home.v1("PUT", "/groups/1", r#"{"lights":["4"]}"#)),
        json!([{"success": {"/groups/1/lights": ["4"]}}])
    );
    assert_eq!(json(&home.v1("GET", "/groups/1", ""))["lights"], json!(["4"]));
    let zero = json(&home.v1("GET", "/groups/0", ""));
    assert_eq!((&zero["name"], &zero["type"], zero.get("class")), (&json!("Group 0"), &json!("LightGroup"), None));
    assert_eq!(json(&home.v1("DELETE", "/groups/1", "")), json!([{"success": "/groups/1 deleted."}]));
    assert_eq!(json(&home.v1("GET", "", ""))["groups"].as_object().unwrap().len(), 2);
}

#[test]
fn what_the_first_api_refuses_of_groups() {
    let home = home();
    home.v1("PUT", "/groups/0/action", r#"{"on":false}"#);
    for (method, path, body, kind) in [
        ("GET", "/groups/99", "", 3),
        ("PUT", "/groups", "{}", 4),
        ("POST", "/groups/1", "{}", 4),
        ("PUT", "/groups/1", "{", 2),
        ("PUT", "/groups/1", "{}", 5),
        ("POST", "/groups", r#"{"type":"Room"}"#, 5),
        ("POST", "/groups", r#"{"lights":["1"]}"#, 7),
        ("POST", "/groups", r#"{"lights":["1"],"type":"Luminaire"}"#, 7),
        ("POST", "/groups", r#"{"lights":["99"],"type":"Zone"}"#, 7),
        ("POST", "/groups", r#"{"lights":["1","1"],"type":"Zone"}"#, 7),
        ("POST", "/groups", r#"{"lights":[],"type":"Room","class":"Dungeon"}"#, 7),
        ("POST", "/groups", r#"{"lights":["2"],"type":"Room"}"#, 306),
        ("PUT", "/groups/1", r#"{"type":"Zone"}"#, 8),
        ("PUT", "/groups/1", r#"{"nonsense":1}"#, 6),
        ("PUT", "/groups/1", r#"{"name":""}"#, 7),
        ("PUT", "/groups/0", r#"{"name":"All"}"#, 305),
        ("DELETE", "/groups/0", "", 305),
        ("PUT", "/groups/0/action", r#"{"bri":1}"#, 201),
        ("PUT", "/groups/0/action", r#"{"on":1}"#, 7),
        ("PUT", "/groups/0/action", r#"{"colormode":"xy"}"#, 8),
        ("PUT", "/groups/0/action", r#"{"nonsense":1}"#, 6),
    ] {
        let before = resources(&home);
        let reply = home.v1(method, path, body);
        let told = json(&reply);
        let told = told.get(0).map(|item| item["error"]["type"].clone());
        assert_eq!(told, Some(json!(kind)), "{method} {path} {body}");
        assert_eq!(resources(&home), before, "{method} {path} {body}");
    }
}
