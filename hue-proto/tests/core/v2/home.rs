//! The home as one view, and what changes in it.

use hue_proto::v2::{AnyResource, Change, Device, Home, Id, Kind, Light, Reference, Reply, Room, Scene, What, Zone};

const DUMP: &str = r#"{"data":[
    {"id":"home","children":[{"rid":"kitchen","rtype":"room"}],"services":[{"rid":"all","rtype":"grouped_light"}],"type":"bridge_home"},
    {"id":"all","on":{"on":true},"owner":{"rid":"home","rtype":"bridge_home"},"type":"grouped_light"},
    {"id":"kitchen","metadata":{"name":"Kitchen"},"children":[{"rid":"d1","rtype":"device"},{"rid":"gone","rtype":"device"}],
        "services":[{"rid":"g1","rtype":"grouped_light"}],"type":"room"},
    {"id":"tv","metadata":{"name":"TV"},"children":[{"rid":"l1","rtype":"light"},{"rid":"l2","rtype":"light"}],"services":[],"type":"zone"},
    {"id":"g1","on":{"on":true},"type":"grouped_light"},
    {"id":"d1","metadata":{"name":"Table"},"services":[{"rid":"l1","rtype":"light"},{"rid":"z1","rtype":"zigbee_connectivity"}],"type":"device"},
    {"id":"d2","services":[{"rid":"l2","rtype":"light"}],"type":"device"},
    {"id":"l1","owner":{"rid":"d1","rtype":"device"},"metadata":{"name":"Old"},"on":{"on":true},
        "dimming":{"brightness":40.0,"min_dim_level":0.2},"color_temperature":{"mirek":366,"mirek_valid":true},"type":"light"},
    {"id":"l2","owner":{"rid":"d2","rtype":"device"},"metadata":{"name":"Own"},"type":"light"},
    {"id":"s1","metadata":{"name":"Read"},"group":{"rid":"kitchen","rtype":"room"},"type":"scene"},
    {"id":"s2","metadata":{"name":"READ"},"group":{"rid":"tv","rtype":"zone"},"type":"scene"},
    {"id":"x1","a":{"b":1},"type":"novelty"},
    {"a":1,"type":"novelty"}
]}"#;

fn home() -> Home {
    Home::new(Reply::from_json(DUMP.as_bytes()).unwrap().data)
}

