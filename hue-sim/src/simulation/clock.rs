//! The simulation's time.

use std::time::{Duration, SystemTime};

use hue_proto::UnixTime;

/// 2026-01-01T00:00:00Z
const START: UnixTime = UnixTime::from_millis(1_767_225_600_000);

pub(crate) enum Clock {
    /// Stands still unless it is moved.
    Manual(UnixTime),
    /// The system's, so far ahead.
    System(Duration),
}

impl Clock {
    pub(crate) fn manual() -> Self {
        Self::Manual(START)
    }

    pub(crate) fn system() -> Self {
        Self::System(Duration::ZERO)
    }

    pub(crate) fn now(&self) -> UnixTime {
        match self {
            Self::Manual(now) => *now,
            Self::System(ahead) => {
                let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
                UnixTime::from_millis(0).saturating_add(since).saturating_add(*ahead)
            }
        }
    }

    pub(crate) fn advance(&mut self, by: Duration) {
        match self {
            Self::Manual(now) => *now = now.saturating_add(by),
            Self::System(ahead) => *ahead = ahead.saturating_add(by),
        }
    }
}
