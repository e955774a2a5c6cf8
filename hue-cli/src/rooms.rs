//! `hue rooms`: rooms and zones, and how they shine.

use crate::args::RoomsArgs;
use crate::failure::Failure;
use crate::home::home;
use crate::lamp::Lamp;
use crate::named::Named;
use crate::output::{self, Depth};
use crate::{columns, place, words};
use hue_blocking::Percent;
use hue_blocking::v2::{GroupedLight, Home, Place, RoomArchetype};
use serde_json::{Value, json};

pub(crate) fn run(args: &RoomsArgs) -> Result<(), Failure> {
    let bridge = place::Place::open(&args.account.store)?.bridge(&args.account)?;
    let home = home(&bridge, &args.account)?;
    let rooms = Room::all(&home);
    let json = json!({ "rooms": rooms.iter().map(Room::json).collect::<Vec<_>>() });
    output::answer(args.account.store.json, &json, &table(&rooms, Depth::of_stdout()))
}

/// A room or a zone.
#[derive(Clone)]
pub(crate) struct Room<'a> {
    pub(crate) place: Place<'a>,
    pub(crate) lamps: Vec<Lamp>,
}

impl<'a> Room<'a> {
    /// Rooms, then zones, each sorted as people do.
    pub(crate) fn all(home: &'a Home) -> Vec<Self> {
        let mut rooms: Vec<Self> = home
            .rooms()
            .chain(home.zones())
            .map(|place| Self { place, lamps: Lamp::sorted(home, place.lights()) })
            .collect();
        rooms.sort_by_cached_key(|room| (!room.place.is_room(), room.name().to_lowercase(), room.id().to_owned()));
        rooms
    }

    /// `room` or `zone`, as API v2 calls it.
    fn kind(&self) -> &'static str {
        if self.place.is_room() { "room" } else { "zone" }
    }

    /// What it does, in words; as the bridge says of its lights as one, else as they say themselves.
    fn state(&self, group: Option<&GroupedLight>) -> (&'static str, String) {
        let (is_on, brightness) = self.shine(group);
        let brightness = brightness.map_or_else(String::new, |percent| format!("{percent:.0} %"));
        (if is_on { "on" } else { "off" }, brightness)
    }

    /// By itself.
    pub(crate) fn line(&self, group: &GroupedLight) -> String {
        let (state, brightness) = self.state(Some(group));
        let comma = if brightness.is_empty() { "" } else { ", " };
        format!("{:<15} {state}{comma}{brightness}", format!("{} ({})", self.name(), self.kind()))
    }

    /// What it does, without its lights.
    pub(crate) fn summary(&self, group: Option<&GroupedLight>) -> Value {
        let (is_on, brightness) = self.shine(group);
        json!({
            "id": self.id(),
            "type": self.kind(),
            "name": self.name(),
            "archetype": self.place.archetype().map(RoomArchetype::as_str),
            "grouped_light": group.map(|group| group.id.as_str()),
            "on": is_on,
            "brightness": brightness,
        })
    }

    fn json(&self) -> Value {
        let mut json = self.summary(self.place.grouped_light());
        if let Some(fields) = json.as_object_mut() {
            fields.insert("lights".to_owned(), self.lamps.iter().map(Lamp::json).collect());
        }
        json
    }

    /// The brightness is the mean of the lights that are on.
    fn shine(&self, group: Option<&GroupedLight>) -> (bool, Option<f64>) {
        let is_on = group.map_or_else(|| self.lamps.iter().any(|lamp| lamp.is_on), GroupedLight::is_on);
        (is_on, group.and_then(GroupedLight::brightness).filter(|_| is_on).map(Percent::get))
    }
}

impl Named for Room<'_> {
    const ONE: &'static str = "room or zone";
    const LIST: &'static str = "`hue rooms` lists them";
    const APART: &'static str = "id";

    fn id(&self) -> &str {
        self.place.id()
    }

    fn name(&self) -> &str {
        self.place.name()
    }

    fn told(&self) -> String {
        format!("the {} {}", self.kind(), self.name())
    }
}

/// A line each, and behind it the colours of its lights that are on.
fn table(rooms: &[Room<'_>], depth: Depth) -> String {
    if rooms.is_empty() {
        return "The bridge has no rooms.\n".to_owned();
    }
    let lines = columns::lines(rooms.iter().map(|room| {
        let (state, brightness) = room.state(room.place.grouped_light());
        let lights = words::count(room.lamps.len() as u64, "light");
        [room.name().to_owned(), room.kind().to_owned(), state.to_owned(), brightness, lights]
    }));
    let colors = rooms.iter().map(|room| depth.swatches(room.lamps.iter().filter_map(Lamp::rgb)));
    lines.iter().zip(colors).map(|(line, colors)| [&**line, &*colors, "\n"].concat()).collect()
}
