//! One request out, one whole reply in.

pub(crate) mod any;
pub(crate) mod hyper;
pub(crate) mod reply;
#[cfg(feature = "reqwest")]
pub(crate) mod reqwest;
#[cfg(feature = "tower")]
pub(crate) mod tower;

use hue_host::Unsent;
use hue_proto::http::{Request, Response};
use std::error::Error;

/// Sends one request and reads one whole reply.
///
/// It follows no redirect, judges no status, verifies TLS, caps the size of a reply, and ends within some time. A closure
/// that does so is a transport:
///
/// ```
/// use hue_tokio::{Client, Delivery, Unsent, http};
///
/// let offline = async |_: http::Request<Vec<u8>>| -> Result<http::Response<Vec<u8>>, Unsent<std::io::Error>> {
///     Err(Unsent { error: std::io::ErrorKind::NetworkUnreachable.into(), delivery: Delivery::NotSent })
/// };
/// let hue = Client::new(offline);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no transport: it cannot send a request and read the reply",
    label = "not a transport",
    note = "`Hyper::default()` is one, and so is `Hyper::with_client(client, &settings)` of a client of your own",
    note = "a closure is one: `async |request: http::Request<Vec<u8>>| -> Result<http::Response<Vec<u8>>, Unsent<MyError>>`"
)]
pub trait Transport: Send + Sync + 'static {
    /// The reply's body, whole.
    type Body: AsRef<[u8]> + Send + 'static;
    /// Why there is no reply. It should quote neither URLs nor headers: both may hold secrets.
    type Error: Error + Send + Sync + 'static;

    /// Sends, and reads the reply. A future that is dropped gives the request up, heard or not.
    fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> impl Future<Output = Result<Response<Self::Body>, Unsent<Self::Error>>> + Send;
}

impl<F, R, B, E> Transport for F
where
    F: Fn(Request<Vec<u8>>) -> R + Send + Sync + 'static,
    R: Future<Output = Result<Response<B>, Unsent<E>>> + Send,
    B: AsRef<[u8]> + Send + 'static,
    E: Error + Send + Sync + 'static,
{
    type Body = B;
    type Error = E;

    fn send(&self, request: Request<Vec<u8>>) -> impl Future<Output = Result<Response<B>, Unsent<E>>> + Send {
        self(request)
    }
}
