//! What has members: rooms, zones, and groups of services.

use super::lights::NAME;
use crate::bridge::shape::Shape::{Bool, Link, List, Number, Object, Text, Word};
use crate::bridge::shape::{Field, Shape, either, may, must, order};

/// Rooms and zones.
pub(in crate::bridge) const GROUP: &[Field] =
    &[may("children", MEMBERS), may("metadata", &Object(&[may("name", NAME), may("archetype", ROOM_ARCHETYPE)]))];

pub(in crate::bridge) const NEW_GROUP: &[Field] =
    &[must("children", MEMBERS), must("metadata", &Object(&[must("name", NAME), must("archetype", ROOM_ARCHETYPE)]))];

/// The description has services; libraries that have met such groups, children and a name (M).
pub(in crate::bridge) const SERVICE_GROUP: &[Field] =
    &[may("services", MEMBERS), may("children", MEMBERS), may("metadata", &Object(&[may("name", NAME)]))];
pub(in crate::bridge) const NEW_SERVICE_GROUP: &[Field] = &[
    either("services", "children", MEMBERS),
    may("children", MEMBERS),
    may("metadata", &Object(&[must("name", NAME)])),
];

/// The description has sensors; libraries that have met such areas, participants, a name and a group (M).
pub(in crate::bridge) const MOTION_AREA: &[Field] =
    &[may("enabled", &Bool), may("name", NAME), may("participants", PARTICIPANTS)];
pub(in crate::bridge) const NEW_MOTION_AREA: &[Field] = &[
    may("enabled", &Bool),
    either("motion_sensors", "participants", &List(0, usize::MAX, &Link(&["motion", "camera_motion"]))),
    may("participants", PARTICIPANTS),
    may("name", NAME),
    may("group", &Link(&["room", "zone", "bridge_home"])),
];
const PARTICIPANTS: &Shape = &List(0, usize::MAX, &Object(&[must("resource", &Link(&["motion_area_candidate"]))]));

pub(in crate::bridge) const ENTERTAINMENT: &[Field] = &[
    may("metadata", &Object(&[may("name", CONFIGURATION_NAME)])),
    may("configuration_type", CONFIGURATION_TYPE),
    order("action", &Word(&["start", "stop"])),
];

pub(in crate::bridge) const NEW_ENTERTAINMENT: &[Field] = &[
    must("metadata", &Object(&[must("name", CONFIGURATION_NAME)])),
    must("configuration_type", CONFIGURATION_TYPE),
    must("locations", &Object(&[must("service_locations", &List(0, usize::MAX, LOCATION))])),
];

const LOCATION: &Shape = &Object(&[
    must("service", &Link(&["entertainment"])),
    must("positions", &List(1, 2, &Object(&[must("x", PLACE), must("y", PLACE), must("z", PLACE)]))),
]);
const PLACE: &Shape = &Number(-1.0, 1.0);
const CONFIGURATION_NAME: &Shape = &Text(1, 32);
const CONFIGURATION_TYPE: &Shape = &Word(&["screen", "monitor", "music", "3dspace", "other"]);
const MEMBERS: &Shape = &List(0, usize::MAX, &Link(&[]));
const ROOM_ARCHETYPE: &Shape = &Word(ROOM_ARCHETYPES);

pub(in crate::bridge) const ROOM_ARCHETYPES: &[&str] = &[
    "living_room",
    "kitchen",
    "dining",
    "bedroom",
    "kids_bedroom",
    "bathroom",
    "nursery",
    "recreation",
    "office",
    "gym",
    "hallway",
    "toilet",
    "front_door",
    "garage",
    "terrace",
    "garden",
    "driveway",
    "carport",
    "home",
    "downstairs",
    "upstairs",
    "top_floor",
    "attic",
    "guest_room",
    "staircase",
    "lounge",
    "man_cave",
    "computer",
    "studio",
    "music",
    "tv",
    "reading",
    "closet",
    "storage",
    "laundry_room",
    "balcony",
    "porch",
    "barbecue",
    "pool",
    "other",
];
