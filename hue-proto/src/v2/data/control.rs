//! Buttons, bells and dials; and what makes a sound.

use crate::v2::shape::{data, resource, update};
use crate::v2::word::words;
use crate::v2::{Reference, Update};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::time::Duration;

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
        /// What happened to it.
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
        /// The alerts that it can sound.
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

words! {
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
update!(Speaker, SpeakerChange {});

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
