//! Hue, saturation and brightness: sRGB as people choose from it, and as API v1 has it.

use super::Rgb;
use super::rgb::byte;
use crate::error::InvalidSetting;
use crate::quantity::Percent;

/// Hue, saturation and brightness of a colour of sRGB, also called HSV.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hsb {
    hue: f64,
    saturation: Percent,
    brightness: Percent,
}

impl Hsb {
    /// The hue in degrees, 0 to 360: red at both ends, green at 120, blue at 240.
    pub fn new(hue: f64, saturation: Percent, brightness: Percent) -> Result<Self, InvalidSetting> {
        let within = (0.0..=360.0).contains(&hue);
        // The sum makes no difference but to -0.0.
        let made = Self { hue: hue + 0.0, saturation, brightness };
        if within { Ok(made) } else { Err(InvalidSetting::new("hue", "is a number of degrees from 0 to 360")) }
    }

    /// In degrees, 0 to 360.
    pub const fn hue(self) -> f64 {
        self.hue
    }

    /// From grey to the full colour.
    pub const fn saturation(self) -> Percent {
        self.saturation
    }

    /// Of the strongest channel as it is stored; [`Rgb::brightness`] is its light.
    pub const fn brightness(self) -> Percent {
        self.brightness
    }

    /// The nearest of sRGB. Where it is dark, few are near: to have a lamp's colour, ask at full brightness.
    pub fn rgb(self) -> Rgb {
        let (saturation, brightness) = (self.saturation.get() / 100.0, self.brightness.get() / 100.0);
        // Each channel is full for a third of the circle, none for another, and on its way between.
        let channel = |start: f64| {
            let place = (start + self.hue / 60.0) % 6.0;
            let missing = place.min(4.0 - place).clamp(0.0, 1.0);
            byte(255.0 * brightness * (1.0 - saturation * missing))
        };
        Rgb::new(channel(5.0), channel(3.0), channel(1.0))
    }

    /// As API v1 has it: `hue` 0 to 65535, `sat` 0 to 254, `bri` 1 to 254. A byte that says 255 counts as 254.
    pub fn from_v1(hue: u16, sat: u8, bri: u8) -> Self {
        let percent = |byte: u8| Percent::nearest(f64::from(byte) * 100.0 / MOST);
        Self { hue: f64::from(hue) * 360.0 / CIRCLE, saturation: percent(sat), brightness: percent(bri) }
    }

    /// As API v1 takes it: `hue`, `sat` and `bri`. There is no `bri` below 1.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 360 degrees become 0 to 65535")]
    pub fn v1(self) -> (u16, u8, u8) {
        let share = |percent: Percent| byte(percent.get() * MOST / 100.0);
        let hue = (self.hue * CIRCLE / 360.0 + 0.5) as u16;
        (hue, share(self.saturation), share(self.brightness).max(1))
    }
}

impl Rgb {
    /// The same colour. What is grey has no hue, and says 0; what is black has no saturation either.
    pub fn hsb(self) -> Hsb {
        let [red, green, blue] = self.channels();
        let most = red.max(green).max(blue);
        let spread = most - red.min(green).min(blue);
        let sixths = |plus, minus| (f64::from(plus) - f64::from(minus)) / f64::from(spread.max(1));
        let sector = if most == red {
            sixths(green, blue)
        } else if most == green {
            sixths(blue, red) + 2.0
        } else {
            sixths(red, green) + 4.0
        };
        Hsb {
            hue: 60.0 * if sector < 0.0 { sector + 6.0 } else { sector },
            saturation: Percent::nearest(100.0 * f64::from(spread) / f64::from(most.max(1))),
            brightness: Percent::nearest(100.0 * f64::from(most) / 255.0),
        }
    }
}

/// `hue` all the way round.
const CIRCLE: f64 = 65_535.0;
/// The most of `sat` and `bri`.
const MOST: f64 = 254.0;
