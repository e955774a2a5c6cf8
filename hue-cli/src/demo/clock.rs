//! A clock that can be put forward, as the simulator's can.

use crate::words;
use hue_blocking::UnixTime;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The system's clock, so many seconds ahead. A clone is the same clock.
#[derive(Clone, Default)]
pub(super) struct Clock(Arc<AtomicU64>);

impl Clock {
    pub(super) fn now(&self) -> UnixTime {
        let ahead = Duration::from_secs(self.0.load(Ordering::Relaxed));
        words::now().saturating_add(ahead)
    }

    pub(super) fn advance(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}
