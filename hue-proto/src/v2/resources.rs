//! The envelope of API v2: data that may be of unknown shape, beside errors.

use crate::error::Error;
use crate::wire::json;
use crate::wire::refusal::clean;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use http::Response;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

/// The resources of one reply. One that does not fit its type stands in `unparsed`; its siblings are not lost.
#[non_exhaustive]
#[derive(Clone, Debug)]
pub struct Resources<T> {
    /// Those that were understood.
    pub data: Vec<T>,
    /// Those that were not.
    pub unparsed: Vec<Unparsed>,
    /// What the bridge says went wrong, beside what went well.
    pub errors: Vec<Box<str>>,
}

/// A resource as it came, because it did not fit its type.
#[derive(Clone)]
pub struct Unparsed(Box<RawValue>);

impl Unparsed {
    /// Its JSON.
    pub fn json(&self) -> &str {
        self.0.get()
    }
}

impl core::fmt::Debug for Unparsed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Unparsed(..)")
    }
}

/// What a change changed, and what of it could not be done: look at `errors`, as a call ends well with an unreachable light
/// too (207).
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The resources that were changed.
    pub resources: Vec<Reference>,
    /// What the bridge says went wrong.
    pub errors: Vec<Box<str>>,
}

/// A resource by id and type.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Reference {
    /// The id, a UUID.
    #[serde(rename = "rid")]
    pub id: String,
    /// The type, such as `light`.
    #[serde(rename = "rtype")]
    pub kind: String,
}

impl<T: DeserializeOwned> Resources<T> {
    pub(crate) fn read(reply: &Response<&[u8]>) -> Result<Self, Error> {
        let envelope: Envelope = json::read(reply, "an object with data")?;
        let mut read =
            Self { data: Vec::with_capacity(envelope.data.len()), unparsed: Vec::new(), errors: envelope.words() };
        for resource in envelope.data {
            match serde_json::from_str(resource.get()) {
                Ok(resource) => read.data.push(resource),
                Err(_) => read.unparsed.push(Unparsed(resource)),
            }
        }
        Ok(read)
    }
}

impl Changed {
    pub(crate) fn read(reply: &Response<&[u8]>) -> Result<Self, Error> {
        let Resources { data, errors, .. } = Resources::read(reply)?;
        Ok(Self { resources: data, errors })
    }
}

#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    errors: Vec<Description>,
    #[serde(default)]
    data: Vec<Box<RawValue>>,
}

impl Envelope {
    fn words(&self) -> Vec<Box<str>> {
        self.errors.iter().map(|error| clean(&error.description, &[])).collect()
    }
}

#[derive(Deserialize)]
struct Description {
    #[serde(default)]
    description: String,
}
