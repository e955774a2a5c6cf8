//! Numbers and names within their range.

use hue_blocking::{Fraction, Mirek, MirekDelta, Name, Percent, Xy};

pub(super) fn percent(percent: f64) -> Percent {
    Percent::new(percent).expect("a percentage")
}

pub(super) fn fraction(fraction: f64) -> Fraction {
    Fraction::new(fraction).expect("a fraction")
}

pub(super) fn mirek(mirek: u16) -> Mirek {
    Mirek::new(mirek).expect("a white")
}

pub(super) fn steps(mirek: u16) -> MirekDelta {
    MirekDelta::new(mirek).expect("a difference of whites")
}

pub(super) fn xy(x: f64, y: f64) -> Xy {
    Xy::new(x, y).expect("a colour")
}

pub(super) fn name(name: &str) -> Name {
    Name::new(name).expect("a name")
}
