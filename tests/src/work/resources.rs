//! What a bridge says and is told by API v2: all that it has, as one reply of 1 MB, and a change of a light.

use super::{ACCESS, KEY, NOW, Work, access};
use crate::must;
use hue_blocking::http::header::{AUTHORIZATION, CONTENT_TYPE};
use hue_blocking::http::{Method, Request, Response};
use hue_blocking::v2::{
    AnyResource, AuthV1, BehaviorInstance, BehaviorScript, BellButton, Bridge, BridgeHome, Button, CameraMotion, Clip,
    Contact, ConvenienceAreaMotion, Device, DevicePower, DeviceSoftwareUpdate, Entertainment,
    EntertainmentConfiguration, GeofenceClient, Geolocation, GroupedLight, GroupedLightLevel, GroupedMotion, Homekit,
    Id, Light, LightLevel, Matter, MatterFabric, Motion, MotionAreaCandidate, MotionAreaConfiguration, PublicImage,
    RelativeRotary, Reply, Resource, Room, Scene, SecurityAreaMotion, ServiceGroup, SmartScene, Speaker, Tamper,
    Temperature, WifiConnectivity, ZgpConnectivity, ZigbeeConnectivity, ZigbeeDeviceDiscovery, Zone,
};
use hue_blocking::{Call, CallStep, Percent};
use serde::Deserialize;
use serde_json::{Value, json};
use std::hint::black_box;

/// Ours, as in [`all_ours`](super::all_ours).
#[expect(clippy::type_complexity, reason = "a table")]
pub(super) const OURS: [(&str, fn() -> Work); 2] =
    [(DUMP, || Box::new(read(ours))), (UPDATE, || Box::new(light_update()))];

/// Ours beside another's, as in [`all_theirs`](super::all_theirs).
#[expect(clippy::type_complexity, reason = "a table")]
pub(super) const THEIRS: [(&str, &str, fn() -> Work); 4] = [
    (DUMP, TAGGED, || Box::new(read(tagged))),
    (DUMP, "`serde_json::Value`", || Box::new(read(value))),
    (DUMP, SONIC, || Box::new(read(sonic))),
    (UPDATE, BY_HAND, || Box::new(light_update_by_hand())),
];

/// A reply of 1 MB, to be read.
pub const DUMP: &str = "reply of 1 MB, typed";
/// As serde reads a tagged enum: into a buffer, and from there.
pub const TAGGED: &str = "tagged enum";
/// The same enum over another parser.
const SONIC: &str = "tagged enum, sonic-rs";
/// A program that has no types for it.
pub const BY_HAND: &str = "`json!` and `Value`";
const UPDATE: &str = "light update and its reply";

