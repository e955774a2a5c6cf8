//! One request to the bridge and one typed reply, with renewal folded in.

use crate::app::Patience;
use crate::error::{Delivery, Effect, Error};
use crate::route::{Access, Area, Operation};
use crate::time::UnixTime;
use crate::wire::bridge::Items;
use crate::wire::refusal::ErrorBody;
use crate::wire::retry_after;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};

/// One thing that a bridge can be asked. Open: write your own.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that a bridge can be asked",
    label = "not an endpoint",
    note = "the modules `v2` and `v1` hold endpoints, such as `v2::Light::list()`; `Raw::get(area, path)` asks for any path",
    note = "implement `Endpoint` for a question of your own: what to ask, and how the reply is read"
)]
pub trait Endpoint {
    /// What the reply says.
    type Output;

    /// What to ask. Asked once a call.
    fn operation(&self) -> Operation;

    /// Reads a 2xx reply; everything else is dealt with before this is asked. 207, a partial success, arrives here too.
    fn parse(&self, reply: &Response<&[u8]>) -> Result<Self::Output, Error>;
}

impl<E: Endpoint + ?Sized> Endpoint for Box<E> {
    type Output = E::Output;

    fn operation(&self) -> Operation {
        (**self).operation()
    }

    fn parse(&self, reply: &Response<&[u8]>) -> Result<E::Output, Error> {
        (**self).parse(reply)
    }
}

impl<E: Endpoint + ?Sized> Endpoint for &E {
    type Output = E::Output;

    fn operation(&self) -> Operation {
        (**self).operation()
    }

    fn parse(&self, reply: &Response<&[u8]>) -> Result<E::Output, Error> {
        (**self).parse(reply)
    }
}

/// A question on its way to the bridge.
///
/// Driven as an [`Exchange`](crate::Exchange) is, with one duty more, [`CallStep::Renew`]. It sends at most three times, whatever
/// is replied. It asks for newer access once, or twice where what it got first was over already: adopted from a store, say.
///
/// ```
/// # use hue_proto::*;
/// # fn send(_: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, Delivery> { Err(Delivery::NotSent) }
/// # fn sleep(_: core::time::Duration) {}
/// # fn now() -> UnixTime { UnixTime::from_millis(0) }
/// # fn run<T: Transition>(_: &mut Exchange<T>) -> Result<Session<T::To>, Error> { Err(Error::NotSent) }
/// # fn save(_: &Snapshot) -> Result<(), Error> { Ok(()) }
/// /// `renewal` owns the session: `session.renew()` before the first call. A renewal that fails leaves it there.
/// fn call<E: Endpoint>(endpoint: E, renewal: &mut Exchange<Renew<UserLinked>>) -> Result<E::Output, Error> {
///     let (mut call, mut step) = Call::begin(endpoint, renewal.origin().access(), now())?;
///     loop {
///         match step {
///             CallStep::Send => {}
///             CallStep::Wait(delay) => sleep(delay),
///             CallStep::Renew => {
///                 *renewal = run(renewal)?.renew();
///                 save(&renewal.origin().snapshot())?; // before the new access is used
///                 step = call.resume(renewal.origin().access(), now())?;
///                 continue;
///             }
///             CallStep::Done(output) => return Ok(output),
///         }
///         step = match send(call.request()) {
///             Ok(reply) => call.receive(reply, now())?,
///             Err(delivery) => call.failed(delivery)?,
///         };
///     }
/// }
/// ```
#[must_use = "a call does nothing until its request is sent and the reply handed back"]
pub struct Call<E> {
    endpoint: E,
    operation: Operation,
    uri: Uri,
    access: Access,
    patience: Patience,
    sent: u32,
    renewal: Renewal,
    began: UnixTime,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Renewal {
    NotNeeded,
    Asked,
    /// What came was over already.
    AskedAgain,
    Done,
}

/// What the driver does next. Exhaustive on purpose: a new duty must break every driver.
#[expect(clippy::exhaustive_enums, reason = "a new duty must break every driver at compile time")]
#[must_use = "the call goes on only when this is done"]
#[derive(Debug)]
pub enum CallStep<T> {
    /// Send [`Call::request`].
    Send,
    /// Sleep this long, then send.
    Wait(Duration),
    /// Get access newer than [`Call::access`], then [`Call::resume`].
    Renew,
    /// Answered.
    Done(T),
}

impl<E: Endpoint> Call<E> {
    /// The call, and what to do first: to renew at once where the clock says that the access is over.
    ///
    /// Fails, without a request, for what the remote API does not have ([`Error::Unsupported`]).
    pub fn begin(endpoint: E, access: Access, now: UnixTime) -> Result<(Self, CallStep<E::Output>), Error> {
        let operation = endpoint.operation();
        let uri = access.uri(&operation)?;
        let is_over = access.bearer_header().is_none() || access.is_expired(now);
        let renewal = if is_over { Renewal::Asked } else { Renewal::NotNeeded };
        let call =
            Self { endpoint, operation, uri, access, patience: Patience::default(), sent: 0, renewal, began: now };
        Ok((call, if is_over { CallStep::Renew } else { CallStep::Send }))
    }

