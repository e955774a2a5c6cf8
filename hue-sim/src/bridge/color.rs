//! Colours: the corners that a lamp can reach, and hue and saturation as coordinates.

use serde_json::Value;

use crate::gamut::{self, Gamut};

/// `A`, `B` or `C`.
pub(super) fn gamut_of_type(name: &str) -> Option<Gamut> {
    Some(match name {
        "A" => gamut::A,
        "B" => gamut::B,
        "C" => gamut::C,
        _ => return None,
    })
}

/// `{"x":…,"y":…}`
pub(super) fn point(value: &Value) -> Option<(f64, f64)> {
    Some((value.get("x")?.as_f64()?, value.get("y")?.as_f64()?))
}

/// The point of the gamut that is nearest to `point`, with four decimals.
pub(super) fn reachable(point: (f64, f64), gamut: Option<Gamut>) -> (f64, f64) {
    // Corners on a line, or the other way round, are no gamut.
    let gamut = gamut.filter(|[red, green, blue]| cross(*red, *green, *blue) > 1e-6);
    let Some([red, green, blue]) = gamut else {
        return rounded((point.0.clamp(0.0, 1.0), point.1.clamp(0.0, 1.0)));
    };
    let edges = [(red, green), (green, blue), (blue, red)];
    let inside = edges.iter().all(|(from, to)| cross(*from, *to, point) >= 0.0);
    if inside {
        return rounded(point);
    }
    let nearest = edges
        .iter()
        .map(|(from, to)| nearest_on_edge(*from, *to, point))
        .min_by(|one, other| distance(*one, point).total_cmp(&distance(*other, point)));
    rounded(nearest.unwrap_or(point))
}

/// Positive when `point` is to the left of the way from `from` to `to`.
fn cross(from: (f64, f64), to: (f64, f64), point: (f64, f64)) -> f64 {
    (to.0 - from.0) * (point.1 - from.1) - (to.1 - from.1) * (point.0 - from.0)
}

fn nearest_on_edge(from: (f64, f64), to: (f64, f64), point: (f64, f64)) -> (f64, f64) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let along = ((point.0 - from.0) * dx + (point.1 - from.1) * dy) / (dx * dx + dy * dy);
    let along = along.clamp(0.0, 1.0);
    (from.0 + along * dx, from.1 + along * dy)
}

fn distance(one: (f64, f64), other: (f64, f64)) -> f64 {
    (one.0 - other.0).hypot(one.1 - other.1)
}

fn rounded(point: (f64, f64)) -> (f64, f64) {
    ((point.0 * 10_000.0).round() / 10_000.0, (point.1 * 10_000.0).round() / 10_000.0)
}

/// The coordinates of a hue (0 to 65535) and a saturation (0 to 254), by way of red, green and blue.
pub(super) fn from_hue(hue: u16, sat: u8) -> (f64, f64) {
    let (sector, saturation) = (f64::from(hue) / 65_536.0 * 6.0, f64::from(sat) / 254.0);
    let channel = |shift: f64| {
        let place = (shift + sector) % 6.0;
        1.0 - saturation * place.min(4.0 - place).clamp(0.0, 1.0)
    };
    let linear = |value: f64| if value > 0.040_45 { ((value + 0.055) / 1.055).powf(2.4) } else { value / 12.92 };
    let (red, green, blue) = (linear(channel(5.0)), linear(channel(3.0)), linear(channel(1.0)));
    let x = red * 0.649_926 + green * 0.103_455 + blue * 0.197_109;
    let y = red * 0.234_327 + green * 0.743_075 + blue * 0.022_598;
    let z = green * 0.053_077 + blue * 1.035_763;
    (x / (x + y + z), y / (x + y + z))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_stay_in_the_gamut() {
        for gamut in [gamut::A, gamut::B, gamut::C] {
            assert_eq!(reachable((0.4, 0.4), Some(gamut)), (0.4, 0.4));
            assert_eq!(reachable((1.0, 0.0), Some(gamut)), gamut[0]);
            assert_eq!(reachable((0.0, 0.0), Some(gamut)), gamut[2]);
        }
        assert_eq!(reachable((0.0, 1.0), Some(gamut::C)), gamut::C[1]);
    }

    #[test]
    fn what_is_no_gamut_holds_nothing_back() {
        for gamut in [None, Some([(0.3, 0.3); 3]), Some([(0.1, 0.1), (0.2, 0.2), (0.3, 0.3)])] {
            assert_eq!(reachable((0.9, 0.05), gamut), (0.9, 0.05), "{gamut:?}");
            assert_eq!(reachable((1.5, -0.5), gamut), (1.0, 0.0), "{gamut:?}");
        }
    }

    #[test]
    fn hues_are_where_they_belong() {
        let (red, green) = (from_hue(0, 254), from_hue(21_845, 254));
        assert!(red.0 > 0.65 && red.1 < 0.35, "{red:?}");
        assert!(green.0 < 0.25 && green.1 > 0.65, "{green:?}");
        let white = from_hue(30_000, 0);
        assert!((white.0 - 0.32).abs() < 0.02 && (white.1 - 0.33).abs() < 0.02, "{white:?}");
    }
}
