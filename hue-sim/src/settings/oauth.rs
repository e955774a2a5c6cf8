//! Login, consent, codes and tokens.

use std::time::Duration;

/// Login, consent and the way back.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AuthorizeSettings {
    /// Who decides: the simulator (the default) or the person before the page.
    pub consent: Consent,
    /// The login of the account that [`Consent::Auto`] logs in; the first account when unset.
    pub account: Option<String>,
    /// The id of the bridge that [`Consent::Auto`] chooses; the account's first when unset.
    pub bridge: Option<String>,
    /// Whether the callback begins with an opaque `pkce` parameter (on, H).
    pub pkce_parameter: bool,
    /// Parameters added to the callback, after all others (none).
    pub extra_parameters: Vec<(String, String)>,
    /// The status of the page that refuses a request which cannot be redirected (400, L).
    pub error_status: http::StatusCode,
}

impl Default for AuthorizeSettings {
    fn default() -> Self {
        Self {
            consent: Consent::Auto,
            account: None,
            bridge: None,
            pkce_parameter: true,
            extra_parameters: Vec::new(),
            error_status: http::StatusCode::BAD_REQUEST,
        }
    }
}

/// Who answers the question whether the application may have access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Consent {
    /// Redirected at once, with a code.
    Auto,
    /// Redirected at once, with `error=access_denied` (M for the name, L for the value).
    AutoDeny,
    /// A page asks for login, password and decision (M: the real one answers 200 with a page too).
    Page,
}

/// Which ways of client authentication the token endpoint takes; for digest see [`DigestSettings`](super::DigestSettings).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ClientAuthSettings {
    /// `Authorization: Basic` (on, H: recommended).
    pub basic: bool,
    /// `client_id` and `client_secret` in the form body (on, H).
    pub form: bool,
    /// Whether a header beside a secret in the body is refused (on, L: RFC 6749 section 2.3 forbids it).
    pub one_way: bool,
}

impl Default for ClientAuthSettings {
    fn default() -> Self {
        Self { basic: true, form: true, one_way: true }
    }
}

/// Codes, tokens and the replies that carry them.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "independent switches, each named where it is used")]
pub struct TokenSettings {
    /// How long a code is good (600 s, H).
    pub code_ttl: Duration,
    /// Whether a `redirect_uri` of the authorisation request must come again with the code (on, H but untested).
    pub enforce_redirect_uri: bool,
    /// Whether parameters in the query alone are good enough for the v2 endpoint (off, M).
    pub query_parameters: bool,
    /// How long an access token is good (604799 s, H).
    pub access_ttl: Duration,
    /// How long a refresh token is good: for ever by default (H for v2), or 112 days (M).
    pub refresh_ttl: Option<Duration>,
    /// How long both old tokens live on after a renewal (not at all, H).
    pub rotation_grace: Duration,
    /// Number or string (number, H; a sample of the same page has a string).
    pub expires_in: ExpiresIn,
    /// The value of `scope` in the reply: empty by default (M for the key, the value is unknown); `None` leaves it out.
    pub scope: Option<String>,
    /// The value of `token_type` (`bearer`, H).
    pub token_type: String,
    /// Whether a renewal brings a new refresh token (on, H); when off, the old one stays good and is not repeated.
    pub refresh_token_on_renewal: bool,
    /// The form of refusals other than 401 (RFC 6749, L).
    pub errors: TokenErrors,
    /// The status of `invalid_grant` (400, L; one client also expects 401).
    pub invalid_grant_status: http::StatusCode,
    /// Whether the endpoints of the first version still work, with replies of that time (off, M: they answer 404).
    pub legacy: bool,
}

/// How long a refresh token of the first version's endpoints was good (H).
pub(crate) const LEGACY_REFRESH_TTL: Duration = Duration::from_secs(9_676_799);

impl Default for TokenSettings {
    fn default() -> Self {
        Self {
            code_ttl: Duration::from_secs(600),
            enforce_redirect_uri: true,
            query_parameters: false,
            access_ttl: Duration::from_secs(604_799),
            refresh_ttl: None,
            rotation_grace: Duration::ZERO,
            expires_in: ExpiresIn::Number,
            scope: Some(String::new()),
            token_type: "bearer".to_owned(),
            refresh_token_on_renewal: true,
            errors: TokenErrors::OAuth,
            invalid_grant_status: http::StatusCode::BAD_REQUEST,
            legacy: false,
        }
    }
}

/// How `expires_in` is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExpiresIn {
    /// `604799`.
    Number,
    /// `"604799"`.
    Text,
    /// Left out.
    Absent,
}

/// The form of the token endpoint's refusals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenErrors {
    /// `{"error":…,"error_description":…}`.
    OAuth,
    /// `{"ErrorCode" : …, "Error" :…}`.
    ErrorCode,
}
