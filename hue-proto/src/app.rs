//! The application: who asks, where, and how patiently. Checked once, so that building a request cannot fail.

mod builder;
mod device;
mod retry;

use crate::secret::ClientSecret;
use alloc::boxed::Box;
use core::time::Duration;
use http::{HeaderValue, Uri};
use url::Url;

pub use builder::AppBuilder;
pub use device::DeviceType;
pub use retry::Retry;
pub(crate) use retry::{MAX_REPEATS, Patience};

/// An application registered at the Hue portal, with everything that is configured about reaching Hue.
///
/// Made by [`App::builder`]. It is immutable and shared: put it into an `Arc` and give that to every session.
///
/// ```
/// use hue_proto::{App, ClientSecret};
///
/// let app = App::builder("client-id", ClientSecret::new("client-secret"))
///     .redirect_uri("http://127.0.0.1:9123/authorized")
///     .device_type("my-lamp-timer", Some("attic"))
///     .build()?;
/// # Ok::<(), hue_proto::Error>(())
/// ```
#[derive(Debug)]
pub struct App {
    pub(crate) client_id: Box<str>,
    pub(crate) auth: ClientAuth,
    /// The value of `Authorization`, for [`ClientAuth::Basic`].
    pub(crate) basic: Option<HeaderValue>,
    pub(crate) redirect_uri: Option<RedirectUri>,
    pub(crate) issuer: Option<Box<str>>,
    pub(crate) digest_realm: Box<str>,
    pub(crate) device_type: DeviceType,
    pub(crate) client_key: bool,
    pub(crate) retry: Retry,
    pub(crate) renew_early: Duration,
    pub(crate) renew_idle: Duration,
    pub(crate) lease: Duration,
    /// The authorise endpoint with every parameter that is the same for each login.
    pub(crate) authorize: Url,
    pub(crate) token: Uri,
    /// Scheme, host and port of the token endpoint: whom the tokens belong to.
    pub(crate) token_origin: Box<str>,
    /// Everything before `/api` and `/clip`, without a slash at its end.
    pub(crate) route: Box<str>,
    /// The bridge's configuration, for the cloud's own user.
    pub(crate) config: Uri,
    /// Where the bridge creates users.
    pub(crate) users: Uri,
}

impl App {
    /// Starts from Hue's own endpoints; [`AppBuilder::build`] checks everything. A secret alone introduces itself with Basic.
    pub fn builder(client_id: &str, auth: impl Into<ClientAuth>) -> AppBuilder {
        AppBuilder::new(client_id, auth.into())
    }

    /// The client id. Not a secret: it stands in the authorise URL.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The redirect URI exactly as registered, where one is configured.
    pub fn redirect_uri(&self) -> Option<&str> {
        self.redirect_uri.as_ref().map(|uri| &*uri.text)
    }

    /// What a reply might echo of how the client introduced itself, to be blotted out of errors.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        let basic = self.basic.as_ref().and_then(|header| header.to_str().ok()?.strip_prefix("Basic "));
        self.auth.secret().map(ClientSecret::expose).into_iter().chain(basic)
    }

    /// Scheme, host and port that API calls go to.
    pub fn api_origin(&self) -> &str {
        let path = self.route.match_indices('/').nth(2).map(|(at, _)| at);
        path.and_then(|at| self.route.get(..at)).unwrap_or(&self.route)
    }
}

/// How the client introduces itself to the token endpoint. Never changed behind the caller's back.
#[non_exhaustive]
#[derive(Clone, Debug)]
pub enum ClientAuth {
    /// `Authorization: Basic`, as Hue recommends. A 401 means that the secret is wrong.
    Basic(ClientSecret),
    /// Id and secret as form fields (RFC 6749 section 2.3.1).
    Form(ClientSecret),
    /// Nothing until challenged, then a digest (RFC 7616; RFC 2069 where the challenge names no `qop`). The secret itself
    /// never travels. Hue calls this deprecated.
    Digest(ClientSecret),
    /// No secret here: [`AppBuilder::token_endpoint`] is the caller's own and holds it. Hue has no public clients.
    Public,
}

/// Basic, which Hue recommends.
impl From<ClientSecret> for ClientAuth {
    fn from(secret: ClientSecret) -> Self {
        Self::Basic(secret)
    }
}

impl ClientAuth {
    pub(crate) fn secret(&self) -> Option<&ClientSecret> {
        match self {
            Self::Basic(secret) | Self::Form(secret) | Self::Digest(secret) => Some(secret),
            Self::Public => None,
        }
    }
}

/// The registered redirect URI: its text is sent as it is, its path tells our redirects from other requests.
#[derive(Debug)]
pub(crate) struct RedirectUri {
    pub(crate) text: Box<str>,
    pub(crate) path: Box<str>,
    /// Its port, where it leads to this machine's own 127.0.0.1 over plain HTTP.
    pub(crate) loopback_port: Option<u16>,
}
