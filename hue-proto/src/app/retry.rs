//! How patiently to ask again.

use crate::error::Error;
use core::time::Duration;

/// How long to wait when Hue asks for patience (429, 503) or no connection comes about.
///
/// A run of an exchange or a call waits at most twice, whatever the policy: the policy says how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    first_wait: Duration,
    longest_wait: Duration,
}

impl Retry {
    /// Waits `first_wait` where Hue names no time, twice that before the second repetition, and never longer than
    /// `longest_wait` at a time: where Hue asks for more, the error comes at once.
    pub const fn new(first_wait: Duration, longest_wait: Duration) -> Self {
        Self { first_wait, longest_wait }
    }

    /// Never waits: the first refusal is the answer.
    pub const fn never() -> Self {
        Self::new(Duration::ZERO, Duration::ZERO)
    }
}

impl Default for Retry {
    /// One second at first, thirty at the longest.
    fn default() -> Self {
        Self::new(Duration::from_secs(1), Duration::from_secs(30))
    }
}

/// What is left of a [`Retry`], counted down by one machine.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Patience {
    repeated: u32,
}

impl Patience {
    /// The wait before sending again, or `None` when it is time to give up.
    pub(crate) fn wait(&mut self, policy: &Retry, asked: Option<Duration>) -> Option<Duration> {
        if self.repeated >= MAX_REPEATS || policy.longest_wait.is_zero() {
            return None;
        }
        let own = policy.first_wait.saturating_mul(1 << self.repeated).min(policy.longest_wait);
        let wait = asked.unwrap_or(own);
        if wait > policy.longest_wait {
            return None;
        }
        self.repeated += 1;
        Some(wait)
    }

    /// As [`wait`](Self::wait), for a 429.
    pub(crate) fn after_429(&mut self, policy: &Retry, asked: Option<Duration>) -> Result<Duration, Error> {
        self.wait(policy, asked).ok_or(Error::RateLimited { retry_after: asked })
    }

    /// As [`wait`](Self::wait), for a connection that never stood.
    pub(crate) fn after_not_sent(&mut self, policy: &Retry) -> Result<Duration, Error> {
        self.wait(policy, None).ok_or(Error::NotSent)
    }
}

/// With the first time, three sends in all.
pub(crate) const MAX_REPEATS: u32 = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_then_end() {
        let (mut patience, policy) = (Patience::default(), Retry::default());
        assert_eq!(patience.wait(&policy, None), Some(Duration::from_secs(1)));
        assert_eq!(patience.wait(&policy, None), Some(Duration::from_secs(2)));
        assert_eq!(patience.wait(&policy, None), None);
    }

    #[test]
    fn a_wait_beyond_the_policy_is_an_answer() {
        let mut patience = Patience::default();
        let hour = Some(Duration::from_secs(3600));
        let refused = Err(Error::RateLimited { retry_after: hour });
        assert_eq!(patience.after_429(&Retry::default(), hour), refused);
        assert_eq!(patience.wait(&Retry::default(), Some(Duration::ZERO)), Some(Duration::ZERO));
        assert_eq!(patience.wait(&Retry::never(), None), None);
    }
}
