//! What lights do by themselves: effects, timed effects, and what they do when power comes.

use super::feature::{Color, Dimming, On};
use crate::quantity::{Fraction, Mirek};
use crate::v2::shape::{data, report};
use crate::v2::word::words;
use alloc::vec::Vec;

data! {
    /// An effect that goes on until another is set, in the older form.
    Effects {
        /// The one that plays.
        status: Effect,
        /// Those that can play.
        status_values: Vec<Effect>,
        /// The one that is set.
        effect: Effect,
        /// Those that can be set.
        effect_values: Vec<Effect>,
    }
    /// An effect that goes on until another is set, with its colour and speed.
    EffectsV2 {
        /// What can be set, or is to be set.
        action: EffectState,
        /// What plays.
        status: EffectStatus,
    }
    /// An effect and how it is to play.
    EffectState {
        /// Which.
        effect: Effect,
        /// Which there are.
        effect_values: Vec<Effect>,
        /// How it plays.
        parameters: EffectParameters,
    }
    /// How an effect plays. An effect takes a colour or a white, or neither.
    EffectParameters {
        /// In which colour.
        color: Color,
        /// In which white.
        color_temperature: EffectWhite,
        /// How fast.
        speed: Fraction,
    }
    /// The white of an effect.
    EffectWhite {
        /// Which.
        mirek: Mirek,
        /// Whether `mirek` holds.
        mirek_valid: bool,
    }
    /// An effect that is over after a while.
    TimedEffects {
        /// The one that is set.
        effect: TimedEffect,
        /// Those that can be set.
        effect_values: Vec<TimedEffect>,
        /// The one that plays.
        status: TimedEffect,
        /// Those that can play.
        status_values: Vec<TimedEffect>,
        /// How long, in milliseconds, 21,600,000 at most.
        duration: u32,
    }
    /// How a light changes by itself.
    LightDynamics {
        /// What it does.
        status: DynamicStatus,
        /// What it can do.
        status_values: Vec<DynamicStatus>,
        /// How fast, while `speed_valid`.
        speed: Fraction,
        /// Whether `speed` holds.
        speed_valid: bool,
        /// How long a transition takes, in milliseconds.
        duration: u32,
    }
    /// What a light does when power comes: by a preset, or as `on`, `dimming` and `color` say where that is `custom`.
    Powerup {
        /// Which preset.
        preset: PowerupPreset,
        /// Whether the lamp has taken it.
        configured: bool,
        /// On or off.
        on: PowerupOn,
        /// How bright.
        dimming: PowerupDimming,
        /// In which colour.
        color: PowerupColor,
    }
    /// Whether a light is on when power comes.
    PowerupOn {
        /// How that is decided.
        mode: PowerupOnMode,
        /// On or off, where the mode is `on`.
        on: On,
    }
    /// How bright a light is when power comes.
    PowerupDimming {
        /// How that is decided.
        mode: PowerupDimmingMode,
        /// How bright, where the mode is `dimming`.
        dimming: Dimming,
        /// In which colour, where the API's description has it.
        color: PowerupColor,
    }
    /// In which colour a light is when power comes.
    PowerupColor {
        /// How that is decided.
        mode: PowerupColorMode,
        /// Which white, where the mode is `color_temperature`.
        color_temperature: PowerupWhite,
        /// Which colour, where the mode is `color`.
        color: Color,
    }
    /// The white of a light when power comes.
    PowerupWhite {
        /// Which.
        mirek: Mirek,
        /// Which colour, where the API's description has it.
        color: Color,
    }
}

report! {
    /// The effect that plays, and how.
    EffectStatus {
        /// Which.
        effect: Effect,
        /// Which there are.
        effect_values: Vec<Effect>,
        /// How it plays.
        parameters: EffectParameters,
    }
}

