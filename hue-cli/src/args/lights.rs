//! What `hue lights`, `hue rooms` and `hue set` are told.

use super::AccountArgs;
use crate::color;
use clap::{ArgGroup, Parser, value_parser};
use hue_blocking::Xy;

/// List the lights
#[derive(Debug, Parser)]
pub(crate) struct LightsArgs {
    /// Those of this room or zone alone, by its name, whatever its case, or its id
    #[arg(long, value_name = "NAME")]
    pub(crate) room: Option<String>,

    #[command(flatten)]
    pub(crate) account: AccountArgs,
}

/// List the rooms and zones
///
/// Brightness is the mean of the lights that are on. With --json, the lights of each come along.
#[derive(Debug, Parser)]
pub(crate) struct RoomsArgs {
    #[command(flatten)]
    pub(crate) account: AccountArgs,
}

/// Change a light, or all lights of a room or zone; what is not named stays
#[derive(Debug, Parser)]
#[command(group = ArgGroup::new("change").required(true).multiple(true))]
pub(crate) struct SetArgs {
    /// The light's name, whatever its case, or its id; where no light is called so, a room's or a zone's
    #[arg(value_name = "NAME", required_unless_present = "room")]
    pub(crate) name: Option<String>,

    /// All lights of this room or zone; with NAME, that light in it
    #[arg(long, value_name = "ROOM")]
    pub(crate) room: Option<String>,

    /// Switch it on
    #[arg(long, group = "change", conflicts_with = "off")]
    pub(crate) on: bool,

    /// Switch it off
    #[arg(long, group = "change")]
    pub(crate) off: bool,

    /// Brightness in percent, 0 to 100; 0 is the least that the lamp can
    #[arg(long, group = "change", value_name = "PERCENT", value_parser = value_parser!(u8).range(0..=100))]
    pub(crate) brightness: Option<u8>,

    /// Colour: a CSS colour such as `red` or `#ff8800`, or CIE x and y such as `0.56,0.41`; the brightness stays
    #[arg(long, group = "change", value_name = "COLOUR", value_parser = color::parse)]
    pub(crate) color: Option<Xy>,

    #[command(flatten)]
    pub(crate) account: AccountArgs,
}

impl SetArgs {
    /// `None`: it stays as it is.
    pub(crate) fn on(&self) -> Option<bool> {
        (self.on || self.off).then_some(self.on)
    }
}
