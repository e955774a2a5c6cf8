//! Where an operation goes, and with which credentials.

use crate::app::App;
use crate::error::{Error, InvalidSetting};
use crate::secret::{AccessToken, ApplicationKey};
use crate::session::Session;
use crate::session::state::UserLinked;
use crate::session::tokens::bearer;
use crate::time::UnixTime;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use http::{HeaderValue, Method, Uri};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

/// Where on a bridge an operation lives.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// Below `/api/<application key>`.
    V1,
    /// Below `/clip/v2`, with the key in the `hue-application-key` header.
    V2,
    /// `/auth/v1`, with the key in the `hue-application-key` header.
    Auth,
    /// `/eventstream/clip/v2`, which only the local network has.
    Events,
}

/// What kind of load an operation is to a bridge.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Changes nothing.
    Read,
    /// One light: about ten a second.
    Light,
    /// Many lights: about one a second.
    Group,
    /// Anything else that changes something.
    Other,
}

/// One question to a bridge. It cannot name a host: segments are encoded here, credentials come from [`Access`].
#[derive(Clone)]
#[must_use = "an operation does nothing until an endpoint hands it to a call"]
pub struct Operation {
    pub(crate) method: Method,
    pub(crate) area: Area,
    pub(crate) class: Class,
    pub(crate) path: String,
    /// Why it cannot be sent.
    fault: Option<InvalidSetting>,
    pub(crate) body: Option<Vec<u8>>,
}

impl Operation {
    /// An operation at the root of its area.
    pub fn new(method: Method, area: Area, class: Class) -> Self {
        Self { method, area, class, path: String::new(), fault: None, body: None }
    }

    /// One path segment more, percent-encoded: whatever is in it, it stays one segment. An empty one, `.` and `..` lead elsewhere
    /// however they are encoded, and a call of them fails before anything is sent.
    pub fn segment(mut self, segment: &str) -> Self {
        self.path.push('/');
        self.path.extend(utf8_percent_encode(segment, &SEGMENT));
        self.faulty((!is_sound(segment)).then_some(NO_SUCH_PATH))
    }

    /// With a JSON body.
    pub fn json(mut self, body: Vec<u8>) -> Self {
        self.body = Some(body);
        self
    }

    /// With a value as its JSON body. A value that JSON cannot express fails the call before anything is sent.
    pub fn json_of(self, value: &(impl Serialize + ?Sized)) -> Self {
        let body = serde_json::to_vec(value);
        self.faulty(body.is_err().then_some(NO_JSON)).json(body.unwrap_or_default())
    }

    /// Why it cannot be sent. What is wrong first is what is told.
    pub(crate) fn faulty(mut self, fault: Option<InvalidSetting>) -> Self {
        self.fault = self.fault.or(fault);
        self
    }

    /// What kind of load it is.
    pub fn class(&self) -> Class {
        self.class
    }
}

/// Neither path nor body: both may name a user of the bridge.
impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operation").field("method", &self.method).field("area", &self.area).finish_non_exhaustive()
    }
}

/// What a call needs: the way to the bridge, the access token, the application key. Cheap to clone, and independent of the
/// session that it came from.
#[derive(Clone)]
pub struct Access(Arc<Inner>);

struct Inner {
    app: Arc<App>,
    bearer: Option<HeaderValue>,
    key: ApplicationKey,
    key_header: Option<HeaderValue>,
    issued: Option<UnixTime>,
    stale_from: Option<UnixTime>,
    generation: u64,
}

impl Session<UserLinked> {
    /// What calls need. It goes on working when the session is dropped, until the tokens are renewed.
    pub fn access(&self) -> Access {
        let tokens = &self.state.tokens;
        Access(Arc::new(Inner {
            bearer: tokens.bearer(),
            key_header: key_header(self.key()),
            key: self.key().clone(),
            issued: tokens.issued,
            stale_from: tokens.stale_from(self.app.renew_early),
            generation: tokens.generation,
            app: self.app.clone(),
        }))
    }
}

impl Access {
    /// For a host application that owns the login and only lends a token. When it is refused, the lender is asked for a newer
    /// one: nothing is renewed here. To store lent access, make a session of it
    /// ([`from_tokens`](Session::from_tokens), [`with_key`](Session::with_key)) and take its snapshot. A token or key that no
    /// header can carry is left out, and so refused.
    pub fn bearer(app: impl Into<Arc<App>>, token: &AccessToken, key: ApplicationKey) -> Self {
        Self(Arc::new(Inner {
            app: app.into(),
            bearer: bearer(token),
            key_header: key_header(&key),
            key,
            issued: None,
            stale_from: None,
            generation: 0,
        }))
    }

