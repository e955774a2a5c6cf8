//! How data is written down here: groups of fields and resources, each from one macro, so that all of them bear the
//! unknown alike.

use crate::color::Gamut;
use crate::quantity::{Fraction, Mirek, Percent, Xy};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A group of fields, each of which may be missing.
macro_rules! data {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })+) => { $(
        $crate::v2::shape::group!($(#[$meta])* $name { $($(#[$field_meta])* $field: $type,)* });

        impl $crate::v2::shape::Merge for $name {
            fn merge(&mut self, newer: Self) {
                let Self { $($field),* } = newer;
                $($crate::v2::shape::merge(&mut self.$field, $field);)*
            }
        }
    )+ };
}

/// A group of fields that tells how something is now, whole: what a newer one does not name is over.
macro_rules! report {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })+) => { $(
        $crate::v2::shape::group!($(#[$meta])* $name { $($(#[$field_meta])* $field: $type,)* });

        impl $crate::v2::shape::Merge for $name {
            fn merge(&mut self, newer: Self) {
                *self = newer;
            }
        }
    )+ };
}

macro_rules! group {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[non_exhaustive]
        #[derive(Clone, Debug, Default, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(remote = "Self")]
        pub struct $name {
            $($(#[$field_meta])* #[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<$type>,)*
        }

        $crate::v2::shape::from_object!($name);
    };
}

/// A type of resource: what can be asked of it, its id, its id in API v1, and fields each of which may be missing.
macro_rules! resource {
    ($(#[$meta:meta])* $name:ident = $word:literal ($($method:ident),+) {
        $($(#[$field_meta:meta])* $field:ident: $type:ty,)*
    }) => {
        #[doc = $crate::v2::shape::wire!($word, $($method),+)]
        ///
        $(#[$meta])*
        #[non_exhaustive]
        #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(remote = "Self")]
        pub struct $name {
            /// Its id.
            pub id: $crate::v2::Id<$name>,
            /// Its id in API v1, such as `/lights/1`.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub id_v1: Option<::alloc::boxed::Box<str>>,
            $($(#[$field_meta])* #[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<$type>,)*
            #[serde(rename = "type", default)]
            tag: $crate::v2::shape::Tag<$name>,
        }

        $crate::v2::shape::from_object!($name);

        impl $crate::v2::Resource for $name {
            const TYPE: &'static str = $word;

            fn id(&self) -> &$crate::v2::Id<Self> {
                &self.id
            }
        }

        impl $crate::v2::shape::Absorb for $name {
            fn absorb(&mut self, newer: Self) -> ::alloc::vec::Vec<&'static str> {
                let mut changed = ::alloc::vec::Vec::new();
                $crate::v2::shape::absorb("id_v1", &mut self.id_v1, newer.id_v1, &mut changed);
                $($crate::v2::shape::absorb(stringify!($field), &mut self.$field, newer.$field, &mut changed);)*
                changed
            }

            fn differences(&self, other: &Self) -> ::alloc::vec::Vec<&'static str> {
                let fields = [
                    ("id_v1", self.id_v1 != other.id_v1),
                    $((stringify!($field), self.$field != other.$field),)*
                ];
                fields.into_iter().filter_map(|(name, differs)| differs.then_some(name)).collect()
            }
        }
    };
}

/// What a change says, and that there is one; last, what finds a fault in it.
macro_rules! update {
    ($name:ident, $change:ident $(, $class:ident)? { $($field:ident: $type:ty),* $(,)? } $(, $fault:path)?) => {
        /// What to change.
        #[derive(Clone, Debug, Default, ::serde::Serialize)]
        pub struct $change {
            $(#[serde(skip_serializing_if = "Option::is_none")] pub(crate) $field: Option<$type>,)*
            #[serde(rename = "type")]
            tag: $crate::v2::shape::Tag<$name>,
        }

        impl $crate::v2::Updatable for $name {
            type Change = $change;
            $(const CLASS: $crate::route::Class = $crate::route::Class::$class;)?
            $(
                fn fault(change: &$change) -> Option<$crate::error::InvalidSetting> {
                    $fault(change)
                }
            )?
        }
    };
}

/// What there is to say of one that is to be made, and that one can be made and removed.
macro_rules! create {
    ($name:ident, $draft:ident { $($field:ident: $type:ty),* $(,)? } $(, $fault:path)?) => {
        /// What there is to say of it.
        #[derive(Clone, Debug, Default, ::serde::Serialize)]
        pub struct $draft {
            $(#[serde(skip_serializing_if = "Option::is_none")] pub(crate) $field: Option<$type>,)*
            #[serde(rename = "type")]
            pub(crate) tag: $crate::v2::shape::Tag<$name>,
        }

        impl $crate::v2::Creatable for $name {
            type Draft = $draft;
            $(
                fn fault(draft: &$draft) -> Option<$crate::error::InvalidSetting> {
                    $fault(draft)
                }
            )?
        }

        impl $crate::v2::Deletable for $name {}
    };
}

/// Reads from an object alone what serde derives as `remote = "Self"`, as [`Object`](crate::wire::json::Object) does for what
/// stands in a struct of ours.
macro_rules! from_object {
    ($name:ident) => {
        impl<'de> $crate::wire::json::Fields<'de> for $name {
            fn fields<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::deserialize(deserializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::wire::json::from_object(deserializer)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                Self::serialize(self, serializer)
            }
        }
    };
}

/// The wire lines of a type, first in its documentation.
macro_rules! wire {
    ($word:literal, GET) => {
        concat!("`GET /clip/v2/resource/", $word, "`, `GET /clip/v2/resource/", $word, "/{id}`.")
    };
    ($word:literal, GET, PUT) => {
        concat!("`GET /clip/v2/resource/", $word, "`, `GET` and `PUT /clip/v2/resource/", $word, "/{id}`.")
    };
    ($word:literal, GET, PUT, DELETE) => {
        concat!("`GET /clip/v2/resource/", $word, "`, `GET`, `PUT` and `DELETE /clip/v2/resource/", $word, "/{id}`.")
    };
    ($word:literal, GET, POST, PUT, DELETE) => {
        concat!(
            "`GET` and `POST /clip/v2/resource/",
            $word,
            "`, `GET`, `PUT` and `DELETE /clip/v2/resource/",
            $word,
            "/{id}`."
        )
    };
}

pub(crate) use {create, data, from_object, group, report, resource, update, wire};

/// Takes over what a newer report names, and keeps the rest.
pub(crate) trait Merge {
    fn merge(&mut self, newer: Self);
}

/// The same of a whole resource; names the fields whose value is another now.
pub(crate) trait Absorb {
    fn absorb(&mut self, newer: Self) -> Vec<&'static str>;

    fn differences(&self, other: &Self) -> Vec<&'static str>;
}

pub(crate) fn absorb<T: Clone + Merge + PartialEq>(
    name: &'static str,
    field: &mut Option<T>,
    newer: Option<T>,
    changed: &mut Vec<&'static str>,
) {
    if newer.is_none() {
        return;
    }
    let before = field.clone();
    merge(field, newer);
    if *field != before {
        changed.push(name);
    }
}

/// What is not named stays.
pub(crate) fn merge<T: Merge>(field: &mut Option<T>, newer: Option<T>) {
    match (field.as_mut(), newer) {
        (Some(field), Some(newer)) => field.merge(newer),
        (None, newer) => *field = newer,
        (Some(_), None) => {}
    }
}

macro_rules! leaves {
    ($($leaf:ty),+) => { $(
        impl Merge for $leaf {
            fn merge(&mut self, newer: Self) {
                *self = newer;
            }
        }
    )+ };
}

leaves!(
    bool,
    u8,
    u16,
    u32,
    u64,
    i32,
    f64,
    Box<str>,
    Percent,
    Fraction,
    Mirek,
    Option<Mirek>,
    Xy,
    super::Position,
    super::TimeOfDay,
    Gamut,
    super::Json,
    super::Reference
);

/// What is large or rare stands elsewhere.
impl<T: Merge> Merge for Box<T> {
    fn merge(&mut self, newer: Self) {
        (**self).merge(*newer);
    }
}

/// A list is one thing: it comes whole.
impl<T> Merge for Vec<T> {
    fn merge(&mut self, newer: Self) {
        *self = newer;
    }
}

/// A field whose null says something.
#[expect(clippy::option_option, reason = "a null is not a field that is missing")]
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl<R> Merge for super::Id<R> {
    fn merge(&mut self, newer: Self) {
        *self = newer;
    }
}

/// The field `type`: written as the type's word, and not looked at when read, because who reads knows the type already.
pub(crate) struct Tag<R>(PhantomData<fn() -> R>);

impl<R> Clone for Tag<R> {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<R> Default for Tag<R> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<R> PartialEq for Tag<R> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<R: super::Resource> fmt::Debug for Tag<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(R::TYPE)
    }
}

impl<R: super::Resource> Serialize for Tag<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(R::TYPE)
    }
}

impl<'de, R> Deserialize<'de> for Tag<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self::default())
    }
}
