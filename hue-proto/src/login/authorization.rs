//! What the user is asked.

use crate::error::Error;
use crate::session::Session;
use crate::session::state::Unauthorized;
use crate::wire::callback::Callback;
use url::Url;

/// A question to the user (RFC 6749 section 4.1.1), independent of the login that it belongs to: it can be sent to whatever
/// thread waits for the browser.
#[derive(Debug)]
pub struct AuthorizationRequest(Session<Unauthorized>);

impl AuthorizationRequest {
    pub(super) fn new(session: Session<Unauthorized>) -> Self {
        Self(session)
    }

    /// Where to send the user's browser.
    pub fn url(&self) -> Url {
        self.0.authorize_url()
    }

    /// The port on which to await the redirect at `127.0.0.1`. `None` where the registered redirect URI leads elsewhere: the
    /// user pastes the address then, or a server of the program's own receives it.
    pub fn loopback_port(&self) -> Option<u16> {
        self.0.app.redirect_uri.as_ref()?.loopback_port
    }

    /// Whether this is the answer, without taking it. Fails as [`Session::redirected`] does.
    pub fn check(&self, callback: &Callback) -> Result<(), Error> {
        self.0.verdict(callback).map(drop)
    }
}
