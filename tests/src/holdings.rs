//! What a session holds, read from its snapshot; and what was given out over the wire.

use hue_blocking::Snapshot;
use hue_blocking::http::{Request, Response};
use serde_json::Value;
use std::collections::BTreeSet;

/// The credentials of a session.
#[derive(Clone, Default)]
pub(crate) struct Holdings {
    pub(crate) code: Option<String>,
    pub(crate) access: Option<String>,
    pub(crate) refresh: Option<String>,
    keys: BTreeSet<String>,
    /// A user may have been created, and nobody can look: the bridge hides its list.
    pub(crate) is_blind: bool,
}

/// Tokens that were given out.
pub(crate) struct Bought {
    /// The form that they were given out for.
    pub(crate) with: String,
    pub(crate) access: String,
    refresh: Option<String>,
}

impl Holdings {
    pub(crate) fn of(snapshot: &Snapshot) -> Self {
        let stored: Value = serde_json::from_str(&snapshot.to_json()).unwrap_or_default();
        let links = stored.pointer("/links").and_then(Value::as_array).into_iter().flatten();
        Self {
            code: text(&stored, "/code"),
            access: text(&stored, "/tokens/access"),
            refresh: text(&stored, "/tokens/refresh"),
            keys: links.filter_map(|link| text(link, "/key")).chain(text(&stored, "/link/key")).collect(),
            is_blind: stored.pointer("/attempt").is_some() && stored.pointer("/attempt/before").is_none(),
        }
    }

    /// What Hue takes for access: a code, a refresh token.
    pub(crate) fn grant(&self) -> Option<&str> {
        self.code.as_deref().or(self.refresh.as_deref())
    }

    /// What of `expected` is not there. The grant may be let go, the keys never.
    pub(crate) fn lacks(&self, expected: &Self, lets_go: bool) -> Option<&'static str> {
        let lost = [
            ("key", expected.keys.is_subset(&self.keys)),
            ("code", lets_go || expected.code.is_none() || self.code == expected.code),
            ("access token", lets_go || expected.access.is_none() || self.access == expected.access),
            ("refresh token", lets_go || expected.refresh.is_none() || self.refresh == expected.refresh),
        ];
        lost.into_iter().find(|(_, is_kept)| !is_kept).map(|(what, _)| what)
    }

    /// Tokens take the place of what they were given out for.
    pub(crate) fn take(&mut self, bought: Bought) {
        self.code = None;
        self.access = Some(bought.access);
        self.refresh = bought.refresh.or(self.refresh.take());
    }

    /// A user that the bridge has created.
    pub(crate) fn meet(&mut self, request: &Request<Vec<u8>>, reply: &Response<Vec<u8>>) {
        if request.method() == "POST" && request.uri().path() == "/route/api" {
            let said: Value = serde_json::from_slice(reply.body()).unwrap_or_default();
            self.keys.extend(text(&said, "/0/success/username"));
        }
    }
}

impl Bought {
    /// What the token endpoint gave out, if it did, in a form that the protocol allows.
    pub(crate) fn by(request: &Request<Vec<u8>>, reply: &Response<Vec<u8>>) -> Option<Self> {
        if !request.uri().path().contains("/oauth2/") || reply.status() != 200 {
            return None;
        }
        let said: Value = serde_json::from_slice(reply.body()).ok()?;
        // Hue's first version says `BearerToken`.
        let is_bearer = |kind: String| kind.to_ascii_lowercase().starts_with("bearer");
        let access = text(&said, "/access_token").filter(|_| text(&said, "/token_type").is_none_or(is_bearer))?;
        let with = String::from_utf8_lossy(request.body()).into_owned();
        Some(Self { with, access, refresh: text(&said, "/refresh_token") })
    }
}

fn text(value: &Value, pointer: &str) -> Option<String> {
    value.pointer(pointer)?.as_str().map(str::to_owned)
}
