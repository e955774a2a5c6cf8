//! Scenes.

use super::effect::{Effect, EffectParameters, Effects, EffectsV2};
use super::feature::{Askable, Color, ColorTemperature, Dimming, Gradient, GradientMode, On, millis, one_color};
use super::palette::ScenePalette;
use crate::error::InvalidSetting;
use crate::quantity::{Fraction, Mirek, Name, Percent, Xy};
use crate::v2::shape::{create, data, resource, update};
use crate::v2::word::words;
use crate::v2::{Create, Id, Light, PublicImage, Reference, Resource, Update};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::time::Duration;

resource! {
    /// A scene: what each light of a room or zone is to do. [`recall`](Self::recall) makes them do it.
    Scene = "scene" (GET, POST, PUT, DELETE) {
        /// What it belongs to, where that is said.
        owner: Reference,
        /// What each light is to do.
        actions: Vec<SceneAction>,
        /// What it is called.
        metadata: SceneMetadata,
        /// The room or zone.
        group: Reference,
        /// The colours that it plays, when it plays.
        palette: ScenePalette,
        /// How fast it plays.
        speed: Fraction,
        /// Whether it plays when it is recalled.
        auto_dynamic: bool,
        /// Whether it is what the lights do.
        status: SceneState,
        /// That it can be recalled.
        recall: Askable,
    }
}

data! {
    /// What one light is to do.
    SceneAction {
        /// The light.
        target: Reference,
        /// What it is to do.
        action: LightAction,
    }
    /// What a light is to do.
    LightAction {
        /// On or off.
        on: On,
        /// How bright.
        dimming: Dimming,
        /// In which colour.
        color: Color,
        /// In which white.
        color_temperature: ColorTemperature,
        /// In which colours.
        gradient: Gradient,
        /// With which effect, in the older form.
        effects: Effects,
        /// With which effect.
        effects_v2: Box<EffectsV2>,
        /// How long the change takes.
        dynamics: ActionDynamics,
    }
    /// How long the change takes.
    ActionDynamics {
        /// In milliseconds.
        duration: u32,
    }
    /// What a scene is called.
    SceneMetadata {
        /// Its name, 1 to 32 characters.
        name: Box<str>,
        /// Its picture.
        image: Reference,
        /// What an application wants to remember, 1 to 16 characters.
        appdata: Box<str>,
    }
    /// Whether a scene is what the lights do.
    SceneState {
        /// Whether, and how.
        active: SceneStatus,
        /// When it was recalled last, as RFC 3339.
        last_recall: Box<str>,
    }
    /// How a scene is recalled.
    SceneRecall {
        /// How.
        action: SceneRecallAction,
        /// How long the change takes, in milliseconds.
        duration: u32,
        /// How bright, whatever the scene says.
        dimming: Dimming,
    }
}

words! {
    /// Whether a scene is what the lights do.
    SceneStatus {
        /// No.
        Inactive = "inactive",
        /// Yes.
        Static = "static",
        /// Yes, and it plays its colours.
        DynamicPalette = "dynamic_palette",
    }
    /// How a scene is recalled.
    SceneRecallAction {
        /// As the scene has it.
        Active = "active",
        /// With the colours of its palette, one after another.
        DynamicPalette = "dynamic_palette",
        /// At rest.
        Static = "static",
    }
}

impl Scene {
    /// Its name; empty where the bridge does not say.
    pub fn name(&self) -> &str {
        self.metadata.as_ref().and_then(|metadata| metadata.name.as_deref()).unwrap_or_default()
    }

    /// Whether it is what the lights do.
    pub fn is_active(&self) -> bool {
        let active = self.status.as_ref().and_then(|status| status.active.as_ref());
        active.is_some_and(|active| *active != SceneStatus::Inactive)
    }

    /// `PUT /clip/v2/resource/scene/{id}`: makes the lights do what the scene says.
    pub fn recall(id: &Id<Self>) -> Update<Self> {
        Self::update(id).recalled(SceneRecallAction::Active)
    }

    /// `POST /clip/v2/resource/scene`: a new one, for a room or zone.
    pub fn create(name: Name, group: Reference, actions: impl IntoIterator<Item = SceneAction>) -> Create<Self> {
        Create::new(SceneDraft {
            actions: Some(actions.into_iter().collect()),
            metadata: Some(SceneMetadata { name: Some(name.into()), ..SceneMetadata::default() }),
            group: Some(group),
            ..SceneDraft::default()
        })
    }
}

impl SceneAction {
    /// What this light is to do.
    pub fn new(light: &Id<Light>, action: LightAction) -> Self {
        Self { target: Some(light.reference()), action: Some(action) }
    }
}

impl LightAction {
    /// What the light does now, to be done again: with its colours, white, effect, and whether it is on. A light that plays no
    /// effect ends the one that it plays then.
    pub fn of(light: &Light) -> Self {
        let white = light.mirek();
        let effects_v2 = light.effects_v2.as_ref().and_then(|effects| effects.again());
        let effects = light.effects.as_ref().filter(|_| effects_v2.is_none()).and_then(Effects::again);
        // What a bridge still says of a gradient is over while the lamp shows a white.
        let gradient = light.gradient.as_ref().filter(|_| white.is_none()).and_then(Gradient::again);
        Self {
            on: light.on.as_ref().and_then(|on| on.on).map(On::of),
            dimming: light.brightness().map(Dimming::of),
            color: light.xy().filter(|_| white.is_none() && gradient.is_none()).map(Color::of),
            color_temperature: white.map(ColorTemperature::of),
            gradient,
            effects,
            effects_v2: effects_v2.map(Box::new),
            ..Self::default()
        }
    }

