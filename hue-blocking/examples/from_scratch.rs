//! A login from scratch: from a client id and secret to the lamps, and on from there in the next run.
//!
//! ```text
//! HUE_CLIENT_ID=… HUE_CLIENT_SECRET=… HUE_REDIRECT_URI=… cargo run -p hue-blocking --example from_scratch [LAMP..]
//! ```
//!
//! The three values are on the application's page at developers.meethue.com/my-apps. It lists the lamps; those that are named
//! are switched over. `HUE_STORE` names the folder in which the login is kept, by default one where this user's programs keep
//! their data. `HUE_NO_BROWSER` asks for a pasted address instead of opening a browser. `HUE_BASE_URL` and `HUE_CA_FILE` lead
//! to a simulator.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example talks to a person")]

use hue_blocking::v2::{Light, Resource};
use hue_blocking::{Bridge, Browser, Cause, Hue, Recovery};
use hue_store::File;
use std::env;
use std::error::Error;
use std::process::ExitCode;

/// The name of the login in the store. A program with several has one for each.
const ACCOUNT: &str = "home";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        // Errors say what to do next in their `Display`; returning them from `main` would print their `Debug`.
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    // The settings from the environment, and a client that sends over TLS.
    let (app, client) = hue_blocking::from_env()?;
    // The name under which the bridge lists this program.
    let app = app.device_type("from-scratch", None).build()?;
    let store = env::var_os("HUE_STORE").map_or_else(|| File::in_home("hue-examples"), File::new)?;
    let hue = Hue::new(app, client, store);

    let mut browser = Browser::new();
    if env::var_os("HUE_NO_BROWSER").is_some_and(|value| !value.is_empty()) {
        browser = browser.without_open();
    }

    // Where the last run ended, this one goes on: with the browser, with the bridge, or with nothing left to do.
    let bridge = hue.login(ACCOUNT, &browser)?;
    let Err(cause) = lamps(&bridge) else { return Ok(()) };

    // Months later there may be something to mend, once.
    eprintln!("{cause}");
    let bridge = match cause.recovery() {
        // Access was withdrawn. The new login keeps the bridge and its key, so that it makes no second user there.
        Recovery::LogInAgain => hue.login_again(ACCOUNT, &browser)?,
        // The bridge has forgotten this program, and the tokens are still good.
        Recovery::LinkAgain => hue.link_again(ACCOUNT)?,
        _ => return Err(cause.into()),
    };
    Ok(lamps(&bridge)?)
}

/// Switches over those that the arguments name, and lists all. Tokens are renewed when a call needs it, and stored first.
fn lamps(bridge: &Bridge) -> Result<(), Cause> {
    for light in bridge.call(Light::list())?.data {
        let mut is_on = light.is_on();
        if env::args().skip(1).any(|name| name == light.name()) {
            is_on = !is_on;
            let changed = bridge.call(Light::update(&light.id).on(is_on))?;
            // A bridge can do a part of what it was asked, and say what went wrong with the rest.
            changed.errors.iter().for_each(|error| eprintln!("{}: {error}", light.name()));
        }
        println!("{:<3} {}", if is_on { "on" } else { "off" }, light.name());
    }
    Ok(())
}
