//! A transport of your own, here a connection for each request, made by hand: any function that sends one request and reads
//! one whole reply is one. (A client of hyper, reqwest or tower that you have already is one without a function: see
//! `Hyper::with_client`, `Reqwest` and `Tower`.) It keeps nothing: see `from_scratch` for a login that lasts.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use http_body_util::{BodyExt as _, Full, Limited};
use hue_store::Memory;
use hue_tokio::http::{HeaderValue, Request, Response, Uri, header::HOST};
use hue_tokio::v2::{Light, Resource};
use hue_tokio::{Browser, Client, Delivery::NotSent, Delivery::Unknown, Hue, Unsent};
use hyper::{body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use std::{error::Error, io, sync::Arc, time::Duration};
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, pem::PemObject as _};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_rustls::{TlsConnector, client::TlsStream};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), String> {
    login().await.map_err(|error| error.to_string())
}

async fn login() -> Result<(), Box<dyn Error>> {
    let app = hue_tokio::from_env()?.0.build()?;
    let is_pasted = std::env::var_os("HUE_NO_BROWSER").is_some_and(|value| !value.is_empty());
    let browser = if is_pasted { Browser::new().without_open() } else { Browser::new() };
    let tls = TlsConnector::from(Arc::new(trust()?));
    let client = Client::new(move |request| send(tls.clone(), request));
    let bridge = Hue::new(app, client, Memory::default()).login("home", &browser).await?;
    let show = |light: &Light| println!("{:<3} {}", if light.is_on() { "on" } else { "off" }, light.name());
    bridge.call(Light::list()).await?.data.iter().for_each(show);
    Ok(())
}

/// No redirect, no status judged, limits of time and size; until the connection stands, nothing was sent.
async fn send(tls: TlsConnector, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unsent<io::Error>> {
    let late = |delivery| move |_| Unsent { error: io::ErrorKind::TimedOut.into(), delivery };
    let connected = timeout(Duration::from_secs(4), connect(tls, request.uri())).await.map_err(late(NotSent))?;
    let stream = connected.map_err(|error| Unsent { error, delivery: NotSent })?;
    let replied = timeout(Duration::from_secs(12), exchange(stream, request)).await.map_err(late(Unknown))?;
    replied.map_err(|error| Unsent { error: io::Error::other(error), delivery: Unknown })
}

async fn connect(tls: TlsConnector, to: &Uri) -> io::Result<TokioIo<TlsStream<TcpStream>>> {
    let host = to.host().unwrap_or_default().to_owned();
    let stream = TcpStream::connect((&*host, to.port_u16().unwrap_or(443))).await?;
    Ok(TokioIo::new(tls.connect(ServerName::try_from(host).map_err(io::Error::other)?, stream).await?))
}

async fn exchange(
    stream: TokioIo<TlsStream<TcpStream>>,
    mut request: Request<Vec<u8>>,
) -> Result<Response<Vec<u8>>, Box<dyn Error + Send + Sync>> {
    let (mut sender, connection) = http1::handshake(stream).await?;
    tokio::spawn(connection);
    let host = HeaderValue::from_str(request.uri().authority().map_or("", |authority| authority.as_str()))?;
    request.headers_mut().insert(HOST, host);
    *request.uri_mut() = request.uri().path_and_query().cloned().map(Uri::from).unwrap_or_default();
    let (head, body) = sender.send_request(request.map(|body| Full::new(Bytes::from(body)))).await?.into_parts();
    Ok(Response::from_parts(head, Limited::new(body, 8 << 20).collect().await?.to_bytes().into()))
}

/// The public authorities, and the one of the simulator.
fn trust() -> Result<ClientConfig, Box<dyn Error>> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned());
    if let Ok(file) = std::env::var("HUE_CA_FILE") {
        roots.add_parsable_certificates(CertificateDer::pem_file_iter(file)?.collect::<Result<Vec<_>, _>>()?);
    }
    Ok(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth())
}
