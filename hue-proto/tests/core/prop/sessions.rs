//! Sessions with anything in them that a session may hold, and applications with every way to ask.

use super::grammar::{NEW_KEY, patience};
use crate::support::*;
use hue_proto::{AnySession, App, ClientAuth, ClientSecret, Retry, Snapshot};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::{bool, option, sample};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

pub(crate) const SECRET: &str = "CANARY secret +/&=1";

/// How the application asks.
#[derive(Clone, Debug)]
pub(crate) struct Manner {
    pub(crate) auth: ClientAuth,
    pub(crate) first_wait: Duration,
    pub(crate) longest_wait: Duration,
}

impl Manner {
    pub(crate) fn app(&self) -> Arc<App> {
        let builder = builder_with(self.auth.clone()).retry(Retry::new(self.first_wait, self.longest_wait));
        let own = matches!(self.auth, ClientAuth::Public);
        let builder = if own { builder.token_endpoint("https://own.example/token") } else { builder };
        Arc::new(builder.request_client_key().build().unwrap())
    }

    pub(crate) fn wants_digest(&self) -> bool {
        matches!(self.auth, ClientAuth::Digest(_))
    }

    /// The session that a document holds.
    pub(crate) fn restore(&self, document: &Value) -> AnySession {
        let mut document = document.clone();
        if matches!(self.auth, ClientAuth::Public) {
            document["origin"] = "https://own.example".into();
        }
        AnySession::restore(self.app(), &Snapshot::from_json(document.to_string().as_bytes()).unwrap()).unwrap()
    }
}

pub(crate) fn manner() -> impl Strategy<Value = Manner> {
    let secret = || ClientSecret::new(SECRET);
    let auth =
        [ClientAuth::Basic(secret()), ClientAuth::Form(secret()), ClientAuth::Digest(secret()), ClientAuth::Public];
    (sample::select(auth.to_vec()), patience()).prop_map(|(auth, (first_wait, longest_wait))| Manner {
        auth,
        first_wait,
        longest_wait,
    })
}

/// A session in this state as it is stored, with secrets that are known when they turn up.
pub(crate) fn planted(state: &'static str) -> impl Strategy<Value = Value> {
    document(state, |name| Just(format!("CANARY-{name}~+/=")).boxed())
}

/// A session in this state as it is stored, with any text for each secret.
pub(crate) fn any_document(state: &'static str) -> impl Strategy<Value = Value> {
    document(state, |name| match name {
        "access" => "[!-~]{1,40}".boxed(),
        "refresh" => "\\PC{1,8}|[\\x00-\\x7f]{1,8}".boxed(),
        _ => "\\PC{0,8}|[\\x00-\\x7f]{0,8}".boxed(),
    })
}

type Texts = fn(&'static str) -> BoxedStrategy<String>;

fn document(state: &'static str, text: Texts) -> impl Strategy<Value = Value> {
    let secrets = (text("csrf_state"), text("pkce_verifier"), text("code"));
    let attempt = (bridge(), option::of(vec(key(text), 0..3)), bool::ANY);
    let known = (tokens(text), entry(text), vec(entry(text), 0..3), option::of(attempt), bool::ANY);
    (secrets, known).prop_map(move |((csrf_state, verifier, code), (tokens, link, links, attempt, any_bridge))| {
        let mut document = json!({
            "version": 1, "client_id": "testclient", "origin": "https://api.meethue.com", "state": state,
        });
        let mut set = |name: &str, value: Value| document[name] = value;
        match state {
            "unauthorized" => set("csrf_state", csrf_state.into()),
            "code_received" => set("code", code.into()),
            "user_linked" => set("link", link),
            _ => {}
        }
        if matches!(state, "unauthorized" | "code_received") {
            set("pkce_verifier", verifier.into());
        } else {
            set("tokens", tokens);
        }
        if !links.is_empty() {
            set("links", links.into());
        }
        if state != "user_linked" {
            if let Some((bridge, before, reported)) = attempt {
                let before = before.map(Value::from);
                set("attempt", fields([("bridge", bridge), ("before", before), ("reported", flag(reported))]));
            }
            if any_bridge {
                set("any_bridge", true.into());
            }
        }
        document
    })
}

fn tokens(text: Texts) -> impl Strategy<Value = Value> {
    let life = (option::of(crate::clock::time()), option::of(crate::clock::time()), any::<u64>());
    (text("access"), text("refresh"), life).prop_map(|(access, refresh, (issued, expires, generation))| {
        let (issued, expires) = (issued.map(Value::from), expires.map(Value::from));
        let access = [("access", Some(access.into())), ("refresh", Some(refresh.into()))];
        let rest = [("issued", issued), ("expires", expires), ("generation", Some(generation.into()))];
        fields(access.into_iter().chain(rest))
    })
}

fn entry(text: Texts) -> impl Strategy<Value = Value> {
    (bridge(), key(text), option::of(text("client-key")), bool::ANY).prop_map(|(bridge, key, client_key, adopted)| {
        let client_key = client_key.map(Value::from);
        fields([("bridge", bridge), ("key", Some(key.into())), ("client_key", client_key), ("adopted", flag(adopted))])
    })
}

fn bridge() -> impl Strategy<Value = Option<Value>> {
    option::of(sample::select(vec![json!(BRIDGE), json!("001788fffe999999"), json!("001788fffe000000")]))
}

/// Few, so that the same ones meet.
fn key(text: Texts) -> impl Strategy<Value = String> {
    let known = vec!["CANARY-key".to_owned(), "CANARY-listed".to_owned(), NEW_KEY.to_owned()];
    prop_oneof![2 => sample::select(known), 1 => text("key")]
}

/// What is false is not written.
fn flag(is_set: bool) -> Option<Value> {
    is_set.then_some(Value::Bool(true))
}

fn fields(fields: impl IntoIterator<Item = (&'static str, Option<Value>)>) -> Value {
    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}
