//! The way from one resting state to the next.

mod grant;
pub(crate) mod link;
pub(crate) mod redeem;
pub(crate) mod renew;

use crate::error::{Delivery, Error};
use crate::session::Session;
use crate::session::state::State;
use crate::time::UnixTime;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;
use http::{Request, Response};

/// Requests on their way from one state to the next.
///
/// It owns the session that it started from, and is driven through `&mut`, so that neither an error nor a dropped future
/// takes the session along; [`abandon`](Self::abandon) hands it back. A driver is a loop:
///
/// ```
/// # use hue_proto::*;
/// # fn send(_: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, Delivery> { Err(Delivery::NotSent) }
/// # fn sleep(_: core::time::Duration) {}
/// # fn now() -> UnixTime { UnixTime::from_millis(0) }
/// fn run<T: Transition>(exchange: &mut Exchange<T>) -> Result<Session<T::To>, Error> {
///     let mut step = exchange.start()?;
///     loop {
///         match step {
///             Step::Send => {}
///             Step::Wait(delay) => sleep(delay),
///             Step::Done(session) => return Ok(session),
///         }
///         step = match send(exchange.request()) {
///             Ok(reply) => exchange.receive(reply, now())?,
///             Err(delivery) => exchange.failed(delivery)?,
///         };
///     }
/// }
/// ```
///
/// After an error it can be started again: [`Error::recovery`] says when that helps. It ends within
/// [`MAX_SENDS`](Self::MAX_SENDS) requests each time, whatever is replied.
#[must_use = "an exchange does nothing until its request is sent and the reply handed back"]
pub struct Exchange<T: Transition> {
    origin: Session<T::From>,
    machine: T,
    has_arrived: bool,
}

/// A way from one resting state to the next. Sealed: [`Redeem`](crate::Redeem), [`Link`](crate::Link) and
/// [`Renew`](crate::Renew).
pub trait Transition: sealed::Sealed + Send + Sync + 'static {
    /// Where it starts.
    type From: State;
    /// Where it arrives.
    type To: State;
    #[doc(hidden)]
    const MAX_SENDS: usize;
    #[doc(hidden)]
    fn start(&mut self, origin: &mut Session<Self::From>) -> Result<Step<Self::To>, Error>;
    #[doc(hidden)]
    fn request(&self, origin: &Session<Self::From>) -> Request<Vec<u8>>;
    #[doc(hidden)]
    fn receive(
        &mut self,
        origin: &mut Session<Self::From>,
        reply: &Response<&[u8]>,
        now: UnixTime,
    ) -> Result<Step<Self::To>, Error>;
    #[doc(hidden)]
    fn failed(&mut self, origin: &mut Session<Self::From>, delivery: Delivery) -> Result<Step<Self::To>, Error>;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::redeem::Redeem {}
    impl Sealed for super::link::Link {}
    impl<S> Sealed for super::renew::Renew<S> {}
}

/// What the driver does next. Exhaustive on purpose: a new duty must break every driver.
#[expect(clippy::exhaustive_enums, reason = "a new duty must break every driver at compile time")]
#[must_use = "the exchange goes on only when this is done"]
#[derive(Debug)]
pub enum Step<S: State> {
    /// Send [`Exchange::request`].
    Send,
    /// Sleep this long, then send.
    Wait(Duration),
    /// Arrived. Save the session's snapshot before anything else.
    Done(Session<S>),
}

impl<T: Transition> Exchange<T> {
    /// The most requests that one run makes: five to redeem or to renew, six to link. Two of them are repetitions, each after a
    /// wait.
    pub const MAX_SENDS: usize = T::MAX_SENDS;

    pub(crate) fn new(origin: Session<T::From>, machine: T) -> Self {
        Self { origin, machine, has_arrived: false }
    }

    /// What to do first. To be asked again after an error: the exchange then begins anew with what it has learned.
    ///
    /// Fails, without a request, where the session lacks what the exchange needs, and with [`Error::HasArrived`] where the
    /// exchange has handed out its session: what it started from is spent.
    pub fn start(&mut self) -> Result<Step<T::To>, Error> {
        if self.has_arrived {
            return Err(Error::HasArrived);
        }
        self.machine.start(&mut self.origin)
    }

    /// The request to send now. Pure: asking again gives the same bytes.
    ///
    /// Send it over TLS to the authority of its URI, follow no redirect, and cap the size of the reply.
    pub fn request(&self) -> Request<Vec<u8>> {
        self.machine.request(&self.origin)
    }

    /// A reply came, whatever its status. Fails with what the reply says, sorted as [`Error`] is.
    pub fn receive(&mut self, reply: Response<impl AsRef<[u8]>>, now: UnixTime) -> Result<Step<T::To>, Error> {
        let (head, body) = reply.into_parts();
        let step = self.machine.receive(&mut self.origin, &Response::from_parts(head, body.as_ref()), now)?;
        self.has_arrived = matches!(step, Step::Done(_));
        Ok(step)
    }

    /// No reply came. Says whether to send again, or why not: [`Error::NotSent`] or [`Error::Unconfirmed`].
    pub fn failed(&mut self, delivery: Delivery) -> Result<Step<T::To>, Error> {
        self.machine.failed(&mut self.origin, delivery)
    }

    /// What it started from. Its credentials are spent once the exchange has arrived.
    pub fn origin(&self) -> &Session<T::From> {
        &self.origin
    }

    /// Walks away with what it started from. For an exchange that has not arrived: one that has leaves nothing of worth.
    pub fn abandon(self) -> Session<T::From> {
        self.origin
    }
}

impl<T: Transition> fmt::Debug for Exchange<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").field("origin", &self.origin).finish_non_exhaustive()
    }
}
