//! Counting calls.

use std::time::Duration;

use http::header::RETRY_AFTER;
use http::{Response, StatusCode};
use hue_proto::UnixTime;

use crate::bodies;
use crate::settings::{FailureBody, QuotaSettings, RetryAfter};
use crate::time::http_date;

#[derive(Default)]
pub(crate) struct Quota {
    window_began: Option<UnixTime>,
    used: u32,
}

impl Quota {
    /// Counts one call; the 429 if it is one too many.
    pub(crate) fn spend(&mut self, now: UnixTime, settings: &QuotaSettings) -> Option<Response<Vec<u8>>> {
        let limit = settings.limit?;
        let began =
            self.window_began.filter(|began| now < began.saturating_add(settings.window)).unwrap_or_else(|| {
                self.used = 0;
                now
            });
        self.window_began = Some(began);
        if self.used < limit {
            self.used += 1;
            return None;
        }
        Some(too_many(now, began.saturating_add(settings.window), settings))
    }
}

fn too_many(now: UnixTime, end: UnixTime, settings: &QuotaSettings) -> Response<Vec<u8>> {
    let mut response = match settings.body {
        FailureBody::Json => bodies::quota_violation(),
        FailureBody::Html => bodies::html(StatusCode::TOO_MANY_REQUESTS, "<h1>Too many requests</h1>"),
        FailureBody::Empty => bodies::empty(StatusCode::TOO_MANY_REQUESTS),
    };
    match settings.retry_after {
        RetryAfter::Absent => {}
        RetryAfter::Seconds => bodies::insert(&mut response, RETRY_AFTER, &whole_seconds(now, end).to_string()),
        RetryAfter::Date => {
            // HTTP dates have no fractions: rounded down, the caller would come back too early.
            bodies::insert(&mut response, RETRY_AFTER, &http_date(end.saturating_add(Duration::from_millis(999))));
        }
    }
    response
}

fn whole_seconds(now: UnixTime, end: UnixTime) -> u64 {
    let left = end.saturating_since(now);
    left.as_secs() + u64::from(left.subsec_nanos() > 0)
}
