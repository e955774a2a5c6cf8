//! Colours, as screens, people, lamps and both APIs call them, and the ways between.

mod gamut;
mod hsb;
mod rgb;
mod white;

pub use gamut::Gamut;
pub use hsb::Hsb;
pub use rgb::Rgb;
