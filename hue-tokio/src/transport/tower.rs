//! A `tower::Service` of the program's own.

use super::Transport;
use super::hyper::unsent;
use super::reply::{self, Body, find};
use hue_host::{SendError, TransportSettings, Unsent};
use hue_proto::Delivery;
use hue_proto::http::{Request, Response};
use hyper_util::client::legacy;
use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::time::Duration;
use tower_service::Service;

type BoxError = Box<dyn StdError + Send + Sync>;

/// Sends over any [`tower`](https://docs.rs/tower) service that takes an [`http::Request`](Request): a client with layers of the
/// program's own, a service in memory. It is cloned for every request.
///
/// Nothing here can keep a layer from following redirects: a stack with one takes application keys and codes along to
/// wherever it is sent. Whether a failed request was heard is known where the error comes from hyper's client, or where the
/// service was not ready.
pub struct Tower<S, B> {
    service: S,
    largest_reply: usize,
    timeout: Duration,
    body: PhantomData<fn() -> B>,
}

impl<S: Service<Request<B>>, B> Tower<S, B> {
    /// The time for a whole request and the size of a reply are these settings'; everything else is the service's.
    pub fn new(service: S, settings: &TransportSettings) -> Self {
        Self { service, largest_reply: settings.largest_reply(), timeout: settings.timeout(), body: PhantomData }
    }
}

impl<S, B, R> Transport for Tower<S, B>
where
    S: Service<Request<B>, Response = Response<R>> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError> + Send,
    S::Future: Send,
    B: From<Vec<u8>> + Send + 'static,
    R: http_body::Body + Send,
    R::Data: Send,
    R::Error: Into<BoxError>,
{
    type Body = Body;
    type Error = SendError;

    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Body>, Unsent<SendError>> {
        let mut service = self.service.clone();
        let whole = async move {
            let ready = poll_fn(|context| service.poll_ready(context)).await;
            ready.map_err(|_| SendError::new("the service is not ready", None).because(Delivery::NotSent))?;
            let reply = service.call(request.map(B::from)).await.map_err(|error| failed(&*error.into()))?;
            reply::read(reply, self.largest_reply).await
        };
        reply::within(self.timeout, whole).await
    }
}

fn failed(error: &(dyn StdError + 'static)) -> Unsent<SendError> {
    match find::<legacy::Error>(error) {
        Some(error) => unsent(error),
        None => SendError::new("the service failed", None).because(Delivery::Unknown),
    }
}

impl<S, B> Clone for Tower<S, B>
where
    S: Clone,
{
    fn clone(&self) -> Self {
        Self { service: self.service.clone(), ..*self }
    }
}

impl<S, B> fmt::Debug for Tower<S, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tower").field("largest_reply", &self.largest_reply).finish_non_exhaustive()
    }
}
