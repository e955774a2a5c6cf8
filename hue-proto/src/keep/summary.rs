//! What may be shown of a record.

use super::record::Record;
use crate::id::BridgeId;
use crate::session::snapshot::{Snapshot, Stored};
use crate::time::UnixTime;
use alloc::boxed::Box;

/// What may be shown of stored credentials: no secret in it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each shown by itself")]
#[non_exhaustive]
pub struct Summary {
    /// The state that it rests in: `unauthorized`, `code_received`, `tokens_issued` or `user_linked`.
    pub state: &'static str,
    /// The client id that it belongs to.
    pub client_id: Box<str>,
    /// Scheme, host and port of the token endpoint that it belongs to.
    pub origin: Box<str>,
    /// The bridge that is linked, where its id is known.
    pub bridge: Option<BridgeId>,
    /// Whether there is a key for the bridge's entertainment stream.
    pub has_client_key: bool,
    /// How many other bridges have a key of ours.
    pub other_bridges: usize,
    /// Whether there is a token to renew with.
    pub has_refresh_token: bool,
    /// When the tokens were issued, where that is known.
    pub issued: Option<UnixTime>,
    /// When the access token ends, where that is known.
    pub expires: Option<UnixTime>,
    /// How often the tokens were renewed since the login.
    pub generation: u64,
    /// Whether somebody is renewing them, or did so and died.
    pub is_being_renewed: bool,
    /// Whether Hue has refused the refresh token: the user must log in again.
    pub is_refused: bool,
}

impl Record {
    /// What may be shown of it.
    pub fn summary(&self) -> Summary {
        let summary = self.snapshot.summary();
        Summary { is_being_renewed: self.attempt.is_some(), is_refused: self.refused, ..summary }
    }
}

impl Snapshot {
    /// What may be shown of it.
    pub fn summary(&self) -> Summary {
        let stored = self.stored();
        let tokens = stored.tokens();
        let link = match stored {
            Stored::UserLinked(state) => Some(&state.link),
            Stored::Unauthorized(_) | Stored::CodeReceived(_) | Stored::TokensIssued(_) => None,
        };
        Summary {
            state: self.state(),
            client_id: self.client_id().into(),
            origin: self.origin().into(),
            bridge: link.and_then(|link| link.bridge.clone()),
            has_client_key: link.is_some_and(|link| link.client_key.is_some()),
            other_bridges: stored.links().kept.len() - usize::from(link.is_some()),
            has_refresh_token: tokens.is_some_and(|tokens| tokens.refresh.is_some()),
            issued: tokens.and_then(|tokens| tokens.issued),
            expires: tokens.and_then(|tokens| tokens.expires),
            generation: tokens.map_or(0, |tokens| tokens.generation),
            is_being_renewed: false,
            is_refused: false,
        }
    }
}
