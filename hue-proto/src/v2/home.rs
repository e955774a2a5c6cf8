//! The home as one view: which lights are in which room, what a device does, which scenes there are.

mod change;
mod name;
mod place;

use super::id::{Id, Reference, Uid};
use super::kind::Kind;
use super::{AnyResource, BridgeHome, Device, GroupedLight, Light, Resource, Room, Zone};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

pub use change::{Change, Changed, What};
pub use name::Named;
pub use place::Place;

/// A home, as it was told by [`Everything`](super::Everything) and whatever came since. It owns its resources, and lends them.
///
/// ```
/// use hue_proto::v2::{Home, Light, Reply, Room};
///
/// let dump = br#"{"errors":[],"data":[
///     {"id":"d1","metadata":{"name":"Reading lamp"},"services":[{"rid":"l1","rtype":"light"}],"type":"device"},
///     {"id":"l1","owner":{"rid":"d1","rtype":"device"},"on":{"on":true},"type":"light"},
///     {"id":"r1","metadata":{"name":"Attic"},"children":[{"rid":"d1","rtype":"device"}],"services":[],"type":"room"}]}"#;
/// let home = Home::new(Reply::from_json(dump)?.data);
///
/// for room in home.rooms() {
///     let lights: Vec<_> = room.lights().map(|light| home.name(light)).collect();
///     assert_eq!((room.name(), lights), ("Attic", vec!["Reading lamp"]));
/// }
/// let lamp = home.named::<Light>("reading lamp").next().unwrap();
/// assert!(lamp.is_on());
/// # Ok::<(), hue_proto::Malformed>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Home {
    /// By type, so that those of one type stand together.
    resources: BTreeMap<(Kind, Uid), AnyResource>,
    /// Of unknown type and without an id: nothing can name them.
    nameless: Vec<AnyResource>,
}

impl Home {
    /// Of these resources. Of two with the same type and id the later one counts.
    pub fn new(resources: impl IntoIterator<Item = AnyResource>) -> Self {
        let (named, nameless): (Vec<_>, Vec<_>) = resources.into_iter().partition(|resource| resource.uid().is_some());
        let keyed = named.into_iter().filter_map(|resource| Some((key(&resource)?, resource)));
        Self { resources: keyed.collect(), nameless }
    }

    /// Every resource, those of one type together.
    pub fn iter(&self) -> impl Iterator<Item = &AnyResource> {
        self.resources.values().chain(&self.nameless)
    }

    /// How many resources there are.
    pub fn len(&self) -> usize {
        self.resources.len() + self.nameless.len()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every resource of type `R`.
    pub fn all<R: Resource>(&self) -> impl Iterator<Item = &R> {
        let kind = Kind::from(R::TYPE);
        let from = (kind.clone(), Uid::LEAST);
        let of_kind = self.resources.range(from..).take_while(move |((other, _), _)| *other == kind);
        of_kind.filter_map(|(_, resource)| resource.to())
    }

    /// The resource of type `R` with this id.
    pub fn get<R: Resource>(&self, id: &Id<R>) -> Option<&R> {
        self.resources.get(&(Kind::from(R::TYPE), id.uid().clone()))?.to()
    }

    /// What a reference leads to.
    pub fn resolve(&self, reference: &Reference) -> Option<&AnyResource> {
        self.resources.get(&(reference.kind().clone(), reference.uid().clone()))
    }

    /// What a reference leads to, where that is of type `R`.
    pub fn resolved<R: Resource>(&self, reference: &Reference) -> Option<&R> {
        self.resolve(reference)?.to()
    }

    /// The rooms.
    pub fn rooms(&self) -> impl Iterator<Item = Place<'_>> {
        self.all::<Room>().map(|room| Place::room(self, room))
    }

    /// The zones.
    pub fn zones(&self) -> impl Iterator<Item = Place<'_>> {
        self.all::<Zone>().map(|zone| Place::zone(self, zone))
    }

    /// All lights of the home as one.
    pub fn all_lights(&self) -> Option<&GroupedLight> {
        self.all::<BridgeHome>().flat_map(|home| home.services.iter().flatten()).find_map(|of| self.resolved(of))
    }

    /// The services of a device that are of type `R`: its lights, its buttons.
    pub fn services<'a, R: Resource>(&'a self, device: &'a Device) -> impl Iterator<Item = &'a R> {
        device.services.iter().flatten().filter_map(|service| self.resolved(service))
    }

    /// The device that a light belongs to.
    pub fn device(&self, light: &Light) -> Option<&Device> {
        self.resolved(light.owner.as_ref()?)
    }

    /// The room that a light is in: that of its device. Looks into one room after another.
    pub fn room_of(&self, light: &Light) -> Option<Place<'_>> {
        let (own, device) = (light.id.reference(), light.owner.as_ref());
        self.rooms().find(|room| room.children().iter().any(|child| *child == own || Some(child) == device))
    }

    /// A room, with what is in it.
    pub fn room(&self, id: &Id<Room>) -> Option<Place<'_>> {
        self.get(id).map(|room| Place::room(self, room))
    }

    /// A zone, with what is in it.
    pub fn zone(&self, id: &Id<Zone>) -> Option<Place<'_>> {
        self.get(id).map(|zone| Place::zone(self, zone))
    }

    /// The rooms, and then the zones, that are called so, whatever the case.
    pub fn places(&self, name: &str) -> impl Iterator<Item = Place<'_>> {
        self.rooms().chain(self.zones()).filter(move |place| name::is_same(place.name(), name))
    }

    /// What something is called. A light has the name of its device, as people see it, and its own where that has none.
    pub fn name<'a>(&'a self, resource: &'a impl Named) -> &'a str {
        resource.name_in(self)
    }

    /// Those of type `R` that are called so, whatever the case. Names are not unique, and every one is looked at.
    pub fn named<R: Named>(&self, name: &str) -> impl Iterator<Item = &R> {
        self.all::<R>().filter(move |resource| name::is_same(resource.name_in(self), name))
    }
}

fn key(resource: &AnyResource) -> Option<(Kind, Uid)> {
    Some((resource.kind(), resource.uid()?.clone()))
}
