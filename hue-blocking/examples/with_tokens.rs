//! With tokens that you have already, from another program or another library: no browser, no login.
//!
//! ```text
//! HUE_CLIENT_ID=… HUE_CLIENT_SECRET=… HUE_REFRESH_TOKEN=… cargo run -p hue-blocking --example with_tokens
//! ```
//!
//! `HUE_ACCESS_TOKEN`, `HUE_REFRESH_TOKEN` or both are needed in the first run; `HUE_APPLICATION_KEY`, where you have one, saves
//! the link with the bridge. `HUE_STORE` names the folder in which all of it is kept from then on. `HUE_BASE_URL` and
//! `HUE_CA_FILE` lead to a simulator.
//!
//! A refresh token is good once: when this program has renewed, every other copy of the token is worth nothing. Give it
//! tokens that no other program still uses.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example talks to a person")]

use hue_blocking::v2::{Light, Resource};
use hue_blocking::{AccessToken, ApplicationKey, Bridge, Browser, Cause, Hue, RefreshToken};
use hue_store::File;
use std::env;
use std::error::Error;
use std::process::ExitCode;

const ACCOUNT: &str = "taken-over";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let (app, client) = hue_blocking::from_env()?;
    let app = app.device_type("with-tokens", None).build()?;
    let store = env::var_os("HUE_STORE").map_or_else(|| File::in_home("hue-examples"), File::new)?;
    let bridge = taken_over(&Hue::new(app, client, store))?;

    let lights = bridge.call(Light::list())?.data;
    let light = lights.first().ok_or("the bridge has no lights")?;
    let changed = bridge.call(Light::update(&light.id).on(true))?;
    // A bridge can do a part of what it was asked, and say what went wrong with the rest.
    for error in changed.errors {
        println!("The bridge says: {error}");
    }
    println!("Switched on: {}", light.name());
    Ok(())
}

/// Once. From then on what is stored is newer, and what the variables say is spent.
fn taken_over(hue: &Hue) -> Result<Bridge, Cause> {
    if hue.summary(ACCOUNT)?.is_some() {
        return hue.login(ACCOUNT, &Browser::nobody());
    }
    // How old the tokens are need not be known: an access token is tried, and renewed when Hue refuses it.
    let access = variable("HUE_ACCESS_TOKEN").map(AccessToken::new);
    let refresh = variable("HUE_REFRESH_TOKEN").map(RefreshToken::new);
    // A key from an earlier link opens the bridge as it is. Without one, this program becomes a user of the bridge.
    let key = variable("HUE_APPLICATION_KEY").map(ApplicationKey::new);
    hue.connect_with_tokens(ACCOUNT, access, refresh, key)
}

/// Set to nothing counts as not set.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}
