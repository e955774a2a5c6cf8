//! What has no type here, or not the one that you want, asked with types of your own: a resource of API v2 is a struct and two
//! lines; anything else is an endpoint, which says what to ask and how the reply is read.
//!
//! ```text
//! HUE_CLIENT_ID=… HUE_CLIENT_SECRET=… cargo run -p hue-blocking --example own_endpoint
//! ```
//!
//! The store is the one of `from_scratch`, which has been run once.

#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use hue_blocking::http::{Method, Response};
use hue_blocking::v2::{Id, Reference, Resource};
use hue_blocking::{Area, Class, Endpoint, Error, Hue, Malformed, Operation, from_env};
use hue_store::File;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

fn main() -> Result<(), String> {
    run().map_err(|error| error.to_string())
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let (app, client) = from_env()?;
    let store = std::env::var_os("HUE_STORE").map_or_else(|| File::in_home("hue-examples"), File::new)?;
    let bridge = Hue::new(app.build()?, client, store).open("home")?;

    // `list`, `get`, `update`, `delete` come with the type; so does what is put aside where one of them is odd.
    let batteries = bridge.call(Battery::list())?;
    for battery in &batteries.data {
        println!("battery of {:?}: {} %", battery.owner, battery.power_state.battery_level);
    }
    batteries.unparsed.iter().for_each(|odd| println!("not understood: {odd}"));

    for (number, group) in bridge.call(Groups)? {
        println!("group {number}: {}, {} lights", group.name, group.lights.len());
    }
    Ok(())
}

/// The type `device_power` with the fields that this program wants. One that the crate does not know is written down like it.
#[derive(Serialize, Deserialize)]
struct Battery {
    id: Id<Self>,
    owner: Reference,
    power_state: PowerState,
}

/// Strict, where the crate's own types are lenient: a device without a battery is not understood.
#[derive(Serialize, Deserialize)]
struct PowerState {
    battery_level: u8,
}

impl Resource for Battery {
    const TYPE: &'static str = "device_power";

    fn id(&self) -> &Id<Self> {
        &self.id
    }
}

/// `GET /api/{key}/groups`: the groups of API v1, by their number.
struct Groups;

#[derive(Deserialize)]
struct Group {
    name: String,
    lights: Vec<String>,
}

impl Endpoint for Groups {
    type Output = BTreeMap<u32, Group>;

    fn operation(&self) -> Operation {
        // It names neither host nor key: the call has both.
        Operation::new(Method::GET, Area::V1, Class::Read).segment("groups")
    }

    /// Replies that say no are dealt with before.
    fn parse(&self, reply: &Response<&[u8]>) -> Result<Self::Output, Error> {
        let groups = serde_json::from_slice(reply.body());
        groups.map_err(|_| Malformed::new("groups by their number").with_status(reply.status().as_u16()).into())
    }
}
