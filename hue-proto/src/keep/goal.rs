//! What somebody wants of a renewal, and whether what is stored is good enough.

use super::renew::Watched;
use crate::app::App;
use crate::exchange::Exchange;
use crate::exchange::renew::Renew;
use crate::secret::AccessToken;
use crate::session::state::TokensIssued;
use crate::session::tokens::Tokens;
use crate::time::UnixTime;
use alloc::boxed::Box;

/// Why somebody wants newer tokens.
#[expect(clippy::exhaustive_enums, reason = "each has its own rule, and there is no other")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// They are good still, and will not be for long. Where another renews already, that is enough.
    Advisory,
    /// Their time is over, Hue has refused them, or nothing is known of them yet.
    Needed,
    /// Somebody said so. It is tried even where a renewal was refused before.
    ByHand,
}

/// Somebody's wish, and how far it has come.
pub(super) struct Goal {
    pub(super) why: Why,
    /// What the caller has.
    stale: Option<AccessToken>,
    /// Another's attempt, that is waited for.
    pub(super) watched: Option<Watched>,
    /// When our own mark was about to be written, by the caller's clock.
    pub(super) marked_at: UnixTime,
    /// Begun, and told to wait.
    pub(super) waiting: Option<Box<Exchange<Renew<TokensIssued>>>>,
}

impl Goal {
    pub(super) fn new(why: Why, stale: Option<AccessToken>) -> Self {
        Self { why, stale, watched: None, marked_at: UnixTime::from_millis(0), waiting: None }
    }

    /// Whether these are what is wanted: others than the caller has where those are of no use, and not over.
    pub(super) fn is_met(&self, tokens: &Tokens, app: &App, now: UnixTime) -> bool {
        let Some(access) = &tokens.access else { return false };
        let is_over = tokens.stale_from(app.renew_early).is_some_and(|stale| stale <= now);
        let is_other = self.stale.as_ref().is_none_or(|stale| !stale.matches(access.expose()));
        is_other && !is_over
    }
}
