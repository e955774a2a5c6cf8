//! Times as text.

use hue_proto::UnixTime;
use jiff::Timestamp;
use jiff::civil::Weekday;
use jiff::fmt::rfc2822::DateTimePrinter;
use jiff::tz::TimeZone;

/// `2026-01-01T00:00:00`, UTC without a suffix, as the v1 API writes times.
pub(crate) fn v1_time(at: UnixTime) -> String {
    timestamp(at).strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// `Thu, 01 Jan 2026 00:00:00 GMT`.
pub(crate) fn http_date(at: UnixTime) -> String {
    DateTimePrinter::new().timestamp_to_rfc9110_string(&timestamp(at)).unwrap_or_default()
}

/// The day in UTC, as certificates want it.
pub(crate) fn year_month_day(at: UnixTime) -> (i32, u8, u8) {
    let day = timestamp(at).to_zoned(TimeZone::UTC).date();
    (day.year().into(), day.month().unsigned_abs(), day.day().unsigned_abs())
}

/// The day of the week and the seconds of the day, in UTC.
pub(crate) fn weekday_and_seconds(at: UnixTime) -> (&'static str, i64) {
    let at = timestamp(at).to_zoned(TimeZone::UTC);
    let weekday = match at.weekday() {
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
        Weekday::Sunday => "sunday",
    };
    (weekday, i64::from(at.hour()) * 3600 + i64::from(at.minute()) * 60 + i64::from(at.second()))
}

/// The year 9999 at most, which both forms end with.
fn timestamp(at: UnixTime) -> Timestamp {
    i64::try_from(at.as_millis())
        .ok()
        .and_then(|millis| Timestamp::from_millisecond(millis).ok())
        .unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms() {
        let at = UnixTime::from_millis(1_767_225_600_999);
        assert_eq!(v1_time(at), "2026-01-01T00:00:00");
        assert_eq!(http_date(at), "Thu, 01 Jan 2026 00:00:00 GMT");
        assert_eq!(v1_time(UnixTime::from_millis(u64::MAX)), "9999-12-30T22:00:00");
    }
}
