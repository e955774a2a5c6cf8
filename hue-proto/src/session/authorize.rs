//! From the authorise URL to the redirect.

use super::Session;
use super::links::Links;
use super::state::{CodeReceived, State, Unauthorized};
use crate::app::App;
use crate::entropy::Entropy;
use crate::error::{Error, Foreign, Refusal};
use crate::secret::{AuthorizationCode, CsrfState, PkceVerifier};
use crate::wire::callback::Callback;
use crate::wire::refusal::clean;
use alloc::boxed::Box;
use alloc::sync::Arc;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use core::fmt;
use sha2::{Digest as _, Sha256};
use url::Url;

impl Session<Unauthorized> {
    /// The one place where entropy enters: `state` and the PKCE verifier come from it.
    pub fn new(app: impl Into<Arc<App>>, entropy: Entropy) -> Self {
        Self::born(app.into(), entropy, Links::default())
    }

    /// A login for somebody who was linked before, or on the way there. It keeps the bridge and its key, so that
    /// [`link`](Session::link) creates no second user.
    pub fn again<S: State>(previous: &Session<S>, entropy: Entropy) -> Self {
        Self::born(previous.app.clone(), entropy, previous.state.links())
    }

    fn born(app: Arc<App>, entropy: Entropy, links: Links) -> Self {
        let [csrf, verifier] = entropy.spend(["hue-proto state", "hue-proto verifier"]);
        let state = Unauthorized { csrf: CsrfState::new(csrf), verifier: PkceVerifier::new(verifier), links };
        Self { app, state }
    }

    /// Uses the caller's own `state`, which must be unpredictable (at least 128 bits) and used for this login alone.
    pub fn with_state(mut self, state: CsrfState) -> Self {
        self.state.csrf = state;
        self
    }

    /// The `state` that the redirect will carry: what a server finds this login by.
    pub fn csrf_state(&self) -> &CsrfState {
        &self.state.csrf
    }

    /// Where to send the user's browser: Hue's authorise endpoint with everything it wants, and an S256 challenge (RFC 7636).
    pub fn authorize_url(&self) -> Url {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(self.state.verifier.expose()));
        let mut url = self.app.authorize.clone();
        let mut query = url.query_pairs_mut();
        query.append_pair("code_challenge", &challenge).append_pair("state", self.state.csrf.expose());
        drop(query);
        url
    }

    /// Looks at what the browser brought back.
    ///
    /// Where a redirect URI is configured, the path must be its path; scheme and host are not compared, because a server behind
    /// a proxy does not see the ones that the browser sees. A redirect that is refused gives the session back beside the
    /// reason: [`Error::ForeignRedirect`] for a request that is none of ours, [`Error::Declined`], or
    /// [`Error::StateMismatch`]. The right redirect may still come.
    pub fn redirected(self, callback: &Callback) -> Result<Session<CodeReceived>, Box<Rejected>> {
        match self.verdict(callback) {
            Ok(code) => Ok(self.with_code(code)),
            Err(error) => Err(Box::new(Rejected { error, session: self })),
        }
    }

    /// Goes on with a code that came by another way than a redirect: pasted, read out, taken from a log.
    ///
    /// No `state` is checked here, so nothing says that the code belongs to this login but PKCE, by which Hue refuses it
    /// otherwise. Where there is a redirect, use [`redirected`](Self::redirected).
    pub fn with_code(self, code: AuthorizationCode) -> Session<CodeReceived> {
        let Unauthorized { verifier, links, .. } = self.state;
        Session { app: self.app, state: CodeReceived { code, verifier, links } }
    }

    /// Whether a redirect is ours, and the code that it brings.
    pub(crate) fn verdict(&self, callback: &Callback) -> Result<AuthorizationCode, Error> {
        let registered = self.app.redirect_uri.as_ref().map(|uri| &*uri.path);
        if let (Some(path), Some(registered)) = (&callback.path, registered) {
            if **path != *registered {
                return Err(Error::ForeignRedirect(Foreign::OtherPath));
            }
        }
        if callback.code.is_none() && callback.error.is_none() {
            return Err(Error::ForeignRedirect(Foreign::NoParameters));
        }
        if let (Some(issuer), Some(configured)) = (&callback.issuer, &self.app.issuer) {
            if issuer != configured {
                return Err(Error::ForeignRedirect(Foreign::OtherIssuer));
            }
        }
        let verified = callback.state().is_some_and(|state| self.state.csrf.matches(state));
        match (&callback.error, &callback.code) {
            (Some(error), _) => Err(Error::Declined { refusal: self.words(error, callback), verified }),
            (None, Some(code)) if verified => Ok(AuthorizationCode::new(code.clone())),
            (None, _) => Err(Error::StateMismatch),
        }
    }

    fn words(&self, error: &str, callback: &Callback) -> Refusal {
        let secrets = [self.state.csrf.expose()];
        Refusal::new(clean(error, &secrets), callback.description.as_deref().map(|text| clean(text, &secrets)))
    }
}

/// A redirect that was not taken, and the session that refused it.
#[non_exhaustive]
pub struct Rejected {
    /// Why.
    pub error: Error,
    /// The login goes on with it.
    pub session: Session<Unauthorized>,
}

impl fmt::Debug for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rejected").field("error", &self.error).finish_non_exhaustive()
    }
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

/// It says what its error says, so there is no source to say it again.
impl core::error::Error for Rejected {}
