//! A transport that remembers what went over the wire.

use hue_blocking::http::{Method, Request, Response, Version};
use hue_blocking::{SendError, Unsent};
use hue_sim::redacted_path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What happened, in order. It holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Sent {
        method: Method,
        path: String,
        /// `None`: no reply.
        reply: Option<(u16, Version)>,
    },
    Saved,
}

/// The memory. A clone is the same one.
#[derive(Clone, Default)]
pub(super) struct Tape(Arc<Mutex<Vec<Event>>>);

impl Tape {
    /// The session was saved.
    pub(super) fn saved(&self) {
        self.events().push(Event::Saved);
    }

    /// What happened since this was asked last.
    pub(super) fn take(&self) -> Vec<Event> {
        std::mem::take(&mut *self.events())
    }

    fn sent<B>(&self, method: Method, path: String, reply: Option<&Response<B>>) {
        let reply = reply.map(|reply| (reply.status().as_u16(), reply.version()));
        self.events().push(Event::Sent { method, path, reply });
    }

    fn events(&self) -> MutexGuard<'_, Vec<Event>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A transport, with a memory.
pub(super) struct Recorder<T> {
    transport: T,
    tape: Tape,
}

impl<T> Recorder<T> {
    pub(super) fn new(transport: T, tape: Tape) -> Self {
        Self { transport, tape }
    }
}

impl<T: hue_blocking::Transport<Error = SendError>> hue_blocking::Transport for Recorder<T> {
    type Body = T::Body;
    type Error = SendError;

    fn send(&self, request: Request<Vec<u8>>) -> Result<Response<T::Body>, Unsent<SendError>> {
        let (method, path) = (request.method().clone(), redacted_path(request.uri().path()));
        let reply = self.transport.send(request);
        self.tape.sent(method, path, reply.as_ref().ok());
        reply
    }
}

impl<T: hue_tokio::Transport<Error = SendError>> hue_tokio::Transport for Recorder<T> {
    type Body = T::Body;
    type Error = SendError;

    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<T::Body>, Unsent<SendError>> {
        let (method, path) = (request.method().clone(), redacted_path(request.uri().path()));
        let reply = self.transport.send(request).await;
        self.tape.sent(method, path, reply.as_ref().ok());
        reply
    }
}
