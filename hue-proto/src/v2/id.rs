//! Ids and references: which resource, and of what type.

use super::Resource;
use super::kind::Kind;
use alloc::boxed::Box;
use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::marker::PhantomData;
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The id of a resource of type `R`: a UUID in lower case, such as `3883f8bf-30a3-445b-ac06-b047d50599df`. Whatever else a
/// bridge calls an id is kept as it is.
pub struct Id<R>(Uid, PhantomData<fn() -> R>);

impl<R> Id<R> {
    /// From its text.
    pub fn new(id: &str) -> Self {
        Self(Uid::new(id), PhantomData)
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(crate) fn of(uid: Uid) -> Self {
        Self(uid, PhantomData)
    }

    pub(crate) fn uid(&self) -> &Uid {
        &self.0
    }
}

impl<R: Resource> Id<R> {
    /// As other resources name it.
    pub fn reference(&self) -> Reference {
        Reference { uid: self.0.clone(), kind: Kind::from(R::TYPE) }
    }
}

/// A resource by its id and type: on the wire `{"rid":"3883f8bf-…","rtype":"light"}`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Reference {
    #[serde(rename = "rid")]
    uid: Uid,
    #[serde(rename = "rtype")]
    kind: Kind,
}

super::shape::from_object!(Reference);

impl Reference {
    /// By the type, such as [`Kind::Light`], and the id's text.
    pub fn new(kind: Kind, id: &str) -> Self {
        Self { uid: Uid::new(id), kind }
    }

    /// The type.
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// The id's text.
    pub fn id(&self) -> &str {
        self.uid.as_str()
    }

    /// The id as one of type `R`; `None` where the reference is to another type.
    pub fn to<R: Resource>(&self) -> Option<Id<R>> {
        (self.kind.as_str() == R::TYPE).then(|| Id::of(self.uid.clone()))
    }

    pub(crate) fn uid(&self) -> &Uid {
        &self.uid
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.uid.as_str())
    }
}

impl<R: Resource> From<&Id<R>> for Reference {
    fn from(id: &Id<R>) -> Self {
        id.reference()
    }
}

/// Where the text is a UUID, as it nearly always is, it needs no memory of its own: a home is made of references.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Uid {
    Uuid([u8; 36]),
    Other(Box<str>),
}

impl Uid {
    /// Before every other.
    pub(crate) const LEAST: Self = Self::Uuid([0; 36]);

    pub(crate) fn new(text: &str) -> Self {
        match text.as_bytes().try_into() {
            Ok(uuid) => Self::Uuid(uuid),
            Err(_) => Self::Other(text.into()),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        match self {
            // It was a `str`.
            Self::Uuid(uuid) => core::str::from_utf8(uuid).unwrap_or_default(),
            Self::Other(text) => text,
        }
    }
}

impl fmt::Debug for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl Serialize for Uid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Uid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Uid;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id")
            }

            fn visit_str<E>(self, text: &str) -> Result<Uid, E> {
                Ok(Uid::new(text))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

// By hand, because derived ones would ask the same of `R`.

impl<R> Clone for Id<R> {
    fn clone(&self) -> Self {
        Self::of(self.0.clone())
    }
}

impl<R> PartialEq for Id<R> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<R> Eq for Id<R> {}

impl<R> PartialOrd for Id<R> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<R> Ord for Id<R> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl<R> Hash for Id<R> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<R> fmt::Debug for Id<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl<R> fmt::Display for Id<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<R> Serialize for Id<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, R> Deserialize<'de> for Id<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uid::deserialize(deserializer).map(Self::of)
    }
}
