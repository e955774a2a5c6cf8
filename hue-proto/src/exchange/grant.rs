//! A grant presented to the token endpoint: what redeeming and renewing have in common.

use crate::app::{App, MAX_REPEATS, Patience};
use crate::auth::handshake::Handshake;
use crate::error::{Delivery, Effect, Error};
use crate::time::UnixTime;
use crate::wire::refusal::ErrorBody;
use crate::wire::retry_after;
use crate::wire::token::{self, TokenReply};
use alloc::vec::Vec;
use core::time::Duration;
use http::{Request, Response, StatusCode};

/// One use of a grant. It takes effect once, so it is sent again only where the last time certainly had none.
#[derive(Debug)]
pub(super) struct Grant {
    handshake: Handshake,
    patience: Patience,
    /// What is unconfirmed when no reply comes.
    effect: Effect,
}

pub(super) enum Verdict {
    Again,
    Wait(Duration),
    Granted(TokenReply),
}

impl Grant {
    pub(super) fn new(app: &App, effect: Effect) -> Self {
        Self { handshake: Handshake::new(app), patience: Patience::default(), effect }
    }

    pub(super) fn request(&self, app: &App, fields: &[(&str, &str)]) -> Request<Vec<u8>> {
        self.handshake.request(app, fields)
    }

    pub(super) fn receive(
        &mut self,
        app: &App,
        secrets: &[&str],
        reply: &Response<&[u8]>,
        now: UnixTime,
    ) -> Result<Verdict, Error> {
        let status = reply.status();
        if status.is_success() {
            return Ok(Verdict::Granted(token::read(reply)?));
        }
        if status == StatusCode::TOO_MANY_REQUESTS {
            let asked = retry_after::read(reply.headers(), now);
            let wait = self.patience.after_429(&app.retry, asked)?;
            self.handshake.repeat();
            return Ok(Verdict::Wait(wait));
        }
        if status.is_server_error() {
            return Err(Error::Unconfirmed(self.effect));
        }
        let secrets: Vec<&str> = secrets.iter().copied().chain(app.secrets()).collect();
        let words = ErrorBody::read(status.as_u16(), reply.body(), &secrets).into_words();
        match words {
            Some(words) if &*words.error == "invalid_grant" => Err(Error::GrantRejected(words)),
            words if status == StatusCode::UNAUTHORIZED => {
                self.handshake.challenged(app, reply.headers(), words).map(|()| Verdict::Again)
            }
            Some(words) if CLIENT.contains(&&*words.error) => Err(Error::ClientRejected(Some(words))),
            words => Err(Error::Refused { status: status.as_u16(), refusal: words }),
        }
    }

    pub(super) fn failed(&mut self, app: &App, delivery: Delivery) -> Result<Duration, Error> {
        match delivery {
            Delivery::NotSent => {
                self.handshake.repeat();
                self.patience.after_not_sent(&app.retry)
            }
            Delivery::Unknown => Err(Error::Unconfirmed(self.effect)),
        }
    }
}

/// What Hue and its gateway say of a client that they do not know.
const CLIENT: [&str; 3] = ["invalid_client", "unauthorized_client", "oauth.v2.InvalidClientIdentifier"];

/// The first request, two more of a digest (its answer, and one more where the nonce was stale), and the repetitions.
pub(super) const MAX_SENDS: usize = 3 + MAX_REPEATS as usize;
