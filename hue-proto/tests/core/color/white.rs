//! Colour temperatures.

use super::*;
use crate::support::cases;
use hue_proto::Mirek;

/// As bridges report it: beyond what can be asked for too.
fn mirek(number: u16) -> Mirek {
    serde_json::from_str(&number.to_string()).unwrap()
}

/// What `(x, y)` is in the diagram of 1960, where distances are those of the eye.
fn uv(xy: Xy) -> (f64, f64) {
    let sum = 12.0 * xy.y() - 2.0 * xy.x() + 3.0;
    (4.0 * xy.x() / sum, 6.0 * xy.y() / sum)
}

fn xy_of(u: f64, v: f64) -> Xy {
    let sum = 2.0 * u - 8.0 * v + 4.0;
    Xy::nearest(3.0 * u / sum, 2.0 * v / sum)
}

/// The locus of A. R. Robertson (1968), in mirek, u, v, and how steep the line is on which colours have its temperature.
const ROBERTSON: [(u16, f64, f64, f64); 25] = [
    (60, 0.18494, 0.28021, -0.35156),
    (70, 0.18611, 0.28342, -0.37915),
    (80, 0.18740, 0.28668, -0.40955),
    (90, 0.18880, 0.28997, -0.44278),
    (100, 0.19032, 0.29326, -0.47888),
    (125, 0.19462, 0.30141, -0.58204),
    (150, 0.19962, 0.30921, -0.70471),
    (175, 0.20525, 0.31647, -0.84901),
    (200, 0.21142, 0.32312, -1.0182),
    (225, 0.21807, 0.32909, -1.2168),
    (250, 0.22511, 0.33439, -1.4512),
    (275, 0.23247, 0.33904, -1.7298),
    (300, 0.24010, 0.34308, -2.0637),
    (325, 0.24792, 0.34655, -2.4681),
    (350, 0.25591, 0.34951, -2.9641),
    (375, 0.26400, 0.35200, -3.5814),
    (400, 0.27218, 0.35407, -4.3633),
    (425, 0.28039, 0.35577, -5.3762),
    (450, 0.28863, 0.35714, -6.7262),
    (475, 0.29685, 0.35823, -8.5955),
    (500, 0.30505, 0.35907, -11.324),
    (525, 0.31320, 0.35968, -15.628),
    (550, 0.32129, 0.36011, -23.325),
    (575, 0.32931, 0.36038, -40.77),
    (600, 0.33724, 0.36051, -116.45),
];

#[test]
fn whites_lie_where_the_tables_say() {
    for (number, u, v, _) in ROBERTSON {
        let found = uv(mirek(number).xy());
        let within = if number < 67 { 3e-4 } else { 1.4e-4 };
        check_close(found.0, u, within);
        check_close(found.1, v, within);
    }
}

/// By Planck's law and the observer of 1931, integrated nanometre by nanometre from 360 to 830. On a screen there is no
/// difference to be seen.
#[test]
fn whites_lie_where_the_law_says() {
    let check = |number, x, y, within| {
        let found = mirek(number).xy();
        check_close(found.x(), x, within);
        check_close(found.y(), y, within);
        let shown = [found, Xy::nearest(x, y)].map(|xy| Rgb::from_xy(xy, Percent::FULL).channels());
        let off = shown[0].iter().zip(shown[1]).map(|(one, other)| one.abs_diff(other)).max();
        assert!(off <= Some(1), "{number} {shown:?}");
    };
    check(50, 0.256_457, 0.257_631, 9e-4);
    check(154, 0.313_627, 0.323_727, 4e-4);
    check(366, 0.457_239, 0.409_991, 4e-4);
    check(500, 0.526_677, 0.413_297, 4e-4);
    check(700, 0.594_831, 0.388_007, 4e-4);
    check(1_000, 0.652_751, 0.344_462, 4e-4);
}

#[test]
fn what_is_beside_a_white_has_its_temperature() {
    for (number, u, v, steepness) in ROBERTSON.into_iter().filter(|(number, ..)| *number > 67) {
        let (near, far) = if number < 150 { (2, 8) } else { (1, 2) };
        for (off, most) in [(-0.0498, far), (-0.02, near), (0.0, 0), (0.02, near), (0.0498, far)] {
            let along = off / f64::hypot(1.0, steepness);
            let found = xy_of(u + along, v + steepness * along).mirek().unwrap();
            assert!(found.get().abs_diff(number) <= most, "{number} {off}: {found}");
        }
    }
}

/// Standard illuminants of the CIE, and the temperatures published with them.
#[test]
fn lights_have_the_temperatures_that_are_known() {
    let check = |x, y, kelvin: f64| {
        let found = Xy::nearest(x, y).mirek().map(|mirek| f64::from(mirek.get()));
        check_close(found.unwrap(), 1e6 / kelvin, 1.0);
    };
    check(0.44758, 0.40745, 2_856.0);
    check(0.34842, 0.35161, 4_874.0);
    check(0.34567, 0.35850, 5_003.0);
    check(0.33242, 0.34743, 5_503.0);
    check(0.31271, 0.32902, 6_504.0);
    check(0.31006, 0.31616, 6_774.0);
    check(0.29902, 0.31485, 7_504.0);
    check(1.0 / 3.0, 1.0 / 3.0, 5_455.0);
    check(0.3721, 0.3751, 4_230.0);
    check(0.3805, 0.3769, 4_000.0);
    check(0.4370, 0.4042, 3_000.0);
}

#[test]
fn what_is_no_white_has_no_temperature() {
    let check = |x, y| assert_eq!(Xy::nearest(x, y).mirek(), None, "{x} {y}");
    for gamut in [Gamut::A, Gamut::C] {
        for corner in [gamut.green, gamut.blue] {
            check(corner.x(), corner.y());
        }
    }
    for (x, y) in [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.5, 0.0), (0.0, 0.5)] {
        check(x, y);
    }
    // On the way of whites, and beyond either end of it: 950 K, and a body without end hot.
    check(0.6605, 0.3376);
    check(0.2399, 0.2341);
}

#[test]
fn every_temperature_of_a_lamp_comes_back() {
    for number in 50..=1_000 {
        assert_eq!(mirek(number).xy().mirek(), Some(mirek(number)));
    }
    for (beyond, end) in [(1, 50), (49, 50), (1_001, 1_000), (u16::MAX, 1_000)] {
        assert_eq!(mirek(beyond).xy(), mirek(end).xy());
    }
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn any_number_of_mirek_is_a_colour(number in 1..=u16::MAX) {
        let xy = mirek(number).xy();
        prop_assert!(xy.x() + xy.y() < 1.0 && xy.y() > 0.2);
        prop_assert_eq!(xy.mirek(), Some(mirek(number.clamp(50, 1_000))));
    }

    #[test]
    fn any_colour_has_a_temperature_of_a_lamp_or_none(xy in any_xy()) {
        let Some(found) = xy.mirek() else { return Ok(()) };
        prop_assert!((50..=1_000).contains(&found.get()));
        let ((u, v), (other_u, other_v)) = (uv(xy), uv(found.xy()));
        prop_assert!((u - other_u).hypot(v - other_v) <= 0.05 + 1e-9);
    }
}
