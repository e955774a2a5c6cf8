//! Homes of which something is missing, or is not what it should be.

use hue_sim::Home as Furniture;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};

use super::crud::resources;
use super::support::*;

/// A field of a resource is dropped, or something else stands there.
type Oddity = (Index, Index, Option<u8>);

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_home_is_too_odd(
        seed in any::<u64>(),
        oddities in prop::collection::vec((any::<Index>(), any::<Index>(), prop::option::of(0..6_u8)), 1..200),
    ) {
        let documents = odd(&Furniture::generated(seed, 6), &oddities);
        let dump = json!({"errors": [], "data": documents}).to_string();
        let home = living_in(Furniture::from_dump(dump.as_bytes()).unwrap());
        assert_eq!(resources(&home).len(), documents.len());
        let shown = json(&home.v2("GET", "", ""))["data"].clone();
        assert_eq!(shown, Value::Array(documents), "it shows what it was given, in that order");
        try_everything(&home);
    }
}

fn odd(home: &Furniture, oddities: &[Oddity]) -> Vec<Value> {
    let mut dump: Value = serde_json::from_str(&home.dump()).unwrap();
    let Value::Array(mut documents) = dump["data"].take() else { panic!("no array") };
    for (place, field, instead) in oddities {
        let place = place.index(documents.len());
        let fields: Vec<Vec<String>> = paths(&documents[place]).into_iter().filter(|path| !is_identity(path)).collect();
        if fields.is_empty() {
            continue;
        }
        let path = field.get(&fields);
        let owner = path[..path.len() - 1].iter().fold(&mut documents[place], |value, name| &mut value[name]);
        let owner = owner.as_object_mut().unwrap();
        match instead {
            None => drop(owner.remove(&path[path.len() - 1])),
            Some(kind) => drop(owner.insert(path[path.len() - 1].clone(), other(*kind))),
        }
    }
    documents
}

fn is_identity(path: &[String]) -> bool {
    matches!(path, [name] if matches!(name.as_str(), "id" | "type"))
}

fn other(kind: u8) -> Value {
    match kind {
        0 => Value::Null,
        1 => json!(-1.5e300),
        2 => json!("odd"),
        3 => json!([{"rid": "odd"}, 1, null]),
        4 => json!({"odd": true}),
        _ => json!(u64::MAX),
    }
}

/// Of every member, also of those within.
fn paths(value: &Value) -> Vec<Vec<String>> {
    let empty = Map::new();
    let members = value.as_object().unwrap_or(&empty);
    let below = members.iter().flat_map(|(name, value)| {
        let within = paths(value).into_iter().map(|path| [vec![name.clone()], path].concat());
        within.chain([vec![name.clone()]]).collect::<Vec<_>>()
    });
    below.collect()
}

/// Nothing panics, each reply is one of the known, and what a light can do is still done.
fn try_everything(home: &Home) {
    let set = r#"{"on":{"on":true},"dynamics":{"duration":1}}"#;
    for ((kind, id), _) in resources(home) {
        let path = format!("/{kind}/{id}");
        let body = match kind.as_str() {
            "light" | "grouped_light" => set,
            "scene" => r#"{"recall":{"action":"active","dimming":{"brightness":5}}}"#,
            "smart_scene" => r#"{"recall":{"action":"activate"}}"#,
            "entertainment_configuration" => r#"{"action":"start"}"#,
            _ => "{}",
        };
        let status = home.v2("PUT", &path, body).status().as_u16();
        assert!(matches!(status, 200 | 207 | 405), "{path} {status}");
        if kind == "light" {
            let light = json(&home.v2("GET", &path, ""))["data"][0].clone();
            assert_eq!(light["on"]["on"], true);
            home.v2("PUT", &path, r#"{"dimming":{"brightness":5},"color":{"xy":{"x":0.3,"y":0.3}}}"#);
            home.v2("PUT", &path, r#"{"color_temperature_delta":{"action":"up","mirek_delta":100}}"#);
        }
    }
    for (below, body) in
        [("/action", r#"{"on":true,"bri":9,"ct_inc":5,"xy_inc":[0.1,0.1]}"#), ("", r#"{"name":"Odd"}"#)]
    {
        let groups = json(&home.v1("GET", "/groups", ""));
        for number in groups.as_object().unwrap().keys().map(String::as_str).chain(["0"]) {
            assert_eq!(home.v1("PUT", &format!("/groups/{number}{below}"), body).status(), 200);
        }
    }
    json(&home.v1("GET", "", ""));
    let made = home.v2("POST", "/room", r#"{"children":[],"metadata":{"name":"Odd","archetype":"other"}}"#);
    assert!(matches!(made.status().as_u16(), 201 | 507));
    for ((kind, id), _) in
        resources(home).into_iter().filter(|((kind, _), _)| matches!(kind.as_str(), "device" | "room"))
    {
        let status = home.v2("DELETE", &format!("/{kind}/{id}"), "").status().as_u16();
        assert!(matches!(status, 200 | 403), "{kind} {id} {status}");
    }
}