fn resource(json: &str) -> AnyResource {
    let reply = Reply::from_json(format!(r#"{{"data":[{json}]}}"#).as_bytes()).unwrap();
    assert_eq!(reply.unparsed, []);
    reply.data.into_iter().next().unwrap()
}

#[test]
fn a_home_knows_what_is_where() {
    let home = home();
    assert_eq!(home.len(), 13);
    let kitchen = home.rooms().next().unwrap();
    assert_eq!((kitchen.name(), kitchen.is_room(), kitchen.id()), ("Kitchen", true, "kitchen"));
    assert_eq!(kitchen.lights().map(|light| home.name(light)).collect::<Vec<_>>(), ["Table"]);
    assert_eq!(kitchen.devices().map(Device::name).collect::<Vec<_>>(), ["Table"]);
    assert_eq!(kitchen.scenes().map(Scene::name).collect::<Vec<_>>(), ["Read"]);
    assert!(kitchen.grouped_light().unwrap().is_on());
    let tv = home.zones().next().unwrap();
    assert_eq!(tv.lights().map(|light| home.name(light)).collect::<Vec<_>>(), ["Table", "Own"]);
    assert!(tv.grouped_light().is_none());
    assert!(home.all_lights().unwrap().is_on());
    let light: &Light = home.get(&Id::new("l1")).unwrap();
    assert_eq!(home.room_of(light).unwrap().name(), "Kitchen");
    assert!(home.room_of(home.get(&Id::new("l2")).unwrap()).is_none());
    assert!(home.resolve(&Reference::new(Kind::Device, "l1")).is_none());
    let connectivities = home.services::<hue_proto::v2::ZigbeeConnectivity>(home.device(light).unwrap());
    assert_eq!(connectivities.count(), 0);
}

/// As some bridges and the API's description have it.
#[test]
fn a_light_that_is_in_a_room_by_itself_is_there_once() {
    let mut home = home();
    let lights =
        |home: &Home| home.rooms().next().unwrap().lights().map(|light| light.id.to_string()).collect::<Vec<_>>();
    let mut room = |children: &str| {
        home.apply(Change::Updated(resource(&format!(r#"{{"id":"kitchen","children":[{children}],"type":"room"}}"#))));
        let rooms = ["l1", "l2"].map(|id| home.room_of(home.get(&Id::new(id)).unwrap()).is_some());
        (lights(&home), rooms)
    };
    let (device, own, other) =
        (r#"{"rid":"d1","rtype":"device"}"#, r#"{"rid":"l1","rtype":"light"}"#, r#"{"rid":"l2","rtype":"light"}"#);
    assert_eq!(room(&format!("{own},{device}")), (vec!["l1".to_owned()], [true, false]));
    assert_eq!(room(own), (vec!["l1".to_owned()], [true, false]));
    assert_eq!(room(&format!("{device},{other}")), (vec!["l1".to_owned(), "l2".to_owned()], [true, true]));
}

#[test]
fn places_are_found_by_id_and_by_name() {
    let home = home();
    let (kitchen, tv) = (home.rooms().next().unwrap(), home.zones().next().unwrap());
    assert_eq!(home.room(&Id::new("kitchen")), Some(kitchen));
    assert_eq!(home.zone(&Id::new("tv")), Some(tv));
    assert_eq!((home.room(&Id::new("tv")), home.zone(&Id::new("kitchen"))), (None, None));
    assert_eq!(home.places("KITCHEN").collect::<Vec<_>>(), [kitchen]);
    assert_eq!(home.places("tv").collect::<Vec<_>>(), [tv]);
    assert_eq!(home.places("attic").count(), 0);
}

/// What tells of now is over where a newer report does not name it.
#[test]
fn what_is_over_is_told_no_longer() {
    let mut home = home();
    let mut light = |fields: &str| {
        home.apply(Change::Updated(resource(&format!(r#"{{"id":"l1",{fields},"type":"light"}}"#))));
        home.get::<Light>(&Id::new("l1")).unwrap().clone()
    };
    let signal = r#""signaling":{"signal_values":["on_off"],"status":{"signal":"on_off","estimated_end":"2026-01-01T00:00:00Z"}}"#;
    assert!(light(signal).signaling.unwrap().status.unwrap().estimated_end.is_some());
    let signaling = light(r#""signaling":{"status":{"signal":"no_signal"}}"#).signaling.unwrap();
    assert_eq!(signaling.status.unwrap().estimated_end, None);
    assert!(signaling.signal_values.is_some());
    light(
        r#""effects_v2":{"action":{"effect_values":["fire"]},"status":{"effect":"fire","parameters":{"speed":0.5}}}"#,
    );
    let effects = light(r#""effects_v2":{"status":{"effect":"no_effect"}}"#).effects_v2.unwrap();
    assert_eq!(effects.status.unwrap().parameters, None);
    assert!(effects.action.unwrap().effect_values.is_some());
}

#[test]
fn all_that_there_is_now_tells_what_is_different() {
    let mut home = home();
    assert_eq!(home.refresh(Reply::from_json(DUMP.as_bytes()).unwrap().data), []);
    let now = DUMP
        .replace(r#""brightness":40.0"#, r#""brightness":41.0"#)
        .replace(r#","color_temperature":{"mirek":366,"mirek_valid":true}"#, "")
        .replace(r#""a":{"b":1}"#, r#""a":{"b":2}"#)
        .replace(r#"{"id":"s1","#, r#"{"id":"s3","#);
    let mut told: Vec<_> = home
        .refresh(Reply::from_json(now.as_bytes()).unwrap().data)
        .into_iter()
        .map(|changed| (changed.reference.id().to_owned(), changed.what))
        .collect();
    told.sort_by(|(one, _), (other, _)| one.cmp(other));
    let expected = [
        ("l1", What::Updated(vec!["dimming", "color_temperature"])),
        ("s1", What::Deleted),
        ("s3", What::Added),
        ("x1", What::Updated(vec![])),
    ];
    assert_eq!(told, expected.map(|(id, what)| (id.to_owned(), what)));
    assert_eq!(home, Home::new(Reply::from_json(now.as_bytes()).unwrap().data));
}

#[test]
fn names_are_found_whatever_their_case() {
    let home = home();
    let found = |name| home.named::<Scene>(name).map(|scene| scene.id.as_str()).collect::<Vec<_>>();
    assert_eq!(found("read"), ["s1", "s2"]);
    assert_eq!(found("rea"), [""; 0]);
    assert_eq!(home.named::<Light>("TABLE").count(), 1);
    assert_eq!(home.named::<Light>("Old").count(), 0);
    assert_eq!((home.named::<Room>("kitchen").count(), home.named::<Zone>("kitchen").count()), (1, 0));
}

#[test]
fn a_change_is_told_once_and_touches_nothing_else() {
    let mut home = home();
    let before = home.clone();
    let mut check = |change: Change, id: &str, what: Option<What>| {
        let changed = home.apply(change);
        assert_eq!(changed.as_ref().map(|changed| &changed.what), what.as_ref(), "{id}");
        assert!(changed.iter().all(|changed| changed.reference.id() == id));
    };
    let part = || {
        resource(
            r#"{"id":"l1","on":{"on":false},"dimming":{"brightness":41.0},"color_temperature":{"mirek":null},"type":"light"}"#,
        )
    };
    check(Change::Updated(part()), "l1", Some(What::Updated(vec!["on", "dimming", "color_temperature"])));
    check(Change::Updated(part()), "l1", None);
    let new = || resource(r#"{"id":"l3","type":"light"}"#);
    check(Change::Added(new()), "l3", Some(What::Added));
    check(Change::Added(new()), "l3", None);
    check(Change::Deleted(Reference::new(Kind::Light, "l2")), "l2", Some(What::Deleted));
    check(Change::Deleted(Reference::new(Kind::Light, "l2")), "l2", None);
    let novelty = || resource(r#"{"id":"x1","a":{"c":2},"type":"novelty"}"#);
    check(Change::Updated(novelty()), "x1", Some(What::Updated(vec![])));
    check(Change::Updated(novelty()), "x1", None);
    let unordered = || resource(r#"{"id":"x2","b":1,"a":2,"type":"novelty"}"#);
    check(Change::Added(unordered()), "x2", Some(What::Added));
    check(Change::Updated(unordered()), "x2", None);
    check(Change::Added(resource(r#"{"a":2,"b":1,"id":"x2","type":"novelty"}"#)), "x2", None);
    check(Change::Updated(resource(r#"{"id":"l4","type":"light"}"#)), "l4", Some(What::Added));

    let light: &Light = home.get(&Id::new("l1")).unwrap();
    assert!(!light.is_on());
    assert_eq!(light.brightness().unwrap().get().to_bits(), 41.0_f64.to_bits());
    // What the change did not name.
    assert!(light.dimming.as_ref().unwrap().min_dim_level.is_some());
    assert_eq!(light.color_temperature.as_ref().unwrap().mirek_valid, Some(true));
    assert_eq!(light.mirek(), None);
    let AnyResource::Unknown(novelty) = home.resolve(&Reference::new("novelty".into(), "x1")).unwrap() else {
        panic!()
    };
    assert_eq!(novelty.json().as_str(), r#"{"a":{"b":1,"c":2},"id":"x1","type":"novelty"}"#);
    let same = |resource: &&AnyResource| !matches!(resource.id(), Some("l1" | "l2" | "l3" | "l4" | "x1" | "x2"));
    assert!(home.iter().filter(same).eq(before.iter().filter(same)));
}
