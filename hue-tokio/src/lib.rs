//! The Philips Hue Remote API for asynchronous programs on tokio.
//!
//! [`hue_proto`] decides everything: what to send, what a reply means, when to renew, when to wait. This crate sends, over
//! [`Hyper`] (HTTP/1.1 and HTTP/2 by ALPN) or over a [`Transport`] of your own, and brings a clock, a sleep and [`entropy()`].
//! It is `hue-blocking` with `.await`: the same names, settings and defaults. What a program needs of the core is here under
//! the same names, so this is the one dependency.
//!
//! A login, from the first minute to the lamp. [`from_env`] reads `HUE_CLIENT_ID`, `HUE_CLIENT_SECRET` and, where they
//! are set, `HUE_REDIRECT_URI`, `HUE_BASE_URL` and `HUE_CA_FILE`:
//!
//! ```no_run
//! use hue_tokio::{Account, Browser, Login, Session, v2};
//!
//! # async fn save(_: hue_tokio::Snapshot) -> std::io::Result<()> { Ok(()) }
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let (app, hue) = hue_tokio::from_env()?;
//! let app = app.device_type("lamp-timer", Some("attic")).build()?;
//!
//! // The user's browser opens; what comes back is received, redeemed, linked, and saved at every rest.
//! let mut login = Login::new(Session::new(app, hue_tokio::entropy()?));
//! let session = hue.login(&mut login, &Browser::new(), save).await?;
//!
//! // From here on: renewal by itself, and saved before it is used.
//! let mut account = Account::new(session, save);
//! for light in hue.call(v2::GetLights, &mut account).await?.data {
//!     hue.call(v2::UpdateLight::new(&light.id, v2::LightChange::new().on(true)), &mut account).await?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Every future is `Send`, and can be dropped at any time: sessions stay with the exchange, the login or the account that is
//! lent to it. [`AnySession::restore`] takes the next run of the program to where this one ended; [`Account`] says what to
//! do when an account comes to its end.

mod account;
mod drive;
mod login;
mod transport;

pub use hue_host::{Browser, Cause, EnvError, NoRedirect, SendError, TransportSettings, Unsent, entropy};
pub use hue_proto::*;

pub use account::{Account, Credentials};
pub use drive::Client;
pub use transport::Transport;
pub use transport::hyper::Hyper;
pub use transport::hyper::connect::Connector;
pub use transport::reply::Body;
#[cfg(feature = "reqwest")]
pub use transport::reqwest::Reqwest;
#[cfg(feature = "tower")]
pub use transport::tower::Tower;

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
pub fn from_env() -> Result<(AppBuilder, Client<Hyper>), EnvError> {
    let (app, settings) = hue_host::from_env()?;
    Ok((app, Client::new(Hyper::new(&settings))))
}
