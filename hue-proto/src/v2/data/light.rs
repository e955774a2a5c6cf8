//! Lights.

use super::effect::{Effect, EffectParameters, Effects, EffectsV2, LightDynamics, Powerup, TimedEffect, TimedEffects};
use super::feature::{
    Alert, AlertEffect, Askable, Color, ColorTemperature, Delta, Dimming, DimmingDelta, DynamicsChange, Gradient,
    GradientMode, MirekChange, On, Signal, SignalChange, Signaling, at_most, lighting, millis, one_color,
};
use super::product::{Archetype, Identify};
use super::scene::LightAction;
use crate::error::InvalidSetting;
use crate::quantity::{Fraction, Mirek, MirekDelta, Name, Percent, Xy};
use crate::v2::Reference;
use crate::v2::Update;
use crate::v2::shape::{data, resource, update};
use crate::v2::word::words;
use alloc::boxed::Box;
use core::time::Duration;

resource! {
    /// A light: what a lamp shines with. Its name is that of its device, for which see [`Home`](crate::v2::Home).
    Light = "light" (GET, PUT) {
        /// The device that it belongs to.
        owner: Reference,
        /// What it is called. Out of date since devices have names.
        metadata: LightMetadata,
        /// What it is called, and what it is for, by its maker.
        product_data: LightMetadata,
        /// Empty: that it can be asked to show itself.
        identify: Identify,
        /// Which of the device's lights it is; 0 where there is one.
        service_id: u32,
        /// On or off.
        on: On,
        /// How bright, where it can be dimmed.
        dimming: Dimming,
        /// That it can be asked to be brighter or darker.
        dimming_delta: Askable,
        /// Its white, where it has whites.
        color_temperature: ColorTemperature,
        /// That it can be asked to be warmer or colder.
        color_temperature_delta: Askable,
        /// Its colour, where it has colours.
        color: Color,
        /// How it changes by itself.
        dynamics: LightDynamics,
        /// How it can draw attention.
        alert: Alert,
        /// The signals that it can give.
        signaling: Signaling,
        /// Who rules it.
        mode: LightMode,
        /// Its colours, where it shows several.
        gradient: Gradient,
        /// Its effects, in the older form.
        effects: Effects,
        /// Its effects.
        effects_v2: Box<EffectsV2>,
        /// Its timed effects.
        timed_effects: TimedEffects,
        /// What it does when power comes.
        powerup: Box<Powerup>,
    }
}

data! {
    /// What a light is called.
    LightMetadata {
        /// Its name.
        name: Box<str>,
        /// What it looks like.
        archetype: Archetype,
        /// What it is for.
        function: LightFunction,
        /// The white of a lamp that has one alone.
        fixed_mired: Mirek,
    }
}

words! {
    /// What a light is for.
    LightFunction {
        /// To see by.
        Functional = "functional",
        /// To look at.
        Decorative = "decorative",
        /// Either.
        Mixed = "mixed",
        /// Nobody knows.
        UnknownFunction = "unknown",
    }
    /// Who rules a light.
    LightMode {
        /// Whoever changes it.
        Normal = "normal",
        /// A stream of entertainment.
        Streaming = "streaming",
    }
}

impl Light {
    /// Its own name, which is out of date since devices have names; empty where the bridge does not say.
    pub fn name(&self) -> &str {
        self.metadata.as_ref().and_then(|metadata| metadata.name.as_deref()).unwrap_or_default()
    }

    /// Whether it is on.
    pub fn is_on(&self) -> bool {
        self.on.as_ref().and_then(|on| on.on).unwrap_or_default()
    }

    /// How bright, where it can be dimmed.
    pub fn brightness(&self) -> Option<Percent> {
        self.dimming.as_ref()?.brightness
    }

    /// Its colour, where it has colours. Of a light that shows a white, that white's place among them.
    pub fn xy(&self) -> Option<Xy> {
        self.color.as_ref()?.xy
    }

    /// Its white, while it shows one.
    pub fn mirek(&self) -> Option<Mirek> {
        let white = self.color_temperature.as_ref()?;
        white.mirek.flatten().filter(|_| white.mirek_valid != Some(false))
    }
}

