//! The 44 types of resource, and what can be done with each (H).

use super::rules::{groups, lights, rest, scenes};
use super::shape::Field;

/// A type of resource.
pub(super) struct Kind {
    pub(super) name: &'static str,
    /// What an update may hold, where there are updates.
    pub(super) put: Option<&'static [Field]>,
    /// What a new one is made of, where new ones can be made.
    pub(super) post: Option<&'static [Field]>,
    pub(super) delete: bool,
}

/// A type that is not in the table, of which a dump had one.
pub(super) const OTHER: Kind = read("");

pub(super) fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

impl Kind {
    /// The methods that one resource of this type takes.
    pub(super) fn methods(&self) -> &'static str {
        match (self.put.is_some(), self.delete) {
            (true, true) => "GET, PUT, DELETE",
            (true, false) => "GET, PUT",
            (false, true) => "GET, DELETE",
            (false, false) => "GET",
        }
    }

    /// The methods that the collection takes.
    pub(super) fn collection_methods(&self) -> &'static str {
        if self.post.is_some() { "GET, POST" } else { "GET" }
    }
}

const fn read(name: &'static str) -> Kind {
    Kind { name, put: None, post: None, delete: false }
}

const fn write(name: &'static str, put: &'static [Field]) -> Kind {
    Kind { name, put: Some(put), post: None, delete: false }
}

const fn made(name: &'static str, put: &'static [Field], post: &'static [Field]) -> Kind {
    Kind { name, put: Some(put), post: Some(post), delete: true }
}

const fn deletable(name: &'static str, put: &'static [Field]) -> Kind {
    Kind { name, put: Some(put), post: None, delete: true }
}

static KINDS: [Kind; 44] = [
    deletable("device", rest::DEVICE),
    read("bridge_home"),
    made("room", groups::GROUP, groups::NEW_GROUP),
    made("zone", groups::GROUP, groups::NEW_GROUP),
    made("service_group", groups::SERVICE_GROUP, groups::NEW_SERVICE_GROUP),
    write("light", lights::LIGHT),
    write("button", rest::BUTTON),
    write("bell_button", &[]),
    write("relative_rotary", &[]),
    write("temperature", rest::SENSOR),
    write("light_level", rest::SENSOR),
    write("motion", rest::MOTION),
    write("camera_motion", rest::MOTION),
    write("entertainment", &[]),
    write("contact", rest::SENSOR),
    write("tamper", &[]),
    write("convenience_area_motion", rest::MOTION),
    write("security_area_motion", rest::MOTION),
    write("speaker", rest::SPEAKER),
    write("grouped_light", lights::GROUPED_LIGHT),
    write("grouped_motion", rest::SENSOR),
    write("grouped_light_level", rest::SENSOR),
    read("device_power"),
    write("device_software_update", rest::SOFTWARE_UPDATE),
    write("zigbee_connectivity", rest::ZIGBEE),
    write("zgp_connectivity", &[]),
    write("bridge", &[]),
    write("motion_area_candidate", &[]),
    write("wifi_connectivity", &[]),
    write("zigbee_device_discovery", rest::DISCOVERY),
    write("homekit", rest::HOMEKIT),
    write("matter", rest::MATTER),
    deletable("matter_fabric", &[]),
    made("scene", scenes::SCENE, scenes::NEW_SCENE),
    made("entertainment_configuration", groups::ENTERTAINMENT, groups::NEW_ENTERTAINMENT),
    read("public_image"),
    read("auth_v1"),
    read("behavior_script"),
    made("behavior_instance", rest::BEHAVIOR, rest::NEW_BEHAVIOR),
    made("geofence_client", rest::GEOFENCE, rest::NEW_GEOFENCE),
    write("geolocation", rest::GEOLOCATION),
    made("smart_scene", scenes::SMART_SCENE, scenes::NEW_SMART_SCENE),
    made("motion_area_configuration", groups::MOTION_AREA, groups::NEW_MOTION_AREA),
    read("clip"),
];
