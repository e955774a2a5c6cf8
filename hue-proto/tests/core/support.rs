//! Sessions in every state, and a driver whose replies are written down beforehand.

use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue, Request, Response};
use hue_proto::{
    Access, AnySession, App, AppBuilder, AuthorizationCode, Call, CallStep, ClientAuth, ClientSecret, CodeReceived,
    Delivery, Endpoint, Entropy, Error, Exchange, Session, Snapshot, Step, TokensIssued, Transition, Unauthorized,
    UnixTime, UserLinked,
};
use proptest::prelude::ProptestConfig;
use proptest::test_runner::FileFailurePersistence;
use std::collections::VecDeque;
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

pub(crate) const NOW: UnixTime = UnixTime::from_millis(1_760_000_000_000);
pub(crate) const WEEK: Duration = Duration::from_secs(604_799);
pub(crate) const REDIRECT: &str = "http://127.0.0.1:9123/authorized";
pub(crate) const TOKENS: &str =
    r#"{"access_token":"A1","expires_in":604799,"refresh_token":"R1","token_type":"bearer"}"#;
pub(crate) const RENEWED: &str =
    r#"{"access_token":"A2","expires_in":604799,"refresh_token":"R2","token_type":"bearer"}"#;
pub(crate) const BRIDGE: &str = "001788fffe123456";
pub(crate) const CONFIG: &str = r#"{"name":"Home","bridgeid":"001788FFFE123456","whitelist":{}}"#;
pub(crate) const PRESSED: &str = r#"[{"success":{"/config/linkbutton":true}}]"#;
pub(crate) const KEY: &str = "83b7780291a6ceffbe0bd049104df0011223344a";
pub(crate) const CREATED: &str = r#"[{"success":{"username":"83b7780291a6ceffbe0bd049104df0011223344a"}}]"#;
/// The name that [`builder`] gives itself on a bridge.
pub(crate) const NAME: &str = "lamp-timer#attic";

/// What the transport brings.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Reply(Response<Vec<u8>>),
    Nothing(Delivery),
}

pub(crate) fn reply(status: u16, body: &str) -> Answer {
    Answer::Reply(Response::builder().status(status).body(body.into()).unwrap())
}

pub(crate) fn ok(body: &str) -> Answer {
    reply(200, body)
}

pub(crate) fn lost() -> Answer {
    Answer::Nothing(Delivery::Unknown)
}

pub(crate) fn not_sent() -> Answer {
    Answer::Nothing(Delivery::NotSent)
}

impl Answer {
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        if let Self::Reply(reply) = &mut self {
            let name = HeaderName::try_from(name).unwrap();
            reply.headers_mut().append(name, HeaderValue::try_from(value).unwrap());
        }
        self
    }
}

/// A story: what is answered, when it is, and what a renewal brings.
pub(crate) struct Scenario {
    answers: VecDeque<Answer>,
    access: VecDeque<Access>,
    now: UnixTime,
    whole: bool,
}

/// How the story went.
#[derive(Debug)]
pub(crate) struct Outcome<T> {
    pub(crate) end: Result<T, Error>,
    pub(crate) sent: Vec<Request<Vec<u8>>>,
    pub(crate) waits: Vec<Duration>,
    pub(crate) renewals: usize,
}

