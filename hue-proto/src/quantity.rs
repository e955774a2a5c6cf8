//! Numbers that have a range: once made, they are within it.

mod kelvin;

pub use kelvin::Kelvin;

use crate::error::InvalidSetting;
use alloc::boxed::Box;
use core::fmt;
use serde::{Deserialize, Serialize};

/// A share of the whole, 0 to 100: brightness, saturation.
///
/// As brightness it is never nothing: a lamp that is asked for 0 shines as faintly as it can.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Percent(f64);

impl Percent {
    /// The most there is.
    pub const FULL: Self = Self(100.0);

    /// 0 to 100.
    pub fn new(percent: f64) -> Result<Self, InvalidSetting> {
        let within = (0.0..=100.0).contains(&percent);
        // The sum makes no difference but to -0.0.
        if within { Ok(Self(percent + 0.0)) } else { Err(InvalidSetting::new("percent", "is a number from 0 to 100")) }
    }

    /// Brought within 0 to 100. What is no number counts as 0.
    pub fn nearest(percent: f64) -> Self {
        Self(within(percent, 100.0))
    }

    /// The number, 0 to 100.
    pub const fn get(self) -> f64 {
        self.0
    }
}

/// A place in the CIE 1931 diagram: which colour, however bright. Each coordinate is 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Xy {
    x: f64,
    y: f64,
}

impl Xy {
    /// Each 0 to 1.
    pub fn new(x: f64, y: f64) -> Result<Self, InvalidSetting> {
        let within = [x, y].iter().all(|coordinate| (0.0..=1.0).contains(coordinate));
        if within {
            Ok(Self { x: x + 0.0, y: y + 0.0 })
        } else {
            Err(InvalidSetting::new("xy", "are two numbers from 0 to 1"))
        }
    }

    /// Each brought within 0 to 1. What is no number counts as 0.
    pub const fn nearest(x: f64, y: f64) -> Self {
        Self { x: within(x, 1.0), y: within(y, 1.0) }
    }

    /// From left to right, 0 to 1.
    pub const fn x(self) -> f64 {
        self.x
    }

    /// From bottom to top, 0 to 1.
    pub const fn y(self) -> f64 {
        self.y
    }
}

/// A colour temperature in mirek, a million divided by kelvin: the higher, the warmer.
///
/// The API's description knows 153 (about 6,500 K) to 500 (2,000 K), and so does [`new`](Self::new). Some lamps go beyond, say
/// so in their `mirek_schema`, and report it; so what a bridge reports may be any number from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Reported", into = "u16")]
pub struct Mirek(u16);

/// As a bridge reports it.
#[derive(Deserialize)]
struct Reported(u16);

impl Mirek {
    /// The lowest number of the API's description.
    pub const COLDEST: Self = Self(153);
    /// The highest number of the API's description.
    pub const WARMEST: Self = Self(500);

    /// 153 to 500.
    pub fn new(mirek: u16) -> Result<Self, InvalidSetting> {
        let within = (Self::COLDEST.0..=Self::WARMEST.0).contains(&mirek);
        if within { Ok(Self(mirek)) } else { Err(InvalidSetting::new("mirek", "is a whole number from 153 to 500")) }
    }

    /// Any number from 1.
    pub(crate) fn reported(mirek: u16) -> Result<Self, InvalidSetting> {
        if mirek == 0 { Err(InvalidSetting::new("mirek", "is a whole number from 1")) } else { Ok(Self(mirek)) }
    }

    /// Brought within 153 to 500.
    pub fn nearest(mirek: u16) -> Self {
        Self(mirek).clamp(Self::COLDEST, Self::WARMEST)
    }

    /// The number, from 1.
    pub const fn get(self) -> u16 {
        self.0
    }
}

/// A share from 0 to 1: the speed of a dynamic scene, say.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Fraction(f64);

impl Fraction {
    /// 0 to 1.
    pub fn new(fraction: f64) -> Result<Self, InvalidSetting> {
        let within = (0.0..=1.0).contains(&fraction);
        if within { Ok(Self(fraction + 0.0)) } else { Err(InvalidSetting::new("fraction", "is a number from 0 to 1")) }
    }

    /// Brought within 0 to 1. What is no number counts as 0.
    pub fn nearest(fraction: f64) -> Self {
        Self(within(fraction, 1.0))
    }

    /// The number, 0 to 1.
    pub const fn get(self) -> f64 {
        self.0
    }
}

/// How many mirek warmer or colder, 0 to 347: from one end of the range to the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct MirekDelta(u16);

impl MirekDelta {
    /// 0 to 347.
    pub fn new(mirek: u16) -> Result<Self, InvalidSetting> {
        let within = mirek <= Mirek::WARMEST.0 - Mirek::COLDEST.0;
        if within {
            Ok(Self(mirek))
        } else {
            Err(InvalidSetting::new("mirek delta", "is a whole number from 0 to 347"))
        }
    }

    /// The number, 0 to 347.
    pub const fn get(self) -> u16 {
        self.0
    }
}

/// What people call a thing: 1 to 32 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Name(Box<str>);

impl Name {
    /// 1 to 32 characters.
    pub fn new(name: &str) -> Result<Self, InvalidSetting> {
        let within = (1..=32).contains(&name.chars().count());
        if within { Ok(Self(name.into())) } else { Err(InvalidSetting::new("name", "has 1 to 32 characters")) }
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! by_number {
    ($($name:ident($number:ty)),+) => { $(
        impl TryFrom<$number> for $name {
            type Error = InvalidSetting;

            fn try_from(number: $number) -> Result<Self, InvalidSetting> {
                Self::new(number)
            }
        }

        impl From<$name> for $number {
            fn from(name: $name) -> Self {
                name.0
            }
        }
    )+ };
}

by_number!(Percent(f64), Fraction(f64), Mirek(u16), MirekDelta(u16));

impl From<Name> for Box<str> {
    fn from(name: Name) -> Self {
        name.0
    }
}

impl TryFrom<Reported> for Mirek {
    type Error = InvalidSetting;

    fn try_from(Reported(mirek): Reported) -> Result<Self, InvalidSetting> {
        Self::reported(mirek)
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)?;
        f.write_str(" %")
    }
}

impl fmt::Display for Mirek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} mirek", self.0)
    }
}

/// 0 to `most`. What is no number counts as 0.
const fn within(value: f64, most: f64) -> f64 {
    if value.is_nan() { 0.0 } else { value.clamp(0.0, most) + 0.0 }
}