update!(
    Light,
    LightChange,
    Light {
        on: On,
        dimming: Dimming,
        dimming_delta: DimmingDelta,
        color_temperature: ColorTemperature,
        color_temperature_delta: MirekChange,
        color: Color,
        dynamics: DynamicsChange,
        alert: Alert,
        signaling: SignalChange,
        mode: LightMode,
        gradient: Gradient,
        effects: Effects,
        effects_v2: Box<EffectsV2>,
        timed_effects: TimedEffects,
        powerup: Box<Powerup>,
        identify: Identify,
        metadata: LightMetadata,
    },
    LightChange::fault
);

one_color!(LightChange: color, color_temperature, gradient);
lighting!(Update<Light>);

impl LightChange {
    fn fault(&self) -> Option<InvalidSetting> {
        self.gradient.as_ref()?.fault()
    }
}

impl Update<Light> {
    /// Several colours along the lamp: 2 to 5, from one end to the other.
    pub fn gradient(mut self, points: &[Xy], mode: GradientMode) -> Result<Self, InvalidSetting> {
        let gradient = Gradient::of(points, mode)?;
        self.change.lose_color();
        self.change.gradient = Some(gradient);
        Ok(self)
    }

    /// An effect, in the older form.
    pub fn effect(mut self, effect: Effect) -> Self {
        self.change.effects = Some(Effects::of(effect));
        self
    }

    /// An effect, and how it plays.
    pub fn effect_v2(mut self, effect: Effect, parameters: EffectParameters) -> Self {
        self.change.effects_v2 = Some(EffectsV2::of(effect, parameters).into());
        self
    }

    /// An effect that is over after so long: six hours at most. [`NoEffect`](TimedEffect::NoEffect) ends it, and takes no time.
    pub fn timed_effect(mut self, effect: TimedEffect, duration: Duration) -> Result<Self, InvalidSetting> {
        let duration = match effect {
            TimedEffect::NoEffect => None,
            _ => Some(at_most(LONGEST_EFFECT, duration).ok_or(TOO_LONG_AN_EFFECT)?),
        };
        self.change.timed_effects = Some(TimedEffects { effect: Some(effect), duration, ..TimedEffects::default() });
        Ok(self)
    }

    /// What a scene would make it do.
    pub fn action(mut self, action: LightAction) -> Self {
        let change = &mut self.change;
        if action.color.is_some() || action.color_temperature.is_some() || action.gradient.is_some() {
            change.lose_color();
        }
        change.on = action.on.or(change.on.take());
        change.dimming = action.dimming.or(change.dimming.take());
        change.color = action.color.or(change.color.take());
        change.color_temperature = action.color_temperature.or(change.color_temperature.take());
        change.gradient = action.gradient.or(change.gradient.take());
        change.effects = action.effects.or(change.effects.take());
        change.effects_v2 = action.effects_v2.or(change.effects_v2.take());
        if let Some(duration) = action.dynamics.and_then(|dynamics| dynamics.duration) {
            change.dynamics.get_or_insert_default().duration = Some(duration);
        }
        self
    }

    /// How fast a dynamic scene or an effect plays.
    pub fn speed(mut self, speed: Fraction) -> Self {
        self.change.dynamics.get_or_insert_default().speed = Some(speed);
        self
    }

    /// What it does when power comes. Of any preset but [`Custom`](super::PowerupPreset::Custom) there is no more to say than that.
    pub fn powerup(mut self, powerup: Powerup) -> Self {
        self.change.powerup = Some(powerup.asked().into());
        self
    }

    /// Shows which light it is: it breathes once.
    pub fn identify(mut self) -> Self {
        self.change.identify = Some(Identify::now());
        self
    }

    /// Who rules it.
    pub fn mode(mut self, mode: LightMode) -> Self {
        self.change.mode = Some(mode);
        self
    }

    /// Its own name. That of its device is the one that people see.
    pub fn name(mut self, name: Name) -> Self {
        self.change.metadata.get_or_insert_default().name = Some(name.into());
        self
    }

    /// What it looks like.
    pub fn archetype(mut self, archetype: Archetype) -> Self {
        self.change.metadata.get_or_insert_default().archetype = Some(archetype);
        self
    }

    /// What it is for.
    pub fn function(mut self, function: LightFunction) -> Self {
        self.change.metadata.get_or_insert_default().function = Some(function);
        self
    }
}

const LONGEST_EFFECT: u32 = 21_600_000;
const TOO_LONG_AN_EFFECT: InvalidSetting = InvalidSetting::new("duration of the effect", "is six hours at most");
