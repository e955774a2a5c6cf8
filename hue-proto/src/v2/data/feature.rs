//! What lights, groups of lights and scenes have in common.

use crate::color::Gamut;
use crate::error::InvalidSetting;
use crate::quantity::{Mirek, MirekDelta, Percent, Xy};
use crate::v2::shape::{data, report};
use crate::v2::word::words;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::time::Duration;
use serde::Serialize;

data! {
    /// On or off.
    On {
        /// Whether it is on; of a group, whether any light in it is.
        on: bool,
    }
    /// How bright.
    Dimming {
        /// Of a group, the mean of its lights that are on.
        brightness: Percent,
        /// The least that the lamp can, as a share of the most.
        min_dim_level: Percent,
    }
    /// A white between warm and cold.
    ColorTemperature {
        /// `Some(None)`, null on the wire: it shows a colour that is no white.
        #[serde(default, deserialize_with = "crate::v2::shape::present")]
        mirek: Option<Mirek>,
        /// Whether `mirek` holds.
        mirek_valid: bool,
        /// What the lamp can.
        mirek_schema: MirekSchema,
    }
    /// The range of a lamp's whites, which may go beyond that of [`Mirek::new`].
    MirekSchema {
        /// The coldest, 153 for most lamps.
        mirek_minimum: Mirek,
        /// The warmest, 500 or 454 for most lamps.
        mirek_maximum: Mirek,
    }
    /// A colour.
    Color {
        /// Which.
        xy: Xy,
        /// What the lamp can. Some lamps do not say.
        gamut: Gamut,
        /// Which gamut that is.
        gamut_type: GamutType,
    }
    /// Several colours along one lamp.
    Gradient {
        /// The colours, from one end to the other: 2 to 5 where they are set.
        points: Vec<GradientPoint>,
        /// How they are laid out.
        mode: GradientMode,
        /// How many colours the lamp can show.
        points_capable: u32,
        /// The ways in which it can lay them out.
        mode_values: Vec<GradientMode>,
        /// How many pixels it has.
        pixel_count: u32,
    }
    /// One colour of a gradient.
    GradientPoint {
        /// The colour, as bridges write it.
        color: Color,
        /// The colour, as the API's description has it.
        xy: Xy,
    }
    /// Empty: that it can be asked for.
    Askable {}
    /// What lights can do to draw attention.
    Alert {
        /// What can be asked for.
        action_values: Vec<AlertEffect>,
        /// What is asked for, in a change.
        action: AlertEffect,
    }
    /// A signal that a light gives, such as blinking in two colours.
    Signaling {
        /// The signals that it can give.
        signal_values: Vec<Signal>,
        /// The one that it gives.
        status: SignalingStatus,
        /// When that will be over. Not there where none is given.
        estimated_end: u64,
        /// In which colours.
        colors: Vec<Color>,
    }
}

report! {
    /// The signal that is given now.
    SignalingStatus {
        /// Which.
        signal: Signal,
        /// When it will be over, as RFC 3339.
        estimated_end: Box<str>,
        /// In which colours.
        colors: Vec<Color>,
    }
}

words! {
    /// The three gamuts of Hue's lamps.
    GamutType {
        /// Early lamps of colours alone.
        A = "A",
        /// The first lamps of whites and colours.
        B = "B",
        /// The lamps since.
        C = "C",
        /// Of another maker, or unknown.
        Other = "other",
    }
    /// How the colours of a gradient are laid out.
    GradientMode {
        /// One flows into the next.
        InterpolatedPalette = "interpolated_palette",
        /// The same from the middle to both ends.
        InterpolatedPaletteMirrored = "interpolated_palette_mirrored",
        /// Scattered.
        RandomPixelated = "random_pixelated",
        /// Divided into segments.
        SegmentedPalette = "segmented_palette",
    }
    /// How a light draws attention.
    AlertEffect {
        /// Fades up and down.
        Breathe = "breathe",
    }
    /// A signal.
    Signal {
        /// None; asked for, it ends the one that is given.
        NoSignal = "no_signal",
        /// Between full brightness and off, in the light's own colour.
        OnOff = "on_off",
        /// Between full brightness and off, in the colour that is given.
        OnOffColor = "on_off_color",
        /// Between two colours.
        Alternating = "alternating",
    }
    /// Up, down, or no further.
    DeltaAction {
        /// More.
        Up = "up",
        /// Less.
        Down = "down",
        /// As it is now, whatever it is about to be.
        Stop = "stop",
    }
}

