//! The home that every simulated bridge has unless it is given another.

use serde_json::{Map, Value};

use super::dice::Dice;
use super::gadget::Gadget;
use super::house::House;
use super::lamp::{AMBIANCE_BULB, COLOR_BULB, LIGHTSTRIP, Lamp, PLUG, WHITE_BULB};
use super::plan::{LightPlan, Plan, RoomPlan, ZonePlan};
use super::scene::MOODS;

/// Name, lamp, whether it is on, and the place of its room.
const LIGHTS: [(&str, &Lamp, bool, usize); 5] = [
    ("Kitchen", &COLOR_BULB, false, 0),
    ("Living room", &LIGHTSTRIP, true, 1),
    ("Reading lamp", &AMBIANCE_BULB, false, 1),
    ("Hallway", &WHITE_BULB, true, 2),
    ("Coffee machine", &PLUG, false, 0),
];

pub(crate) fn standard(bridge_id: &str, bridge_name: &str) -> Vec<Map<String, Value>> {
    let room = |name: &str, archetype, gadgets: &[Gadget]| RoomPlan {
        name: name.to_owned(),
        archetype,
        gadgets: gadgets.to_vec(),
        scenes: MOODS.iter().take(3).collect(),
        has_smart_scene: archetype == "living_room",
    };
    let lights = LIGHTS.into_iter().map(|(name, lamp, is_on, room)| LightPlan {
        name: name.to_owned(),
        lamp,
        archetypes: (lamp.archetype, lamp.archetype),
        is_on,
        room: Some(room),
    });
    let downstairs = ZonePlan {
        name: "Downstairs".to_owned(),
        archetype: "downstairs",
        lights: vec![1, 2, 3],
        scenes: MOODS.iter().take(1).collect(),
    };
    let plan = Plan {
        rooms: vec![
            room("Kitchen", "kitchen", &[Gadget::DimmerSwitch, Gadget::KineticSwitch]),
            room("Living room", "living_room", &[Gadget::TapDial, Gadget::Camera, Gadget::Chime]),
            room("Hallway", "hallway", &[Gadget::MotionSensor, Gadget::ContactSensor, Gadget::Doorbell]),
        ],
        lights: lights.collect(),
        zones: vec![downstairs],
        is_streaming: false,
    };
    let mut house = House::new(bridge_id, bridge_name, &[bridge_id], Dice::calm());
    plan.build(&mut house);
    house.into_documents()
}
