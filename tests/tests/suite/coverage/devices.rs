//! Devices, sensors, behaviours, and what the bridge itself offers.

use super::home::Home;
use super::values::{name, percent};
use hue_blocking::v2::{
    Archetype, BehaviorInstance, BehaviorScript, Button, CameraMotion, Contact, ConvenienceAreaMotion, Device,
    DeviceSoftwareUpdate, DiscoveryStatus, GeofenceClient, Geolocation, GroupedLightLevel, GroupedMotion, Homekit,
    HomekitStatus, Json, LightLevel, Matter, Motion, MuteState, Resource, SecurityAreaMotion, SoftwareState, Sound,
    Speaker, SpeakerSounds, Temperature, Update, ZigbeeChannel, ZigbeeConnectivity, ZigbeeDeviceDiscovery,
};
use serde_json::json;
use std::time::Duration;

pub(super) fn devices_are_called_something_and_show_themselves(home: &Home) {
    let id = home.call(Device::list()).pop().expect("a device").id;
    let device = home.put(&id, |device| device.name(name("Gadget")).archetype(Archetype::HueGo));
    assert_eq!(device.name(), "Gadget");
    assert_eq!(device.metadata.and_then(|metadata| metadata.archetype), Some(Archetype::HueGo));
    home.put_unseen(&id, Update::<Device>::identify);
    for usertest in [true, false] {
        let shown = home.put(&id, |device| device.usertest(usertest)).usertest.expect("a test");
        assert_eq!(shown.usertest, Some(usertest));
    }
}

pub(super) fn sensors_are_switched(home: &Home) {
    macro_rules! check {
        ($($sensor:ident),+) => { $(
            let id = home.first::<$sensor>().id;
            for enabled in [false, true] {
                assert_eq!(home.put(&id, |sensor| sensor.enabled(enabled)).enabled, Some(enabled));
            }
        )+ };
    }
    check!(CameraMotion, Contact, ConvenienceAreaMotion, GroupedLightLevel, GroupedMotion);
    check!(LightLevel, Motion, SecurityAreaMotion, Temperature);
}

pub(super) fn sensors_sense_less(home: &Home) {
    macro_rules! check {
        ($($sensor:ident),+) => { $(
            let id = home.first::<$sensor>().id;
            for sensitivity in [0, 1] {
                let shown = home.put(&id, |sensor| sensor.sensitivity(sensitivity)).sensitivity;
                assert_eq!(shown.and_then(|shown| shown.sensitivity), Some(sensitivity));
            }
        )+ };
    }
    check!(CameraMotion, ConvenienceAreaMotion, Motion, SecurityAreaMotion);
}

pub(super) fn speakers_sound(home: &Home) {
    let id = home.first::<Speaker>().id;
    let sounded = |sounds: Option<SpeakerSounds>| sounds.and_then(|sounds| sounds.status).expect("a sound");
    for (siren, seconds) in [(Sound::Siren, 90), (Sound::NoSound, 0)] {
        let duration = Duration::from_secs(seconds);
        let alarm = |speaker: Update<Speaker>| speaker.alarm(siren.clone(), duration, Some(percent(12.4)));
        let status = sounded(home.put(&id, |speaker| alarm(speaker).expect("not too long")).alarm);
        assert_eq!((status.sound, status.estimated_end.is_some()), (Some(siren.clone()), siren == Sound::Siren));
    }
    for (chime, volume) in [(Sound::WestminsterModern, Some(percent(100.0))), (Sound::NoSound, None)] {
        let shown = home.put(&id, |speaker| speaker.chime(chime.clone(), volume)).chime;
        assert_eq!(sounded(shown).sound, Some(chime));
    }
    for (alert, volume) in [(Sound::Alert, Some(percent(0.0))), (Sound::NoSound, None)] {
        let shown = home.put(&id, |speaker| speaker.alert(alert.clone(), volume)).alert;
        assert_eq!(sounded(shown).sound, Some(alert));
    }
    for (mute, state) in [(true, MuteState::Mute), (false, MuteState::Unmute)] {
        let shown = home.put(&id, |speaker| speaker.mute(mute)).mute;
        assert_eq!(shown.and_then(|shown| shown.mute), Some(state));
    }
}

