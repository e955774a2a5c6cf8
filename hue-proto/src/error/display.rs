//! Errors in words: what happened, why, what to do next.

use super::{BridgeError, Effect, Error, Foreign, InvalidSetting, Malformed, Refusal};
use crate::id::BridgeId;
use core::fmt::{Display, Formatter, Result};
use core::time::Duration;

impl Display for Error {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::InvalidSetting(setting) => setting.fmt(f),
            Self::ClientRejected(refusal) => {
                f.write_str("Hue does not accept the client id and secret")?;
                why(f, refusal.as_ref())?;
                f.write_str("; compare both with the application's page at developers.meethue.com/my-apps")
            }
            Self::ChallengeUnsupported(reason) => {
                write!(f, "the token endpoint's challenge cannot be answered: {reason}; look at its realm, or choose ClientAuth::Basic instead")
            }
            Self::ForeignRedirect(foreign) => foreign.fmt(f),
            Self::StateMismatch => f.write_str(
                "the redirect does not carry the state of this login; use only the redirect that this login's authorise URL led to",
            ),
            Self::Declined { refusal, verified } => {
                write!(f, "access was not granted ({refusal})")?;
                f.write_str(if *verified { "; ask the user to log in again" } else { ", but that redirect lacks the state of this login; wait for the right one" })
            }
            Self::GrantRejected(refusal) => {
                write!(f, "Hue no longer accepts this code or refresh token ({refusal}); log in again")
            }
            Self::TokenRejected => f.write_str("the access token is missing, expired or replaced; renew, then ask again"),
            Self::AccessRevoked => f.write_str("Hue refuses renewed access too, so the grant was withdrawn; log in again"),
            Self::NothingToRenew => f.write_str("there is no refresh token to renew with; log in again"),
            Self::HasArrived => {
                f.write_str("this exchange has arrived, and what it started from is spent; go on with the session that it gave")
            }
            Self::NotLoggedIn => f.write_str("nobody is logged in to this account; log in"),
            Self::StoreUnavailable => {
                f.write_str("the credentials' store does not answer or takes nothing, so nothing was sent; mend it, then try again")
            }
            Self::Unsaved => f.write_str(
                "the tokens were renewed, and the store does not take them; they are kept and saved with the next call, so mend the store before this program ends",
            ),
            Self::ForeignAccess => {
                f.write_str("the renewed access belongs to another application or application key; hand over the one of this session")
            }
            Self::KeyRejected => f.write_str("the bridge does not know the application key; link again"),
            Self::LinkButtonNotPressed => {
                f.write_str("the bridge's link button was not pressed in the last 30 seconds; run the link again")
            }
            Self::AnotherBridge { found } => another_bridge(f, found.as_ref()),
            Self::Bridge(error) => error.fmt(f),
            Self::BridgeUnreachable => {
                f.write_str("nobody answers for the bridge; look whether it has power and network, and whether this program has, then try again")
            }
            Self::RateLimited { retry_after } => too_many(f, *retry_after),
            Self::NotSent => f.write_str("no connection came about and nothing was sent; look at the network, then try again"),
            Self::Unconfirmed(effect) => effect.fmt(f),
            Self::Refused { status, refusal } => {
                write!(f, "the request was refused with HTTP status {status}")?;
                why(f, refusal.as_ref())?;
                f.write_str(if *status >= 500 { "; try again in a minute" } else { "; correct the request" })
            }
            Self::Malformed(malformed) => malformed.fmt(f),
            Self::Unsupported(what) => f.write_str(what),
        }
    }
}

fn another_bridge(f: &mut Formatter<'_>, found: Option<&BridgeId>) -> Result {
    f.write_str("this login leads to another bridge")?;
    if let Some(found) = found {
        write!(f, " ({found})")?;
    }
    f.write_str(" than the one whose key is kept; accept the bridge, or log in with the other account")
}

fn too_many(f: &mut Formatter<'_>, retry_after: Option<Duration>) -> Result {
    match retry_after {
        Some(wait) => write!(f, "too many requests; try again in {} seconds", wait.as_secs()),
        None => f.write_str("too many requests; try again in a minute"),
    }
}

fn why(f: &mut Formatter<'_>, refusal: Option<&Refusal>) -> Result {
    refusal.map_or(Ok(()), |refusal| write!(f, " ({refusal})"))
}

impl Display for Refusal {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(&self.error)?;
        self.description.as_ref().map_or(Ok(()), |description| write!(f, ": {description}"))
    }
}

impl Display for BridgeError {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "the bridge refused: {}", self.description)?;
        if let Some(kind) = self.kind {
            write!(f, " (type {kind})")?;
        }
        if let Some(address) = self.address.as_deref().filter(|address| !address.is_empty()) {
            write!(f, " at {address}")?;
        }
        f.write_str("; correct the request")
    }
}

impl Display for Foreign {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            Self::NoParameters => "this is no redirect from Hue: it carries neither a code nor an error; use the address that the browser ended at after the login",
            Self::OtherPath => "this is no redirect of this application: its path is not that of the redirect URI; use the address that the browser ended at after the login",
            Self::OtherIssuer => "the redirect names another issuer than the configured one; do not use it",
        })
    }
}

impl Display for Effect {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str("no reply came, and ")?;
        f.write_str(match self {
            Self::CodeRedeemed => "the code may be spent; try once more, and log in again if it is refused",
            Self::TokensRenewed => "the refresh token may be spent; try once more, and log in again if it is refused",
            Self::UserCreated => "the bridge may have created a user; run the link again, which looks for it first",
            Self::Called => "the command may have been carried out; look at the bridge's state before sending it again",
        })
    }
}

impl Display for InvalidSetting {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "the {} {}", self.setting, self.problem)
    }
}

impl Display for Malformed {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "expected {}", self.expected)?;
        if let Some(status) = self.status {
            write!(f, ", in the reply with HTTP status {status}")?;
        }
        if let Some((line, column)) = self.place() {
            write!(f, ", at line {line}, column {column}")?;
        }
        // A reply is Hue's, and then this crate's to understand; anything else is the caller's.
        if self.status.is_some() { f.write_str("; if it stays so, please report it") } else { Ok(()) }
    }
}
