//! What happened, as data.

use super::recorder::Event;
use crate::lamp::Lamp;
use hue_blocking::Snapshot;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The walk so far.
#[derive(Default)]
pub(super) struct Report {
    pub(super) adapter: &'static str,
    pub(super) url: String,
    pub(super) steps: Vec<Step>,
    /// As they are now.
    pub(super) lights: Vec<Lamp>,
    /// The last snapshot, redacted.
    pub(super) stored: Value,
    pub(super) renewals: u64,
}

/// One step, for a person and for a program.
#[derive(Default)]
pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    /// Lines.
    pub(super) words: Vec<String>,
    pub(super) wire: Vec<Event>,
    pub(super) lamps: Vec<Lamp>,
    /// Names and values.
    pub(super) table: Vec<(String, String)>,
}

impl Report {
    pub(super) fn json(&self) -> Value {
        let steps: Vec<Value> = self.steps.iter().map(Step::json).collect();
        let lights: Vec<Value> = self.lights.iter().map(Lamp::json).collect();
        json!({
            "ok": true,
            "adapter": self.adapter,
            "http": self.versions(),
            "simulator": self.url,
            "steps": steps,
            "lights": lights,
            "renewals": self.renewals,
            "saves": self.saves(),
            "saved_before_use": self.is_saved_before_use(),
            "stored": self.stored,
        })
    }

    /// Of renewed tokens.
    pub(super) fn saves(&self) -> usize {
        self.events().filter(|event| **event == Event::Saved).count()
    }

    /// The versions of HTTP that were spoken.
    fn versions(&self) -> BTreeSet<String> {
        let replies = self.events().filter_map(|event| match event {
            Event::Sent { reply, .. } => reply.as_ref(),
            Event::Saved => None,
        });
        replies.map(|(_, version)| format!("{version:?}")).collect()
    }

    /// Whether the new tokens were saved right after they came, before anything was sent with them.
    fn is_saved_before_use(&self) -> bool {
        let events: Vec<&Event> = self.events().collect();
        let saves = events.windows(2).filter(|pair| matches!(pair, [_, Event::Saved]));
        self.saves() > 0
            && saves.into_iter().all(|pair| matches!(pair, [Event::Sent { path, .. }, _] if path == TOKEN_PATH))
    }

    fn events(&self) -> impl Iterator<Item = &Event> {
        self.steps.iter().flat_map(|step| &step.wire)
    }
}

impl Step {
    fn json(&self) -> Value {
        let sent = self.wire.iter().filter_map(|event| match event {
            Event::Sent { method, path, reply } => {
                let status = reply.as_ref().map(|(status, _)| status);
                Some(json!({"method": method.as_str(), "path": path, "status": status}))
            }
            Event::Saved => None,
        });
        json!({"step": self.name, "wire": sent.collect::<Vec<_>>()})
    }
}

/// A snapshot with the length of each secret in its place. What is not known to be harmless counts as a secret.
pub(super) fn redacted(snapshot: &Snapshot) -> Value {
    serde_json::from_str(&snapshot.to_json()).map_or(Value::Null, |value| without_secrets("", value))
}

fn without_secrets(name: &str, value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(name, value)| {
                let shown = without_secrets(&name, value);
                (name, shown)
            });
            Value::Object(fields.collect::<Map<_, _>>())
        }
        Value::Array(items) => items.into_iter().map(|item| without_secrets(name, item)).collect(),
        Value::String(text) if !HARMLESS.contains(&name) => {
            Value::String(format!("({} characters)", text.chars().count()))
        }
        harmless => harmless,
    }
}

const HARMLESS: [&str; 4] = ["client_id", "origin", "state", "bridge"];
const TOKEN_PATH: &str = "/v2/oauth2/token";

#[cfg(test)]
mod tests {
    use super::*;
    use hue_blocking::http::{Method, Version};

    #[test]
    fn only_lengths_of_secrets_are_shown() {
        let stored = json!({"version": 1, "state": "user_linked", "tokens": {"access": "CANARY", "generation": 1},
            "links": [{"bridge": "001788fffe23abcd", "key": "CANARY"}], "unheard_of": "CANARY"});
        let shown = without_secrets("", stored);
        assert!(!shown.to_string().contains("CANARY"), "{shown}");
        assert_eq!(shown.pointer("/tokens/access"), Some(&json!("(6 characters)")));
        assert_eq!(shown.pointer("/links/0/bridge"), Some(&json!("001788fffe23abcd")));
        assert_eq!(shown.pointer("/tokens/generation"), Some(&json!(1)));
    }

    #[test]
    fn a_save_counts_as_early_only_right_after_the_tokens() {
        let reply = Some((200, Version::HTTP_11));
        let sent = |path: &str| Event::Sent { method: Method::POST, path: path.to_owned(), reply };
        let check = |wire: Vec<Event>, early: bool| {
            let report = Report { steps: vec![Step { wire, ..Step::default() }], ..Report::default() };
            assert_eq!(report.is_saved_before_use(), early);
        };
        check(vec![sent(TOKEN_PATH), Event::Saved, sent("/route/x")], true);
        check(vec![sent(TOKEN_PATH), sent("/route/x"), Event::Saved], false);
        check(vec![sent(TOKEN_PATH), sent("/route/x")], false);
    }
}
