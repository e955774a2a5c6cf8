//! A resource of whatever type, told apart by its field `type`.

use super::id::{Reference, Uid};
use super::json::Json;
use super::kind::Kind;
use super::reply::Unparsed;
use super::shape::Absorb;
use super::{Resource, salvage};
use crate::wire::json::Object;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::any::Any;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

macro_rules! any {
    ($($name:ident,)+) => {
        /// A resource of any type, as [`Everything`](super::Everything) replies them.
        #[non_exhaustive]
        #[derive(Clone, Debug, PartialEq)]
        pub enum AnyResource {
            $(#[doc = concat!("See [`", stringify!($name), "`](super::", stringify!($name), ").")] $name(Box<super::$name>),)+
            /// Of a type that this version does not know.
            Unknown(Box<UnknownResource>),
        }

        impl AnyResource {
            /// Its type.
            pub fn kind(&self) -> Kind {
                match self {
                    $(Self::$name(_) => Kind::$name,)+
                    Self::Unknown(unknown) => unknown.kind.clone(),
                }
            }

            /// The resource, where it is of type `R`.
            pub fn to<R: Resource>(&self) -> Option<&R> {
                match self {
                    $(Self::$name(resource) => (&**resource as &dyn Any).downcast_ref(),)+
                    Self::Unknown(_) => None,
                }
            }

            pub(crate) fn uid(&self) -> Option<&Uid> {
                match self {
                    $(Self::$name(resource) => Some(resource.id.uid()),)+
                    Self::Unknown(unknown) => unknown.id.as_ref(),
                }
            }

            /// Takes over what a newer report of the same resource names; the fields that are different now.
            pub(crate) fn absorb(&mut self, newer: Self) -> Vec<&'static str> {
                match (self, newer) {
                    $((Self::$name(resource), Self::$name(newer)) => resource.absorb(*newer),)+
                    (Self::Unknown(unknown), Self::Unknown(newer)) => {
                        unknown.absorb(&newer);
                        Vec::new()
                    }
                    (resource, newer) => {
                        *resource = newer;
                        Vec::new()
                    }
                }
            }

            /// The fields that are different in the other; none where there is no telling which.
            pub(crate) fn differences(&self, other: &Self) -> Vec<&'static str> {
                match (self, other) {
                    $((Self::$name(one), Self::$name(other)) => one.differences(other),)+
                    _ => Vec::new(),
                }
            }

            /// One of known type in which everything is as it should be.
            pub(crate) fn quick(json: &str) -> Option<Self> {
                match Kind::from(tail(json)?) {
                    $(Kind::$name => serde_json::from_str(json).ok().map(Self::$name),)+
                    Kind::Unknown(_) => None,
                }
            }

            fn of(kind: Kind, raw: &RawValue, unparsed: &mut Vec<Unparsed>) -> Option<Self> {
                match kind {
                    $(Kind::$name => salvage::read(raw, Some(kind.as_str()), unparsed).map(Self::$name),)+
                    Kind::Unknown(_) => salvage::read::<Object<Named>>(raw, Some(kind.as_str()), unparsed)
                        .map(|Object(Named { id })| Self::Unknown(Box::new(UnknownResource { kind, id, json: Json::raw(raw) }))),
                }
            }
        }

        impl Serialize for AnyResource {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$name(resource) => resource.serialize(serializer),)+
                    Self::Unknown(unknown) => unknown.json.serialize(serializer),
                }
            }
        }
    };
}

any! {
    AuthV1, BehaviorInstance, BehaviorScript, BellButton, Bridge, BridgeHome, Button, CameraMotion, Clip, Contact,
    ConvenienceAreaMotion, Device, DevicePower, DeviceSoftwareUpdate, Entertainment, EntertainmentConfiguration,
    GeofenceClient, Geolocation, GroupedLight, GroupedLightLevel, GroupedMotion, Homekit, Light, LightLevel, Matter,
    MatterFabric, Motion, MotionAreaCandidate, MotionAreaConfiguration, PublicImage, RelativeRotary, Room, Scene,
    SecurityAreaMotion, ServiceGroup, SmartScene, Speaker, Tamper, Temperature, WifiConnectivity, ZgpConnectivity,
    ZigbeeConnectivity, ZigbeeDeviceDiscovery, Zone,
}

