//! The duties, and what all of them share.

use super::dispatch::Dispatch;
use super::doubt::Doubt;
use super::goal::{Goal, Why};
use super::put::Put;
use super::record::{Record, Stamp, Swapped};
use super::save::{Save, Unsaved};
use crate::app::App;
use crate::entropy::Entropy;
use crate::error::Error;
use crate::secret::AccessToken;
use crate::session::any::AnySession;
use crate::session::snapshot::Snapshot;
use crate::session::tokens::Tokens;
use crate::time::UnixTime;
use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt;
use core::time::Duration;

/// Starts to look after the tokens of a stored account: they are loaded and, where they are not what is wanted, renewed.
///
/// `stale` is the access token that the caller has, where it has one; `why` says what is wrong with it. The entropy tells
/// this run from every other. Ends with [`Duty::Done`] and a session in the state that is stored, which has tokens.
pub fn begin(app: impl Into<Arc<App>>, entropy: Entropy, stale: Option<&AccessToken>, why: Why) -> Load {
    let goal = Goal::new(why, stale.cloned());
    Load { machine: Box::new(Machine::new(app.into(), entropy)), look: Look::Renew(goal) }
}

/// Starts to store a session: a rest of a login, credentials from elsewhere.
///
/// `is_new` says that its tokens belong to a grant that the store has not seen: they replace what is stored. Otherwise the stored
/// tokens are kept, being the same or newer, and everything else is replaced. A session without tokens replaces none that has
/// some. Ends with [`Duty::Done`] and the session as it is stored now.
pub fn put(app: impl Into<Arc<App>>, entropy: Entropy, snapshot: Snapshot, is_new: bool) -> Load {
    Load { machine: Box::new(Machine::new(app.into(), entropy)), look: Look::Put(Put { snapshot, is_new }) }
}

/// What the driver does next. Exhaustive on purpose: a new duty must break every driver.
#[expect(clippy::exhaustive_enums, reason = "a new duty must break every driver at compile time")]
#[must_use = "the renewal goes on only when this is done"]
#[derive(Debug)]
pub enum Duty {
    /// Load the record, then [`Load::loaded`].
    Load(Load),
    /// Compare and swap, then [`Swap::swapped`].
    Swap(Swap),
    /// Send a request, unless it is late for it; then [`Dispatch::replied`] or [`Dispatch::failed`].
    Send(Dispatch),
    /// Sleep this long, not less, then load: waiting always ends in looking again.
    Wait(Duration, Load),
    /// Stored, and good to use.
    Done(AnySession),
    /// Ended without.
    Stop(Stop),
}

/// A look at what is stored.
#[must_use = "the renewal goes on only when the record is loaded"]
pub struct Load {
    pub(super) machine: Box<Machine>,
    pub(super) look: Look,
}

/// What a look is for.
pub(super) enum Look {
    Renew(Goal),
    Doubt(Doubt),
    Save(Save),
    Put(Put),
}

/// A record on its way into the store.
#[must_use = "the renewal goes on only when the outcome is known"]
pub struct Swap {
    pub(super) machine: Box<Machine>,
    pub(super) expected: Option<Stamp>,
    pub(super) record: Record,
    pub(super) then: Then,
}

/// What a swap is for.
pub(super) enum Then {
    /// Lease and sent-mark.
    Send(Goal),
    /// A longer lease, to look again within.
    Doubt(Doubt),
    /// The refusal, believed.
    Refuse(Doubt),
    /// The lease, given back.
    Stop(Error),
    Save(Save),
    Put(Put),
}

/// Ended without usable tokens. What is stored is as good as it was.
#[derive(Debug)]
#[must_use = "it may hold tokens that are nowhere else"]
#[non_exhaustive]
pub struct Stop {
    /// Why.
    pub error: Error,
    /// Renewed tokens that no store has taken. [`Keeper::ended`](super::Keeper::ended) tries again with the next call.
    pub unsaved: Option<Unsaved>,
}

/// What every phase needs.
pub(super) struct Machine {
    pub(super) app: Arc<App>,
    entropy: Entropy,
    written: u64,
    /// Of the record that it tried to write last: found in the store, it was written.
    pub(super) own: Option<Stamp>,
    /// Of the store, in one run.
    failures: u32,
}

