//! One request out, one whole reply in.

pub(crate) mod ureq;

use hue_host::Unsent;
use hue_proto::http::{Request, Response};
use std::error::Error;

/// Sends one request and reads one whole reply.
///
/// It follows no redirect, judges no status, verifies TLS, caps the size of a reply, and ends within some time. A closure
/// that does so is a transport:
///
/// ```
/// use hue_blocking::{Client, Delivery, Unsent, http};
///
/// let offline = |_: http::Request<Vec<u8>>| -> Result<http::Response<Vec<u8>>, Unsent<std::io::Error>> {
///     Err(Unsent { error: std::io::ErrorKind::NetworkUnreachable.into(), delivery: Delivery::NotSent })
/// };
/// let hue = Client::new(offline);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no transport: it cannot send a request and read the reply",
    label = "not a transport",
    note = "`Ureq::default()` is one, and so is `Ureq::with_agent(agent, &settings)` of an agent of your own",
    note = "a closure is one: `|request: http::Request<Vec<u8>>| -> Result<http::Response<Vec<u8>>, Unsent<MyError>>`"
)]
pub trait Transport: Send + Sync + 'static {
    /// The reply's body, whole.
    type Body: AsRef<[u8]> + 'static;
    /// Why there is no reply. It should quote neither URLs nor headers: both may hold secrets.
    type Error: Error + Send + Sync + 'static;

    /// Sends, and reads the reply.
    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Self::Body>, Unsent<Self::Error>>;
}

impl<F, B, E> Transport for F
where
    F: Fn(Request<Vec<u8>>) -> Result<Response<B>, Unsent<E>> + Send + Sync + 'static,
    B: AsRef<[u8]> + 'static,
    E: Error + Send + Sync + 'static,
{
    type Body = B;
    type Error = E;

    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<B>, Unsent<E>> {
        self(request)
    }
}
