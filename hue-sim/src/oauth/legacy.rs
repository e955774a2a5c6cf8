//! The endpoints of the first version, off unless [`TokenSettings::legacy`](crate::settings::TokenSettings::legacy).

use http::{Method, StatusCode};
use hue_proto::UnixTime;
use serde_json::json;

use super::grants::Pair;
use super::token::not_stored;
use crate::answer::Answer;
use crate::bodies;
use crate::cloud::Cloud;
use crate::entry::Event;
use crate::form::Params;
use crate::incoming::Incoming;
use crate::settings::LEGACY_REFRESH_TTL;

impl Cloud {
    /// `POST /oauth2/token` and `POST /oauth2/refresh`: parameters in the query, the body or both.
    pub(crate) fn legacy_token(&mut self, now: UnixTime, incoming: &Incoming<'_>, endpoint: &str) -> Answer {
        if incoming.method() != Method::POST {
            return Answer::refused(bodies::method_not_allowed("POST"));
        }
        let parameters = incoming.query().and(incoming.form());
        let unknown = parameters.get("client_id").is_some_and(|id| self.settings.application(id).is_none());
        if unknown && incoming.count_headers("authorization") == 0 {
            return Answer::refused(bodies::invalid_client_identifier());
        }
        let client_id = match self.authenticate(now, incoming, &parameters) {
            Ok(client_id) => client_id,
            Err(answer) => return *answer,
        };
        match (endpoint, parameters.get("grant_type")) {
            ("token", Some("authorization_code")) => self.legacy_exchange(now, &client_id, &parameters),
            ("refresh", Some("refresh_token")) => self.legacy_renew(now, &client_id, &parameters),
            // A refresh sent to the wrong path was met with this too.
            _ => Answer::refused(bodies::missing_parameters()),
        }
    }

    fn legacy_exchange(&mut self, now: UnixTime, client_id: &str, parameters: &Params) -> Answer {
        let Some(code) = parameters.get("code") else { return Answer::refused(bodies::missing_parameters()) };
        let ttl = self.settings.tokens.code_ttl;
        match self.grants.take_code(now, client_id, code, ttl) {
            Some(code) => {
                let pair = self.grants.issue(now, code.holder, &mut self.ids, Some(LEGACY_REFRESH_TTL));
                self.legacy_tokens(&pair, Event::CodeExchange)
            }
            None => legacy_invalid_grant(),
        }
    }

    fn legacy_renew(&mut self, now: UnixTime, client_id: &str, parameters: &Params) -> Answer {
        let Some(refresh) = parameters.get("refresh_token") else {
            return Answer::refused(bodies::missing_parameters());
        };
        let settings = &self.settings.tokens;
        match self.grants.renew(now, client_id, refresh, &mut self.ids, settings, Some(LEGACY_REFRESH_TTL)) {
            Some(pair) => self.legacy_tokens(&pair, Event::Renewal),
            None => legacy_invalid_grant(),
        }
    }

    /// All values are strings.
    fn legacy_tokens(&self, pair: &Pair, event: Event) -> Answer {
        let body = json!({
            "access_token": pair.access,
            "access_token_expires_in": self.settings.tokens.access_ttl.as_secs().to_string(),
            "refresh_token": pair.refresh,
            "refresh_token_expires_in": LEGACY_REFRESH_TTL.as_secs().to_string(),
            "token_type": "BearerToken",
        });
        Answer::with(event, not_stored(bodies::json(StatusCode::OK, &body)))
    }
}

fn legacy_invalid_grant() -> Answer {
    let (code, error) = ("invalid_grant", "The code or refresh token is invalid, expired or used.");
    Answer::refused(bodies::error_code(StatusCode::BAD_REQUEST, code, error))
}
