//! Anything that a bridge can be asked, unparsed.

use crate::call::Endpoint;
use crate::error::Error;
use crate::route::{Area, Class, Operation};
use alloc::vec::Vec;
use http::{Method, Response};

/// Any request, any reply: for resources that have no type here.
///
/// ```
/// use hue_proto::{Area, Raw};
///
/// let lights = Raw::get(Area::V2, "resource/light");
/// let on = Raw::put(Area::V1, "lights/1/state", r#"{"on":true}"#);
/// ```
#[derive(Clone, Debug)]
#[must_use = "an endpoint does nothing until it is called"]
pub struct Raw(Operation);

impl Raw {
    /// Reads what stands at `path`, whose segments are split at slashes and encoded.
    pub fn get(area: Area, path: &str) -> Self {
        Self(at(Method::GET, area, Class::Read, path))
    }

    /// Changes what stands at `path`, with JSON.
    pub fn put(area: Area, path: &str, json: impl Into<Vec<u8>>) -> Self {
        Self(at(Method::PUT, area, Class::Other, path).json(json.into()))
    }

    /// Adds something at `path`, with JSON. It is not sent twice where a reply is lost.
    pub fn post(area: Area, path: &str, json: impl Into<Vec<u8>>) -> Self {
        Self(at(Method::POST, area, Class::Other, path).json(json.into()))
    }

    /// Removes what stands at `path`.
    pub fn delete(area: Area, path: &str) -> Self {
        Self(at(Method::DELETE, area, Class::Other, path))
    }
}

impl Endpoint for Raw {
    type Output = Response<Vec<u8>>;

    fn operation(&self) -> Operation {
        self.0.clone()
    }

    fn parse(&self, reply: &Response<&[u8]>) -> Result<Response<Vec<u8>>, Error> {
        let mut whole = Response::new(reply.body().to_vec());
        *whole.status_mut() = reply.status();
        *whole.headers_mut() = reply.headers().clone();
        Ok(whole)
    }
}

fn at(method: Method, area: Area, class: Class, path: &str) -> Operation {
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    segments.fold(Operation::new(method, area, class), Operation::segment)
}
