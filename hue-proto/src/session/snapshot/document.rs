//! The JSON of a snapshot, version 1. It never changes: another shape is another version. The next version may add fields, and
//! no more, so that this program can read it while both are in use.

use super::{Snapshot, Stored};
use crate::id::BridgeId;
use crate::secret::{AccessToken, ApplicationKey, AuthorizationCode, ClientKey, CsrfState, PkceVerifier, RefreshToken};
use crate::session::links::{Attempt, Link, Links};
use crate::session::state::{CodeReceived, TokensIssued, Unauthorized, UserLinked};
use crate::session::tokens::Tokens;
use crate::time::UnixTime;
use crate::wire::json::{Format, Object};
use crate::wire::token::is_sendable;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

type Plain = Zeroizing<String>;

#[derive(Default, Serialize, Deserialize)]
pub(super) struct Document {
    version: u64,
    client_id: String,
    origin: String,
    state: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    csrf_state: Option<Plain>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pkce_verifier: Option<Plain>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<Plain>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tokens: Option<Object<Pair>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link: Option<Object<Entry>>,
    /// Of other bridges, or of a login before this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    links: Vec<Object<Entry>>,
    /// Any bridge is fine to link.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    any_bridge: bool,
    /// A user that may have been created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    attempt: Option<Object<Trial>>,
}

#[derive(Serialize, Deserialize)]
struct Trial {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bridge: Option<String>,
    /// Keys that were listed under our name before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<Vec<Plain>>,
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    reported: bool,
}

#[derive(Serialize, Deserialize)]
struct Pair {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    access: Option<Plain>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refresh: Option<Plain>,
    /// Milliseconds since 1970, as is the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    issued: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires: Option<u64>,
    generation: u64,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bridge: Option<String>,
    key: Plain,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_key: Option<Plain>,
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    adopted: bool,
}

impl Document {
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let links = match &snapshot.stored {
            Stored::Unauthorized(state) => &state.links,
            Stored::CodeReceived(state) => &state.links,
            Stored::TokensIssued(state) => &state.links,
            Stored::UserLinked(state) => &state.links,
        };
        let start = Self {
            version: FORMAT.version,
            client_id: (*snapshot.client_id).into(),
            origin: (*snapshot.origin).into(),
            state: snapshot.state().into(),
            links: links.kept.iter().map(Entry::of).collect(),
            any_bridge: links.any_bridge,
            attempt: links.attempt.as_deref().map(Trial::of),
            ..Self::default()
        };
        match &snapshot.stored {
            Stored::Unauthorized(Unauthorized { csrf, verifier, .. }) => {
                Self { csrf_state: Some(plain(csrf.expose())), pkce_verifier: Some(plain(verifier.expose())), ..start }
            }
            Stored::CodeReceived(CodeReceived { code, verifier, .. }) => {
                Self { code: Some(plain(code.expose())), pkce_verifier: Some(plain(verifier.expose())), ..start }
            }
            Stored::TokensIssued(TokensIssued { tokens, .. }) => Self { tokens: Some(Pair::of(tokens)), ..start },
            Stored::UserLinked(UserLinked { tokens, link, .. }) => {
                Self { tokens: Some(Pair::of(tokens)), link: Some(Entry::of(link)), ..start }
            }
        }
    }

    /// Every field of the state, and no other.
    pub(super) fn into_snapshot(self) -> Result<Snapshot, &'static str> {
        if self.state == "user_linked" && (self.any_bridge || self.attempt.is_some()) {
            return Err(OTHER_FIELDS);
        }
        let links = Links {
            kept: self.links.into_iter().map(|Object(entry)| entry.into_link()).collect::<Result<_, _>>()?,
            any_bridge: self.any_bridge,
            attempt: self.attempt.map(|Object(trial)| trial.into_attempt().map(Arc::new)).transpose()?,
        };
        let stored = match (&*self.state, self.csrf_state, self.pkce_verifier, self.code, self.tokens, self.link) {
            ("unauthorized", Some(csrf), Some(verifier), None, None, None) => Stored::Unauthorized(Unauthorized {
                csrf: CsrfState::new(&**csrf),
                verifier: PkceVerifier::new(&**verifier),
                links,
            }),
            ("code_received", None, Some(verifier), Some(code), None, None) => Stored::CodeReceived(CodeReceived {
                code: AuthorizationCode::new(&**code),
                verifier: PkceVerifier::new(&**verifier),
                links,
            }),
            ("tokens_issued", None, None, None, Some(Object(pair)), None) => {
                Stored::TokensIssued(TokensIssued { tokens: pair.into_tokens()?, links })
            }
            ("user_linked", None, None, None, Some(Object(pair)), Some(Object(link))) => {
                Stored::UserLinked(UserLinked { tokens: pair.into_tokens()?, link: link.into_link()?, links })
            }
            _ => return Err(OTHER_FIELDS),
        };
        Ok(Snapshot { client_id: self.client_id.into(), origin: self.origin.into(), stored })
    }
}

