//! The bridge's configuration.

use crate::call::Endpoint;
use crate::error::Error;
use crate::id::BridgeId;
use crate::route::{Area, Class, Operation};
use crate::wire::json;
use alloc::string::String;
use http::{Method, Response};
use serde::Deserialize;

/// `GET /api/<application key>/config`: which bridge this is, and what it runs.
///
/// A bridge answers this to anybody, in a short form: whether the key is still good is for
/// [`GetApplicationId`](crate::v2::GetApplicationId) to say.
#[expect(clippy::exhaustive_structs, reason = "a question without parameters is asked by its name")]
#[derive(Clone, Copy, Debug, Default)]
pub struct GetConfig;

impl Endpoint for GetConfig {
    type Output = Config;

    fn operation(&self) -> Operation {
        Operation::new(Method::GET, Area::V1, Class::Read).segment("config")
    }

    fn parse(&self, reply: &Response<&[u8]>) -> Result<Config, Error> {
        Ok(json::read(reply, "a bridge's configuration as a JSON object")?)
    }
}

/// What a bridge says of itself. An unknown key gets a short form, so all of it may be missing.
#[non_exhaustive]
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Config {
    /// The bridge's name, 4 to 16 characters.
    pub name: Option<String>,
    /// `BSB001` is the round bridge, `BSB002` the square one, `BSB003` the Pro.
    #[serde(rename = "modelid")]
    pub model: Option<String>,
    /// The software's version; API v2 needs 1948086000 at least.
    #[serde(rename = "swversion")]
    pub software: Option<String>,
    /// The version of API v1, such as `1.66.0`.
    #[serde(rename = "apiversion")]
    pub api: Option<String>,
    #[serde(rename = "bridgeid")]
    id: Option<String>,
}

impl Config {
    /// The bridge's id, where it is there and well formed.
    pub fn bridge(&self) -> Option<BridgeId> {
        BridgeId::parse(self.id.as_deref()?)
    }
}
