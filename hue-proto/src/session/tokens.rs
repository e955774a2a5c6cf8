//! The pair of tokens, and what is known of its life.

use super::Session;
use super::links::Links;
use super::state::TokensIssued;
use crate::app::App;
use crate::error::{Error, InvalidSetting};
use crate::secret::{AccessToken, RefreshToken};
use crate::time::UnixTime;
use crate::wire::token::{TokenReply, is_sendable};
use alloc::format;
use alloc::sync::Arc;
use core::time::Duration;
use http::HeaderValue;
use zeroize::Zeroizing;

/// The tokens of one grant: at least one of the two, of known or unknown age.
#[derive(Clone, Debug)]
pub struct Tokens {
    pub(crate) access: Option<AccessToken>,
    pub(crate) refresh: Option<RefreshToken>,
    pub(crate) issued: Option<UnixTime>,
    pub(crate) expires: Option<UnixTime>,
    pub(crate) generation: u64,
}

impl Tokens {
    pub(crate) fn first(reply: TokenReply, now: UnixTime) -> Self {
        Self {
            access: Some(reply.access),
            refresh: reply.refresh,
            issued: Some(now),
            expires: reply.lifetime.map(|life| now.saturating_add(life)),
            generation: 0,
        }
    }

    /// What follows on a renewal: a reply without a new refresh token keeps the old one (RFC 6749 section 6).
    pub(crate) fn next(&self, reply: TokenReply, now: UnixTime) -> Self {
        let next = Self::first(reply, now);
        let refresh = next.refresh.or_else(|| self.refresh.clone());
        Self { refresh, generation: self.generation.saturating_add(1), ..next }
    }

    /// What opens the API. `None`: renew first.
    pub fn access(&self) -> Option<&AccessToken> {
        self.access.as_ref()
    }

    /// What buys the next pair. `None`: when the access ends, log in again.
    pub fn refresh(&self) -> Option<&RefreshToken> {
        self.refresh.as_ref()
    }

    /// When they were issued, by the clock of whoever drove the exchange. `None` for tokens brought from outside.
    pub fn issued(&self) -> Option<UnixTime> {
        self.issued
    }

    /// When the access token ends, where that is known. A refresh token's end is never known.
    pub fn expires(&self) -> Option<UnixTime> {
        self.expires
    }

    /// How long the access token lives in all, where that is known.
    pub fn lifetime(&self) -> Option<Duration> {
        Some(self.expires?.saturating_since(self.issued?))
    }

    /// How often this pair was renewed since the login.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// When to renew though nobody calls: at once where their age is not known. `None`: there is nothing to renew with.
    pub(crate) fn renew_at(&self, app: &App) -> Option<UnixTime> {
        self.refresh.as_ref()?;
        Some(self.issued.map_or(UnixTime::from_millis(0), |issued| issued.saturating_add(app.renew_idle)))
    }

    /// Whether this is the same pair.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let access = match (&self.access, &other.access) {
            (Some(one), Some(other)) => one.matches(other.expose()),
            (one, other) => one.is_none() == other.is_none(),
        };
        let refresh = match (&self.refresh, &other.refresh) {
            (Some(one), Some(other)) => one.matches(other.expose()),
            (one, other) => one.is_none() == other.is_none(),
        };
        access && refresh
    }

    /// Whether the other pair is spent as soon as this one is: a refresh token is good once, whatever stands beside it.
    pub(crate) fn has_same_refresh(&self, other: &Self) -> bool {
        self.refresh.as_ref().zip(other.refresh.as_ref()).is_some_and(|(one, other)| one.matches(other.expose()))
    }

    /// The `Authorization` header. `None` where there is no access token that a header can carry.
    pub(crate) fn bearer(&self) -> Option<HeaderValue> {
        self.access.as_ref().and_then(bearer)
    }

    /// From when on the access token counts as expired: a margin before its end, though never more than a tenth of its life.
    pub(crate) fn stale_from(&self, margin: Duration) -> Option<UnixTime> {
        let margin = self.lifetime().map_or(margin, |life| margin.min(life / 10));
        Some(self.expires?.saturating_sub(margin))
    }
}

/// RFC 6750 section 2.1.
pub(crate) fn bearer(token: &AccessToken) -> Option<HeaderValue> {
    let text = Zeroizing::new(format!("Bearer {}", token.expose()));
    let mut header = HeaderValue::from_str(&text).ok()?;
    header.set_sensitive(true);
    Some(header)
}

impl Session<TokensIssued> {
    /// Tokens, and nothing else.
    pub(crate) fn of_tokens(app: Arc<App>, tokens: Arc<Tokens>) -> Self {
        Self { app, state: TokensIssued { tokens, links: Links::default() } }
    }

    /// Tokens that the caller has from elsewhere. Either may be missing, but not both; `expires` may be unknown: the access
    /// token is tried then, and renewed when it is refused. Fails with [`Error::InvalidSetting`] for neither, and for a token
    /// that cannot be one.
    pub fn from_tokens(
        app: impl Into<Arc<App>>,
        access: Option<AccessToken>,
        refresh: Option<RefreshToken>,
        expires: Option<UnixTime>,
    ) -> Result<Self, Error> {
        let invalid = |setting, problem| Err(Error::InvalidSetting(InvalidSetting::new(setting, problem)));
        if access.is_none() && refresh.is_none() {
            return invalid("tokens", "must be an access token, a refresh token or both");
        }
        if access.as_ref().is_some_and(|token| !is_sendable(token.expose())) {
            return invalid("access token", "must be printable ASCII without spaces, and not empty");
        }
        if refresh.as_ref().is_some_and(|token| token.expose().is_empty()) {
            return invalid("refresh token", "must not be empty");
        }
        let tokens = Arc::new(Tokens { access, refresh, issued: None, expires, generation: 0 });
        Ok(Self { app: app.into(), state: TokensIssued { tokens, links: Links::default() } })
    }
}
