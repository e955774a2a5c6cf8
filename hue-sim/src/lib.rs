//! A simulated Philips Hue cloud with bridges behind it: for tests, examples and development without an account.
//!
//! * [`Cloud`] is a pure function of its state, the time and a request: no IO, no clock, no randomness.
//! * [`Simulation`] is a handle to a cloud with a clock that a test can move.
//! * [`Server`] puts a simulation behind TLS, for programs that know nothing of it.
//!
//! Programs that talk to a simulator which runs elsewhere find a control area below `/_sim`. It is no part of Hue's API:
//!
//! | request | answer |
//! |---|---|
//! | `GET /_sim` | `{"applications":[…],"accounts":[…],"bridges":[…]}`, with the (simulated) secrets |
//! | `GET /_sim/log` | the requests that were handled: `[{"at":…,"method":…,"path":…,"status":…,"event":…}]` |
//! | `POST /_sim/advance` with `{"seconds":60}` | moves the simulation's time forward: `{"now":…}` in milliseconds |
//!
//! It is built from what is known of the real service, and every point on which sources disagree is one of its [`Settings`].

mod answer;
pub mod bodies;
mod bridge;
mod cloud;
mod control;
mod entry;
mod form;
mod gamut;
mod home;
mod ids;
mod incoming;
mod linked;
mod oauth;
mod quota;
mod redact;
mod relay;
mod server;
pub mod settings;
mod simulation;
mod time;

pub use answer::{Delay, Hang};
pub use bridge::{Bridge, Light, LightKind, User};
pub use cloud::Cloud;
pub use entry::{Entry, Event};
pub use home::{DumpError, Home};
pub use linked::{NotLinked, linked};
pub use redact::redacted_path;
pub use server::{Options, Server, ServerError};
pub use settings::whole::Settings;
pub use simulation::{NotRedirected, Simulation};