pub(super) fn buttons_are_set_up(home: &Home) {
    let id = home.first::<Button>().id;
    let button = home.put(&id, |button| button.control_id(3).repeat_interval(Duration::from_millis(900)));
    assert_eq!(button.metadata.and_then(|metadata| metadata.control_id), Some(3));
    assert_eq!(button.button.and_then(|button| button.repeat_interval), Some(900));
}

pub(super) fn what_the_bridge_offers_is_used(home: &Home) {
    let software = home.first::<DeviceSoftwareUpdate>().id;
    assert_eq!(home.put(&software, Update::install).state, Some(SoftwareState::Installing));
    let zigbee = home.call(ZigbeeConnectivity::list()).into_iter().find(|zigbee| zigbee.channel.is_some());
    let zigbee = zigbee.expect("the bridge's own").id;
    let channel = home.put(&zigbee, |zigbee| zigbee.channel(ZigbeeChannel::Channel15)).channel;
    assert_eq!(channel.and_then(|channel| channel.value), Some(ZigbeeChannel::Channel15));
    let discovery = home.first::<ZigbeeDeviceDiscovery>().id;
    assert_eq!(home.put(&discovery, Update::<ZigbeeDeviceDiscovery>::search).status, Some(DiscoveryStatus::Active));
    let found = |search: Update<ZigbeeDeviceDiscovery>| search.search_for(["A1B2C3"]).expect("one code");
    assert_eq!(home.put(&discovery, found).status, Some(DiscoveryStatus::Active));
    let geolocation = home.first::<Geolocation>().id;
    let place = |geolocation: Update<Geolocation>| geolocation.place(52.1, -5.4).expect("a place on earth");
    let shown = home.put(&geolocation, place);
    assert_eq!((shown.is_configured, shown.sun_today.is_some()), (Some(true), true));
    let homekit = home.first::<Homekit>().id;
    assert_eq!(home.put(&homekit, Update::<Homekit>::reset).status, Some(HomekitStatus::Unpaired));
    home.put_unseen(&home.first::<Matter>().id, Update::<Matter>::reset);
    home.put_unseen(&home.first::<Matter>().id, Update::<Matter>::reset_as_described);
}

pub(super) fn a_behaviour_is_made_and_remade(home: &Home) {
    let script = home.first::<BehaviorScript>().id;
    let json = |minutes: u32| Json::of(&json!({"when": {"minutes": minutes}})).expect("JSON");
    let wake = home.post(BehaviorInstance::create(&script, name("Wake up"), json(5)).enabled(false));
    assert_eq!((wake.name(), wake.enabled), ("Wake up", Some(false)));
    assert_eq!((wake.script_id, wake.configuration), (Some(script), Some(json(5))));
    let wake = home.put(&wake.id, |wake| wake.name(name("Sleep")).configuration(json(9)).enabled(true));
    assert_eq!((wake.name(), wake.enabled), ("Sleep", Some(true)));
    assert_eq!(wake.configuration, Some(json(9)));
    home.put_unseen(&wake.id, |wake| wake.trigger(json(1)));
}

pub(super) fn a_phone_comes_and_goes(home: &Home) {
    let phone = home.post(GeofenceClient::create("Phone").at_home(true));
    assert_eq!((phone.name.as_deref(), phone.is_at_home), (Some("Phone"), Some(true)));
    let phone = home.put(&phone.id, |phone| phone.name("Tablet").at_home(false));
    assert_eq!((phone.name.as_deref(), phone.is_at_home), (Some("Tablet"), Some(false)));
}
