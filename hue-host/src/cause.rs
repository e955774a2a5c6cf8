//! Why something ended early.

use crate::any_error::AnyError;
use crate::browser::NoRedirect;
use hue_proto::{Error, InvalidSetting, Recovery, Snapshot};
use std::error::Error as StdError;
use std::fmt;

/// Why a run, a call or a login ended early.
#[non_exhaustive]
#[derive(Clone, Debug)]
pub enum Cause {
    /// No reply came.
    Transport {
        /// What the transport says.
        error: AnyError,
        /// What that means: whether the request may have taken effect.
        outcome: Error,
    },
    /// A reply came, and it was no success; or there was nothing to send.
    Protocol(Error),
    /// The store failed.
    Store {
        /// What the store says.
        error: AnyError,
        /// What that means.
        outcome: Error,
        /// What was renewed or granted, and stands in no store: whoever cannot mend the store rescues it. A handle, or a login,
        /// keeps it too, and saves it before it is used.
        unsaved: Option<Box<Snapshot>>,
    },
    /// Nobody came back from the browser.
    Redirect(NoRedirect),
}

impl Cause {
    /// What a caller can still do about it.
    pub fn recovery(&self) -> Recovery {
        self.protocol().map_or(Recovery::AwaitRedirect, Error::recovery)
    }

    /// What it means. `None`: nobody came back from the browser.
    pub fn protocol(&self) -> Option<&Error> {
        match self {
            Self::Transport { outcome: error, .. } | Self::Store { outcome: error, .. } | Self::Protocol(error) => {
                Some(error)
            }
            Self::Redirect(_) => None,
        }
    }
}

impl From<Error> for Cause {
    fn from(error: Error) -> Self {
        Self::Protocol(error)
    }
}

/// So that `?` serves for what is asked and for asking alike.
impl From<InvalidSetting> for Cause {
    fn from(setting: InvalidSetting) -> Self {
        Self::Protocol(setting.into())
    }
}

impl From<NoRedirect> for Cause {
    fn from(error: NoRedirect) -> Self {
        Self::Redirect(error)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport { error, outcome } | Self::Store { error, outcome, .. } => write!(f, "{error}: {outcome}"),
            Self::Protocol(error) => error.fmt(f),
            Self::Redirect(error) => error.fmt(f),
        }
    }
}

impl StdError for Cause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            // The text says what these say, so what comes next is what they come from.
            Self::Transport { error, .. } | Self::Store { error, .. } => error.source(),
            Self::Protocol(error) => error.source(),
            Self::Redirect(error) => error.source(),
        }
    }
}

/// What store and transport said last, for whoever drives a renewal over both.
#[derive(Debug, Default)]
pub struct Troubles {
    store: Option<AnyError>,
    transport: Option<AnyError>,
}

impl Troubles {
    /// The store failed.
    pub fn store(&mut self, error: impl StdError + Send + Sync + 'static) {
        self.store = Some(AnyError::new(error));
    }

    /// The transport failed.
    pub fn transport(&mut self, error: impl StdError + Send + Sync + 'static) {
        self.transport = Some(AnyError::new(error));
    }

    /// Why a renewal ended that ended with `outcome`.
    pub fn cause(self, outcome: Error, unsaved: Option<Box<Snapshot>>) -> Cause {
        let is_of_store = unsaved.is_some() || matches!(outcome, Error::StoreUnavailable | Error::Unsaved);
        match self.transport.filter(|_| matches!(outcome, Error::NotSent | Error::Unconfirmed(_))) {
            _ if is_of_store => {
                let error = self.store.unwrap_or_else(|| AnyError::new(NoAnswer));
                Cause::Store { error, outcome, unsaved }
            }
            Some(error) => Cause::Transport { error, outcome },
            None => Cause::Protocol(outcome),
        }
    }
}

/// A store that did not fail, and did not say what became of a swap.
#[derive(Debug)]
struct NoAnswer;

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the store could not say whether it was written")
    }
}

impl StdError for NoAnswer {}
