//! Numbers at the bounds of their ranges.

use crate::support::cases;
use hue_proto::v2::{Position, TimeOfDay};
use hue_proto::{Fraction, InvalidSetting, Kelvin, Mirek, MirekDelta, Name, Percent, Xy};
use proptest::num::f64::ANY;
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

/// What is no number, and what is none within.
const NOWHERE: [f64; 3] = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];

/// A range of floats from 0: what is in it, what is not, and that no way in goes around the check.
fn check<T: Copy + Debug + PartialEq + Serialize + DeserializeOwned>(
    most: f64,
    new: fn(f64) -> Result<T, InvalidSetting>,
    nearest: fn(f64) -> T,
    get: fn(T) -> f64,
) {
    for inside in [0.0, f64::MIN_POSITIVE, 0.0_f64.next_up(), most / 3.0, most.next_down(), most] {
        let made = new(inside).unwrap();
        assert_eq!(get(made).to_bits(), inside.to_bits());
        assert_eq!(nearest(inside), made);
        let json = serde_json::to_string(&made).unwrap();
        assert_eq!(serde_json::from_str::<T>(&json).unwrap(), made, "{json}");
    }
    assert_eq!(get(new(-0.0).unwrap()).to_bits(), 0, "-0.0 is 0.0");
    assert_eq!(get(nearest(-0.0)).to_bits(), 0, "-0.0 is 0.0");
    for outside in [0.0_f64.next_down(), most.next_up(), -1.0, f64::MAX, f64::MIN].into_iter().chain(NOWHERE) {
        let error = new(outside).unwrap_err();
        assert!(error.problem.contains(&format!("0 to {most}")), "{error}");
        let end = if outside > most { most } else { 0.0 };
        assert_eq!(get(nearest(outside)).to_bits(), end.to_bits(), "{outside}");
    }
    for text in ["-1e-300", "1e300", "-1", "null", "\"1\"", "[1]"] {
        assert!(serde_json::from_str::<T>(text).is_err(), "{text}");
    }
}

#[test]
fn floats_are_within() {
    check(100.0, Percent::new, Percent::nearest, Percent::get);
    check(1.0, Fraction::new, Fraction::nearest, Fraction::get);
    check_xy();
    assert_eq!(Percent::FULL.get().to_bits(), 100.0_f64.to_bits());
}

