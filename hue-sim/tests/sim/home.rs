//! Homes of the simulator, against the description of what bridges have.

mod description;
mod dump;

use std::collections::{HashMap, HashSet};

use hue_proto::v2::{AnyResource, Reply};
use hue_sim::Home;
use serde_json::Value;

use description::Description;

/// So many types of resource there are.
const TYPES: usize = 44;
const SEEDS: std::ops::Range<u64> = 0..20;
const LIGHTS: usize = 40;

fn resources(home: &Home) -> Vec<Value> {
    let reply: Value = serde_json::from_str(&home.dump()).unwrap();
    assert_eq!(reply["errors"], Value::Array(Vec::new()));
    reply["data"].as_array().unwrap().clone()
}

fn homes() -> impl Iterator<Item = (String, Vec<Value>)> {
    let generated = |(seed, lights)| {
        let home = Home::generated(seed, lights);
        (format!("{home:?}"), resources(&home))
    };
    let sizes = SEEDS.map(|seed| (seed, LIGHTS)).chain((0..12).map(|lights| (7, lights)));
    std::iter::once(("Standard".to_owned(), resources(&Home::standard()))).chain(sizes.map(generated))
}

fn text<'a>(resource: &'a Value, field: &str) -> &'a str {
    resource[field].as_str().unwrap_or_default()
}

fn references<'a>(resource: &'a Value, field: &str) -> Vec<(&'a str, &'a str)> {
    let list = resource[field].as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().map(|reference| (text(reference, "rtype"), text(reference, "rid"))).collect()
}

/// What is wrong with a home.
fn faults(resources: &[Value]) -> Vec<String> {
    let mut faults = Description::read().faults(resources);
    let by_name: HashMap<(&str, &str), &Value> =
        resources.iter().map(|resource| ((text(resource, "type"), text(resource, "id")), resource)).collect();
    let ids: HashSet<&str> = by_name.keys().map(|(_, id)| *id).collect();
    if ids.len() != resources.len() {
        faults.push(format!("{} ids for {} resources", ids.len(), resources.len()));
    }
    for resource in resources {
        let name = (text(resource, "type"), text(resource, "id"));
        let mut expect = |holds: bool, what: &str| {
            if !holds {
                faults.push(format!("{name:?}: {what}"));
            }
        };
        leaves(resource, &mut |reference| {
            expect(by_name.contains_key(&(text(reference, "rtype"), text(reference, "rid"))), "leads nowhere");
        });
        for service in references(resource, "services") {
            let owner = by_name.get(&service).map(|service| service["owner"].clone()).unwrap_or_default();
            let is_owner = (text(&owner, "rtype"), text(&owner, "rid")) == name;
            expect(is_owner || name.0 == "service_group", "lists a service that is not its own");
        }
        let owner = (text(&resource["owner"], "rtype"), text(&resource["owner"], "rid"));
        let is_service = !["device", "scene", "motion_area_configuration"].contains(&name.0);
        if let (Some(owner), true) = (by_name.get(&owner), is_service) {
            expect(references(owner, "services").contains(&name), "is not listed by its owner");
        }
        for (kind, _) in references(resource, "children") {
            let expected: &[&str] = match name.0 {
                "room" => &["device"],
                "zone" => &["light"],
                "service_group" => &["motion"],
                _ => &["room", "device"],
            };
            expect(expected.contains(&kind), "has a child of another type");
        }
        let script = ("behavior_script", text(resource, "script_id"));
        expect(name.0 != "behavior_instance" || by_name.contains_key(&script), "has no script");
    }
    faults
}

/// Every reference in a resource.
fn leaves(value: &Value, found: &mut impl FnMut(&Value)) {
    match value {
        Value::Object(fields) if fields.contains_key("rid") => found(value),
        Value::Object(fields) => fields.values().for_each(|value| leaves(value, found)),
        Value::Array(items) => items.iter().for_each(|value| leaves(value, found)),
        _ => {}
    }
}

/// Every home has every type, and what is in it is as bridges have it.
#[test]
fn homes_are_as_bridges_describe_them() {
    for (name, resources) in homes() {
        let faults = faults(&resources);
        assert!(faults.is_empty(), "{name}: {} faults\n{}", faults.len(), faults[..faults.len().min(20)].join("\n"));
        let types: HashSet<&str> = resources.iter().map(|resource| text(resource, "type")).collect();
        let without_lights = usize::from(name.ends_with("lights: 0 }"));
        assert_eq!(types.len(), TYPES - without_lights, "{name}");
    }
}

