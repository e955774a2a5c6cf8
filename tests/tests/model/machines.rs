//! The core's machine, as a function of what it has heard.

use crate::bounds::{Bounds, Millis};
use crate::hue::{Hue, HueId, ReplyId, RequestId};
use crate::records::{Generation, Outcome, RecordId, Records};
use hue_blocking::keep::{self, Duty, Stamp, Swapped, Why};
use hue_blocking::{
    AnySession, App, Delivery, Entropy, Error, Retry, Session, Store as _, Tokens, UnixTime, UserLinked,
};
use hue_sim::linked;
use hue_store::Memory;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// A machine that has heard this and that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct MachineId(u32);

/// What a machine is begun with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Begin {
    pub(crate) who: u8,
    pub(crate) round: u8,
    /// The pair whose access token the caller has, and cannot use.
    pub(crate) stale: Generation,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Heard {
    Looked(RecordId),
    Swapped(Outcome),
    TooLate,
    Replied(ReplyId),
}

/// What a machine wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wants {
    Look,
    Swap { expected: Option<Stamp>, new: RecordId },
    Send(RequestId),
    Wait(Millis),
    Done(Generation),
    Stop { error: Error, has_unsaved: bool },
}

struct Machine {
    begin: Begin,
    heard: Vec<(Heard, Millis)>,
    wants: Wants,
}

pub(crate) struct Machines {
    pub(crate) records: Records,
    pub(crate) hue: Hue,
    app: Arc<App>,
    began: UnixTime,
    whys: &'static [Why],
    all: Vec<Machine>,
    begun: HashMap<Begin, MachineId>,
    after: HashMap<(MachineId, Heard, Millis), MachineId>,
    late: HashMap<(MachineId, Millis, Millis), bool>,
    /// Of each generation, as it was stored.
    tokens: HashMap<Generation, Arc<Tokens>>,
}

impl Machines {
    /// With what is stored after a login, and Hue as it is then.
    pub(crate) fn new(bounds: &Bounds) -> (Self, RecordId, HueId) {
        let (simulation, session) = linked();
        let lease = Duration::from_millis(bounds.lease.into());
        let app = simulation.app().lease(lease).retry(Retry::new(lease, lease)).build().expect("settings");
        let app = Arc::new(app);
        let (hue, first_hue) = Hue::new();
        let mut machines = Self {
            records: Records::new(app.clone()),
            hue,
            began: simulation.now(),
            whys: bounds.whys,
            all: Vec::new(),
            begun: HashMap::new(),
            after: HashMap::new(),
            late: HashMap::new(),
            tokens: HashMap::new(),
            app,
        };
        let stored = machines.store(&session);
        (machines, stored, first_hue)
    }

    pub(crate) fn wants(&self, id: MachineId) -> &Wants {
        &self.all[id.0 as usize].wants
    }

    pub(crate) fn why(&self, begin: Begin) -> Why {
        self.whys[usize::from(begin.who)]
    }

    pub(crate) fn begin(&mut self, begin: Begin) -> MachineId {
        if let Some(id) = self.begun.get(&begin) {
            return *id;
        }
        let id = self.add(Machine { begin, heard: Vec::new(), wants: Wants::Look });
        self.begun.insert(begin, id);
        id
    }

    /// The machine, when it has heard this too.
    pub(crate) fn hears(&mut self, id: MachineId, heard: Heard, at: Millis) -> MachineId {
        if let Some(next) = self.after.get(&(id, heard, at)) {
            return *next;
        }
        let Machine { begin, heard: before, .. } = &self.all[id.0 as usize];
        let (begin, mut before) = (*begin, before.clone());
        before.push((heard, at));
        let duty = self.run(begin, &before);
        let wants = self.wanted(duty);
        let next = self.add(Machine { begin, heard: before, wants });
        self.after.insert((id, heard, at), next);
        next
    }

