//! The Philips Hue Remote API for synchronous programs.
//!
//! [`hue_proto`] decides everything: what to send, what a reply means, when to renew, when to wait. This crate sends, over
//! [`Ureq`] or over a [`Transport`] of your own, and brings a clock, a sleep and [`entropy()`]. What a program needs of
//! the core is here under the same names, so this is the one dependency.
//!
//! A login, from the first minute to the lamp. [`from_env`] reads `HUE_CLIENT_ID`, `HUE_CLIENT_SECRET` and, where they
//! are set, `HUE_REDIRECT_URI`, `HUE_BASE_URL` and `HUE_CA_FILE`:
//!
//! ```no_run
//! use hue_blocking::v2::{Light, Resource};
//! use hue_blocking::{Browser, Hue};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (app, client) = hue_blocking::from_env()?;
//! let app = app.device_type("lamp-timer", Some("attic")).build()?;
//! let hue = Hue::new(app, client, hue_store::File::in_home("lamp-timer")?);
//!
//! // The user's browser opens; what comes back is received, redeemed, linked, and stored at every rest.
//! let bridge = hue.login("home", &Browser::new())?;
//!
//! // From here on: renewal by itself, once for all who call, and stored before it is used.
//! for light in bridge.call(Light::list())?.data {
//!     bridge.call(Light::update(&light.id).on(true))?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The next run of the program goes on from where this one ended; [`Bridge`] says what to do when a grant comes to its end.
//! The example `from_scratch` is all of it in one program. [`Client`] drives the exchanges of the core one by one.

mod bridge;
mod drive;
mod hue;
mod login;
mod renewal;
mod transport;

pub use hue_host::{
    AnyError, Browser, Cause, EnvError, NoRedirect, SendError, Store, TransportSettings, Unsent, entropy, now,
};
pub use hue_proto::*;

pub use bridge::Bridge;
pub use drive::Client;
pub use hue::Hue;
pub use transport::Transport;
pub use transport::ureq::Ureq;

/// An App and a client from the environment.
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
pub fn from_env() -> Result<(AppBuilder, Client<Ureq>), EnvError> {
    let (app, settings) = hue_host::from_env()?;
    Ok((app, Client::new(Ureq::new(&settings))))
}
