//! Light that follows a film, a game or music.

use crate::error::InvalidSetting;
use crate::quantity::Name;
use crate::v2::shape::{create, data, resource, update};
use crate::v2::word::words;
use crate::v2::{Create, Id, Reference, Update};
use crate::wire::json::Object;
use alloc::boxed::Box;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

resource! {
    /// What a device can do in entertainment.
    Entertainment = "entertainment" (GET, PUT) {
        /// The device.
        owner: Reference,
        /// Whether it can shine in it.
        renderer: bool,
        /// Which of the device's services shines.
        renderer_reference: Reference,
        /// Whether it can pass on a stream.
        proxy: bool,
        /// Whether it can make up for delays.
        equalizer: bool,
        /// How many streams it takes.
        max_streams: u32,
        /// The parts that it can shine with.
        segments: Segments,
    }
}

resource! {
    /// An area of entertainment: which lights, and where they are.
    EntertainmentConfiguration = "entertainment_configuration" (GET, POST, PUT, DELETE) {
        /// What it is called.
        metadata: EntertainmentMetadata,
        /// What it is called, in the older form.
        name: Box<str>,
        /// What it is for.
        configuration_type: EntertainmentType,
        /// Whether a stream is on.
        status: EntertainmentStatus,
        /// Who streams.
        active_streamer: Reference,
        /// Who passes the stream on.
        stream_proxy: StreamProxy,
        /// The channels of a stream.
        channels: Vec<EntertainmentChannel>,
        /// Where the lights are.
        locations: EntertainmentLocations,
        /// The lights.
        light_services: Vec<Reference>,
    }
}

data! {
    /// The parts that a device can shine with.
    Segments {
        /// Whether they can be set.
        configurable: bool,
        /// How many there can be.
        max_segments: u32,
        /// Which there are.
        segments: Vec<Segment>,
    }
    /// A part of a device.
    Segment {
        /// Where it begins.
        start: u32,
        /// How long it is.
        length: u32,
    }
    /// What an area is called.
    EntertainmentMetadata {
        /// Its name, 1 to 32 characters.
        name: Box<str>,
    }
    /// Who passes a stream on.
    StreamProxy {
        /// Whether that is chosen.
        mode: StreamProxyMode,
        /// Who does.
        node: Reference,
    }
    /// One channel of a stream.
    EntertainmentChannel {
        /// Its number in the stream.
        channel_id: u32,
        /// Where it is.
        position: Position,
        /// What shines.
        members: Vec<ChannelMember>,
    }
    /// What shines in a channel.
    ChannelMember {
        /// An entertainment service.
        service: Reference,
        /// Which of its segments.
        index: u32,
    }
    /// Where the lights of an area are.
    EntertainmentLocations {
        /// For each service.
        service_locations: Vec<ServiceLocation>,
    }
    /// Where one service is.
    ServiceLocation {
        /// The entertainment service.
        service: Reference,
        /// Where it is, in the older form.
        position: Position,
        /// Where it is: one place, or both ends.
        positions: Vec<Position>,
        /// How much of its brightness it gives, 0 to 1.
        equalization_factor: crate::quantity::Fraction,
    }
}

/// A place in the room, each coordinate -1 to 1. Where a bridge leaves the height out, it is 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Object<Coordinates>", into = "Coordinates")]
pub struct Position(Coordinates);

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Coordinates {
    x: f64,
    y: f64,
    #[serde(default)]
    z: f64,
}

words! {
    /// What an area is for.
    EntertainmentType {
        /// Around a television.
        Screen = "screen",
        /// Around a computer's display.
        Monitor = "monitor",
        /// For music.
        Music = "music",
        /// All around.
        Space = "3dspace",
        /// Anything else.
        Other = "other",
    }
    /// Whether a stream is on.
    EntertainmentStatus {
        /// It is.
        Active = "active",
        /// It is not.
        Inactive = "inactive",
    }
    /// Who chooses what passes a stream on.
    StreamProxyMode {
        /// The bridge.
        Auto = "auto",
        /// Somebody.
        Manual = "manual",
    }
    /// What to do with a stream.
    EntertainmentAction {
        /// Begin.
        Start = "start",
        /// End.
        Stop = "stop",
    }
}

