//! A transport that remembers what went over the wire.

use crate::failure::Failure;
use hue_blocking::http::{Method, Request, Response};
use hue_blocking::{SendError, Transport, Unsent, Ureq};
use hue_sim::redacted_path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What happened, in order. It holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Sent {
        method: Method,
        path: String,
        /// `None`: no reply.
        status: Option<u16>,
    },
    Saved,
}

/// [`Ureq`], with a memory. A clone shares it.
#[derive(Clone)]
pub(super) struct Recorder {
    ureq: Ureq,
    events: Arc<Mutex<Vec<Event>>>,
}

impl Recorder {
    pub(super) fn new(ureq: Ureq) -> Self {
        Self { ureq, events: Arc::default() }
    }

    /// The session was saved.
    pub(super) fn saved(&self) {
        self.events().push(Event::Saved);
    }

    /// What happened since this was asked last.
    pub(super) fn take(&self) -> Vec<Event> {
        std::mem::take(&mut *self.events())
    }

    /// What a browser asks, or the demo itself; never with a secret.
    pub(super) fn ask(&self, method: Method, url: &str, body: &[u8]) -> Result<Response<Vec<u8>>, Failure> {
        let mut request = Request::new(body.to_vec());
        *request.method_mut() = method;
        *request.uri_mut() = url
            .parse()
            .map_err(|_| Failure::new(crate::failure::Code::Usage, "--sim is no address that HTTP can carry"))?;
        self.send(request).map_err(|unsent| {
            let origin = url.match_indices('/').nth(2).and_then(|(at, _)| url.get(..at)).unwrap_or(url);
            Failure::network(origin, &unsent.error)
        })
    }

    fn events(&self) -> MutexGuard<'_, Vec<Event>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Recorder {
    type Body = Vec<u8>;
    type Error = SendError;

    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unsent<SendError>> {
        let (method, path) = (request.method().clone(), redacted_path(request.uri().path()));
        let reply = self.ureq.send(request);
        let status = reply.as_ref().ok().map(|reply| reply.status().as_u16());
        self.events().push(Event::Sent { method, path, status });
        reply
    }
}
