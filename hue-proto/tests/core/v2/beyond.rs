//! What bridges write, and what other libraries ask of them, otherwise than the API's description has it.

use super::requests::check;
use http::Method;
use hue_proto::v2::{
    AnyResource, BellButton, ButtonEvent, Geolocation, Home, Homekit, HomekitStatus, Id, Kind, LightLevelState, Matter,
    Motion, MotionAreaCandidate, MotionAreaConfiguration, MotionAreaHealth, MotionState, MuteState, Reference, Reply,
    Resource, Room, ServiceGroup, Sound, Speaker, TemperatureState, What, ZigbeeDeviceDiscovery,
};
use hue_proto::{Name, Percent};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// All of it is read, and goes back as it came.
#[track_caller]
fn whole<R: Resource + DeserializeOwned + serde::Serialize>(json: &str) -> R {
    let reply = Reply::from_json(format!(r#"{{"data":[{json}]}}"#).as_bytes()).unwrap();
    assert_eq!(reply.unparsed, []);
    let resource: R = serde_json::from_str(json).unwrap();
    let [before, after] = [json.to_owned(), serde_json::to_string(&resource).unwrap()]
        .map(|json| serde_json::from_str::<serde_json::Value>(&json).unwrap());
    assert_eq!(after, before);
    resource
}

#[test]
fn a_speaker_says_what_it_can_sound() {
    let speaker: Speaker = whole(
        r#"{"id":"S","alarm":{"sound_values":["siren"],"status":{"sound":"siren","sound_values":["siren","no_sound"],
        "estimated_end":{"estimate":"2026-03-01T20:15:00Z"}}},"chime":{"sound_values":["bleep","kazoo"],
        "status":{"sound":"no_sound","sound_values":["bleep","kazoo","no_sound"]}},"mute":{"mute":"unmute"},"type":"speaker"}"#,
    );
    let chimes = speaker.chime.unwrap().sound_values.unwrap();
    assert_eq!(chimes[0], Sound::Bleep);
    assert!(matches!(&chimes[1], Sound::Unknown(_)));
    assert_eq!(speaker.mute.unwrap().mute, Some(MuteState::Unmute));
    assert_eq!(speaker.alarm.unwrap().status.unwrap().sound, Some(Sound::Siren));
}

