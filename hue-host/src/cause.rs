//! Why something ended early.

use crate::browser::NoRedirect;
use hue_proto::{Error, Recovery};
use std::error::Error as StdError;
use std::fmt;

/// Why a run or a call ended early. `X` is the transport's error. The session is still where it was.
#[non_exhaustive]
#[derive(Debug)]
pub enum Cause<X> {
    /// No reply came.
    Transport {
        /// What the transport says.
        error: X,
        /// What that means: whether the request may have taken effect.
        outcome: Error,
    },
    /// A reply came, and it was no success; or there was nothing to send.
    Protocol(Error),
    /// What was reached could not be saved. It is kept, and saved before it is used: by the next call of an account, or when
    /// a login is run again.
    Save(Box<dyn StdError + Send + Sync>),
    /// Nobody came back from the browser.
    Redirect(NoRedirect),
}

impl<X> Cause<X> {
    /// What a caller can still do about it. `None`: whatever saves the session must be mended.
    pub fn recovery(&self) -> Option<Recovery> {
        match self {
            Self::Transport { outcome: error, .. } | Self::Protocol(error) => Some(error.recovery()),
            Self::Save(_) => None,
            Self::Redirect(_) => Some(Recovery::AwaitRedirect),
        }
    }

    /// What the protocol says, where it does.
    pub fn protocol(&self) -> Option<&Error> {
        match self {
            Self::Transport { outcome: error, .. } | Self::Protocol(error) => Some(error),
            Self::Save(_) | Self::Redirect(_) => None,
        }
    }
}

impl<X> From<Error> for Cause<X> {
    fn from(error: Error) -> Self {
        Self::Protocol(error)
    }
}

impl<X> From<NoRedirect> for Cause<X> {
    fn from(error: NoRedirect) -> Self {
        Self::Redirect(error)
    }
}

impl<X: fmt::Display> fmt::Display for Cause<X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport { error, outcome } => write!(f, "{error}: {outcome}"),
            Self::Protocol(error) => error.fmt(f),
            Self::Save(error) => {
                write!(f, "the login could not be saved: {error}; save it before the program ends")
            }
            Self::Redirect(error) => error.fmt(f),
        }
    }
}

impl<X: StdError + 'static> StdError for Cause<X> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            // The text says what these say, so what comes next is what they come from.
            Self::Transport { error, .. } => error.source(),
            Self::Protocol(error) => error.source(),
            Self::Save(error) => error.source(),
            Self::Redirect(error) => error.source(),
        }
    }
}
