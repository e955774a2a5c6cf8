//! What things are called.

use super::Home;
use crate::v2::{
    BehaviorInstance, Device, EntertainmentConfiguration, GeofenceClient, Light, MotionAreaConfiguration, Resource,
    Room, Scene, ServiceGroup, SmartScene, Zone,
};

/// What has a name.
pub trait Named: Resource {
    /// Its name in this home; empty where nobody says.
    fn name_in<'a>(&'a self, home: &'a Home) -> &'a str;
}

impl Named for Light {
    fn name_in<'a>(&'a self, home: &'a Home) -> &'a str {
        match home.device(self).map(Device::name) {
            None | Some("") => self.name(),
            Some(name) => name,
        }
    }
}

macro_rules! named {
    ($($name:ty),+) => { $(
        impl Named for $name {
            fn name_in<'a>(&'a self, _: &'a Home) -> &'a str {
                self.name()
            }
        }
    )+ };
}

named!(
    BehaviorInstance,
    Device,
    EntertainmentConfiguration,
    MotionAreaConfiguration,
    Room,
    Scene,
    ServiceGroup,
    SmartScene,
    Zone
);

impl Named for GeofenceClient {
    fn name_in<'a>(&'a self, _: &'a Home) -> &'a str {
        self.name.as_deref().unwrap_or_default()
    }
}

/// Whatever the case.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    one.chars().flat_map(char::to_lowercase).eq(other.chars().flat_map(char::to_lowercase))
}
