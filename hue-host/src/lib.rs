//! What `hue-blocking` and `hue-tokio` have in common, and what they take from the machine that they run on: entropy, the
//! clock, settings from the environment, the user's browser and the way back from it. Both re-export what a program needs of
//! it; who writes a driver of their own may like [`Browser`].

mod any_error;
mod browser;
mod cause;
mod env;
mod handles;
mod send;
mod settings;
mod store;

pub use any_error::AnyError;
pub use browser::{Browser, NoRedirect};
pub use cause::{Cause, Troubles};
pub use env::{EnvError, from_env};
pub use handles::Handles;
pub use send::{SendError, Unsent};
pub use settings::TransportSettings;
pub use store::Store;

use hue_proto::{Entropy, UnixTime};
use std::time::SystemTime;

/// 32 bytes from the operating system's generator, for one session. Fails only where the system has none.
pub fn entropy() -> Result<Entropy, std::io::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(Entropy::from_bytes(bytes))
}

/// The time by the system's clock. A clock before 1970 is at 1970.
pub fn now() -> UnixTime {
    let since = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    UnixTime::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
