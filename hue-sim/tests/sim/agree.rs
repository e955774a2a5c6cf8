//! Both APIs show one home, whatever was written through which.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use super::crud::{Resources, resources};
use super::support::*;

/// A write to a light or a group, chosen among those that there are.
#[derive(Clone, Debug)]
enum Write {
    V1State(Index, Value),
    V1Name(Index, String),
    V1Action(Index, Value),
    V1Group(Index, Value),
    V1Create(Value),
    V1Delete(Index),
    V2Light(Index, Value),
    V2Group(Index, Value),
    V2Recall(Index, Value),
    V2Device(Index, String),
    V2Delete(Index),
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_apis_agree_after_every_write(
        seed in prop::option::of(any::<u64>()),
        writes in prop::collection::vec(write(), 1..16),
    ) {
        let home = seed.map_or_else(home, |seed| living_in(hue_sim::Home::generated(seed, 6)));
        let mut before = resources(&home);
        for write in writes {
            send_write(&home, &before, &write);
            let after = resources(&home);
            check_agreement(&home, &after);
            check_rest(&before, &after, &write);
            before = after;
        }
    }
}

#[test]
fn homes_agree_with_themselves_as_they_come() {
    check_agreement(&home(), &resources(&home()));
    for seed in 0..8 {
        let home = living_in(hue_sim::Home::generated(seed, 25));
        check_agreement(&home, &resources(&home));
    }
}

fn write() -> impl Strategy<Value = Write> {
    let light = any::<Index>;
    prop_oneof![
        4 => (light(), v1_state()).prop_map(|(light, body)| Write::V1State(light, body)),
        1 => (light(), "[a-z]{1,8}").prop_map(|(light, name)| Write::V1Name(light, name)),
        3 => (light(), v1_state()).prop_map(|(group, body)| Write::V1Action(group, body)),
        2 => (light(), v1_members()).prop_map(|(group, body)| Write::V1Group(group, body)),
        1 => v1_members().prop_map(Write::V1Create),
        1 => light().prop_map(Write::V1Delete),
        4 => (light(), v2_light()).prop_map(|(light, body)| Write::V2Light(light, body)),
        3 => (light(), v2_light()).prop_map(|(group, body)| Write::V2Group(group, body)),
        1 => (light(), v2_recall()).prop_map(|(scene, body)| Write::V2Recall(scene, body)),
        1 => (light(), "[a-z]{1,8}").prop_map(|(device, name)| Write::V2Device(device, name)),
        1 => light().prop_map(Write::V2Delete),
    ]
}

fn v1_state() -> impl Strategy<Value = Value> {
    let part = prop_oneof![
        any::<bool>().prop_map(|on| json!({"on": on})),
        (0..300).prop_map(|bri| json!({"on": true, "bri": bri})),
        (-300..300).prop_map(|step| json!({"bri_inc": step})),
        (any::<u16>(), any::<u8>()).prop_map(|(hue, sat)| json!({"on": true, "hue": hue, "sat": sat})),
        (100..600).prop_map(|ct| json!({"on": true, "ct": ct})),
        (-600..600).prop_map(|step| json!({"ct_inc": step})),
        (0.0..1.1, 0.0..1.0).prop_map(|(x, y)| json!({"on": true, "xy": [x, y]})),
        Just(json!({"alert": "select", "effect": "colorloop", "transitiontime": 4, "nonsense": 1})),
    ];
    prop::collection::vec(part, 1..3).prop_map(together)
}

fn v1_members() -> impl Strategy<Value = Value> {
    let lights = prop::collection::btree_set(1..7, 0..4);
    (lights, any::<bool>()).prop_map(|(lights, zone)| {
        let lights: Vec<String> = lights.iter().map(i32::to_string).collect();
        json!({"lights": lights, "name": "Mine", "class": "Man cave", "type": if zone { "Zone" } else { "Room" }})
    })
}

