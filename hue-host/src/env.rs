//! Settings from the environment, so that an unmodified program runs against a simulator.

use crate::settings::TransportSettings;
use hue_proto::{App, AppBuilder, ClientSecret};
use std::env::VarError;
use std::fmt;
use std::io::ErrorKind;
use std::time::Duration;

/// An App and the settings of a transport from the environment.
///
/// | Variable | |
/// |---|---|
/// | `HUE_CLIENT_ID`, `HUE_CLIENT_SECRET` | needed: from developers.meethue.com/my-apps |
/// | `HUE_REDIRECT_URI` | exactly as registered there |
/// | `HUE_BASE_URL` | `https://api.meethue.com` |
/// | `HUE_CA_FILE` | certificates (PEM) to trust beside the public ones |
/// | `HUE_LEASE_SECONDS` | [`AppBuilder::lease`]: 60 |
///
/// The App's builder comes back, for the program to add what is its own, such as the device type. Fails where a variable is
/// missing, is no text, or names a file that cannot be used; the values are checked by [`AppBuilder::build`].
pub fn from_env() -> Result<(AppBuilder, TransportSettings), EnvError> {
    let secret = ClientSecret::new(needed("HUE_CLIENT_SECRET")?);
    let mut app = App::builder(&needed("HUE_CLIENT_ID")?, secret);
    if let Some(redirect_uri) = variable("HUE_REDIRECT_URI")? {
        app = app.redirect_uri(&redirect_uri);
    }
    if let Some(base_url) = variable("HUE_BASE_URL")? {
        app = app.base_url(&base_url);
    }
    if let Some(lease) = variable("HUE_LEASE_SECONDS")? {
        let invalid = |_| EnvError::new("HUE_LEASE_SECONDS", "is no whole number of seconds");
        app = app.lease(Duration::from_secs(lease.parse().map_err(invalid)?));
    }
    let mut transport = TransportSettings::default();
    if let Some(file) = variable("HUE_CA_FILE")? {
        let pem = std::fs::read(&file).map_err(|error| EnvError::new("HUE_CA_FILE", unreadable(&error)))?;
        let invalid = |_| EnvError::new("HUE_CA_FILE", "names a file without certificates in PEM form");
        transport = transport.with_extra_roots(&pem).map_err(invalid)?;
    }
    Ok((app, transport))
}

/// A variable that is missing or cannot be used. It quotes no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnvError {
    variable: &'static str,
    problem: &'static str,
}

impl EnvError {
    const fn new(variable: &'static str, problem: &'static str) -> Self {
        Self { variable, problem }
    }

    /// Which variable.
    pub fn variable(&self) -> &'static str {
        self.variable
    }
}

impl fmt::Display for EnvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the environment variable {} {}", self.variable, self.problem)
    }
}

impl std::error::Error for EnvError {}

fn needed(name: &'static str) -> Result<String, EnvError> {
    let missing =
        EnvError::new(name, "is not set; its value is on the application's page at developers.meethue.com/my-apps");
    variable(name)?.ok_or(missing)
}

fn unreadable(error: &std::io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::NotFound => "names a file that is not there",
        ErrorKind::PermissionDenied => "names a file that this user may not read",
        _ => "names a file that cannot be read",
    }
}

/// Set to nothing counts as not set.
fn variable(name: &'static str) -> Result<Option<String>, EnvError> {
    match std::env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(EnvError::new(name, "is not text in UTF-8")),
    }
}
