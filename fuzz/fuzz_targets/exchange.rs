//! Operations on a session from its code to its link and its renewals, against a small cloud: replies that arrive, get lost
//! before or after their effect, or refuse; a driver that is dropped; a program that starts again from what it stored. No
//! grant is presented again in a run that may have spent it, no user is created twice without a look, a run ends within its
//! number of requests, and the newest tokens that were heard are there after every operation.

#![no_main]

use arbitrary::Arbitrary;
use http::{Request, Response};
use hue_fuzz::{NOW, app, code_received, field, stored};
use hue_proto::{AnySession, ClientAuth, Delivery, Error, Exchange, Session, Snapshot, Step, Transition};
use libfuzzer_sys::fuzz_target;
use std::collections::HashSet;

#[derive(Arbitrary, Debug)]
struct Story {
    digest: bool,
    hides_list: bool,
    turns: Vec<Turn>,
}

/// What becomes of a request, and of the program around it.
#[derive(Arbitrary, Clone, Copy, Debug)]
enum Turn {
    Good,
    LostBefore,
    LostAfter,
    NotSent,
    TooMany,
    Broken,
    Refused,
    Garbage,
    Stale,
    /// Nobody waits for the reply to the next request.
    Dropped,
    /// The same after its effect.
    DroppedAfter,
    /// Before the next request, the program starts again from what it stored.
    Restart,
}

/// What the cloud has done, and what the client has heard of it.
#[derive(Default)]
struct World {
    story: Vec<Turn>,
    hides_list: bool,
    digest: bool,
    issued: u32,
    users: Vec<String>,
    /// A user may be there that nobody has looked for.
    is_unseen: bool,
    heard: Option<String>,
}

fuzz_target!(|story: Story| {
    let auth = if story.digest { ClientAuth::Digest } else { ClientAuth::Basic };
    let mut turns: Vec<_> = story.turns.into_iter().take(64).collect();
    turns.reverse();
    let mut world = World { story: turns, hides_list: story.hides_list, digest: story.digest, ..World::default() };
    let mut session = AnySession::from(code_received(app(auth), "C0"));
    while !world.story.is_empty() {
        session = match session {
            AnySession::CodeReceived(session) => world.run(session.redeem()),
            AnySession::TokensIssued(session) if world.story.len() % 3 == 0 => world.run(session.renew()),
            AnySession::TokensIssued(session) => world.run(session.link()),
            AnySession::UserLinked(session) => world.run(session.renew()),
            AnySession::Unauthorized(_) => panic!("nobody logs in again"),
        };
        let refresh = stored(&session.snapshot())["tokens"]["refresh"].as_str().map(str::to_owned);
        assert_eq!(refresh, world.heard, "the newest refresh token is there");
        if matches!(world.story.last(), Some(Turn::Restart)) {
            world.story.pop();
            let app = app(auth);
            let written = session.snapshot().to_json().to_string();
            session =
                AnySession::restore(app, &Snapshot::from_json(written.as_bytes()).expect("a snapshot")).expect("ours");
        }
    }
});

impl World {
    /// One exchange, run until it arrives or fails. Where it fails, what it started from is what there is.
    fn run<T: Transition>(&mut self, mut exchange: Exchange<T>) -> AnySession
    where
        AnySession: From<Session<T::From>> + From<Session<T::To>>,
    {
        let mut spent = HashSet::new();
        let mut step = exchange.start();
        for sent in 0.. {
            match step {
                Ok(Step::Done(session)) => {
                    assert!(matches!(exchange.start(), Err(Error::HasArrived)));
                    return session.into();
                }
                Err(_) => break,
                Ok(Step::Send | Step::Wait(_)) => {}
            }
            assert!(sent < Exchange::<T>::MAX_SENDS, "{sent} requests, and one more");
            let request = exchange.request();
            let grant = field(request.body(), "code").or_else(|| field(request.body(), "refresh_token"));
            let turn = self.story.pop().unwrap_or(Turn::Dropped);
            let answer = self.answer(&request, turn);
            let had_no_effect = match &answer {
                Some(Ok(reply)) => reply.status() == 429 || (reply.status() == 401 && self.digest),
                Some(Err(delivery)) => *delivery == Delivery::NotSent,
                None => false,
            };
            if let Some(grant) = grant.filter(|_| request.uri().path().ends_with("/token")) {
                assert!(!spent.contains(&grant), "{grant} is presented again");
                if !had_no_effect {
                    spent.insert(grant);
                }
            }
            step = match answer {
                None => break,
                Some(Ok(reply)) => exchange.receive(reply, NOW),
                Some(Err(delivery)) => exchange.failed(delivery),
            };
        }
        exchange.abandon().into()
    }

