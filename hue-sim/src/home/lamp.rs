//! What lamps can do, from all colours down to on and off.

use super::device::{Product, SIGNIFY};
use super::dice::Dice;
use crate::gamut;

/// The corners of what a lamp can show: red, green and blue.
pub(super) struct Gamut {
    pub(super) kind: &'static str,
    pub(super) corners: [(f64, f64); 3],
    /// Lamps of other makers do not always tell their corners.
    pub(super) told: bool,
}

impl Gamut {
    /// A colour of so much red, green and blue, with four decimals.
    pub(super) fn mix(&self, shares: [u8; 3]) -> (f64, f64) {
        let whole: f64 = shares.iter().copied().map(f64::from).sum();
        let mix = |of: fn(&(f64, f64)) -> f64| {
            let sum: f64 = self.corners.iter().zip(shares).map(|(corner, share)| of(corner) * f64::from(share)).sum();
            (sum / whole * 10_000.0).round() / 10_000.0
        };
        (mix(|corner| corner.0), mix(|corner| corner.1))
    }

    pub(super) fn any(&self, dice: &mut Dice) -> (f64, f64) {
        self.mix([(); 3].map(|()| dice.byte(1..=20)))
    }
}

/// A model of lamp.
pub(super) struct Lamp {
    pub(super) product: Product,
    pub(super) archetype: &'static str,
    pub(super) gamut: Option<Gamut>,
    /// The coldest and the warmest white, in mirek.
    pub(super) mirek: Option<(u16, u16)>,
    pub(super) is_dimmable: bool,
    /// How many points of a gradient, and how many pixels.
    pub(super) gradient: Option<(u8, u8)>,
    pub(super) effects: &'static [&'static str],
}

impl Lamp {
    /// Whether it is a lamp that comes in many shapes.
    pub(super) fn is_bulb(&self) -> bool {
        self.is_hue() && self.archetype.ends_with("_bulb")
    }

    /// Whether it follows films and games.
    pub(super) fn can_stream(&self) -> bool {
        self.is_hue() && self.gamut.is_some()
    }

    /// What Hue's own lamps have beyond the standard: effects by time, signals, and what they do when power comes back.
    pub(super) fn is_hue(&self) -> bool {
        self.product.maker == SIGNIFY
    }
}

const NO_EFFECTS: &[&str] = &[];
const WHITE_EFFECTS: &[&str] = &["no_effect", "candle"];
pub(super) const COLOR_EFFECTS: &[&str] = &[
    "no_effect",
    "candle",
    "fire",
    "prism",
    "sparkle",
    "opal",
    "glisten",
    "underwater",
    "cosmos",
    "sunbeam",
    "enchant",
];

const A: Gamut = Gamut { kind: "A", corners: gamut::A, told: true };
const B: Gamut = Gamut { kind: "B", corners: gamut::B, told: true };
pub(super) const C: Gamut = Gamut { kind: "C", corners: gamut::C, told: true };
const OTHER: Gamut = Gamut { kind: "other", corners: [(0.68, 0.31), (0.11, 0.82), (0.13, 0.04)], told: true };
const UNTOLD: Gamut = Gamut { kind: "other", corners: B.corners, told: false };

pub(super) const COLOR_BULB: Lamp = Lamp {
    product: hue("LCA001", "Hue color lamp", Some("100b-112")),
    archetype: "sultan_bulb",
    gamut: Some(C),
    mirek: Some((153, 500)),
    is_dimmable: true,
    gradient: None,
    effects: COLOR_EFFECTS,
};

pub(super) const LIGHTSTRIP: Lamp = Lamp {
    product: hue("LCX004", "Hue gradient lightstrip", Some("100b-118")),
    archetype: "hue_lightstrip",
    gamut: Some(C),
    gradient: Some((5, 10)),
    ..COLOR_BULB
};

pub(super) const AMBIANCE_BULB: Lamp = Lamp {
    product: hue("LTA001", "Hue ambiance lamp", Some("100b-114")),
    gamut: None,
    mirek: Some((153, 454)),
    effects: WHITE_EFFECTS,
    ..COLOR_BULB
};

pub(super) const WHITE_BULB: Lamp = Lamp {
    product: hue("LWA001", "Hue white lamp", Some("100b-112")),
    archetype: "classic_bulb",
    gamut: None,
    mirek: None,
    effects: NO_EFFECTS,
    ..COLOR_BULB
};

pub(super) const PLUG: Lamp = Lamp {
    product: hue("LOM001", "Hue Smart plug", Some("100b-115")),
    archetype: "plug",
    is_dimmable: false,
    ..WHITE_BULB
};

const BLOOM: Lamp = Lamp {
    product: hue("LLC011", "Hue bloom", None),
    archetype: "hue_bloom",
    gamut: Some(A),
    mirek: None,
    effects: NO_EFFECTS,
    ..COLOR_BULB
};

const FIRST_BULB: Lamp =
    Lamp { product: hue("LCT001", "Hue color lamp", None), gamut: Some(B), effects: WHITE_EFFECTS, ..COLOR_BULB };

const FOREIGN_BULB: Lamp =
    Lamp { product: foreign("RB 285 C", "innr", "RB 285 C"), gamut: Some(OTHER), effects: NO_EFFECTS, ..COLOR_BULB };

const TACITURN_BULB: Lamp = Lamp {
    product: foreign("TRADFRI bulb E27 CWS opal 600lm", "IKEA of Sweden", "Extended color light"),
    gamut: Some(UNTOLD),
    ..FOREIGN_BULB
};

const FOREIGN_PLUG: Lamp = Lamp { product: foreign("Plug Z3", "LEDVANCE", "On/Off plug-in unit"), ..PLUG };

/// What a home is furnished with.
pub(super) static LAMPS: [Lamp; 10] = [
    COLOR_BULB,
    AMBIANCE_BULB,
    WHITE_BULB,
    LIGHTSTRIP,
    PLUG,
    BLOOM,
    FIRST_BULB,
    FOREIGN_BULB,
    TACITURN_BULB,
    FOREIGN_PLUG,
];

const fn hue(model: &'static str, name: &'static str, platform: Option<&'static str>) -> Product {
    Product { model, name, maker: SIGNIFY, platform, software: "1.104.2" }
}

const fn foreign(model: &'static str, maker: &'static str, name: &'static str) -> Product {
    Product { model, name, maker, platform: None, software: "2.3.87" }
}
