//! Rooms, zones, the home, and groups of services.

use crate::quantity::Name;
use crate::v2::shape::{create, data, resource, update};
use crate::v2::word::words;
use crate::v2::{Create, Device, Id, Reference, Update};
use alloc::boxed::Box;
use alloc::vec::Vec;

resource! {
    /// A room: devices, each of which is in one room at most.
    Room = "room" (GET, POST, PUT, DELETE) {
        /// The devices in it.
        children: Vec<Reference>,
        /// What acts on all of them: its [`GroupedLight`](crate::v2::GroupedLight), say.
        services: Vec<Reference>,
        /// The same, in the older form.
        grouped_services: Vec<Reference>,
        /// What it is called.
        metadata: PlaceMetadata,
    }
}

resource! {
    /// A zone: lights, each of which can be in several zones.
    Zone = "zone" (GET, POST, PUT, DELETE) {
        /// The lights in it.
        children: Vec<Reference>,
        /// What acts on all of them: its [`GroupedLight`](crate::v2::GroupedLight), say.
        services: Vec<Reference>,
        /// The same, in the older form.
        grouped_services: Vec<Reference>,
        /// What it is called.
        metadata: PlaceMetadata,
    }
}

resource! {
    /// The home: its rooms, and devices that are in no room.
    BridgeHome = "bridge_home" (GET) {
        /// Rooms and devices.
        children: Vec<Reference>,
        /// What acts on all of them: its [`GroupedLight`](crate::v2::GroupedLight), say.
        services: Vec<Reference>,
        /// The same, in the older form.
        grouped_services: Vec<Reference>,
    }
}

resource! {
    /// Services that are taken as one.
    ServiceGroup = "service_group" (GET, POST, PUT, DELETE) {
        /// As the API's description has it, which; as bridges write it, what acts on all of them.
        services: Vec<Reference>,
        /// Which, as bridges write it.
        children: Vec<Reference>,
        /// What it is called, as bridges write it.
        metadata: ServiceGroupMetadata,
    }
}

data! {
    /// What a group of services is called.
    ServiceGroupMetadata {
        /// Its name.
        name: Box<str>,
    }
    /// What a room or zone is called.
    PlaceMetadata {
        /// Its name, 1 to 32 characters.
        name: Box<str>,
        /// What it is for.
        archetype: RoomArchetype,
    }
}

words! {
    /// What a room or zone is for.
    RoomArchetype {
        LivingRoom = "living_room",
        Kitchen = "kitchen",
        Dining = "dining",
        Bedroom = "bedroom",
        KidsBedroom = "kids_bedroom",
        Bathroom = "bathroom",
        Nursery = "nursery",
        Recreation = "recreation",
        Office = "office",
        Gym = "gym",
        Hallway = "hallway",
        Toilet = "toilet",
        FrontDoor = "front_door",
        Garage = "garage",
        Terrace = "terrace",
        Garden = "garden",
        Driveway = "driveway",
        Carport = "carport",
        Home = "home",
        Downstairs = "downstairs",
        Upstairs = "upstairs",
        TopFloor = "top_floor",
        Attic = "attic",
        GuestRoom = "guest_room",
        Staircase = "staircase",
        Lounge = "lounge",
        ManCave = "man_cave",
        Computer = "computer",
        Studio = "studio",
        Music = "music",
        Tv = "tv",
        Reading = "reading",
        Closet = "closet",
        Storage = "storage",
        LaundryRoom = "laundry_room",
        Balcony = "balcony",
        Porch = "porch",
        Barbecue = "barbecue",
        Pool = "pool",
        Other = "other",
    }
}

update!(Room, RoomChange { children: Vec<Reference>, metadata: PlaceMetadata, });
create!(Room, RoomDraft { children: Vec<Reference>, metadata: PlaceMetadata, });
update!(Zone, ZoneChange { children: Vec<Reference>, metadata: PlaceMetadata, });
create!(Zone, ZoneDraft { children: Vec<Reference>, metadata: PlaceMetadata, });
update!(
    ServiceGroup,
    ServiceGroupChange { services: Vec<Reference>, children: Vec<Reference>, metadata: ServiceGroupMetadata }
);
create!(
    ServiceGroup,
    ServiceGroupDraft { services: Vec<Reference>, children: Vec<Reference>, metadata: ServiceGroupMetadata }
);