/// Each coordinate alone.
#[test]
fn places_in_a_room_are_within() {
    let places = |value, others| {
        [
            Position::new(value, others, others),
            Position::new(others, value, others),
            Position::new(others, others, value),
        ]
    };
    for inside in [-1.0, (-1.0_f64).next_up(), -f64::MIN_POSITIVE, 0.0, 0.5, 1.0_f64.next_down(), 1.0] {
        let [x, y, z] = places(inside, 0.25).map(Result::unwrap);
        let bits = |numbers: [f64; 3]| numbers.map(f64::to_bits);
        for (made, expected) in [(x, [inside, 0.25, 0.25]), (y, [0.25, inside, 0.25]), (z, [0.25, 0.25, inside])] {
            assert_eq!(bits([made.x(), made.y(), made.z()]), bits(expected));
        }
        assert_eq!(serde_json::from_str::<Position>(&serde_json::to_string(&z).unwrap()).unwrap(), z);
    }
    for outside in [(-1.0_f64).next_down(), 1.0_f64.next_up(), f64::MAX, f64::MIN].into_iter().chain(NOWHERE) {
        assert!(places(outside, 0.25).iter().all(Result::is_err), "{outside}");
    }
    assert_eq!(
        serde_json::to_string(&Position::new(-0.0, -0.0, -0.0).unwrap()).unwrap(),
        r#"{"x":0.0,"y":0.0,"z":0.0}"#
    );
    assert_eq!(serde_json::from_str::<Position>(r#"{"x":0,"y":1}"#).unwrap(), Position::new(0.0, 1.0, 0.0).unwrap());
    for text in [r#"{"x":0,"y":0,"z":1.5}"#, r#"{"x":0}"#, "[0,0,0]", r#"{"x":0,"y":0,"z":null}"#] {
        assert!(serde_json::from_str::<Position>(text).is_err(), "{text}");
    }
}

#[test]
fn times_of_the_day_are_within() {
    for (hour, minute, second) in [(0, 0, 0), (23, 59, 59), (12, 0, 59)] {
        let time = TimeOfDay::new(hour, minute, second).unwrap();
        assert_eq!((time.hour(), time.minute(), time.second()), (hour, minute, second));
        let json = format!(r#"{{"hour":{hour},"minute":{minute},"second":{second}}}"#);
        assert_eq!(serde_json::to_string(&time).unwrap(), json);
        assert_eq!(serde_json::from_str::<TimeOfDay>(&json).unwrap(), time);
    }
    for (hour, minute, second) in [(24, 0, 0), (0, 60, 0), (0, 0, 60), (255, 255, 255)] {
        assert!(TimeOfDay::new(hour, minute, second).is_err(), "{hour}:{minute}:{second}");
        let json = format!(r#"{{"hour":{hour},"minute":{minute},"second":{second}}}"#);
        assert!(serde_json::from_str::<TimeOfDay>(&json).is_err(), "{json}");
    }
    assert_eq!(serde_json::from_str::<TimeOfDay>(r#"{"hour":7}"#).unwrap(), TimeOfDay::new(7, 0, 0).unwrap());
    assert!(TimeOfDay::new(7, 30, 0).unwrap() < TimeOfDay::new(7, 30, 1).unwrap());
}

/// Either coordinate alone, and as a bridge writes both.
fn check_xy() {
    const BESIDE: f64 = 0.25;
    for bad in [0.0_f64.next_down(), 1.0_f64.next_up()].into_iter().chain(NOWHERE) {
        assert!(Xy::new(bad, BESIDE).is_err() && Xy::new(BESIDE, bad).is_err(), "{bad}");
        let end = f64::from(bad > 1.0);
        assert_eq!(Xy::nearest(bad, BESIDE), Xy::new(end, BESIDE).unwrap());
        assert_eq!(Xy::nearest(BESIDE, bad), Xy::new(BESIDE, end).unwrap());
    }
    let xy = Xy::new(BESIDE, 0.5).unwrap();
    assert_eq!(serde_json::to_string(&xy).unwrap(), r#"{"x":0.25,"y":0.5}"#);
    assert_eq!(serde_json::from_str::<Xy>(r#"{"y":0.5,"z":1,"x":0.25}"#).unwrap(), xy);
    for text in ["[0.25,0.5]", r#"{"x":0.25}"#, r#"{"x":0.25,"y":1.5}"#, r#"{"x":0.25,"y":"0.5"}"#, "null"] {
        assert!(serde_json::from_str::<Xy>(text).is_err(), "{text}");
    }
    let zero = Xy::new(-0.0, -0.0).unwrap();
    assert_eq!((zero.x().to_bits(), zero.y().to_bits()), (0, 0));
    let xy = Xy::new(0.0_f64.next_up(), 1.0).unwrap();
    assert_eq!(serde_json::from_str::<Xy>(&serde_json::to_string(&xy).unwrap()).unwrap(), xy);
    for text in [r#"{"x":1.1,"y":0}"#, r#"{"x":0,"y":-0.1}"#, r#"{"x":0}"#] {
        assert!(serde_json::from_str::<Xy>(text).is_err(), "{text}");
    }
}

#[test]
fn whole_numbers_are_within() {
    for (number, is_within) in [(0, false), (152, false), (153, true), (500, true), (501, false), (u16::MAX, false)] {
        assert_eq!(Mirek::new(number).is_ok(), is_within, "{number}");
        assert_eq!(Mirek::nearest(number).get(), number.clamp(153, 500));
        assert_eq!(Mirek::try_from(number), Mirek::new(number));
        // A bridge may report more than it takes, and never nothing.
        assert_eq!(serde_json::from_str::<Mirek>(&number.to_string()).is_ok(), number > 0, "{number}");
    }
    for (number, is_within) in [(0, true), (347, true), (348, false), (u16::MAX, false)] {
        assert_eq!(MirekDelta::new(number).is_ok(), is_within, "{number}");
        assert_eq!(serde_json::from_str::<MirekDelta>(&number.to_string()).is_ok(), is_within, "{number}");
    }
    for (number, is_within) in
        [(0, false), (1_999, false), (2_000, true), (6_536, true), (6_537, false), (u32::MAX, false)]
    {
        assert_eq!(Kelvin::new(number).is_ok(), is_within, "{number}");
    }
    for (length, is_within) in [(0, false), (1, true), (32, true), (33, false)] {
        assert_eq!(Name::new(&"ü".repeat(length)).is_ok(), is_within, "{length}");
    }
}

#[test]
fn kelvin_and_mirek_are_one() {
    let check = |kelvin, mirek| {
        let kelvin = Kelvin::new(kelvin).unwrap();
        assert_eq!((kelvin.mirek(), kelvin.to_string()), (Mirek::new(mirek).unwrap(), format!("{} K", kelvin.get())));
    };
    check(2_000, 500);
    check(2_700, 370);
    check(6_500, 154);
    check(6_536, 153);
    for number in 1..=u16::MAX {
        let mirek: Mirek = serde_json::from_str(&number.to_string()).unwrap();
        let back = mirek.kelvin().mirek();
        assert!(back == mirek || number > 1_000, "{mirek} {back}");
        assert!((f64::from(mirek.kelvin().get()) - 1e6 / f64::from(number)).abs() <= 0.5);
    }
    assert_eq!(serde_json::from_str::<Mirek>("65535").unwrap().kelvin().mirek().get(), u16::MAX);
    assert_eq!((Mirek::COLDEST.kelvin().get(), Mirek::WARMEST.kelvin().get()), (6_536, 2_000));
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn the_nearest_is_within_and_no_other_is_nearer(value in ANY) {
        let found = Percent::nearest(value).get();
        prop_assert!((0.0..=100.0).contains(&found) && found.is_sign_positive());
        prop_assert_eq!(Percent::new(value).ok(), (0.0..=100.0).contains(&value).then(|| Percent::nearest(value)));
        prop_assert!(value.is_nan() || (value - found).abs() <= (value - value.clamp(0.0, 100.0)).abs());
    }
}
