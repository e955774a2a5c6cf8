//! The exchanges of a login, behind one face.

use super::At;
use crate::error::{Delivery, Error};
use crate::exchange::{Exchange, Step, Transition};
use crate::session::Session;
use crate::session::state::{State, TokensIssued, UserLinked};
use crate::time::UnixTime;
use alloc::vec::Vec;
use core::time::Duration;
use http::{Request, Response};

/// An exchange, whichever it is.
pub(super) trait Driven {
    fn start(&mut self) -> Result<Turn, Error>;
    fn request(&self) -> Request<Vec<u8>>;
    fn receive(&mut self, reply: &Response<&[u8]>, now: UnixTime) -> Result<Turn, Error>;
    fn failed(&mut self, delivery: Delivery) -> Result<Turn, Error>;
}

/// A [`Step`] without its type.
pub(super) enum Turn {
    Send,
    Wait(Duration),
    Arrived(At),
}

impl<T: Transition> Driven for Exchange<T>
where
    At: From<Session<T::To>>,
{
    fn start(&mut self) -> Result<Turn, Error> {
        Self::start(self).map(Turn::from)
    }

    fn request(&self) -> Request<Vec<u8>> {
        Self::request(self)
    }

    fn receive(&mut self, reply: &Response<&[u8]>, now: UnixTime) -> Result<Turn, Error> {
        Self::receive(self, reply.clone(), now).map(Turn::from)
    }

    fn failed(&mut self, delivery: Delivery) -> Result<Turn, Error> {
        Self::failed(self, delivery).map(Turn::from)
    }
}

impl<S: State> From<Step<S>> for Turn
where
    At: From<Session<S>>,
{
    fn from(step: Step<S>) -> Self {
        match step {
            Step::Send => Self::Send,
            Step::Wait(delay) => Self::Wait(delay),
            Step::Done(session) => Self::Arrived(session.into()),
        }
    }
}

impl From<Session<TokensIssued>> for At {
    fn from(session: Session<TokensIssued>) -> Self {
        Self::TokensIssued(session.link())
    }
}

impl From<Session<UserLinked>> for At {
    fn from(session: Session<UserLinked>) -> Self {
        Self::UserLinked(session)
    }
}
