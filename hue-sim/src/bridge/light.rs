//! A light: its state in the resource that the second API shows, and beside it what only the first one knows.

use serde_json::{Value, json};

use super::color;
use super::store::{Object, Resource, at, set, text};
use crate::gamut::Gamut;

/// The least brightness of a lamp that is on, in percent: `bri` 1.
const LEAST_BRIGHTNESS: f64 = 0.39;

/// What a light can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LightKind {
    /// Colours and whites.
    ExtendedColor,
    /// Colours, and whites only as colours.
    Color,
    /// Whites.
    ColorTemperature,
    /// One white.
    Dimmable,
    /// On and off only: a plug.
    OnOff,
}

/// A light of the simulated home, as it was when it was looked at.
#[derive(Clone, Debug)]
pub struct Light {
    id: String,
    v1_id: String,
    name: String,
    kind: LightKind,
    on: bool,
    brightness: Option<f64>,
    xy: Option<(f64, f64)>,
    mirek: Option<u16>,
    reachable: bool,
}

impl Light {
    pub(super) fn of(light: &Resource) -> Self {
        let mirek = light.mirek();
        Self {
            id: light.id().to_owned(),
            v1_id: light.v1_id("lights").unwrap_or_default().to_owned(),
            name: light.name().to_owned(),
            kind: light.light_kind(),
            on: light.is_on(),
            brightness: light.can("dimming").then(|| light.brightness()),
            xy: (light.can("color") && mirek.is_none()).then(|| light.xy()),
            mirek,
            reachable: light.beside.reachable,
        }
    }

    /// The identifier of the v2 resource.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The identifier in the v1 API; empty if it has none there.
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
        self.brightness
    }

    /// The colour's coordinates; `None` if it has no colours, or shows a white given as a colour temperature.
    pub fn xy(&self) -> Option<(f64, f64)> {
        self.xy
    }

    /// The colour temperature in mirek; `None` if it has none, or shows a colour.
    pub fn mirek(&self) -> Option<u16> {
        self.mirek
    }

    /// Whether the bridge can reach it.
    pub fn is_reachable(&self) -> bool {
        self.reachable
    }
}

/// What the first API alone knows of a light.
#[derive(Clone, Copy)]
pub(super) struct Beside {
    pub(super) hue: u16,
    pub(super) sat: u8,
    /// The colour temperature that was last set, which a light keeps while it shows a colour.
    pub(super) ct: u16,
    /// Whether the colour was given as hue and saturation, not as coordinates.
    pub(super) by_hue: bool,
    pub(super) alert: &'static str,
    pub(super) effect: &'static str,
    pub(super) reachable: bool,
}

impl Beside {
    pub(super) fn of(shown: &Object) -> Self {
        let ct = at(shown, "color_temperature.mirek").and_then(Value::as_u64);
        Self {
            hue: 8402,
            sat: 140,
            ct: ct.and_then(|ct| u16::try_from(ct).ok()).unwrap_or(366),
            by_hue: false,
            alert: "none",
            effect: "none",
            reachable: true,
        }
    }
}

impl Resource {
    /// Whether the light has `dimming`, `color` or the like.
    pub(super) fn can(&self, feature: &str) -> bool {
        self.shown.get(feature).is_some_and(Value::is_object)
    }

    pub(super) fn light_kind(&self) -> LightKind {
        match (self.can("color"), self.can("color_temperature"), self.can("dimming")) {
            (true, true, _) => LightKind::ExtendedColor,
            (true, false, _) => LightKind::Color,
            (false, true, _) => LightKind::ColorTemperature,
            (false, false, true) => LightKind::Dimmable,
            (false, false, false) => LightKind::OnOff,
        }
    }

    pub(super) fn is_on(&self) -> bool {
        at(&self.shown, "on.on").and_then(Value::as_bool).unwrap_or_default()
    }

    pub(super) fn set_on(&mut self, on: bool) {
        set(&mut self.shown, "on.on", json!(on));
    }

    /// In percent.
    pub(super) fn brightness(&self) -> f64 {
        at(&self.shown, "dimming.brightness").and_then(Value::as_f64).unwrap_or(100.0)
    }

    /// In percent; 0 becomes the least that there is.
    pub(super) fn set_brightness(&mut self, percent: f64) {
        let percent = ((percent * 100.0).round() / 100.0).clamp(LEAST_BRIGHTNESS, 100.0);
        set(&mut self.shown, "dimming.brightness", json!(percent));
    }

    /// v1's `bri`, 1 to 254.
    pub(super) fn bri(&self) -> u8 {
        let bri = (self.brightness() * 2.54).round().clamp(1.0, 254.0);
        (1..=254).find(|step| f64::from(*step) >= bri).unwrap_or(254)
    }

    pub(super) fn set_bri(&mut self, bri: u8) {
        self.set_brightness(f64::from(bri) / 2.54);
    }

    pub(super) fn xy(&self) -> (f64, f64) {
        at(&self.shown, "color.xy").and_then(color::point).unwrap_or((0.4573, 0.41))
    }

    /// The nearest colour that the light can show.
    pub(super) fn set_xy(&mut self, xy: (f64, f64)) {
        let (x, y) = color::reachable(xy, self.gamut());
        set(&mut self.shown, "color.xy", json!({"x": x, "y": y}));
        self.beside.by_hue = false;
        if self.can("color_temperature") {
            set(&mut self.shown, "color_temperature.mirek", Value::Null);
            set(&mut self.shown, "color_temperature.mirek_valid", json!(false));
        }
    }

    pub(super) fn set_hue(&mut self, hue: u16, sat: u8) {
        self.set_xy(color::from_hue(hue, sat));
        (self.beside.hue, self.beside.sat, self.beside.by_hue) = (hue, sat, true);
    }

    /// The corners of what it can show; `None` where nobody knows them.
    pub(super) fn gamut(&self) -> Option<Gamut> {
        let corner = |name: &str| at(&self.shown, name).and_then(color::point);
        let told = (corner("color.gamut.red"), corner("color.gamut.green"), corner("color.gamut.blue"));
        if let (Some(red), Some(green), Some(blue)) = told {
            return Some([red, green, blue]);
        }
        color::gamut_of_type(text(&self.shown, "color.gamut_type")?)
    }

    /// The colour temperature, while that is what the light shows.
    pub(super) fn mirek(&self) -> Option<u16> {
        u16::try_from(at(&self.shown, "color_temperature.mirek")?.as_u64()?).ok()
    }

    /// As near to `mirek` as the light can.
    pub(super) fn set_mirek(&mut self, mirek: u16) {
        let (coldest, warmest) = self.mirek_range();
        let mirek = mirek.clamp(coldest, warmest);
        set(&mut self.shown, "color_temperature.mirek", json!(mirek));
        set(&mut self.shown, "color_temperature.mirek_valid", json!(true));
        self.beside.ct = mirek;
    }

    pub(super) fn mirek_range(&self) -> (u16, u16) {
        let bound = |name: &str| at(&self.shown, name)?.as_u64().and_then(|bound| u16::try_from(bound).ok());
        let least = bound("color_temperature.mirek_schema.mirek_minimum").unwrap_or(153);
        let most = bound("color_temperature.mirek_schema.mirek_maximum").unwrap_or(500);
        (least, most.max(least))
    }

    /// v1's `colormode`: which of the values given last holds.
    pub(super) fn color_mode(&self) -> &'static str {
        match (self.can("color"), self.mirek()) {
            (true, None) if self.beside.by_hue => "hs",
            (true, None) => "xy",
            (_, _) => "ct",
        }
    }
}
