//! What a scene plays.

use super::effect::{Effect, Effects, EffectsV2};
use super::feature::{Color, ColorTemperature, Dimming};
use crate::error::InvalidSetting;
use crate::quantity::{Mirek, Percent, Xy};
use crate::v2::shape::data;
use alloc::vec::Vec;

data! {
    /// The colours that a scene plays.
    ScenePalette {
        /// Colours, 9 at most.
        color: Vec<PaletteColor>,
        /// One brightness, where there are no colours.
        dimming: Vec<Dimming>,
        /// One white.
        color_temperature: Vec<PaletteWhite>,
        /// Effects, 3 at most, in the older form.
        effects: Vec<Effects>,
        /// Effects, 3 at most.
        effects_v2: Vec<EffectsV2>,
    }
    /// A colour of a palette.
    PaletteColor {
        /// Which.
        color: Color,
        /// How bright.
        dimming: Dimming,
    }
    /// A white of a palette.
    PaletteWhite {
        /// Which.
        color_temperature: ColorTemperature,
        /// How bright.
        dimming: Dimming,
    }
}

impl ScenePalette {
    pub(crate) fn fault(&self) -> Option<InvalidSetting> {
        fn has<T>(list: Option<&Vec<T>>, most: usize, otherwise: InvalidSetting) -> Option<InvalidSetting> {
            list.filter(|list| list.len() > most).map(|_| otherwise)
        }
        has(self.color.as_ref(), 9, COLORS)
            .or_else(|| has(self.dimming.as_ref(), 1, ONE))
            .or_else(|| has(self.color_temperature.as_ref(), 1, ONE))
            .or_else(|| has(self.effects.as_ref(), 3, EFFECTS))
            .or_else(|| has(self.effects_v2.as_ref(), 3, EFFECTS))
    }

    /// Colours, each with how bright: 9 at most.
    pub fn colors(colors: &[(Xy, Percent)]) -> Result<Self, InvalidSetting> {
        let color = |(xy, brightness): &(Xy, Percent)| PaletteColor {
            color: Some(Color::of(*xy)),
            dimming: Some(Dimming::of(*brightness)),
        };
        let palette = Self {
            color: Some(colors.iter().map(color).collect()),
            dimming: Some(Vec::new()),
            color_temperature: Some(Vec::new()),
            ..Self::default()
        };
        palette.checked()
    }

    /// One brightness, for a scene without colours.
    #[must_use]
    pub fn brightness(mut self, brightness: Percent) -> Self {
        self.dimming = Some(Vec::from([Dimming::of(brightness)]));
        self
    }

    /// One white, and how bright.
    #[must_use]
    pub fn white(mut self, mirek: Mirek, brightness: Percent) -> Self {
        let (color_temperature, dimming) = (ColorTemperature::of(mirek), Dimming::of(brightness));
        let white = PaletteWhite { color_temperature: Some(color_temperature), dimming: Some(dimming) };
        self.color_temperature = Some(Vec::from([white]));
        self
    }

    /// Effects, in the older form: 3 at most.
    pub fn effects(mut self, effects: &[Effect]) -> Result<Self, InvalidSetting> {
        self.effects = Some(effects.iter().cloned().map(Effects::of).collect());
        self.checked()
    }

    fn checked(self) -> Result<Self, InvalidSetting> {
        self.fault().map_or(Ok(self), Err)
    }
}

const COLORS: InvalidSetting = InvalidSetting::new("palette", "has 9 colours at most");
const ONE: InvalidSetting = InvalidSetting::new("palette", "has one brightness and one white at most");
const EFFECTS: InvalidSetting = InvalidSetting::new("palette", "has 3 effects at most");
