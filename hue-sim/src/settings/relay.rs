//! The gateway, the way to the bridge, and the bridge.

use std::time::Duration;

/// What stands before all endpoints: paths and headers.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "independent switches, each named where it is used")]
pub struct GatewaySettings {
    /// Whether two `content-type` headers are refused (on, H).
    pub refuse_duplicate_content_type: bool,
    /// Whether `//` in a path counts as one slash (on, L/M).
    pub collapse_slashes: bool,
    /// Whether a slash at the end of a path is ignored (on, M).
    pub trailing_slash: bool,
    /// Whether `/bridge/X` stands for `/route/api/X` (on, H).
    pub bridge_alias: bool,
    /// Whether `/v2/bridges` and the paths below it exist (off; M for the past, unknown today).
    pub bridges: bool,
}

impl Default for GatewaySettings {
    fn default() -> Self {
        Self {
            refuse_duplicate_content_type: true,
            collapse_slashes: true,
            trailing_slash: true,
            bridge_alias: true,
            bridges: false,
        }
    }
}

/// The way from the cloud to the bridge.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RelaySettings {
    /// What a bearer token that is missing, unknown, expired or replaced is met with (401 and no body, H).
    pub bad_bearer: BadBearer,
    /// What a call to a bridge that is offline is met with (504, M).
    pub offline: OfflineReply,
    /// The body of that reply (none; unknown).
    pub offline_body: FailureBody,
    /// How long one request occupies the bridge; requests queue behind each other (no time; about 100 ms seen, M).
    pub delay: Duration,
}

impl Default for RelaySettings {
    fn default() -> Self {
        Self {
            bad_bearer: BadBearer::Empty,
            offline: OfflineReply::GatewayTimeout,
            offline_body: FailureBody::Empty,
            delay: Duration::ZERO,
        }
    }
}

/// What a refused bearer token is met with; always status 401.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadBearer {
    /// No body (H).
    Empty,
    /// The gateway's fault `keymanagement.service.invalid_access_token` (L).
    ApigeeFault,
    /// No body, and `WWW-Authenticate: Bearer error="invalid_token"` (L, 2019).
    BearerChallenge,
}

/// What a call to a bridge that is offline is met with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OfflineReply {
    /// 504 (M).
    GatewayTimeout,
    /// 503 (L).
    ServiceUnavailable,
    /// No reply: it carries [`Hang`](crate::Hang).
    Hang,
}

/// The body of a refusal that comes from the cloud itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FailureBody {
    /// None.
    Empty,
    /// The gateway's `{"fault":…}`.
    Json,
    /// A page.
    Html,
}

/// How many calls are allowed. Calls through the relay count; with [`token_requests`](Self::token_requests), those of the token endpoint too.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct QuotaSettings {
    /// The most calls in a window; `None` (the default) for no limit. 50,000 a day are told of (M).
    pub limit: Option<u32>,
    /// The length of a window (a day), which begins with its first call.
    pub window: Duration,
    /// Whether requests to the token endpoint count (off).
    pub token_requests: bool,
    /// The body of the 429 (JSON, L; the status is H).
    pub body: FailureBody,
    /// Whether and how the 429 says when to come back (not, unknown).
    pub retry_after: RetryAfter,
}

impl Default for QuotaSettings {
    fn default() -> Self {
        Self {
            limit: None,
            window: Duration::from_secs(86_400),
            token_requests: false,
            body: FailureBody::Json,
            retry_after: RetryAfter::Absent,
        }
    }
}

/// How a 429 says when to come back: at the end of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryAfter {
    /// Not at all.
    Absent,
    /// In seconds.
    Seconds,
    /// As an HTTP date.
    Date,
}

/// The bridge itself.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BridgeSettings {
    /// How long users can be created after the link button was pressed (30 s, H).
    pub link_window: Duration,
    /// Whether the cloud's pseudo-user `0` may read more than the configuration (off, L).
    pub pseudo_user_reads: bool,
    /// Whether entries of the whitelist can be deleted through the API (off, H: only on the account page).
    pub whitelist_delete: bool,
}

impl Default for BridgeSettings {
    fn default() -> Self {
        Self { link_window: Duration::from_secs(30), pseudo_user_reads: false, whitelist_delete: false }
    }
}
