//! Accepting connections and answering the requests on them.

use std::convert::Infallible;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use super::options::Log;
use crate::answer::{Delay, Hang};
use crate::bodies;
use crate::simulation::Simulation;

/// More than any request to Hue has.
const BODY_LIMIT: usize = 1024 * 1024;
/// How long a client may take for the handshake, for the head of a request and for its body.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long calls under way may take when the server stops.
const FAREWELL: Duration = Duration::from_secs(1);

/// What all connections share.
pub(super) struct Service {
    pub(super) simulation: Simulation,
    pub(super) acceptor: Option<TlsAcceptor>,
    pub(super) log: Option<Log>,
}

/// Serves until `stopped` resolves.
pub(super) async fn serve(listener: TcpListener, service: Arc<Service>, mut stopped: oneshot::Receiver<()>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = &mut stopped => break,
        };
        match accepted {
            Ok((stream, _)) => drop(tokio::spawn(connection(stream, Arc::clone(&service), graceful.watcher()))),
            // Out of file descriptors, or a connection that was gone before it was taken.
            Err(_) => sleep(Duration::from_millis(20)).await,
        }
    }
    drop(listener);
    // Those that last longer are cut off.
    let _late = timeout(FAREWELL, graceful.shutdown()).await;
}

async fn connection(stream: TcpStream, service: Arc<Service>, watcher: Watcher) {
    // Small replies should not wait for more.
    let _kept = stream.set_nodelay(true);
    match &service.acceptor {
        None => talk(stream, Arc::clone(&service), watcher).await,
        Some(acceptor) => {
            if let Ok(Ok(stream)) = timeout(PATIENCE, acceptor.accept(stream)).await {
                talk(stream, Arc::clone(&service), watcher).await;
            }
        }
    }
}

async fn talk<S>(stream: S, service: Arc<Service>, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(PATIENCE);
    builder.http2().timer(TokioTimer::new()).keep_alive_interval(PATIENCE);
    let respond = service_fn(move |request| answer(request, Arc::clone(&service)));
    let connection = builder.serve_connection(TokioIo::new(stream), respond);
    // A client that breaks off or sends no HTTP is its own concern.
    let _broken = watcher.watch(connection.into_owned()).await;
}

async fn answer(request: Request<Incoming>, service: Arc<Service>) -> Result<Response<Full<Bytes>>, Infallible> {
    let response = match whole(request).await {
        Ok(request) => {
            let (response, entry) = service.simulation.send_logged(&request);
            if let (Some(log), Some(entry)) = (&service.log, entry) {
                log(&entry);
            }
            response
        }
        Err(status) => bodies::empty(status),
    };
    if response.extensions().get::<Hang>().is_some() {
        std::future::pending::<()>().await;
    }
    if let Some(Delay(time)) = response.extensions().get() {
        sleep(*time).await;
    }
    Ok(response.map(|body| Full::new(Bytes::from(body))))
}

/// The request with its body, or the status that refuses it.
async fn whole(request: Request<Incoming>) -> Result<Request<Vec<u8>>, StatusCode> {
    let (parts, body) = request.into_parts();
    match timeout(PATIENCE, Limited::new(body, BODY_LIMIT).collect()).await {
        Ok(Ok(body)) => Ok(Request::from_parts(parts, body.to_bytes().to_vec())),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Ok(Err(_)) => Err(StatusCode::BAD_REQUEST),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}