    /// Whether a machine that is to send holds that it is too late for it.
    pub(crate) fn is_late(&mut self, id: MachineId, since_mark: Millis, at: Millis) -> bool {
        if let Some(is_late) = self.late.get(&(id, since_mark, at)) {
            return *is_late;
        }
        let Machine { begin, heard, .. } = &self.all[id.0 as usize];
        let Duty::Send(dispatch) = self.run(*begin, heard) else { panic!("nothing to send") };
        let is_late = dispatch.is_late(Duration::from_millis(since_mark.into()), self.now(at));
        self.late.insert((id, since_mark, at), is_late);
        is_late
    }

    fn run(&self, begin: Begin, heard: &[(Heard, Millis)]) -> Duty {
        let entropy = Entropy::from_bytes([begin.who * 16 + begin.round + 1; 32]);
        let stale = self.tokens[&begin.stale].access();
        let load = keep::begin(self.app.clone(), entropy, stale, self.why(begin));
        heard.iter().fold(Duty::Load(load), |duty, (heard, at)| self.hear(duty, *heard, self.now(*at)))
    }

    fn hear(&self, duty: Duty, heard: Heard, now: UnixTime) -> Duty {
        let record = |id| self.records.get(id).record.clone();
        match (duty, heard) {
            (Duty::Load(load) | Duty::Wait(_, load), Heard::Looked(found)) => {
                load.loaded(Some(Some(record(found))), now)
            }
            (Duty::Swap(swap), Heard::Swapped(outcome)) => {
                let outcome = match outcome {
                    Outcome::Yes => Swapped::Yes,
                    Outcome::No(found) => Swapped::No(Some(record(found))),
                    Outcome::Unknown => Swapped::Unknown,
                };
                swap.swapped(outcome, now)
            }
            (Duty::Send(dispatch), Heard::TooLate) => dispatch.failed(Delivery::NotSent),
            (Duty::Send(dispatch), Heard::Replied(reply)) => dispatch.replied(self.hue.reply(reply).clone(), now),
            (duty, heard) => panic!("{duty:?} cannot hear {heard:?}"),
        }
    }

    fn wanted(&mut self, duty: Duty) -> Wants {
        match duty {
            Duty::Load(_) => Wants::Look,
            Duty::Swap(swap) => {
                let new = self.records.add(swap.record());
                Wants::Swap { expected: swap.expected(), new }
            }
            Duty::Send(dispatch) => Wants::Send(self.hue.request(dispatch.request())),
            Duty::Wait(delay, _) => Wants::Wait(Millis::try_from(delay.as_millis()).expect("short")),
            Duty::Done(AnySession::UserLinked(session)) => Wants::Done(self.known(session.tokens())),
            Duty::Done(session) => panic!("the link is lost: {session:?}"),
            Duty::Stop(stop) => Wants::Stop { error: stop.error, has_unsaved: stop.unsaved.is_some() },
        }
    }

    fn known(&mut self, tokens: &Tokens) -> Generation {
        let generation = Generation::try_from(tokens.generation()).expect("few");
        self.tokens.entry(generation).or_insert_with(|| Arc::new(tokens.clone()));
        generation
    }

    fn store(&mut self, session: &Session<UserLinked>) -> RecordId {
        self.known(session.tokens());
        let store = Memory::default();
        let mut duty = Duty::Load(keep::put(self.app.clone(), Entropy::from_bytes([0; 32]), session.snapshot(), true));
        while !matches!(duty, Duty::Done(_)) {
            duty = match duty {
                Duty::Load(load) => load.loaded(store.load("account").ok(), self.began),
                Duty::Swap(swap) => {
                    let outcome = store.swap("account", swap.expected(), Some(swap.record()));
                    swap.swapped(outcome.expect("memory does not fail"), self.began)
                }
                duty => panic!("a login that cannot be stored: {duty:?}"),
            };
        }
        self.records.add(&store.load("account").ok().flatten().expect("a record"))
    }

    fn add(&mut self, machine: Machine) -> MachineId {
        let id = MachineId(u32::try_from(self.all.len()).expect("few"));
        self.all.push(machine);
        id
    }

    fn now(&self, at: Millis) -> UnixTime {
        self.began.saturating_add(Duration::from_millis(at.into()))
    }
}
