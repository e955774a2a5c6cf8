//! API v2 (`/clip/v2`): what of it has a type here.

mod application;
mod events;
mod light;
mod resources;

pub use application::GetApplicationId;
pub use events::EventStream;
pub use light::{GetLight, GetLights, Light, LightChange, UpdateLight};
pub use resources::{Changed, Reference, Resources, Unparsed};
