//! Buttons, bells and dials; and what makes a sound.

use super::feature::at_most;
use crate::error::InvalidSetting;
use crate::quantity::Percent;
use crate::v2::shape::{Merge, data, group, resource, update};
use crate::v2::word::words;
use crate::v2::{Reference, Update};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::time::Duration;
use serde::Serialize;

resource! {
    /// A button.
    Button = "button" (GET, PUT) {
        /// The device that it is on.
        owner: Reference,
        /// Which of the device's buttons.
        metadata: ControlMetadata,
        /// What happened to it.
        button: ButtonState,
    }
}

resource! {
    /// The button of a bell.
    BellButton = "bell_button" (GET, PUT) {
        /// The device that it is on.
        owner: Reference,
        /// Which of the device's buttons.
        metadata: ControlMetadata,
        /// What happened to it, as bridges write it.
        button: ButtonState,
        /// What happened to it, as the API's description has it.
        bell: BellState,
    }
}

resource! {
    /// A dial that turns for ever.
    RelativeRotary = "relative_rotary" (GET, PUT) {
        /// The device that it is on.
        owner: Reference,
        /// Which of the device's dials.
        metadata: ControlMetadata,
        /// What happened to it.
        relative_rotary: RotaryState,
    }
}

resource! {
    /// What makes a sound.
    Speaker = "speaker" (GET, PUT) {
        /// The device that it is in.
        owner: Reference,
        /// The siren.
        alarm: SpeakerSounds,
        /// What it sounds when somebody rings.
        chime: SpeakerSounds,
        /// What it sounds to draw attention.
        alert: SpeakerSounds,
        /// Whether it is silent, but for the siren.
        mute: Mute,
        /// The alerts that it can sound, as the API's description has it; bridges write what is above.
        alerts: Vec<SpeakerAlert>,
    }
}

data! {
    /// Which of a device's controls.
    ControlMetadata {
        /// From 1, unlike that of any other of the device.
        control_id: u32,
    }
    /// What happened to a button.
    ButtonState {
        /// What happened last.
        button_report: ButtonReport,
        /// What happened last. Out of date since there are reports.
        last_event: ButtonEvent,
        /// How often it repeats, in milliseconds.
        repeat_interval: u32,
        /// What can happen to it.
        event_values: Vec<ButtonEvent>,
    }
    /// What happened to a button last.
    ButtonReport {
        /// When, as RFC 3339.
        updated: Box<str>,
        /// What.
        event: ButtonEvent,
    }
    /// What happened to a bell.
    BellState {
        /// What happened last.
        bell_report: BellReport,
        /// What happened last. Out of date since there are reports.
        last_event: BellEvent,
    }
    /// What happened to a bell last.
    BellReport {
        /// When, as RFC 3339.
        updated: Box<str>,
        /// What.
        event: BellEvent,
    }
    /// What happened to a dial.
    RotaryState {
        /// What happened last.
        rotary_report: RotaryReport,
        /// What happened last. Out of date since there are reports.
        last_event: RotaryEvent,
    }
    /// What happened to a dial last.
    RotaryReport {
        /// When, as RFC 3339.
        updated: Box<str>,
        /// Whether it began.
        action: RotaryAction,
        /// How it turned.
        rotation: Rotation,
    }
    /// What happened to a dial.
    RotaryEvent {
        /// Whether it began.
        action: RotaryAction,
        /// How it turned.
        rotation: Rotation,
    }
    /// Sounds of a kind.
    SpeakerSounds {
        /// Those that it can sound.
        sound_values: Vec<Sound>,
        /// The one that it sounds.
        status: SoundStatus,
    }
    /// When a sound will be over.
    SoundEnd {
        /// As RFC 3339.
        estimate: Box<str>,
    }
    /// Whether a speaker is silent.
    Mute {
        /// Whether it is.
        mute: MuteState,
    }
    /// How a dial turned.
    Rotation {
        /// Which way.
        direction: RotationDirection,
        /// How far, since the last report.
        steps: u32,
        /// How long, in milliseconds, since the last report.
        duration: u32,
    }
}

group! {
    /// The sound that is sounded now. Bridges say it later than it is, and for longer.
    SoundStatus {
        /// Which.
        sound: Sound,
        /// Those that it can be.
        sound_values: Vec<Sound>,
        /// When it will be over, of a siren.
        estimated_end: SoundEnd,
    }
}

/// The end of a sound that is over does not stay; what can be sounded does.
impl Merge for SoundStatus {
    fn merge(&mut self, newer: Self) {
        *self = Self { sound_values: newer.sound_values.or(self.sound_values.take()), ..newer };
    }
}

