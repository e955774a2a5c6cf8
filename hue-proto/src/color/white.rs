//! White light: the colours of a glowing body, from which colour temperatures have their name.

use crate::quantity::{Mirek, Xy};
use core::ops::RangeInclusive;

impl Mirek {
    /// The colour of a body that glows this hot, from 50 to 1,000 mirek (20,000 to 1,000 K); beyond, that of the nearest.
    pub fn xy(self) -> Xy {
        let [u, v] = locus(self.get().clamp(*RANGE.start(), *RANGE.end()));
        let sum = 2.0 * u - 8.0 * v + 4.0;
        Xy::nearest(3.0 * u / sum, 2.0 * v / sum)
    }
}

impl Xy {
    /// The correlated colour temperature: of the glowing body whose colour is nearest (CIE 15, in the diagram of 1960).
    ///
    /// `None` where it is farther than 0.05 there, because then no white resembles the colour, and where it is not from 50
    /// to 1,000 mirek.
    pub fn mirek(self) -> Option<Mirek> {
        let sum = 12.0 * self.y() - 2.0 * self.x() + 3.0;
        let point = [4.0 * self.x() / sum, 6.0 * self.y() / sum];
        // One step beyond each end, which are nearest to what is out of range. All are tried, so there is none nearer.
        let all = RANGE.start() - 1..=RANGE.end() + 1;
        let (nearest, distance) = all
            .map(|mirek| (mirek, distance_squared(locus(mirek), point)))
            .min_by(|(_, one), (_, other)| one.total_cmp(other))?;
        let is_white = RANGE.contains(&nearest) && distance <= FARTHEST * FARTHEST;
        Mirek::reported(nearest).ok().filter(|_| is_white)
    }
}

/// Where the formula is near the truth, and where lamps are.
const RANGE: RangeInclusive<u16> = 50..=1_000;
const FARTHEST: f64 = 0.05;

/// u and v of CIE 1960, by M. Krystek, "An algorithm to calculate correlated colour temperature", 1985.
fn locus(mirek: u16) -> [f64; 2] {
    let kelvin = 1e6 / f64::from(mirek);
    let squared = kelvin * kelvin;
    [
        (0.860_117_757 + 1.541_182_54e-4 * kelvin + 1.286_412_12e-7 * squared)
            / (1.0 + 8.424_202_35e-4 * kelvin + 7.081_451_63e-7 * squared),
        (0.317_398_726 + 4.228_062_45e-5 * kelvin + 4.204_816_91e-8 * squared)
            / (1.0 - 2.897_418_16e-5 * kelvin + 1.614_560_53e-7 * squared),
    ]
}

fn distance_squared([u, v]: [f64; 2], [to_u, to_v]: [f64; 2]) -> f64 {
    (u - to_u) * (u - to_u) + (v - to_v) * (v - to_v)
}
