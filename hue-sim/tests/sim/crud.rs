//! Every type of resource and what can be done with it, through the second API.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::support::*;

/// Type, methods of one resource, methods of the collection.
const TYPES: [(&str, &str, &str); 44] = [
    ("device", "GET, PUT, DELETE", "GET"),
    ("bridge_home", "GET", "GET"),
    ("room", "GET, PUT, DELETE", "GET, POST"),
    ("zone", "GET, PUT, DELETE", "GET, POST"),
    ("service_group", "GET, PUT, DELETE", "GET, POST"),
    ("light", "GET, PUT", "GET"),
    ("button", "GET, PUT", "GET"),
    ("bell_button", "GET, PUT", "GET"),
    ("relative_rotary", "GET, PUT", "GET"),
    ("temperature", "GET, PUT", "GET"),
    ("light_level", "GET, PUT", "GET"),
    ("motion", "GET, PUT", "GET"),
    ("camera_motion", "GET, PUT", "GET"),
    ("entertainment", "GET, PUT", "GET"),
    ("contact", "GET, PUT", "GET"),
    ("tamper", "GET, PUT", "GET"),
    ("convenience_area_motion", "GET, PUT", "GET"),
    ("security_area_motion", "GET, PUT", "GET"),
    ("speaker", "GET, PUT", "GET"),
    ("grouped_light", "GET, PUT", "GET"),
    ("grouped_motion", "GET, PUT", "GET"),
    ("grouped_light_level", "GET, PUT", "GET"),
    ("device_power", "GET", "GET"),
    ("device_software_update", "GET, PUT", "GET"),
    ("zigbee_connectivity", "GET, PUT", "GET"),
    ("zgp_connectivity", "GET, PUT", "GET"),
    ("bridge", "GET, PUT", "GET"),
    ("motion_area_candidate", "GET, PUT", "GET"),
    ("wifi_connectivity", "GET, PUT", "GET"),
    ("zigbee_device_discovery", "GET, PUT", "GET"),
    ("homekit", "GET, PUT", "GET"),
    ("matter", "GET, PUT", "GET"),
    ("matter_fabric", "GET, PUT, DELETE", "GET"),
    ("scene", "GET, PUT, DELETE", "GET, POST"),
    ("entertainment_configuration", "GET, PUT, DELETE", "GET, POST"),
    ("public_image", "GET", "GET"),
    ("auth_v1", "GET", "GET"),
    ("behavior_script", "GET", "GET"),
    ("behavior_instance", "GET, PUT, DELETE", "GET, POST"),
    ("geofence_client", "GET, PUT, DELETE", "GET, POST"),
    ("geolocation", "GET, PUT", "GET"),
    ("smart_scene", "GET, PUT, DELETE", "GET, POST"),
    ("motion_area_configuration", "GET, PUT, DELETE", "GET, POST"),
    ("clip", "GET", "GET"),
];

#[test]
fn every_type_takes_its_methods_and_no_other() {
    let home = home();
    let whole = resources(&home);
    for (kind, one, all) in TYPES {
        let list = json(&home.v2("GET", &format!("/{kind}"), ""))["data"].as_array().unwrap().clone();
        let of_kind = whole.iter().filter(|((known, _), _)| known == kind);
        assert_eq!(list.len(), of_kind.count(), "{kind}");
        let first = list.first().unwrap_or_else(|| panic!("the home has no {kind}"));
        let path = format!("/{kind}/{}", first["id"].as_str().unwrap());
        assert_eq!(json(&home.v2("GET", &path, "")), json!({"errors": [], "data": [first]}));
        for method in ["PUT", "DELETE", "POST", "PATCH"] {
            check_method(&home, method, &format!("/{kind}"), all);
            check_method(&home, method, &path, one);
        }
    }
}

/// A method that is not there is 405 and names those that are. One that is there is not tried, as it might do something.
#[track_caller]
fn check_method(home: &Home, method: &str, path: &str, allowed: &str) {
    if allowed.split(", ").any(|known| known == method) {
        return;
    }
    let reply = home.v2(method, path, "{}");
    assert_eq!((reply.status().as_u16(), header(&reply, "allow")), (405, allowed), "{method} {path}");
    assert_eq!(json(&reply), json!({"errors": [{"description": "Method Not Allowed"}]}));
}

