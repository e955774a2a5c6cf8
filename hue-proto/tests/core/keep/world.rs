//! A store in a variable, a token endpoint whose replies are written down beforehand, and clocks that move where they are
//! told to.

use crate::support::*;
use http::Request;
use hue_proto::keep::{Duty, Load, Record, Stop, Swapped};
use hue_proto::{AnySession, Delivery, Snapshot, UnixTime};
use serde_json::{Value, json};
use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

/// What is wrong with the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It neither reads nor writes.
    Gone,
    /// It reads, and writes nothing.
    Full,
    /// It writes, and cannot say so.
    Mute,
}

type Hook = Box<dyn FnOnce(&mut World)>;

pub(crate) struct World {
    pub(crate) record: Option<Record>,
    /// The time of day, which may jump.
    pub(crate) now: UnixTime,
    /// Since the mark was begun, by a clock that does not jump.
    pub(crate) since_mark: Duration,
    pub(crate) fault: Option<Fault>,
    /// Each duty in a word or three.
    pub(crate) told: Vec<String>,
    /// What anybody could print on the way.
    pub(crate) shown: Vec<String>,
    pub(crate) waited: Duration,
    pub(crate) sent: Vec<Request<Vec<u8>>>,
    /// Every record that was ever written.
    pub(crate) written: Vec<Record>,
    /// Every stamp that was to be written.
    stamps: BTreeSet<String>,
    answers: VecDeque<Answer>,
    hooks: Vec<(usize, Hook)>,
}

impl World {
    /// Where this is stored.
    pub(crate) fn holding(snapshot: &Snapshot) -> Self {
        Self::new(Some(record(snapshot, json!({}))))
    }

    pub(crate) fn new(record: Option<Record>) -> Self {
        Self {
            record,
            now: NOW,
            since_mark: Duration::ZERO,
            fault: None,
            told: Vec::new(),
            shown: Vec::new(),
            waited: Duration::ZERO,
            sent: Vec::new(),
            written: Vec::new(),
            stamps: BTreeSet::new(),
            answers: VecDeque::new(),
            hooks: Vec::new(),
        }
    }

    pub(crate) fn answering<const N: usize>(mut self, answers: [Answer; N]) -> Self {
        self.answers.extend(answers);
        self
    }

    pub(crate) fn with_fault(mut self, fault: Fault) -> Self {
        self.fault = Some(fault);
        self
    }

    /// Does this when so many duties were told of.
    pub(crate) fn after(mut self, duties: usize, hook: impl FnOnce(&mut Self) + 'static) -> Self {
        self.hooks.push((duties, Box::new(hook)));
        self
    }

    /// Somebody else writes this.
    pub(crate) fn replace(&mut self, record: Record) {
        self.record = Some(record);
    }

    /// Drives to the end.
    pub(crate) fn run(&mut self, begin: Load) -> Result<AnySession, Stop> {
        let mut duty = Duty::Load(begin);
        loop {
            assert!(self.told.len() < 1000, "it goes on for ever: {:#?}", &self.told[900..]);
            while let Some(at) = self.hooks.iter().position(|(duties, _)| *duties == self.told.len()) {
                let (_, hook) = self.hooks.swap_remove(at);
                hook(self);
            }
            self.shown.push(format!("{duty:?} {duty:#?} {:?}", self.record));
            duty = match duty {
                Duty::Load(load) => self.load(load),
                Duty::Swap(swap) => {
                    let told = self.told_of(swap.record());
                    self.told.push(told);
                    self.since_mark = Duration::ZERO;
                    let outcome = self.swap(swap.expected(), swap.record().clone());
                    swap.swapped(outcome, self.now)
                }
                Duty::Send(dispatch) if dispatch.is_late(self.since_mark, self.now) => {
                    self.told.push("late".into());
                    dispatch.failed(Delivery::NotSent)
                }
                Duty::Send(dispatch) => {
                    let request = dispatch.request();
                    assert_decent(&request);
                    assert_eq!(wire(&request), wire(&dispatch.request()), "asked again, it is the same");
                    self.told.push(format!("send {}", refresh_token_of(&request)));
                    self.sent.push(request);
                    match self.answers.pop_front().unwrap_or_else(|| panic!("no answer after {:#?}", self.told)) {
                        Answer::Reply(reply) => dispatch.replied(reply, self.now),
                        Answer::Nothing(delivery) => dispatch.failed(delivery),
                    }
                }
                Duty::Wait(delay, load) => {
                    self.told.push(format!("wait {}", delay.as_millis()));
                    self.waited += delay;
                    self.now = self.now.saturating_add(delay);
                    Duty::Load(load)
                }
                Duty::Done(session) => return Ok(session),
                Duty::Stop(stop) => return Err(stop),
            }
        }
    }

