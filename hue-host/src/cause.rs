//! Why something ended early.

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
    /// Renewed tokens could not be saved. They are kept, used by nobody, and saved before the next call.
    Save(Box<dyn StdError + Send + Sync>),
}

impl<X> Cause<X> {
    /// What a caller can still do about it. `None`: whatever saves the session must be mended.
    pub fn recovery(&self) -> Option<Recovery> {
        match self {
            Self::Transport { outcome: error, .. } | Self::Protocol(error) => Some(error.recovery()),
            Self::Save(_) => None,
        }
    }

    /// What the protocol says, where it does.
    pub fn protocol(&self) -> Option<&Error> {
        match self {
            Self::Transport { outcome: error, .. } | Self::Protocol(error) => Some(error),
            Self::Save(_) => None,
        }
    }
}

impl<X> From<Error> for Cause<X> {
    fn from(error: Error) -> Self {
        Self::Protocol(error)
    }
}

impl<X: fmt::Display> fmt::Display for Cause<X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport { error, outcome } => write!(f, "{error}: {outcome}"),
            Self::Protocol(error) => error.fmt(f),
            Self::Save(error) => {
                write!(f, "the renewed tokens could not be saved: {error}; save them before the program ends")
            }
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
        }
    }
}
