//! A place in the diagram of colours, as an object: `{"x":0.3,"y":0.4}`.

use super::json::Object;
use crate::quantity::Xy;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Serialize, Deserialize)]
struct Point {
    x: f64,
    y: f64,
}

impl Serialize for Xy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Point { x: self.x(), y: self.y() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Xy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Object(Point { x, y }) = Object::deserialize(deserializer)?;
        Self::new(x, y).map_err(D::Error::custom)
    }
}
