//! Enumerations of words, and the words that no enumeration knows.

use alloc::boxed::Box;
use core::fmt;
use core::marker::PhantomData;
use serde::Deserializer;
use serde::de::Visitor;

/// An enumeration of words. One that is not known survives, and goes back as it came.
macro_rules! words {
    ($($(#[$meta:meta])* $name:ident { $($(#[$word_meta:meta])* $variant:ident = $word:literal,)+ })+) => { $(
        $(#[$meta])*
        #[non_exhaustive]
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$word_meta])* #[doc = concat!("`", $word, "`")] $variant,)+
            /// A word that this version does not know, as it came.
            Unknown($crate::v2::Word),
        }

        impl $name {
            /// Every word that this version knows.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),+];

            /// As it stands on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Unknown(word) => word.as_str(),
                }
            }
        }

        impl From<&str> for $name {
            fn from(word: &str) -> Self {
                match word {
                    $($word => Self::$variant,)+
                    unknown => Self::Unknown($crate::v2::Word::unknown(unknown)),
                }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::v2::word::read(deserializer)
            }
        }

        impl $crate::v2::shape::Merge for $name {
            fn merge(&mut self, newer: Self) {
                *self = newer;
            }
        }
    )+ };
}

pub(crate) use words;

/// A word that this version does not know. An enumeration's `From<&str>` makes it, and of nothing that it has a variant for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word(Box<str>);

impl Word {
    pub(crate) fn unknown(word: &str) -> Self {
        Self(word.into())
    }

    /// As it stands on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Reads a word.
pub(crate) fn read<'de, D: Deserializer<'de>, T: for<'a> From<&'a str>>(deserializer: D) -> Result<T, D::Error> {
    struct Word<T>(PhantomData<T>);
    impl<T: for<'a> From<&'a str>> Visitor<'_> for Word<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a word")
        }

        fn visit_str<E>(self, word: &str) -> Result<T, E> {
            Ok(T::from(word))
        }
    }
    deserializer.deserialize_str(Word(PhantomData))
}