#[test]
fn an_update_of_every_type_shows_and_touches_nothing_else() {
    // Several homes, because what an update tells may have been there before.
    let generated = (0..4).map(|seed| living_in(hue_sim::Home::generated(seed, 12)));
    let homes: Vec<Home> = std::iter::once(home()).chain(generated).collect();
    for (kind, body, shown) in [
        ("device", json!({"metadata": {"archetype": "hue_go"}}), json!({"metadata": {"archetype": "hue_go"}})),
        ("device", json!({"usertest": {"usertest": true}}), json!({"usertest": {"status": "set", "usertest": true}})),
        ("room", json!({"metadata": {"name": "Den"}}), json!({"metadata": {"name": "Den"}})),
        (
            "zone",
            json!({"metadata": {"name": "Up", "archetype": "attic"}}),
            json!({"metadata": {"archetype": "attic"}}),
        ),
        ("service_group", json!({"services": []}), json!({"services": []})),
        ("button", json!({"button": {"repeat_interval": 900}}), json!({"button": {"repeat_interval": 900}})),
        ("button", json!({"metadata": {"control_id": 7}}), json!({"metadata": {"control_id": 7}})),
        ("temperature", json!({"enabled": false}), json!({"enabled": false})),
        ("light_level", json!({"enabled": false}), json!({"enabled": false})),
        ("motion", json!({"enabled": false}), json!({"enabled": false})),
        (
            "motion",
            json!({"sensitivity": {"sensitivity": 1}}),
            json!({"sensitivity": {"status": "set", "sensitivity": 1}}),
        ),
        ("camera_motion", json!({"enabled": false}), json!({"enabled": false})),
        ("contact", json!({"enabled": false}), json!({"enabled": false})),
        ("convenience_area_motion", json!({"enabled": false}), json!({"enabled": false})),
        ("security_area_motion", json!({"enabled": false}), json!({"enabled": false})),
        ("device_software_update", json!({"install": {"install_state": "install"}}), json!({"state": "installing"})),
        (
            "zigbee_connectivity",
            json!({"channel": {"value": "channel_15"}}),
            json!({"channel": {"status": "set", "value": "channel_15"}}),
        ),
        ("zigbee_device_discovery", json!({"action": {"action_type": "search"}}), json!({"status": "active"})),
        ("homekit", json!({"action": "homekit_reset"}), json!({"status": "unpaired"})),
        ("matter", json!({"action": {"action_type": "matter_reset"}}), json!({})),
        ("scene", json!({"speed": 0.25, "auto_dynamic": true}), json!({"speed": 0.25, "auto_dynamic": true})),
        (
            "scene",
            json!({"metadata": {"name": "Dusk", "appdata": "x"}}),
            json!({"metadata": {"name": "Dusk", "appdata": "x"}}),
        ),
        ("entertainment_configuration", json!({"configuration_type": "music"}), json!({"configuration_type": "music"})),
        ("behavior_instance", json!({"enabled": false}), json!({"enabled": false, "status": "disabled"})),
        ("behavior_instance", json!({"configuration": {"a": [1]}}), json!({"configuration": {"a": [1]}})),
        ("geofence_client", json!({"is_at_home": true, "name": "Me"}), json!({"is_at_home": true, "name": "Me"})),
        ("smart_scene", json!({"transition_duration": 5}), json!({"transition_duration": 5})),
        ("motion_area_configuration", json!({"enabled": false}), json!({"enabled": false})),
        ("light", json!({"mode": "streaming"}), json!({"mode": "streaming"})),
        ("light", json!({"metadata": {"function": "decorative"}}), json!({"metadata": {"function": "decorative"}})),
    ] {
        for home in &homes {
            check_update(home, kind, &body, &shown);
        }
    }
}