/// The checks of the test above, each with a home that is broken on purpose.
#[test]
fn what_is_wrong_with_a_home_is_found() {
    for (path, value, expected) in [
        ("/dimming/brightness", "100.5", "dimming.brightness"),
        ("/dimming/brightness", "50", "dimming.brightness"),
        ("/on/on", "\"yes\"", "on.on"),
        ("/metadata/archetype", "\"spaceship\"", "metadata.archetype"),
        ("/color/gamut/red", "{}", "color.gamut.red"),
        ("/effects/effect_values/0", "\"rain\"", "effects.effect_values[]"),
        ("/id", "\"1\"", "id"),
        ("/id_v1", "\"lights/1\"", "id_v1"),
        ("/owner/rid", "\"00000000-0000-0000-0000-000000000000\"", "leads nowhere"),
        ("/mode", "null", "mode"),
    ] {
        let mut resources = resources(&Home::standard());
        let kitchen = resources
            .iter_mut()
            .find(|resource| text(resource, "id_v1") == "/lights/1" && text(resource, "type") == "light")
            .unwrap();
        *kitchen.pointer_mut(path).unwrap() = serde_json::from_str(value).unwrap();
        let faults = faults(&resources);
        assert!(faults.iter().any(|fault| fault.ends_with(expected)), "{path}: {faults:?}");
    }
    for kind in ["device", "room", "light", "grouped_light", "behavior_script", "motion_area_configuration"] {
        let mut resources = resources(&Home::standard());
        let place = resources.iter().position(|resource| text(resource, "type") == kind).unwrap();
        resources.remove(place);
        assert!(!faults(&resources).is_empty(), "nobody misses a {kind}");
    }
}

#[test]
fn every_field_and_every_word_is_somewhere() {
    let description = Description::read();
    let mut missing = description.everything();
    for seed in SEEDS {
        description.seen(&resources(&Home::generated(seed, LIGHTS)), |seen| {
            missing.remove(seen);
        });
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The core understands all of it: the untouched home leaves nothing over.
#[test]
fn homes_arrive_typed() {
    for home in [Home::standard(), Home::generated(1, LIGHTS), Home::generated(2, 0)] {
        let dump = home.dump();
        let reply = Reply::<Vec<AnyResource>>::from_json(dump.as_bytes()).unwrap();
        assert!(reply.unparsed.is_empty(), "{home:?}: {:?}", reply.unparsed);
        assert_eq!(reply.data.len(), resources(&home).len());
        assert!(!reply.data.iter().any(|resource| matches!(resource, AnyResource::Unknown(_))), "{home:?}");
    }
}

#[test]
fn one_seed_one_home() {
    let home = Home::generated(1, LIGHTS).dump();
    assert_eq!(home, Home::generated(1, LIGHTS).dump());
    assert_ne!(home, Home::generated(2, LIGHTS).dump());
    let ids = |seed| -> HashSet<String> {
        resources(&Home::generated(seed, LIGHTS)).iter().map(|resource| text(resource, "id").to_owned()).collect()
    };
    assert!(ids(1).is_disjoint(&ids(2)));
}

#[test]
fn a_home_has_the_lights_that_were_asked_for() {
    for lights in [0, 1, 2, 9, 10, 11, 40, 150] {
        let resources = resources(&Home::generated(3, lights));
        assert_eq!(resources.iter().filter(|resource| text(resource, "type") == "light").count(), lights);
    }
}

/// A real bridge's 1,462 resources came to 1 MB; and twice the lights are twice the home.
#[test]
fn homes_have_the_size_of_real_ones() {
    let size = |lights| {
        let home = Home::generated(4, lights);
        (resources(&home).len(), home.dump().len())
    };
    let ((resources, bytes), (_, twice)) = (size(200), size(400));
    assert!((500..900).contains(&(bytes / resources)), "{bytes} bytes for {resources} resources");
    assert!((bytes * 19 / 10..bytes * 21 / 10).contains(&twice), "{bytes} bytes, then {twice}");
}

#[test]
fn the_standard_home_has_its_five_lights() {
    let resources = resources(&Home::standard());
    let lights = resources.iter().filter(|resource| text(resource, "type") == "light");
    let mut lights: Vec<(&str, &str, bool, bool, bool)> = lights
        .map(|light| {
            let has = |field| light.get(field).is_some();
            let name = text(&light["metadata"], "name");
            (text(light, "id_v1"), name, has("color"), has("color_temperature"), has("dimming"))
        })
        .collect();
    lights.sort_unstable();
    let expected = [
        ("/lights/1", "Kitchen", true, true, true),
        ("/lights/2", "Living room", true, true, true),
        ("/lights/3", "Reading lamp", false, true, true),
        ("/lights/4", "Hallway", false, false, true),
        ("/lights/5", "Coffee machine", false, false, false),
    ];
    assert_eq!(lights, expected);
}
