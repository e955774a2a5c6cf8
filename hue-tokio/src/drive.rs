//! The loops. The core decides; here is sent, slept and timed.

use crate::transport::Transport;
use crate::transport::any::AnySend;
use hue_host::{AnyError, Cause, Unsent};
use hue_proto::{Access, Call, CallStep, Endpoint, Error, Exchange, Session, Step, Transition, UnixTime};
use std::error::Error as StdError;
use std::fmt;
use std::future::ready;
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
    pub async fn run<T: Transition>(&self, exchange: &mut Exchange<T>) -> Result<Session<T::To>, Cause> {
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

    /// Asks the bridge one thing, with access that somebody else looks after: a host application, say. Where it is over, the end
    /// is [`Error::TokenRejected`]. A [`Bridge`](crate::Bridge) looks after its own.
    pub async fn call<E: Endpoint>(&self, endpoint: E, access: &Access) -> Result<E::Output, Cause> {
        self.call_with(endpoint, access.clone(), |_| ready(Err(Error::TokenRejected.into()))).await
    }

    /// `renew` is given access that is over, and gets newer.
    pub(crate) async fn call_with<E: Endpoint, R>(
        &self,
        endpoint: E,
        access: Access,
        renew: impl Fn(Access) -> R,
    ) -> Result<E::Output, Cause>
    where
        R: Future<Output = Result<Access, Cause>>,
    {
        let (mut call, mut step) = Call::begin(endpoint, access, (self.clock)())?;
        loop {
            match step {
                CallStep::Send => {}
                CallStep::Wait(delay) => (self.sleep)(delay).await,
                CallStep::Renew => {
                    step = call.resume(renew(call.access().clone()).await?, (self.clock)())?;
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

    /// The same, whatever it is over.
    pub(crate) fn erased(self) -> Client<AnySend> {
        let Self { transport, clock, sleep } = self;
        Client { transport: AnySend::new(transport), clock, sleep }
    }
}

impl<X> fmt::Debug for Client<X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

pub(crate) fn lost(error: impl StdError + Send + Sync + 'static, outcome: Error) -> Cause {
    Cause::Transport { error: AnyError::new(error), outcome }
}
