//! A login, at rest in one of four states.

pub(crate) mod any;
pub(crate) mod authorize;
pub(crate) mod import;
pub(crate) mod links;
#[cfg(doctest)]
mod orders;
pub(crate) mod snapshot;
pub(crate) mod state;
pub(crate) mod tokens;

use crate::app::App;
use crate::secret::{ApplicationKey, ClientKey};
use crate::time::UnixTime;
use alloc::sync::Arc;
use core::fmt;
use links::{Link, Links};
use state::{HasTokens, State, TokensIssued, UserLinked};
use tokens::Tokens;

/// A login, in state `S`.
///
/// Every move takes the session and gives back the next one, so that each credential is spent once. What can be done in
/// which state, and what a wrong order looks like to the compiler:
///
/// Tokens are needed to renew, and only two states carry them.
///
/// ```
/// # use hue_proto::*;
/// fn in_time(session: Session<TokensIssued>) { let _ = session.renew(); }
/// ```
/// ```compile_fail,E0599
/// # use hue_proto::*;
/// fn in_time(session: Session<CodeReceived>) { let _ = session.renew(); }
/// ```
///
/// A code is redeemed once.
///
/// ```
/// # use hue_proto::*;
/// fn once(session: Session<CodeReceived>) { let _ = session.redeem(); }
/// ```
/// ```compile_fail,E0382
/// # use hue_proto::*;
/// fn once(session: Session<CodeReceived>) { let _ = session.redeem(); let _ = session.redeem(); }
/// ```
///
/// A refresh token is good once.
///
/// ```
/// # use hue_proto::*;
/// fn once(session: Session<UserLinked>) { let _ = session.renew(); }
/// ```
/// ```compile_fail,E0382
/// # use hue_proto::*;
/// fn once(session: Session<UserLinked>) { let _ = session.renew(); let _ = session.renew(); }
/// ```
///
/// There is nothing to redeem before the redirect.
///
/// ```
/// # use hue_proto::*;
/// fn redeem(session: Session<CodeReceived>) { let _ = session.redeem(); }
/// ```
/// ```compile_fail,E0599
/// # use hue_proto::*;
/// fn redeem(session: Session<Unauthorized>) { let _ = session.redeem(); }
/// ```
///
/// There is nothing to link before the tokens.
///
/// ```
/// # use hue_proto::*;
/// fn link(session: Session<TokensIssued>) { let _ = session.link(); }
/// ```
/// ```compile_fail,E0599
/// # use hue_proto::*;
/// fn link(session: Session<CodeReceived>) { let _ = session.link(); }
/// ```
///
/// A redirect is taken once: a session that has its code takes no other.
///
/// ```
/// # use hue_proto::*;
/// fn land(session: Session<Unauthorized>, callback: &Callback) { let _ = session.redirected(callback); }
/// ```
/// ```compile_fail,E0599
/// # use hue_proto::*;
/// fn land(session: Session<CodeReceived>, callback: &Callback) { let _ = session.redirected(callback); }
/// ```
///
/// Entropy is spent too.
///
/// ```
/// # use hue_proto::*;
/// fn fresh(a: App, b: App, e: Entropy, f: Entropy) { let _ = Session::new(a, e); let _ = Session::new(b, f); }
/// ```
/// ```compile_fail,E0382
/// # use hue_proto::*;
/// fn fresh(a: App, b: App, e: Entropy, f: Entropy) { let _ = Session::new(a, e); let _ = Session::new(b, e); }
/// ```
///
/// And only a linked session opens the bridge.
///
/// ```
/// # use hue_proto::*;
/// fn open(session: &Session<UserLinked>) { let _ = session.access(); }
/// ```
/// ```compile_fail,E0599
/// # use hue_proto::*;
/// fn open(session: &Session<TokensIssued>) { let _ = session.access(); }
/// ```
#[must_use = "a session dropped before its snapshot is saved is a login lost"]
pub struct Session<S: State> {
    pub(crate) app: Arc<App>,
    pub(crate) state: S,
}

impl<S: State> Session<S> {
    /// The application it was made for.
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// For a machine that puts the copy in the original's place.
    pub(crate) fn copy(&self) -> Self
    where
        S: Clone,
    {
        Self { app: self.app.clone(), state: self.state.clone() }
    }
}

impl<S: HasTokens> Session<S> {
    /// The tokens, and what is known of their life.
    pub fn tokens(&self) -> &Tokens {
        self.state.tokens()
    }

    /// When to renew though nobody calls, so that the refresh token does not die unused: at once where its age is not known.
    /// `None`: there is none.
    pub fn renew_at(&self) -> Option<UnixTime> {
        self.tokens().renew_at(&self.app)
    }

    pub(crate) fn renewed(&self, tokens: Arc<Tokens>) -> Self {
        Self { app: self.app.clone(), state: self.state.with_tokens(tokens) }
    }
}

impl Session<TokensIssued> {
    /// Goes on with a key that the bridge handed out before, locally or remotely: nothing is sent.
    pub fn with_key(self, key: ApplicationKey) -> Session<UserLinked> {
        self.linked(Link::with_key(key))
    }

    pub(crate) fn linked(&self, link: Link) -> Session<UserLinked> {
        let links = self.state.links.beside(&link);
        Session { app: self.app.clone(), state: UserLinked { tokens: self.state.tokens.clone(), link, links } }
    }
}

impl Session<UserLinked> {
    /// The bridge's id, where it is known: a session that was given its key has not asked.
    pub fn bridge(&self) -> Option<&crate::id::BridgeId> {
        self.state.link.bridge.as_ref()
    }

    /// The application key, which works on the bridge's local network too.
    pub fn key(&self) -> &ApplicationKey {
        &self.state.link.key
    }

    /// The client key, where the bridge was asked for one and its reply arrived.
    pub fn client_key(&self) -> Option<&ClientKey> {
        self.state.link.client_key.as_ref()
    }

    /// Whether the reply to create-user was lost and the user was found in the bridge's list: the client key, which a
    /// bridge shows once, is lost then. Whoever needs it links again, after [`unlinked`](Self::unlinked).
    pub fn is_adopted(&self) -> bool {
        self.state.link.adopted
    }

    /// Gives the key up, because the bridge no longer knows it or because another one is wanted: the next
    /// [`link`](Session::link) creates a user.
    pub fn unlinked(self) -> Session<TokensIssued> {
        let UserLinked { tokens, links, .. } = self.state;
        Session { app: self.app, state: TokensIssued { tokens, links: Links { any_bridge: true, ..links } } }
    }
}

impl<S: State> fmt::Debug for Session<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("state", &self.state).finish_non_exhaustive()
    }
}
