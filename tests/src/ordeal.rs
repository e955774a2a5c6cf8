//! How a story is struck.

use crate::way::Fault;

/// One blow to a story, and how it goes on afterwards.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "made by whoever tortures")]
pub struct Ordeal {
    /// Where it is struck.
    pub strike: Strike,
    /// How it goes on.
    pub resume: Resume,
}

/// Where a story is struck.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "made by whoever tortures")]
pub enum Strike {
    /// Not at all: to count.
    Nowhere,
    /// At this request, counted from nought.
    Step {
        /// Which.
        at: usize,
        /// What becomes of it.
        fault: Fault,
    },
    /// At this request and at all that follow, until the story has ended: more than the protocol is patient with.
    Outage {
        /// The first.
        at: usize,
        /// What becomes of them.
        fault: Fault,
    },
    /// From this save on, counted from nought: the disk is full.
    Save {
        /// The first.
        at: usize,
    },
    /// Its futures are polled so often in all, and then dropped.
    Poll {
        /// How often.
        at: usize,
    },
}

/// How a story that was struck goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "made by whoever tortures")]
pub enum Resume {
    /// The same machine is run again, once more where it fails again, and then what it rests at is restored.
    InPlace,
    /// The program ends: what it rests at is restored. Of a login, that is what was saved.
    Restored,
}