fn v2_light() -> impl Strategy<Value = Value> {
    let action = || prop::sample::select(vec!["up", "down", "stop"]);
    let part = prop_oneof![
        any::<bool>().prop_map(|on| json!({"on": {"on": on}})),
        (0.0..105.0).prop_map(|percent| json!({"dimming": {"brightness": percent}})),
        (action(), 0.0..100.0)
            .prop_map(|(up, step)| json!({"dimming_delta": {"action": up, "brightness_delta": step}})),
        (150..505).prop_map(|mirek| json!({"color_temperature": {"mirek": mirek}})),
        (action(), 0..347)
            .prop_map(|(up, step)| json!({"color_temperature_delta": {"action": up, "mirek_delta": step}})),
        (0.0..1.0, 0.0..1.0).prop_map(|(x, y)| json!({"color": {"xy": {"x": x, "y": y}}})),
        Just(json!({"alert": {"action": "breathe"}, "dynamics": {"duration": 400}})),
    ];
    prop::collection::vec(part, 1..3).prop_map(together)
}

fn v2_recall() -> impl Strategy<Value = Value> {
    let action = prop::sample::select(vec!["active", "static", "dynamic_palette"]);
    (action, prop::option::of(0.0..100.0)).prop_map(|(action, percent)| match percent {
        Some(percent) => json!({"recall": {"action": action, "dimming": {"brightness": percent}}}),
        None => json!({"recall": {"action": action}}),
    })
}

fn together(parts: Vec<Value>) -> Value {
    let objects = parts.into_iter().filter_map(|part| part.as_object().cloned());
    Value::Object(objects.flatten().collect())
}

fn send_write(home: &Home, all: &Resources, write: &Write) {
    let of = |kind: &str, index: &Index| {
        let ids: Vec<&String> = all.keys().filter(|(known, _)| known == kind).map(|(_, id)| id).collect();
        if ids.is_empty() { "none".to_owned() } else { (*index.get(&ids)).clone() }
    };
    let numbers = |collection: &str, index: &Index| {
        let all = json(&home.v1("GET", collection, ""));
        let mut numbers: Vec<&String> = all.as_object().unwrap().keys().collect();
        let zero = "0".to_owned();
        numbers.push(&zero);
        format!("{collection}/{}", index.get(&numbers))
    };
    let name = |name: &str| json!({"metadata": {"name": name}}).to_string();
    match write {
        Write::V1State(light, body) => {
            home.v1("PUT", &format!("{}/state", numbers("/lights", light)), &body.to_string())
        }
        Write::V1Name(light, name) => home.v1("PUT", &numbers("/lights", light), &json!({"name": name}).to_string()),
        Write::V1Action(group, body) => {
            home.v1("PUT", &format!("{}/action", numbers("/groups", group)), &body.to_string())
        }
        Write::V1Group(group, body) => home.v1("PUT", &numbers("/groups", group), &body.to_string()),
        Write::V1Create(body) => home.v1("POST", "/groups", &body.to_string()),
        Write::V1Delete(group) => home.v1("DELETE", &numbers("/groups", group), ""),
        Write::V2Light(light, body) => home.v2("PUT", &format!("/light/{}", of("light", light)), &body.to_string()),
        Write::V2Group(group, body) => {
            home.v2("PUT", &format!("/grouped_light/{}", of("grouped_light", group)), &body.to_string())
        }
        Write::V2Recall(scene, body) => home.v2("PUT", &format!("/scene/{}", of("scene", scene)), &body.to_string()),
        Write::V2Device(device, told) => home.v2("PUT", &format!("/device/{}", of("device", device)), &name(told)),
        Write::V2Delete(device) => home.v2("DELETE", &format!("/device/{}", of("device", device)), ""),
    };
}

/// Every light and every group of the first API is what the second shows, and the other way round.
fn check_agreement(home: &Home, all: &Resources) {
    let lights = json(&home.v1("GET", "/lights", ""));
    let groups = json(&home.v1("GET", "/groups", ""));
    let of = |kind: &'static str| all.iter().filter(move |((known, _), _)| known == kind).map(|(_, one)| one);
    assert_eq!(lights.as_object().unwrap().len(), of("light").count());
    assert_eq!(groups.as_object().unwrap().len(), of("room").chain(of("zone")).count());
    for light in of("light") {
        let number = light["id_v1"].as_str().unwrap().strip_prefix("/lights/").unwrap();
        check_light(&lights[number], light);
    }
    for group in of("room").chain(of("zone")) {
        let number = group["id_v1"].as_str().unwrap().strip_prefix("/groups/").unwrap();
        check_group(&groups[number], group, all, &lights);
    }
}