/// Of what the description does not have, and other libraries ask for (M).
#[test]
fn so_does_an_update_beyond_the_description() {
    let home = home();
    for (kind, body, shown) in [
        ("service_group", json!({"children": []}), json!({"children": []})),
        ("speaker", json!({"mute": {"mute": "mute"}}), json!({"mute": {"mute": "mute"}})),
        ("speaker", json!({"chime": {"sound": "rise"}}), json!({"chime": {"status": {"sound": "rise"}}})),
        ("grouped_motion", json!({"enabled": false}), json!({"enabled": false})),
        ("grouped_light_level", json!({"enabled": false}), json!({"enabled": false})),
        (
            "camera_motion",
            json!({"sensitivity": {"sensitivity": 0}}),
            json!({"sensitivity": {"status": "set", "sensitivity": 0}}),
        ),
        ("matter", json!({"action": "matter_reset"}), json!({})),
        ("behavior_instance", json!({"trigger": {"a": [1]}}), json!({})),
        ("motion_area_configuration", json!({"name": "Den"}), json!({"name": "Den"})),
    ] {
        check_update(&home, kind, &body, &shown);
    }
}

#[test]
fn a_bridge_that_is_told_where_it_is_knows_the_sun() {
    let dump = hue_sim::Home::standard().dump();
    let mut home: Value = serde_json::from_str(&dump).unwrap();
    for resource in home["data"].as_array_mut().unwrap() {
        if resource["type"] == "geolocation" {
            resource["is_configured"] = json!(false);
            resource.as_object_mut().unwrap().remove("sun_today");
        }
    }
    let home = living_in(hue_sim::Home::from_dump(home.to_string().as_bytes()).unwrap());
    let sun = json!({"sunset_time": "18:00:00", "day_type": "normal_day"});
    let shown = json!({"is_configured": true, "sun_today": sun});
    check_update(&home, "geolocation", &json!({"latitude": 52.1, "longitude": 5.4}), &shown);
}

#[test]
fn a_siren_ends_after_its_time_and_silence_never() {
    let home = home();
    let path = format!("/speaker/{}", first(&resources(&home), "speaker"));
    let check = |body: Value, end: Value| {
        assert_eq!(home.v2("PUT", &path, &json!({ "alarm": body }).to_string()).status(), 200);
        let shown = json(&home.v2("GET", &path, ""))["data"][0]["alarm"]["status"].take();
        assert_eq!((&shown["sound"], &shown["estimated_end"]), (&body["sound"], &end));
    };
    check(json!({"sound": "siren", "duration": 5000}), json!({"estimate": "2026-01-01T00:00:05Z"}));
    check(json!({"sound": "no_sound", "duration": 5000}), json!(null));
}

/// Types whose updates hold nothing but the type.
#[test]
fn an_empty_update_changes_nothing() {
    let home = home();
    for (kind, methods, _) in TYPES {
        if methods.contains("PUT") {
            check_update(&home, kind, &json!({}), &json!({}));
            check_update(&home, kind, &json!({"type": kind}), &json!({}));
        }
    }
}

/// The resource shows all of `shown` after the update; what it had else, and every other resource, is as before.
#[track_caller]
fn check_update(home: &Home, kind: &str, body: &Value, shown: &Value) {
    let before = resources(home);
    let id = first(&before, kind);
    let reply = home.v2("PUT", &format!("/{kind}/{id}"), &body.to_string());
    assert_eq!(reply.status(), 200, "{kind} {body}: {}", text(&reply));
    assert_eq!(json(&reply), json!({"data": [{"rid": id, "rtype": kind}], "errors": []}));
    let mut expected = before;
    let own = expected.get_mut(&(kind.to_owned(), id)).unwrap();
    merge(own, shown);
    merge(own, &kept(body));
    let after = resources(home);
    for (key, value) in &after {
        assert_eq!(Some(value), expected.get(key), "{kind} {body}");
    }
    assert_eq!(after.len(), expected.len());
}

/// The metadata of an update, which all of the table keep as they are.
fn kept(body: &Value) -> Value {
    body.get("metadata").map_or_else(|| json!({}), |metadata| json!({"metadata": metadata}))
}

