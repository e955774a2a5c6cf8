//! From the cloud to the bridge.

use http::{Method, Response, StatusCode};
use hue_proto::UnixTime;
use serde_json::{Value, json};

use crate::answer::{Answer, Delay, Hang};
use crate::bodies;
use crate::bridge::Asked;
use crate::cloud::Cloud;
use crate::entry::Event;
use crate::incoming::Incoming;
use crate::oauth::Holder;
use crate::settings::{BadBearer, FailureBody, OfflineReply};

impl Cloud {
    /// Hands a request to a bridge: the one of the grant, or `bridge_id` of the same account. `target` is the path that
    /// the bridge sees.
    pub(crate) fn relay(
        &mut self,
        now: UnixTime,
        incoming: &Incoming<'_>,
        bridge_id: Option<&str>,
        target: &[&str],
    ) -> Answer {
        let holder = match self.admit(now, incoming) {
            Ok(holder) => holder,
            Err(answer) => return *answer,
        };
        let bridge_id = match bridge_id {
            None => holder.bridge_id,
            Some(id) => match self.bridge_of(&holder, id) {
                Some(id) => id,
                None => return Answer::refused(bodies::empty(StatusCode::NOT_FOUND)),
            },
        };
        if target.first() == Some(&"eventstream") {
            return Answer::refused(bodies::empty(StatusCode::NOT_FOUND));
        }
        let online = self.settings.home_bridge(&bridge_id).is_some_and(|bridge| bridge.online);
        let bridge = self.bridges.iter_mut().find(|bridge| online && bridge.id() == bridge_id);
        let Some(bridge) = bridge else { return Answer::with(Event::Offline, self.offline()) };
        let asked = Asked {
            now,
            method: incoming.method(),
            path: target,
            key: incoming.header("hue-application-key"),
            body: incoming.body(),
            settings: &self.settings.bridge,
        };
        let waited = bridge.queue(now, self.settings.relay.delay);
        let mut answer = bridge.answer(&asked, &mut self.ids);
        if !waited.is_zero() {
            answer.response.extensions_mut().insert(Delay(waited));
        }
        answer
    }

    /// `GET /v2/bridges`
    pub(crate) fn bridge_list(&mut self, now: UnixTime, incoming: &Incoming<'_>) -> Answer {
        let holder = match self.admit(now, incoming) {
            Ok(holder) => holder,
            Err(answer) => return *answer,
        };
        if incoming.method() != Method::GET {
            return Answer::refused(bodies::method_not_allowed("GET"));
        }
        let bridges = self.settings.account(&holder.account).into_iter().flat_map(|account| &account.bridges);
        let list: Vec<Value> = bridges.map(|bridge| json!({"id": bridge.id})).collect();
        bodies::json(StatusCode::OK, &Value::Array(list)).into()
    }

    /// Whom the bearer token belongs to, with one call counted; or the refusal.
    fn admit(&mut self, now: UnixTime, incoming: &Incoming<'_>) -> Result<Holder, Box<Answer>> {
        let settings = &self.settings.tokens;
        let token = incoming.credentials("Bearer");
        let Some(holder) = token.and_then(|token| self.grants.holder(now, token, settings)).cloned() else {
            return Err(Box::new(Answer::refused(self.bad_bearer())));
        };
        match self.quota.spend(now, &self.settings.quota) {
            Some(response) => Err(Box::new(Answer::with(Event::RateLimited, response))),
            None => Ok(holder),
        }
    }

    fn bad_bearer(&self) -> Response<Vec<u8>> {
        match self.settings.relay.bad_bearer {
            BadBearer::Empty => bodies::empty(StatusCode::UNAUTHORIZED),
            BadBearer::ApigeeFault => bodies::invalid_access_token(),
            BadBearer::BearerChallenge => bodies::invalid_bearer(),
        }
    }

    /// The id of the account's bridge, as it is written there.
    fn bridge_of(&self, holder: &Holder, id: &str) -> Option<String> {
        let account = self.settings.account(&holder.account)?;
        account.bridges.iter().find(|bridge| bridge.id.eq_ignore_ascii_case(id)).map(|bridge| bridge.id.clone())
    }

    fn offline(&self) -> Response<Vec<u8>> {
        let status = match self.settings.relay.offline {
            OfflineReply::ServiceUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            OfflineReply::GatewayTimeout | OfflineReply::Hang => StatusCode::GATEWAY_TIMEOUT,
        };
        let mut response = match self.settings.relay.offline_body {
            FailureBody::Empty => bodies::empty(status),
            FailureBody::Json => {
                bodies::fault(status, "Gateway Timeout", "messaging.adaptors.http.flow.GatewayTimeout")
            }
            FailureBody::Html => bodies::html(status, "<h1>The bridge is not connected</h1>"),
        };
        if self.settings.relay.offline == OfflineReply::Hang {
            response.extensions_mut().insert(Hang);
        }
        response
    }
}
