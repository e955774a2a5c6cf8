//! Colours and the ways between them: what was published, what others compute, and properties of every input.

mod gamut;
mod hsb;
mod rgb;
mod white;

use hue_proto::color::{Gamut, Rgb};
use hue_proto::{Percent, Xy};
use proptest::num::f64::ANY;
use proptest::prelude::*;

/// One of 251 of all colours, and so every value of each channel, beside the corners of the cube.
fn some_of_all() -> impl Iterator<Item = Rgb> {
    let corners = [0, 0xff, 0xff00, 0xffff, 0xff_0000, 0xff_00ff, 0xff_ff00, 0xff_ffff];
    corners.into_iter().chain((0..1 << 24).step_by(251)).map(rgb)
}

fn rgb(number: u32) -> Rgb {
    let [_, red, green, blue] = number.to_be_bytes();
    Rgb::new(red, green, blue)
}

fn any_rgb() -> impl Strategy<Value = Rgb> {
    any::<[u8; 3]>().prop_map(|[red, green, blue]| Rgb::new(red, green, blue))
}

/// Every number that a program may come by: not one of them is a place before it is brought within.
fn any_xy() -> impl Strategy<Value = Xy> {
    let far = (ANY, ANY).prop_map(|(x, y)| Xy::nearest(x, y));
    let usual = (0.0..=1.0, 0.0..=1.0).prop_map(|(x, y)| Xy::nearest(x, y));
    prop_oneof![1 => far, 3 => usual]
}

fn any_percent() -> impl Strategy<Value = Percent> {
    prop_oneof![ANY, 0.0..=100.0].prop_map(Percent::nearest)
}

/// Hue's and any, with lines and points among them, and with corners that are nearly, but not quite, the same.
fn any_gamut() -> impl Strategy<Value = Gamut> {
    let hues = prop_oneof![Just(Gamut::A), Just(Gamut::B), Just(Gamut::C)];
    let own = [any_xy(), any_xy(), any_xy()].prop_map(|[red, green, blue]| Gamut { red, green, blue });
    let line = (any_xy(), any_xy(), 0.0..=1.0).prop_map(|(red, blue, share)| Gamut {
        red,
        green: between(red, blue, share),
        blue,
    });
    let point = (any_xy(), prop_oneof![Just(0.0), Just(1e-9), Just(1e-6), Just(1e-3)]).prop_map(|(red, size)| Gamut {
        red,
        green: Xy::nearest(red.x() + size, red.y()),
        blue: Xy::nearest(red.x(), red.y() + size),
    });
    (prop_oneof![hues, own, line, point], any::<bool>()).prop_map(|(gamut, is_turned)| {
        if is_turned { Gamut { red: gamut.blue, blue: gamut.red, ..gamut } } else { gamut }
    })
}

fn between(from: Xy, to: Xy, share: f64) -> Xy {
    Xy::nearest(from.x() + share * (to.x() - from.x()), from.y() + share * (to.y() - from.y()))
}

fn distance(one: Xy, other: Xy) -> f64 {
    (one.x() - other.x()).hypot(one.y() - other.y())
}

/// The text of a float is long; what matters is how far off it is.
#[track_caller]
fn check_close(found: f64, expected: f64, within: f64) {
    assert!((found - expected).abs() <= within, "{found}, not {expected} within {within}");
}