impl Position {
    /// Each -1 to 1: from left to right, from the back to the front, from the floor to the ceiling.
    pub fn new(x: f64, y: f64, z: f64) -> Result<Self, InvalidSetting> {
        let within = [x, y, z].iter().all(|coordinate| (-1.0..=1.0).contains(coordinate));
        if within {
            // The sum makes no difference but to -0.0.
            Ok(Self(Coordinates { x: x + 0.0, y: y + 0.0, z: z + 0.0 }))
        } else {
            Err(InvalidSetting::new("position", "is three numbers from -1 to 1"))
        }
    }

    /// From left to right, -1 to 1.
    pub const fn x(self) -> f64 {
        self.0.x
    }

    /// From the back to the front, -1 to 1.
    pub const fn y(self) -> f64 {
        self.0.y
    }

    /// From the floor to the ceiling, -1 to 1.
    pub const fn z(self) -> f64 {
        self.0.z
    }
}

impl TryFrom<Object<Coordinates>> for Position {
    type Error = InvalidSetting;

    fn try_from(Object(Coordinates { x, y, z }): Object<Coordinates>) -> Result<Self, InvalidSetting> {
        Self::new(x, y, z)
    }
}

impl From<Position> for Coordinates {
    fn from(position: Position) -> Self {
        position.0
    }
}

impl EntertainmentConfiguration {
    /// Its name; empty where the bridge does not say.
    pub fn name(&self) -> &str {
        let name = self.metadata.as_ref().and_then(|metadata| metadata.name.as_deref());
        name.or(self.name.as_deref()).unwrap_or_default()
    }

    /// `POST /clip/v2/resource/entertainment_configuration`: a new one, of these services, each at its place.
    pub fn create<'a>(
        name: Name,
        configuration_type: EntertainmentType,
        locations: impl IntoIterator<Item = (&'a Id<Entertainment>, Position)>,
    ) -> Create<Self> {
        let location = |(service, position): (&Id<Entertainment>, Position)| ServiceLocation {
            service: Some(service.reference()),
            positions: Some(Vec::from([position])),
            ..ServiceLocation::default()
        };
        let locations = locations.into_iter().map(location).collect();
        Create::new(EntertainmentConfigurationDraft {
            metadata: Some(EntertainmentMetadata { name: Some(name.into()) }),
            configuration_type: Some(configuration_type),
            locations: Some(EntertainmentLocations { service_locations: Some(locations) }),
            ..EntertainmentConfigurationDraft::default()
        })
    }
}

update!(Entertainment, EntertainmentChange {});
update!(
    EntertainmentConfiguration,
    EntertainmentConfigurationChange {
        metadata: EntertainmentMetadata,
        configuration_type: EntertainmentType,
        action: EntertainmentAction,
    }
);
create!(
    EntertainmentConfiguration,
    EntertainmentConfigurationDraft {
        metadata: EntertainmentMetadata,
        configuration_type: EntertainmentType,
        locations: EntertainmentLocations,
    }
);

impl Update<EntertainmentConfiguration> {
    /// Its name.
    pub fn name(mut self, name: Name) -> Self {
        self.change.metadata = Some(EntertainmentMetadata { name: Some(name.into()) });
        self
    }

    /// What it is for.
    pub fn configuration_type(mut self, configuration_type: EntertainmentType) -> Self {
        self.change.configuration_type = Some(configuration_type);
        self
    }

    /// Begins or ends a stream, which itself goes over the local network.
    pub fn action(mut self, action: EntertainmentAction) -> Self {
        self.change.action = Some(action);
        self
    }
}