    /// Drives to where everything is well.
    #[track_caller]
    pub(crate) fn arrive(&mut self, begin: Load) -> Snapshot {
        self.run(begin).expect("arrived").snapshot()
    }

    fn load(&mut self, load: Load) -> Duty {
        self.told.push("load".into());
        load.loaded((self.fault != Some(Fault::Gone)).then(|| self.record.clone()), self.now)
    }

    fn swap(&mut self, expected: Option<hue_proto::keep::Stamp>, new: Record) -> Swapped {
        let is_fresh = self.stamps.insert(new.stamp().to_string()) && expected != Some(new.stamp());
        assert!(is_fresh, "a stamp that was there before, after {:#?}", self.told);
        if let Some(Fault::Gone | Fault::Full) = self.fault {
            return Swapped::Unknown;
        }
        if self.record.as_ref().map(Record::stamp) != expected {
            return Swapped::No(self.record.clone());
        }
        self.record = Some(new.clone());
        self.written.push(new);
        if self.fault == Some(Fault::Mute) { Swapped::Unknown } else { Swapped::Yes }
    }

    /// What a write is for, as an outsider sees it.
    fn told_of(&self, new: &Record) -> String {
        let refresh = refresh(new.snapshot());
        if let Some(attempt) = document(new)["attempt_ms"].as_u64() {
            return format!("mark {refresh} for {}", attempt / 1000);
        }
        let is_other = self.record.as_ref().is_none_or(|record| self::refresh(record.snapshot()) != refresh);
        let what = if new.is_refused() {
            "refuse"
        } else if is_other {
            "save"
        } else {
            "release"
        };
        format!("{what} {refresh}")
    }

    /// What stands in the store.
    pub(crate) fn stored(&self) -> &Record {
        self.record.as_ref().expect("a record")
    }
}

/// A record as somebody else wrote it, with these fields beside stamp and snapshot.
pub(crate) fn record(snapshot: &Snapshot, fields: Value) -> Record {
    let snapshot: Value = serde_json::from_str(&snapshot.to_json()).unwrap();
    let stamp = "0123456789abcdef0123456789abcdef";
    with_fields(json!({ "version": 1, "stamp": stamp, "snapshot": snapshot }), fields)
}

/// The same with another stamp, and with these fields.
pub(crate) fn rewritten(record: &Record, stamp: u8, fields: Value) -> Record {
    let mut document = document(record);
    document["stamp"] = format!("{stamp:032x}").into();
    with_fields(document, fields)
}

fn with_fields(mut document: Value, fields: Value) -> Record {
    let Value::Object(fields) = fields else { panic!("fields") };
    for (name, value) in fields {
        document[name] = value;
    }
    Record::from_json(document.to_string().as_bytes()).unwrap()
}

pub(crate) fn document(record: &Record) -> Value {
    serde_json::from_str(&record.to_json()).unwrap()
}

pub(crate) fn refresh(snapshot: &Snapshot) -> String {
    stored(snapshot, "/tokens/refresh").unwrap_or_else(|| "nothing".into())
}

pub(crate) fn access(snapshot: &Snapshot) -> String {
    stored(snapshot, "/tokens/access").unwrap_or_else(|| "nothing".into())
}

pub(crate) fn refresh_token_of(request: &Request<Vec<u8>>) -> String {
    let form = url::form_urlencoded::parse(request.body());
    form.into_owned().find(|(name, _)| name == "refresh_token").expect("a refresh token").1
}
