//! Why a step failed, sorted by who has to act.

mod display;

use crate::id::BridgeId;
use alloc::boxed::Box;
use core::time::Duration;

/// Why a step failed.
///
/// It holds no reply body, no request byte and no parser message, so it can be logged: what is kept are statuses, Hue's
/// own words, and where in a reply the reading stopped. `Display` says what happened, why, and what to do next;
/// [`recovery`](Self::recovery) says the last as a value.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// A setting of the [`App`](crate::App) or a value handed in cannot be used.
    InvalidSetting(InvalidSetting),
    /// Hue does not accept the client id and secret. With its words, where it had any.
    ClientRejected(Option<Refusal>),
    /// The token endpoint asks for a proof that is not known here, or not safe. Why, in a few words.
    ChallengeUnsupported(&'static str),

    /// The redirect does not belong to this login.
    ForeignRedirect(Foreign),
    /// The redirect carries a code, but not the `state` of this login: somebody else's, an old one, or a forgery.
    StateMismatch,
    /// The user said no, or Hue did.
    Declined {
        /// Hue's words. The description is for people; show it escaped.
        refusal: Refusal,
        /// Whether the refusal carried this login's `state`. Without it, anybody may have written it.
        verified: bool,
    },

    /// Hue no longer accepts this code or refresh token (`invalid_grant`).
    GrantRejected(Refusal),
    /// The access token is missing, expired, or was replaced by a newer one.
    TokenRejected,
    /// Even newly renewed access is refused: the user, or Hue, has withdrawn it.
    AccessRevoked,
    /// There is no refresh token to renew with.
    NothingToRenew,
    /// The exchange has handed out its session already, and what it started from is spent.
    HasArrived,
    /// The store holds no login of this account that has tokens.
    NotLoggedIn,
    /// The store does not answer, or does not take anything. Nothing was sent, and nothing has changed.
    StoreUnavailable,
    /// The tokens were renewed, and no store has taken them. They are kept, and saved before they are used.
    Unsaved,
    /// The access handed to [`Call::resume`](crate::Call::resume) belongs to another application or application key.
    ForeignAccess,

    /// The bridge does not know the application key, or gives it no right to this.
    KeyRejected,
    /// The bridge's link button was not pressed in the last 30 seconds.
    LinkButtonNotPressed,
    /// The login leads to another bridge than the one whose key is kept.
    AnotherBridge {
        /// The bridge that answered, where it said which it is.
        found: Option<BridgeId>,
    },
    /// The bridge answered with an error of its own.
    Bridge(BridgeError),
    /// Nobody answered for the bridge: Hue's cloud does not reach it, or no reply to a question came in time.
    BridgeUnreachable,

    /// Too many requests, and the wait asked for is longer than the policy allows.
    RateLimited {
        /// How long Hue asks to wait, where it says.
        retry_after: Option<Duration>,
    },
    /// No connection came about: nothing was sent, nothing has changed.
    NotSent,
    /// No reply came, and the request may have taken effect; sending it again could do it twice.
    Unconfirmed(Effect),

    /// A status that says no, with Hue's words where there were any.
    Refused {
        /// The HTTP status.
        status: u16,
        /// Hue's words.
        refusal: Option<Refusal>,
    },
    /// The reply is not one that the protocol allows here.
    Malformed(Malformed),
    /// What was asked cannot be done this way. Why, and what to do instead.
    Unsupported(&'static str),
}

impl Error {
    /// What a caller can still do about it.
    pub fn recovery(&self) -> Recovery {
        match self {
            Self::InvalidSetting(_) | Self::ClientRejected(_) | Self::ChallengeUnsupported(_) => {
                Recovery::FixApplication
            }
            Self::ForeignRedirect(_) | Self::StateMismatch | Self::Declined { verified: false, .. } => {
                Recovery::AwaitRedirect
            }
            Self::Declined { verified: true, .. }
            | Self::GrantRejected(_)
            | Self::AccessRevoked
            | Self::NothingToRenew
            | Self::NotLoggedIn => Recovery::LogInAgain,
            Self::StoreUnavailable | Self::Unsaved => Recovery::MendStore,
            Self::TokenRejected => Recovery::Renew,
            Self::KeyRejected => Recovery::LinkAgain,
            Self::LinkButtonNotPressed => Recovery::PressLinkButton,
            Self::AnotherBridge { .. } => Recovery::ChooseBridge,
            Self::BridgeUnreachable => Recovery::CheckBridgeOnline,
            Self::RateLimited { retry_after } => Recovery::RetryAfter(retry_after.unwrap_or(LONG_ENOUGH)),
            Self::NotSent => Recovery::RetryAfter(SOON),
            Self::Refused { status, .. } if *status >= 500 => Recovery::RetryAfter(LONG_ENOUGH),
            Self::Unconfirmed(_) => Recovery::LookThenRetry,
            Self::Bridge(_) | Self::Refused { .. } | Self::HasArrived | Self::ForeignAccess | Self::Unsupported(_) => {
                Recovery::FixRequest
            }
            Self::Malformed(malformed) if malformed.status.is_none() => Recovery::FixRequest,
            Self::Malformed(_) => Recovery::ReportBug,
        }
    }
}

impl core::error::Error for Error {}

impl From<Malformed> for Error {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

impl From<InvalidSetting> for Error {
    fn from(setting: InvalidSetting) -> Self {
        Self::InvalidSetting(setting)
    }
}

impl From<BridgeError> for Error {
    /// Two of a bridge's errors have a remedy of their own.
    fn from(error: BridgeError) -> Self {
        match error.kind {
            Some(1) => Self::KeyRejected,
            Some(101) => Self::LinkButtonNotPressed,
            _ => Self::Bridge(error),
        }
    }
}

/// What a caller can still do.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovery {
    /// Correct the application's settings, or its id and secret.
    FixApplication,
    /// Keep the session, which the refusal gave back: the right redirect may still come.
    AwaitRedirect,
    /// Send the user to the authorise URL again, with [`Session::again`](crate::Session::again) where there was a link.
    LogInAgain,
    /// Renew the tokens, then ask again.
    Renew,
    /// Give the key up ([`Session::unlinked`](crate::Session::unlinked)) and link again.
    LinkAgain,
    /// Run the link again: it presses the button again.
    PressLinkButton,
    /// Say whether the other bridge is meant ([`Exchange::accept_bridge`](crate::Exchange::accept_bridge)).
    ChooseBridge,
    /// Mend what stores the credentials, then ask again.
    MendStore,
    /// Ask the user to look whether the bridge has power and network.
    CheckBridgeOnline,
    /// Ask again after this long.
    RetryAfter(Duration),
    /// Look whether it took effect, or accept that it may happen twice; then ask again.
    LookThenRetry,
    /// Correct what was asked.
    FixRequest,
    /// Hue changed, or this crate is wrong: tell us.
    ReportBug,
}

/// Hue's own words for a refusal, from any of its error bodies: an OAuth error, a gateway fault, a legacy error.
///
/// Control characters are gone, lengths are capped, and secrets that the request carried are blotted out.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The error code, such as `invalid_grant` (RFC 6749 section 5.2).
    pub error: Box<str>,
    /// What a person can read of it.
    pub description: Option<Box<str>>,
}

