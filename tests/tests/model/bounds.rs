//! How far the search goes.

use hue_blocking::keep::Why;
use hue_blocking::keep::Why::{Advisory, Needed};
use std::fmt;

pub(crate) type Millis = u32;

/// Within it, everything that can happen does.
pub(crate) struct Bounds {
    /// What each renewer wants.
    pub(crate) whys: &'static [Why],
    /// How often each renews: what one has bought, another may spend.
    pub(crate) rounds: u8,
    /// How many of them may stop for ever.
    pub(crate) deaths: u8,
    /// How often one of them may fall asleep, for as long as it likes.
    pub(crate) sleeps: u8,
    /// How often the store may not say what became of a swap.
    pub(crate) silences: u8,
    /// In terms of looks at a foreign mark, which come 25, 75 and 175 ms after the first: 50 is two, 100 is three. A store that is
    /// silent is looked at again after 50 ms, and a lease has to be longer.
    pub(crate) lease: Millis,
}

/// Some seconds.
pub(crate) const SOME: &[Bounds] = &[
    Bounds { whys: &[Needed], rounds: 2, deaths: 1, sleeps: 2, silences: 2, lease: 50 },
    Bounds { whys: &[Needed; 2], rounds: 2, deaths: 2, sleeps: 1, silences: 0, lease: 50 },
    Bounds { whys: &[Needed; 2], rounds: 1, deaths: 1, sleeps: 1, silences: 1, lease: 100 },
    Bounds { whys: &[Advisory, Needed], rounds: 1, deaths: 2, sleeps: 1, silences: 0, lease: 50 },
    Bounds { whys: &[Needed; 3], rounds: 1, deaths: 1, sleeps: 1, silences: 0, lease: 50 },
    Bounds { whys: &[Needed; 3], rounds: 1, deaths: 1, sleeps: 0, silences: 1, lease: 100 },
];

/// Some minutes, and some gigabytes.
pub(crate) const MANY: &[Bounds] = &[
    Bounds { whys: &[Needed], rounds: 3, deaths: 1, sleeps: 2, silences: 2, lease: 50 },
    Bounds { whys: &[Needed; 2], rounds: 2, deaths: 2, sleeps: 2, silences: 0, lease: 100 },
    Bounds { whys: &[Needed; 2], rounds: 1, deaths: 2, sleeps: 2, silences: 1, lease: 100 },
    Bounds { whys: &[Advisory, Needed], rounds: 2, deaths: 2, sleeps: 2, silences: 0, lease: 50 },
    Bounds { whys: &[Needed; 3], rounds: 1, deaths: 3, sleeps: 1, silences: 0, lease: 50 },
    Bounds { whys: &[Needed; 3], rounds: 1, deaths: 0, sleeps: 2, silences: 0, lease: 25 },
    Bounds { whys: &[Needed; 3], rounds: 1, deaths: 2, sleeps: 0, silences: 1, lease: 100 },
    Bounds { whys: &[Advisory, Needed, Needed], rounds: 1, deaths: 1, sleeps: 1, silences: 0, lease: 50 },
];

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { whys, rounds, deaths, sleeps, silences, .. } = self;
        let ahead = whys.iter().filter(|why| **why == Advisory).count();
        let who =
            if ahead > 0 { format!("{}, {ahead} of them ahead of time", whys.len()) } else { whys.len().to_string() };
        write!(f, "{who} | {rounds} | {deaths} | {sleeps} | {silences}")
    }
}
