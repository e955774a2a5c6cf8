//! A TLS server with one thing to say, and any certificate.

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, Stream};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// What the server shows of itself.
#[derive(Clone, Copy)]
pub(super) enum Certificate {
    Good,
    OtherName,
    Expired,
}

pub(super) struct Server {
    address: SocketAddr,
    ca_pem: String,
    received: Arc<Mutex<String>>,
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Answers every request with `reply`, or never where that is empty; a NUL at its end breaks the connection off there.
    pub(super) fn start(certificate: Certificate, reply: &str) -> Self {
        let (config, ca_pem) = identity(certificate);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let (received, stopped) = (Arc::<Mutex<String>>::default(), Arc::<AtomicBool>::default());
        let (heard, stop, reply) = (received.clone(), stopped.clone(), reply.to_owned());
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stop.load(Ordering::SeqCst) {
                    break;
                }
                answer(stream, &config, &reply, &heard);
            }
        });
        Self { address, ca_pem, received, stopped, thread: Some(thread) }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.address)
    }

    pub(super) fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// All that came through TLS.
    pub(super) fn received(&self) -> String {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn answer(mut stream: TcpStream, config: &Arc<ServerConfig>, reply: &str, heard: &Mutex<String>) {
    let mut tls = ServerConnection::new(config.clone()).expect("a connection");
    let mut tls = Stream::new(&mut tls, &mut stream);
    let mut buffer = [0; 4096];
    let mut request = String::new();
    while !is_whole(&request) {
        match tls.read(&mut buffer) {
            Ok(0) | Err(_) => return,
            Ok(count) => request.push_str(&String::from_utf8_lossy(buffer.get(..count).unwrap_or_default())),
        }
    }
    heard.lock().unwrap_or_else(PoisonError::into_inner).push_str(&request);
    if reply.is_empty() {
        // Until the client gives up.
        let _ = tls.read(&mut buffer);
        return;
    }
    let _ = tls.write_all(reply.trim_end_matches('\0').as_bytes());
    let _ = tls.flush();
    if !reply.ends_with('\0') {
        let _ = tls.read(&mut buffer);
    }
}

fn is_whole(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    body.len() >= length.unwrap_or(0)
}

fn identity(certificate: Certificate) -> (Arc<ServerConfig>, String) {
    let mut ca = CertificateParams::default();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca_key = KeyPair::generate().expect("a key");
    let ca_pem = ca.self_signed(&ca_key).expect("an authority").pem();
    let issuer = Issuer::new(ca, ca_key);
    let name = if matches!(certificate, Certificate::OtherName) { "api.example.org" } else { "127.0.0.1" };
    let mut leaf = CertificateParams::new([name.to_owned()]).expect("a name");
    if matches!(certificate, Certificate::Expired) {
        leaf.not_before = date_time_ymd(2020, 1, 1);
        leaf.not_after = date_time_ymd(2021, 1, 1);
    }
    let key = KeyPair::generate().expect("a key");
    let leaf = leaf.signed_by(&key, &issuer).expect("a certificate");
    let private = PrivateKeyDer::try_from(key.serialize_der()).expect("a private key");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("protocol versions")
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], private)
        .expect("a server");
    (Arc::new(config), ca_pem)
}
