//! Who drives the core, over which transport.

use crate::cloud::Cloud;
use crate::must;
use crate::wire::{self, Wire};
use http_body_util::Full;
use hue_blocking::{TransportSettings, Ureq};
use hue_tokio::{Hyper, Tower};
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use std::sync::Arc;
use tokio::task::yield_now;

/// Who drives the core.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a new driver must be played by every scenario")]
pub enum Driver {
    /// A loop, without a socket.
    Bare,
    /// `hue-blocking` over ureq.
    Ureq,
    /// `hue-blocking` over an agent of the program's own, which follows redirects elsewhere.
    Agent,
    /// `hue-blocking` over a closure.
    BlockingClosure,
    /// `hue-tokio` over hyper.
    Hyper,
    /// `hue-tokio` over a hyper client of the program's own.
    HyperClient,
    /// `hue-tokio` over a `reqwest::Client` of the program's own.
    Reqwest,
    /// `hue-tokio` over a `tower::Service`.
    Tower,
    /// `hue-tokio` over a closure.
    TokioClosure,
}

/// What runs the loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Runs {
    Bare,
    Blocking,
    Tokio,
}

impl Driver {
    /// All there are.
    pub const ALL: [Self; 9] = [
        Self::Bare,
        Self::Ureq,
        Self::Agent,
        Self::BlockingClosure,
        Self::Hyper,
        Self::HyperClient,
        Self::Reqwest,
        Self::Tower,
        Self::TokioClosure,
    ];

    pub(crate) fn runs(self) -> Runs {
        match self {
            Self::Bare => Runs::Bare,
            Self::Ureq | Self::Agent | Self::BlockingClosure => Runs::Blocking,
            Self::Hyper | Self::HyperClient | Self::Reqwest | Self::Tower | Self::TokioClosure => Runs::Tokio,
        }
    }

    /// Whether it wants a runtime.
    pub fn is_async(self) -> bool {
        self.runs() == Runs::Tokio
    }

    /// Whether it goes over sockets and TLS; else straight into the simulator.
    pub fn has_sockets(self) -> bool {
        !matches!(self, Self::Bare | Self::BlockingClosure | Self::TokioClosure)
    }

    /// Straight into the simulator. The asynchronous one takes its time before and after.
    pub(crate) fn inside(self, cloud: Cloud) -> Wire {
        let pauses = self.is_async();
        Arc::new(move |request| {
            let cloud = cloud.clone();
            Box::pin(async move {
                if !pauses {
                    return Ok(cloud.answer(&request));
                }
                yield_now().await;
                let reply = cloud.answer(&request);
                yield_now().await;
                Ok(reply)
            })
        })
    }

    /// Its transport, trusting this authority. Tokio's are to be made inside a runtime.
    pub(crate) fn transport(self, pem: &str, settings: &TransportSettings) -> Wire {
        match self {
            Self::Bare | Self::BlockingClosure | Self::TokioClosure => must(Err("a driver with sockets")),
            Self::Ureq => wire::blocking(Ureq::new(settings)),
            Self::Agent => wire::blocking(Ureq::with_agent(agent(Some(pem)), settings)),
            Self::Hyper => wire::awaited(Hyper::new(settings)),
            Self::HyperClient => wire::awaited(Hyper::with_client(hyper_client(Some(pem)), settings)),
            Self::Reqwest => {
                let client = reqwest::Client::builder().tls_backend_preconfigured(tls(pem)).no_proxy();
                let client = must(client.redirect(reqwest::redirect::Policy::none()).build());
                wire::awaited(must(hue_tokio::Reqwest::new(client, settings)))
            }
            Self::Tower => wire::awaited(Tower::new(hyper_client(Some(pem)), settings)),
        }
    }
}

/// A ureq agent as a program has it: it follows redirects and makes errors of statuses. It trusts this authority alone.
pub fn agent(pem: Option<&str>) -> ureq::Agent {
    let roots: Vec<_> = pem.map(|pem| must(ureq::tls::Certificate::from_pem(pem.as_bytes()))).into_iter().collect();
    let tls = ureq::tls::TlsConfig::builder().root_certs(ureq::tls::RootCerts::new_with_certs(&roots)).build();
    ureq::Agent::config_builder().tls_config(tls).proxy(None).build().new_agent()
}

/// A hyper client as a program has it, which trusts this authority alone.
pub fn hyper_client(pem: Option<&str>) -> Client<HttpsConnector<HttpConnector>, Full<Bytes>> {
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(tls(pem.unwrap_or_default()))
        .https_or_http()
        .enable_all_versions();
    Client::builder(TokioExecutor::new()).build(connector.build())
}

fn tls(pem: &str) -> rustls::ClientConfig {
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(CertificateDer::pem_slice_iter(pem.as_bytes()).flatten());
    let builder = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
    must(builder.with_safe_default_protocol_versions()).with_root_certificates(roots).with_no_client_auth()
}
