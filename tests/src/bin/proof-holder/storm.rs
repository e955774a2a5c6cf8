//! What a storm of calls was like.

use hue_blocking::Cause;
use std::fmt;
use std::time::{Duration, Instant};

/// Callers in one program, each of which pauses after a call.
pub(crate) const CALLERS: usize = 4;
pub(crate) const PAUSE: Duration = Duration::from_millis(40);

/// How long each call took, and what went wrong.
#[derive(Default)]
pub(crate) struct Weather {
    micros: Vec<u128>,
    errors: Vec<Cause>,
}

impl Weather {
    pub(crate) fn add<T>(&mut self, began: Instant, outcome: Result<T, Cause>) {
        self.micros.push(began.elapsed().as_micros());
        self.errors.extend(outcome.err());
    }

    pub(crate) fn and(mut self, other: Self) -> Self {
        self.micros.extend(other.micros);
        self.errors.extend(other.errors);
        self
    }
}

impl fmt::Display for Weather {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for error in &self.errors {
            writeln!(f, "failed: {error}")?;
        }
        f.write_str("took")?;
        self.micros.iter().try_for_each(|micros| write!(f, " {micros}"))
    }
}
