//! The loops. The core decides; here is sent, slept and timed.

use crate::account::Credentials;
use crate::transport::Transport;
use hue_host::{Cause, Unsent};
use hue_proto::{Call, CallStep, Endpoint, Error, Exchange, Session, Step, Transition, UnixTime};
use std::fmt;
use std::time::Duration;

/// A transport, a clock and a sleep: what drives exchanges and calls. Share it, by reference or in an `Arc`.
pub struct Client<X> {
    pub(crate) transport: X,
    pub(crate) clock: Box<dyn Fn() -> UnixTime + Send + Sync>,
    pub(crate) sleep: Box<dyn Fn(Duration) + Send + Sync>,
}

impl<X: Transport> Client<X> {
    /// Over `transport`, by the system's clock.
    pub fn new(transport: X) -> Self {
        Self { transport, clock: Box::new(hue_host::now), sleep: Box::new(std::thread::sleep) }
    }

    /// Asks this for the time.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> UnixTime + Send + Sync + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Waits by this.
    #[must_use]
    pub fn with_sleep(mut self, sleep: impl Fn(Duration) + Send + Sync + 'static) -> Self {
        self.sleep = Box::new(sleep);
        self
    }

    /// The transport.
    pub fn transport(&self) -> &X {
        &self.transport
    }

    /// Runs an exchange to its end.
    ///
    /// On an error, which is the transport's or the protocol's, the exchange still owns its session: run it again where
    /// [`Cause::recovery`] says so, or take the session back with [`Exchange::abandon`].
    pub fn run<T: Transition>(&self, exchange: &mut Exchange<T>) -> Result<Session<T::To>, Cause<X::Error>> {
        let mut step = exchange.start()?;
        loop {
            match step {
                Step::Send => {}
                Step::Wait(delay) => (self.sleep)(delay),
                Step::Done(session) => return Ok(session),
            }
            step = match self.transport.send(exchange.request()) {
                Ok(reply) => exchange.receive(reply, (self.clock)())?,
                Err(Unsent { error, delivery }) => exchange.failed(delivery).map_err(|outcome| lost(error, outcome))?,
            };
        }
    }

    /// Asks the bridge one thing, renewing once where that is needed.
    ///
    /// The credentials are an [`Account`](crate::Account), which renews and saves, or a lent
    /// [`Access`](crate::Access), which does not. Fails as [`run`](Self::run) does, and with [`Cause::Save`].
    pub fn call<E: Endpoint>(
        &self,
        endpoint: E,
        credentials: &mut impl Credentials,
    ) -> Result<E::Output, Cause<X::Error>> {
        let (mut call, mut step) = Call::begin(endpoint, credentials.access(self)?, (self.clock)())?;
        loop {
            match step {
                CallStep::Send => {}
                CallStep::Wait(delay) => (self.sleep)(delay),
                CallStep::Renew => {
                    step = call.resume(credentials.renew(self)?, (self.clock)())?;
                    continue;
                }
                CallStep::Done(output) => return Ok(output),
            }
            step = match self.transport.send(call.request()) {
                Ok(reply) => call.receive(reply, (self.clock)())?,
                Err(Unsent { error, delivery }) => call.failed(delivery).map_err(|outcome| lost(error, outcome))?,
            };
        }
    }
}

impl<X> fmt::Debug for Client<X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

pub(crate) fn lost<X>(error: X, outcome: Error) -> Cause<X> {
    Cause::Transport { error, outcome }
}
