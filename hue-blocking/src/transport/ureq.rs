//! The transport that is there already: ureq, over rustls.

mod before;

use super::Transport;
use hue_host::{SendError, TransportSettings, Unsent};
use hue_proto::Delivery;
use hue_proto::http::{Request, Response, uri::Scheme};
use std::fmt;
use std::io;
use std::time::Duration;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Error, Proxy};

/// Sends over [ureq](https://docs.rs/ureq): TLS by rustls against the public roots, no redirects, capped replies, timeouts.
/// Clones of it share their connections.
#[derive(Clone)]
pub struct Ureq {
    agent: Agent,
    largest_reply: usize,
    timeout: Duration,
}

impl Ureq {
    /// With an agent of its own.
    pub fn new(settings: &TransportSettings) -> Self {
        let config = Agent::config_builder()
            .timeout_resolve(Some(settings.connect_timeout()))
            .timeout_connect(Some(settings.connect_timeout()))
            .user_agent(settings.user_agent().unwrap_or(USER_AGENT))
            .proxy(settings.uses_proxy().then(Proxy::try_from_env).flatten())
            .tls_config(TlsConfig::builder().root_certs(roots(settings)).build());
        Self::with_agent(before::agent(config.build()), settings)
    }

    /// With an agent that the program has already. Connections, roots, proxy and user agent are the agent's; the time for a
    /// whole request and the size of a reply are these settings'. Redirects are not followed and statuses not judged, whatever
    /// the agent does elsewhere.
    ///
    /// Such an agent does not say whether a failed connection ever stood, so that fewer requests can be sent again.
    pub fn with_agent(agent: Agent, settings: &TransportSettings) -> Self {
        Self { agent, largest_reply: settings.largest_reply(), timeout: settings.timeout() }
    }
}

impl Default for Ureq {
    fn default() -> Self {
        Self::new(&TransportSettings::default())
    }
}

impl Transport for Ureq {
    type Body = Vec<u8>;
    type Error = SendError;

    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unsent<SendError>> {
        // Plain HTTP is for this machine alone: a proxy would read it.
        let is_plain = request.uri().scheme() == Some(&Scheme::HTTP);
        let mut request = self
            .agent
            .configure_request(request)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_global(Some(self.timeout));
        if is_plain {
            request = request.proxy(None);
        }
        let (head, mut body) = self.agent.run(request.build()).map_err(unsent)?.into_parts();
        let limit = u64::try_from(self.largest_reply).unwrap_or(u64::MAX);
        let body = body.with_config().limit(limit).read_to_vec().map_err(unsent)?;
        Ok(Response::from_parts(head, body))
    }
}

impl fmt::Debug for Ureq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ureq").field("largest_reply", &self.largest_reply).finish_non_exhaustive()
    }
}

/// The public roots alone, or with others beside them.
fn roots(settings: &TransportSettings) -> RootCerts {
    let mut extra = settings.extra_roots().peekable();
    if extra.peek().is_none() {
        return RootCerts::WebPki;
    }
    let public = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().map(|root| Certificate::from_der(root));
    RootCerts::new_with_certs(&public.chain(extra.map(|der| Certificate::from_der(der).to_owned())).collect::<Vec<_>>())
}

/// By allow-list: what ureq's error quotes stays here.
fn unsent(error: Error) -> Unsent<SendError> {
    let (delivery, error) = match before::unmark(error) {
        // A request that cannot be sent was not.
        Ok(error)
        | Err(error @ (Error::BadUri(_) | Error::Http(_) | Error::RequireHttpsOnly(_) | Error::HostNotFound)) => {
            (Delivery::NotSent, error)
        }
        Err(error) => (Delivery::Unknown, error),
    };
    let was_sent = delivery == Delivery::Unknown;
    let (what, detail) = match error {
        Error::HostNotFound => ("the host name was not found", None),
        Error::Timeout(at) if was_sent => (SendError::NO_REPLY_IN_TIME, Some(at.to_string())),
        Error::Timeout(at) => (SendError::NO_CONNECTION_IN_TIME, Some(at.to_string())),
        Error::Io(error) if was_sent => (SendError::BROKEN, Some(error.kind().to_string())),
        // Before the request, only TLS calls data invalid.
        Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
            (SendError::UNTRUSTED, Some(error.to_string()))
        }
        // These come from the operating system or the resolver, and know no URL.
        Error::Io(error) => (SendError::NO_CONNECTION, Some(error.to_string())),
        Error::Tls(why) => (SendError::NO_CONNECTION, Some(why.into())),
        Error::BodyExceedsLimit(limit) => (SendError::TOO_LARGE, Some(format!("more than {limit} bytes"))),
        _ if was_sent => (SendError::NO_HTTP, None),
        _ => ("no connection, or none through the proxy", None),
    };
    SendError::new(what, detail).because(delivery)
}

const USER_AGENT: &str = concat!("hue-blocking/", env!("CARGO_PKG_VERSION"));