    /// On or off.
    #[must_use]
    pub fn on(mut self, on: bool) -> Self {
        self.on = Some(On::of(on));
        self
    }

    /// This bright.
    #[must_use]
    pub fn brightness(mut self, brightness: Percent) -> Self {
        self.dimming = Some(Dimming::of(brightness));
        self
    }

    /// In this white, and no colour.
    #[must_use]
    pub fn mirek(mut self, mirek: Mirek) -> Self {
        self.lose_color();
        self.color_temperature = Some(ColorTemperature::of(mirek));
        self
    }

    /// In this colour, and no white.
    #[must_use]
    pub fn xy(mut self, xy: Xy) -> Self {
        self.lose_color();
        self.color = Some(Color::of(xy));
        self
    }

    /// In several colours along the lamp: 2 to 5.
    pub fn gradient(mut self, points: &[Xy], mode: GradientMode) -> Result<Self, InvalidSetting> {
        let gradient = Gradient::of(points, mode)?;
        self.lose_color();
        self.gradient = Some(gradient);
        Ok(self)
    }

    /// With this effect, in the older form.
    #[must_use]
    pub fn effect(mut self, effect: Effect) -> Self {
        self.effects = Some(Effects::of(effect));
        self
    }

    /// With this effect, and how it plays.
    #[must_use]
    pub fn effect_v2(mut self, effect: Effect, parameters: EffectParameters) -> Self {
        self.effects_v2 = Some(EffectsV2::of(effect, parameters).into());
        self
    }

    /// The change takes so long, in whole milliseconds.
    #[must_use]
    pub fn transition(mut self, duration: Duration) -> Self {
        self.dynamics = Some(ActionDynamics { duration: Some(millis(duration)) });
        self
    }
}

one_color!(LightAction: color, color_temperature, gradient);

// Most changes of a scene recall it, and a recall is one of many lights.
update!(Scene, SceneChange, Group {
    actions: Vec<SceneAction>,
    recall: SceneRecall,
    metadata: SceneMetadata,
    palette: ScenePalette,
    speed: Fraction,
    auto_dynamic: bool,
}, SceneChange::fault);
create!(Scene, SceneDraft {
    actions: Vec<SceneAction>,
    metadata: SceneMetadata,
    group: Reference,
    palette: ScenePalette,
    speed: Fraction,
    auto_dynamic: bool,
}, SceneDraft::fault);

macro_rules! faults {
    ($($name:ty),+) => { $(
        impl $name {
            fn fault(&self) -> Option<InvalidSetting> {
                let actions = self.actions.iter().flatten().filter_map(|action| action.action.as_ref());
                let mut gradients = actions.filter_map(|action| action.gradient.as_ref());
                gradients.find_map(Gradient::fault).or_else(|| self.palette.as_ref()?.fault())
            }
        }
    )+ };
}

faults!(SceneChange, SceneDraft);

impl Update<Scene> {
    /// Makes the lights do it, in this way.
    pub fn recalled(mut self, action: SceneRecallAction) -> Self {
        self.change.recall.get_or_insert_default().action = Some(action);
        self
    }

    /// How long a recall takes, in whole milliseconds.
    pub fn transition(mut self, duration: Duration) -> Self {
        self.change.recall.get_or_insert_default().duration = Some(millis(duration));
        self
    }

    /// How bright a recall is, whatever the scene says.
    pub fn brightness(mut self, brightness: Percent) -> Self {
        self.change.recall.get_or_insert_default().dimming = Some(Dimming::of(brightness));
        self
    }

    /// What each light is to do; lights that are not named are no longer in it.
    pub fn actions(mut self, actions: impl IntoIterator<Item = SceneAction>) -> Self {
        self.change.actions = Some(actions.into_iter().collect());
        self
    }
}

/// What an application wants to remember.
pub(super) fn note(appdata: &str) -> Result<Box<str>, InvalidSetting> {
    let within = (1..=16).contains(&appdata.chars().count());
    if within { Ok(appdata.into()) } else { Err(InvalidSetting::new("appdata", "has 1 to 16 characters")) }
}

macro_rules! scene {
    ($($target:ty, $field:ident;)+) => { $(
        impl $target {
            /// Its name.
            pub fn name(mut self, name: Name) -> Self {
                self.$field.metadata.get_or_insert_default().name = Some(name.into());
                self
            }

            /// What an application wants to remember: 1 to 16 characters.
            pub fn appdata(mut self, appdata: &str) -> Result<Self, InvalidSetting> {
                self.$field.metadata.get_or_insert_default().appdata = Some(note(appdata)?);
                Ok(self)
            }

            /// Its picture.
            pub fn image(mut self, image: &Id<PublicImage>) -> Self {
                self.$field.metadata.get_or_insert_default().image = Some(image.reference());
                self
            }

            /// What it plays.
            pub fn palette(mut self, palette: ScenePalette) -> Self {
                self.$field.palette = Some(palette);
                self
            }

            /// How fast it plays.
            pub fn speed(mut self, speed: Fraction) -> Self {
                self.$field.speed = Some(speed);
                self
            }

            /// Whether it plays when it is recalled.
            pub fn auto_dynamic(mut self, plays: bool) -> Self {
                self.$field.auto_dynamic = Some(plays);
                self
            }
        }
    )+ };
}

scene! {
    Update<Scene>, change;
    Create<Scene>, draft;
}
