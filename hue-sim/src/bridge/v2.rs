//! The second API, below `/clip/v2`.

use http::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::v2_light::v2_json;
use super::v2_put::{Change, apply};
use super::{Asked, Bridge, LightKind};
use crate::answer::Answer;
use crate::bodies;
use crate::entry::Event;
use crate::ids::stable_uuid;

/// Types of resource that exist (H), and of which this home has none unless they are handled below.
const TYPES: [&str; 43] = [
    "device",
    "bridge_home",
    "room",
    "zone",
    "service_group",
    "light",
    "button",
    "bell_button",
    "relative_rotary",
    "temperature",
    "light_level",
    "motion",
    "camera_motion",
    "entertainment",
    "contact",
    "tamper",
    "convenience_area_motion",
    "security_area_motion",
    "speaker",
    "grouped_light",
    "grouped_motion",
    "grouped_light_level",
    "device_power",
    "device_software_update",
    "zigbee_connectivity",
    "zgp_connectivity",
    "bridge",
    "motion_area_candidate",
    "wifi_connectivity",
    "zigbee_device_discovery",
    "homekit",
    "matter",
    "matter_fabric",
    "scene",
    "entertainment_configuration",
    "public_image",
    "behavior_script",
    "behavior_instance",
    "geofence_client",
    "geolocation",
    "smart_scene",
    "motion_area_configuration",
    "clip",
];

impl Bridge {
    pub(super) fn v2(&mut self, asked: &Asked<'_>, below: &[&str]) -> Answer {
        let Some(user) = asked.key.and_then(|key| self.users.iter_mut().find(|user| user.is(key))) else {
            return Answer::refused(bodies::empty(StatusCode::FORBIDDEN));
        };
        user.used(asked.now);
        let is_get = asked.method == Method::GET;
        match below {
            ["resource"] if is_get => {
                let all: Vec<Value> =
                    ["bridge", "device", "light"].iter().flat_map(|kind| self.resources(kind)).collect();
                bodies::v2_data(&all).into()
            }
            ["resource", kind] if TYPES.contains(kind) && is_get => bodies::v2_data(&self.resources(kind)).into(),
            ["resource"] => no_method("GET"),
            ["resource", kind] if TYPES.contains(kind) => no_method("GET"),
            ["resource", "light", id] if asked.method == Method::PUT => self.put_light(asked, id),
            ["resource", kind, id] if TYPES.contains(kind) => {
                match self.resources(kind).into_iter().find(|resource| resource.get("id") == Some(&json!(id))) {
                    Some(resource) if is_get => bodies::v2_data(&[resource]).into(),
                    Some(_) if *kind == "light" => no_method("GET, PUT"),
                    Some(_) => no_method("GET"),
                    None => not_found(),
                }
            }
            _ => not_found(),
        }
    }

    fn put_light(&mut self, asked: &Asked<'_>, id: &str) -> Answer {
        let Some(light) = self.lights.iter_mut().find(|light| light.id == id) else { return not_found() };
        let Ok(body) = serde_json::from_slice::<Value>(asked.body) else {
            return Answer::refused(bad_request(&["body contains invalid json".to_owned()]));
        };
        let change = match Change::read(light.kind, &body) {
            Ok(change) => change,
            Err(faults) => return Answer::refused(bad_request(&faults)),
        };
        apply(light, change);
        let response = if light.reachable {
            bodies::json(StatusCode::OK, &json!({"data": [{"rid": id, "rtype": "light"}], "errors": []}))
        } else {
            let description = "device (light) has communication issues, command may not have effect";
            bodies::v2_partial(id, "light", description, "communication_error")
        };
        Answer::with(Event::LightChanged, response)
    }

    fn resources(&self, kind: &str) -> Vec<Value> {
        match kind {
            "light" => self.lights.iter().map(v2_json).collect(),
            "bridge" => vec![self.bridge_json()],
            "device" => {
                let lights = self.lights.iter().map(|light| {
                    let (model, product, archetype) = match light.kind {
                        LightKind::ExtendedColor => ("LCA001", "Hue color lamp", "sultan_bulb"),
                        LightKind::ColorTemperature => ("LTA001", "Hue ambiance lamp", "sultan_bulb"),
                        LightKind::Dimmable => ("LWA001", "Hue white lamp", "classic_bulb"),
                        LightKind::OnOff => ("LOM001", "Hue Smart plug", "plug"),
                    };
                    let product = json!({"model_id": model, "product_name": product, "archetype": archetype});
                    let service = json!({"rid": light.id, "rtype": "light"});
                    let mut device = device(&light.device_id, &light.name, &product, &service);
                    if let Value::Object(device) = &mut device {
                        device.insert("id_v1".to_owned(), json!(format!("/lights/{}", light.v1_id)));
                    }
                    device
                });
                std::iter::once(self.bridge_device()).chain(lights).collect()
            }
            _ => Vec::new(),
        }
    }

    fn bridge_json(&self) -> Value {
        json!({
            "id": stable_uuid(&[&self.id, "bridge"]),
            "owner": {"rid": stable_uuid(&[&self.id, "device"]), "rtype": "device"},
            "bridge_id": self.id.to_ascii_lowercase(),
            "time_zone": {"time_zone": self.timezone},
            "type": "bridge",
        })
    }

    fn bridge_device(&self) -> Value {
        let product = json!({"model_id": "BSB002", "product_name": "Hue Bridge", "archetype": "bridge_v2"});
        let service = json!({"rid": stable_uuid(&[&self.id, "bridge"]), "rtype": "bridge"});
        device(&stable_uuid(&[&self.id, "device"]), &self.name, &product, &service)
    }
}

fn device(id: &str, name: &str, product: &Value, service: &Value) -> Value {
    let archetype = product.get("archetype").cloned().unwrap_or_default();
    json!({
        "id": id,
        "product_data": {
            "model_id": product.get("model_id"),
            "manufacturer_name": "Signify Netherlands B.V.",
            "product_name": product.get("product_name"),
            "product_archetype": archetype,
            "certified": true,
            "software_version": "1.104.2",
        },
        "metadata": {"name": name, "archetype": archetype},
        "identify": {},
        "services": [service],
        "type": "device",
    })
}

fn bad_request(faults: &[String]) -> Response<Vec<u8>> {
    let descriptions: Vec<&str> = faults.iter().map(String::as_str).collect();
    bodies::v2_errors(StatusCode::BAD_REQUEST, &descriptions)
}

fn not_found() -> Answer {
    Answer::refused(bodies::v2_errors(StatusCode::NOT_FOUND, &["Not Found"]))
}

fn no_method(allowed: &str) -> Answer {
    let mut response = bodies::v2_errors(StatusCode::METHOD_NOT_ALLOWED, &["Method Not Allowed"]);
    bodies::insert(&mut response, http::header::ALLOW, allowed);
    Answer::refused(response)
}
