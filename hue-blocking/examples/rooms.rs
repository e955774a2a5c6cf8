//! The home by rooms: which lights are in each, and how they shine.
//!
//! ```text
//! HUE_CLIENT_ID=… HUE_CLIENT_SECRET=… cargo run -p hue-blocking --example rooms
//! ```
//!
//! The store is the one of `from_scratch`, which has been run once. One question brings all that the bridge has; `Home` puts it
//! in order.

#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use hue_blocking::v2::{Everything, GroupedLight, Home};
use hue_blocking::{Hue, from_env};
use hue_store::File;

fn main() -> Result<(), String> {
    run().map_err(|error| error.to_string())
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let (app, client) = from_env()?;
    let store = std::env::var_os("HUE_STORE").map_or_else(|| File::in_home("hue-examples"), File::new)?;
    let bridge = Hue::new(app.build()?, client, store).open("home")?;

    let home = Home::new(bridge.call(Everything)?.data);
    for place in home.rooms().chain(home.zones()) {
        // All its lights as one: on while any of them is.
        let is_on = place.grouped_light().is_some_and(GroupedLight::is_on);
        println!("{:<3} {}", if is_on { "on" } else { "off" }, place.name());
        for light in place.lights() {
            let brightness = light.brightness().map_or_else(String::new, |percent| format!(", {percent}"));
            // The name of its device, as people see it.
            println!("    {:<3} {}{brightness}", if light.is_on() { "on" } else { "off" }, home.name(light));
        }
    }
    Ok(())
}
