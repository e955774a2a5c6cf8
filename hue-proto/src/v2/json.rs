//! JSON that is kept as it came.

use crate::error::Malformed;
use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

/// JSON as it came, where the API prescribes no shape: the configuration of a behaviour, say. Where another field of its resource
/// does not fit, white space, the order of fields and the spelling of numbers are lost. `Debug` does not show it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Json(Box<RawValue>);

impl Json {
    /// Any value that serialises, such as `serde_json::json!({..})`.
    pub fn of(value: &impl Serialize) -> Result<Self, Malformed> {
        serde_json::value::to_raw_value(value).map(Self).map_err(|_| Malformed::new("a value that JSON can express"))
    }

    /// The text of one JSON value.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let owned = RawValue::from_string(String::from(text));
        owned.map(Self).map_err(|error| Malformed::new("one JSON value").at(error.line(), error.column()))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// As a type of yours.
    pub fn to<T: DeserializeOwned>(&self) -> Result<T, Malformed> {
        let read = serde_json::from_str(self.as_str());
        read.map_err(|error| Malformed::new("JSON that fits the type").at(error.line(), error.column()))
    }

    pub(crate) fn raw(raw: &RawValue) -> Self {
        Self(raw.to_owned())
    }
}

/// The same in another order, or with other white space, is the same. Numbers are compared as [`Value`] reads them.
impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        let is_same = || {
            let [one, other] = [self, other].map(Self::to::<Value>);
            matches!((one, other), (Ok(one), Ok(other)) if one == other)
        };
        self.as_str() == other.as_str() || is_same()
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Json({} bytes)", self.as_str().len())
    }
}