    /// How often the tokens were renewed since the login.
    pub fn generation(&self) -> u64 {
        self.0.generation
    }

    pub(crate) fn app(&self) -> &App {
        &self.0.app
    }

    pub(crate) fn key(&self) -> &ApplicationKey {
        &self.0.key
    }

    pub(crate) fn bearer_header(&self) -> Option<&HeaderValue> {
        self.0.bearer.as_ref()
    }

    pub(crate) fn key_header(&self) -> Option<&HeaderValue> {
        self.0.key_header.as_ref()
    }

    /// Whether the clock says that the token is over.
    pub(crate) fn is_expired(&self, now: UnixTime) -> bool {
        self.0.stale_from.is_some_and(|stale| stale <= now)
    }

    /// Whether the other is for the same application and user: a call goes on only with that.
    pub(crate) fn is_same_account(&self, other: &Self) -> bool {
        self.0.app.client_id == other.0.app.client_id
            && self.0.app.route == other.0.app.route
            && self.0.key.matches(other.0.key.expose())
    }

    /// Whether the other is another token, and not an older one: renewed as often at least, or of a later login.
    pub(crate) fn is_followed_by(&self, other: &Self) -> bool {
        let (one, other) = (&self.0, &other.0);
        let is_newer = other.generation >= one.generation || other.issued > one.issued;
        is_newer && other.bearer.is_some() && other.bearer != one.bearer
    }

    /// Whether the token is known to be from before `then`.
    pub(crate) fn is_issued_before(&self, then: UnixTime) -> bool {
        self.0.issued.is_none_or(|issued| issued < then)
    }

    /// The whole URI of an operation. Its host is the App's, whatever the path.
    pub(crate) fn uri(&self, operation: &Operation) -> Result<Uri, Error> {
        if let Some(fault) = operation.fault {
            return Err(Error::InvalidSetting(fault));
        }
        let (route, path) = (&self.0.app.route, &operation.path);
        let text = match operation.area {
            Area::V1 if !is_sound(self.0.key.expose()) => return Err(Error::KeyRejected),
            Area::V1 => format!("{route}/api/{}{path}", utf8_percent_encode(self.0.key.expose(), &SEGMENT)),
            Area::V2 => format!("{route}/clip/v2{path}"),
            Area::Auth => format!("{route}/auth/v1{path}"),
            Area::Events => return Err(Error::Unsupported(NO_EVENTS)),
        };
        Uri::try_from(text).map_err(|_| Error::InvalidSetting(TOO_LONG))
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access").field("generation", &self.0.generation).finish_non_exhaustive()
    }
}

fn is_sound(segment: &str) -> bool {
    !matches!(segment, "" | "." | "..")
}

fn key_header(key: &ApplicationKey) -> Option<HeaderValue> {
    let mut header = HeaderValue::from_str(key.expose()).ok()?;
    header.set_sensitive(true);
    Some(header)
}

/// RFC 3986 section 2.3: what needs no encoding in a segment.
const SEGMENT: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
const NO_SUCH_PATH: InvalidSetting =
    InvalidSetting::new("path of the operation", "must not have empty segments, . or ..");
const TOO_LONG: InvalidSetting = InvalidSetting::new("path of the operation", "must be shorter than 64 KiB");
const NO_JSON: InvalidSetting = InvalidSetting::new("body of the operation", "must be a value that JSON can express");
const NO_EVENTS: &str = "Hue serves no event stream through the remote API; poll the resources instead";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_stays_a_segment() {
        let path = |segment: &str| Operation::new(Method::GET, Area::V2, Class::Read).segment(segment).path;
        for (segment, expected) in [
            ("light", "/light"),
            ("a/b", "/a%2Fb"),
            ("//evil.example", "/%2F%2Fevil.example"),
            ("@evil.example:1", "/%40evil.example%3A1"),
            ("a?b#c", "/a%3Fb%23c"),
            ("ü\r\n", "/%C3%BC%0D%0A"),
        ] {
            assert_eq!(path(segment), expected);
        }
    }
}
