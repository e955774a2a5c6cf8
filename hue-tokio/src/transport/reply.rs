//! A reply, read whole: what every transport over an HTTP body has in common.

use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hue_host::{SendError, Unsent};
use hue_proto::Delivery;
use hue_proto::http::Response;
use hyper::body::Bytes;
use std::error::Error as StdError;
use std::io;
use std::time::Duration;

/// The whole body of a reply.
#[derive(Clone, Debug)]
pub struct Body(Bytes);

impl AsRef<[u8]> for Body {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

pub(super) async fn read<B>(reply: Response<B>, limit: usize) -> Result<Response<Body>, Unsent<SendError>>
where
    B: http_body::Body,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    let (head, body) = reply.into_parts();
    match Limited::new(body, limit).collect().await {
        Ok(body) => Ok(Response::from_parts(head, Body(body.to_bytes()))),
        Err(error) => {
            let error = if error.is::<LengthLimitError>() {
                SendError::new(SendError::TOO_LARGE, Some(format!("more than {limit} bytes")))
            } else {
                SendError::new(SendError::BROKEN, None)
            };
            Err(error.because(Delivery::Unknown))
        }
    }
}

pub(super) async fn within<T>(
    limit: Duration,
    whole: impl Future<Output = Result<T, Unsent<SendError>>>,
) -> Result<T, Unsent<SendError>> {
    let late = |_| SendError::new(SendError::NO_REPLY_IN_TIME, None).because(Delivery::Unknown);
    tokio::time::timeout(limit, whole).await.map_err(late)?
}

/// The deepest error of this type in the chain. `io::Error` shows what it wraps only when it is asked for it.
pub(super) fn find<'a, E: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a E> {
    let mut found = None;
    let mut next = Some(error);
    while let Some(error) = next {
        found = error.downcast_ref().or(found);
        let wrapped = error.downcast_ref::<io::Error>().and_then(|error| error.get_ref());
        next = match wrapped {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
    found
}
