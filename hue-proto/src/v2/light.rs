//! Lights.

use super::resources::{Changed, Resources};
use crate::call::Endpoint;
use crate::error::{Error, Malformed};
use crate::route::{Area, Class, Operation};
use alloc::string::String;
use http::{Method, Response};
use serde::{Deserialize, Serialize};

/// `GET /clip/v2/resource/light`: every light of the bridge.
#[expect(clippy::exhaustive_structs, reason = "a question without parameters is asked by its name")]
#[derive(Clone, Copy, Debug, Default)]
pub struct GetLights;

impl Endpoint for GetLights {
    type Output = Resources<Light>;

    fn operation(&self) -> Operation {
        light(Method::GET, Class::Read)
    }

    fn parse(&self, reply: &Response<&[u8]>) -> Result<Resources<Light>, Error> {
        Resources::read(reply)
    }
}

/// `GET /clip/v2/resource/light/{id}`: one light.
#[derive(Clone, Debug)]
#[must_use = "an endpoint does nothing until it is called"]
pub struct GetLight(String);

impl GetLight {
    /// By its id, a UUID.
    pub fn new(id: &str) -> Self {
        Self(id.into())
    }
}

impl Endpoint for GetLight {
    type Output = Light;

    fn operation(&self) -> Operation {
        light(Method::GET, Class::Read).segment(&self.0)
    }

    fn parse(&self, reply: &Response<&[u8]>) -> Result<Light, Error> {
        let light = Resources::read(reply)?.data.into_iter().next();
        Ok(light.ok_or(Malformed::new("a light").with_status(reply.status().as_u16()))?)
    }
}

/// `PUT /clip/v2/resource/light/{id}`: changes one light.
#[derive(Clone, Debug)]
#[must_use = "an endpoint does nothing until it is called"]
pub struct UpdateLight {
    id: String,
    change: LightChange,
}

impl UpdateLight {
    /// The light's id, a UUID, and what to change.
    pub fn new(id: &str, change: LightChange) -> Self {
        Self { id: id.into(), change }
    }
}

impl Endpoint for UpdateLight {
    type Output = Changed;

    fn operation(&self) -> Operation {
        // Numbers and flags: there is nothing that could fail.
        let body = serde_json::to_vec(&self.change).unwrap_or_default();
        light(Method::PUT, Class::Light).segment(&self.id).json(body)
    }

    fn parse(&self, reply: &Response<&[u8]>) -> Result<Changed, Error> {
        Changed::read(reply)
    }
}

/// What to change of a light. What is not named stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[must_use = "a change does nothing until it is sent"]
pub struct LightChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<On>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dimming: Option<Dimming>,
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Option<Color>,
    #[serde(skip_serializing_if = "Option::is_none")]
    color_temperature: Option<ColorTemperature>,
}

impl LightChange {
    /// Changes nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// On or off.
    pub fn on(mut self, on: bool) -> Self {
        self.on = Some(On { on });
        self
    }

    /// Brightness in percent, 0 to 100, where 0 is the lowest that the lamp can. Values beyond are brought within.
    pub fn brightness(mut self, percent: f64) -> Self {
        self.dimming = Some(Dimming { brightness: within(percent, 100.0) });
        self
    }

    /// Colour as CIE 1931 x and y, each 0 to 1. Values beyond are brought within; the lamp takes the nearest that it can.
    pub fn xy(mut self, x: f64, y: f64) -> Self {
        self.color = Some(Color { xy: Xy { x: within(x, 1.0), y: within(y, 1.0) } });
        self
    }

    /// Colour temperature in mirek, 153 (cold) to 500 (warm). Values beyond are brought within.
    pub fn mirek(mut self, mirek: u16) -> Self {
        self.color_temperature = Some(ColorTemperature { mirek: Some(mirek.clamp(153, 500)) });
        self
    }
}

/// A light.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Light {
    /// Its id, a UUID.
    pub id: String,
    /// Its id in API v1, such as `/lights/1`.
    pub id_v1: Option<String>,
    /// How people call it.
    #[serde(default)]
    metadata: Metadata,
    on: Option<On>,
    dimming: Option<Dimming>,
    color: Option<Color>,
    color_temperature: Option<ColorTemperature>,
}

impl Light {
    /// How people call it. Empty where the bridge does not say.
    pub fn name(&self) -> &str {
        &self.metadata.name
    }

    /// Whether it is on.
    pub fn is_on(&self) -> bool {
        self.on.as_ref().is_some_and(|on| on.on)
    }

    /// Brightness in percent, where it can be dimmed.
    pub fn brightness(&self) -> Option<f64> {
        Some(self.dimming.as_ref()?.brightness)
    }

    /// Colour as CIE 1931 x and y, where it has colours.
    pub fn xy(&self) -> Option<(f64, f64)> {
        let Xy { x, y } = self.color.as_ref()?.xy;
        Some((x, y))
    }

    /// Colour temperature in mirek, while it shows a white.
    pub fn mirek(&self) -> Option<u16> {
        self.color_temperature.as_ref()?.mirek
    }
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
struct Metadata {
    #[serde(default)]
    name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct On {
    on: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Dimming {
    brightness: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Color {
    xy: Xy,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Xy {
    x: f64,
    y: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct ColorTemperature {
    mirek: Option<u16>,
}

fn light(method: Method, class: Class) -> Operation {
    Operation::new(method, Area::V2, class).segment("resource").segment("light")
}

/// What is no number counts as the least.
fn within(value: f64, most: f64) -> f64 {
    if value.is_nan() { 0.0 } else { value.clamp(0.0, most) }
}
