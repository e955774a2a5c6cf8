//! The log: what was asked, how it was answered, and what came of it.

use std::fmt;

use http::{Method, Request};
use hue_proto::UnixTime;

use crate::redact::redacted_path;

/// One request that was handled. `Display` is a log line without secrets; `Debug` shows no more.
///
/// ```text
/// POST /v2/oauth2/token 200 code-exchange
/// PUT /route/api/<key>/lights/1/state 200 light-changed
/// ```
#[derive(Clone)]
pub struct Entry {
    at: UnixTime,
    path: String,
    status: u16,
    event: Option<Event>,
    request: Request<Vec<u8>>,
}

impl Entry {
    pub(crate) fn new(at: UnixTime, request: &Request<Vec<u8>>, status: u16, event: Option<Event>) -> Self {
        Self { at, path: redacted_path(request.uri().path()), status, event, request: request.clone() }
    }

    /// When it was handled.
    pub fn at(&self) -> UnixTime {
        self.at
    }

    /// Its method.
    pub fn method(&self) -> &Method {
        self.request.method()
    }

    /// Its path without the query, with keys replaced by `<key>`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The status of the reply.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// What came of it, where that is worth a word.
    pub fn event(&self) -> Option<Event> {
        self.event
    }

    /// The whole request as it was sent, secrets included: for assertions, never for a log.
    pub fn request(&self) -> &Request<Vec<u8>> {
        &self.request
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.method(), self.path, self.status)?;
        match self.event {
            Some(event) => write!(f, " {event}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entry({} ms: {self})", self.at.as_millis())
    }
}

/// What came of a request. `Display` gives the word of the log line.
///
/// Those from [`Consent`](Self::Consent) to [`ResourceDeleted`](Self::ResourceDeleted) stand for an effect that took place, so
/// counting them counts effects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Event {
    /// `consent`: access was granted, and the browser went back with a code.
    Consent,
    /// `denied`: access was not granted, and the browser went back with an error.
    Denied,
    /// `code-exchange`: a code became tokens.
    CodeExchange,
    /// `renewal`: a refresh token became new tokens.
    Renewal,
    /// `link-button`: the link button was pressed, by the cloud.
    LinkButton,
    /// `user-created`: the bridge has a new user.
    UserCreated,
    /// `user-deleted`: the bridge has lost a user.
    UserDeleted,
    /// `light-changed`: a light was set, in whole or in part, by itself, by its group or by a scene.
    LightChanged,
    /// `resource-changed`: another resource was updated.
    ResourceChanged,
    /// `resource-created`: there is a new resource.
    ResourceCreated,
    /// `resource-deleted`: a resource is gone, with all that belonged to it.
    ResourceDeleted,
    /// `login-page`: the page that asks for login and consent was shown.
    LoginPage,
    /// `login-failed`: the page was shown again, because login or password was wrong.
    LoginFailed,
    /// `challenge`: 401 because there were no credentials, or because the nonce of a right answer was stale.
    Challenge,
    /// `refused`: whatever was asked did not happen.
    Refused,
    /// `rate-limited`: 429.
    RateLimited,
    /// `offline`: the bridge was not connected.
    Offline,
    /// `pushed-reply`: answered with a reply that a test had pushed, without being handled.
    PushedReply,
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Consent => "consent",
            Self::Denied => "denied",
            Self::CodeExchange => "code-exchange",
            Self::Renewal => "renewal",
            Self::LinkButton => "link-button",
            Self::UserCreated => "user-created",
            Self::UserDeleted => "user-deleted",
            Self::LightChanged => "light-changed",
            Self::ResourceChanged => "resource-changed",
            Self::ResourceCreated => "resource-created",
            Self::ResourceDeleted => "resource-deleted",
            Self::LoginPage => "login-page",
            Self::LoginFailed => "login-failed",
            Self::Challenge => "challenge",
            Self::Refused => "refused",
            Self::RateLimited => "rate-limited",
            Self::Offline => "offline",
            Self::PushedReply => "pushed-reply",
        })
    }
}
