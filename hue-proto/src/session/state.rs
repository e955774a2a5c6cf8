//! The states: data that exists exactly where it means something.

use super::links::{Link, Links};
use super::snapshot::Stored;
use super::tokens::Tokens;
use crate::secret::{AuthorizationCode, CsrfState, PkceVerifier};
use alloc::sync::Arc;
use core::fmt;

mod sealed {
    pub trait Sealed {}
}

/// A state in which a session can rest. Sealed: there are four.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no state in which a session rests",
    label = "not a state",
    note = "a session is `Unauthorized`, `CodeReceived`, `TokensIssued` or `UserLinked`; nobody can add another state",
    note = "where only a running program knows the state, as after a restore, take an `AnySession`"
)]
pub trait State: sealed::Sealed + fmt::Debug + Sized + Send + Sync + 'static {
    #[doc(hidden)]
    fn stored(&self) -> Stored;
    #[doc(hidden)]
    fn links(&self) -> Links;
}

/// A state that holds tokens. Sealed: [`TokensIssued`] and [`UserLinked`].
#[diagnostic::on_unimplemented(
    message = "a session that is `{Self}` holds no tokens",
    label = "no tokens yet",
    note = "`TokensIssued` and `UserLinked` hold tokens: `redeem()` the code of a session that is `CodeReceived` first"
)]
pub trait HasTokens: State {
    #[doc(hidden)]
    fn tokens(&self) -> &Arc<Tokens>;
    #[doc(hidden)]
    #[must_use]
    fn with_tokens(&self, tokens: Arc<Tokens>) -> Self;
}

/// The user has still to say yes. Next: send them to [`authorize_url`](super::Session::authorize_url).
#[derive(Clone, Debug)]
pub struct Unauthorized {
    pub(crate) csrf: CsrfState,
    pub(crate) verifier: PkceVerifier,
    pub(crate) links: Links,
}

/// The user said yes, and the code is good for about ten minutes. Next: [`redeem`](super::Session::redeem).
#[derive(Clone, Debug)]
pub struct CodeReceived {
    pub(crate) code: AuthorizationCode,
    pub(crate) verifier: PkceVerifier,
    pub(crate) links: Links,
}

/// Hue's cloud is open, the bridge is not. Next: [`link`](super::Session::link), or
/// [`with_key`](super::Session::with_key).
#[derive(Clone, Debug)]
pub struct TokensIssued {
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) links: Links,
}

/// The bridge is open. Next: calls with [`access`](super::Session::access), [`renew`](super::Session::renew) in time.
#[derive(Clone, Debug)]
pub struct UserLinked {
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) link: Link,
    /// Of other bridges.
    pub(crate) links: Links,
}

macro_rules! states {
    ($($state:ident: $links:expr;)*) => {$(
        impl sealed::Sealed for $state {}
        impl State for $state {
            fn stored(&self) -> Stored {
                Stored::$state(self.clone())
            }

            fn links(&self) -> Links {
                let links: fn(&Self) -> Links = $links;
                links(self)
            }
        }
    )*};
}
states! {
    Unauthorized: |state| state.links.clone();
    CodeReceived: |state| state.links.clone();
    TokensIssued: |state| state.links.clone();
    UserLinked: |state| state.links.with(&state.link);
}

impl HasTokens for TokensIssued {
    fn tokens(&self) -> &Arc<Tokens> {
        &self.tokens
    }

    fn with_tokens(&self, tokens: Arc<Tokens>) -> Self {
        Self { tokens, links: self.links.clone() }
    }
}

impl HasTokens for UserLinked {
    fn tokens(&self) -> &Arc<Tokens> {
        &self.tokens
    }

    fn with_tokens(&self, tokens: Arc<Tokens>) -> Self {
        Self { tokens, link: self.link.clone(), links: self.links.clone() }
    }
}
