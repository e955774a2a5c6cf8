//! A login from scratch: from a client id and secret to a list of lights, and on from there in the next run.
//!
//! ```text
//! HUE_CLIENT_ID=… HUE_CLIENT_SECRET=… HUE_REDIRECT_URI=… cargo run --example from_scratch
//! ```
//!
//! The three values are on the application's page at developers.meethue.com/my-apps. `HUE_BASE_URL` and `HUE_CA_FILE` lead
//! to a simulator instead. `HUE_SESSION_FILE` names the file in which the login is kept, `hue-session.json` by default.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example talks to a person")]

use hue_blocking::{Account, AnySession, App, Callback, Client, CodeReceived, Recovery, Session, Snapshot};
use hue_blocking::{TokensIssued, Unauthorized, Ureq, UserLinked, entropy, v2};
use std::error::Error;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

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
    let (app, hue) = hue_blocking::from_env()?;
    // The name under which the bridge lists this program.
    let app = Arc::new(app.device_type("from-scratch", None).build()?);
    let file: PathBuf = std::env::var_os("HUE_SESSION_FILE").unwrap_or_else(|| "hue-session.json".into()).into();

    // A login rests in one of four states, each a type of its own. Where the last run ended, this one goes on.
    let mut session = restore(&app, &file)?;
    loop {
        // Saved at every rest: whatever happens next, what was reached is not lost.
        save(&file, &session.snapshot())?;
        session = match session {
            AnySession::Unauthorized(session) => ask_the_user(session)?.into(),
            AnySession::CodeReceived(session) => match hue.run(&mut session.redeem()) {
                Ok(session) => session.into(),
                // A code is good for ten minutes; this one may be of yesterday.
                Err(cause) if cause.recovery() == Some(Recovery::LogInAgain) => {
                    println!("{cause}");
                    Session::new(app.clone(), entropy()?).into()
                }
                Err(cause) => return Err(cause.into()),
            },
            AnySession::TokensIssued(session) => link(&hue, session, &file)?,
            AnySession::UserLinked(session) => match list_lights(&hue, session, &file)? {
                None => return Ok(()),
                Some(session) => session,
            },
        };
    }
}

/// Presses the bridge's link button from afar, and becomes a user of the bridge.
fn link(hue: &Client<Ureq>, session: Session<TokensIssued>, file: &Path) -> Result<AnySession, Box<dyn Error>> {
    let mut link = session.link();
    match hue.run(&mut link) {
        Ok(session) => Ok(session.into()),
        // The tokens may be of last week. What fails still has its session; the renewed one is saved, and linked after that.
        Err(cause) if cause.recovery() == Some(Recovery::Renew) => Ok(hue.run(&mut link.abandon().renew())?.into()),
        // Where nobody knows whether the bridge has created a user, the session does: saved, the next run looks first.
        Err(cause) => {
            save(file, &link.origin().snapshot())?;
            Err(cause.into())
        }
    }
}

/// An account renews its tokens when a call needs it, and saves the new ones before it uses them: the old are worth nothing
/// then. Where even that does not help, a session to go on with comes back.
fn list_lights(
    hue: &Client<Ureq>,
    session: Session<UserLinked>,
    file: &Path,
) -> Result<Option<AnySession>, Box<dyn Error>> {
    let mut account = Account::new(session, |snapshot| save(file, snapshot));
    let cause = match hue.call(v2::GetLights, &mut account) {
        Ok(lights) => {
            for light in lights.data {
                println!("{:<3} {}", if light.is_on() { "on" } else { "off" }, light.name());
            }
            return Ok(None);
        }
        Err(cause) => cause,
    };
    println!("{cause}");
    match cause.recovery() {
        // Access was withdrawn. A login `again` keeps the bridge and its key, so that it makes no second user there.
        Some(Recovery::LogInAgain) => Ok(Some(Session::again(account.session(), entropy()?).into())),
        // The bridge has forgotten this program, and the tokens are still good.
        Some(Recovery::LinkAgain) => Ok(Some(account.into_session().unlinked().into())),
        _ => Err(cause.into()),
    }
}

/// Sends the user away, and waits for the address that the browser comes back to. That page need not exist: the address
/// says everything. A program with a web server of its own takes the request's path and query instead.
fn ask_the_user(mut session: Session<Unauthorized>) -> Result<Session<CodeReceived>, Box<dyn Error>> {
    println!("Open this address in a browser, log in and say yes:\n\n{}\n", session.authorize_url());
    println!("Then paste the address that the browser ended at, even where it says that it cannot connect:");
    loop {
        let mut line = String::new();
        if io::stdin().read_line(&mut line)? == 0 {
            return Err("no address was pasted; run this again".into());
        }
        let rejected = match Callback::parse(&line) {
            // The session that refuses a redirect comes back with the reason, so the right one can still be pasted.
            Ok(callback) => match session.redirected(&callback) {
                Ok(session) => return Ok(session),
                Err(rejected) => rejected,
            },
            Err(malformed) => {
                println!("{malformed}. Once more:");
                continue;
            }
        };
        println!("{rejected}. Once more:");
        session = rejected.session;
    }
}

/// What the last run left, or the first of the states. A file of another application is refused.
fn restore(app: &Arc<App>, file: &Path) -> Result<AnySession, Box<dyn Error>> {
    match fs::read(file) {
        Ok(json) => Ok(AnySession::restore(app.clone(), &Snapshot::from_json(&json)?)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Session::new(app.clone(), entropy()?).into()),
        Err(error) => Err(error.into()),
    }
}

/// The snapshot holds secrets in plain text, so nobody else may read the file. It is written beside the old one and then put
/// in its place: a crash leaves either of them, and never half of one.
fn save(file: &Path, snapshot: &Snapshot) -> io::Result<()> {
    let new = file.with_extension("new");
    let mut written = private(&new)?;
    written.write_all(snapshot.to_json().as_bytes())?;
    written.sync_all()?;
    fs::rename(new, file)?;
    // The folder too, or a power cut could bring the old file back, whose tokens are spent.
    #[cfg(unix)]
    File::open(file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(())
}

/// A new file for this user alone.
fn private(path: &Path) -> io::Result<File> {
    // A file that is there already would keep the permissions that it has.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