fn merge(whole: &mut Value, part: &Value) {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            for (name, value) in part {
                merge(whole.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (whole, part) => *whole = part.clone(),
    }
}

#[test]
fn what_is_made_is_there_until_it_is_deleted() {
    let home = home();
    let whole = resources(&home);
    let link = |kind: &str| json!({"rid": first(&whole, kind), "rtype": kind});
    let action = json!({"target": link("light"), "action": {"on": {"on": true}}});
    let slot =
        json!({"start_time": {"kind": "time", "time": {"hour": 7, "minute": 0, "second": 0}}, "target": link("scene")});
    for (kind, body) in [
        ("room", json!({"children": [], "metadata": {"name": "Den", "archetype": "man_cave"}})),
        ("zone", json!({"children": [link("light")], "metadata": {"name": "All", "archetype": "home"}})),
        ("scene", json!({"actions": [action], "metadata": {"name": "Red"}, "group": link("room")})),
        ("scene", json!({"actions": [], "metadata": {"name": "Red"}, "group": link("zone"), "speed": 1.0})),
        (
            "smart_scene",
            json!({
                "metadata": {"name": "Day"},
                "group": link("room"),
                "week_timeslots": [{"timeslots": [slot], "recurrence": ["monday"]}],
            }),
        ),
        ("service_group", json!({"services": [link("light"), link("motion")]})),
        ("service_group", json!({"children": [link("motion")], "metadata": {"name": "Both"}})),
        (
            "behavior_instance",
            json!({
                "script_id": first(&whole, "behavior_script"),
                "enabled": true,
                "configuration": {"any": {"thing": [1, "x"]}},
                "metadata": {"name": "Timer"},
            }),
        ),
        ("geofence_client", json!({"name": "Phone", "is_at_home": true})),
        (
            "entertainment_configuration",
            json!({
                "metadata": {"name": "TV"},
                "configuration_type": "screen",
                "locations": {"service_locations": [
                    {"service": link("entertainment"), "positions": [{"x": 0.5, "y": -1.0, "z": 0.0}]},
                ]},
            }),
        ),
        ("motion_area_configuration", json!({"enabled": false, "motion_sensors": [link("motion")]})),
        (
            "motion_area_configuration",
            json!({
                "enabled": true,
                "name": "Den",
                "group": link("room"),
                "participants": [{"resource": link("motion_area_candidate")}],
            }),
        ),
    ] {
        check_made(&home, kind, &body);
    }
}

#[track_caller]
fn check_made(home: &Home, kind: &str, body: &Value) {
    let before = resources(home);
    let reply = home.v2("POST", &format!("/{kind}"), &body.to_string());
    assert_eq!(reply.status(), 201, "{kind}: {}", text(&reply));
    let made = json(&reply)["data"][0].clone();
    assert_eq!((made["rtype"].as_str(), &json(&reply)["errors"]), (Some(kind), &json!([])));
    let path = format!("/{kind}/{}", made["rid"].as_str().unwrap());
    let shown = json(&home.v2("GET", &path, ""))["data"][0].clone();
    assert_eq!((shown["type"].as_str(), &shown["id"]), (Some(kind), &made["rid"]));
    let mut with_body = shown.clone();
    merge(&mut with_body, body);
    assert_eq!(with_body, shown, "all of the body is there");
    let after = resources(home);
    assert_eq!(after.len(), before.len() + if matches!(kind, "room" | "zone") { 2 } else { 1 }, "{kind}");
    for (key, value) in &before {
        assert_eq!(after.get(key), Some(value), "{kind}: no other changed");
    }
    let gone = home.v2("DELETE", &path, "");
    assert_eq!((gone.status().as_u16(), json(&gone)), (200, json!({"data": [made], "errors": []})));
    assert_eq!(home.v2("GET", &path, "").status(), 404);
    assert_eq!(resources(home), before, "{kind}: all is as it was");
}

/// By type and id.
pub(super) type Resources = BTreeMap<(String, String), Value>;

pub(super) fn resources(home: &Home) -> Resources {
    let Value::Array(all) = json(&home.v2("GET", "", ""))["data"].take() else { panic!("no array") };
    let key = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    all.into_iter().map(|one| ((key(&one, "type"), key(&one, "id")), one)).collect()
}

/// The id of a resource of this type.
#[track_caller]
pub(super) fn first(resources: &Resources, kind: &str) -> String {
    let found = resources.keys().find(|(known, _)| known == kind);
    found.unwrap_or_else(|| panic!("the home has no {kind}")).1.clone()
}