words! {
    /// A sound.
    Sound {
        /// None; asked for, it ends the one that is sounded.
        NoSound = "no_sound",
        /// To draw attention.
        Alert = "alert",
        /// Loud, for as long as is asked.
        Siren = "siren",
        Bleep = "bleep",
        DingDongClassic = "ding_dong_classic",
        DingDongModern = "ding_dong_modern",
        DingDongXylo = "ding_dong_xylo",
        Rise = "rise",
        WestminsterClassic = "westminster_classic",
        WestminsterModern = "westminster_modern",
        HueDefault = "hue_default",
        Sonar = "sonar",
        Swing = "swing",
        Bright = "bright",
        BrightModern = "bright_modern",
        Glow = "glow",
        Bounce = "bounce",
        Reveal = "reveal",
        Welcome = "welcome",
        Fairy = "fairy",
        Galaxy = "galaxy",
        Echo = "echo",
    }
    /// Whether a speaker is silent.
    MuteState {
        /// It is, but for the siren.
        Mute = "mute",
        /// It is not.
        Unmute = "unmute",
    }
    /// What happens to a button.
    ButtonEvent {
        /// It is pressed.
        InitialPress = "initial_press",
        /// It is still pressed.
        Repeat = "repeat",
        /// It is let go soon.
        ShortRelease = "short_release",
        /// It is let go after a while.
        LongRelease = "long_release",
        /// It was pressed twice.
        DoubleShortRelease = "double_short_release",
        /// It is pressed for long.
        LongPress = "long_press",
    }
    /// What happens to a bell.
    BellEvent {
        /// It rings.
        Ring = "ring",
    }
    /// Whether a turn begins.
    RotaryAction {
        /// It begins.
        Start = "start",
        /// It goes on.
        Repeat = "repeat",
    }
    /// Which way.
    RotationDirection {
        /// To the right.
        ClockWise = "clock_wise",
        /// To the left.
        CounterClockWise = "counter_clock_wise",
    }
    /// How a speaker draws attention.
    SpeakerAlert {
        /// A sound again and again.
        Soundloop = "soundloop",
    }
}

impl ButtonState {
    /// What happened last, by the report where there is one.
    pub fn last(&self) -> Option<&ButtonEvent> {
        self.button_report.as_ref().and_then(|report| report.event.as_ref()).or(self.last_event.as_ref())
    }
}

update!(Button, ButtonChange { metadata: ControlMetadata, button: ButtonState });
update!(BellButton, BellButtonChange {});
update!(RelativeRotary, RelativeRotaryChange {});
update!(Speaker, SpeakerChange { alarm: SoundChange, chime: SoundChange, alert: SoundChange, mute: Mute });

/// On the wire of a change.
#[derive(Clone, Debug, Serialize)]
pub struct SoundChange {
    sound: Sound,
    #[serde(skip_serializing_if = "Option::is_none")]
    volume: Option<Volume>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<u32>,
}

#[derive(Clone, Debug, Serialize)]
struct Volume {
    level: u8,
}

impl Update<Button> {
    /// How often it repeats while it is pressed, in whole milliseconds.
    pub fn repeat_interval(mut self, interval: Duration) -> Self {
        let interval = super::feature::millis(interval);
        self.change.button = Some(ButtonState { repeat_interval: Some(interval), ..ButtonState::default() });
        self
    }

    /// Which of the device's buttons it is.
    pub fn control_id(mut self, control_id: u32) -> Self {
        self.change.metadata = Some(ControlMetadata { control_id: Some(control_id) });
        self
    }
}

/// As other libraries ask for sounds, which have met speakers; the API's description knows nothing that can be changed.
impl Update<Speaker> {
    /// Sounds the siren for so long: 65,534 s at most, which the bridge rounds up to whole seconds. [`NoSound`](Sound::NoSound) ends
    /// it, and takes neither time nor volume. Without a volume the bridge says how loud it is.
    pub fn alarm(mut self, sound: Sound, duration: Duration, volume: Option<Percent>) -> Result<Self, InvalidSetting> {
        let duration = match sound {
            Sound::NoSound => None,
            _ => Some(at_most(LONGEST_ALARM, duration).ok_or(TOO_LONG_AN_ALARM)?),
        };
        self.change.alarm = Some(SoundChange { duration, ..SoundChange::of(sound, volume) });
        Ok(self)
    }

    /// Sounds a chime, by the volume in whole percent. Without one the bridge says how loud it is.
    pub fn chime(mut self, sound: Sound, volume: Option<Percent>) -> Self {
        self.change.chime = Some(SoundChange::of(sound, volume));
        self
    }

    /// Draws attention, by the volume in whole percent. Without one the bridge says how loud it is.
    pub fn alert(mut self, sound: Sound, volume: Option<Percent>) -> Self {
        self.change.alert = Some(SoundChange::of(sound, volume));
        self
    }

    /// Whether it is silent, but for the siren.
    pub fn mute(mut self, mute: bool) -> Self {
        self.change.mute = Some(Mute { mute: Some(if mute { MuteState::Mute } else { MuteState::Unmute }) });
        self
    }
}

impl SoundChange {
    fn of(sound: Sound, volume: Option<Percent>) -> Self {
        let volume = volume.filter(|_| sound != Sound::NoSound).map(Volume::of);
        Self { sound, volume, duration: None }
    }
}

impl Volume {
    /// The nearest whole percent.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
    fn of(volume: Percent) -> Self {
        Self { level: (volume.get() + 0.5) as u8 }
    }
}

const LONGEST_ALARM: u32 = 65_534_000;
const TOO_LONG_AN_ALARM: InvalidSetting = InvalidSetting::new("duration of the alarm", "is 65,534 seconds at most");
