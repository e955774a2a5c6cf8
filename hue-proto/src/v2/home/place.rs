//! Rooms and zones, with what is in them.

use super::Home;
use crate::v2::{
    Device, GroupedLight, Kind, Light, PlaceMetadata, Reference, Resource, RoomArchetype, Scene, SmartScene,
};
use crate::v2::{Room, Zone};
use core::fmt;
use core::hash::{Hash, Hasher};

/// A room or a zone of a [`Home`].
#[derive(Clone, Copy)]
pub struct Place<'a> {
    home: &'a Home,
    kind: &'static str,
    id: &'a str,
    metadata: Option<&'a PlaceMetadata>,
    children: &'a [Reference],
    services: &'a [Reference],
}

impl<'a> Place<'a> {
    pub(super) fn room(home: &'a Home, room: &'a Room) -> Self {
        Self {
            home,
            kind: Room::TYPE,
            id: room.id.as_str(),
            metadata: room.metadata.as_ref(),
            children: room.children.as_deref().unwrap_or_default(),
            services: room.services.as_deref().unwrap_or_default(),
        }
    }

    pub(super) fn zone(home: &'a Home, zone: &'a Zone) -> Self {
        Self {
            home,
            kind: Zone::TYPE,
            id: zone.id.as_str(),
            metadata: zone.metadata.as_ref(),
            children: zone.children.as_deref().unwrap_or_default(),
            services: zone.services.as_deref().unwrap_or_default(),
        }
    }

    /// The text of its id.
    pub fn id(&self) -> &'a str {
        self.id
    }

    /// Room or zone, and its id.
    pub fn reference(&self) -> Reference {
        Reference::new(Kind::from(self.kind), self.id)
    }

    /// Whether it is a room; else it is a zone.
    pub fn is_room(&self) -> bool {
        self.kind == Room::TYPE
    }

    /// Its name; empty where the bridge does not say.
    pub fn name(&self) -> &'a str {
        self.metadata.and_then(|metadata| metadata.name.as_deref()).unwrap_or_default()
    }

    /// What it is for.
    pub fn archetype(&self) -> Option<&'a RoomArchetype> {
        self.metadata?.archetype.as_ref()
    }

    /// What is in it, as the bridge says: devices of a room, lights of a zone.
    pub fn children(&self) -> &'a [Reference] {
        self.children
    }

    /// The devices in it.
    pub fn devices(&self) -> impl Iterator<Item = &'a Device> + use<'a> {
        let home = self.home;
        self.children.iter().filter_map(|child| home.resolved(child))
    }

    /// The lights in it: of a room, those of its devices. One that is there by itself and by its device comes with its device.
    pub fn lights(&self) -> impl Iterator<Item = &'a Light> + use<'a> {
        let (home, children) = (self.home, self.children);
        let comes_alone = |light: &&Light| !light.owner.as_ref().is_some_and(|device| children.contains(device));
        children.iter().flat_map(move |child| {
            let of_device = home.resolved::<Device>(child).into_iter().flat_map(|device| home.services(device));
            home.resolved(child).filter(comes_alone).into_iter().chain(of_device)
        })
    }

    /// Its lights as one, to be changed by one command.
    pub fn grouped_light(&self) -> Option<&'a GroupedLight> {
        self.services.iter().find_map(|service| self.home.resolved(service))
    }

    /// Its scenes.
    pub fn scenes(&self) -> impl Iterator<Item = &'a Scene> + use<'a> {
        let own = self.reference();
        self.home.all::<Scene>().filter(move |scene| scene.group.as_ref() == Some(&own))
    }

    /// Its smart scenes.
    pub fn smart_scenes(&self) -> impl Iterator<Item = &'a SmartScene> + use<'a> {
        let own = self.reference();
        self.home.all::<SmartScene>().filter(move |scene| scene.group.as_ref() == Some(&own))
    }
}

/// The same room or zone, whatever is in it.
impl PartialEq for Place<'_> {
    fn eq(&self, other: &Self) -> bool {
        (self.kind, self.id) == (other.kind, other.id)
    }
}

impl Eq for Place<'_> {}

impl Hash for Place<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.kind, self.id).hash(state);
    }
}

impl fmt::Debug for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{} {:?}", self.kind, self.id, self.name())
    }
}
