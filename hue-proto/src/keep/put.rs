//! A session on its way into the store: a rest of a login, credentials from elsewhere.

use super::machine::{Duty, Machine, Swap, Then};
use super::record::Record;
use crate::session::snapshot::Snapshot;
use crate::session::tokens::Tokens;
use alloc::boxed::Box;

#[derive(Clone)]
pub(super) struct Put {
    pub(super) snapshot: Snapshot,
    /// Its tokens are of a grant that the store has not seen.
    pub(super) is_new: bool,
}

impl Put {
    pub(super) fn seen(mut self, mut machine: Box<Machine>, found: Option<Record>) -> Duty {
        // What comes from elsewhere knows of no bridge: what is known here stays.
        if let Some(record) = &found {
            self.snapshot = self.snapshot.with_links_of(&record.snapshot);
        }
        let own = match self.snapshot.stored_for(&machine.app) {
            Ok(stored) => stored.tokens(),
            Err(error) => return Duty::stop(error),
        };
        let old = match found.as_ref().map(|record| record.snapshot.stored_for(&machine.app)).transpose() {
            Ok(stored) => stored.and_then(|stored| stored.tokens().cloned()),
            Err(error) => return Duty::stop(error),
        };
        let is_written = found.as_ref().is_some_and(|record| machine.own == Some(record.stamp));
        let (expected, record) = match (found, own.is_some(), old) {
            (Some(record), _, _) if is_written => return Duty::done(&machine.app, &record),
            // What is good to use is not replaced by a login that has just begun.
            (Some(record), false, Some(_)) => return Duty::done(&machine.app, &record),
            // Somebody may be renewing what is stored: that goes on.
            (Some(record), true, Some(old)) if !self.is_new || own.is_some_and(|own| is_stored(own, &old)) => {
                let snapshot = self.snapshot.with_tokens(old);
                (Some(record.stamp), Record { stamp: machine.stamp(), snapshot, ..record })
            }
            (found, ..) => {
                let (stamp, snapshot) = (machine.stamp(), self.snapshot.clone());
                (found.map(|record| record.stamp), Record { stamp, snapshot, attempt: None, refused: false })
            }
        };
        Duty::Swap(Swap { machine, expected, record, then: Then::Put(self) })
    }
}

/// Whether a pair that is said to be new is there already, or is spent together with the one that is.
fn is_stored(own: &Tokens, old: &Tokens) -> bool {
    own.is_same(old) || own.has_same_refresh(old)
}
