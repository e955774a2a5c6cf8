//! The event stream.

use crate::call::Endpoint;
use crate::error::Error;
use crate::route::{Area, Class, Operation};
use http::{Method, Response};

/// `GET /eventstream/clip/v2`, which the remote API does not have: a call of it ends with [`Error::Unsupported`] before
/// anything is sent.
#[expect(clippy::exhaustive_structs, reason = "a question without parameters is asked by its name")]
#[derive(Clone, Copy, Debug, Default)]
pub struct EventStream;

impl Endpoint for EventStream {
    type Output = core::convert::Infallible;

    fn operation(&self) -> Operation {
        Operation::new(Method::GET, Area::Events, Class::Read)
    }

    fn parse(&self, _: &Response<&[u8]>) -> Result<Self::Output, Error> {
        Err(Error::Unsupported("a stream of events is not one reply"))
    }
}
