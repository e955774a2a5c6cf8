//! The loops. The core decides; here is sent, slept and timed.

use crate::account::Credentials;
use crate::transport::Transport;
use hue_host::{Cause, Unsent};
use hue_proto::{Call, CallStep, Endpoint, Error, Exchange, Session, Step, Transition, UnixTime};
use std::fmt;
use std::pin::Pin;
use std::time::Duration;

/// A transport, a clock and a sleep: what drives exchanges and calls. Share it, by reference or in an `Arc`.
pub struct Client<X> {
    pub(crate) transport: X,
    pub(crate) clock: Box<dyn Fn() -> UnixTime + Send + Sync>,
    pub(crate) sleep: Box<Sleep>,
}

type Sleep = dyn Fn(Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync;

impl<X: Transport> Client<X> {
    /// Over `transport`, by the system's clock and tokio's timer.
    pub fn new(transport: X) -> Self {
        let sleep = |delay| -> Pin<Box<dyn Future<Output = ()> + Send>> { Box::pin(tokio::time::sleep(delay)) };
        Self { transport, clock: Box::new(hue_host::now), sleep: Box::new(sleep) }
    }

    /// Asks this for the time.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> UnixTime + Send + Sync + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Waits by this.
    #[must_use]
    pub fn with_sleep<R>(mut self, sleep: impl Fn(Duration) -> R + Send + Sync + 'static) -> Self
    where
        R: Future<Output = ()> + Send + 'static,
    {
        self.sleep = Box::new(move |delay| Box::pin(sleep(delay)));
        self
    }

    /// The transport.
    pub fn transport(&self) -> &X {
        &self.transport
    }

    /// Runs an exchange to its end.
    ///
    /// On an error, which is the transport's or the protocol's, and where the future is dropped, the exchange still owns its
    /// session: run it again where [`Cause::recovery`] says so, or take the session back with [`Exchange::abandon`].
    pub async fn run<T: Transition>(&self, exchange: &mut Exchange<T>) -> Result<Session<T::To>, Cause<X::Error>> {
        let mut step = exchange.start()?;
        loop {
            match step {
                Step::Send => {}
                Step::Wait(delay) => (self.sleep)(delay).await,
                Step::Done(session) => return Ok(session),
            }
            step = match self.transport.send(exchange.request()).await {
                Ok(reply) => exchange.receive(reply, (self.clock)())?,
                Err(Unsent { error, delivery }) => exchange.failed(delivery).map_err(|outcome| lost(error, outcome))?,
            };
        }
    }

    /// Asks the bridge one thing, renewing once where that is needed.
    ///
    /// The credentials are an [`Account`](crate::Account), which renews and saves, or a lent
    /// [`Access`](crate::Access), which does not. Fails as [`run`](Self::run) does, and with [`Cause::Save`].
    pub async fn call<E: Endpoint>(
        &self,
        endpoint: E,
        credentials: &mut impl Credentials,
    ) -> Result<E::Output, Cause<X::Error>> {
        let (mut call, mut step) = Call::begin(endpoint, credentials.access(self).await?, (self.clock)())?;
        loop {
            match step {
                CallStep::Send => {}
                CallStep::Wait(delay) => (self.sleep)(delay).await,
                CallStep::Renew => {
                    step = call.resume(credentials.renew(self).await?, (self.clock)())?;
                    continue;
                }
                CallStep::Done(output) => return Ok(output),
            }
            step = match self.transport.send(call.request()).await {
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
