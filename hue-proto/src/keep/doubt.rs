//! A refusal, and whether it is to be believed.

use super::goal::Goal;
use super::machine::{Duty, Load, Look, Machine, Swap, Then, tokens};
use super::record::{Record, Stamp};
use crate::error::Error;
use crate::session::tokens::Tokens;
use crate::time::UnixTime;
use alloc::boxed::Box;
use alloc::sync::Arc;

/// Hue refused the refresh token. Somebody else may have spent it a moment ago, and may be about to save what it bought.
pub(super) struct Doubt {
    goal: Goal,
    refused: Arc<Tokens>,
    pub(super) error: Error,
    /// Our mark, as it was before the lease was drawn out.
    marked: Option<Stamp>,
    has_waited: bool,
}

impl Doubt {
    pub(super) fn new(goal: Goal, refused: Arc<Tokens>, error: Error) -> Self {
        Self { goal, refused, error, marked: None, has_waited: false }
    }

    /// The lease is drawn out over the wait, or the next one would send the same token after it.
    pub(super) fn swap(mut self, mut machine: Box<Machine>, record: Record) -> Duty {
        let expected = Some(record.stamp);
        self.marked = expected;
        let record = Record { stamp: machine.stamp(), attempt: Some(machine.app.lease * 2), ..record };
        Duty::Swap(Swap { machine, expected, record, then: Then::Doubt(self) })
    }

    pub(super) fn wait(mut self, machine: Box<Machine>) -> Duty {
        self.has_waited = true;
        Duty::Wait(machine.app.lease, Load { machine, look: Look::Doubt(self) })
    }

    pub(super) fn seen(self, mut machine: Box<Machine>, found: Option<Record>, now: UnixTime) -> Duty {
        let Some(record) = found else { return Duty::stop(Error::NotLoggedIn) };
        let is_same = tokens(&record, &machine.app).is_ok_and(|tokens| tokens.is_same(&self.refused));
        if !is_same {
            return self.goal.seen(machine, Some(record), now);
        }
        if !self.has_waited {
            // Not drawn out, and nobody said so: the wait would outlast the lease.
            let is_as_before = self.marked == Some(record.stamp);
            return if is_as_before { self.swap(machine, record) } else { self.wait(machine) };
        }
        // It is written down, though nobody said so.
        if record.refused && record.attempt.is_none() {
            return Duty::stop(self.error);
        }
        let expected = Some(record.stamp);
        let record = Record { stamp: machine.stamp(), attempt: None, refused: true, ..record };
        Duty::Swap(Swap { machine, expected, record, then: Then::Refuse(self) })
    }
}
