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
