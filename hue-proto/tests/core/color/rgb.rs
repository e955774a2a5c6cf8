//! sRGB to a lamp's colour and back.

use super::*;
use crate::support::cases;
use palette::{FromColor, LinSrgb, Srgb, Yxy, convert::FromColorUnclamped, white_point::D65};

#[test]
fn text_and_colour_are_one() {
    let check = |text: &str, rgb: Rgb| {
        assert_eq!(text.parse(), Ok(rgb), "{text}");
        assert_eq!(rgb.to_string(), text.to_lowercase());
    };
    check("#000000", Rgb::new(0, 0, 0));
    check("#ff8800", Rgb::new(255, 136, 0));
    check("#0A0b0C", Rgb::new(10, 11, 12));
    for text in
        ["", "#", "ff8800", "#ff880", "#ff88000", "#+f8800", "#ff88 0", "##f8800", "#gg8800", "#é8800", " #ff8800"]
    {
        let error = text.parse::<Rgb>().unwrap_err();
        assert!(error.problem.contains("#ff8800"), "{text}");
    }
}

/// The corners of sRGB and its white, as the standard has them, to the fourth decimal.
#[test]
fn colours_are_where_the_standard_says() {
    let check = |text: &str, x, y| {
        let xy = text.parse::<Rgb>().unwrap().xy().unwrap();
        check_close(xy.x(), x, 1e-4);
        check_close(xy.y(), y, 1e-4);
    };
    check("#ff0000", 0.64, 0.33);
    check("#00ff00", 0.30, 0.60);
    check("#0000ff", 0.15, 0.06);
    check("#ffffff", 0.3127, 0.3290);
    // Not so bright, and the same colour.
    check("#010000", 0.64, 0.33);
    check("#7f7f7f", 0.3127, 0.3290);
    assert_eq!(Rgb::new(0, 0, 0).xy(), None);
}

#[test]
fn brightness_is_light() {
    let check = |rgb: Rgb, percent| check_close(rgb.brightness().get(), percent, 0.005);
    check(Rgb::new(0, 0, 0), 0.0);
    check(Rgb::new(255, 0, 0), 100.0);
    check(Rgb::new(255, 255, 255), 100.0);
    // From published tables of the curve.
    check(Rgb::new(0, 127, 0), 21.22);
    check(Rgb::new(1, 1, 188), 50.29);
    check(Rgb::new(10, 0, 0), 0.30);
}

#[test]
fn screens_show_what_they_can() {
    let check = |x, y, percent, text: &str| {
        let shown = Rgb::from_xy(Xy::nearest(x, y), Percent::nearest(percent));
        assert_eq!(shown.to_string(), text, "{x} {y} {percent}");
    };
    check(0.3127, 0.3290, 100.0, "#ffffff");
    check(0.3127, 0.3290, 0.0, "#000000");
    // Half the light is not half the number.
    check(0.64, 0.33, 50.0, "#bc0000");
    // Beyond its gamut.
    check(0.6915, 0.3083, 100.0, "#ff0000");
    // Where no colour is.
    check(0.0, 0.0, 100.0, "#0038ff");
    check(1.0, 1.0, 100.0, "#ffa800");
}

/// All that `palette` says, it says to within a few millionths, and of a byte the same or its neighbour.
#[test]
fn another_library_agrees() {
    let mut worst = [0.0_f64; 3];
    let mut note = |place: usize, difference: f64| worst[place] = worst[place].max(difference.abs());
    for rgb in some_of_all().filter(|rgb| rgb.xy().is_some()) {
        let other: LinSrgb<f64> = Srgb::from(rgb.channels()).into_linear();
        let theirs: Yxy<D65, f64> = Yxy::from_color(other);
        let ours = rgb.xy().unwrap();
        note(0, distance(ours, Xy::nearest(theirs.x, theirs.y)));
        note(1, rgb.brightness().get() - 100.0 * other.red.max(other.green).max(other.blue));
        let whole = Yxy::<D65, f64>::new(ours.x(), ours.y(), 1.0);
        let shown = LinSrgb::from_color_unclamped(whole);
        let [red, green, blue] = [shown.red, shown.green, shown.blue].map(|channel| channel.max(0.0));
        let scale = rgb.brightness().get() / 100.0 / red.max(green).max(blue);
        let shown: Srgb<u8> = LinSrgb::new(red * scale, green * scale, blue * scale).into_encoding();
        let found = Rgb::from_xy(ours, rgb.brightness()).channels();
        let furthest =
            found.iter().zip([shown.red, shown.green, shown.blue]).map(|(one, other)| one.abs_diff(other)).max();
        note(2, f64::from(furthest.unwrap()));
    }
    let [place, percent, byte] = worst;
    assert!(place < 1e-7 && percent < 2e-6 && byte < 0.5, "{worst:?}");
}

#[test]
fn what_a_lamp_was_given_is_shown() {
    let check = |rgb: Rgb| {
        let xy = rgb.xy().unwrap_or(Xy::nearest(0.3, 0.3));
        assert_eq!(Rgb::from_xy(xy, rgb.brightness()), rgb);
        // Bridges keep four decimals: two steps in what is darkest, at most.
        let rounded = |number: f64| (number * 1e4).round() / 1e4;
        let kept = Rgb::from_xy(Xy::nearest(rounded(xy.x()), rounded(xy.y())), rgb.brightness());
        let off = kept.channels().iter().zip(rgb.channels()).map(|(one, other)| one.abs_diff(other)).max();
        assert!(off <= Some(2), "{rgb} {kept}");
    };
    some_of_all().for_each(check);
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn whatever_shines_is_shown_as_bright(xy in any_xy(), brightness in any_percent()) {
        let shown = Rgb::from_xy(xy, brightness);
        let strongest = shown.channels().into_iter().max().unwrap();
        // Half a step of a byte is 0.45 % of the light at most, where the curve is steepest.
        prop_assert!((shown.brightness().get() - brightness.get()).abs() < 0.45, "{shown} {brightness}");
        prop_assert!(brightness < Percent::FULL || strongest == 255);
    }

    #[test]
    fn every_colour_has_its_place(rgb in any_rgb()) {
        let triangle = Gamut {
            red: Rgb::new(255, 0, 0).xy().unwrap(),
            green: Rgb::new(0, 255, 0).xy().unwrap(),
            blue: Rgb::new(0, 0, 255).xy().unwrap(),
        };
        prop_assert_eq!(rgb.xy().is_none(), rgb == Rgb::new(0, 0, 0));
        prop_assert!(rgb.xy().is_none_or(|xy| triangle.contains(xy)));
        prop_assert_eq!(rgb.to_string().parse(), Ok(rgb));
    }
}
