//! Where credentials are stored, and what talks to Hue for them.

use crate::args::{AccountArgs, StoreArgs};
use crate::failure::{Code, Failure};
use crate::{output, words};
use hue_blocking::{AnySession, App, Bridge, Hue, Store as _};
use hue_store::{File, Seal};
use std::env::VarError;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// The store alone needs no application and no network.
pub(crate) fn store(args: &StoreArgs) -> Result<File, Failure> {
    let store = match args.folder() {
        // A folder could be called so, and nobody would want it.
        Some(address) if address.to_str().is_some_and(|address| address.contains("://")) => {
            return Err(Failure::new(
                Code::Usage,
                "--store (or HUE_STORE) must be a folder; this command knows no databases",
            ));
        }
        Some(folder) => File::new(folder)?,
        None => File::in_home("hue")?,
    };
    Ok(match seal(args)? {
        Some(seal) => store.sealed(seal),
        None => store,
    })
}

/// Everything that talks to Hue.
pub(crate) struct Place {
    pub(crate) store: File,
    pub(crate) app: Arc<App>,
    pub(crate) hue: Hue,
}

impl Place {
    /// The application is the one of the environment.
    pub(crate) fn open(args: &StoreArgs) -> Result<Self, Failure> {
        let store = store(args)?;
        let (app, client) = hue_blocking::from_env()?;
        let app = Arc::new(app.allow_plain_loopback().device_type("hue", Some("command")).build()?);
        let hue = Hue::new(app.clone(), client.with_sleep(wait), store.clone());
        Ok(Self { store, app, hue })
    }

    /// Of an account that is logged in.
    pub(crate) fn bridge(&self, args: &AccountArgs) -> Result<Bridge, Failure> {
        self.hue.open(args.name()).map_err(|cause| Failure::of(cause, &args.store, args.name()))
    }

    /// Whatever is stored of the account.
    pub(crate) fn stored(&self, account: &str) -> Result<Option<AnySession>, Failure> {
        let Some(record) = self.store.load(account)? else { return Ok(None) };
        Ok(Some(AnySession::restore(self.app.clone(), record.snapshot())?))
    }
}

/// A person who waits is told so. Hue asks for it, or another program may be renewing, which must be over before a
/// refusal is believed.
fn wait(delay: Duration) {
    if delay >= Duration::from_secs(5) {
        output::note(format_args!("waiting {}, then asking again", words::span(delay)));
    }
    thread::sleep(delay);
}

/// Where there is a passphrase, everything is sealed with it.
fn seal(args: &StoreArgs) -> Result<Option<Seal>, Failure> {
    let passphrase = match args.passphrase_file() {
        Some(path) => Some(first_line(path)?),
        None => match std::env::var("HUE_PASSPHRASE") {
            Ok(passphrase) => Some(passphrase).filter(|passphrase| !passphrase.is_empty()),
            Err(VarError::NotPresent) => None,
            Err(VarError::NotUnicode(_)) => {
                return Err(Failure::new(Code::Usage, "HUE_PASSPHRASE is not text in UTF-8"));
            }
        },
    };
    Ok(passphrase.as_deref().map(Seal::with_passphrase))
}

fn first_line(path: &Path) -> Result<String, Failure> {
    let shown = path.display();
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::new(Code::File, format_args!("--passphrase-file {shown}: {error}; name another")))?;
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(line.to_owned()),
        _ => Err(Failure::new(Code::Usage, format_args!("--passphrase-file {shown}: its first line is empty"))),
    }
}
