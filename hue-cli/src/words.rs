//! Numbers and times, as people say them.

use hue_blocking::UnixTime;
use jiff::Timestamp;
use std::fmt::Display;
use std::time::{Duration, SystemTime};

/// In the largest unit that there are two of, to the nearest: Hue's week lacks a second.
pub(crate) fn span(span: Duration) -> String {
    let minutes = (span.as_secs() + 30) / 60;
    let units = [(1_440, "day"), (60, "hour"), (1, "minute")];
    match units.into_iter().find(|(unit, _)| minutes == *unit || minutes >= 2 * unit) {
        Some((unit, name)) if span.as_secs() >= 60 => count((minutes + unit / 2) / unit, name),
        _ => count(span.as_secs(), "second"),
    }
}

pub(crate) fn count(number: u64, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

/// To the second, in UTC. `None` beyond the year 9999.
pub(crate) fn date(time: UnixTime) -> Option<String> {
    let millis = i64::try_from(time.as_millis()).ok()?;
    Some(format!("{:.0}", Timestamp::from_millisecond(millis).ok()?))
}

/// By the system's clock.
pub(crate) fn now() -> UnixTime {
    UnixTime::from_millis(0).saturating_add(SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default())
}

/// With commas.
pub(crate) fn list(items: impl IntoIterator<Item = impl Display>) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_rounded_to_what_a_person_says() {
        let check = |seconds, words| assert_eq!(span(Duration::from_secs(seconds)), words);
        check(604_799, "7 days");
        check(604_860, "7 days");
        check(172_800, "2 days");
        check(171_000, "48 hours");
        check(604_000, "7 days");
        check(86_400, "1 day");
        check(3_600, "1 hour");
        check(3_661, "61 minutes");
        check(60, "1 minute");
        check(59, "59 seconds");
        check(1, "1 second");
        check(0, "0 seconds");
    }

    #[test]
    fn dates_are_to_the_second() {
        assert_eq!(date(UnixTime::from_millis(1_767_225_600_999)).as_deref(), Some("2026-01-01T00:00:00Z"));
        assert_eq!(date(UnixTime::from_millis(u64::MAX)), None);
    }
}
