//! Rooms, zones, areas and other groups.

use super::home::Home;
use super::values::name;
use hue_blocking::v2::{
    Device, Entertainment, EntertainmentAction, EntertainmentConfiguration, EntertainmentStatus, EntertainmentType, Id,
    Light, Motion, MotionAreaCandidate, MotionAreaConfiguration, Position, Reference, Resource, Room, RoomArchetype,
    ServiceGroup, Zone,
};

pub(super) fn a_room_is_made_and_remade(home: &Home) {
    let devices = ids::<Device>(home);
    let [first, second, third, ..] = &devices[..] else { panic!("three devices") };
    let room = home.post(Room::create(name("Den"), RoomArchetype::ManCave, [first, second]));
    assert_eq!((room.name(), named::<Device>(room.children.as_ref())), ("Den", vec![first.clone(), second.clone()]));
    assert_eq!(room.metadata.and_then(|metadata| metadata.archetype), Some(RoomArchetype::ManCave));
    let room = home.put(&room.id, |room| room.name(name("Attic")).archetype(RoomArchetype::Attic).children([third]));
    assert_eq!((room.name(), named::<Device>(room.children.as_ref())), ("Attic", vec![third.clone()]));
    assert_eq!(room.metadata.and_then(|metadata| metadata.archetype), Some(RoomArchetype::Attic));
}

pub(super) fn a_zone_is_made_and_remade(home: &Home) {
    let lights = ids::<Light>(home);
    let [first, second, third, ..] = &lights[..] else { panic!("three lights") };
    let zone = home.post(Zone::create(name("Desk"), RoomArchetype::Computer, [first, second]));
    assert_eq!((zone.name(), named::<Light>(zone.children.as_ref())), ("Desk", vec![first.clone(), second.clone()]));
    assert_eq!(zone.metadata.and_then(|metadata| metadata.archetype), Some(RoomArchetype::Computer));
    let zone = home.put(&zone.id, |zone| zone.name(name("Shelf")).archetype(RoomArchetype::Reading).children([third]));
    assert_eq!((zone.name(), named::<Light>(zone.children.as_ref())), ("Shelf", vec![third.clone()]));
    assert_eq!(zone.metadata.and_then(|metadata| metadata.archetype), Some(RoomArchetype::Reading));
}

pub(super) fn a_group_of_services_is_made_and_remade(home: &Home) {
    let lights = ids::<Light>(home);
    let [first, second, ..] = &lights[..] else { panic!("two lights") };
    let group = home.post(ServiceGroup::create_of_services([first.reference()]));
    assert_eq!(named::<Light>(group.services.as_ref()), std::slice::from_ref(first));
    let group = home.put(&group.id, |group| group.services([second.reference(), first.reference()]));
    assert_eq!(named::<Light>(group.services.as_ref()), [second.clone(), first.clone()]);

    let group = home.post(ServiceGroup::create(name("One"), [second]));
    assert_eq!((group.name(), named::<Light>(group.children.as_ref())), ("One", vec![second.clone()]));
    let group = home.put(&group.id, |group| group.children([first, second]).name(name("Both")));
    assert_eq!((group.name(), named::<Light>(group.children.as_ref())), ("Both", vec![first.clone(), second.clone()]));
}

pub(super) fn an_entertainment_area_is_made_and_streamed_to(home: &Home) {
    let services = home.call(Entertainment::list()).into_iter().filter(|service| service.renderer == Some(true));
    let services: Vec<_> = services.map(|service| service.id).collect();
    let place = |x| Position::new(x, 0.5, -1.0).expect("a place");
    let places = || services.iter().zip([-0.25, 0.75]).map(|(service, x)| (service, place(x)));
    assert!(places().count() == 2, "two lamps that can stream");
    let area = EntertainmentConfiguration::create(name("Film"), EntertainmentType::Screen, places());
    let area = home.post(area);
    assert_eq!((area.name(), &area.configuration_type), ("Film", &Some(EntertainmentType::Screen)));
    let shown = area.locations.and_then(|locations| locations.service_locations).expect("locations");
    let shown = shown.into_iter().map(|location| (location.service, location.positions));
    assert!(shown.eq(places().map(|(service, place)| (Some(service.reference()), Some(vec![place])))));

    let area = home.put(&area.id, |area| area.name(name("Club")).configuration_type(EntertainmentType::Music));
    assert_eq!((area.name(), &area.configuration_type), ("Club", &Some(EntertainmentType::Music)));
    for (action, status) in [
        (EntertainmentAction::Start, EntertainmentStatus::Active),
        (EntertainmentAction::Stop, EntertainmentStatus::Inactive),
    ] {
        assert_eq!(home.put(&area.id, |area| area.action(action)).status, Some(status));
    }
}

pub(super) fn an_area_of_motion_is_made_and_switched(home: &Home) {
    let sensor = home.first::<Motion>().id;
    let area = home.post(MotionAreaConfiguration::create_of_sensors([sensor.reference()]).enabled(false));
    assert_eq!((named::<Motion>(area.motion_sensors.as_ref()), area.enabled), (vec![sensor], Some(false)));
    assert_eq!(home.put(&area.id, |area| area.enabled(true)).enabled, Some(true));

    let (room, candidates) = (home.first::<Room>().id, ids::<MotionAreaCandidate>(home));
    let participants = |area: &MotionAreaConfiguration| {
        let participants = area.participants.clone().into_iter().flatten();
        participants.map(|one| one.resource.and_then(|one| one.to()).expect("a candidate")).collect::<Vec<_>>()
    };
    let area = home.post(MotionAreaConfiguration::create(name("Den"), &room, &candidates));
    assert_eq!((area.name.as_deref(), area.group.as_ref()), (Some("Den"), Some(&room.reference())));
    assert_eq!((participants(&area), area.enabled), (candidates.clone(), Some(true)));
    let area = home.put(&area.id, |area| area.name(name("Attic")).participants([]));
    assert_eq!((area.name.as_deref(), participants(&area)), (Some("Attic"), Vec::new()));
    assert_eq!(participants(&home.put(&area.id, |area| area.participants(&candidates))), candidates);
}

fn ids<R: Resource>(home: &Home) -> Vec<Id<R>> {
    home.call(R::list()).iter().map(|one| one.id().clone()).collect()
}

/// Those of one type.
fn named<R: Resource>(references: Option<&Vec<Reference>>) -> Vec<Id<R>> {
    references.into_iter().flatten().filter_map(Reference::to).collect()
}
