//! The envelope of API v2: data, some of which may be of unknown shape, beside errors.

use super::any::AnyResource;
use super::id::Reference;
use super::json::Json;
use super::kind::Kind;
use super::{Id, Resource, items, salvage};
use crate::error::{BridgeError, Error, Malformed};
use crate::wire::json;
use crate::wire::refusal::clean;
use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::fmt;
use http::Response;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

/// What the bridge replied. A call can end well with a part of it undone (207), such as a light that cannot be reached: then
/// `errors` says so, and [`done`](Self::done) makes an error of it.
#[non_exhaustive]
#[must_use = "a part of it may be undone: look at its `errors`, or call `done`"]
#[derive(Clone, Debug, PartialEq)]
pub struct Reply<T> {
    /// What was understood.
    pub data: T,
    /// What was not: whole resources, or single fields of those in `data`, where they are missing.
    pub unparsed: Vec<Unparsed>,
    /// What the bridge says went wrong, beside what went well.
    pub errors: Vec<Box<str>>,
}

impl<T> Reply<T> {
    /// The data, where the bridge reports no error beside it; else the first error ([`Error::Bridge`]), as of the status 207
    /// that such replies have. What was understood is done all the same, and what was not understood is no error.
    pub fn done(self) -> Result<T, Error> {
        match self.errors.into_iter().next() {
            Some(description) => Err(BridgeError { status: 207, kind: None, address: None, description }.into()),
            None => Ok(self.data),
        }
    }
}

/// A resource, or a part of one, that did not fit its type: as it came, where it stood, and why.
///
/// `Debug` and `Display` do not show what came, which [`json`](Self::json) does.
#[derive(Clone, PartialEq)]
pub struct Unparsed {
    pub(crate) kind: Option<Kind>,
    pub(crate) id: Option<Box<str>>,
    pub(crate) place: Box<str>,
    pub(crate) reason: Box<str>,
    pub(crate) json: Json,
}

impl Unparsed {
    /// The type of the resource, where it says one.
    pub fn kind(&self) -> Option<&Kind> {
        self.kind.as_ref()
    }

    /// The id of the resource, where it has one.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Where in the resource it stood, such as `dimming.brightness` or `actions[2].target`; empty for the whole resource.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Why it does not fit, such as `expected a word`.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Its JSON, as it came; of a part of a resource, white space and the spelling of numbers aside.
    pub fn json(&self) -> &str {
        self.json.as_str()
    }
}

impl fmt::Display for Unparsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind().map_or("a resource of no type", Kind::as_str))?;
        if let Some(id) = self.id() {
            write!(f, " {id}")?;
        }
        if !self.place.is_empty() {
            write!(f, ", {}", self.place)?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl fmt::Debug for Unparsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unparsed({self})")
    }
}

impl Reply<Vec<AnyResource>> {
    /// Reads what `GET /clip/v2/resource` replied, from wherever it was kept: an object with `data`.
    ///
    /// What stands in it is told apart and read one by one, so that one odd resource costs none of the others.
    pub fn from_json(json: &[u8]) -> Result<Self, Malformed> {
        Self::read(json, AnyResource::quick, AnyResource::read)
    }
}

impl<R: Resource + DeserializeOwned> Reply<Vec<R>> {
    pub(crate) fn of_list(reply: &Response<&[u8]>) -> Result<Self, Error> {
        let read = Self::read(reply.body(), quick, |raw, unparsed| salvage::read(raw, Some(R::TYPE), unparsed));
        Ok(read.map_err(|malformed| malformed.with_status(reply.status().as_u16()))?)
    }
}

impl<R: Resource + DeserializeOwned> Reply<R> {
    pub(crate) fn of_one(reply: &Response<&[u8]>) -> Result<Self, Error> {
        let Reply { data, unparsed, errors } = Reply::of_list(reply)?;
        let missing = || none(reply, "a resource of that type", &errors);
        Ok(Self { data: data.into_iter().next().ok_or_else(missing)?, unparsed, errors })
    }
}

impl Reply<Vec<Reference>> {
    pub(crate) fn of_change(reply: &Response<&[u8]>) -> Result<Self, Error> {
        let read = Self::read(reply.body(), quick, |raw, unparsed| salvage::read(raw, None, unparsed));
        Ok(read.map_err(|malformed| malformed.with_status(reply.status().as_u16()))?)
    }
}

impl<R: Resource> Reply<Id<R>> {
    pub(crate) fn of_creation(reply: &Response<&[u8]>) -> Result<Self, Error> {
        let Reply { data, unparsed, errors } = Reply::of_change(reply)?;
        let created = data.iter().find_map(Reference::to);
        let missing = || none(reply, "the id of what was created", &errors);
        Ok(Self { data: created.ok_or_else(missing)?, unparsed, errors })
    }
}

impl<T> Reply<Vec<T>> {
    pub(crate) fn read(
        body: &[u8],
        quick: impl Fn(&str) -> Option<T>,
        mut careful: impl FnMut(&RawValue, &mut Vec<Unparsed>) -> Option<T>,
    ) -> Result<Self, Malformed> {
        if let Some((data, unparsed)) = items::read(body, quick, &mut careful) {
            return Ok(Self { data, unparsed, errors: Vec::new() });
        }
        let envelope: Envelope<'_> = json::object(body, "an object with data")?;
        let mut unparsed = Vec::new();
        let came = envelope.data.unwrap_or_default();
        let mut data = Vec::with_capacity(came.len());
        data.extend(came.into_iter().filter_map(|raw| careful(raw, &mut unparsed)));
        Ok(Self { data, unparsed, errors: words(envelope.errors) })
    }
}

/// One in which everything is as it should be.
fn quick<T: DeserializeOwned>(json: &str) -> Option<T> {
    serde_json::from_str(json).ok()
}

/// There is nothing: for the reason that the bridge gives, where it gives one.
fn none(reply: &Response<&[u8]>, expected: &'static str, errors: &[Box<str>]) -> Error {
    let status = reply.status().as_u16();
    match errors.first() {
        Some(description) => BridgeError { status, kind: None, address: None, description: description.clone() }.into(),
        None => Malformed::new(expected).with_status(status).into(),
    }
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, default)]
    errors: Option<&'a RawValue>,
    #[serde(borrow, default)]
    data: Option<Vec<&'a RawValue>>,
}

/// What the errors say. One of unknown shape is told as it stands.
fn words(errors: Option<&RawValue>) -> Vec<Box<str>> {
    let word = |error: Value| match error.get("description").and_then(Value::as_str) {
        Some(description) => clean(description, &[]),
        None => clean(&error.to_string(), &[]),
    };
    match errors.map(|errors| serde_json::from_str(errors.get())) {
        Some(Ok(Value::Array(errors))) => errors.into_iter().map(word).collect(),
        None | Some(Ok(Value::Null)) => Vec::new(),
        Some(Ok(error)) => Vec::from([word(error)]),
        Some(Err(_)) => errors.map(|errors| clean(errors.get(), &[])).into_iter().collect(),
    }
}
