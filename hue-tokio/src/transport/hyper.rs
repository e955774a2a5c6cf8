//! The transport that is there already: hyper, over rustls.

pub(crate) mod connect;

use super::Transport;
use super::reply::{self, Body, find};
use connect::Connector;
use http_body_util::Full;
use hue_host::{SendError, TransportSettings, Unsent};
use hue_proto::Delivery;
use hue_proto::http::header::USER_AGENT;
use hue_proto::http::{HeaderValue, Request, Response};
use hyper::body::Bytes;
use hyper_util::client::legacy::connect::Connect;
use hyper_util::client::legacy::{self, Client};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use std::fmt;
use std::io;
use std::time::Duration;

/// Sends over [hyper](https://docs.rs/hyper): HTTP/2 or HTTP/1.1 as the server chooses, TLS by rustls against the public roots, no
/// redirects, capped replies, timeouts. Clones of it share their connections.
#[derive(Clone)]
pub struct Hyper<C = Connector> {
    client: Client<C, Full<Bytes>>,
    largest_reply: usize,
    timeout: Duration,
    user_agent: HeaderValue,
}

impl Hyper {
    /// With a client of its own.
    pub fn new(settings: &TransportSettings) -> Self {
        let mut client = Client::builder(TokioExecutor::new());
        client.timer(TokioTimer::new()).pool_timer(TokioTimer::new());
        Self::with_client(client.build(Connector::new(settings)), settings)
    }
}

impl<C> Hyper<C> {
    /// With a client that the program has already. Connections, roots and proxy are the client's; the time for a whole request,
    /// the size of a reply and the user agent are these settings'.
    pub fn with_client(client: Client<C, Full<Bytes>>, settings: &TransportSettings) -> Self {
        let user_agent = settings.user_agent().and_then(|text| HeaderValue::from_str(text).ok());
        Self {
            client,
            largest_reply: settings.largest_reply(),
            timeout: settings.timeout(),
            user_agent: user_agent.unwrap_or(const { HeaderValue::from_static(OURS) }),
        }
    }
}

impl Default for Hyper {
    fn default() -> Self {
        Self::new(&TransportSettings::default())
    }
}

impl<C: Connect + Clone + Send + Sync + 'static> Transport for Hyper<C> {
    type Body = Body;
    type Error = SendError;

    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Body>, Unsent<SendError>> {
        let mut request = request.map(|body| Full::new(body.into()));
        request.headers_mut().entry(USER_AGENT).or_insert_with(|| self.user_agent.clone());
        let whole = async {
            let reply = self.client.request(request).await.map_err(|error| unsent(&error))?;
            reply::read(reply, self.largest_reply).await
        };
        reply::within(self.timeout, whole).await
    }
}

/// By allow-list: what hyper's error quotes stays here.
pub(super) fn unsent(error: &legacy::Error) -> Unsent<SendError> {
    if !error.is_connect() {
        let is_broken = find::<io::Error>(error).is_some();
        let what = if is_broken { SendError::BROKEN } else { SendError::NO_HTTP };
        return SendError::new(what, None).because(Delivery::Unknown);
    }
    let (what, detail) = match (find::<rustls::Error>(error), find::<io::Error>(error)) {
        // What TLS says of a certificate knows no URL.
        (Some(error), _) => (SendError::UNTRUSTED, Some(error.to_string())),
        (None, Some(error)) if error.kind() == io::ErrorKind::TimedOut => (SendError::NO_CONNECTION_IN_TIME, None),
        // These come from the operating system or the resolver.
        (None, Some(error)) => (SendError::NO_CONNECTION, Some(error.to_string())),
        (None, None) => (SendError::NO_CONNECTION, None),
    };
    SendError::new(what, detail).because(Delivery::NotSent)
}

impl<C> fmt::Debug for Hyper<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hyper").field("largest_reply", &self.largest_reply).finish_non_exhaustive()
    }
}

const OURS: &str = concat!("hue-tokio/", env!("CARGO_PKG_VERSION"));
