//! Code to tokens.

use super::grant::{Grant, MAX_SENDS, Verdict};
use super::{Exchange, Step, Transition};
use crate::error::{Delivery, Effect, Error};
use crate::session::Session;
use crate::session::state::{CodeReceived, TokensIssued};
use crate::session::tokens::Tokens;
use crate::time::UnixTime;
use alloc::sync::Arc;
use alloc::vec::Vec;
use http::{Request, Response};

/// Redeems an authorisation code (RFC 6749 section 4.1.3).
#[derive(Debug)]
pub struct Redeem(Grant);

impl Session<CodeReceived> {
    /// Redeems the code, within its ten minutes.
    ///
    /// `POST /v2/oauth2/token`, `grant_type=authorization_code`. Ends with [`Error::GrantRejected`] for a code that is spent
    /// or too old, [`Error::ClientRejected`] for a wrong id or secret (the code is not consumed then), and
    /// [`Error::Unconfirmed`] where no reply says whether it is spent.
    pub fn redeem(self) -> Exchange<Redeem> {
        let grant = Grant::new(&self.app, Effect::CodeRedeemed);
        Exchange::new(self, Redeem(grant))
    }
}

impl Transition for Redeem {
    type From = CodeReceived;
    type To = TokensIssued;
    const MAX_SENDS: usize = MAX_SENDS;

    fn start(&mut self, origin: &mut Session<CodeReceived>) -> Result<Step<TokensIssued>, Error> {
        self.0 = Grant::new(&origin.app, Effect::CodeRedeemed);
        Ok(Step::Send)
    }

    fn request(&self, origin: &Session<CodeReceived>) -> Request<Vec<u8>> {
        let (app, state) = (&origin.app, &origin.state);
        let mut fields = Vec::with_capacity(4);
        fields.extend([("grant_type", "authorization_code"), ("code", state.code.expose())]);
        fields.extend(app.redirect_uri().map(|uri| ("redirect_uri", uri)));
        fields.push(("code_verifier", state.verifier.expose()));
        self.0.request(app, &fields)
    }

    fn receive(
        &mut self,
        origin: &mut Session<CodeReceived>,
        reply: &Response<&[u8]>,
        now: UnixTime,
    ) -> Result<Step<TokensIssued>, Error> {
        let secrets = [origin.state.code.expose(), origin.state.verifier.expose()];
        Ok(match self.0.receive(&origin.app, &secrets, reply, now)? {
            Verdict::Again => Step::Send,
            Verdict::Wait(delay) => Step::Wait(delay),
            Verdict::Granted(reply) => {
                let tokens = Arc::new(Tokens::first(reply, now));
                let links = origin.state.links.clone();
                Step::Done(Session { app: origin.app.clone(), state: TokensIssued { tokens, links } })
            }
        })
    }

    fn failed(&mut self, origin: &mut Session<CodeReceived>, delivery: Delivery) -> Result<Step<TokensIssued>, Error> {
        self.0.failed(&origin.app, delivery).map(Step::Wait)
    }
}