fn check_light(v1: &Value, v2: &Value) {
    let state = &v1["state"];
    assert_eq!((&v1["name"], &state["on"]), (&v2["metadata"]["name"], &v2["on"]["on"]));
    assert_eq!(state.get("bri").is_some(), v2.get("dimming").is_some());
    if let Some(percent) = v2["dimming"]["brightness"].as_f64() {
        assert_eq!(state["bri"].as_f64(), Some((percent * 2.54).round().clamp(1.0, 254.0)), "{v2}");
    }
    let mirek = v2["color_temperature"]["mirek"].as_u64();
    if v2.get("color_temperature").is_some() {
        assert_eq!(state["colormode"] == "ct", mirek.is_some(), "{v1} {v2}");
        assert_eq!(v2["color_temperature"]["mirek_valid"], json!(mirek.is_some()));
    }
    if let Some(mirek) = mirek {
        assert_eq!(state["ct"], mirek);
    }
    if let Some(xy) = v2["color"].get("xy") {
        assert_eq!(state["xy"], json!([xy["x"], xy["y"]]));
    }
}

fn check_group(v1: &Value, v2: &Value, all: &Resources, lights: &Value) {
    assert_eq!(v1["name"], v2["metadata"]["name"]);
    assert_eq!(v1["type"].as_str().unwrap().to_lowercase(), v2["type"].as_str().unwrap());
    let class = v1["class"].as_str().unwrap().to_lowercase().replace(' ', "_");
    assert_eq!(class, v2["metadata"]["archetype"].as_str().unwrap());
    let members: BTreeSet<&str> = v1["lights"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    assert_eq!(members, members_of(v2, all));
    let on: Vec<&Value> = members.iter().map(|id| &lights[id]["state"]).filter(|state| state["on"] == true).collect();
    assert_eq!(v1["state"], json!({"all_on": !on.is_empty() && on.len() == members.len(), "any_on": !on.is_empty()}));
    let service = v2["services"].as_array().unwrap().iter().find(|link| link["rtype"] == "grouped_light").unwrap();
    let sum = &all[&("grouped_light".to_owned(), service["rid"].as_str().unwrap().to_owned())];
    assert_eq!(sum["on"]["on"], !on.is_empty(), "{sum} {v1}");
    let bri: Vec<f64> = on.iter().filter_map(|state| state["bri"].as_f64()).collect();
    if !bri.is_empty() {
        #[expect(clippy::cast_precision_loss, reason = "a handful of lights")]
        let mean = bri.iter().sum::<f64>() / bri.len() as f64 / 2.54;
        let shown = sum["dimming"]["brightness"].as_f64().unwrap();
        assert!((shown - mean).abs() < 0.5, "{shown} {mean}");
    }
}

/// The numbers of the lights that a room or zone has, found by hand.
fn members_of<'a>(group: &Value, all: &'a Resources) -> BTreeSet<&'a str> {
    let children = group["children"].as_array().unwrap();
    let is_child = |light: &Value| children.iter().any(|child| child["rid"] == light["id"] || *child == light["owner"]);
    let lights = all.iter().filter(|((kind, _), light)| kind == "light" && is_child(light));
    lights.map(|(_, light)| light["id_v1"].as_str().unwrap().strip_prefix("/lights/").unwrap()).collect()
}

/// What a write has no business with is as it was.
fn check_rest(before: &Resources, after: &Resources, write: &Write) {
    let touchable: &[&str] = match write {
        Write::V1State(..) | Write::V1Action(..) | Write::V2Light(..) | Write::V2Group(..) | Write::V2Recall(..) => {
            &["light", "grouped_light", "scene"]
        }
        Write::V1Name(..) | Write::V2Device(..) => &["light", "device"],
        Write::V1Group(..) | Write::V1Create(_) => &["room", "zone", "grouped_light"],
        // Whoever refers to what is gone, forgets it.
        Write::V1Delete(_) | Write::V2Delete(_) => return,
    };
    let changed = after.iter().filter(|(key, value)| before.get(*key) != Some(value));
    for ((kind, id), value) in changed {
        assert!(touchable.contains(&kind.as_str()), "{write:?} changed {kind} {id}: {value}");
    }
    assert!(before.keys().all(|key| after.contains_key(key)), "{write:?} lost something");
}
