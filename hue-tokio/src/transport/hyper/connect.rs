//! The way to a connection: a proxy where the environment names one, TLS, and not for ever.

use hue_host::TransportSettings;
use hue_proto::http::Uri;
use hue_proto::http::uri::Scheme;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioIo;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use std::error::Error as StdError;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::TcpStream;
use tower_service::Service;

type BoxError = Box<dyn StdError + Send + Sync>;
type Connecting<S> = Pin<Box<dyn Future<Output = Result<S, BoxError>> + Send>>;

/// What connects [`Hyper`](crate::Hyper) where it has a client of its own.
#[derive(Clone, Debug)]
pub struct Connector {
    /// A TLS that cannot be had is an error of every connection.
    tls: Result<HttpsConnector<Dialer>, rustls::Error>,
    timeout: Duration,
}

impl Connector {
    pub(super) fn new(settings: &TransportSettings) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        let proxies = settings.uses_proxy().then(|| Arc::new(Matcher::from_env()));
        let dialer = Dialer { tcp, proxies };
        let tls = config(settings).map(|config| {
            let builder = HttpsConnectorBuilder::new().with_tls_config(config).https_or_http();
            builder.enable_all_versions().wrap_connector(dialer)
        });
        Self { tls, timeout: settings.connect_timeout() }
    }
}

impl Service<Uri> for Connector {
    type Response = MaybeHttpsStream<TokioIo<TcpStream>>;
    type Error = BoxError;
    type Future = Connecting<Self::Response>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.tls.as_mut().map_err(|error| error.clone())?.poll_ready(context)
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let connecting = self.tls.as_mut().map(|tls| tls.call(to)).map_err(|error| error.clone());
        let timeout = self.timeout;
        Box::pin(async move {
            tokio::time::timeout(timeout, connecting?).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
        })
    }
}

/// TCP, or a tunnel through a proxy.
#[derive(Clone, Debug)]
struct Dialer {
    tcp: HttpConnector,
    proxies: Option<Arc<Matcher>>,
}

impl Service<Uri> for Dialer {
    type Response = TokioIo<TcpStream>;
    type Error = BoxError;
    type Future = Connecting<Self::Response>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.tcp.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        // Plain HTTP is for this machine alone: a proxy would read it.
        let is_plain = to.scheme() == Some(&Scheme::HTTP);
        let Some(proxy) = self.proxies.as_ref().filter(|_| !is_plain).and_then(|proxies| proxies.intercept(&to)) else {
            let connecting = self.tcp.call(to);
            return Box::pin(async move { Ok(connecting.await?) });
        };
        if proxy.uri().scheme() != Some(&Scheme::HTTP) {
            return Box::pin(async { Err("only a proxy at http:// can be used".into()) });
        }
        let mut tunnel = Tunnel::new(proxy.uri().clone(), self.tcp.clone());
        if let Some(credentials) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(credentials.clone());
        }
        let connecting = tunnel.call(to);
        Box::pin(async move { Ok(connecting.await?) })
    }
}

/// The public roots, and others beside them.
fn config(settings: &TransportSettings) -> Result<ClientConfig, rustls::Error> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned());
    roots.add_parsable_certificates(settings.extra_roots().map(CertificateDer::from));
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    Ok(builder.with_safe_default_protocol_versions()?.with_root_certificates(roots).with_no_client_auth())
}
