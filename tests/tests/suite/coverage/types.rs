//! Every type of the core, and what the core lets it do: found out from its traits, not told.

use super::home::Home;
use super::wire::Method;
use hue_blocking::v2::{
    AnyResource, AuthV1, BehaviorInstance, BehaviorScript, BellButton, Bridge, BridgeHome, Button, CameraMotion, Clip,
    Contact, ConvenienceAreaMotion, Creatable, Deletable, Device, DevicePower, DeviceSoftwareUpdate, Entertainment,
    EntertainmentConfiguration, Everything, GeofenceClient, Geolocation, GroupedLight, GroupedLightLevel,
    GroupedMotion, Homekit, Light, LightLevel, Matter, MatterFabric, Motion, MotionAreaCandidate,
    MotionAreaConfiguration, PublicImage, RelativeRotary, Resource, Room, Scene, SecurityAreaMotion, ServiceGroup,
    SmartScene, Speaker, Tamper, Temperature, Updatable, WifiConnectivity, ZgpConnectivity, ZigbeeConnectivity,
    ZigbeeDeviceDiscovery, Zone,
};
use hue_blocking::{Area, Raw};
use std::fmt;
use std::marker::PhantomData;

/// A type of the core.
pub(super) struct Type {
    pub(super) kind: &'static str,
    /// As it is called in Rust.
    pub(super) name: &'static str,
    /// Lists all, and gets each.
    pub(super) read: fn(&Home),
    /// Sends a change that says nothing, where there are changes.
    pub(super) touch: Option<fn(&Home)>,
    /// Whether new ones can be made.
    pub(super) is_creatable: bool,
    /// Removes one, where they can be removed.
    pub(super) remove: Option<fn(&Home)>,
}

impl Type {
    /// What it can be asked, by its traits.
    pub(super) fn methods(&self) -> Vec<Method> {
        let own = [
            (Method::Put, self.touch.is_some()),
            (Method::Post, self.is_creatable),
            (Method::Delete, self.remove.is_some()),
        ];
        let own = own.into_iter().filter(|(_, is_there)| *is_there).map(|(method, _)| method);
        [Method::List, Method::Get].into_iter().chain(own).collect()
    }

    /// How a program asks.
    pub(super) fn call(&self, method: Method) -> String {
        let (name, call) = (
            self.name,
            match method {
                Method::List => "list()",
                Method::Get => "get(id)",
                Method::Put => "update(id)",
                Method::Post => "create(..)",
                Method::Delete => "delete(id)",
            },
        );
        format!("{name}::{call}")
    }
}

/// What a trait gives a type: an inherent constant where the type has the trait, and else the one of [`Lacks`].
struct Has<R>(PhantomData<R>);

trait Lacks {
    const TOUCH: Option<fn(&Home)> = None;
    const IS_CREATABLE: bool = false;
    const REMOVE: Option<fn(&Home)> = None;
}

impl<R> Lacks for Has<R> {}

impl<R: Updatable + PartialEq + fmt::Debug> Has<R> {
    const TOUCH: Option<fn(&Home)> = Some(touch::<R>);
}

impl<R: Creatable> Has<R> {
    const IS_CREATABLE: bool = true;
}

impl<R: Deletable> Has<R> {
    const REMOVE: Option<fn(&Home)> = Some(remove::<R>);
}

macro_rules! types {
    ($($name:ident,)+) => {
        pub(super) static TYPES: &[Type] = &[$(Type {
            kind: $name::TYPE,
            name: stringify!($name),
            read: read::<$name>,
            touch: Has::<$name>::TOUCH,
            is_creatable: Has::<$name>::IS_CREATABLE,
            remove: Has::<$name>::REMOVE,
        }),+];
    };
}

types! {
    AuthV1, BehaviorInstance, BehaviorScript, BellButton, Bridge, BridgeHome, Button, CameraMotion, Clip, Contact,
    ConvenienceAreaMotion, Device, DevicePower, DeviceSoftwareUpdate, Entertainment, EntertainmentConfiguration,
    GeofenceClient, Geolocation, GroupedLight, GroupedLightLevel, GroupedMotion, Homekit, Light, LightLevel, Matter,
    MatterFabric, Motion, MotionAreaCandidate, MotionAreaConfiguration, PublicImage, RelativeRotary, Room, Scene,
    SecurityAreaMotion, ServiceGroup, SmartScene, Speaker, Tamper, Temperature, WifiConnectivity, ZgpConnectivity,
    ZigbeeConnectivity, ZigbeeDeviceDiscovery, Zone,
}

/// The list of a type and each of it are what `GET /resource` has of it, and not one more.
fn read<R: Resource + PartialEq + fmt::Debug>(home: &Home) {
    let whole = home.call(Everything);
    let of_type: Vec<&R> = whole.iter().filter_map(AnyResource::to).collect();
    assert!(!of_type.is_empty(), "the home has no {}", R::TYPE);
    assert_eq!(home.call(R::list()).iter().collect::<Vec<_>>(), of_type);
    for resource in of_type {
        assert_eq!(&home.get(resource.id()), resource);
    }
    home.check_refused(Raw::get(Area::V2, &format!("resource/{}/{NOBODY}", R::TYPE)), 404);
}

fn touch<R: Updatable + PartialEq + fmt::Debug>(home: &Home) {
    home.put_unseen(home.first::<R>().id(), |nothing| nothing);
}

/// The last, because the first device is the bridge, which cannot be removed. What belongs to it goes with it, and no more.
fn remove<R: Deletable>(home: &Home) {
    let id = home.call(R::list()).pop().unwrap_or_else(|| panic!("the home has no {}", R::TYPE)).id().clone();
    let before = home.everything();
    assert_eq!(home.call(R::delete(&id)), [id.reference()]);
    home.check_refused(Raw::get(Area::V2, &format!("resource/{}/{id}", R::TYPE)), 404);
    assert!(home.call(R::list()).iter().all(|other| other.id() != &id));
    let left = home.everything();
    assert!(left.keys().all(|key| before.contains_key(key)), "something came when {id} went");
    for (key, fields) in before.iter().filter(|(key, _)| !left.contains_key(*key)) {
        let is_it = (key.0.as_str(), key.1.as_str()) == (R::TYPE, id.as_str());
        let mut holders = ["owner", "group"].iter().filter_map(|name| fields.get(*name));
        let is_held = holders.any(|holder| !left.keys().any(|(_, id)| holder["rid"] == id.as_str()));
        assert!(is_it || is_held, "{key:?} went with {} {id}", R::TYPE);
    }
}

const NOBODY: &str = "00000000-0000-4000-8000-000000000000";
