//! The simulator over sockets and TLS, with a server that can be told to fail.

use crate::cloud::Cloud;
use crate::must;
use crate::way::{Fault, lock};
use hue_blocking::http::{Request, Response};
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

/// Answers each connection once. It can refuse connections, cut them, and hold replies back.
pub(crate) struct Server {
    address: SocketAddr,
    pem: String,
    desk: Arc<Desk>,
    door: Mutex<Option<JoinHandle<()>>>,
}

/// What the threads of a server share.
struct Desk {
    cloud: Cloud,
    config: Arc<ServerConfig>,
    /// Of the next request.
    fault: Mutex<Fault>,
    is_closing: AtomicBool,
}

type Tls = StreamOwned<ServerConnection, TcpStream>;

impl Server {
    pub(crate) fn start(cloud: Cloud) -> Self {
        let (config, pem) = identity();
        let desk = Desk { cloud, config, fault: Mutex::new(Fault::None), is_closing: AtomicBool::new(false) };
        let listener = must(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)));
        let address = must(listener.local_addr());
        let server = Self { address, pem, desk: Arc::new(desk), door: Mutex::default() };
        server.serve(listener);
        server
    }

    pub(crate) fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    /// Lets the next request suffer. To be told when it is over.
    pub(crate) fn arm(&self, fault: Fault) {
        if fault == Fault::NotSent {
            self.close();
        }
        *lock(&self.desk.fault) = fault;
    }

    /// From here on all is well.
    pub(crate) fn disarm(&self) {
        *lock(&self.desk.fault) = Fault::None;
        if lock(&self.door).is_none() {
            self.serve(must(TcpListener::bind(self.address)));
        }
    }

    fn serve(&self, listener: TcpListener) {
        let desk = Arc::clone(&self.desk);
        let door = thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if desk.is_closing.swap(false, Ordering::SeqCst) {
                    return;
                }
                let desk = Arc::clone(&desk);
                thread::spawn(move || desk.serve(stream));
            }
        });
        *lock(&self.door) = Some(door);
    }

    /// Whoever connects now is refused.
    fn close(&self) {
        if let Some(door) = lock(&self.door).take() {
            self.desk.is_closing.store(true, Ordering::SeqCst);
            let _ = TcpStream::connect(self.address);
            let _ = door.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.close();
    }
}

impl Desk {
    /// A connection that breaks is what this server is for.
    fn serve(&self, stream: TcpStream) {
        let tls = must(ServerConnection::new(Arc::clone(&self.config)));
        let _ = self.answer(StreamOwned::new(tls, stream));
    }

    fn answer(&self, mut tls: Tls) -> io::Result<()> {
        let Some(request) = read(&mut tls)? else { return Ok(()) };
        let fault = std::mem::replace(&mut *lock(&self.fault), Fault::None);
        let answer = || self.cloud.answer(&request);
        let reply = match fault {
            Fault::LostBefore | Fault::NotSent => return Ok(()),
            Fault::Overtaken => {
                self.cloud.hold(request);
                return Ok(());
            }
            Fault::LostAfter => {
                answer();
                return Ok(());
            }
            Fault::Late => {
                answer();
                // Until the client gives up.
                tls.read(&mut [0]).map(drop)?;
                return Ok(());
            }
            Fault::Twice => {
                let first = answer();
                self.cloud.answer_copy(&request);
                first
            }
            Fault::TwiceHeardLast => {
                answer();
                self.cloud.answer_copy(&request)
            }
            Fault::None => answer(),
        };
        write(&mut tls, &reply)
    }
}

/// `None`: nothing came.
fn read(tls: &mut Tls) -> io::Result<Option<Request<Vec<u8>>>> {
    let (mut text, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let mut headers = [httparse::EMPTY_HEADER; 32];
        let mut head = httparse::Request::new(&mut headers);
        if let httparse::Status::Complete(length) = head.parse(&text).map_err(io::Error::other)? {
            let mut request =
                Request::builder().method(head.method.unwrap_or_default()).uri(head.path.unwrap_or_default());
            for header in &*head.headers {
                request = request.header(header.name, header.value);
            }
            let body = text.get(length..).unwrap_or_default().to_vec();
            let request = request.body(body).map_err(io::Error::other)?;
            let wanted = request.headers().get("content-length").and_then(|length| length.to_str().ok()?.parse().ok());
            if request.body().len() >= wanted.unwrap_or(0) {
                return Ok(Some(request));
            }
        }
        match tls.read(&mut buffer)? {
            0 => return Ok(None),
            count => text.extend_from_slice(buffer.get(..count).unwrap_or_default()),
        }
    }
}

fn write(tls: &mut Tls, reply: &Response<Vec<u8>>) -> io::Result<()> {
    write!(tls, "HTTP/1.1 {}\r\nconnection: close\r\ncontent-length: {}\r\n", reply.status(), reply.body().len())?;
    let ours = ["connection", "content-length"];
    for (name, value) in reply.headers().iter().filter(|(name, _)| !ours.contains(&name.as_str())) {
        write!(tls, "{name}: ")?;
        tls.write_all(value.as_bytes())?;
        tls.write_all(b"\r\n")?;
    }
    tls.write_all(b"\r\n")?;
    tls.write_all(reply.body())?;
    tls.conn.send_close_notify();
    tls.flush()
}

fn identity() -> (Arc<ServerConfig>, String) {
    let identity = must(rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]));
    let key = must(PrivateKeyDer::try_from(identity.signing_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = must(config.with_safe_default_protocol_versions()).with_no_client_auth();
    let config = must(config.with_single_cert(vec![identity.cert.der().clone()], key));
    (Arc::new(config), identity.cert.pem())
}
