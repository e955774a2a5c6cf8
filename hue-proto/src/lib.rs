//! The Philips Hue Remote API, without IO.
//!
//! Programs reach their Hue lights from anywhere through Hue's cloud, `api.meethue.com`. This crate knows how: the login
//! (OAuth2 with Hue's own turns), the link to a bridge, the renewal of a pair of single-use tokens, the calls. It decides
//! what to send and what a reply means; it opens no socket, reads no clock and draws no random number. Whoever drives it
//! brings those: [`hue-blocking`](https://docs.rs/hue-blocking) over ureq, or a loop of your own.
//!
//! **In scope**: everything between "I have a client id and secret" and "the bridge said", as `http::Request` out and
//! `http::Response` in. **Out of scope**: sockets, TLS, files, logging, finding bridges on the local network.
//!
//! # The states
//!
//! ```text
//!  Session<Unauthorized> ──redirected(callback)──▶ Session<CodeReceived> ──redeem()──▶ Session<TokensIssued> ──link()──▶ Session<UserLinked>
//!      authorize_url()                                                       from_tokens(..) ▲ ↺ renew()   └─with_key(key)─▶ ↺ renew()
//!      ▲                                                                                                                    access()
//!      └────────────────────────────────────── again(previous): a new login keeps the bridge and its key ◀──────────────────┘
//! ```
//!
//! Each state is a type with its data inside, and each move takes the session, so a wrong order does not compile
//! ([`Session`] shows each beside a right one). Between two states lies an [`Exchange`]: requests to send and replies to
//! hand back, which owns the session until it arrives. At every rest a [`Snapshot`] can be stored; [`AnySession`] is what
//! comes back. A [`Call`] asks the bridge one thing with the [`Access`] of a linked session.
//!
//! # A walk through every state
//!
//! ```
//! use hue_proto::v2::{Light, Resource};
//! use hue_proto::{
//!     AnySession, App, Call, CallStep, Callback, ClientSecret, Entropy, Exchange, Session, Step, Transition, UnixTime,
//! };
//! use http::Response;
//!
//! // What a driver does for a living. This one has its replies in its pocket.
//! fn drive<T: Transition>(exchange: &mut Exchange<T>, replies: &[&str]) -> Result<Session<T::To>, hue_proto::Error> {
//!     let mut replies = replies.iter();
//!     let mut step = exchange.start()?;
//!     loop {
//!         match step {
//!             Step::Send => {}
//!             Step::Wait(delay) => panic!("nobody asked to wait {delay:?}"),
//!             Step::Done(session) => return Ok(session),
//!         }
//!         let request = exchange.request();
//!         assert_eq!(request.uri().host(), Some("api.meethue.com"));
//!         step = exchange.receive(Response::new(replies.next().expect("one reply a request")), NOW)?;
//!     }
//! }
//! const NOW: UnixTime = UnixTime::from_millis(1_760_000_000_000);
//!
//! // Unauthorized: send the user to Hue. Entropy comes from the operating system, not from a constant.
//! let app = App::builder("my-client-id", ClientSecret::new("my-client-secret"))
//!     .redirect_uri("http://127.0.0.1:9123/authorized")
//!     .device_type("lamp-timer", Some("attic"))
//!     .build()?;
//! let session = Session::new(app, Entropy::from_bytes([7; 32]));
//! assert!(session.authorize_url().as_str().starts_with("https://api.meethue.com/v2/oauth2/authorize?client_id=my-client-id&"));
//!
//! // CodeReceived: the browser came back.
//! let redirect = format!("http://127.0.0.1:9123/authorized?code=VYHuNzI&state={}", session.csrf_state().expose());
//! let session = session.redirected(&Callback::parse(&redirect)?)?;
//!
//! // TokensIssued: the cloud is open.
//! let tokens = r#"{"access_token":"A1","expires_in":604799,"refresh_token":"R1","token_type":"bearer"}"#;
//! let session = drive(&mut session.redeem(), &[tokens])?;
//!
//! // UserLinked: the bridge is open.
//! let config = r#"{"name":"Home","bridgeid":"001788FFFE123456","whitelist":{}}"#;
//! let pressed = r#"[{"success":{"/config/linkbutton":true}}]"#;
//! let created = r#"[{"success":{"username":"83b7780291a6ceffbe0bd049104df"}}]"#;
//! let session = drive(&mut session.link(), &[config, pressed, created])?;
//!
//! // Save it at every rest, and go on from there after a restart.
//! let stored = session.snapshot().to_json();
//! let snapshot = hue_proto::Snapshot::from_json(stored.as_bytes())?;
//! let AnySession::UserLinked(session) = AnySession::restore(session.app().clone(), &snapshot)? else { panic!() };
//!
//! // Ask the bridge.
//! let (mut call, step) = Call::begin(Light::list(), session.access(), NOW)?;
//! assert!(matches!(step, CallStep::Send));
//! assert_eq!(call.request().uri(), "https://api.meethue.com/route/clip/v2/resource/light");
//! let lights = r#"{"errors":[],"data":[{"id":"3883f8bf-30a3-445b-ac06-b047d50599df","type":"light","metadata":{"name":"Kitchen"},"on":{"on":true}}]}"#;
//! let CallStep::Done(lights) = call.receive(Response::new(lights), NOW)? else { panic!() };
//! assert!(lights.data[0].is_on());
//!
//! // A week later: both tokens are replaced. Save the new pair before using it.
//! let renewed = r#"{"access_token":"A2","expires_in":604799,"refresh_token":"R2","token_type":"bearer"}"#;
//! let session = drive(&mut session.renew(), &[renewed])?;
//! assert_eq!(session.tokens().generation(), 1);
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! # What it sends, and how often
//!
//! An exchange ends within [`Exchange::MAX_SENDS`] requests: five to redeem or to renew, six to link. A call ends within three,
//! and asks for newer access once, or twice where what it got was over already. Each waits twice at most, whatever is replied.
//! What takes effect once (redeeming a code, renewing, creating a user) is sent again only after a 429 or where nothing
//! was sent; where nobody can say, the error is [`Error::Unconfirmed`].

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
pub mod keep;
mod login;
mod quantity;
mod raw;
mod route;
mod secret;
mod session;
mod time;
mod wire;

pub mod color;
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
pub use login::authorization::AuthorizationRequest;
pub use login::pending::Pending;
pub use login::{Login, LoginStep, Rest};
pub use quantity::{Fraction, Kelvin, Mirek, MirekDelta, Name, Percent, Xy};
pub use raw::Raw;
pub use route::{Access, Area, Class, Operation};
pub use secret::{
    AccessToken, ApplicationKey, AuthorizationCode, ClientKey, ClientSecret, CsrfState, PkceVerifier, RefreshToken,
};
pub use session::Session;
pub use session::any::AnySession;
pub use session::authorize::Rejected;
pub use session::snapshot::{Snapshot, SnapshotJson};
pub use session::state::{CodeReceived, HasTokens, State, TokensIssued, Unauthorized, UserLinked};
pub use session::tokens::Tokens;
pub use time::UnixTime;
pub use wire::callback::Callback;