/// A sound that is over leaves nothing of itself behind.
#[test]
fn a_siren_that_is_over_has_no_end() {
    let speaker = |json: &str| {
        let json = format!(
            r#"{{"data":[{{"id":"S","alarm":{{"sound_values":["siren"],"status":{json}}},"type":"speaker"}}]}}"#
        );
        Reply::from_json(json.as_bytes()).unwrap().data
    };
    let mut home = Home::new(speaker(
        r#"{"sound":"siren","sound_values":["siren","no_sound"],"estimated_end":{"estimate":"2026-03-01T20:15:00Z"}}"#,
    ));
    let quiet = speaker(r#"{"sound":"no_sound"}"#).pop().unwrap();
    let changed = home.apply(hue_proto::v2::Change::Updated(quiet));
    assert!(matches!(changed.unwrap().what, What::Updated(fields) if fields == ["alarm"]));
    let speaker: &Speaker = home.get(&Id::new("S")).unwrap();
    let status = speaker.alarm.clone().unwrap().status.unwrap();
    assert_eq!((status.sound, status.estimated_end), (Some(Sound::NoSound), None));
    assert_eq!(status.sound_values, Some(vec![Sound::Siren, Sound::NoSound]));
}

/// A report of a sensor comes whole: what was said of an older one is over.
#[test]
fn an_old_doubt_does_not_silence_a_newer_report() {
    let motion = |json: &str| {
        let json = format!(r#"{{"data":[{{"id":"M","motion":{json},"type":"motion"}}]}}"#);
        Reply::from_json(json.as_bytes()).unwrap().data
    };
    let mut home = Home::new(motion(r#"{"motion":false,"motion_valid":false,"motion_report":{"motion":false}}"#));
    let newer = motion(r#"{"motion_report":{"motion":true}}"#).pop().unwrap();
    assert!(home.apply(hue_proto::v2::Change::Updated(newer)).is_some());
    let motion: &Motion = home.get(&Id::new("M")).unwrap();
    assert_eq!(motion.motion.as_ref().unwrap().is_moving(), Some(true));
}

#[test]
fn a_speaker_is_asked_for_sounds() {
    let speaker = || Speaker::update(&Id::new("S"));
    let put =
        |endpoint, body: &str| check(endpoint, &Method::PUT, "speaker/S", &format!(r#"{{{body},"type":"speaker"}}"#));
    let half = Percent::new(49.6).unwrap();
    put(
        speaker().alarm(Sound::Siren, Duration::from_secs(90), Some(half)).unwrap(),
        r#""alarm":{"sound":"siren","volume":{"level":50},"duration":90000}"#,
    );
    put(speaker().alarm(Sound::NoSound, Duration::MAX, Some(half)).unwrap(), r#""alarm":{"sound":"no_sound"}"#);
    put(speaker().chime(Sound::Bleep, None), r#""chime":{"sound":"bleep"}"#);
    put(speaker().alert(Sound::Alert, Some(Percent::FULL)), r#""alert":{"sound":"alert","volume":{"level":100}}"#);
    put(speaker().mute(true), r#""mute":{"mute":"mute"}"#);
    assert!(speaker().alarm(Sound::Siren, Duration::from_secs(65_534), None).is_ok());
    assert!(speaker().alarm(Sound::Siren, Duration::from_millis(65_534_001), None).is_err());
}

#[test]
fn a_bell_is_a_button_too() {
    let bell: BellButton = whole(
        r#"{"id":"B","button":{"last_event":"initial_press","button_report":{"event":"initial_press",
        "updated":"2026-03-01T20:15:00Z"},"repeat_interval":800,"event_values":["initial_press"]},"type":"bell_button"}"#,
    );
    assert_eq!(bell.button.unwrap().last(), Some(&ButtonEvent::InitialPress));
}

#[test]
fn a_group_of_services_has_children() {
    let group: ServiceGroup = whole(
        r#"{"id":"G","children":[{"rid":"M","rtype":"motion"}],"services":[{"rid":"A","rtype":"grouped_motion"}],
        "metadata":{"name":"Upstairs"},"type":"service_group"}"#,
    );
    assert_eq!(group.name(), "Upstairs");
    assert_eq!(group.children, Some(vec![Reference::new(Kind::Motion, "M")]));
    let name = Name::new("Upstairs").unwrap();
    check(
        ServiceGroup::create(name.clone(), [&Id::<Motion>::new("M")]),
        &Method::POST,
        "service_group",
        r#"{"children":[{"rid":"M","rtype":"motion"}],"metadata":{"name":"Upstairs"},"type":"service_group"}"#,
    );
    check(
        ServiceGroup::update(&Id::new("G")).name(name).children([Reference::new(Kind::Motion, "M")]),
        &Method::PUT,
        "service_group/G",
        r#"{"children":[{"rid":"M","rtype":"motion"}],"metadata":{"name":"Upstairs"},"type":"service_group"}"#,
    );
}

#[test]
fn an_area_of_motion_has_participants() {
    let area: MotionAreaConfiguration = whole(
        r#"{"id":"A","name":"Den","group":{"rid":"R","rtype":"room"},"participants":[{"resource":{"rid":"C",
        "rtype":"motion_area_candidate"},"status":{"health":"healthy"}}],"services":[],"health":"degraded","enabled":true,
        "type":"motion_area_configuration"}"#,
    );
    assert_eq!(area.health, Some(MotionAreaHealth::Degraded));
    let candidate: MotionAreaCandidate =
        whole(r#"{"id":"C","capabilities":["sensor","sync"],"type":"motion_area_candidate"}"#);
    let (name, room) = (Name::new("Den").unwrap(), Id::<Room>::new("R"));
    check(
        MotionAreaConfiguration::create(name.clone(), &room, [&candidate.id]),
        &Method::POST,
        "motion_area_configuration",
        r#"{"enabled":true,"name":"Den","group":{"rid":"R","rtype":"room"},"participants":[{"resource":{"rid":"C","rtype":"motion_area_candidate"}}],"type":"motion_area_configuration"}"#,
    );
    check(
        MotionAreaConfiguration::update(&Id::new("A")).name(name).participants([&candidate.id]),
        &Method::PUT,
        "motion_area_configuration/A",
        r#"{"name":"Den","participants":[{"resource":{"rid":"C","rtype":"motion_area_candidate"}}],"type":"motion_area_configuration"}"#,
    );
}

#[test]
fn the_bridge_is_told_where_it_is_what_to_look_for_and_to_leave_matter() {
    let place = |latitude, longitude| Geolocation::update(&Id::new("G")).place(latitude, longitude);
    check(
        place(-33.9, 151.2).unwrap(),
        &Method::PUT,
        "geolocation/G",
        r#"{"latitude":-33.9,"longitude":151.2,"type":"geolocation"}"#,
    );
    assert!(place(90.0, -180.0).is_ok());
    let beyond = [(90.1, 0.0), (-90.1, 0.0), (0.0, 180.1), (0.0, -180.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)];
    for (latitude, longitude) in beyond {
        assert!(place(latitude, longitude).is_err(), "{latitude} {longitude}");
    }
    let search =
        |codes: &[&'static str]| ZigbeeDeviceDiscovery::update(&Id::new("D")).search_for(codes.iter().copied());
    check(
        search(&["A1B2C3"]).unwrap(),
        &Method::PUT,
        "zigbee_device_discovery/D",
        r#"{"action":{"action_type":"search","search_codes":["A1B2C3"]},"type":"zigbee_device_discovery"}"#,
    );
    assert!(search(&["A1B2C3"; 10]).is_ok());
    assert!(search(&["A1B2C3"; 11]).is_err());
    assert!(search(&[]).is_err());
    assert!(search(&["A1B2C3", ""]).is_err());
    check(
        search(&["A1B2C3"]).unwrap().search(),
        &Method::PUT,
        "zigbee_device_discovery/D",
        r#"{"action":{"action_type":"search"},"type":"zigbee_device_discovery"}"#,
    );
    let matter = || Matter::update(&Id::new("M"));
    check(matter().reset(), &Method::PUT, "matter/M", r#"{"action":"matter_reset","type":"matter"}"#);
    check(
        matter().reset_as_described(),
        &Method::PUT,
        "matter/M",
        r#"{"action":{"action_type":"matter_reset"},"type":"matter"}"#,
    );
    let homekit: Homekit =
        whole(r#"{"id":"H","status":"paired","status_values":["pairing","paired","unpaired"],"type":"homekit"}"#);
    assert_eq!(homekit.status_values.unwrap()[0], HomekitStatus::Pairing);
}

/// A sensor that is switched off keeps its last report.
#[test]
fn what_does_not_hold_is_not_told() {
    let motion = |json: &str| serde_json::from_str::<MotionState>(json).unwrap().is_moving();
    assert_eq!(motion(r#"{"motion":false,"motion_valid":false,"motion_report":{"motion":true}}"#), None);
    assert_eq!(motion(r#"{"motion":false,"motion_valid":true,"motion_report":{"motion":true}}"#), Some(true));
    assert_eq!(motion(r#"{"motion_report":{"motion":true}}"#), Some(true));
    assert_eq!(motion(r#"{"motion":true}"#), Some(true));
    assert_eq!(motion(r#"{"motion":true,"motion_valid":false}"#), None);
    let celsius = |json: &str| serde_json::from_str::<TemperatureState>(json).unwrap().celsius();
    let report = r#""temperature_report":{"temperature":21.5}"#;
    assert_eq!(celsius(&format!(r#"{{"temperature_valid":false,{report}}}"#)), None);
    assert_eq!(celsius(&format!("{{{report}}}")), Some(21.5));
    let level = |json: &str| serde_json::from_str::<LightLevelState>(json).unwrap().level();
    let report = r#""light_level_report":{"light_level":300}"#;
    assert_eq!(level(&format!(r#"{{"light_level_valid":false,{report}}}"#)), None);
    assert_eq!(level(&format!("{{{report}}}")), Some(300));
}

/// Bridges write the fields of one configuration now in this order, now in that.
#[test]
fn a_configuration_in_another_order_is_the_same() {
    let behaviour = |configuration: &str| -> Vec<AnyResource> {
        let json = format!(r#"{{"data":[{{"id":"B","configuration":{configuration},"type":"behavior_instance"}}]}}"#);
        Reply::from_json(json.as_bytes()).unwrap().data
    };
    let mut home = Home::new(behaviour(r#"{"a":1,"b":[2]}"#));
    assert_eq!(home.refresh(behaviour(r#"{ "b" : [2], "a" : 1 }"#)).len(), 0);
    assert_eq!(home.refresh(behaviour(r#"{"a":1,"b":[3]}"#)).len(), 1);
}
