//! Tokens to a user on the bridge.

mod outcome;

use super::{Exchange, Step, Transition};
use crate::app::{MAX_REPEATS, Patience};
use crate::error::{Delivery, Effect, Error};
use crate::session::Session;
use crate::session::links::Attempt;
use crate::session::state::{TokensIssued, UserLinked};
use crate::time::UnixTime;
use crate::wire::retry_after;
use alloc::string::ToString as _;
use alloc::sync::Arc;
use alloc::vec::Vec;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use serde_json::json;

/// Learns which bridge answers, presses its link button remotely, and creates a user.
#[derive(Debug)]
pub struct Link {
    phase: Phase,
    patience: Patience,
    /// The bridge that answered, and whom it listed under our name before anything was created.
    learned: Attempt,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    LearnBridge,
    PressButton,
    CreateUser,
    /// Looks for the user of an attempt. Where the caller has started again since, a missing one is created.
    LookUp {
        started_again: bool,
    },
}

impl Session<TokensIssued> {
    /// Makes this program a user of the bridge: `GET /route/api/0/config` (which bridge), `PUT` of the same (its link button,
    /// pressed remotely), `POST /route/api` (create the user).
    ///
    /// A login [`again`](Session::again) on a bridge that is known takes up the key that is kept, and creates nobody; where
    /// another bridge answers it ends with [`Error::AnotherBridge`]. Where the reply to create-user is lost, the bridge's list
    /// of users is read and our new entry taken up; where it is not there, the end is [`Error::Unconfirmed`]. The session keeps
    /// the attempt, in its snapshot too: whoever links it again, now or after a restart, looks once more before it creates. Save
    /// the snapshot of [`Exchange::origin`] after such an end.
    pub fn link(self) -> Exchange<Link> {
        let machine = Link {
            phase: Phase::LearnBridge,
            patience: Patience::default(),
            learned: Attempt { bridge: None, before: None, is_reported: false },
        };
        Exchange::new(self, machine)
    }
}

impl Exchange<Link> {
    /// Answers [`Error::AnotherBridge`]: yes, link the bridge that this login leads to. Start the exchange again after it. The
    /// keys of other bridges are kept.
    pub fn accept_bridge(&mut self) {
        let links = &mut self.origin.state.links;
        // What may stand on the other bridge is left there.
        links.attempt = None;
        links.any_bridge = true;
    }
}

impl Transition for Link {
    type From = TokensIssued;
    type To = UserLinked;
    const MAX_SENDS: usize = 4 + MAX_REPEATS as usize;

    fn start(&mut self, origin: &mut Session<TokensIssued>) -> Result<Step<UserLinked>, Error> {
        let is_open = origin.state.links.attempt.is_some();
        self.phase = if is_open { Phase::LookUp { started_again: true } } else { Phase::LearnBridge };
        self.patience = Patience::default();
        origin.tokens().access().map(|_| Step::Send).ok_or(Error::TokenRejected)
    }

    fn request(&self, origin: &Session<TokensIssued>) -> Request<Vec<u8>> {
        let app = &origin.app;
        let name = app.device_type.as_str();
        let (method, uri, body) = match self.phase {
            Phase::LearnBridge | Phase::LookUp { .. } => (Method::GET, &app.config, None),
            Phase::PressButton => (Method::PUT, &app.config, Some(json!({ "linkbutton": true }))),
            Phase::CreateUser if app.client_key => {
                (Method::POST, &app.users, Some(json!({ "devicetype": name, "generateclientkey": true })))
            }
            Phase::CreateUser => (Method::POST, &app.users, Some(json!({ "devicetype": name }))),
        };
        let mut request = Request::new(body.as_ref().map_or_else(Vec::new, |body| body.to_string().into_bytes()));
        *request.method_mut() = method;
        *request.uri_mut() = uri.clone();
        if body.is_some() {
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        if let Some(bearer) = origin.tokens().bearer() {
            request.headers_mut().insert(AUTHORIZATION, bearer);
        }
        request
    }

    fn receive(
        &mut self,
        origin: &mut Session<TokensIssued>,
        reply: &Response<&[u8]>,
        now: UnixTime,
    ) -> Result<Step<UserLinked>, Error> {
        let phase = self.phase;
        self.replied(origin, reply, now).map_err(|error| ended(phase, origin, error))
    }

    fn failed(&mut self, origin: &mut Session<TokensIssued>, delivery: Delivery) -> Result<Step<UserLinked>, Error> {
        let (phase, policy) = (self.phase, &origin.app.retry);
        let step = match delivery {
            Delivery::NotSent => self.patience.after_not_sent(policy).map(Step::Wait),
            Delivery::Unknown if self.phase == Phase::CreateUser => Ok(self.lost()),
            // To read twice or to press twice is as good as once.
            Delivery::Unknown => self.patience.wait(policy, None).map(Step::Wait).ok_or(Error::BridgeUnreachable),
        };
        step.map_err(|error| ended(phase, origin, error))
    }
}

impl Link {
    fn replied(
        &mut self,
        origin: &mut Session<TokensIssued>,
        reply: &Response<&[u8]>,
        now: UnixTime,
    ) -> Result<Step<UserLinked>, Error> {
        let policy = &origin.app.retry;
        let asked = retry_after::read(reply.headers(), now);
        match reply.status() {
            StatusCode::UNAUTHORIZED => Err(Error::TokenRejected),
            StatusCode::TOO_MANY_REQUESTS => self.patience.after_429(policy, asked).map(Step::Wait),
            status if status.is_server_error() && self.phase == Phase::CreateUser => Ok(self.lost()),
            StatusCode::SERVICE_UNAVAILABLE => {
                self.patience.wait(policy, asked).map(Step::Wait).ok_or(Error::BridgeUnreachable)
            }
            StatusCode::BAD_GATEWAY | StatusCode::GATEWAY_TIMEOUT => Err(Error::BridgeUnreachable),
            _ => self.outcome(origin, reply),
        }
    }

    /// The bridge may have created a user: what can be looked up is not done twice.
    fn lost(&mut self) -> Step<UserLinked> {
        self.phase = Phase::LookUp { started_again: false };
        Step::Send
    }
}

/// A create-user that was refused has settled the attempt. One that was lost is what matters as long as nobody has looked.
fn ended(phase: Phase, origin: &mut Session<TokensIssued>, error: Error) -> Error {
    match phase {
        Phase::CreateUser => {
            origin.state.links.attempt = None;
            error
        }
        Phase::LookUp { started_again } if !started_again || error == UNCONFIRMED => {
            if let Some(attempt) = &mut origin.state.links.attempt {
                Arc::make_mut(attempt).is_reported = true;
            }
            UNCONFIRMED
        }
        _ => error,
    }
}

const UNCONFIRMED: Error = Error::Unconfirmed(Effect::UserCreated);
