//! Who is asking: Basic, form parameters or digest.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use hue_proto::UnixTime;
use subtle::ConstantTimeEq as _;

use super::digest::{Asked, Verdict};
use crate::answer::Answer;
use crate::bodies;
use crate::cloud::Cloud;
use crate::entry::Event;
use crate::form::{Params, decode};
use crate::incoming::Incoming;
use crate::settings::RefusalBody;

impl Cloud {
    /// The client id that the request proves, or the 401.
    ///
    /// One way is enough: a header and a secret in `parameters` are refused together (RFC 6749 section 2.3).
    pub(super) fn authenticate(
        &mut self,
        now: UnixTime,
        incoming: &Incoming<'_>,
        parameters: &Params,
    ) -> Result<String, Box<Answer>> {
        let has_header = incoming.count_headers("authorization") > 0;
        if has_header && self.settings.client_auth.one_way && parameters.get("client_secret").is_some() {
            let words = Some("The client introduces itself in more than one way.");
            let reply = bodies::oauth_error(StatusCode::BAD_REQUEST, "invalid_request", words);
            return Err(Box::new(Answer::refused(reply)));
        }
        if let Some(header) = incoming.credentials("Digest") {
            return self.authenticate_digest(now, incoming, header);
        }
        if has_header {
            let client =
                incoming.credentials("Basic").filter(|_| self.settings.client_auth.basic).and_then(|c| self.basic(c));
            return client.ok_or_else(|| self.unauthorized(now, Event::Refused, RefusalBody::Json));
        }
        let form = (parameters.get("client_id"), parameters.get("client_secret"));
        if let (Some(client_id), Some(secret)) = form {
            let right = self.settings.client_auth.form && self.is_secret(client_id, secret);
            let client = right.then(|| client_id.to_owned());
            return client.ok_or_else(|| self.unauthorized(now, Event::Refused, RefusalBody::Json));
        }
        Err(self.unauthorized(now, Event::Challenge, RefusalBody::Json))
    }

    fn authenticate_digest(
        &mut self,
        now: UnixTime,
        incoming: &Incoming<'_>,
        header: &str,
    ) -> Result<String, Box<Answer>> {
        if !self.settings.digest.accepted {
            let body = self.settings.digest.refusal;
            return Err(self.unauthorized(now, Event::Refused, body));
        }
        let asked = Asked { method: incoming.method(), segments: &incoming.segments, body: incoming.body() };
        match self.nonces.judge(now, header, &asked, &self.settings) {
            Verdict::Right(client_id) => Ok(client_id),
            Verdict::Wrong => Err(self.unauthorized(now, Event::Refused, RefusalBody::Json)),
            Verdict::Stale => {
                let challenges = self.challenges(now, true);
                Err(Box::new(Answer::with(Event::Challenge, bodies::invalid_client(&challenges))))
            }
        }
    }

    /// Ids and secrets come as they are (M), or form-encoded first as RFC 6749 has it; both are taken.
    fn basic(&self, credentials: &str) -> Option<String> {
        let decoded = String::from_utf8(STANDARD.decode(credentials).ok()?).ok()?;
        let (client_id, secret) = decoded.split_once(':')?;
        let plain = |text: &str| decode(text.as_bytes(), true);
        [(client_id.to_owned(), secret.to_owned()), (plain(client_id), plain(secret))]
            .into_iter()
            .find(|(client_id, secret)| self.is_secret(client_id, secret))
            .map(|(client_id, _)| client_id)
    }

    fn is_secret(&self, client_id: &str, secret: &str) -> bool {
        self.settings
            .application(client_id)
            .is_some_and(|known| known.client_secret.as_bytes().ct_eq(secret.as_bytes()).into())
    }

    fn unauthorized(&mut self, now: UnixTime, event: Event, body: RefusalBody) -> Box<Answer> {
        let challenges = self.challenges(now, false);
        let response = match body {
            RefusalBody::Json => bodies::invalid_client(&challenges),
            RefusalBody::Text => bodies::unauthorized_text(&challenges),
        };
        Box::new(Answer::with(event, response))
    }

    fn challenges(&mut self, now: UnixTime, stale: bool) -> Vec<String> {
        let digest = &self.settings.digest;
        if digest.offered { self.nonces.challenge(now, &mut self.ids, digest, stale) } else { Vec::new() }
    }
}
