//! The cloud as a function of its state, the time and a request.

use std::collections::VecDeque;

use http::{Request, Response, StatusCode};
use hue_proto::UnixTime;

use crate::Settings;
use crate::answer::Answer;
use crate::bodies;
use crate::bridge::Bridge;
use crate::entry::{Entry, Event};
use crate::ids::Ids;
use crate::incoming::Incoming;
use crate::oauth::{Grants, Nonces};
use crate::quota::Quota;

/// So many entries the log keeps; then the older half goes, so that a server can run for months.
const LOG_LIMIT: usize = 20_000;
const LOG_BYTES: usize = 64 << 20;

/// The simulated Hue cloud: accounts, applications, grants and bridges.
///
/// No clock, no randomness, no IO: the time is an argument, and all identifiers follow from the seed.
///
/// ```
/// use hue_proto::UnixTime;
/// use hue_sim::{Cloud, Settings};
///
/// let mut cloud = Cloud::new(Settings::default(), 1);
/// let request = http::Request::get("/route/clip/v2/resource/light").body(Vec::new()).expect("a request");
/// let reply = cloud.handle(UnixTime::from_millis(0), &request);
/// assert_eq!(reply.status(), 401);
/// assert_eq!(cloud.log()[0].to_string(), "GET /route/clip/v2/resource/light 401 refused");
/// ```
pub struct Cloud {
    pub(crate) settings: Settings,
    pub(crate) ids: Ids,
    pub(crate) nonces: Nonces,
    pub(crate) grants: Grants,
    pub(crate) quota: Quota,
    pub(crate) bridges: Vec<Bridge>,
    log: Vec<Entry>,
    /// Of the bodies in it.
    log_bytes: usize,
    pushed: VecDeque<Response<Vec<u8>>>,
}

impl Cloud {
    /// A cloud that nobody has used yet.
    pub fn new(settings: Settings, seed: u64) -> Self {
        let mut cloud = Self {
            settings,
            ids: Ids::new(seed),
            nonces: Nonces::default(),
            grants: Grants::default(),
            quota: Quota::default(),
            bridges: Vec::new(),
            log: Vec::new(),
            log_bytes: 0,
            pushed: VecDeque::new(),
        };
        cloud.add_new_bridges();
        cloud
    }

    /// Answers one request and writes it down.
    pub fn handle(&mut self, now: UnixTime, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        self.add_new_bridges();
        let answer = match self.pushed.pop_front() {
            Some(response) => Answer::with(Event::PushedReply, response),
            None => self.answer(now, request),
        };
        self.log_bytes += request.body().len();
        if self.log.len() >= LOG_LIMIT || self.log_bytes >= LOG_BYTES {
            self.log.drain(..self.log.len() / 2);
            self.log_bytes = self.log.iter().map(|entry| entry.request().body().len()).sum();
        }
        self.log.push(Entry::new(now, request, answer.response.status().as_u16(), answer.event));
        answer.response
    }

    /// The behaviour, which can be changed at any time.
    pub fn settings_mut(&mut self) -> &mut Settings {
        &mut self.settings
    }

    /// The behaviour.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Every request that was handled, in order; of more than 20,000, the newest 10,000 at least.
    pub fn log(&self) -> &[Entry] {
        &self.log
    }

    /// Lets the next request be answered with `reply` instead of being handled. Several form a queue.
    pub fn push_reply(&mut self, reply: Response<Vec<u8>>) {
        self.pushed.push_back(reply);
    }

    /// The bridges of all accounts.
    pub fn bridges(&self) -> &[Bridge] {
        &self.bridges
    }

    /// The bridges of all accounts, to be meddled with.
    pub fn bridges_mut(&mut self) -> &mut [Bridge] {
        &mut self.bridges
    }

    /// Takes all access back, as a person does on the account page: every code and token of `client_id` is dead.
    pub fn revoke(&mut self, client_id: &str) {
        self.grants.revoke(client_id);
    }

    /// Settings may name bridges that were not there before.
    fn add_new_bridges(&mut self) {
        for known in self.settings.accounts.iter().flat_map(|account| &account.bridges) {
            if !self.bridges.iter().any(|bridge| bridge.id() == known.id) {
                let documents = known.home.documents(&known.id, &known.name);
                self.bridges.push(Bridge::new(&known.id, &known.name, documents));
            }
        }
    }

    fn answer(&mut self, now: UnixTime, request: &Request<Vec<u8>>) -> Answer {
        let incoming = Incoming::new(request, &self.settings.gateway);
        let gateway = &self.settings.gateway;
        if gateway.refuse_duplicate_content_type && incoming.count_headers("content-type") > 1 {
            return Answer::refused(bodies::duplicate_content_type());
        }
        let (alias, list, legacy) = (gateway.bridge_alias, gateway.bridges, self.settings.tokens.legacy);
        match incoming.path().as_slice() {
            ["v2", "oauth2", "authorize"] => self.authorize(now, &incoming),
            ["v2", "oauth2", "token"] => self.token(now, &incoming),
            ["oauth2", "auth"] if legacy => self.legacy_authorize(now, &incoming),
            ["oauth2", endpoint @ ("token" | "refresh")] if legacy => self.legacy_token(now, &incoming, endpoint),
            ["route", target @ ..] => self.relay(now, &incoming, None, target),
            ["bridge", below @ ..] if alias => self.relay(now, &incoming, None, &in_api(below)),
            ["v2", "bridges"] if list => self.bridge_list(now, &incoming),
            ["v2", "bridges", id, below @ ..] if list => self.relay(now, &incoming, Some(id), &in_api(below)),
            _ => Answer::refused(bodies::empty(StatusCode::NOT_FOUND)),
        }
    }
}

fn in_api<'a>(below: &[&'a str]) -> Vec<&'a str> {
    std::iter::once("api").chain(below.iter().copied()).collect()
}
