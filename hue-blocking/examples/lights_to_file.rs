//! What every light does, to a file and back: for an evening with another light, and for the morning after it.
//!
//! ```text
//! HUE_CLIENT_ID=… HUE_CLIENT_SECRET=… cargo run -p hue-blocking --example lights_to_file -- save FILE
//! HUE_CLIENT_ID=… HUE_CLIENT_SECRET=… cargo run -p hue-blocking --example lights_to_file -- restore FILE
//! ```
//!
//! The file holds what a scene holds: which light, and what it is to do. The store is the one of `from_scratch`, which has been
//! run once.

#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use hue_blocking::v2::{Light, LightAction, Resource, SceneAction};
use hue_blocking::{Bridge, Hue, from_env};
use hue_store::File;
use std::error::Error;
use std::fs;

fn main() -> Result<(), String> {
    run().map_err(|error| error.to_string())
}

fn run() -> Result<(), Box<dyn Error>> {
    let (app, client) = from_env()?;
    let store = std::env::var_os("HUE_STORE").map_or_else(|| File::in_home("hue-examples"), File::new)?;
    let bridge = Hue::new(app.build()?, client, store).open("home")?;

    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match *arguments {
        ["save", file] => save(&bridge, file),
        ["restore", file] => restore(&bridge, file),
        _ => Err("say `save FILE` or `restore FILE`".into()),
    }
}

fn save(bridge: &Bridge, file: &str) -> Result<(), Box<dyn Error>> {
    let lights = bridge.call(Light::list())?.data;
    let actions: Vec<_> = lights.iter().map(|light| SceneAction::new(&light.id, LightAction::of(light))).collect();
    fs::write(file, serde_json::to_vec_pretty(&actions)?)?;
    println!("{} lights saved", actions.len());
    Ok(())
}

fn restore(bridge: &Bridge, file: &str) -> Result<(), Box<dyn Error>> {
    let actions: Vec<SceneAction> = serde_json::from_slice(&fs::read(file)?)?;
    let mut restored = 0;
    for SceneAction { target, action, .. } in actions {
        let Some((light, action)) = target.and_then(|target| target.to::<Light>()).zip(action) else { continue };
        let reply = bridge.call(Light::update(&light).action(action))?;
        // A lamp without power, say: the others go on.
        reply.errors.iter().for_each(|error| println!("The bridge says: {error}"));
        restored += 1;
    }
    println!("{restored} lights restored");
    Ok(())
}