/// By how much to change.
#[expect(clippy::exhaustive_enums, reason = "there are no other directions")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Delta<T> {
    /// More by this: brighter, or warmer.
    Up(T),
    /// Less by this: darker, or colder.
    Down(T),
    /// No further: ends a change that is under way.
    Stop,
}

/// On the wire of a change.
#[derive(Clone, Debug, Serialize)]
pub struct DimmingDelta {
    action: DeltaAction,
    #[serde(skip_serializing_if = "Option::is_none")]
    brightness_delta: Option<Percent>,
}

/// On the wire of a change.
#[derive(Clone, Debug, Serialize)]
pub struct MirekChange {
    action: DeltaAction,
    #[serde(skip_serializing_if = "Option::is_none")]
    mirek_delta: Option<MirekDelta>,
}

/// On the wire of a change.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DynamicsChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) duration: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) speed: Option<crate::quantity::Fraction>,
}

/// On the wire of a change.
#[derive(Clone, Debug, Serialize)]
pub struct SignalChange {
    signal: Signal,
    duration: u32,
    // The API's description calls them `color`; bridges, and programs that signal with them, `colors`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    colors: Vec<Color>,
}

/// Forgets what was said of whites and colours: a light shows one of them.
macro_rules! one_color {
    ($name:ty: $($field:ident),+) => {
        impl $name {
            fn lose_color(&mut self) {
                $(self.$field = None;)+
            }
        }
    };
}

impl MirekSchema {
    /// A white that this lamp can show, which may be one beyond the range of [`Mirek::new`].
    pub fn mirek(&self, mirek: u16) -> Result<Mirek, InvalidSetting> {
        let least = self.mirek_minimum.unwrap_or(Mirek::COLDEST);
        let most = self.mirek_maximum.unwrap_or(Mirek::WARMEST);
        let within = Mirek::reported(mirek).ok().filter(|mirek| (least..=most).contains(mirek));
        within.ok_or(InvalidSetting::new("mirek", "is within the lamp's mirek_schema"))
    }
}

impl GradientPoint {
    /// Which colour, however it is written.
    pub fn xy(&self) -> Option<Xy> {
        self.color.as_ref().and_then(|color| color.xy).or(self.xy)
    }
}

impl Gradient {
    /// 2 to 5 colours.
    pub(crate) fn of(points: &[Xy], mode: GradientMode) -> Result<Self, InvalidSetting> {
        let point = |xy: &Xy| GradientPoint { color: Some(Color::of(*xy)), xy: None };
        let gradient = Self { points: Some(points.iter().map(point).collect()), mode: Some(mode), ..Self::default() };
        gradient.fault().map_or(Ok(gradient), Err)
    }

    /// What is shown, to be shown again: no more colours than can be asked for.
    pub(crate) fn again(&self) -> Option<Self> {
        let points: Vec<Xy> = self.points.iter().flatten().filter_map(GradientPoint::xy).take(5).collect();
        let again = Self::of(&points, GradientMode::InterpolatedPalette).ok()?;
        Some(Self { mode: self.mode.clone(), ..again })
    }

    pub(crate) fn fault(&self) -> Option<InvalidSetting> {
        let points = self.points.as_ref()?;
        let within = (2..=5).contains(&points.len());
        (!within).then_some(InvalidSetting::new("gradient", "has 2 to 5 colours"))
    }
}

impl On {
    pub(crate) fn of(on: bool) -> Self {
        Self { on: Some(on) }
    }
}

impl Dimming {
    pub(crate) fn of(brightness: Percent) -> Self {
        Self { brightness: Some(brightness), min_dim_level: None }
    }
}

impl Color {
    pub(crate) fn of(xy: Xy) -> Self {
        Self { xy: Some(xy), ..Self::default() }
    }
}

impl ColorTemperature {
    pub(crate) fn of(mirek: Mirek) -> Self {
        Self { mirek: Some(Some(mirek)), ..Self::default() }
    }
}

impl From<Delta<Percent>> for DimmingDelta {
    fn from(delta: Delta<Percent>) -> Self {
        let (action, brightness_delta) = delta.parts();
        Self { action, brightness_delta }
    }
}

