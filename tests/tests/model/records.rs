//! What a store can hold, by number; and what the memory store makes of a swap.

use crate::bounds::Millis;
use hue_blocking::keep::{Record, Stamp, Swapped};
use hue_blocking::{AnySession, App, Store as _};
use hue_store::Memory;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct RecordId(u32);

/// A pair of tokens, by how often Hue had renewed them.
pub(crate) type Generation = u8;

/// A record, and what the rules look at.
pub(crate) struct Known {
    pub(crate) record: Record,
    pub(crate) generation: Generation,
    /// How long the attempt in it counts.
    pub(crate) attempt: Option<Millis>,
    pub(crate) is_refused: bool,
}

/// What a renewer hears of a swap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Outcome {
    Yes,
    No(RecordId),
    Unknown,
}

pub(crate) struct Records {
    app: Arc<App>,
    all: Vec<Known>,
    by_json: HashMap<String, RecordId>,
    /// The refresh token of each generation.
    refresh: Vec<String>,
    swaps: HashMap<(RecordId, Option<Stamp>, RecordId), Outcome>,
}

impl Records {
    pub(crate) fn new(app: Arc<App>) -> Self {
        Self { app, all: Vec::new(), by_json: HashMap::new(), refresh: Vec::new(), swaps: HashMap::new() }
    }

    pub(crate) fn get(&self, id: RecordId) -> &Known {
        &self.all[id.0 as usize]
    }

    pub(crate) fn add(&mut self, record: &Record) -> RecordId {
        let json = record.to_json().to_owned();
        if let Some(id) = self.by_json.get(&json) {
            return *id;
        }
        let fields: Value = serde_json::from_str(&json).expect("JSON");
        let attempt = fields["attempt_ms"].as_u64().map(|lasts| Millis::try_from(lasts).expect("short"));
        let session = AnySession::restore(self.app.clone(), record.snapshot()).expect("a session of this application");
        let AnySession::UserLinked(session) = session else { panic!("the store has lost the tokens, or the link") };
        let refresh = session.tokens().refresh().expect("a refresh token").expose().to_owned();
        let generation = session.tokens().generation();
        let known = Known {
            record: record.clone(),
            generation: self.numbered(usize::try_from(generation).expect("few"), refresh),
            attempt,
            is_refused: record.is_refused(),
        };
        let id = RecordId(u32::try_from(self.all.len()).expect("few"));
        self.all.push(known);
        self.by_json.insert(json, id);
        id
    }

    /// Whose refresh token a request presents.
    pub(crate) fn presented(&self, body: &[u8]) -> Generation {
        let body = String::from_utf8_lossy(body);
        let found = self.refresh.iter().rposition(|refresh| body.contains(refresh.as_str()));
        Generation::try_from(found.expect("a refresh token that was stored")).expect("few")
    }

    /// What the memory store makes of it.
    pub(crate) fn swap(&mut self, stored: RecordId, expected: Option<Stamp>, new: RecordId) -> Outcome {
        if let Some(outcome) = self.swaps.get(&(stored, expected, new)) {
            return *outcome;
        }
        let store = Memory::default();
        let swap = |expected, new| store.swap("account", expected, Some(new)).expect("memory does not fail");
        assert!(matches!(swap(None, &self.get(stored).record), Swapped::Yes));
        let outcome = match swap(expected, &self.get(new).record) {
            Swapped::Yes => Outcome::Yes,
            Swapped::No(found) => Outcome::No(self.add(&found.expect("what was stored"))),
            Swapped::Unknown => Outcome::Unknown,
        };
        self.swaps.insert((stored, expected, new), outcome);
        outcome
    }

    /// Hue's tokens are a chain: no two pairs of one generation.
    fn numbered(&mut self, generation: usize, refresh: String) -> Generation {
        if generation == self.refresh.len() {
            self.refresh.push(refresh);
        } else {
            assert_eq!(self.refresh.get(generation), Some(&refresh), "generation {generation} is of another pair");
        }
        Generation::try_from(generation).expect("few")
    }
}
