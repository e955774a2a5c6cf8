//! An exchange, driven through whatever comes, and what holds at each step.

use super::grammar::{ECHO, Turn, fitting};
use super::sessions::{Manner, SECRET};
use crate::support::*;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;
use http::{Request, Response};
use hue_proto::{Delivery, Error, Exchange, Session, State, Step, Transition, UnixTime};
use serde_json::Value;
use std::fmt::{Debug, Display};
use std::time::Duration;
use url::form_urlencoded;

/// A way between two states, and how to go on where somebody has to choose.
pub(crate) struct Way<T: Transition> {
    pub(crate) leave: fn(Session<T::From>) -> Exchange<T>,
    pub(crate) choose: fn(&mut Exchange<T>),
    /// What holds of where it leads.
    pub(crate) arrived: fn(&Arrival),
}

/// The stored forms before and after, and the last request and reply in between.
#[derive(Debug)]
pub(crate) struct Arrival {
    pub(crate) before: Value,
    pub(crate) after: Value,
    pub(crate) request: Request<Vec<u8>>,
    pub(crate) reply: Response<Vec<u8>>,
    pub(crate) now: UnixTime,
}

impl Arrival {
    /// The reply's JSON. `None` where it is none to a reader that looks into every corner: what is ignored may be anything.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_str(&String::from_utf8_lossy(self.reply.body())).ok()
    }
}

/// Walks as often as there are runs. Where none arrives, what is left goes all the way once everything goes well.
pub(crate) fn check<T: Transition>(manner: &Manner, session: Session<T::From>, way: &Way<T>, runs: &[Vec<Turn>]) {
    let mut exchange = (way.leave)(session);
    for turns in runs {
        match run(manner, &mut exchange, way, turns) {
            None => return,
            Some(Error::AnotherBridge { .. }) => (way.choose)(&mut exchange),
            Some(_) => {}
        }
    }
    let mut exchange = (way.leave)(exchange.abandon());
    // Told that a user may be there, told that the bridge is another, done.
    for _ in 0..3 {
        match run(manner, &mut exchange, way, &[]) {
            None => return,
            Some(Error::AnotherBridge { .. }) => (way.choose)(&mut exchange),
            Some(error) => assert!(matches!(error, Error::Unconfirmed(_)), "{error:?}"),
        }
    }
    panic!("it does not go on from {}", stored(exchange.origin()));
}

/// `None` where it arrived.
fn run<T: Transition>(manner: &Manner, exchange: &mut Exchange<T>, way: &Way<T>, turns: &[Turn]) -> Option<Error> {
    let kept = kept(exchange.origin());
    let mut has_looked = stored(exchange.origin())["attempt"].is_null();
    let mut course = Course::new(manner, turns, Exchange::<T>::MAX_SENDS);
    let mut last = None;
    let mut step = exchange.start();
    loop {
        assert_eq!(self::kept(exchange.origin()), kept, "what it started from is as it was");
        assert_silent(&exchange);
        match step {
            Err(error) => {
                assert_says_nothing(&error);
                return Some(error);
            }
            Ok(Step::Done(session)) => {
                assert_silent(&session);
                assert!(matches!(exchange.start(), Err(Error::HasArrived)));
                let (request, reply, now) = last.expect("a reply");
                let (before, after) = (stored(exchange.origin()), stored(&session));
                (way.arrived)(&Arrival { before, after, request, reply, now });
                return None;
            }
            Ok(Step::Wait(delay)) => course.assert_patient(delay),
            Ok(Step::Send) => {}
        }
        let request = exchange.request();
        assert_eq!(wire(&request), wire(&exchange.request()), "asking again for a request gives the same bytes");
        let creates = request.uri().path() == "/route/api";
        assert!(has_looked || !creates, "a user that may be there is looked for first");
        let (answer, now) = course.answer(&request, |answer| had_no_effect(manner, &request, answer));
        step = match answer {
            Answer::Reply(reply) => {
                has_looked |= request.method() == "GET" && !matches!(reply.status().as_u16(), 429 | 503);
                last = Some((request, reply.clone(), now));
                exchange.receive(reply, now)
            }
            Answer::Nothing(delivery) => exchange.failed(delivery),
        };
    }
}

/// Nothing was done: refused before anybody looked at it, or never sent, or asked for the proof that a digest leaves out at
/// first. To read and to press is as good twice as once.
fn had_no_effect(manner: &Manner, request: &Request<Vec<u8>>, answer: &Answer) -> bool {
    let is_proof_asked_for = manner.wants_digest() && request.uri().path().ends_with("/token");
    request.method() != "POST"
        || match answer {
            Answer::Reply(reply) => reply.status() == 429 || (reply.status() == 401 && is_proof_asked_for),
            Answer::Nothing(delivery) => *delivery == Delivery::NotSent,
        }
}