impl Refusal {
    pub(crate) fn new(error: impl Into<Box<str>>, description: Option<Box<str>>) -> Self {
        Self { error: error.into(), description }
    }
}

/// An error that the bridge itself reports.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BridgeError {
    /// The HTTP status it came under. API v1 reports errors under 200.
    pub status: u16,
    /// The error type of API v1, such as 7 for an invalid value. API v2 has none.
    pub kind: Option<u16>,
    /// The resource of API v1 that it is about.
    pub address: Option<Box<str>>,
    /// The bridge's own words.
    pub description: Box<str>,
}

/// Why a redirect is none of ours.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// Neither a code nor an error in it: a favicon, a health check, a person looking around. A server answers it as any other page.
    NoParameters,
    /// Its path is not the one of the configured redirect URI. A server answers it as any other page.
    OtherPath,
    /// It names another issuer than the configured one (RFC 9207).
    OtherIssuer,
}

/// What may have happened, when nobody can say whether it did.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The authorisation code may be spent.
    CodeRedeemed,
    /// The refresh token may be spent.
    TokensRenewed,
    /// The bridge may hold a new user.
    UserCreated,
    /// What the call asked for may be done.
    Called,
}

/// Whether a request that brought no reply can have taken effect. When in doubt, it is [`Unknown`](Self::Unknown): a request
/// that was wrongly called not sent is sent again, and spends a token that is good once.
#[expect(clippy::exhaustive_enums, reason = "a third answer would have to be understood by every transport")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The connection never stood: nothing was heard.
    NotSent,
    /// It may have been heard and acted upon.
    Unknown,
}

/// A setting that cannot be used. Names the setting, never its value.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidSetting {
    /// Which one.
    pub setting: &'static str,
    /// What is wrong, and what would be right.
    pub problem: &'static str,
}

impl InvalidSetting {
    /// For settings of an adapter.
    pub const fn new(setting: &'static str, problem: &'static str) -> Self {
        Self { setting, problem }
    }
}

/// What was expected of some input, and where the reading stopped. Never the input itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    expected: &'static str,
    status: Option<u16>,
    line: usize,
    column: usize,
}

impl Malformed {
    /// For endpoints of your own: what the reply should have been.
    pub const fn new(expected: &'static str) -> Self {
        Self { expected, status: None, line: 0, column: 0 }
    }

    /// With the place, counted from one, where the reading stopped.
    #[must_use]
    pub const fn at(self, line: usize, column: usize) -> Self {
        Self { line, column, ..self }
    }

    /// With the HTTP status of the reply.
    #[must_use]
    pub const fn with_status(self, status: u16) -> Self {
        Self { status: Some(status), ..self }
    }

    /// What was expected.
    pub const fn expected(&self) -> &'static str {
        self.expected
    }

    /// The HTTP status of the reply, where it was one.
    pub const fn status(&self) -> Option<u16> {
        self.status
    }

    /// Line and column, counted from one, where the reading stopped; `None` where there is no such place.
    pub const fn place(&self) -> Option<(usize, usize)> {
        if self.line == 0 { None } else { Some((self.line, self.column)) }
    }
}

impl core::error::Error for Malformed {}
impl core::error::Error for InvalidSetting {}

/// What to propose when nothing was sent: not at once, or a program that is offline would spin.
const SOON: Duration = Duration::from_secs(5);
/// What to propose when nobody says how long to wait.
const LONG_ENOUGH: Duration = Duration::from_secs(60);