    /// The request to send now. Pure: asking again gives the same bytes.
    pub fn request(&self) -> Request<Vec<u8>> {
        let mut request = Request::new(self.operation.body.clone().unwrap_or_default());
        *request.method_mut() = self.operation.method.clone();
        *request.uri_mut() = self.uri.clone();
        let key = if self.operation.area == Area::V1 { None } else { self.access.key_header() };
        let json = HeaderValue::from_static("application/json");
        let json = self.operation.body.is_some().then_some(&json);
        let headers = [(AUTHORIZATION, self.access.bearer_header()), (APPLICATION_KEY, key), (CONTENT_TYPE, json)];
        for (name, value) in headers {
            if let Some(value) = value {
                request.headers_mut().insert(name, value.clone());
            }
        }
        request
    }

    /// A reply came, whatever its status.
    pub fn receive(&mut self, reply: Response<impl AsRef<[u8]>>, now: UnixTime) -> Result<CallStep<E::Output>, Error> {
        self.sent += 1;
        let (head, body) = reply.into_parts();
        let reply = &Response::from_parts(head, body.as_ref());
        let asked = retry_after::read(reply.headers(), now);
        match reply.status() {
            status if status.is_success() => self.answered(reply).map(CallStep::Done),
            StatusCode::UNAUTHORIZED => self.unauthorized(),
            StatusCode::TOO_MANY_REQUESTS => self.wait(asked).ok_or(Error::RateLimited { retry_after: asked }),
            StatusCode::SERVICE_UNAVAILABLE => self.wait(asked).ok_or(Error::BridgeUnreachable),
            StatusCode::BAD_GATEWAY | StatusCode::GATEWAY_TIMEOUT => Err(Error::BridgeUnreachable),
            status => Err(self.refused(status, reply)),
        }
    }

    /// No reply came. Says whether to send again, or why not.
    pub fn failed(&mut self, delivery: Delivery) -> Result<CallStep<E::Output>, Error> {
        self.sent += 1;
        match delivery {
            Delivery::NotSent => self.wait(None).ok_or(Error::NotSent),
            Delivery::Unknown if self.operation.method == Method::GET => {
                self.wait(None).ok_or(Error::BridgeUnreachable)
            }
            Delivery::Unknown => Err(Error::Unconfirmed(Effect::Called)),
        }
    }

    /// The access that it holds.
    pub fn access(&self) -> &Access {
        &self.access
    }

    /// Goes on with newer access.
    ///
    /// Refuses another account's ([`Error::ForeignAccess`]) and a token that is not newer ([`Error::TokenRejected`]), so that no
    /// token is sent again after it was refused.
    pub fn resume(&mut self, access: Access, now: UnixTime) -> Result<CallStep<E::Output>, Error> {
        if !self.access.is_same_account(&access) {
            return Err(Error::ForeignAccess);
        }
        if !matches!(self.renewal, Renewal::Asked | Renewal::AskedAgain) || !self.access.is_followed_by(&access) {
            return Err(Error::TokenRejected);
        }
        self.uri = access.uri(&self.operation)?;
        self.access = access;
        // Somebody else's renewal, and over since: not worth a request. What was renewed for this call is sent whatever the
        // clock says of it, or a clock that is wrong would ask for ever.
        if self.renewal == Renewal::Asked && self.access.is_expired(now) && self.access.is_issued_before(self.began) {
            self.renewal = Renewal::AskedAgain;
            return Ok(CallStep::Renew);
        }
        self.renewal = Renewal::Done;
        Ok(CallStep::Send)
    }

    fn unauthorized(&mut self) -> Result<CallStep<E::Output>, Error> {
        match self.renewal {
            Renewal::NotNeeded if self.sent < MAX_SENDS => {
                self.renewal = Renewal::Asked;
                Ok(CallStep::Renew)
            }
            Renewal::NotNeeded => Err(Error::TokenRejected),
            Renewal::Asked | Renewal::AskedAgain | Renewal::Done => Err(Error::AccessRevoked),
        }
    }

    fn wait(&mut self, asked: Option<Duration>) -> Option<CallStep<E::Output>> {
        if self.sent >= MAX_SENDS {
            return None;
        }
        self.patience.wait(&self.access.app().retry, asked).map(CallStep::Wait)
    }

    /// API v1 says no under 200: a reply of nothing but errors is an error.
    fn answered(&self, reply: &Response<&[u8]>) -> Result<E::Output, Error> {
        if self.operation.area == Area::V1 {
            let items = Items::read(reply.status().as_u16(), reply.body(), &self.secrets());
            if let Some(Items { successes, error: Some(error) }) = items {
                if successes.is_empty() {
                    return Err(error.into());
                }
            }
        }
        self.endpoint.parse(reply)
    }

    fn refused(&self, status: StatusCode, reply: &Response<&[u8]>) -> Error {
        match ErrorBody::read(status.as_u16(), reply.body(), &self.secrets()) {
            ErrorBody::Empty if status == StatusCode::FORBIDDEN => Error::KeyRejected,
            ErrorBody::Bridge(error) => error.into(),
            body => Error::Refused { status: status.as_u16(), refusal: body.into_words() },
        }
    }

    fn secrets(&self) -> [&str; 2] {
        let bearer = self.access.bearer_header().and_then(|header| header.to_str().ok()?.strip_prefix("Bearer "));
        [bearer.unwrap_or_default(), self.access.key().expose()]
    }
}

impl<E> fmt::Debug for Call<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("method", &self.operation.method).field("sent", &self.sent).finish_non_exhaustive()
    }
}

const APPLICATION_KEY: HeaderName = HeaderName::from_static("hue-application-key");
const MAX_SENDS: u32 = 3;
