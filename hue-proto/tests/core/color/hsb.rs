//! Hue, saturation and brightness.

use super::*;
use crate::support::cases;
use hue_proto::color::Hsb;
use palette::{FromColor, Hsv, Srgb};

fn hsb(hue: f64, saturation: f64, brightness: f64) -> Hsb {
    Hsb::new(hue, Percent::nearest(saturation), Percent::nearest(brightness)).unwrap()
}

#[test]
fn colours_are_called_as_on_any_wheel() {
    let check = |hue, saturation, brightness, text: &str| {
        let rgb = hsb(hue, saturation, brightness).rgb();
        assert_eq!(rgb.to_string(), text, "{hue} {saturation} {brightness}");
    };
    check(0.0, 100.0, 100.0, "#ff0000");
    check(60.0, 100.0, 100.0, "#ffff00");
    check(120.0, 100.0, 50.0, "#008000");
    check(240.0, 100.0, 100.0, "#0000ff");
    check(300.0, 50.0, 100.0, "#ff80ff");
    check(360.0, 100.0, 100.0, "#ff0000");
    check(200.0, 0.0, 100.0, "#ffffff");
    check(200.0, 100.0, 0.0, "#000000");
}

#[test]
fn hues_go_round_once() {
    let made = |hue| Hsb::new(hue, Percent::FULL, Percent::FULL);
    for hue in [0.0, -0.0, f64::MIN_POSITIVE, 360.0, 360.0_f64.next_down()] {
        assert!(made(hue).unwrap().hue().is_sign_positive(), "{hue}");
    }
    for hue in [0.0_f64.next_down(), 360.0_f64.next_up(), f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(made(hue).unwrap_err().setting, "hue", "{hue}");
    }
}

/// The first of each row, and what the old API's clients send for it.
#[test]
fn api_v1_has_numbers_of_its_own() {
    let check = |(hue, saturation, brightness), v1| {
        assert_eq!(hsb(hue, saturation, brightness).v1(), v1, "{hue} {saturation} {brightness}");
    };
    check((120.0, 50.0, 50.0), (21_845, 127, 127));
    check((180.0, 25.0, 75.0), (32_768, 64, 191));
    check((90.0, 10.0, 10.0), (16_384, 25, 25));
    check((240.0, 100.0, 1.0), (43_690, 254, 3));
    check((360.0, 33.0, 99.0), (65_535, 84, 251));
    check((0.0, 0.0, 0.0), (0, 0, 1));
}

#[test]
fn api_v1_comes_back_as_it_was() {
    let check = |hue, sat, bri| assert_eq!(Hsb::from_v1(hue, sat, bri).v1(), (hue, sat, bri));
    (0..=u16::MAX).for_each(|hue| check(hue, 254, 254));
    (0..=254).for_each(|byte| check(1, byte, byte.max(1)));
    // Bridges read 0 as the least, and write no 255.
    assert_eq!(Hsb::from_v1(65_535, 255, 0), hsb(360.0, 100.0, 0.0));
    assert_eq!(Hsb::from_v1(65_535, 255, 0).v1(), (65_535, 254, 1));
}

#[test]
fn another_library_agrees() {
    for rgb in some_of_all() {
        let ours = rgb.hsb();
        let theirs = Hsv::from_color(Srgb::from(rgb.channels()).into_format::<f64>());
        check_close(ours.hue(), theirs.hue.into_positive_degrees(), 1e-9);
        check_close(ours.saturation().get(), 100.0 * theirs.saturation, 1e-9);
        check_close(ours.brightness().get(), 100.0 * theirs.value, 1e-9);
        assert_eq!(ours.rgb(), rgb);
    }
}

proptest! {
    #![proptest_config(cases(2000))]

    /// Within half a step of a byte, which a turn of the wheel shows least where there is little colour.
    #[test]
    fn bytes_are_the_nearest(hue in 0.0..=360.0, saturation in any_percent(), brightness in any_percent()) {
        let asked = Hsb::new(hue, saturation, brightness).unwrap();
        let theirs: Srgb<f64> =
            Srgb::from_color(Hsv::new(hue, saturation.get() / 100.0, brightness.get() / 100.0));
        for (ours, theirs) in asked.rgb().channels().iter().zip([theirs.red, theirs.green, theirs.blue]) {
            prop_assert!((f64::from(*ours) - 255.0 * theirs).abs() < 0.5 + 1e-9);
        }
    }

    #[test]
    fn numbers_of_api_v1_are_in_range(hue in 0.0..=360.0, saturation in any_percent(), brightness in any_percent()) {
        let asked = Hsb::new(hue, saturation, brightness).unwrap();
        let (v1_hue, sat, bri) = asked.v1();
        prop_assert!(sat <= 254 && (1..=254).contains(&bri));
        let back = Hsb::from_v1(v1_hue, sat, bri);
        prop_assert!((back.hue() - hue).abs() <= 360.0 / 65_535.0 / 2.0 + 1e-9);
        prop_assert!((back.saturation().get() - saturation.get()).abs() <= 50.0 / 254.0 + 1e-9);
        prop_assert!((back.brightness().get() - brightness.get()).abs() <= 100.0 / 254.0 + 1e-9);
    }
}
