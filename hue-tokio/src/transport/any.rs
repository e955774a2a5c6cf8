//! Any transport, whichever it is.

use super::Transport;
use hue_host::{AnyError, Unsent};
use hue_proto::http::{Request, Response};
use std::pin::Pin;
use std::sync::Arc;

/// Any transport. A type of its own: what calls through a bare `dyn` is not seen to be `Send`.
pub(crate) struct AnySend(Box<dyn Fn(Request<Vec<u8>>) -> Sent + Send + Sync>);

type Sent = Pin<Box<dyn Future<Output = Result<Response<AnyBody>, Unsent<AnyError>>> + Send>>;

pub(crate) struct AnyBody(Box<dyn AsRef<[u8]> + Send>);

impl AsRef<[u8]> for AnyBody {
    fn as_ref(&self) -> &[u8] {
        (*self.0).as_ref()
    }
}

impl AnySend {
    pub(crate) fn new(transport: impl Transport) -> Self {
        let transport = Arc::new(transport);
        Self(Box::new(move |request| {
            let transport = transport.clone();
            Box::pin(async move {
                match transport.send(request).await {
                    Ok(reply) => Ok(reply.map(|body| AnyBody(Box::new(body)))),
                    Err(Unsent { error, delivery }) => Err(Unsent { error: AnyError::new(error), delivery }),
                }
            })
        }))
    }
}

impl Transport for AnySend {
    type Body = AnyBody;
    type Error = AnyError;

    fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> impl Future<Output = Result<Response<AnyBody>, Unsent<AnyError>>> + Send {
        self.0(request)
    }
}
