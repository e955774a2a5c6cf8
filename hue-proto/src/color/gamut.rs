//! Which colours a lamp can show.

use crate::quantity::Xy;
use crate::wire::json::Object;
use serde::{Deserialize, Serialize};

/// The triangle in the CIE 1931 diagram between a lamp's own three colours.
///
/// A bridge may say one that is a line or a point, or whose corners go round the other way: all are taken as they are.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Object<Corners>")]
#[expect(clippy::exhaustive_structs, reason = "a triangle has three corners")]
pub struct Gamut {
    /// Its reddest colour.
    pub red: Xy,
    /// Its greenest colour.
    pub green: Xy,
    /// Its bluest colour.
    pub blue: Xy,
}

/// As it is read.
#[derive(Deserialize)]
struct Corners {
    red: Xy,
    green: Xy,
    blue: Xy,
}

impl From<Object<Corners>> for Gamut {
    fn from(Object(Corners { red, green, blue }): Object<Corners>) -> Self {
        Self { red, green, blue }
    }
}

impl Gamut {
    /// Of early lamps that have colours alone, as bridges report it.
    pub const A: Self = Self::of([(0.704, 0.296), (0.2151, 0.7106), (0.138, 0.08)]);
    /// Of the first lamps with colours and whites, as bridges report it.
    pub const B: Self = Self::of([(0.675, 0.322), (0.409, 0.518), (0.167, 0.04)]);
    /// Of today's lamps, as bridges report it; documents round it to three decimals.
    pub const C: Self = Self::of([(0.6915, 0.3083), (0.17, 0.7), (0.1532, 0.0475)]);

    const fn of([red, green, blue]: [(f64, f64); 3]) -> Self {
        Self { red: Xy::nearest(red.0, red.1), green: Xy::nearest(green.0, green.1), blue: Xy::nearest(blue.0, blue.1) }
    }

    /// Whether a lamp can show it: inside, or not farther than a ten millionth, which no lamp can tell.
    pub fn contains(self, xy: Xy) -> bool {
        self.surrounds(xy) || distance_squared(self.nearest_on_edges(xy), xy) <= CLOSE * CLOSE
    }

    /// The colour that a lamp shows when it is asked for this one: the same, or the nearest that it can.
    #[must_use = "what it was given stays as it is"]
    pub fn clip(self, xy: Xy) -> Xy {
        if self.contains(xy) { xy } else { self.nearest_on_edges(xy) }
    }

    /// Well inside. What lies on an edge, as rounding goes, does not count.
    fn surrounds(self, xy: Xy) -> bool {
        let sides = self.edges().map(|(from, to)| side(from, to, xy));
        sides.iter().all(|side| *side > ROUNDING) || sides.iter().all(|side| *side < -ROUNDING)
    }

    fn nearest_on_edges(self, xy: Xy) -> Xy {
        let [first, second, third] = self.edges().map(|(from, to)| nearest_on_edge(from, to, xy));
        let nearer = |one, other| if distance_squared(other, xy) < distance_squared(one, xy) { other } else { one };
        nearer(nearer(first, second), third)
    }

    const fn edges(self) -> [(Xy, Xy); 3] {
        [(self.red, self.green), (self.green, self.blue), (self.blue, self.red)]
    }
}

/// Positive to the left of the way, negative to its right.
fn side(from: Xy, to: Xy, point: Xy) -> f64 {
    (to.x() - from.x()) * (point.y() - from.y()) - (to.y() - from.y()) * (point.x() - from.x())
}

fn nearest_on_edge(from: Xy, to: Xy, point: Xy) -> Xy {
    let (dx, dy) = (to.x() - from.x(), to.y() - from.y());
    let length = dx * dx + dy * dy;
    if length == 0.0 {
        return from;
    }
    let along = (((point.x() - from.x()) * dx + (point.y() - from.y()) * dy) / length).clamp(0.0, 1.0);
    Xy::nearest(from.x() + along * dx, from.y() + along * dy)
}

fn distance_squared(one: Xy, other: Xy) -> f64 {
    let (dx, dy) = (one.x() - other.x(), one.y() - other.y());
    dx * dx + dy * dy
}

const CLOSE: f64 = 1e-7;
/// More than `side` is ever wrong by. What it leaves out in the smallest triangles is close to an edge.
const ROUNDING: f64 = 1e-15;