/// What has come so far, and what may still come.
pub(crate) struct Course<'a> {
    manner: &'a Manner,
    turns: &'a [Turn],
    most: usize,
    waits: usize,
    /// Each request, and what came of it.
    past: Vec<(Request<Vec<u8>>, Answer)>,
}

impl<'a> Course<'a> {
    pub(crate) fn new(manner: &'a Manner, turns: &'a [Turn], most: usize) -> Self {
        Self { manner, turns, most, waits: 0, past: Vec::new() }
    }

    /// A run waits twice at most, and never longer than is allowed.
    pub(crate) fn assert_patient(&mut self, delay: Duration) {
        self.waits += 1;
        let longest = self.manner.longest_wait;
        assert!(self.waits <= 2 && delay <= longest && !longest.is_zero(), "{} waits, of {delay:?} now", self.waits);
    }

    /// What comes of this request, which is sent again only where that does no harm.
    pub(crate) fn answer(
        &mut self,
        request: &Request<Vec<u8>>,
        is_harmless: impl Fn(&Answer) -> bool,
    ) -> (Answer, UnixTime) {
        assert_decent(request);
        let sent = self.past.len();
        assert!(sent < self.most, "{sent} requests, and one more");
        for (before, came) in &self.past {
            let is_same = (before.method(), before.uri()) == (request.method(), request.uri());
            assert!(!is_same || is_harmless(came), "{} {} is sent again", request.method(), request.uri());
        }
        let turn = self.turns.get(sent).cloned().unwrap_or(Turn { now: NOW, answer: None });
        let answer = turn.answer.unwrap_or_else(|| fitting(request, self.manner.wants_digest()));
        let answer = echoed(answer, request, sent);
        self.past.push((request.clone(), answer.clone()));
        (answer, turn.now)
    }
}

/// All that a session holds, less what a link is allowed to note: that a user may have been created.
fn kept<S: State>(session: &Session<S>) -> Value {
    let mut stored = stored(session);
    if let Some(fields) = stored.as_object_mut() {
        fields.remove("attempt");
    }
    stored
}

fn stored<S: State>(session: &Session<S>) -> Value {
    serde_json::from_str(&session.snapshot().to_json()).unwrap()
}

/// A reply that says back what the request carried, plain or as a form encodes it.
fn echoed(answer: Answer, request: &Request<Vec<u8>>, turn: usize) -> Answer {
    let Answer::Reply(mut reply) = answer else { return answer };
    let Ok(text) = std::str::from_utf8(reply.body()) else { return Answer::Reply(reply) };
    let carried = carried(request);
    let mut secrets = carried.iter().cycle().skip(turn);
    let parts = text.split(ECHO).map(str::to_owned);
    let echo = |text: String, part: String| {
        let secret = Value::from(secrets.next().map_or("", String::as_str)).to_string();
        [&text, secret.trim_matches('"'), &part].concat()
    };
    let body = parts.reduce(echo).unwrap_or_default().into_bytes();
    *reply.body_mut() = body;
    Answer::Reply(reply)
}

fn carried(request: &Request<Vec<u8>>) -> Vec<String> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let proof = header(AUTHORIZATION.as_str()).and_then(|text| text.split_once(' '));
    let proof = proof.filter(|(scheme, _)| *scheme != "Digest").map(|(_, text)| text.to_owned());
    let key = header("hue-application-key").map(str::to_owned);
    let segment = request.uri().path().split('/').find(|segment| segment.starts_with("CANARY"));
    let fields = form_urlencoded::parse(request.body()).filter(|(_, value)| value.starts_with("CANARY"));
    let plain: Vec<String> = proof
        .into_iter()
        .chain(key)
        .chain(segment.map(str::to_owned))
        .chain(fields.map(|(_, value)| value.into_owned()))
        .collect();
    let encoded = plain.iter().map(|text| form_urlencoded::byte_serialize(text.as_bytes()).collect());
    plain.iter().cloned().chain(encoded.collect::<Vec<_>>()).collect()
}

pub(crate) fn assert_says_nothing(error: &(impl Debug + Display)) {
    assert_silent(error);
    assert_no_secret(&error.to_string());
}

pub(crate) fn assert_silent(value: &impl Debug) {
    assert_no_secret(&format!("{value:?}"));
}

fn assert_no_secret(text: &str) {
    let basic = STANDARD.encode(format!("testclient:{SECRET}"));
    assert!(!text.contains("CANARY") && !text.contains(&basic), "{text}");
}