    /// `None`: the driver is dropped.
    fn answer(&mut self, request: &Request<Vec<u8>>, turn: Turn) -> Option<Result<Response<Vec<u8>>, Delivery>> {
        let is_creation = request.method() == "POST" && request.uri().path() == "/route/api";
        if is_creation {
            assert!(!self.is_unseen, "a user is created, and one may be there");
            self.is_unseen = !matches!(turn, Turn::NotSent | Turn::TooMany | Turn::Refused);
        }
        let reply = match turn {
            Turn::LostBefore => return Some(Err(Delivery::Unknown)),
            Turn::NotSent => return Some(Err(Delivery::NotSent)),
            Turn::Dropped => return None,
            Turn::TooMany => self::reply(429, "{}"),
            Turn::Broken => self::reply(503, "<html>"),
            Turn::Garbage => self::reply(200, "<html>"),
            Turn::Stale => challenge(true),
            Turn::Refused if is_creation => {
                self::reply(200, r#"[{"error":{"type":101,"address":"","description":"link button not pressed"}}]"#)
            }
            Turn::Refused => self::reply(400, r#"{"error":"invalid_grant"}"#),
            Turn::Restart | Turn::Good | Turn::LostAfter | Turn::DroppedAfter => self.take_effect(request),
        };
        match turn {
            Turn::LostAfter => return Some(Err(Delivery::Unknown)),
            Turn::DroppedAfter => return None,
            _ => {}
        }
        self.hear(request, &reply);
        Some(Ok(reply))
    }

    fn take_effect(&mut self, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        match (request.method().as_str(), request.uri().path()) {
            ("POST", path) if path.ends_with("/token") => {
                if self.digest && !request.headers().contains_key("authorization") {
                    return challenge(false);
                }
                self.issued += 1;
                let number = self.issued;
                reply(
                    200,
                    &format!(r#"{{"access_token":"A{number}","refresh_token":"R{number}","expires_in":"604799"}}"#),
                )
            }
            ("PUT", _) => reply(200, r#"[{"success":{"/config/linkbutton":true}}]"#),
            ("POST", _) => {
                self.users.push(format!("key{}", self.users.len()));
                reply(200, &format!(r#"[{{"success":{{"username":"key{}"}}}}]"#, self.users.len() - 1))
            }
            _ => {
                let shown = if self.hides_list { &[][..] } else { &self.users };
                let entry = |key: &String| {
                    format!(r#""{key}":{{"name":"lamp-timer#attic","create date":"2026-01-01T00:00:00"}}"#)
                };
                let list = shown.iter().map(entry).collect::<Vec<_>>().join(",");
                let list = if self.hides_list { String::new() } else { format!(r#","whitelist":{{{list}}}"#) };
                reply(200, &format!(r#"{{"name":"Home","bridgeid":"001788FFFE123456"{list}}}"#))
            }
        }
    }

    fn hear(&mut self, request: &Request<Vec<u8>>, reply: &Response<Vec<u8>>) {
        if request.method() == "GET" && !matches!(reply.status().as_u16(), 429 | 503) {
            self.is_unseen = false;
        }
        if let Ok(said) = serde_json::from_slice::<serde_json::Value>(reply.body()) {
            let heard = said["refresh_token"].as_str().map(str::to_owned);
            self.heard = heard.or_else(|| self.heard.take());
            // Who was created and told of is nobody to look for.
            self.is_unseen &= said.pointer("/0/success/username").is_none();
        }
    }
}

fn reply(status: u16, body: &str) -> Response<Vec<u8>> {
    Response::builder().status(status).body(body.into()).expect("a reply")
}

fn challenge(is_stale: bool) -> Response<Vec<u8>> {
    let mut reply = reply(401, r#"{"error":"invalid_client"}"#);
    let stale = if is_stale { ", stale=true" } else { "" };
    let value = format!(r#"Digest realm="oauth2_client@api.meethue.com", nonce="n", qop="auth"{stale}"#);
    reply.headers_mut().insert("www-authenticate", value.try_into().expect("a header"));
    reply
}