impl From<Delta<MirekDelta>> for MirekChange {
    fn from(delta: Delta<MirekDelta>) -> Self {
        let (action, mirek_delta) = delta.parts();
        Self { action, mirek_delta }
    }
}

impl<T> Delta<T> {
    fn parts(self) -> (DeltaAction, Option<T>) {
        match self {
            Self::Up(by) => (DeltaAction::Up, Some(by)),
            Self::Down(by) => (DeltaAction::Down, Some(by)),
            Self::Stop => (DeltaAction::Stop, None),
        }
    }
}

impl SignalChange {
    pub(crate) fn of(signal: Signal, duration: Duration, colors: &[Xy]) -> Result<Self, InvalidSetting> {
        let takes = match signal {
            // Bridges pass over how long nothing is to last.
            Signal::NoSignal => return Ok(Self { signal, duration: 0, colors: Vec::new() }),
            Signal::OnOff => 0..=0,
            Signal::OnOffColor => 1..=1,
            Signal::Alternating => 2..=2,
            Signal::Unknown(_) => 0..=2,
        };
        if !takes.contains(&colors.len()) {
            return Err(InvalidSetting::new("colors of the signal", "are one for on_off_color, two for alternating"));
        }
        let duration = at_most(LONGEST_SIGNAL, duration).ok_or(TOO_LONG_A_SIGNAL)?;
        Ok(Self { signal, duration, colors: colors.iter().copied().map(Color::of).collect() })
    }
}

/// In milliseconds, where they are no more than `most`.
pub(crate) fn at_most(most: u32, duration: Duration) -> Option<u32> {
    u32::try_from(duration.as_millis()).ok().filter(|millis| *millis <= most)
}

/// As many milliseconds as there are, or as can be told.
pub(crate) fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}

/// What a change can ask of a light and of a group of lights alike.
macro_rules! lighting {
    ($($target:ty),+) => { $(
        impl $target {
            /// On or off.
            pub fn on(mut self, on: bool) -> Self {
                self.change.on = Some(On::of(on));
                self
            }

            /// How bright. A lamp that is asked for 0 % shines as faintly as it can.
            pub fn brightness(mut self, brightness: Percent) -> Self {
                self.change.dimming = Some(Dimming::of(brightness));
                self
            }

            /// Brighter or darker by this.
            pub fn brightness_by(mut self, delta: Delta<Percent>) -> Self {
                self.change.dimming_delta = Some(delta.into());
                self
            }

            /// A white, and no colour. A lamp takes the nearest that it can.
            pub fn mirek(mut self, mirek: Mirek) -> Self {
                self.change.lose_color();
                self.change.color_temperature = Some(ColorTemperature::of(mirek));
                self
            }

            /// Warmer or colder by this.
            pub fn mirek_by(mut self, delta: Delta<MirekDelta>) -> Self {
                self.change.color_temperature_delta = Some(delta.into());
                self
            }

            /// A colour, and no white. A lamp takes the nearest that it can.
            pub fn xy(mut self, xy: Xy) -> Self {
                self.change.lose_color();
                self.change.color = Some(Color::of(xy));
                self
            }

            /// Draws attention, once.
            pub fn alert(mut self, effect: AlertEffect) -> Self {
                self.change.alert = Some(Alert { action: Some(effect), action_values: None });
                self
            }

            /// Gives a signal for so long: 65,534 s at most, which the bridge rounds to whole seconds. `colors` are those of the
            /// signal: one for [`OnOffColor`](Signal::OnOffColor), two for [`Alternating`](Signal::Alternating), none for the
            /// others. [`NoSignal`](Signal::NoSignal) takes neither.
            pub fn signal(mut self, signal: Signal, duration: Duration, colors: &[Xy]) -> Result<Self, $crate::error::InvalidSetting> {
                self.change.signaling = Some(SignalChange::of(signal, duration, colors)?);
                Ok(self)
            }

            /// How long the change takes, in whole milliseconds.
            pub fn transition(mut self, duration: Duration) -> Self {
                self.change.dynamics.get_or_insert_default().duration = Some(millis(duration));
                self
            }
        }
    )+ };
}

pub(crate) use {lighting, one_color};

const LONGEST_SIGNAL: u32 = 65_534_000;
const TOO_LONG_A_SIGNAL: InvalidSetting = InvalidSetting::new("duration of the signal", "is 65,534 seconds at most");