impl Pair {
    fn of(tokens: &Tokens) -> Object<Self> {
        Object(Self {
            access: tokens.access.as_ref().map(|token| plain(token.expose())),
            refresh: tokens.refresh.as_ref().map(|token| plain(token.expose())),
            issued: tokens.issued.map(UnixTime::as_millis),
            expires: tokens.expires.map(UnixTime::as_millis),
            generation: tokens.generation,
        })
    }

    fn into_tokens(self) -> Result<Arc<Tokens>, &'static str> {
        let usable = self.access.as_ref().is_none_or(|token| is_sendable(token))
            && self.refresh.as_ref().is_none_or(|token| !token.is_empty())
            && (self.access.is_some() || self.refresh.is_some());
        if !usable {
            return Err("a snapshot with at least one usable token");
        }
        Ok(Arc::new(Tokens {
            access: self.access.map(|token| AccessToken::new(&**token)),
            refresh: self.refresh.map(|token| RefreshToken::new(&**token)),
            issued: self.issued.map(UnixTime::from_millis),
            expires: self.expires.map(UnixTime::from_millis),
            generation: self.generation,
        }))
    }
}

impl Entry {
    fn of(link: &Link) -> Object<Self> {
        Object(Self {
            bridge: link.bridge.as_ref().map(|bridge| bridge.as_str().into()),
            key: plain(link.key.expose()),
            client_key: link.client_key.as_ref().map(|key| plain(key.expose())),
            adopted: link.adopted,
        })
    }

    fn into_link(self) -> Result<Link, &'static str> {
        Ok(Link {
            bridge: bridge(self.bridge)?,
            key: ApplicationKey::new(&**self.key),
            client_key: self.client_key.map(|key| ClientKey::new(&**key)),
            adopted: self.adopted,
        })
    }
}

impl Trial {
    fn of(attempt: &Attempt) -> Object<Self> {
        let before = attempt.before.as_ref();
        Object(Self {
            bridge: attempt.bridge.as_ref().map(|bridge| bridge.as_str().into()),
            before: before.map(|keys| keys.iter().map(|key| plain(key.expose())).collect()),
            reported: attempt.is_reported,
        })
    }

    fn into_attempt(self) -> Result<Attempt, &'static str> {
        let before = self.before.map(|keys| keys.iter().map(|key| ApplicationKey::new(&***key)).collect());
        Ok(Attempt { bridge: bridge(self.bridge)?, before, is_reported: self.reported })
    }
}

/// In the one spelling that is written.
fn bridge(id: Option<String>) -> Result<Option<BridgeId>, &'static str> {
    let Some(id) = id else { return Ok(None) };
    let kept = BridgeId::parse(&id).filter(|kept| kept.as_str() == id);
    kept.map(Some).ok_or("a snapshot with bridge ids of 16 hexadecimal digits in lower case")
}

fn plain(secret: &str) -> Plain {
    Zeroizing::new(secret.into())
}

pub(super) const FORMAT: Format = Format {
    version: 1,
    undamaged: "a snapshot as a JSON object, undamaged; take an older copy, or log in again",
    known: "a snapshot of version 1 or 2, and this one is of another; use the hue-proto that wrote it",
};
const OTHER_FIELDS: &str = "a snapshot with every field of its state and no other";
