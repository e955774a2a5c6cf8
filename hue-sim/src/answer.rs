//! A reply and what it stands for.

use std::time::Duration;

use http::Response;

use crate::entry::Event;

/// An extension of a reply that arrives late: a server or a test's transport waits this long before it hands it over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delay(pub Duration);

/// An extension of a reply that never arrives: a server or a test's transport keeps the caller waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hang;

pub(crate) struct Answer {
    pub(crate) response: Response<Vec<u8>>,
    pub(crate) event: Option<Event>,
}

impl Answer {
    pub(crate) fn with(event: Event, response: Response<Vec<u8>>) -> Self {
        Self { response, event: Some(event) }
    }

    pub(crate) fn refused(response: Response<Vec<u8>>) -> Self {
        Self::with(Event::Refused, response)
    }
}

impl From<Response<Vec<u8>>> for Answer {
    /// A reply that changed nothing.
    fn from(response: Response<Vec<u8>>) -> Self {
        Self { response, event: None }
    }
}
