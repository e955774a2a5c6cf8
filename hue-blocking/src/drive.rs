//! The loops. The core decides; here is sent, slept and timed.

use crate::transport::Transport;
use hue_host::{AnyError, Cause, Unsent};
use hue_proto::http::{Request, Response};
use hue_proto::{Access, Call, CallStep, Endpoint, Error, Exchange, Session, Step, Transition, UnixTime};
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// A transport, a clock and a sleep: what drives exchanges and calls. Share it, by reference or in an `Arc`.
pub struct Client<X> {
    pub(crate) transport: X,
    pub(crate) clock: Box<dyn Fn() -> UnixTime + Send + Sync>,
    pub(crate) sleep: Box<dyn Fn(Duration) + Send + Sync>,
}

/// Any transport.
pub(crate) type AnySend = Box<dyn Fn(Request<Vec<u8>>) -> Result<Response<AnyBody>, Unsent<AnyError>> + Send + Sync>;

pub(crate) struct AnyBody(Box<dyn AsRef<[u8]>>);

impl AsRef<[u8]> for AnyBody {
    fn as_ref(&self) -> &[u8] {
        (*self.0).as_ref()
    }
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

    /// Waits by this, as long as it is told or longer.
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
    pub fn run<T: Transition>(&self, exchange: &mut Exchange<T>) -> Result<Session<T::To>, Cause> {
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

    /// Asks the bridge one thing, with access that somebody else looks after: a host application, say. Where it is over, the end
    /// is [`Error::TokenRejected`]. A [`Bridge`](crate::Bridge) looks after its own.
    pub fn call<E: Endpoint>(&self, endpoint: E, access: &Access) -> Result<E::Output, Cause> {
        self.call_with(endpoint, access.clone(), |_| Err(Error::TokenRejected.into()))
    }

    /// `renew` is given access that is over, and gets newer.
    pub(crate) fn call_with<E: Endpoint>(
        &self,
        endpoint: E,
        access: Access,
        mut renew: impl FnMut(&Access) -> Result<Access, Cause>,
    ) -> Result<E::Output, Cause> {
        let (mut call, mut step) = Call::begin(endpoint, access, (self.clock)())?;
        loop {
            match step {
                CallStep::Send => {}
                CallStep::Wait(delay) => (self.sleep)(delay),
                CallStep::Renew => {
                    step = call.resume(renew(call.access())?, (self.clock)())?;
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

    /// The same, whatever it is over.
    pub(crate) fn erased(self) -> Client<AnySend> {
        let Self { transport, clock, sleep } = self;
        let send = move |request: Request<Vec<u8>>| match transport.send(request) {
            Ok(reply) => Ok(reply.map(|body| AnyBody(Box::new(body)))),
            Err(Unsent { error, delivery }) => Err(Unsent { error: AnyError::new(error), delivery }),
        };
        Client { transport: Box::new(send), clock, sleep }
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
