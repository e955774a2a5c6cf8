//! A light, as both APIs share it.

use super::color;
use crate::ids::stable_uuid;

/// The least brightness of a lamp that is on, in percent: `bri` 1.
pub(super) const LEAST_BRIGHTNESS: f64 = 0.39;
/// The lowest colour temperature number of the lamps, in mirek.
pub(super) const COLDEST: u16 = 153;

/// What a light can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LightKind {
    /// Colours and whites.
    ExtendedColor,
    /// Whites.
    ColorTemperature,
    /// One white.
    Dimmable,
    /// On and off only: a plug.
    OnOff,
}

/// Which of the values given last holds (v1's `colormode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColorMode {
    Hue,
    Xy,
    Mirek,
}

/// A light of the simulated home.
#[derive(Clone, Debug)]
pub struct Light {
    pub(super) v1_id: String,
    pub(super) id: String,
    pub(super) device_id: String,
    pub(super) name: String,
    pub(super) kind: LightKind,
    pub(super) on: bool,
    pub(super) brightness: f64,
    pub(super) hue: u16,
    pub(super) sat: u8,
    pub(super) xy: (f64, f64),
    pub(super) mirek: u16,
    pub(super) mode: ColorMode,
    pub(super) alert: String,
    pub(super) effect: String,
    pub(super) reachable: bool,
}

impl Light {
    /// The identifier of the v2 resource.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The identifier in the v1 API.
    pub fn v1_id(&self) -> &str {
        &self.v1_id
    }

    /// What its owner calls it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it can do.
    pub fn kind(&self) -> LightKind {
        self.kind
    }

    /// Whether it is on.
    pub fn is_on(&self) -> bool {
        self.on
    }

    /// In percent, also while it is off; `None` if it cannot be dimmed.
    pub fn brightness(&self) -> Option<f64> {
        self.kind.is_dimmable().then_some(self.brightness)
    }

    /// The colour's coordinates; `None` if it has no colours, or shows a white given as a colour temperature.
    pub fn xy(&self) -> Option<(f64, f64)> {
        (self.kind.has_color() && self.mode != ColorMode::Mirek).then_some(self.xy)
    }

    /// The colour temperature in mirek; `None` if it has none, or shows a colour.
    pub fn mirek(&self) -> Option<u16> {
        (self.kind.has_mirek() && self.mode == ColorMode::Mirek).then_some(self.mirek)
    }

    /// Whether the bridge can reach it.
    pub fn is_reachable(&self) -> bool {
        self.reachable
    }

    /// Cuts it off from the bridge, or connects it again.
    pub fn set_reachable(&mut self, reachable: bool) {
        self.reachable = reachable;
    }

    /// Switches it as if by hand.
    pub fn set_on(&mut self, on: bool) {
        self.on = on;
    }

    /// v1's `bri`, 1 to 254.
    pub(super) fn bri(&self) -> u8 {
        let bri = (self.brightness * 2.54).round().clamp(1.0, 254.0);
        (1..=254).find(|step| f64::from(*step) >= bri).unwrap_or(254)
    }

    pub(super) fn set_bri(&mut self, bri: u8) {
        self.set_brightness(f64::from(bri) / 2.54);
    }

    /// In percent; 0 becomes the least that there is.
    pub(super) fn set_brightness(&mut self, percent: f64) {
        self.brightness = ((percent * 100.0).round() / 100.0).clamp(LEAST_BRIGHTNESS, 100.0);
    }

    pub(super) fn set_xy(&mut self, xy: (f64, f64)) {
        self.xy = color::reachable(xy);
        self.mode = ColorMode::Xy;
    }

    pub(super) fn set_hue(&mut self, hue: u16, sat: u8) {
        (self.hue, self.sat) = (hue, sat);
        self.xy = color::from_hue(hue, sat);
        self.mode = ColorMode::Hue;
    }

    pub(super) fn set_mirek(&mut self, mirek: u16) {
        self.mirek = mirek.clamp(COLDEST, self.kind.warmest());
        self.mode = ColorMode::Mirek;
    }
}

impl LightKind {
    pub(super) fn is_dimmable(self) -> bool {
        self != Self::OnOff
    }

    pub(super) fn has_mirek(self) -> bool {
        matches!(self, Self::ExtendedColor | Self::ColorTemperature)
    }

    pub(super) fn has_color(self) -> bool {
        self == Self::ExtendedColor
    }

    /// The highest colour temperature number, in mirek.
    pub(super) fn warmest(self) -> u16 {
        if self.has_color() { 500 } else { 454 }
    }
}

/// The five lights of a bridge.
pub(super) fn home(bridge_id: &str) -> Vec<Light> {
    [
        ("Kitchen", LightKind::ExtendedColor, false),
        ("Living room", LightKind::ExtendedColor, true),
        ("Reading lamp", LightKind::ColorTemperature, false),
        ("Hallway", LightKind::Dimmable, true),
        ("Coffee machine", LightKind::OnOff, false),
    ]
    .into_iter()
    .zip(1_u8..)
    .map(|((name, kind, on), number)| {
        let v1_id = number.to_string();
        Light {
            id: stable_uuid(&[bridge_id, "light", &v1_id]),
            device_id: stable_uuid(&[bridge_id, "device", &v1_id]),
            v1_id,
            name: name.to_owned(),
            kind,
            on,
            brightness: 100.0,
            hue: 8402,
            sat: 140,
            xy: (0.4573, 0.41),
            mirek: 366,
            mode: ColorMode::Mirek,
            alert: "none".to_owned(),
            effect: "none".to_owned(),
            reachable: true,
        }
    })
    .collect()
}
