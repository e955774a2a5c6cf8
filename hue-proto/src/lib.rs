//! placeholder
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod app;
mod auth;
mod call;
mod entropy;
mod error;
mod exchange;
mod id;
mod raw;
mod route;
mod secret;
mod session;
mod time;
mod wire;

pub mod v1;
pub mod v2;

pub use http;
pub use url;

pub use app::{App, AppBuilder, ClientAuth, DeviceType, Retry};
pub use call::{Call, CallStep, Endpoint};
pub use entropy::Entropy;
pub use error::{BridgeError, Delivery, Effect, Error, Foreign, InvalidSetting, Malformed, Recovery, Refusal};
pub use exchange::link::Link;
pub use exchange::redeem::Redeem;
pub use exchange::renew::Renew;
pub use exchange::{Exchange, Step, Transition};
pub use id::BridgeId;
pub use raw::Raw;
pub use route::{Access, Area, Class, Operation};
pub use secret::{
    AccessToken, ApplicationKey, AuthorizationCode, ClientKey, ClientSecret, CsrfState, PkceVerifier, RefreshToken,
};
pub use session::Session;
pub use session::any::AnySession;
pub use session::authorize::Rejected;
pub use session::snapshot::Snapshot;
pub use session::state::{CodeReceived, HasTokens, State, TokensIssued, Unauthorized, UserLinked};
pub use session::tokens::Tokens;
pub use time::UnixTime;
pub use wire::callback::Callback;