macro_rules! tagged {
    ($($name:ident = $word:literal,)+) => {
        /// The same structs, told apart by serde.
        #[expect(dead_code, reason = "read, and dropped")]
        #[derive(Deserialize)]
        #[serde(tag = "type")]
        enum Tagged {
            $(#[serde(rename = $word)] $name(Box<$name>),)+
            #[serde(other)]
            Unknown,
        }
    };
}

tagged! {
    AuthV1 = "auth_v1", BehaviorInstance = "behavior_instance", BehaviorScript = "behavior_script",
    BellButton = "bell_button", Bridge = "bridge", BridgeHome = "bridge_home", Button = "button",
    CameraMotion = "camera_motion", Clip = "clip", Contact = "contact",
    ConvenienceAreaMotion = "convenience_area_motion", Device = "device", DevicePower = "device_power",
    DeviceSoftwareUpdate = "device_software_update", Entertainment = "entertainment",
    EntertainmentConfiguration = "entertainment_configuration", GeofenceClient = "geofence_client",
    Geolocation = "geolocation", GroupedLight = "grouped_light", GroupedLightLevel = "grouped_light_level",
    GroupedMotion = "grouped_motion", Homekit = "homekit", Light = "light", LightLevel = "light_level",
    Matter = "matter", MatterFabric = "matter_fabric", Motion = "motion",
    MotionAreaCandidate = "motion_area_candidate", MotionAreaConfiguration = "motion_area_configuration",
    PublicImage = "public_image", RelativeRotary = "relative_rotary", Room = "room", Scene = "scene",
    SecurityAreaMotion = "security_area_motion", ServiceGroup = "service_group", SmartScene = "smart_scene",
    Speaker = "speaker", Tamper = "tamper", Temperature = "temperature", WifiConnectivity = "wifi_connectivity",
    ZgpConnectivity = "zgp_connectivity", ZigbeeConnectivity = "zigbee_connectivity",
    ZigbeeDeviceDiscovery = "zigbee_device_discovery", Zone = "zone",
}

#[derive(Deserialize)]
struct Envelope {
    data: Vec<Tagged>,
}

/// `GET /clip/v2/resource` of a home of 212 lights, less behaviours: some of their fields are JSON that is kept as it came,
/// which serde's tagged enums cannot read at all.
pub fn dump() -> String {
    let dump = hue_sim::Home::generated(7, LIGHTS).dump();
    must(must(Reply::from_json(dump.as_bytes())).unparsed.is_empty().then_some(()).ok_or("a home with a fault"));
    let is_kept = |kind: &str| !matches!(kind, "behavior_script" | "behavior_instance");
    let mut whole: Value = must(serde_json::from_str(&dump));
    if let Some(data) = whole.get_mut("data").and_then(Value::as_array_mut) {
        data.retain(|resource| resource.get("type").and_then(Value::as_str).is_some_and(is_kept));
    }
    must(hue_sim::Home::from_dump(whole.to_string().as_bytes())).dump()
}

/// What is made of it.
pub fn ours(dump: &[u8]) -> Vec<AnyResource> {
    must(Reply::from_json(dump)).data
}

fn tagged(dump: &[u8]) -> Vec<Tagged> {
    must(serde_json::from_slice::<Envelope>(dump)).data
}

fn value(dump: &[u8]) -> Value {
    must(serde_json::from_slice(dump))
}

fn sonic(dump: &[u8]) -> Vec<Tagged> {
    must(sonic_rs::from_slice::<Envelope>(dump)).data
}

fn read<T>(reader: fn(&[u8]) -> T) -> impl FnMut() {
    let dump = dump();
    move || drop(black_box(reader(black_box(dump.as_bytes()))))
}

/// From what to change to the request, and from the reply to what it says.
fn light_update() -> impl FnMut() {
    let (access, id) = (access(), Id::new(LIGHT));
    move || {
        let update = Light::update(&id).on(true).brightness(must(Percent::new(black_box(50.0))));
        let (mut call, _) = must(Call::begin(update, access.clone(), NOW));
        drop(black_box(call.request()));
        let CallStep::Done(reply) = must(call.receive(changed(), NOW)) else { return must(Err("an end")) };
        assert!(black_box(reply).errors.is_empty());
    }
}

/// The same, by a program that has no types for it.
fn light_update_by_hand() -> impl FnMut() {
    let bearer = format!("Bearer {ACCESS}");
    move || {
        let change = json!({ "on": { "on": true }, "dimming": { "brightness": black_box(50.0) } });
        let url = format!("https://api.meethue.com/route/clip/v2/resource/light/{LIGHT}");
        let request = Request::builder().method(Method::PUT).uri(url).header(AUTHORIZATION, &bearer);
        let request = request.header("hue-application-key", KEY).header(CONTENT_TYPE, "application/json");
        drop(black_box(must(request.body(must(serde_json::to_vec(&change))))));
        let reply: Value = must(serde_json::from_slice(changed().body()));
        assert_eq!(black_box(reply).get("errors"), Some(&json!([])));
    }
}

fn changed() -> Response<Vec<u8>> {
    must(Response::builder().header(CONTENT_TYPE, "application/json").body(CHANGED.into()))
}

const LIGHTS: usize = 212;
const LIGHT: &str = "3883f8bf-30a3-445b-ac06-b047d50599df";
const CHANGED: &str = r#"{"data":[{"rid":"3883f8bf-30a3-445b-ac06-b047d50599df","rtype":"light"}],"errors":[]}"#;
