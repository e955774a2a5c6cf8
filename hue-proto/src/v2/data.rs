//! The types of resource, a family a file.

mod area;
mod behavior;
mod bridge;
mod control;
mod device;
mod effect;
mod entertainment;
mod feature;
mod grouped_light;
mod light;
mod other;
mod palette;
mod place;
mod product;
mod radio;
mod scene;
mod sensor;
mod smart_scene;

pub use area::*;
pub use behavior::*;
pub use bridge::*;
pub use control::*;
pub use device::*;
pub use effect::*;
pub use entertainment::*;
pub use feature::*;
pub use grouped_light::*;
pub use light::*;
pub use other::*;
pub use palette::*;
pub use place::*;
pub use product::*;
pub use radio::*;
pub use scene::*;
pub use sensor::*;
pub use smart_scene::*;

/// That something can be switched off without a change of anything else.
macro_rules! enabled {
    ($($name:ident),+) => { $(
        impl Update<$name> {
            /// Whether it does what it is for.
            pub fn enabled(mut self, enabled: bool) -> Self {
                self.change.enabled = Some(enabled);
                self
            }
        }
    )+ };
}

use enabled;
