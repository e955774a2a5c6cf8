//! The way a client introduces itself to the token endpoint: at once, or when challenged.

use super::challenge::{Challenge, Unanswerable, strongest};
use super::digest::{Identity, answer};
use crate::app::{App, ClientAuth};
use crate::error::{Error, Refusal};
use crate::wire::form;
use alloc::vec::Vec;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Request};

/// Where the introduction stands. A private enum: for the caller the duty is the same, "send this request".
#[derive(Debug)]
pub(crate) enum Handshake {
    /// Everything is said in the first request; a 401 means that it is wrong.
    Presenting,
    /// Nothing is said yet: the challenge comes with the 401.
    Unchallenged,
    /// Answering a challenge. A 401 means that the secret is wrong, unless the nonce was too old, once.
    Answering { challenge: Challenge, count: u32, was_stale: bool },
}

impl Handshake {
    pub(crate) fn new(app: &App) -> Self {
        if matches!(app.auth, ClientAuth::Digest(_)) { Self::Unchallenged } else { Self::Presenting }
    }

    /// A token request: the grant's fields in the body, and the introduction where it belongs.
    pub(crate) fn request(&self, app: &App, grant: &[(&str, &str)]) -> Request<Vec<u8>> {
        let body = match &app.auth {
            ClientAuth::Form(secret) => {
                let client = [("client_id", &*app.client_id), ("client_secret", secret.expose())];
                form::encode(grant.iter().copied().chain(client))
            }
            ClientAuth::Public => form::encode(grant.iter().copied().chain([("client_id", &*app.client_id)])),
            ClientAuth::Basic(_) | ClientAuth::Digest(_) => form::encode(grant.iter().copied()),
        };
        let authorization = self.authorization(app, &body);
        let mut request = Request::new(body);
        *request.method_mut() = Method::POST;
        *request.uri_mut() = app.token.clone();
        request.headers_mut().insert(CONTENT_TYPE, FORM);
        if let Some(authorization) = authorization {
            request.headers_mut().insert(AUTHORIZATION, authorization);
        }
        request
    }

    fn authorization(&self, app: &App, body: &[u8]) -> Option<HeaderValue> {
        match (self, &app.auth) {
            (Self::Answering { challenge, count, .. }, ClientAuth::Digest(secret)) => {
                let identity = Identity { user: &app.client_id, secret: secret.expose() };
                answer(identity, challenge, &Method::POST, app.token.path(), *count, body)
            }
            _ => app.basic.clone(),
        }
    }

    /// The same request is sent again: a nonce is not answered twice with the same count (RFC 7616 section 3.4).
    pub(crate) fn repeat(&mut self) {
        if let Self::Answering { count, .. } = self {
            *count = count.saturating_add(1);
        }
    }

    /// A 401 came. Either there is something more to say, and the request is sent again, or the client is refused.
    pub(crate) fn challenged(&mut self, app: &App, headers: &HeaderMap, words: Option<Refusal>) -> Result<(), Error> {
        let next = match self {
            Self::Presenting | Self::Answering { was_stale: true, .. } => None,
            Self::Unchallenged => {
                let challenge = strongest(headers, Some(&app.digest_realm)).map_err(unsupported)?;
                Some(Self::Answering { challenge, count: 1, was_stale: false })
            }
            Self::Answering { challenge: old, count, was_stale: false } => strongest(headers, Some(&app.digest_realm))
                .ok()
                .filter(|challenge| challenge.stale)
                .map(|challenge| Self::Answering {
                    count: if challenge.nonce == old.nonce { count.saturating_add(1) } else { 1 },
                    challenge,
                    was_stale: true,
                }),
        };
        *self = next.ok_or(Error::ClientRejected(words))?;
        Ok(())
    }
}

fn unsupported(reason: Unanswerable) -> Error {
    Error::ChallengeUnsupported(reason.explanation())
}

const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");
