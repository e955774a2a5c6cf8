//! A job that nobody watches: every lamp that is on goes out.
//!
//! ```text
//! HUE_CLIENT_ID=… HUE_CLIENT_SECRET=… HUE_SESSION_FILE=… cron
//! ```
//!
//! The session file is the one of `from_scratch`, which a person has run once. This program opens no browser and asks nothing:
//! it renews what is to be renewed, saves it before it uses it, and ends with 0 (done), 1 (not this time: the next run tries
//! again) or 3 (a person is needed), with one line on standard error that says why.
//!
//! Two runs at a time would spend the same refresh token twice: start it through `flock -n`, or as a service's timer.

#![expect(clippy::print_stderr, reason = "that is where a job complains")]

use hue_blocking::{Account, AnySession, Cause, Recovery, SendError, Snapshot, v2};
use std::fmt::Display;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
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
    let (app, hue) = hue_blocking::from_env().map_err(a_person)?;
    let app = app.build().map_err(a_person)?;
    let file: PathBuf = std::env::var_os("HUE_SESSION_FILE").unwrap_or_else(|| "hue-session.json".into()).into();

    let json = fs::read(&file).map_err(|error| a_person(format_args!("{}: {error}", file.display())))?;
    let snapshot = Snapshot::from_json(&json).map_err(a_person)?;
    let AnySession::UserLinked(session) = AnySession::restore(app, &snapshot).map_err(a_person)? else {
        return Err(a_person("the login was begun and not ended"));
    };

    let mut account = Account::new(session, |snapshot| save(&file, snapshot));
    for light in hue.call(v2::GetLights, &mut account).map_err(judge)?.data {
        if light.is_on() {
            let off = v2::UpdateLight::new(&light.id, v2::LightChange::new().on(false));
            hue.call(off, &mut account).map_err(judge)?;
        }
    }
    Ok(())
}

/// Whose turn it is.
fn judge(cause: Cause<SendError>) -> Failure {
    match cause.recovery() {
        // The grant is gone, or the bridge has forgotten us: `from_scratch` mends both. Or the settings are wrong, or the new
        // tokens cannot be saved.
        Some(Recovery::LogInAgain | Recovery::LinkAgain | Recovery::FixApplication) | None => a_person(cause),
        Some(_) => Failure(NEXT_TIME, cause.to_string()),
    }
}

fn a_person(why: impl Display) -> Failure {
    Failure(A_PERSON, format!("a person is needed: {why}; then run from_scratch by hand"))
}

/// As in `from_scratch`.
fn save(file: &Path, snapshot: &Snapshot) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(snapshot.to_json().as_bytes())?;
    new.as_file().sync_all()?;
    new.persist(file)?;
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
