//! What a lamp can show, and what is nearest to it.

use super::*;
use crate::support::cases;
use serde_json::json;

fn xy(x: f64, y: f64) -> Xy {
    Xy::new(x, y).unwrap()
}

fn check(gamut: Gamut, from: (f64, f64), to: (f64, f64)) {
    let clipped = gamut.clip(xy(from.0, from.1));
    assert!(distance(clipped, xy(to.0, to.1)) < 1e-9, "{gamut:?} {from:?}: {clipped:?}, not {to:?}");
    assert_eq!(gamut.contains(xy(from.0, from.1)), from == to, "{gamut:?} {from:?}");
}

#[test]
fn inside_stays_and_outside_comes_near() {
    check(Gamut::C, (0.3127, 0.329), (0.3127, 0.329));
    check(Gamut::C, (1.0, 0.0), (0.6915, 0.3083));
    check(Gamut::C, (0.0, 1.0), (0.17, 0.7));
    check(Gamut::C, (0.0, 0.0), (0.1532, 0.0475));
    check(Gamut::A, (0.704, 0.296), (0.704, 0.296));
    let corner = Gamut { red: xy(0.6, 0.2), green: xy(0.2, 0.6), blue: xy(0.2, 0.2) };
    check(corner, (0.1, 0.3), (0.2, 0.3));
    check(corner, (0.3, 0.0), (0.3, 0.2));
    check(corner, (0.5, 0.5), (0.4, 0.4));
    check(corner, (0.2, 0.4), (0.2, 0.4));
}

#[test]
fn lines_and_points_are_gamuts_too() {
    let line = Gamut { red: xy(0.2, 0.2), green: xy(0.4, 0.4), blue: xy(0.6, 0.6) };
    check(line, (0.5, 0.5), (0.5, 0.5));
    check(line, (0.3, 0.5), (0.4, 0.4));
    check(line, (0.9, 0.9), (0.6, 0.6));
    check(line, (0.1, 0.0), (0.2, 0.2));
    let point = Gamut { red: xy(0.3, 0.3), green: xy(0.3, 0.3), blue: xy(0.3, 0.3) };
    check(point, (0.3, 0.3), (0.3, 0.3));
    check(point, (1.0, 0.0), (0.3, 0.3));
}

#[test]
fn it_is_written_as_bridges_write_it() {
    let wire = json!({
        "red": {"x": 0.6915, "y": 0.3083}, "green": {"x": 0.17, "y": 0.7}, "blue": {"x": 0.1532, "y": 0.0475},
    });
    assert_eq!(serde_json::to_value(Gamut::C).unwrap(), wire);
    assert_eq!(serde_json::from_value::<Gamut>(wire).unwrap(), Gamut::C);
}

/// Points of all of it, the corners and the edges among them.
fn points(gamut: Gamut) -> impl Iterator<Item = Xy> {
    const STEPS: u8 = 24;
    let share = |step: u8| f64::from(step) / f64::from(STEPS);
    (0..=STEPS).flat_map(move |down| {
        let [left, right] = [gamut.green, gamut.blue].map(|corner| between(gamut.red, corner, share(down)));
        (0..=STEPS).map(move |across| between(left, right, share(across)))
    })
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn no_point_of_it_is_nearer(gamut in any_gamut(), xy in any_xy()) {
        let clipped = gamut.clip(xy);
        let away = distance(clipped, xy);
        for point in points(gamut) {
            prop_assert!(away <= distance(point, xy) + 1e-7, "{:?} is nearer than {:?}", point, clipped);
        }
    }

    #[test]
    fn what_is_clipped_is_inside_and_stays(gamut in any_gamut(), xy in any_xy()) {
        let clipped = gamut.clip(xy);
        prop_assert!(gamut.contains(clipped));
        prop_assert_eq!(gamut.clip(clipped), clipped);
        prop_assert_eq!(gamut.contains(xy), clipped == xy);
        // Inside: what lies between its corners, whichever of them one starts from.
        let nearest = points(gamut).map(|point| distance(point, clipped)).fold(f64::INFINITY, f64::min);
        let [one, two, three] = [(gamut.red, gamut.green), (gamut.green, gamut.blue), (gamut.blue, gamut.red)]
            .map(|(from, to)| distance(from, to));
        prop_assert!(nearest <= one.max(two).max(three) / 24.0 + 1e-7);
    }

    #[test]
    fn what_is_mixed_from_its_corners_stays(
        gamut in any_gamut(),
        shares in (0.0..=1.0, 0.0..=1.0),
    ) {
        let mixed = between(gamut.red, between(gamut.green, gamut.blue, shares.0), shares.1);
        prop_assert!(gamut.contains(mixed));
        prop_assert_eq!(gamut.clip(mixed), mixed);
    }
}

#[test]
fn a_gamut_is_an_object_of_three_corners() {
    let text = serde_json::to_string(&Gamut::C).unwrap();
    assert_eq!(text, r#"{"red":{"x":0.6915,"y":0.3083},"green":{"x":0.17,"y":0.7},"blue":{"x":0.1532,"y":0.0475}}"#);
    assert_eq!(serde_json::from_str::<Gamut>(&text).unwrap(), Gamut::C);
    let corner = r#"{"x":0.1,"y":0.1}"#;
    let (list, two) = (format!("[{corner},{corner},{corner}]"), format!(r#"{{"red":{corner},"green":{corner}}}"#));
    for other in [list, two] {
        assert!(serde_json::from_str::<Gamut>(&other).is_err(), "{other}");
    }
}
