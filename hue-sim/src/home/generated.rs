//! A home of any size, from a seed.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::dice::Dice;
use super::gadget::{GADGETS, Gadget};
use super::house::House;
use super::lamp::{COLOR_BULB, LAMPS};
use super::plan::{LightPlan, Plan, RoomPlan, ZonePlan};
use super::scene::{MOODS, Mood};

const ROOMS: [(&str, &str); 40] = [
    ("Living room", "living_room"),
    ("Kitchen", "kitchen"),
    ("Dining room", "dining"),
    ("Bedroom", "bedroom"),
    ("Kids' room", "kids_bedroom"),
    ("Bathroom", "bathroom"),
    ("Nursery", "nursery"),
    ("Recreation", "recreation"),
    ("Office", "office"),
    ("Gym", "gym"),
    ("Hallway", "hallway"),
    ("Toilet", "toilet"),
    ("Front door", "front_door"),
    ("Garage", "garage"),
    ("Terrace", "terrace"),
    ("Garden", "garden"),
    ("Driveway", "driveway"),
    ("Carport", "carport"),
    ("Home", "home"),
    ("Downstairs", "downstairs"),
    ("Upstairs", "upstairs"),
    ("Top floor", "top_floor"),
    ("Attic", "attic"),
    ("Guest room", "guest_room"),
    ("Staircase", "staircase"),
    ("Lounge", "lounge"),
    ("Den", "man_cave"),
    ("Computer", "computer"),
    ("Studio", "studio"),
    ("Music room", "music"),
    ("TV", "tv"),
    ("Reading corner", "reading"),
    ("Closet", "closet"),
    ("Storage", "storage"),
    ("Laundry", "laundry_room"),
    ("Balcony", "balcony"),
    ("Porch", "porch"),
    ("Barbecue", "barbecue"),
    ("Pool", "pool"),
    ("Elsewhere", "other"),
];
/// What luminaires look like.
const LOOKS: [&str; 49] = [
    "unknown_archetype",
    "classic_bulb",
    "sultan_bulb",
    "flood_bulb",
    "spot_bulb",
    "candle_bulb",
    "luster_bulb",
    "pendant_round",
    "pendant_long",
    "ceiling_round",
    "ceiling_square",
    "floor_shade",
    "floor_lantern",
    "table_shade",
    "recessed_ceiling",
    "recessed_floor",
    "single_spot",
    "double_spot",
    "table_wash",
    "wall_lantern",
    "wall_shade",
    "flexible_lamp",
    "ground_spot",
    "wall_spot",
    "plug",
    "hue_go",
    "hue_lightstrip",
    "hue_iris",
    "hue_bloom",
    "bollard",
    "wall_washer",
    "hue_play",
    "vintage_bulb",
    "vintage_candle_bulb",
    "ellipse_bulb",
    "triangle_bulb",
    "small_globe_bulb",
    "large_globe_bulb",
    "edison_bulb",
    "christmas_tree",
    "string_light",
    "hue_centris",
    "hue_lightstrip_tv",
    "hue_lightstrip_pc",
    "hue_tube",
    "hue_signe",
    "pendant_spot",
    "ceiling_horizontal",
    "ceiling_tube",
];
/// So many lights a room has, on average.
const LIGHTS_A_ROOM: usize = 5;
/// So many rooms lie between two zones.
const ROOMS_A_ZONE: usize = 5;

pub(crate) fn generated(bridge_id: &str, bridge_name: &str, seed: u64, lights: usize) -> Vec<Map<String, Value>> {
    let mut dice = Dice::rolling(seed);
    let rooms = rooms(lights.div_ceil(LIGHTS_A_ROOM).max(1), &mut dice);
    let lights = lights_in(&rooms, lights, &mut dice);
    let plan = Plan { zones: zones(&rooms, &lights, &mut dice), is_streaming: dice.once_in(2), rooms, lights };
    let mut house = House::new(bridge_id, bridge_name, &[bridge_id, "home", &seed.to_string()], dice);
    plan.build(&mut house);
    house.into_documents()
}

fn rooms(count: usize, dice: &mut Dice) -> Vec<RoomPlan> {
    let first = dice.place(ROOMS.len());
    let kinds = ROOMS.iter().cycle().skip(first).take(count);
    kinds
        .enumerate()
        .map(|(place, (name, archetype))| RoomPlan {
            name: numbered(name, place / ROOMS.len() + 1),
            archetype,
            gadgets: gadgets(place, count, dice),
            scenes: moods(dice),
            has_smart_scene: place % 3 == 0,
        })
        .collect()
}

/// The first so many rooms have one of each between them; further ones have some.
fn gadgets(place: usize, rooms: usize, dice: &mut Dice) -> Vec<Gadget> {
    let due = GADGETS.iter().enumerate().filter(|(turn, _)| turn % rooms == place).map(|(_, gadget)| *gadget);
    let mut gadgets: Vec<Gadget> = due.collect();
    let more = [(Gadget::DimmerSwitch, 2), (Gadget::MotionSensor, 3), (Gadget::ContactSensor, 6), (Gadget::TapDial, 8)];
    for (gadget, throws) in more {
        if dice.once_in(throws) && !gadgets.contains(&gadget) {
            gadgets.push(gadget);
        }
    }
    gadgets
}

/// Two to six in a row.
fn moods(dice: &mut Dice) -> Vec<&'static Mood> {
    let count = dice.within(2..=6) as usize;
    MOODS.iter().cycle().skip(dice.place(MOODS.len())).take(count).collect()
}

/// The first lights are one of each lamp, and any further one is any.
fn lights_in(rooms: &[RoomPlan], count: usize, dice: &mut Dice) -> Vec<LightPlan> {
    let mut counts: Vec<(&RoomPlan, usize)> = rooms.iter().map(|room| (room, 0)).collect();
    (0..count)
        .map(|place| {
            let lamp = LAMPS.get(place).or_else(|| dice.pick(&LAMPS)).unwrap_or(&COLOR_BULB);
            let place = dice.place(counts.len());
            let (name, room) = match counts.get_mut(place).filter(|_| !dice.once_in(20)) {
                Some((room, count)) => {
                    *count += 1;
                    (format!("{} {count}", room.name), Some(place))
                }
                None => ("Not in a room".to_owned(), None),
            };
            let by_maker = if lamp.is_bulb() && dice.once_in(2) { dice.word(&LOOKS) } else { lamp.archetype };
            let by_owner = if dice.once_in(4) { dice.word(&LOOKS) } else { by_maker };
            LightPlan { name, lamp, archetypes: (by_maker, by_owner), is_on: dice.once_in(2), room }
        })
        .collect()
}

fn zones(rooms: &[RoomPlan], lights: &[LightPlan], dice: &mut Dice) -> Vec<ZonePlan> {
    (0..rooms.len().div_ceil(ROOMS_A_ZONE))
        .map(|place| {
            let lights: BTreeSet<usize> = (0..lights.len().min(8)).map(|_| dice.place(lights.len())).collect();
            ZonePlan {
                name: numbered("Zone", place + 1),
                archetype: dice.pick(&ROOMS).map_or("other", |(_, archetype)| archetype),
                lights: lights.into_iter().collect(),
                scenes: moods(dice),
            }
        })
        .collect()
}

/// `Kitchen`, `Kitchen 2`, …
fn numbered(name: &str, number: usize) -> String {
    if number == 1 { name.to_owned() } else { format!("{name} {number}") }
}
