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
//! use hue_blocking::{Account, Callback, Session, v2};
//!
//! # fn paste() -> String { String::new() }
//! # fn save(_: &hue_blocking::Snapshot) -> std::io::Result<()> { Ok(()) }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (app, hue) = hue_blocking::from_env()?;
//! let app = app.device_type("lamp-timer", Some("attic")).build()?;
//!
//! let session = Session::new(app, hue_blocking::entropy()?);
//! println!("Open {}", session.authorize_url());
//! let session = session.redirected(&Callback::parse(&paste())?)?;
//! let session = hue.run(&mut session.redeem())?;
//! save(&session.snapshot())?;
//! let session = hue.run(&mut session.link())?;
//! save(&session.snapshot())?;
//!
//! // From here on: renewal by itself, and saved before it is used.
//! let mut account = Account::new(session, save);
//! for light in hue.call(v2::GetLights, &mut account)?.data {
//!     hue.call(v2::UpdateLight::new(&light.id, v2::LightChange::new().on(true)), &mut account)?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! [`AnySession::restore`] takes the next run of the program to where this one ended; [`Account`] says what to do when an account
//! comes to its end. The example `from_scratch` is all of it in one program.

mod account;
mod drive;
mod login;
mod transport;

pub use hue_host::{Browser, Cause, EnvError, NoRedirect, SendError, TransportSettings, Unsent, entropy};
pub use hue_proto::*;

pub use account::{Account, Credentials};
pub use drive::Client;
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
///
/// The App's builder comes back, for the program to add what is its own, such as the device type. Fails where a variable is
/// missing, is no text, or names a file that cannot be used; the values are checked by [`AppBuilder::build`].
pub fn from_env() -> Result<(AppBuilder, Client<Ureq>), EnvError> {
    let (app, settings) = hue_host::from_env()?;
    Ok((app, Client::new(Ureq::new(&settings))))
}
