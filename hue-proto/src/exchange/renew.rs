//! Tokens to newer tokens.

use super::grant::{Grant, MAX_SENDS, Verdict};
use super::{Exchange, Step, Transition};
use crate::error::{Delivery, Effect, Error};
use crate::secret::{AccessToken, RefreshToken};
use crate::session::Session;
use crate::session::state::HasTokens;
use crate::time::UnixTime;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::marker::PhantomData;
use http::{Request, Response};

/// Renews the tokens of a session in state `S`, which stays what it is (RFC 6749 section 6).
#[derive(Debug)]
pub struct Renew<S> {
    grant: Grant,
    state: PhantomData<fn() -> S>,
}

impl<S: HasTokens> Session<S> {
    /// Renews both tokens. The old pair is dead as soon as Hue has answered: save the new one before it is used.
    ///
    /// `POST /v2/oauth2/token`, `grant_type=refresh_token`. Ends with [`Error::NothingToRenew`] without a refresh token,
    /// [`Error::GrantRejected`] where it is spent or withdrawn, and [`Error::Unconfirmed`] where no reply says whether it is
    /// spent. Nothing else means that the user must log in again. Calls under way keep the access that they hold.
    pub fn renew(self) -> Exchange<Renew<S>> {
        let grant = Grant::new(&self.app, Effect::TokensRenewed);
        Exchange::new(self, Renew { grant, state: PhantomData })
    }
}

impl<S: HasTokens> Transition for Renew<S> {
    type From = S;
    type To = S;
    const MAX_SENDS: usize = MAX_SENDS;

    fn start(&mut self, origin: &mut Session<S>) -> Result<Step<S>, Error> {
        self.grant = Grant::new(&origin.app, Effect::TokensRenewed);
        origin.tokens().refresh().map(|_| Step::Send).ok_or(Error::NothingToRenew)
    }

    fn request(&self, origin: &Session<S>) -> Request<Vec<u8>> {
        let token = origin.tokens().refresh().map_or("", RefreshToken::expose);
        self.grant.request(&origin.app, &[("grant_type", "refresh_token"), ("refresh_token", token)])
    }

    fn receive(&mut self, origin: &mut Session<S>, reply: &Response<&[u8]>, now: UnixTime) -> Result<Step<S>, Error> {
        let tokens = origin.tokens();
        let secrets = [tokens.refresh().map(RefreshToken::expose), tokens.access().map(AccessToken::expose)];
        let secrets: Vec<&str> = secrets.into_iter().flatten().collect();
        Ok(match self.grant.receive(&origin.app, &secrets, reply, now)? {
            Verdict::Again => Step::Send,
            Verdict::Wait(delay) => Step::Wait(delay),
            Verdict::Granted(reply) => Step::Done(origin.renewed(Arc::new(tokens.next(reply, now)))),
        })
    }

    fn failed(&mut self, origin: &mut Session<S>, delivery: Delivery) -> Result<Step<S>, Error> {
        self.grant.failed(&origin.app, delivery).map(Step::Wait)
    }
}
