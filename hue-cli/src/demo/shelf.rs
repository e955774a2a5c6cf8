//! Where the walk stores what it has.

use super::recorder::Tape;
use hue_blocking::Store;
use hue_blocking::keep::{Record, Stamp, Swapped};
use hue_store::Memory;
use std::convert::Infallible;

/// A store that writes down when renewed tokens are saved.
#[derive(Clone)]
pub(super) struct Shelf {
    memory: Memory,
    tape: Tape,
}

impl Shelf {
    pub(super) fn new(tape: Tape) -> Self {
        Self { memory: Memory::default(), tape }
    }
}

impl Store for Shelf {
    type Error = Infallible;

    fn load(&self, account: &str) -> Result<Option<Record>, Infallible> {
        Store::load(&self.memory, account)
    }

    fn swap(&self, account: &str, expected: Option<Stamp>, new: Option<&Record>) -> Result<Swapped, Infallible> {
        let generation = |record: &Record| record.summary().generation;
        let before = Store::load(&self.memory, account)?.as_ref().map(generation);
        let swapped = Store::swap(&self.memory, account, expected, new)?;
        if before.is_some() && new.map(generation) > before {
            self.tape.saved();
        }
        Ok(swapped)
    }

    fn accounts(&self) -> Result<Vec<String>, Infallible> {
        Store::accounts(&self.memory)
    }
}
