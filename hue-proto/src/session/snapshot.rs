//! The stored form of a session.

mod document;

use super::Session;
use super::links::Links;
use super::state::{CodeReceived, HasTokens as _, State, TokensIssued, Unauthorized, UserLinked};
use super::tokens::Tokens;
use crate::app::App;
use crate::error::{Error, InvalidSetting, Malformed};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;
use core::ops::Deref;
use document::{Document, FORMAT};
use zeroize::Zeroizing;

/// A session as it is stored: versioned, flat, and the one type that serialises secrets.
///
/// Save it at every rest, before the next exchange begins, where nobody else can read it. It knows the client id and the
/// token endpoint that it belongs to. It is JSON, by [`to_json`](Self::to_json) and [`from_json`](Self::from_json).
#[derive(Clone)]
pub struct Snapshot {
    client_id: Box<str>,
    origin: Box<str>,
    stored: Stored,
}

/// The states, erased. Kept as they are, so that nothing half read can exist.
#[derive(Clone, Debug)]
pub enum Stored {
    Unauthorized(Unauthorized),
    CodeReceived(CodeReceived),
    TokensIssued(TokensIssued),
    UserLinked(UserLinked),
}

impl<S: State> Session<S> {
    /// What to store of this session.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            client_id: self.app.client_id.clone(),
            origin: self.app.token_origin.clone(),
            stored: self.state.stored(),
        }
    }
}

impl Snapshot {
    /// With newer tokens in the place of its own; a snapshot without tokens stays as it is.
    pub(crate) fn with_tokens(&self, tokens: Arc<Tokens>) -> Self {
        let stored = match &self.stored {
            Stored::TokensIssued(state) => Stored::TokensIssued(state.with_tokens(tokens)),
            Stored::UserLinked(state) => Stored::UserLinked(state.with_tokens(tokens)),
            stored @ (Stored::Unauthorized(_) | Stored::CodeReceived(_)) => stored.clone(),
        };
        Self { stored, ..self.clone() }
    }

    /// With the links of another, where it has tokens and knows of none itself.
    pub(crate) fn with_links_of(&self, other: &Self) -> Self {
        let stored = match &self.stored {
            Stored::TokensIssued(state) if state.links.is_empty() => {
                Stored::TokensIssued(TokensIssued { links: other.stored.links(), ..state.clone() })
            }
            Stored::UserLinked(state) if state.links.is_empty() => {
                Stored::UserLinked(UserLinked { links: other.stored.links().beside(&state.link), ..state.clone() })
            }
            stored => stored.clone(),
        };
        Self { stored, ..self.clone() }
    }

    /// The client id that it belongs to.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The state that it rests in: `unauthorized`, `code_received`, `tokens_issued` or `user_linked`.
    pub fn state(&self) -> &'static str {
        self.stored.name()
    }

    /// One line of JSON.
    pub fn to_json(&self) -> SnapshotJson {
        // Objects of strings and numbers have nothing that could fail.
        SnapshotJson(Zeroizing::new(serde_json::to_string(&Document::of(self)).unwrap_or_default()))
    }

    /// Reads what [`to_json`](Self::to_json) wrote, whole or not at all.
    ///
    /// What is one version newer is read too; what is new in it is dropped when it is written again. Fails with [`Malformed`],
    /// which says where, for other versions, unknown or missing fields, fields of another state, and whatever is no JSON.
    pub fn from_json(json: &[u8]) -> Result<Self, Malformed> {
        let document: Document = FORMAT.read(json)?;
        document.into_snapshot().map_err(Malformed::new)
    }

    /// The token endpoint that it belongs to: scheme, host and port.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    pub(crate) fn stored(&self) -> &Stored {
        &self.stored
    }

    pub(crate) fn stored_for(&self, app: &App) -> Result<&Stored, Error> {
        let refused = |problem| Err(Error::InvalidSetting(InvalidSetting::new("snapshot", problem)));
        if self.client_id != app.client_id {
            return refused(
                "belongs to another client id than the App's; restore it with the App that it was made for",
            );
        }
        if self.origin != app.token_origin {
            return refused(
                "belongs to another token endpoint than the App's; restore it with the base URL that it was made for",
            );
        }
        Ok(&self.stored)
    }
}

/// A snapshot as JSON: secrets in plain text, to be written where nobody else can read it. Zeroed on drop.
pub struct SnapshotJson(Zeroizing<String>);

impl Deref for SnapshotJson {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<[u8]> for SnapshotJson {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for SnapshotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SnapshotJson(..)")
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot")
            .field("client_id", &self.client_id)
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}

impl Stored {
    /// Of all bridges, the linked one first.
    pub(crate) fn links(&self) -> Links {
        match self {
            Self::Unauthorized(state) => state.links(),
            Self::CodeReceived(state) => state.links(),
            Self::TokensIssued(state) => state.links(),
            Self::UserLinked(state) => state.links(),
        }
    }

    pub(crate) fn tokens(&self) -> Option<&Arc<Tokens>> {
        match self {
            Self::TokensIssued(state) => Some(state.tokens()),
            Self::UserLinked(state) => Some(state.tokens()),
            Self::Unauthorized(_) | Self::CodeReceived(_) => None,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Unauthorized(_) => "unauthorized",
            Self::CodeReceived(_) => "code_received",
            Self::TokensIssued(_) => "tokens_issued",
            Self::UserLinked(_) => "user_linked",
        }
    }
}
