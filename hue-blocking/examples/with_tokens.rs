//! With tokens that you have already, from another program or another library: no browser, no login.
//!
//! ```text
//! HUE_CLIENT_ID=… HUE_CLIENT_SECRET=… HUE_REFRESH_TOKEN=… cargo run -p hue-blocking --example with_tokens
//! ```
//!
//! `HUE_ACCESS_TOKEN`, `HUE_REFRESH_TOKEN` or both are needed; `HUE_APPLICATION_KEY`, where you have one, saves the link with
//! the bridge. `HUE_BASE_URL` and `HUE_CA_FILE` lead to a simulator.
//!
//! A refresh token is good once: when this program has renewed, every other copy of the token is worth nothing. Give it
//! tokens that no other program still uses, and keep what it prints.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example talks to a person")]

use hue_blocking::{AccessToken, Account, ApplicationKey, Client, RefreshToken, Session, Snapshot};
use hue_blocking::{Recovery, TokensIssued, Ureq, UserLinked, v2};
use std::error::Error;
use std::process::ExitCode;

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
    let (app, hue) = hue_blocking::from_env()?;
    let app = app.device_type("with-tokens", None).build()?;

    // How old the tokens are need not be known: an access token is tried, and renewed when Hue refuses it.
    let access = variable("HUE_ACCESS_TOKEN").map(AccessToken::new);
    let refresh = variable("HUE_REFRESH_TOKEN").map(RefreshToken::new);
    let mut session = Session::from_tokens(app, access, refresh, None)?;
    if session.tokens().access().is_none() {
        session = renewed(session, &hue)?;
    }

    // A key from an earlier link opens the bridge as it is. Without one, this program becomes a user of the bridge.
    let session = match variable("HUE_APPLICATION_KEY") {
        Some(key) => session.with_key(ApplicationKey::new(key)),
        None => linked(session, &hue)?,
    };
    store(&session.snapshot())?;

    // The account renews when a call needs it, and stores before it uses what it got.
    let mut account = Account::new(session, store);
    let lights = hue.call(v2::GetLights, &mut account)?.data;
    let light = lights.first().ok_or("the bridge has no lights")?;
    let changed = hue.call(v2::UpdateLight::new(&light.id, v2::LightChange::new().on(true)), &mut account)?;
    // A bridge can do a part of what it was asked, and say what went wrong with the rest.
    for error in changed.errors {
        println!("The bridge says: {error}");
    }
    println!("Switched on: {}", light.name());
    Ok(())
}

/// Both tokens are replaced, and the old ones are worth nothing from then on: store the new ones first of all.
fn renewed(session: Session<TokensIssued>, hue: &Client<Ureq>) -> Result<Session<TokensIssued>, Box<dyn Error>> {
    let session = hue.run(&mut session.renew())?;
    store(&session.snapshot())?;
    Ok(session)
}

/// Links with the bridge. An exchange that fails still has its session, so that there is a way on from an error.
fn linked(session: Session<TokensIssued>, hue: &Client<Ureq>) -> Result<Session<UserLinked>, Box<dyn Error>> {
    let mut link = session.link();
    match hue.run(&mut link) {
        Err(cause) if cause.recovery() == Some(Recovery::Renew) => {
            let session = renewed(link.abandon(), hue)?;
            Ok(hue.run(&mut session.link())?)
        }
        ended => Ok(ended?),
    }
}

/// A program of your own keeps this in a file or a database that nobody else can read. `AnySession::restore` takes it back.
#[expect(clippy::unnecessary_wraps, reason = "storing can fail, though printing does not")]
fn store(snapshot: &Snapshot) -> std::io::Result<()> {
    println!("Keep this, and keep it secret: {}", &*snapshot.to_json());
    Ok(())
}

/// Set to nothing counts as not set.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
