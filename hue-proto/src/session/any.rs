//! A session whose state is known only at run time.

use super::Session;
use super::snapshot::{Snapshot, Stored};
use super::state::{CodeReceived, TokensIssued, Unauthorized, UserLinked};
use super::tokens::Tokens;
use crate::app::App;
use crate::entropy::Entropy;
use crate::error::Error;
use crate::time::UnixTime;
use alloc::sync::Arc;

/// A session in whichever state it rests: what comes back out of storage.
#[expect(clippy::exhaustive_enums, reason = "these are all the states there are")]
#[derive(Debug)]
#[must_use = "a session dropped before its snapshot is saved is a login lost"]
pub enum AnySession {
    /// The user has still to say yes.
    Unauthorized(Session<Unauthorized>),
    /// The code is to be redeemed.
    CodeReceived(Session<CodeReceived>),
    /// The bridge is to be linked.
    TokensIssued(Session<TokensIssued>),
    /// Everything is there.
    UserLinked(Session<UserLinked>),
}

impl AnySession {
    /// Restores what [`Session::snapshot`] stored, into the state that it rested in.
    ///
    /// Fails with [`Error::InvalidSetting`] where the snapshot belongs to another client id, or to another token endpoint than
    /// the App's: a refresh token goes to nobody but who issued it.
    pub fn restore(app: impl Into<Arc<App>>, snapshot: &Snapshot) -> Result<Self, Error> {
        let app = app.into();
        Ok(match snapshot.stored_for(&app)?.clone() {
            Stored::Unauthorized(state) => Self::Unauthorized(Session { app, state }),
            Stored::CodeReceived(state) => Self::CodeReceived(Session { app, state }),
            Stored::TokensIssued(state) => Self::TokensIssued(Session { app, state }),
            Stored::UserLinked(state) => Self::UserLinked(Session { app, state }),
        })
    }

    /// The application it was made for.
    pub fn app(&self) -> &Arc<App> {
        match self {
            Self::Unauthorized(session) => session.app(),
            Self::CodeReceived(session) => session.app(),
            Self::TokensIssued(session) => session.app(),
            Self::UserLinked(session) => session.app(),
        }
    }

    /// The tokens, where it has some.
    pub fn tokens(&self) -> Option<&Tokens> {
        match self {
            Self::Unauthorized(_) | Self::CodeReceived(_) => None,
            Self::TokensIssued(session) => Some(session.tokens()),
            Self::UserLinked(session) => Some(session.tokens()),
        }
    }

    /// When to renew though nobody calls, so that the refresh token does not die unused: at once where its age is not known.
    /// `None`: there is none.
    pub fn renew_at(&self) -> Option<UnixTime> {
        self.tokens()?.renew_at(self.app())
    }

    /// A new login that keeps every bridge and its key, as [`Session::again`] does.
    pub fn again(&self, entropy: Entropy) -> Session<Unauthorized> {
        match self {
            Self::Unauthorized(session) => Session::again(session, entropy),
            Self::CodeReceived(session) => Session::again(session, entropy),
            Self::TokensIssued(session) => Session::again(session, entropy),
            Self::UserLinked(session) => Session::again(session, entropy),
        }
    }

    /// What to store.
    pub fn snapshot(&self) -> Snapshot {
        match self {
            Self::Unauthorized(session) => session.snapshot(),
            Self::CodeReceived(session) => session.snapshot(),
            Self::TokensIssued(session) => session.snapshot(),
            Self::UserLinked(session) => session.snapshot(),
        }
    }
}

macro_rules! from {
    ($($state:ident),*) => {$(
        impl From<Session<$state>> for AnySession {
            fn from(session: Session<$state>) -> Self {
                Self::$state(session)
            }
        }
    )*};
}
from!(Unauthorized, CodeReceived, TokensIssued, UserLinked);
