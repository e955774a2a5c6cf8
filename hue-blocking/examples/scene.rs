//! A scene is recalled, by its name and its room's.
//!
//! ```text
//! HUE_CLIENT_ID=… HUE_CLIENT_SECRET=… cargo run -p hue-blocking --example scene [SCENE [ROOM]]
//! ```
//!
//! Without a name it lists those that there are. The store is the one of `from_scratch`, which has been run once.

#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use hue_blocking::v2::{Everything, Home, Place, Scene};
use hue_blocking::{Bridge, Hue, from_env};
use hue_store::File;
use std::error::Error;
use std::time::Duration;

fn main() -> Result<(), String> {
    run().map_err(|error| error.to_string())
}

fn run() -> Result<(), Box<dyn Error>> {
    let (app, client) = from_env()?;
    let store = std::env::var_os("HUE_STORE").map_or_else(|| File::in_home("hue-examples"), File::new)?;
    let bridge = Hue::new(app.build()?, client, store).open("home")?;

    let home = Home::new(bridge.call(Everything)?.data);
    let mut arguments = std::env::args().skip(1);
    let Some(name) = arguments.next() else {
        for place in home.rooms().chain(home.zones()) {
            place.scenes().for_each(|scene| println!("{} in {}", scene.name(), place.name()));
        }
        return Ok(());
    };
    let room = arguments.next();
    recall(&bridge, &home, &name, room.as_deref())
}

fn recall(bridge: &Bridge, home: &Home, name: &str, room: Option<&str>) -> Result<(), Box<dyn Error>> {
    // Every room has a `Relax`: a name alone may mean several.
    let is_meant = |place: &Place<'_>| room.is_none_or(|room| place.name() == room);
    let places = home.rooms().chain(home.zones()).filter(is_meant);
    let found: Vec<(Place<'_>, &Scene)> = places
        .flat_map(|place| place.scenes().map(move |scene| (place, scene)))
        .filter(|(_, scene)| scene.name() == name)
        .collect();
    match *found {
        [(place, scene)] => {
            let reply = bridge.call(Scene::recall(&scene.id).transition(Duration::from_secs(2)))?;
            // A bridge can do a part of what it was asked, and say what went wrong with the rest.
            reply.errors.iter().for_each(|error| println!("The bridge says: {error}"));
            println!("{name} in {}", place.name());
            Ok(())
        }
        [] => Err(format!("there is no scene {name}; without a name, all are listed").into()),
        _ => Err(format!("there is more than one scene {name}; name the room too").into()),
    }
}
