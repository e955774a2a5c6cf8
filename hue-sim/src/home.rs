//! What stands in a house: the resources that a bridge begins with.

mod automation;
mod device;
mod dice;
mod dump;
mod entertainment;
mod gadget;
mod generated;
mod group;
mod house;
mod hub;
mod lamp;
mod light;
mod plan;
mod scene;
mod standard;

use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value};

pub use dump::DumpError;
pub(crate) use dump::{from_dump, to_dump};
pub(crate) use generated::generated;
pub(crate) use standard::standard;

/// The bridge of the default settings: its id, and its name.
pub(crate) const DEMO_BRIDGE: (&str, &str) = ("001788fffe23abcd", "Demo bridge");

/// The home behind a bridge, before anybody changes it. Nothing in it is random: one recipe is one home.
///
/// ```
/// use hue_sim::Home;
///
/// let home = Home::generated(7, 40);
/// assert_eq!(home.dump(), Home::generated(7, 40).dump());
/// let again = Home::from_dump(home.dump().as_bytes()).expect("what `dump` writes");
/// assert_eq!(again.dump(), home.dump());
/// ```
#[derive(Clone)]
pub struct Home(Recipe);

#[derive(Clone)]
enum Recipe {
    Standard,
    Generated { seed: u64, lights: usize },
    Dumped(Arc<[Map<String, Value>]>),
}

impl Home {
    /// Five lights (`Kitchen`, `Living room`, `Reading lamp`, `Hallway`, `Coffee machine`), three rooms, and at least one
    /// resource of every type.
    pub fn standard() -> Self {
        Self(Recipe::Standard)
    }

    /// So many lights of every capability, with the rooms, zones, scenes, sensors and switches that go with them; another
    /// `seed` is another home. It has every type of resource, except that 0 `lights` are none.
    ///
    /// A light comes to about 8 resources and 5 kB of JSON with all that goes with it, and time and memory grow with
    /// `lights` alone. A real bridge takes 50 lights, or 150, and 64 rooms and zones; this has no limit.
    pub fn generated(seed: u64, lights: usize) -> Self {
        Self(Recipe::Generated { seed, lights })
    }

    /// What a bridge answered `GET /clip/v2/resource` with: an object with `data`, or its array alone. Each resource is
    /// kept as it is, whatever it holds beside `id` and `type`; the first API tells the bridge's id of the settings.
    pub fn from_dump(json: &[u8]) -> Result<Self, DumpError> {
        Ok(Self(Recipe::Dumped(from_dump(json)?.into())))
    }

    /// The reply to `GET /clip/v2/resource`: `{"errors":[],"data":[…]}`, with `id` first and `type` last in each resource,
    /// as bridges write it. The bridge is the one of the default [`Settings`](crate::Settings).
    pub fn dump(&self) -> String {
        let (id, name) = DEMO_BRIDGE;
        to_dump(&self.documents(id, name))
    }

    /// The resources of the bridge with this id and name; a dump keeps its own.
    pub(crate) fn documents(&self, bridge_id: &str, bridge_name: &str) -> Vec<Map<String, Value>> {
        match &self.0 {
            Recipe::Standard => standard(bridge_id, bridge_name),
            Recipe::Generated { seed, lights } => generated(bridge_id, bridge_name, *seed, *lights),
            Recipe::Dumped(documents) => documents.to_vec(),
        }
    }
}

impl Default for Home {
    /// [`standard`](Self::standard)
    fn default() -> Self {
        Self::standard()
    }
}

/// How it came about; not what a real home holds.
impl fmt::Debug for Home {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Recipe::Standard => f.write_str("Standard"),
            Recipe::Generated { seed, lights } => {
                f.debug_struct("Generated").field("seed", seed).field("lights", lights).finish()
            }
            Recipe::Dumped(documents) => f.debug_struct("Dumped").field("resources", &documents.len()).finish(),
        }
    }
}
