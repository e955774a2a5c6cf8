//! `POST /v2/oauth2/token`: codes and refresh tokens become tokens.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::{CACHE_CONTROL, PRAGMA};
use http::{Method, Response, StatusCode};
use hue_proto::UnixTime;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::grants::{Code, Pair};
use crate::answer::Answer;
use crate::bodies;
use crate::cloud::Cloud;
use crate::entry::Event;
use crate::form::Params;
use crate::incoming::Incoming;
use crate::settings::{ExpiresIn, TokenErrors};

const PARAMETERS: [&str; 7] =
    ["grant_type", "code", "redirect_uri", "code_verifier", "refresh_token", "client_id", "client_secret"];

impl Cloud {
    pub(crate) fn token(&mut self, now: UnixTime, incoming: &Incoming<'_>) -> Answer {
        if incoming.method() != Method::POST {
            return Answer::refused(bodies::method_not_allowed("POST"));
        }
        if self.settings.quota.token_requests {
            if let Some(response) = self.quota.spend(now, &self.settings.quota) {
                return Answer::with(Event::RateLimited, response);
            }
        }
        let mut parameters = incoming.form();
        if self.settings.tokens.query_parameters {
            parameters = parameters.and(incoming.query());
        }
        let client_id = match self.authenticate(now, incoming, &parameters) {
            Ok(client_id) => client_id,
            Err(answer) => return *answer,
        };
        if PARAMETERS.iter().any(|name| parameters.is_repeated(name)) {
            return self.token_error("invalid_request", "A parameter is repeated.");
        }
        match (parameters.get("grant_type"), parameters.get("code"), parameters.get("refresh_token")) {
            (Some("authorization_code"), Some(code), _) => self.exchange_code(now, &client_id, code, &parameters),
            (Some("refresh_token"), _, Some(refresh)) => self.renew(now, &client_id, refresh),
            (None | Some("authorization_code" | "refresh_token"), _, _) => {
                self.token_error("invalid_request", "The request is missing required parameters.")
            }
            _ => self.token_error("unsupported_grant_type", "The grant type is not supported."),
        }
    }

    fn exchange_code(&mut self, now: UnixTime, client_id: &str, code: &str, parameters: &Params) -> Answer {
        let settings = &self.settings.tokens;
        let Some(code) = self.grants.take_code(now, client_id, code, settings.code_ttl) else {
            return self.invalid_grant();
        };
        if settings.enforce_redirect_uri && !is_same_redirect(&code, parameters) {
            return self.invalid_grant();
        }
        if !is_verified(&code, parameters) {
            return self.invalid_grant();
        }
        let pair = self.grants.issue(now, code.holder, &mut self.ids, settings.refresh_ttl);
        Answer::with(Event::CodeExchange, self.tokens(&pair, true))
    }

    fn renew(&mut self, now: UnixTime, client_id: &str, refresh: &str) -> Answer {
        let settings = &self.settings.tokens;
        match self.grants.renew(now, client_id, refresh, &mut self.ids, settings, settings.refresh_ttl) {
            Some(pair) => Answer::with(Event::Renewal, self.tokens(&pair, settings.refresh_token_on_renewal)),
            None => self.invalid_grant(),
        }
    }

    fn tokens(&self, pair: &Pair, with_refresh_token: bool) -> Response<Vec<u8>> {
        let settings = &self.settings.tokens;
        let mut body = Map::new();
        body.insert("access_token".to_owned(), json!(pair.access));
        let seconds = settings.access_ttl.as_secs();
        match settings.expires_in {
            ExpiresIn::Number => drop(body.insert("expires_in".to_owned(), json!(seconds))),
            ExpiresIn::Text => drop(body.insert("expires_in".to_owned(), json!(seconds.to_string()))),
            ExpiresIn::Absent => {}
        }
        if with_refresh_token {
            body.insert("refresh_token".to_owned(), json!(pair.refresh));
        }
        body.extend(settings.scope.as_ref().map(|scope| ("scope".to_owned(), json!(scope))));
        body.insert("token_type".to_owned(), json!(settings.token_type));
        not_stored(bodies::json(StatusCode::OK, &Value::Object(body)))
    }

    fn invalid_grant(&self) -> Answer {
        let status = self.settings.tokens.invalid_grant_status;
        self.token_error_with(status, "invalid_grant", "The code or refresh token is invalid, expired or used.")
    }

    fn token_error(&self, error: &str, description: &str) -> Answer {
        self.token_error_with(StatusCode::BAD_REQUEST, error, description)
    }

    fn token_error_with(&self, status: StatusCode, error: &str, description: &str) -> Answer {
        Answer::refused(match self.settings.tokens.errors {
            TokenErrors::OAuth => bodies::oauth_error(status, error, Some(description)),
            TokenErrors::ErrorCode => bodies::error_code(status, error, description),
        })
    }
}

/// Replies with tokens must not be kept by caches (RFC 6749 section 5.1).
pub(super) fn not_stored(mut response: Response<Vec<u8>>) -> Response<Vec<u8>> {
    bodies::insert(&mut response, CACHE_CONTROL, "no-store");
    bodies::insert(&mut response, PRAGMA, "no-cache");
    response
}

/// What came with the authorisation request must come again; what did not is no matter.
fn is_same_redirect(code: &Code, parameters: &Params) -> bool {
    code.redirect_uri.as_deref().is_none_or(|sent| parameters.get("redirect_uri") == Some(sent))
}

/// RFC 7636 section 4.6. A verifier without a challenge is ignored: one client sends the callback's `pkce` as such.
fn is_verified(code: &Code, parameters: &Params) -> bool {
    let Some(challenge) = &code.challenge else { return true };
    let verifier = parameters.get("code_verifier").unwrap_or_default();
    let computed = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    !verifier.is_empty() && bool::from(computed.as_bytes().ct_eq(challenge.as_bytes()))
}
