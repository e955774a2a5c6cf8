//! Looking, waiting for others, and marking.

use super::dispatch::Dispatch;
use super::goal::{Goal, Why};
use super::machine::{Duty, Load, Look, Machine, Swap, Then, tokens};
use super::record::{Record, Stamp};
use crate::error::{Error, Refusal};
use crate::time::UnixTime;
use alloc::boxed::Box;
use core::time::Duration;

impl Goal {
    pub(super) fn seen(mut self, mut machine: Box<Machine>, found: Option<Record>, now: UnixTime) -> Duty {
        let Some(record) = found else { return Duty::stop(Error::NotLoggedIn) };
        let tokens = match tokens(&record, &machine.app) {
            Ok(tokens) => tokens,
            Err(error) => return Duty::stop(error),
        };
        if self.is_met(tokens, &machine.app, now) {
            return Duty::done(&machine.app, &record);
        }
        if record.refused && self.why != Why::ByHand {
            return Duty::stop(Error::GrantRejected(Refusal::new("invalid_grant", Some(EARLIER.into()))));
        }
        if tokens.refresh.is_none() {
            return Duty::stop(Error::NothingToRenew);
        }
        let is_own = machine.own == Some(record.stamp);
        if let Some(lasts) = record.attempt.filter(|_| !is_own) {
            if self.why == Why::Advisory {
                return Duty::done(&machine.app, &record);
            }
            if let Some(delay) = self.watch(record.stamp, lasts) {
                return Duty::Wait(delay, Load { machine, look: Look::Renew(self) });
            }
        }
        let marked = Record { stamp: machine.stamp(), attempt: Some(machine.app.lease), ..record };
        self.marked_at = now;
        Duty::Swap(Swap { machine, expected: Some(record.stamp), record: marked, then: Then::Send(self) })
    }

    /// The mark is there: now, and not later, it may be sent.
    pub(super) fn marked(self, machine: Box<Machine>, record: Record) -> Duty {
        Dispatch::begin(machine, self, record)
    }
}

/// A foreign attempt, and for how long it has been seen: the sum of what was slept, by no clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Watched {
    stamp: Stamp,
    seen: Duration,
    next: Duration,
}

impl Goal {
    /// How long to wait before the next look; `None` when it has been seen for as long as it lasts.
    fn watch(&mut self, stamp: Stamp, lasts: Duration) -> Option<Duration> {
        let watched = self.watched.filter(|watched| watched.stamp == stamp);
        let mut watched = watched.unwrap_or(Watched { stamp, seen: Duration::ZERO, next: FIRST_LOOK });
        let left = lasts.saturating_sub(watched.seen);
        if left.is_zero() {
            return None;
        }
        let delay = watched.next.min(left);
        watched.seen += delay;
        watched.next = (watched.next * 2).min(LAST_LOOK);
        self.watched = Some(watched);
        Some(delay)
    }
}

/// A renewal takes a tenth of a second where all is well: so others look again soon at first.
const FIRST_LOOK: Duration = Duration::from_millis(25);
const LAST_LOOK: Duration = Duration::from_secs(1);
const EARLIER: &str = "an earlier renewal was refused";
