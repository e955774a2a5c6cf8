//! `hue set`: one light, changed, or all of a room.

use crate::args::SetArgs;
use crate::change::changed;
use crate::failure::{Code, Failure};
use crate::home::home;
use crate::lamp::Lamp;
use crate::named::{self, Named as _};
use crate::output::{self, Depth};
use crate::place::Place;
use crate::rooms::Room;
use hue_blocking::v2::{GroupedLight, Home, Light, Resource as _};
use hue_blocking::{Bridge, Percent};

pub(crate) fn run(args: &SetArgs) -> Result<(), Failure> {
    let bridge = Place::open(&args.account.store)?.bridge(&args.account)?;
    let home = home(&bridge, &args.account)?;
    match target(args, &home)? {
        Target::Lamp(lamp) => set_lamp(args, &bridge, &home, &lamp),
        Target::Room(room) => set_room(args, &bridge, &room),
    }
}

enum Target<'a> {
    Lamp(Lamp),
    Room(Room<'a>),
}

/// A light comes first: lamps are called as their rooms are.
fn target<'a>(args: &SetArgs, home: &'a Home) -> Result<Target<'a>, Failure> {
    let rooms = Room::all(home);
    let room = args.room.as_ref().map(|room| named::find(room, &rooms)).transpose()?;
    let Some(name) = &args.name else {
        return room.cloned().map(Target::Room).ok_or_else(|| Failure::new(Code::Usage, "what is to be set?"));
    };
    let lamps = match room {
        Some(room) => room.lamps.clone(),
        None => Lamp::sorted(home, home.all::<Light>()),
    };
    if room.is_none() && !named::is_known(name, &lamps) {
        if named::is_known(name, &rooms) {
            return named::find(name, &rooms).cloned().map(Target::Room);
        }
        let names = lamps.iter().map(Lamp::name).chain(rooms.iter().map(Room::name));
        return Err(named::unknown("light, room or zone", "`hue lights` and `hue rooms` list them", name, names));
    }
    named::find_in(name, &lamps, args.room.as_deref()).cloned().map(Target::Lamp)
}

/// Lights, and all of a room as one, are asked alike.
macro_rules! change {
    ($change:expr, $args:expr) => {{
        let mut change = $change;
        if let Some(on) = $args.on() {
            change = change.on(on);
        }
        if let Some(percent) = $args.brightness {
            change = change.brightness(Percent::nearest(f64::from(percent)));
        }
        if let Some(xy) = $args.color {
            change = change.xy(xy);
        }
        change
    }};
}

fn set_lamp(args: &SetArgs, bridge: &Bridge, home: &Home, lamp: &Lamp) -> Result<(), Failure> {
    let light = changed(bridge, &args.account, &lamp.id, change!(Light::update(&lamp.id), args))?;
    let lamp = Lamp::of(home, &light);
    output::answer(args.account.store.json, &lamp.json(), &format!("{}\n", lamp.line(Depth::of_stdout())))
}

fn set_room(args: &SetArgs, bridge: &Bridge, room: &Room<'_>) -> Result<(), Failure> {
    let Some(GroupedLight { id, .. }) = room.place.grouped_light() else {
        return Err(Failure::new(Code::NoSuch, format_args!("{} has no lights that can be set as one", room.told())));
    };
    let group = changed(bridge, &args.account, id, change!(GroupedLight::update(id), args))?;
    output::answer(args.account.store.json, &room.summary(Some(&group)), &format!("{}\n", room.line(&group)))
}