impl Room {
    /// `POST /clip/v2/resource/room`: a new one, of these devices.
    pub fn create<'a>(
        name: Name,
        archetype: RoomArchetype,
        children: impl IntoIterator<Item = &'a Id<Device>>,
    ) -> Create<Self> {
        let metadata = Some(PlaceMetadata { name: Some(name.into()), archetype: Some(archetype) });
        let children = Some(children.into_iter().map(Id::reference).collect());
        Create::new(RoomDraft { children, metadata, ..RoomDraft::default() })
    }
}

impl Update<Room> {
    /// These devices, and no others.
    pub fn children<'a>(mut self, children: impl IntoIterator<Item = &'a Id<Device>>) -> Self {
        self.change.children = Some(children.into_iter().map(Id::reference).collect());
        self
    }
}

impl Zone {
    /// `POST /clip/v2/resource/zone`: a new one, of these lights, by their ids; or of other services, by references.
    pub fn create(
        name: Name,
        archetype: RoomArchetype,
        children: impl IntoIterator<Item: Into<Reference>>,
    ) -> Create<Self> {
        let metadata = Some(PlaceMetadata { name: Some(name.into()), archetype: Some(archetype) });
        let children = Some(children.into_iter().map(Into::into).collect());
        Create::new(ZoneDraft { children, metadata, ..ZoneDraft::default() })
    }
}

impl Update<Zone> {
    /// These lights, by their ids, or other services, by references; and no others.
    pub fn children(mut self, children: impl IntoIterator<Item: Into<Reference>>) -> Self {
        self.change.children = Some(children.into_iter().map(Into::into).collect());
        self
    }
}

macro_rules! place {
    ($($place:ident),+) => { $(
        impl $place {
            /// Its name; empty where the bridge does not say.
            pub fn name(&self) -> &str {
                self.metadata.as_ref().and_then(|metadata| metadata.name.as_deref()).unwrap_or_default()
            }
        }

        impl Update<$place> {
            /// Its name.
            pub fn name(mut self, name: Name) -> Self {
                self.change.metadata.get_or_insert_default().name = Some(name.into());
                self
            }

            /// What it is for.
            pub fn archetype(mut self, archetype: RoomArchetype) -> Self {
                self.change.metadata.get_or_insert_default().archetype = Some(archetype);
                self
            }
        }
    )+ };
}

place!(Room, Zone);

impl ServiceGroup {
    /// Its name; empty where the bridge does not say.
    pub fn name(&self) -> &str {
        self.metadata.as_ref().and_then(|metadata| metadata.name.as_deref()).unwrap_or_default()
    }

    /// `POST /clip/v2/resource/service_group`: a new one, of these children, as bridges write it.
    pub fn create(name: Name, children: impl IntoIterator<Item: Into<Reference>>) -> Create<Self> {
        Create::new(ServiceGroupDraft {
            children: Some(children.into_iter().map(Into::into).collect()),
            metadata: Some(ServiceGroupMetadata { name: Some(name.into()) }),
            ..ServiceGroupDraft::default()
        })
    }

    /// `POST /clip/v2/resource/service_group`: a new one, of these services, as the API's description has it. No capture of a
    /// bridge shows that it is taken.
    pub fn create_of_services(services: impl IntoIterator<Item = Reference>) -> Create<Self> {
        Create::new(ServiceGroupDraft {
            services: Some(services.into_iter().collect()),
            ..ServiceGroupDraft::default()
        })
    }
}

impl Update<ServiceGroup> {
    /// These services, and no others, as the API's description has it. See [`children`](Self::children).
    pub fn services(mut self, services: impl IntoIterator<Item = Reference>) -> Self {
        self.change.services = Some(services.into_iter().collect());
        self
    }

    /// These children, and no others, as bridges write it.
    pub fn children(mut self, children: impl IntoIterator<Item: Into<Reference>>) -> Self {
        self.change.children = Some(children.into_iter().map(Into::into).collect());
        self
    }

    /// Its name.
    pub fn name(mut self, name: Name) -> Self {
        self.change.metadata = Some(ServiceGroupMetadata { name: Some(name.into()) });
        self
    }
}