words! {
    /// An effect.
    Effect {
        /// None; asked for, it ends the one that plays.
        NoEffect = "no_effect",
        /// Flickers as a candle.
        Candle = "candle",
        /// Burns as a fire.
        Fire = "fire",
        /// All colours in turn.
        Prism = "prism",
        /// Sparkles.
        Sparkle = "sparkle",
        /// Changes slowly between soft colours.
        Opal = "opal",
        /// Glistens.
        Glisten = "glisten",
        /// As light below the sea.
        Underwater = "underwater",
        /// As a night of stars.
        Cosmos = "cosmos",
        /// As light of the sun.
        Sunbeam = "sunbeam",
        /// As in a wood of fairies.
        Enchant = "enchant",
    }
    /// An effect that is over after a while.
    TimedEffect {
        /// None; asked for, it ends the one that plays.
        NoEffect = "no_effect",
        /// Becomes bright as in the morning.
        Sunrise = "sunrise",
        /// Becomes dark as in the evening.
        Sunset = "sunset",
    }
    /// What a light does by itself.
    DynamicStatus {
        /// Nothing.
        None = "none",
        /// The colours of a scene, one after another.
        DynamicPalette = "dynamic_palette",
    }
    /// What a light does when power comes.
    PowerupPreset {
        /// On, bright, in warm white.
        Safety = "safety",
        /// As it was when power failed.
        Powerfail = "powerfail",
        /// As it was when it was on last.
        LastOnState = "last_on_state",
        /// As told.
        Custom = "custom",
    }
    /// How it is decided whether a light is on.
    PowerupOnMode {
        /// As told.
        On = "on",
        /// Each time the other.
        Toggle = "toggle",
        /// As before.
        Previous = "previous",
    }
    /// How it is decided how bright a light is.
    PowerupDimmingMode {
        /// As told.
        Dimming = "dimming",
        /// As before.
        Previous = "previous",
    }
    /// How it is decided in which colour a light is.
    PowerupColorMode {
        /// In a white, as told.
        ColorTemperature = "color_temperature",
        /// In a colour, as told.
        Color = "color",
        /// As before.
        Previous = "previous",
    }
}

impl Effects {
    pub(crate) fn of(effect: Effect) -> Self {
        Self { effect: Some(effect), ..Self::default() }
    }

    /// What plays, to be played again.
    pub(crate) fn again(&self) -> Option<Self> {
        self.status.clone().or(self.effect.clone()).map(Self::of)
    }
}

impl EffectsV2 {
    pub(crate) fn of(effect: Effect, parameters: EffectParameters) -> Self {
        let parameters = (parameters != EffectParameters::default()).then_some(parameters);
        Self { action: Some(EffectState { effect: Some(effect), parameters, effect_values: None }), status: None }
    }

    /// What plays, to be played again, in the colour or white that it plays in.
    pub(crate) fn again(&self) -> Option<Self> {
        let playing = self.status.as_ref()?;
        let effect = playing.effect.clone()?;
        let plays = playing.parameters.clone().filter(|_| effect != Effect::NoEffect);
        let parameters = plays.unwrap_or_default();
        let white =
            parameters.color_temperature.filter(|white| white.mirek_valid != Some(false)).and_then(|white| white.mirek);
        let xy = parameters.color.filter(|_| white.is_none()).and_then(|color| color.xy);
        Some(Self::of(
            effect,
            EffectParameters {
                color: xy.map(Color::of),
                color_temperature: white.map(|mirek| EffectWhite { mirek: Some(mirek), mirek_valid: None }),
                speed: parameters.speed,
            },
        ))
    }
}

impl EffectParameters {
    /// In this colour.
    #[must_use]
    pub fn in_color(mut self, xy: crate::quantity::Xy) -> Self {
        self.color = Some(Color::of(xy));
        self
    }

    /// In this white.
    #[must_use]
    pub fn in_white(mut self, mirek: Mirek) -> Self {
        self.color_temperature = Some(EffectWhite { mirek: Some(mirek), mirek_valid: None });
        self
    }

    /// This fast.
    #[must_use]
    pub fn at_speed(mut self, speed: Fraction) -> Self {
        self.speed = Some(speed);
        self
    }
}

impl Powerup {
    /// As it can be asked for.
    pub(crate) fn asked(self) -> Self {
        match self.preset {
            Some(PowerupPreset::Custom) | None => self,
            Some(preset) => Self::preset(preset),
        }
    }

    /// By a preset; for `custom` see [`custom`](Self::custom).
    pub fn preset(preset: PowerupPreset) -> Self {
        Self { preset: Some(preset), ..Self::default() }
    }

    /// On, this bright; in the colour as before.
    pub fn custom(brightness: crate::quantity::Percent) -> Self {
        Self {
            preset: Some(PowerupPreset::Custom),
            on: Some(PowerupOn { mode: Some(PowerupOnMode::On), on: Some(On::of(true)) }),
            dimming: Some(PowerupDimming {
                mode: Some(PowerupDimmingMode::Dimming),
                dimming: Some(Dimming::of(brightness)),
                color: None,
            }),
            ..Self::default()
        }
    }
}
