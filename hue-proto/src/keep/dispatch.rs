//! A refresh token on its way to Hue.

use super::doubt::Doubt;
use super::goal::Goal;
use super::machine::{Duty, Load, Look, Machine, Swap, Then, tokens};
use super::record::Record;
use super::save::Save;
use crate::error::{Delivery, Error};
use crate::exchange::renew::Renew;
use crate::exchange::{Exchange, Step};
use crate::session::Session;
use crate::session::state::TokensIssued;
use crate::time::UnixTime;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;
use http::{Request, Response};

/// A request that may spend the refresh token. The record says so already.
#[must_use = "the renewal goes on only when it is sent, or said not to be"]
pub struct Dispatch {
    machine: Box<Machine>,
    goal: Goal,
    /// With our mark.
    record: Record,
    exchange: Box<Exchange<Renew<TokensIssued>>>,
}

impl Dispatch {
    pub(super) fn begin(machine: Box<Machine>, mut goal: Goal, record: Record) -> Duty {
        // One that was told to wait goes on, where the tokens are still the same.
        let waiting = goal.waiting.take();
        let current = tokens(&record, &machine.app).ok().cloned();
        let (Some(current), app) = (current, machine.app.clone()) else { return Duty::stop(Error::NotLoggedIn) };
        let waiting = waiting.filter(|waiting| waiting.origin().tokens().is_same(&current));
        if let Some(exchange) = waiting {
            return Duty::Send(Self { machine, goal, record, exchange });
        }
        let mut exchange = Box::new(Session::of_tokens(app, current).renew());
        let step = exchange.start();
        Self { machine, goal, record, exchange }.went(step)
    }

    /// Whether it is too late to send: so long after the swap that marked it was begun, by a clock that does not jump, that
    /// another may have taken over by now. By the other clock too, which goes on while a machine sleeps. Where it is, call
    /// [`failed`](Self::failed) with [`Delivery::NotSent`].
    pub fn is_late(&self, since_mark: Duration, now: UnixTime) -> bool {
        let within = self.machine.app.lease / 2;
        let marked = self.goal.marked_at;
        since_mark > within || now < marked || now.saturating_since(marked) > within
    }

    /// The request to send. Pure: asking again gives the same bytes.
    pub fn request(&self) -> Request<Vec<u8>> {
        self.exchange.request()
    }

    /// A reply came, whatever its status.
    pub fn replied(mut self, reply: Response<impl AsRef<[u8]>>, now: UnixTime) -> Duty {
        let step = self.exchange.receive(reply, now);
        self.went(step)
    }

    /// No reply came, or it was too late to send.
    pub fn failed(mut self, delivery: Delivery) -> Duty {
        let step = self.exchange.failed(delivery);
        self.went(step)
    }

    fn went(mut self, step: Result<Step<TokensIssued>, Error>) -> Duty {
        match step {
            Ok(Step::Send) => Duty::Send(self),
            Ok(Step::Wait(delay)) => {
                self.goal.waiting = Some(self.exchange);
                Duty::Wait(delay, Load { machine: self.machine, look: Look::Renew(self.goal) })
            }
            Ok(Step::Done(session)) => {
                let spent = self.exchange.origin().state.tokens.clone();
                let before = Box::new(self.record.snapshot.clone());
                Save { spent, tokens: session.state.tokens, before }.swap(self.machine, &self.record)
            }
            Err(Error::GrantRejected(refusal)) => {
                let spent = self.exchange.origin().state.tokens.clone();
                Doubt::new(self.goal, spent, Error::GrantRejected(refusal)).swap(self.machine, self.record)
            }
            Err(error) => {
                let expected = Some(self.record.stamp);
                let record = Record { stamp: self.machine.stamp(), attempt: None, ..self.record };
                Duty::Swap(Swap { machine: self.machine, expected, record, then: Then::Stop(error) })
            }
        }
    }
}

impl fmt::Debug for Dispatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dispatch").finish_non_exhaustive()
    }
}
