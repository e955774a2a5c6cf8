//! The transport that is there already: ureq, over rustls.

mod before;

use super::{Transport, Unsent};
use hue_proto::http::{HeaderValue, Request, Response, uri::Scheme};
use hue_proto::{Delivery, InvalidSetting};
use std::fmt;
use std::io;
use std::time::Duration;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Error, Proxy};

/// Sends over [ureq](https://docs.rs/ureq): TLS by rustls against the public roots, no redirects, capped replies, timeouts.
#[derive(Clone)]
pub struct Ureq {
    agent: Agent,
    largest_reply: u64,
}

/// Settings of a [`Ureq`].
#[derive(Clone)]
#[must_use = "settings become a transport with build()"]
pub struct UreqBuilder {
    extra_roots: Vec<Certificate<'static>>,
    connect_timeout: Duration,
    timeout: Duration,
    largest_reply: u64,
    user_agent: String,
    proxy: Option<Proxy>,
}

impl Ureq {
    /// Starts from the public roots, four seconds to connect, twelve for a whole call, replies of 8 MiB at most, and the proxy
    /// that `ALL_PROXY`, `HTTPS_PROXY`, `HTTP_PROXY` (the first that is set) and `NO_PROXY` name.
    pub fn builder() -> UreqBuilder {
        UreqBuilder {
            extra_roots: Vec::new(),
            connect_timeout: Duration::from_secs(4),
            timeout: Duration::from_secs(12),
            largest_reply: 8 << 20,
            user_agent: concat!("hue-blocking/", env!("CARGO_PKG_VERSION")).into(),
            proxy: Proxy::try_from_env(),
        }
    }
}

impl Default for Ureq {
    fn default() -> Self {
        Self::builder().build()
    }
}

impl UreqBuilder {
    /// Trusts these certificates too (PEM, one or several): a simulator's authority, a company's proxy. Fails where there is none.
    pub fn extra_roots(mut self, pem: &[u8]) -> Result<Self, InvalidSetting> {
        let before = self.extra_roots.len();
        for item in parse_pem(pem) {
            if let Ok(PemItem::Certificate(certificate)) = item {
                self.extra_roots.push(certificate);
            }
        }
        if self.extra_roots.len() == before {
            return Err(INVALID_ROOTS);
        }
        Ok(self)
    }

    /// How long a name look-up may take, and after it a connection with its TLS.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long one request may take in all, the reply's last byte included.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How many bytes a reply may have.
    pub fn largest_reply(mut self, bytes: u64) -> Self {
        self.largest_reply = bytes;
        self
    }

    /// The `User-Agent` to send. Fails where no header can carry it.
    pub fn user_agent(mut self, user_agent: &str) -> Result<Self, InvalidSetting> {
        HeaderValue::from_str(user_agent).map_err(|_| INVALID_USER_AGENT)?;
        self.user_agent = user_agent.into();
        Ok(self)
    }

    /// Uses no proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.proxy = None;
        self
    }

    /// The transport. Clones of it share their connections.
    pub fn build(self) -> Ureq {
        let config = Agent::config_builder()
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_resolve(Some(self.connect_timeout))
            .timeout_connect(Some(self.connect_timeout))
            .timeout_global(Some(self.timeout))
            .user_agent(self.user_agent)
            .proxy(self.proxy)
            .tls_config(TlsConfig::builder().root_certs(roots(self.extra_roots)).build());
        Ureq { agent: before::agent(config.build()), largest_reply: self.largest_reply }
    }
}

impl Transport for Ureq {
    type Body = Vec<u8>;
    type Error = SendError;

    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unsent<SendError>> {
        // Plain HTTP is for this machine alone: a proxy would read it.
        let is_plain = request.uri().scheme() == Some(&Scheme::HTTP);
        let sent = if is_plain {
            self.agent.run(self.agent.configure_request(request).proxy(None).build())
        } else {
            self.agent.run(request)
        };
        let (head, mut body) = sent.map_err(unsent)?.into_parts();
        let body = body.with_config().limit(self.largest_reply).read_to_vec().map_err(unsent)?;
        Ok(Response::from_parts(head, body))
    }
}

/// Why [`Ureq`] has no reply. It names no URL and no header.
#[derive(Debug)]
pub struct SendError {
    what: &'static str,
    detail: Option<String>,
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what)?;
        self.detail.as_ref().map_or(Ok(()), |detail| write!(f, " ({detail})"))
    }
}

impl std::error::Error for SendError {}

impl fmt::Debug for Ureq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ureq").field("largest_reply", &self.largest_reply).finish_non_exhaustive()
    }
}

impl fmt::Debug for UreqBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UreqBuilder").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

/// The public roots alone, or with others beside them.
fn roots(extra: Vec<Certificate<'static>>) -> RootCerts {
    if extra.is_empty() {
        return RootCerts::WebPki;
    }
    let public = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().map(|root| Certificate::from_der(root));
    RootCerts::new_with_certs(&public.chain(extra).collect::<Vec<_>>())
}

/// By allow-list: what ureq's error quotes stays here.
fn unsent(error: Error) -> Unsent<SendError> {
    let (delivery, error) = match before::unmark(error) {
        // A request that cannot be sent was not.
        Ok(error) | Err(error @ (Error::BadUri(_) | Error::Http(_) | Error::RequireHttpsOnly(_))) => {
            (Delivery::NotSent, error)
        }
        Err(error) => (Delivery::Unknown, error),
    };
    let was_sent = delivery == Delivery::Unknown;
    let (what, detail) = match error {
        Error::HostNotFound => ("the host name was not found", None),
        Error::Timeout(at) if was_sent => ("no reply in time", Some(at.to_string())),
        Error::Timeout(at) => ("no connection in time", Some(at.to_string())),
        Error::Io(error) if was_sent => ("the connection broke", Some(error.kind().to_string())),
        // Before the request, only TLS calls data invalid.
        Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => (UNTRUSTED, Some(error.to_string())),
        // These come from the operating system or the resolver, and know no URL.
        Error::Io(error) => ("no connection", Some(error.to_string())),
        Error::Tls(why) => ("no connection", Some(why.into())),
        Error::BodyExceedsLimit(limit) => ("the reply is too large", Some(format!("more than {limit} bytes"))),
        _ if was_sent => ("the reply is no HTTP", None),
        _ => ("no connection, or none through the proxy", None),
    };
    Unsent { error: SendError { what, detail }, delivery }
}

const UNTRUSTED: &str =
    "the server cannot be trusted; a certificate authority of your own goes into HUE_CA_FILE or extra_roots";
const INVALID_USER_AGENT: InvalidSetting = InvalidSetting::new("user agent", "must be text that a header can carry");
const INVALID_ROOTS: InvalidSetting = InvalidSetting::new("extra roots", "must be certificates in PEM form");
