//! A lamp's colour as a screen shows it, and the way back.

/// CIE 1931 chromaticity and brightness in percent, as sRGB.
///
/// Chromaticity to XYZ at full luminance, by the inverse of the sRGB matrix for white D65 to linear light, without what is
/// outside the gamut, scaled so that the strongest channel is the brightness, and encoded (IEC 61966-2-1).
pub(crate) fn srgb((x, y): (f64, f64), brightness: f64) -> [u8; 3] {
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
pub(crate) fn white(mirek: u16) -> (f64, f64) {
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

/// What a person calls a colour: a CSS colour, or CIE 1931 x and y with a comma.
pub(crate) fn parse(text: &str) -> Result<(f64, f64), String> {
    if let Some(point) = text.split_once(',').and_then(|(x, y)| Some((number(x)?, number(y)?))) {
        return if is_chromaticity(point) {
            Ok(point)
        } else {
            Err("x and y are 0 to 1, and no more together".to_owned())
        };
    }
    let color = csscolorparser::parse(text)
        .map_err(|_| "a colour is a CSS name such as red, #ff8800, or x and y such as 0.56,0.41".to_owned())?;
    let [red, green, blue, _] = color.to_rgba8();
    chromaticity([red, green, blue])
        .ok_or_else(|| "black is no colour of a light: see --off and --brightness".to_owned())
}

/// The chromaticity of a colour of sRGB, by the matrix from linear light to XYZ. `None` for black, which has none.
fn chromaticity(rgb: [u8; 3]) -> Option<(f64, f64)> {
    let [red, green, blue] = rgb.map(|channel| linear(f64::from(channel) / 255.0));
    let x = 0.412_456_4 * red + 0.357_576_1 * green + 0.180_437_5 * blue;
    let y = 0.212_672_9 * red + 0.715_152_2 * green + 0.072_175_0 * blue;
    let z = 0.019_333_9 * red + 0.119_192_0 * green + 0.950_304_1 * blue;
    let sum = x + y + z;
    let rounded = |value: f64| (value * 10_000.0).round() / 10_000.0;
    (sum > 0.0).then(|| (rounded(x / sum), rounded(y / sum)))
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok()
}

fn is_chromaticity((x, y): (f64, f64)) -> bool {
    (0.0..=1.0).contains(&x) && (0.0..=1.0).contains(&y) && x + y <= 1.0
}

fn linear(encoded: f64) -> f64 {
    if encoded <= 0.040_45 { encoded / 12.92 } else { ((encoded + 0.055) / 1.055).powf(2.4) }
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
    fn colours_are_called_many_names() {
        let check = |text, point| assert_eq!(parse(text), Ok(point), "{text}");
        check("red", (0.64, 0.33));
        check("Lime", (0.3, 0.6));
        check("#00f", (0.15, 0.06));
        check("#0000ff", (0.15, 0.06));
        check("white", (0.3127, 0.329));
        // Not so bright, and the same colour.
        check("maroon", (0.64, 0.33));
        check("0.56,0.41", (0.56, 0.41));
        check(" 0.56 , 0.41 ", (0.56, 0.41));
        for (text, words) in [
            ("reddish", "CSS name"),
            ("", "CSS name"),
            ("#12345", "CSS name"),
            ("black", "--off"),
            ("transparent", "--off"),
            ("0.9,0.9", "no more together"),
            ("-0.1,0.5", "0 to 1"),
            ("NaN,0.5", "0 to 1"),
        ] {
            assert!(parse(text).unwrap_err().contains(words), "{text}");
        }
    }

    /// What the screen shows is what was asked for.
    #[test]
    fn there_and_back_is_the_same_colour() {
        for rgb in [[255, 0, 0], [255, 136, 0], [0, 255, 255], [200, 255, 17], [255, 255, 255], [70, 130, 255]] {
            let shown = srgb(chromaticity(rgb).unwrap(), 100.0);
            let close = rgb.iter().zip(shown).all(|(one, other)| one.abs_diff(other) <= 2);
            assert!(close, "{rgb:?} {shown:?}");
        }
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
