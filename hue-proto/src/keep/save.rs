//! Renewed tokens on their way into the store.

use super::machine::{Duty, Load, Look, Machine, Stop, Swap, Then};
use super::record::Record;
use crate::app::App;
use crate::entropy::Entropy;
use crate::error::Error;
use crate::session::snapshot::Snapshot;
use crate::session::tokens::Tokens;
use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt;

/// What was spent, and what it bought.
#[derive(Clone)]
pub(super) struct Save {
    pub(super) spent: Arc<Tokens>,
    pub(super) tokens: Arc<Tokens>,
    /// What was stored when they were spent.
    pub(super) before: Box<Snapshot>,
}

impl Save {
    /// What is stored, with the new tokens.
    pub(super) fn swap(self, mut machine: Box<Machine>, found: &Record) -> Duty {
        let expected = Some(found.stamp);
        let snapshot = found.snapshot.with_tokens(self.tokens.clone());
        let record = Record { stamp: machine.stamp(), snapshot, attempt: None, refused: false };
        Duty::Swap(Swap { machine, expected, record, then: Then::Save(self) })
    }

    /// The record has moved. As long as it holds the pair that was spent, ours is the only one that is good.
    pub(super) fn seen(self, machine: Box<Machine>, found: Option<Record>) -> Duty {
        let Some(record) = found else { return self.stop(&machine.app, Error::NotLoggedIn) };
        match record.snapshot.stored_for(&machine.app).map(|stored| stored.tokens().cloned()) {
            Ok(Some(tokens)) if tokens.is_same(&self.spent) => self.swap(machine, &record),
            // Ours, saved though nobody said so; or those of a later login.
            Ok(Some(_)) => Duty::done(&machine.app, &record),
            Ok(None) => self.stop(&machine.app, Error::NotLoggedIn),
            Err(error) => self.stop(&machine.app, error),
        }
    }

    pub(super) fn give_up(self, app: &Arc<App>) -> Duty {
        self.stop(app, Error::Unsaved)
    }

    fn stop(self, app: &Arc<App>, error: Error) -> Duty {
        let unsaved = Unsaved { app: app.clone(), save: self };
        Duty::Stop(Stop { error, unsaved: Some(unsaved) })
    }
}

/// Renewed tokens that no store has taken: the pair that they replace is dead, and they are nowhere else.
#[must_use = "these tokens are nowhere else"]
#[derive(Clone)]
pub struct Unsaved {
    app: Arc<App>,
    save: Save,
}

impl Unsaved {
    /// To rescue by hand: what was stored, with these tokens.
    pub fn snapshot(&self) -> Snapshot {
        self.save.before.with_tokens(self.save.tokens.clone())
    }

    pub(super) fn tokens(&self) -> Arc<Tokens> {
        self.save.tokens.clone()
    }

    /// Tries to save them once more.
    pub fn save(self, entropy: Entropy) -> Load {
        Load { machine: Box::new(Machine::new(self.app, entropy)), look: Look::Save(self.save) }
    }
}

impl fmt::Debug for Unsaved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unsaved(..)")
    }
}
