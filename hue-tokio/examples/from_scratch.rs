//! A login from scratch: from a client id and secret to the lamps, and on from there in the next run.
//!
//! ```text
//! HUE_CLIENT_ID=… HUE_CLIENT_SECRET=… HUE_REDIRECT_URI=… cargo run -p hue-tokio --example tokio_from_scratch [LAMP..]
//! ```
//!
//! The three values are on the application's page at developers.meethue.com/my-apps. It lists the lamps; those that are named
//! are switched over. `HUE_SESSION_FILE` names the file in which the login is kept, `hue-session.json` by default.
//! `HUE_NO_BROWSER` asks for a pasted address instead of opening a browser. `HUE_BASE_URL` and `HUE_CA_FILE` lead to a
//! simulator.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example talks to a person")]

use hue_tokio::{Account, AnySession, App, Browser, Client, Credentials, Login, Recovery, Session, Snapshot};
use hue_tokio::{Cause, Hyper, SendError, entropy, v2};
use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        // Errors say what to do next in their `Display`; returning them from `main` would print their `Debug`.
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    // The settings from the environment, and a client that sends over TLS.
    let (app, hue) = hue_tokio::from_env()?;
    // The name under which the bridge lists this program.
    let app = Arc::new(app.device_type("from-scratch", None).build()?);
    let file: PathBuf = std::env::var_os("HUE_SESSION_FILE").unwrap_or_else(|| "hue-session.json".into()).into();
    let store = |snapshot: Snapshot| save(file.clone(), snapshot);

    let mut browser = Browser::new();
    if std::env::var_os("HUE_NO_BROWSER").is_some() {
        browser = browser.without_open();
    }

    // Where the last run ended, this one goes on: with the browser, with the bridge, or with nothing left to do.
    let session = hue.login(&mut Login::new(restore(&app, &file)?), &browser, store).await?;

    // An account renews its tokens when a call needs it, and saves the new ones before it uses them.
    let mut account = Account::new(session, store);
    let Err(cause) = lamps(&hue, &mut account).await else { return Ok(()) };

    // Months later there may be something to mend, once.
    eprintln!("{cause}");
    let mut login = match cause.recovery() {
        // Access was withdrawn. A login `again` keeps the bridge and its key, so that it makes no second user there.
        Some(Recovery::LogInAgain) => Login::new(Session::again(account.session(), entropy()?)),
        // The bridge has forgotten this program, and the tokens are still good.
        Some(Recovery::LinkAgain) => Login::new(account.into_session().unlinked()),
        _ => return Err(cause.into()),
    };
    let session = hue.login(&mut login, &browser, store).await?;
    Ok(lamps(&hue, &mut Account::new(session, store)).await?)
}

/// Switches over those that the arguments name, and lists all.
async fn lamps(hue: &Client<Hyper>, account: &mut impl Credentials) -> Result<(), Cause<SendError>> {
    for light in hue.call(v2::GetLights, account).await?.data {
        let mut is_on = light.is_on();
        if std::env::args().skip(1).any(|name| name == light.name()) {
            is_on = !is_on;
            let changed = hue.call(v2::UpdateLight::new(&light.id, v2::LightChange::new().on(is_on)), account).await?;
            // A bridge can do a part of what it was asked, and say what went wrong with the rest.
            changed.errors.iter().for_each(|error| eprintln!("{}: {error}", light.name()));
        }
        println!("{:<3} {}", if is_on { "on" } else { "off" }, light.name());
    }
    Ok(())
}

/// What the last run left, or the first of the states. A file of another application is refused.
fn restore(app: &Arc<App>, file: &Path) -> Result<AnySession, Box<dyn Error>> {
    match fs::read(file) {
        Ok(json) => Ok(AnySession::restore(app.clone(), &Snapshot::from_json(&json)?)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Session::new(app.clone(), entropy()?).into()),
        Err(error) => Err(error.into()),
    }
}

/// On a thread where waiting for a disk keeps nobody else waiting.
async fn save(file: PathBuf, snapshot: Snapshot) -> io::Result<()> {
    tokio::task::spawn_blocking(move || replace(&file, &snapshot)).await?
}

/// The snapshot holds secrets in plain text, so nobody else may read the file, as with every temporary file. That one is then
/// put in the old one's place: a crash leaves either of them, and never half of one.
fn replace(file: &Path, snapshot: &Snapshot) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(snapshot.to_json().as_bytes())?;
    new.as_file().sync_all()?;
    new.persist(file)?;
    // The folder too, or a power cut could bring the old file back, whose tokens are spent.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
