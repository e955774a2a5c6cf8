//! sRGB, as screens show colours (IEC 61966-2-1).

use crate::error::InvalidSetting;
use crate::quantity::{Percent, Xy};
use core::fmt;
use core::str::FromStr;

/// A colour of sRGB, 8 bits a channel. Its text is `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rgb([u8; 3]);

impl Rgb {
    /// From none of each, which is black, to 255 of each, which is white.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self([red, green, blue])
    }

    /// Red, green and blue.
    pub const fn channels(self) -> [u8; 3] {
        self.0
    }

    /// Which colour, however bright. `None` for black, which has none.
    pub fn xy(self) -> Option<Xy> {
        let xyz = product(TO_XYZ, self.linear());
        let sum: f64 = xyz.iter().sum();
        let [x, y, _] = xyz;
        (sum > 0.0).then(|| Xy::nearest(x / sum, y / sum))
    }

    /// How bright: the light of its strongest channel. So #ff0000 is as bright as white, and #7f0000 has a fifth of its light.
    pub fn brightness(self) -> Percent {
        Percent::nearest(100.0 * strongest(self.linear()))
    }

    /// What a lamp shows: a colour, and how bright. What a screen cannot show becomes what is left without the negative
    /// channels.
    pub fn from_xy(xy: Xy, brightness: Percent) -> Self {
        let shown = product(FROM_XYZ, [xy.x(), xy.y(), 1.0 - xy.x() - xy.y()]);
        // Never 0: there is no place in the diagram where all three are negative.
        let scale = brightness.get() / 100.0 / strongest(shown);
        Self(shown.map(|channel| byte(255.0 * encoded(channel * scale))))
    }

    /// Red, green and blue as light, 0 to 1.
    fn linear(self) -> [f64; 3] {
        self.0.map(|channel| decoded(f64::from(channel) / 255.0))
    }
}

/// `#rrggbb`, in either case.
impl FromStr for Rgb {
    type Err = InvalidSetting;

    fn from_str(text: &str) -> Result<Self, InvalidSetting> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
        let digits = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let [_, red, green, blue] = number
            .ok_or(InvalidSetting::new("colour", "is # and six hexadecimal digits, such as #ff8800"))?
            .to_be_bytes();
        Ok(Self::new(red, green, blue))
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// The nearest byte, which is 0 for what is negative.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "what is beyond a byte becomes its end")]
pub(super) fn byte(number: f64) -> u8 {
    (number + 0.5) as u8
}

fn product(matrix: [[f64; 3]; 3], [one, two, three]: [f64; 3]) -> [f64; 3] {
    matrix.map(|[first, second, third]| first * one + second * two + third * three)
}

fn strongest(channels: [f64; 3]) -> f64 {
    channels.into_iter().fold(0.0, f64::max)
}

/// What is stored, as light.
fn decoded(channel: f64) -> f64 {
    if channel <= 0.040_45 { channel / 12.92 } else { libm::pow((channel + 0.055) / 1.055, 2.4) }
}

/// Light, as it is stored.
fn encoded(light: f64) -> f64 {
    if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * libm::pow(light, 1.0 / 2.4) - 0.055 }
}

/// From the primaries of sRGB and its white D65, with as many digits as a byte can tell apart.
const TO_XYZ: [[f64; 3]; 3] = [
    [0.412_456_4, 0.357_576_1, 0.180_437_5],
    [0.212_672_9, 0.715_152_2, 0.072_175_0],
    [0.019_333_9, 0.119_192_0, 0.950_304_1],
];

/// Its inverse.
const FROM_XYZ: [[f64; 3]; 3] = [
    [3.240_454_2, -1.537_138_5, -0.498_531_4],
    [-0.969_266_0, 1.876_010_8, 0.041_556_0],
    [0.055_643_4, -0.204_025_9, 1.057_225_2],
];
