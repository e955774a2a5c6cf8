//! A job that nobody watches: every lamp that is on goes out.
//!
//! ```text
//! HUE_CLIENT_ID=… HUE_CLIENT_SECRET=… HUE_STORE=… cron
//! ```
//!
//! The store is the one of `from_scratch`, which a person has run once. This program opens no browser and asks nothing: it
//! renews what is to be renewed, stores it before it uses it, and ends with 0 (done), 1 (not this time: the next run tries
//! again) or 3 (a person is needed), with one line on standard error that says why.
//!
//! Others may use the same store at the same time: this job started twice, `from_scratch`, a server.

#![expect(clippy::print_stderr, reason = "that is where a job complains")]

use hue_blocking::v2::{Light, Resource};
use hue_blocking::{Cause, Hue, Recovery};
use hue_store::File;
use std::fmt::Display;
use std::process::ExitCode;

const NEXT_TIME: u8 = 1;
const A_PERSON: u8 = 3;

/// An exit code, and a line.
struct Failure(u8, String);

fn main() -> ExitCode {
    match lights_out() {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(code, line)) => {
            eprintln!("{line}");
            ExitCode::from(code)
        }
    }
}

fn lights_out() -> Result<(), Failure> {
    let (app, client) = hue_blocking::from_env().map_err(a_person)?;
    let app = app.build().map_err(a_person)?;
    let store = std::env::var_os("HUE_STORE").map_or_else(|| File::in_home("hue-examples"), File::new);
    let hue = Hue::new(app, client, store.map_err(a_person)?);

    let bridge = hue.open("home").map_err(judge)?;
    for light in bridge.call(Light::list()).map_err(judge)?.data {
        if light.is_on() {
            let off = Light::update(&light.id).on(false);
            bridge.call(off).and_then(|reply| Ok(reply.done()?)).map_err(judge)?;
        }
    }
    Ok(())
}

/// Whose turn it is.
fn judge(cause: Cause) -> Failure {
    match cause.recovery() {
        // There is no grant, or the bridge has forgotten us: `from_scratch` mends both. Or the settings are wrong, or the store.
        Recovery::LogInAgain | Recovery::LinkAgain | Recovery::FixApplication | Recovery::MendStore => a_person(cause),
        _ => Failure(NEXT_TIME, cause.to_string()),
    }
}

fn a_person(why: impl Display) -> Failure {
    Failure(A_PERSON, format!("a person is needed: {why}; then run from_scratch by hand"))
}
