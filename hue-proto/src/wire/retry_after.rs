//! `Retry-After` (RFC 9110 section 10.2.3), in both of its forms.

use crate::time::UnixTime;
use core::time::Duration;
use http::HeaderMap;
use http::header::RETRY_AFTER;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;

/// How long the reply asks to wait from `now`. A date that is past asks for no wait; nonsense asks for nothing.
pub(crate) fn read(headers: &HeaderMap, now: UnixTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let until = u64::try_from(date(text)?.as_millisecond()).ok()?;
    Some(UnixTime::from_millis(until).saturating_since(now))
}

/// All three forms of RFC 9110 section 5.6.7.
fn date(text: &str) -> Option<Timestamp> {
    if let Ok(date) = rfc2822::DateTimeParser::new().parse_timestamp(text) {
        return Some(date);
    }
    let civil = OBSOLETE.iter().find_map(|form| DateTime::strptime(form, text).ok())?;
    TimeZone::UTC.to_timestamp(civil).ok()
}

const OBSOLETE: [&str; 2] = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, expected: Option<u64>) {
        // 1994-11-06T08:49:27Z, ten seconds before the RFC's example.
        let now = UnixTime::from_millis(784_111_767_000);
        let headers = HeaderMap::from_iter([(RETRY_AFTER, value.parse().unwrap())]);
        assert_eq!(read(&headers, now).map(|wait| wait.as_secs()), expected, "{value}");
    }

    #[test]
    fn seconds_and_all_three_dates() {
        check("120", Some(120));
        check("0", Some(0));
        check("99999999999999999999999", Some(u64::MAX));
        check("Sun, 06 Nov 1994 08:49:37 GMT", Some(10));
        check("Sunday, 06-Nov-94 08:49:37 GMT", Some(10));
        check("Sun Nov  6 08:49:37 1994", Some(10));
        check("Sun, 06 Nov 1994 08:00:00 GMT", Some(0));
    }

    #[test]
    fn nonsense_asks_for_nothing() {
        for value in ["", "-1", "soon", "1.5", "Sun, 99 Nov 1994 08:49:37 GMT"] {
            check(value, None);
        }
        assert_eq!(read(&HeaderMap::new(), UnixTime::from_millis(0)), None);
    }
}