impl Scenario {
    /// Each answer is for one request, and the story ends with the last.
    pub(crate) fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self { answers: answers.into_iter().collect(), access: VecDeque::new(), now: NOW, whole: true }
    }

    pub(crate) fn at(self, now: UnixTime) -> Self {
        Self { now, ..self }
    }

    /// What a renewal brings, one after the other.
    pub(crate) fn renewing(self, access: impl IntoIterator<Item = Access>) -> Self {
        Self { access: access.into_iter().collect(), ..self }
    }

    /// Answers may be left over.
    pub(crate) fn loosely(self) -> Self {
        Self { whole: false, ..self }
    }

    pub(crate) fn run<T: Transition>(mut self, exchange: &mut Exchange<T>) -> Outcome<Session<T::To>> {
        let mut told = Outcome { end: Err(Error::NotSent), sent: Vec::new(), waits: Vec::new(), renewals: 0 };
        let mut step = exchange.start();
        told.end = loop {
            match step {
                Err(error) => break Err(error),
                Ok(Step::Done(session)) => break Ok(session),
                Ok(Step::Wait(delay)) => told.waits.push(delay),
                Ok(Step::Send) => {}
            }
            let answer = self.answer(&mut told.sent, exchange.request(), &exchange.request());
            step = match answer {
                Answer::Reply(reply) => exchange.receive(reply, self.now),
                Answer::Nothing(delivery) => exchange.failed(delivery),
            };
        };
        self.told(told)
    }

    pub(crate) fn call<E: Endpoint>(mut self, endpoint: E, access: Access) -> Outcome<E::Output> {
        let mut told = Outcome { end: Err(Error::NotSent), sent: Vec::new(), waits: Vec::new(), renewals: 0 };
        let (mut call, first) = match Call::begin(endpoint, access, self.now) {
            Ok(begun) => begun,
            Err(error) => return self.told(Outcome { end: Err(error), ..told }),
        };
        let mut step = Ok(first);
        told.end = loop {
            match step {
                Err(error) => break Err(error),
                Ok(CallStep::Done(output)) => break Ok(output),
                Ok(CallStep::Renew) => {
                    told.renewals += 1;
                    let fresh = self.access.pop_front().expect("nobody said what this renewal brings");
                    step = call.resume(fresh, self.now);
                    continue;
                }
                Ok(CallStep::Wait(delay)) => told.waits.push(delay),
                Ok(CallStep::Send) => {}
            }
            let answer = self.answer(&mut told.sent, call.request(), &call.request());
            step = match answer {
                Answer::Reply(reply) => call.receive(reply, self.now),
                Answer::Nothing(delivery) => call.failed(delivery),
            };
        };
        self.told(told)
    }

    fn answer(&mut self, sent: &mut Vec<Request<Vec<u8>>>, one: Request<Vec<u8>>, other: &Request<Vec<u8>>) -> Answer {
        assert_eq!(wire(&one), wire(other), "asking again for a request gives the same bytes");
        assert_decent(&one);
        sent.push(one);
        self.answers.pop_front().unwrap_or_else(|| panic!("nobody said what comes after {:#?}", lines(sent)))
    }

    fn told<T>(&self, outcome: Outcome<T>) -> Outcome<T> {
        assert!(!self.whole || self.answers.is_empty(), "ended early, after {:#?}", lines(&outcome.sent));
        outcome
    }
}

impl<T> Outcome<T> {
    /// The session or the reply; nobody had to wait or to renew for it.
    pub(crate) fn unwrap(self) -> T {
        self.end.unwrap()
    }

    pub(crate) fn error(self) -> Error {
        self.end.err().expect("an error")
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        lines(&self.sent)
    }
}

fn lines(sent: &[Request<Vec<u8>>]) -> Vec<String> {
    sent.iter().map(|request| format!("{} {}", request.method(), request.uri().path())).collect()
}

/// What holds of every request, whoever sends it: TLS or loopback, no query, each header once, secrets marked.
pub(crate) fn assert_decent(request: &Request<Vec<u8>>) {
    let uri = request.uri();
    let plain = uri.scheme_str() == Some("http") && matches!(uri.host(), Some("127.0.0.1" | "[::1]"));
    assert!(plain || uri.scheme_str() == Some("https"), "{uri}");
    assert_eq!(uri.query(), None, "{uri}");
    for name in request.headers().keys() {
        assert_eq!(request.headers().get_all(name).iter().count(), 1, "{name}");
    }
    for (name, value) in request.headers() {
        let secret = *name == AUTHORIZATION || name == "hue-application-key";
        assert_eq!(value.is_sensitive(), secret, "{name}");
    }
    let body = String::from_utf8_lossy(request.body());
    let proofs = [body.contains("client_secret="), request.headers().contains_key(AUTHORIZATION)];
    assert_ne!(proofs, [true, true], "one proof a request");
}

