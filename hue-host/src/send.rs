//! What became of a request that brought no reply.

use hue_proto::Delivery;
use std::error::Error;
use std::fmt;

/// No reply, and whether the request can have been heard.
#[expect(clippy::exhaustive_structs, reason = "every transport makes it")]
#[derive(Clone, Copy, Debug)]
pub struct Unsent<E> {
    /// Why.
    pub error: E,
    /// [`Delivery::NotSent`] only where it is certain that no byte of the request was read by anyone.
    pub delivery: Delivery,
}

/// Why there is no reply, in words that name no URL and no header.
#[derive(Debug)]
pub struct SendError {
    what: &'static str,
    detail: Option<String>,
}

impl SendError {
    /// The server's certificate is not one to trust.
    pub const UNTRUSTED: &str =
        "the server cannot be trusted; a certificate authority of your own goes into HUE_CA_FILE or with_extra_roots";
    /// Nothing came about.
    pub const NO_CONNECTION: &str = "no connection";
    /// The time ran out before a connection stood.
    pub const NO_CONNECTION_IN_TIME: &str = "no connection in time";
    /// The time ran out after it.
    pub const NO_REPLY_IN_TIME: &str = "no reply in time";
    /// The connection ended before the reply did.
    pub const BROKEN: &str = "the connection broke";
    /// The reply is larger than the settings allow.
    pub const TOO_LARGE: &str = "the reply is too large";
    /// What came is no reply.
    pub const NO_HTTP: &str = "the reply is no HTTP";

    /// `detail` must not quote a URL or a header: both may hold secrets.
    pub fn new(what: &'static str, detail: Option<String>) -> Self {
        Self { what, detail }
    }

    /// With whether the request can have been heard.
    pub fn because(self, delivery: Delivery) -> Unsent<Self> {
        Unsent { error: self, delivery }
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what)?;
        self.detail.as_ref().map_or(Ok(()), |detail| write!(f, " ({detail})"))
    }
}

impl Error for SendError {}
