//! Colour temperature as people say it.

use super::Mirek;
use crate::error::InvalidSetting;
use core::fmt;

/// A colour temperature in kelvin: the lower, the warmer. Bridges speak of [`Mirek`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kelvin(u32);

impl Kelvin {
    /// 2,000 to 6,536: the range of [`Mirek::new`].
    pub fn new(kelvin: u32) -> Result<Self, InvalidSetting> {
        let within = (Mirek::WARMEST.kelvin().0..=Mirek::COLDEST.kelvin().0).contains(&kelvin);
        if within {
            Ok(Self(kelvin))
        } else {
            Err(InvalidSetting::new("kelvin", "is a whole number from 2000 to 6536"))
        }
    }

    /// The number, from 15.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// To the nearest mirek. It is the one that this came from, up to 1,000 mirek.
    pub fn mirek(self) -> Mirek {
        Mirek(u16::try_from(per_million(self.0)).unwrap_or(u16::MAX))
    }
}

impl Mirek {
    /// To the nearest kelvin.
    pub const fn kelvin(self) -> Kelvin {
        Kelvin(per_million(self.0 as u32))
    }
}

impl fmt::Display for Kelvin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} K", self.0)
    }
}

/// A million divided by what is never 0, rounded: either way.
const fn per_million(divisor: u32) -> u32 {
    (1_000_000 + divisor / 2) / divisor
}
