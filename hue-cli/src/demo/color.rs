//! A lamp's colour as a screen shows it.

/// CIE 1931 chromaticity and brightness in percent, as sRGB.
///
/// Chromaticity to XYZ at full luminance, by the inverse of the sRGB matrix for white D65 to linear light, without what is
/// outside the gamut, scaled so that the strongest channel is the brightness, and encoded (IEC 61966-2-1).
pub(super) fn srgb((x, y): (f64, f64), brightness: f64) -> [u8; 3] {
    let y = y.max(1e-6);
    let (big_x, big_z) = (x / y, (1.0 - x - y) / y);
    let linear = [
        3.240_454_2 * big_x - 1.537_138_5 - 0.498_531_4 * big_z,
        -0.969_266_0 * big_x + 1.876_010_8 + 0.041_556_0 * big_z,
        0.055_643_4 * big_x - 0.204_025_9 + 1.057_225_2 * big_z,
    ]
    .map(|channel| channel.max(0.0));
    let strongest = linear.into_iter().fold(1e-6, f64::max);
    linear.map(|channel| byte(encoded(channel / strongest * (brightness / 100.0).clamp(0.0, 1.0))))
}

/// The chromaticity of a white: the Planckian locus by cubic splines (Kim et al., US patent 7,024,034), which hold from
/// 1,667 to 25,000 kelvin.
pub(super) fn white(mirek: u16) -> (f64, f64) {
    let kelvin = (1e6 / f64::from(mirek.max(1))).clamp(1_667.0, 25_000.0);
    let k = 1e3 / kelvin;
    let x = if kelvin <= 4_000.0 {
        ((-0.266_123_9 * k - 0.234_358_9) * k + 0.877_695_6) * k + 0.179_910
    } else {
        ((-3.025_846_9 * k + 2.107_037_9) * k + 0.222_634_7) * k + 0.240_390
    };
    let y = if kelvin <= 2_222.0 {
        ((-1.106_381_4 * x - 1.348_110_2) * x + 2.185_558_32) * x - 0.202_196_83
    } else if kelvin <= 4_000.0 {
        ((-0.954_947_6 * x - 1.374_185_93) * x + 2.091_370_15) * x - 0.167_488_67
    } else {
        ((3.081_758_0 * x - 5.873_386_7) * x + 3.751_129_97) * x - 0.370_014_83
    };
    (x, y)
}

fn encoded(linear: f64) -> f64 {
    if linear <= 0.003_130_8 { 12.92 * linear } else { 1.055 * linear.powf(1.0 / 2.4) - 0.055 }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255, and whole")]
fn byte(channel: f64) -> u8 {
    (channel * 255.0).round().clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_colours_come_out() {
        let check = |xy, brightness, rgb| assert_eq!(srgb(xy, brightness), rgb, "{xy:?} {brightness}");
        // White D65, the primaries of sRGB, and no light at all.
        check((0.312_7, 0.329), 100.0, [255, 255, 255]);
        check((0.64, 0.33), 100.0, [255, 0, 0]);
        check((0.30, 0.60), 100.0, [0, 255, 0]);
        check((0.15, 0.06), 100.0, [0, 0, 255]);
        check((0.312_7, 0.329), 0.0, [0, 0, 0]);
        // Half the light is not half the number.
        check((0.312_7, 0.329), 50.0, [187, 187, 188]);
        // Beyond the gamut, and no colour at all: a colour all the same.
        check((0.6915, 0.3083), 100.0, [255, 0, 0]);
        check((0.0, 0.0), 100.0, srgb((0.0, 0.0), 250.0));
    }

    #[test]
    fn whites_lie_on_the_locus() {
        // 6,500 K and 2,732 K, from tables of the locus.
        for (mirek, x, y) in [(154, 0.3135, 0.3237), (366, 0.4571, 0.4103), (500, 0.5267, 0.4133)] {
            let (found_x, found_y) = white(mirek);
            assert!((found_x - x).abs() < 0.002 && (found_y - y).abs() < 0.002, "{mirek}: {found_x} {found_y}");
        }
        let [red, green, blue] = srgb(white(366), 100.0);
        assert!(red == 255 && (160..190).contains(&green) && (70..120).contains(&blue), "{red} {green} {blue}");
    }
}