/// A request as text: its line, its headers by name, its body.
pub(crate) fn wire(request: &Request<Vec<u8>>) -> String {
    let value = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let mut headers: Vec<_> =
        request.headers().iter().map(|(name, text)| format!("{name}: {}\n", value(text))).collect();
    headers.sort();
    let body = std::str::from_utf8(request.body()).unwrap();
    format!("{} {}\n{}\n{body}", request.method(), request.uri(), headers.concat())
}

pub(crate) fn builder() -> AppBuilder {
    builder_with(ClientAuth::Basic(secret()))
}

pub(crate) fn builder_with(auth: ClientAuth) -> AppBuilder {
    App::builder("testclient", auth).redirect_uri(REDIRECT).device_type("lamp-timer", Some("attic"))
}

pub(crate) fn app() -> App {
    builder().build().unwrap()
}

pub(crate) fn secret() -> ClientSecret {
    ClientSecret::new("testsecret")
}

pub(crate) fn entropy(seed: u8) -> Entropy {
    Entropy::from_bytes([seed; 32])
}

pub(crate) fn unauthorized(app: impl Into<Arc<App>>) -> Session<Unauthorized> {
    Session::new(app, entropy(7))
}

pub(crate) fn code_received(app: impl Into<Arc<App>>) -> Session<CodeReceived> {
    unauthorized(app).with_code(AuthorizationCode::new("VYHuNzI"))
}

pub(crate) fn tokens_issued(app: impl Into<Arc<App>>) -> Session<TokensIssued> {
    let tokens = ok(TOKENS).with("content-type", "application/json");
    Scenario::new([tokens]).run(&mut code_received(app).redeem()).unwrap()
}

pub(crate) fn linked(app: impl Into<Arc<App>>) -> Session<UserLinked> {
    Scenario::new([ok(CONFIG), ok(PRESSED), ok(CREATED)]).run(&mut tokens_issued(app).link()).unwrap()
}

/// As [`linked`], with the pair of tokens that follows.
pub(crate) fn renewed(app: impl Into<Arc<App>>) -> Session<UserLinked> {
    Scenario::new([ok(RENEWED)]).run(&mut linked(app).renew()).unwrap()
}

/// A new login of somebody who is linked, up to its tokens.
pub(crate) fn again(previous: &Session<UserLinked>) -> Session<TokensIssued> {
    let session = Session::again(previous, entropy(8)).with_code(AuthorizationCode::new("-o38tmz"));
    Scenario::new([ok(RENEWED)]).run(&mut session.redeem()).unwrap()
}

/// The session after the next start of the program.
pub(crate) fn restored(app: impl Into<Arc<App>>, snapshot: &Snapshot) -> AnySession {
    let read = Snapshot::from_json(snapshot.to_json().to_string().as_bytes()).unwrap();
    AnySession::restore(app, &read).unwrap()
}

/// A field of the stored form, such as `/tokens/access`.
pub(crate) fn stored(snapshot: &Snapshot, pointer: &str) -> Option<String> {
    let json: serde_json::Value = serde_json::from_str(&snapshot.to_json()).unwrap();
    Some(json.pointer(pointer)?.as_str()?.to_owned())
}

/// A configuration that lists users as `(key, name, created)`.
pub(crate) fn config(bridge: &str, users: &[(&str, &str, &str)]) -> String {
    let users: serde_json::Map<_, _> = users
        .iter()
        .map(|(key, name, created)| ((*key).into(), serde_json::json!({ "name": name, "create date": created })))
        .collect();
    serde_json::json!({ "name": "Home", "bridgeid": bridge, "whitelist": users }).to_string()
}

/// Properties are tried this often. The seed of a case that failed is written to a file, to be committed with what mends it:
/// from then on it is tried first.
pub(crate) fn cases(cases: u32) -> ProptestConfig {
    let seeds = FileFailurePersistence::Direct("tests/core.proptest-regressions");
    ProptestConfig { cases, failure_persistence: Some(Box::new(seeds)), ..ProptestConfig::default() }
}

/// Ended with this error.
pub(crate) fn check_error<T: Debug>(outcome: Outcome<T>, expected: &Error) {
    match outcome.end {
        Err(error) => assert_eq!(error, *expected),
        Ok(value) => panic!("not {expected:?} but {value:#?}"),
    }
}
