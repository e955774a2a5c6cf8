//! The application's id.

use crate::call::Endpoint;
use crate::error::{Error, Malformed};
use crate::route::{Area, Class, Operation};
use alloc::boxed::Box;
use http::{Method, Response};

/// `GET /auth/v1`: the id of this program's user, which the entertainment stream on the local network wants to know.
#[expect(clippy::exhaustive_structs, reason = "a question without parameters is asked by its name")]
#[derive(Clone, Copy, Debug, Default)]
pub struct GetApplicationId;

impl Endpoint for GetApplicationId {
    type Output = Box<str>;

    fn operation(&self) -> Operation {
        Operation::new(Method::GET, Area::Auth, Class::Read)
    }

    /// It stands in a header, and the body says nothing.
    fn parse(&self, reply: &Response<&[u8]>) -> Result<Box<str>, Error> {
        let id = reply.headers().get("hue-application-id").and_then(|id| id.to_str().ok());
        let missing = Malformed::new("a hue-application-id header").with_status(reply.status().as_u16());
        Ok(id.filter(|id| !id.is_empty()).ok_or(missing)?.into())
    }
}
