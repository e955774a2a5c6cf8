//! A simulation behind a socket, for programs that know nothing of it.

mod connection;
mod error;
mod options;
mod tls;

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::oneshot;

pub use error::ServerError;
pub use options::Options;

use crate::simulation::Simulation;
use connection::Service;
use tls::Identity;

/// A running server. It stops when it is dropped.
///
/// It has a thread of its own, so that synchronous programs can use it. It speaks HTTP/1.1 and HTTP/2; its certificate is
/// for `api.meethue.com`, `localhost`, `127.0.0.1` and `::1`, by an authority made when it starts.
///
/// ```
/// use hue_sim::{Options, Server, Settings, Simulation};
///
/// let sim = Simulation::live(Settings::default());
/// let server = Server::start(sim, Options::default()).expect("a free port");
/// assert!(server.url().starts_with("https://127.0.0.1:"));
/// assert!(server.ca_pem().expect("TLS is on").contains("BEGIN CERTIFICATE"));
/// server.shutdown();
/// ```
#[must_use = "the server stops when this is dropped"]
pub struct Server {
    address: SocketAddr,
    ca_pem: Option<String>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts serving. The port is open when this returns.
    pub fn start(simulation: Simulation, options: Options) -> Result<Self, ServerError> {
        let listener = bind(&options.listen)?;
        let address = listener.local_addr().map_err(ServerError::Runtime)?;
        let identity = if options.tls { Some(Identity::new()?) } else { None };
        let (acceptor, ca_pem) = identity.map(|identity| (identity.acceptor, identity.ca_pem)).unzip();
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(ServerError::Runtime)?;
        let service = Arc::new(Service { simulation, acceptor, log: options.log });
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("hue-sim".to_owned())
            // The runtime ends with it, and with the runtime those calls that never get a reply.
            .spawn(move || runtime.block_on(connection::serve(listener, service, stopped)))
            .map_err(ServerError::Runtime)?;
        Ok(Self { address, ca_pem, stop: Some(stop), thread: Some(thread) })
    }

    /// Where it is, without a slash at the end: `https://127.0.0.1:43210`.
    pub fn url(&self) -> String {
        let mut address = self.address;
        if address.ip().is_unspecified() {
            let here = if address.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() };
            address.set_ip(here);
        }
        let scheme = if self.ca_pem.is_some() { "https" } else { "http" };
        format!("{scheme}://{address}")
    }

    /// The certificate of its authority in PEM form, for clients to trust; `None` without TLS.
    pub fn ca_pem(&self) -> Option<&str> {
        self.ca_pem.as_deref()
    }

    /// Takes no new calls, gives those under way a second to end, and stops.
    pub fn shutdown(mut self) {
        self.stop();
    }

    fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // Its thread has ended where nobody listens any more.
            let _ended = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _panicked = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

fn bind(listen: &str) -> Result<TcpListener, ServerError> {
    let address: SocketAddr = listen.parse().map_err(|_| ServerError::Address { listen: listen.to_owned() })?;
    let listener =
        TcpListener::bind(address).map_err(|source| ServerError::Bind { listen: listen.to_owned(), source })?;
    listener.set_nonblocking(true).map_err(ServerError::Runtime)?;
    Ok(listener)
}
