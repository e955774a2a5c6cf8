//! JSON replies: where reading stopped is kept, what stood there is not.

use crate::error::Malformed;
use core::fmt;
use core::marker::PhantomData;
use http::header::CONTENT_TYPE;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::{Deserializer, Value};

/// Reads a reply that is one JSON object. The error names what was expected, the status and the place, and quotes nothing.
pub(crate) fn read<T: DeserializeOwned>(reply: &http::Response<&[u8]>, expected: &'static str) -> Result<T, Malformed> {
    object(reply.body(), expected).map_err(|malformed| malformed.with_status(reply.status().as_u16()))
}

/// Reads one JSON object.
pub(crate) fn object<'de, T: Deserialize<'de>>(json: &'de [u8], expected: &'static str) -> Result<T, Malformed> {
    let read = serde_json::from_slice(json).map(|Object(read)| read);
    read.map_err(|error| Malformed::new(expected).at(error.line(), error.column()))
}

/// A format of our own: a JSON object that says its version.
pub(crate) struct Format {
    /// That is written. The next one is read too.
    pub(crate) version: u64,
    /// What is expected where it is damaged.
    pub(crate) undamaged: &'static str,
    /// What is expected where it is of another version.
    pub(crate) known: &'static str,
}

#[derive(Deserialize)]
struct Version {
    version: u64,
}

impl Format {
    /// Reads a document, whole or not at all. A field that nobody knows is new where the version is the next one, and damage
    /// where it is this one.
    pub(crate) fn read<'de, T: Deserialize<'de>>(&self, json: &'de [u8]) -> Result<T, Malformed> {
        let Version { version } = object(json, self.undamaged)?;
        if !(self.version..=self.version + 1).contains(&version) {
            return Err(Malformed::new(self.known));
        }
        let mut has_unknown = false;
        let read = serde_ignored::deserialize(&mut Deserializer::from_slice(json), |_| has_unknown = true);
        let Object(read) = read.map_err(|error| Malformed::new(self.undamaged).at(error.line(), error.column()))?;
        if has_unknown && version == self.version { Err(Malformed::new(self.undamaged)) } else { Ok(read) }
    }
}

/// A struct that is read from an object alone: serde would take an array too, field by field.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_object(deserializer)
    }
}

impl<'de, T: Deserialize<'de>> Fields<'de> for Object<T> {
    fn fields<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

/// What serde derives for a struct.
pub(crate) trait Fields<'de>: Sized {
    fn fields<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// Reads it from an object, and from nothing else.
pub(crate) fn from_object<'de, D: serde::Deserializer<'de>, T: Fields<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Fields<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::fields(MapAccessDeserializer::new(map))
    }
}

/// Whether a reply says that it is something else than JSON. Saying nothing is fine.
pub(crate) fn is_declared_otherwise(reply: &http::Response<&[u8]>) -> bool {
    let Some(declared) = reply.headers().get(CONTENT_TYPE) else { return false };
    let Ok(declared) = declared.to_str() else { return true };
    let media_type = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    !(media_type == "application/json" || media_type.ends_with("+json"))
}

/// A whole number that may come as a string or with a fraction; anything else counts as absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lenient(pub(crate) Option<u64>);

impl<'de> Deserialize<'de> for Lenient {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Value::deserialize(deserializer)? {
            Value::Number(number) => number.as_u64().or_else(|| number.as_f64().map(saturate)),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }))
    }
}

/// Whole and not negative: a negative life is over.
fn saturate(number: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` saturates, which is what is meant"
    )]
    let whole = number as u64;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, expected: Option<u64>) {
        assert_eq!(serde_json::from_str::<Lenient>(json).unwrap().0, expected, "{json}");
    }

    #[test]
    fn numbers_come_in_many_clothes() {
        check("604799", Some(604_799));
        check("\"604799\"", Some(604_799));
        check("\" 5 \"", Some(5));
        check("604799.0", Some(604_799));
        check("1e300", Some(u64::MAX));
        check("-1", Some(0));
        check("\"soon\"", None);
        check("null", None);
        check("{}", None);
    }

    #[test]
    fn only_a_declared_other_type_is_other() {
        for (declared, other) in [
            (None, false),
            (Some("application/json"), false),
            (Some("Application/JSON; charset=utf-8"), false),
            (Some("application/hal+json"), false),
            (Some("text/html"), true),
            (Some(""), true),
        ] {
            let mut reply = http::Response::new(&b""[..]);
            if let Some(declared) = declared {
                reply.headers_mut().insert(CONTENT_TYPE, declared.parse().unwrap());
            }
            assert_eq!(is_declared_otherwise(&reply), other, "{declared:?}");
        }
    }
}
