//! Time, as the core sees it: a number that callers pass in.

use core::time::Duration;

/// An instant in milliseconds since 1970-01-01T00:00:00Z.
///
/// The core never reads a clock: whoever drives it passes `now`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(u64);

impl UnixTime {
    /// From milliseconds since 1970.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970.
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// The instant `span` later; the far end of time where that is past it.
    #[must_use]
    pub fn saturating_add(self, span: Duration) -> Self {
        Self(self.0.saturating_add(millis(span)))
    }

    /// The instant `span` earlier; 1970 where that is before it.
    #[must_use]
    pub fn saturating_sub(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(millis(span)))
    }

    /// How long after `earlier` this is; zero when it is not.
    pub fn saturating_since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_stops_at_the_ends_of_time() {
        let epoch = UnixTime::from_millis(0);
        let end = UnixTime::from_millis(u64::MAX);
        assert_eq!(epoch.saturating_sub(Duration::from_secs(1)), epoch);
        assert_eq!(end.saturating_add(Duration::MAX), end);
        assert_eq!(epoch.saturating_since(end), Duration::ZERO);
        assert_eq!(epoch.saturating_add(Duration::from_secs(2)).as_millis(), 2000);
        assert_eq!(UnixTime::from_millis(5).saturating_since(UnixTime::from_millis(2)), Duration::from_millis(3));
    }
}