impl Machine {
    pub(super) fn new(app: Arc<App>, entropy: Entropy) -> Self {
        Self { app, entropy, written: 0, own: None, failures: 0 }
    }

    /// A stamp that nobody has seen.
    pub(super) fn stamp(&mut self) -> Stamp {
        self.written += 1;
        let stamp = Stamp::from_bytes(self.entropy.bytes("stamp", self.written));
        self.own = Some(stamp);
        stamp
    }

    /// The store has failed. How long to wait before it is asked again; `None` when that was enough.
    pub(super) fn patience(&mut self) -> Option<Duration> {
        self.failures += 1;
        (self.failures <= MAX_FAILURES).then(|| FIRST_WAIT * 4_u32.pow(self.failures - 1))
    }
}

impl Load {
    /// What the store holds: `None` where it could not say, `Some(None)` where it holds nothing.
    pub fn loaded(mut self, found: Option<Option<Record>>, now: UnixTime) -> Duty {
        let Some(found) = found else {
            return match self.machine.patience() {
                Some(delay) => Duty::Wait(delay, self),
                None => self.look.give_up(&self.machine.app),
            };
        };
        self.seen(found, now)
    }

    pub(super) fn seen(self, found: Option<Record>, now: UnixTime) -> Duty {
        match self.look {
            Look::Renew(goal) => goal.seen(self.machine, found, now),
            Look::Doubt(doubt) => doubt.seen(self.machine, found, now),
            Look::Save(save) => save.seen(self.machine, found),
            Look::Put(put) => put.seen(self.machine, found),
        }
    }
}

impl Look {
    fn give_up(self, app: &Arc<App>) -> Duty {
        match self {
            Self::Save(save) => save.give_up(app),
            Self::Doubt(doubt) => Duty::stop(doubt.error),
            Self::Renew(_) | Self::Put(_) => Duty::stop(Error::StoreUnavailable),
        }
    }
}

impl Swap {
    /// The stamp of the record that is to be replaced. `None`: there must be none.
    pub fn expected(&self) -> Option<Stamp> {
        self.expected
    }

    /// What is to stand there.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// What became of it.
    pub fn swapped(mut self, outcome: Swapped, now: UnixTime) -> Duty {
        let done = match outcome {
            Swapped::Yes => true,
            Swapped::No(_) | Swapped::Unknown => false,
        };
        let look = match self.then {
            Then::Stop(error) => return Duty::stop(error),
            Then::Refuse(doubt) if done => return Duty::stop(doubt.error),
            Then::Send(goal) if done => return goal.marked(self.machine, self.record),
            Then::Doubt(doubt) if done => return doubt.wait(self.machine),
            Then::Save(_) | Then::Put(_) if done => return Duty::done(&self.machine.app, &self.record),
            Then::Send(goal) => Look::Renew(goal),
            Then::Doubt(doubt) | Then::Refuse(doubt) => Look::Doubt(doubt),
            Then::Save(save) => Look::Save(save),
            Then::Put(put) => Look::Put(put),
        };
        match outcome {
            Swapped::No(found) => Load { machine: self.machine, look }.seen(found, now),
            Swapped::Yes | Swapped::Unknown => match self.machine.patience() {
                Some(delay) => Duty::Wait(delay, Load { machine: self.machine, look }),
                None => look.give_up(&self.machine.app),
            },
        }
    }
}

impl Duty {
    pub(super) fn stop(error: Error) -> Self {
        Self::Stop(Stop { error, unsaved: None })
    }

    /// What is stored, where it has tokens.
    pub(super) fn done(app: &Arc<App>, record: &Record) -> Self {
        match AnySession::restore(app.clone(), &record.snapshot) {
            Ok(session) => Self::Done(session),
            Err(error) => Self::stop(error),
        }
    }
}

/// The tokens of a record, for this application.
pub(super) fn tokens<'a>(record: &'a Record, app: &App) -> Result<&'a Arc<Tokens>, Error> {
    record.snapshot.stored_for(app)?.tokens().ok_or(Error::NotLoggedIn)
}

macro_rules! opaque {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )*};
}
opaque!(Load, Swap);

const FIRST_WAIT: Duration = Duration::from_millis(50);
/// With waits of 50, 200, 800 and 3200 ms: some four seconds in all.
const MAX_FAILURES: u32 = 4;
