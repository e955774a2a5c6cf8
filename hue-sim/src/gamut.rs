//! What Hue's lamps can show, as bridges report it (H): red, green and blue.

pub(crate) type Gamut = [(f64, f64); 3];

pub(crate) const A: Gamut = [(0.704, 0.296), (0.2151, 0.7106), (0.138, 0.08)];
pub(crate) const B: Gamut = [(0.675, 0.322), (0.409, 0.518), (0.167, 0.04)];
pub(crate) const C: Gamut = [(0.6915, 0.3083), (0.17, 0.7), (0.1532, 0.0475)];