/// A resource of a type that this version does not know, as it came.
#[derive(Clone, Debug, PartialEq)]
pub struct UnknownResource {
    kind: Kind,
    id: Option<Uid>,
    json: Json,
}

impl UnknownResource {
    /// Its JSON.
    pub fn json(&self) -> &Json {
        &self.json
    }

    /// Nobody knows its fields, so objects are laid over objects.
    fn absorb(&mut self, newer: &Self) {
        if let (Ok(before), Ok(newer)) = (self.json.to::<Value>(), newer.json.to()) {
            let mut whole = before.clone();
            lay_over(&mut whole, newer);
            // The same in another order is the same.
            if whole != before {
                self.json = Json::of(&whole).unwrap_or_else(|_| self.json.clone());
            }
        }
    }
}

impl AnyResource {
    /// The text of its id; `None` for one of unknown type that has none.
    pub fn id(&self) -> Option<&str> {
        self.uid().map(Uid::as_str)
    }

    /// As other resources name it.
    pub fn reference(&self) -> Option<Reference> {
        Some(Reference::new(self.kind(), self.id()?))
    }

    /// By its field `type`, without a look at the others.
    pub(crate) fn read(raw: &RawValue, unparsed: &mut Vec<Unparsed>) -> Option<Self> {
        let kind = match tail(raw.get()) {
            Some(word) => Kind::from(word),
            None => salvage::read::<Object<Typed>>(raw, None, unparsed)?.0.kind,
        };
        Self::of(kind, raw, unparsed)
    }
}

/// Bridges write the type last: `…,"type":"light"}`. Such a tail of an object can be nothing but its own field: neither
/// quotation mark is escaped, so neither stands inside a string.
fn tail(json: &str) -> Option<&str> {
    let (rest, word) = json.strip_suffix('}')?.trim_ascii_end().strip_suffix('"')?.rsplit_once('"')?;
    let key = rest.trim_ascii_end().strip_suffix(':')?.trim_ascii_end().strip_suffix("\"type\"")?;
    let is_plain = word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    (is_plain && key.trim_ascii_end().ends_with(['{', ','])).then_some(word)
}

fn lay_over(whole: &mut Value, newer: Value) {
    match (whole, newer) {
        (Value::Object(whole), Value::Object(newer)) => {
            for (name, value) in newer {
                lay_over(whole.entry(name).or_insert(Value::Null), value);
            }
        }
        (whole, newer) => *whole = newer,
    }
}

#[derive(Deserialize)]
struct Typed {
    #[serde(rename = "type")]
    kind: Kind,
}

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    id: Option<Uid>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, word: Option<&str>) {
        assert_eq!(tail(json), word, "{json}");
        if let Some(word) = word {
            assert_eq!(serde_json::from_str::<Typed>(json).unwrap().kind.as_str(), word, "{json}");
        }
    }

    #[test]
    fn the_type_is_read_from_the_tail_alone_where_it_can_be_nothing_else() {
        check(r#"{"id":"1","type":"light"}"#, Some("light"));
        check("{\"id\":\"1\" ,\n \"type\" : \"grouped_light\"\n}", Some("grouped_light"));
        check(r#"{"type":"light"}"#, Some("light"));
        check(r#"{"type":"light","id":"1"}"#, None);
        check(r#"{"id":{"type":"light"}}"#, None);
        check(r#"{"name":",\"type\":\"light"}"#, None);
        check(r#"{"name":"\",\"type\":\"light"}"#, None);
        check(r#"{"subtype":"light"}"#, None);
        check(r#"{"a\"type":"light"}"#, None);
        check(r#"{"type":"li\u0067ht"}"#, None);
        check(r#"["type","light"]"#, None);
        check("{}", None);
    }
}
