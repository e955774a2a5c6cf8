//! `hue lights`: what there is, and how it shines.

use crate::args::LightsArgs;
use crate::columns;
use crate::failure::Failure;
use crate::home::home;
use crate::lamp::Lamp;
use crate::named;
use crate::output::{self, Depth};
use crate::place::Place;
use crate::rooms::Room;
use hue_blocking::v2::Light;
use serde_json::json;

pub(crate) fn run(args: &LightsArgs) -> Result<(), Failure> {
    let bridge = Place::open(&args.account.store)?.bridge(&args.account)?;
    let home = home(&bridge, &args.account)?;
    let lamps = match &args.room {
        Some(room) => named::find(room, &Room::all(&home))?.lamps.clone(),
        None => Lamp::sorted(&home, home.all::<Light>()),
    };
    let json = json!({ "lights": lamps.iter().map(Lamp::json).collect::<Vec<_>>() });
    output::answer(args.account.store.json, &json, &table(&lamps, Depth::of_stdout()))
}

/// A line each, and its colour before it.
fn table(lamps: &[Lamp], depth: Depth) -> String {
    if lamps.is_empty() {
        return "There are no lights.\n".to_owned();
    }
    let lines = columns::lines(lamps.iter().map(|lamp| {
        let brightness = lamp.brightness.map_or_else(String::new, |percent| format!("{percent:.0}"));
        let state = if lamp.is_on { "on" } else { "off" };
        let room = lamp.room.clone().unwrap_or_default();
        [lamp.name.clone(), room, state.to_owned(), brightness, lamp.color().unwrap_or_default()]
    }));
    lamps.iter().zip(lines).map(|(lamp, line)| [&*lamp.swatch(depth), &*line, "\n"].concat()).collect()
}
