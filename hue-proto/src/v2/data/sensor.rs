//! Sensors.

use super::device::SettingStatus;
use crate::v2::shape::{data, report, resource, update};
use crate::v2::word::words;
use crate::v2::{Reference, Update};
use alloc::boxed::Box;
use alloc::vec::Vec;

resource! {
    /// A sensor of motion.
    Motion = "motion" (GET, PUT) {
        /// The device that it is in.
        owner: Reference,
        /// Whether it senses.
        enabled: bool,
        /// What it senses.
        motion: MotionState,
        /// How well it senses.
        sensitivity: Sensitivity,
    }
}

resource! {
    /// A camera's sensor of motion.
    CameraMotion = "camera_motion" (GET, PUT) {
        /// The device that it is in.
        owner: Reference,
        /// Whether it senses.
        enabled: bool,
        /// What it senses.
        motion: MotionState,
        /// How well it senses.
        sensitivity: Sensitivity,
    }
}

resource! {
    /// A thermometer.
    Temperature = "temperature" (GET, PUT) {
        /// The device that it is in.
        owner: Reference,
        /// Whether it senses.
        enabled: bool,
        /// What it senses.
        temperature: TemperatureState,
    }
}

resource! {
    /// A sensor of daylight.
    LightLevel = "light_level" (GET, PUT) {
        /// The device that it is in.
        owner: Reference,
        /// Whether it senses.
        enabled: bool,
        /// What it senses.
        light: LightLevelState,
    }
}

resource! {
    /// A sensor of an open door or window.
    Contact = "contact" (GET, PUT) {
        /// The device that it is in.
        owner: Reference,
        /// Whether it senses.
        enabled: bool,
        /// What it sensed last.
        contact_report: ContactReport,
    }
}

resource! {
    /// A sensor of its own being opened.
    Tamper = "tamper" (GET, PUT) {
        /// The device that it is in.
        owner: Reference,
        /// What it sensed last, by source.
        tamper_reports: Vec<TamperReport>,
    }
}

report! {
    /// What a sensor of motion senses.
    MotionState {
        /// Whether something moves. Out of date since there are reports.
        motion: bool,
        /// Whether it holds. Where it does not, the report does not either: it is an old one.
        motion_valid: bool,
        /// What it sensed last.
        motion_report: MotionReport,
    }
    /// What a thermometer senses.
    TemperatureState {
        /// In degrees Celsius. Out of date since there are reports.
        temperature: f64,
        /// Whether it holds. Where it does not, the report does not either: it is an old one.
        temperature_valid: bool,
        /// What it sensed last.
        temperature_report: TemperatureReport,
    }
    /// What a sensor of daylight senses.
    LightLevelState {
        /// 10,000 log10(lux) + 1. Out of date since there are reports.
        light_level: i32,
        /// Whether it holds. Where it does not, the report does not either: it is an old one.
        light_level_valid: bool,
        /// What it sensed last.
        light_level_report: LightLevelReport,
    }
}

data! {
    /// What a sensor of motion sensed last.
    MotionReport {
        /// When, as RFC 3339.
        changed: Box<str>,
        /// Whether something moved.
        motion: bool,
    }
    /// How well a sensor senses.
    Sensitivity {
        /// Whether `sensitivity` holds.
        status: SettingStatus,
        /// From 0 to `sensitivity_max`.
        sensitivity: u32,
        /// The most there is.
        sensitivity_max: u32,
    }
    /// What a thermometer sensed last.
    TemperatureReport {
        /// When, as RFC 3339.
        changed: Box<str>,
        /// In degrees Celsius.
        temperature: f64,
    }
    /// What a sensor of daylight sensed last.
    LightLevelReport {
        /// When, as RFC 3339.
        changed: Box<str>,
        /// 10,000 log10(lux) + 1.
        light_level: i32,
    }
    /// What a contact sensed last.
    ContactReport {
        /// When, as RFC 3339.
        changed: Box<str>,
        /// Whether it is closed.
        state: ContactState,
    }
    /// What a tamper sensed last.
    TamperReport {
        /// When, as RFC 3339.
        changed: Box<str>,
        /// What of the device.
        source: Box<str>,
        /// Whether it is opened.
        state: TamperState,
    }
}

words! {
    /// Whether a contact is closed.
    ContactState {
        /// It is closed.
        Contact = "contact",
        /// It is open.
        NoContact = "no_contact",
    }
    /// Whether a device is opened.
    TamperState {
        /// It is.
        Tampered = "tampered",
        /// It is not.
        NotTampered = "not_tampered",
    }
}

impl MotionState {
    /// Whether something moves, by the report where there is one; `None` where nothing valid is known.
    pub fn is_moving(&self) -> Option<bool> {
        let report = self.motion_report.as_ref().and_then(|report| report.motion);
        report.or(self.motion).filter(|_| self.motion_valid != Some(false))
    }
}

impl TemperatureState {
    /// In degrees Celsius, by the report where there is one; `None` where nothing valid is known.
    pub fn celsius(&self) -> Option<f64> {
        let report = self.temperature_report.as_ref().and_then(|report| report.temperature);
        report.or(self.temperature).filter(|_| self.temperature_valid != Some(false))
    }
}

impl LightLevelState {
    /// 10,000 log10(lux) + 1, by the report where there is one; `None` where nothing valid is known.
    pub fn level(&self) -> Option<i32> {
        let report = self.light_level_report.as_ref().and_then(|report| report.light_level);
        report.or(self.light_level).filter(|_| self.light_level_valid != Some(false))
    }
}

update!(Motion, MotionChange { enabled: bool, sensitivity: Sensitivity });
update!(CameraMotion, CameraMotionChange { enabled: bool, sensitivity: Sensitivity });
update!(Temperature, TemperatureChange { enabled: bool });
update!(LightLevel, LightLevelChange { enabled: bool });
update!(Contact, ContactChange { enabled: bool });
update!(Tamper, TamperChange {});

super::enabled!(Motion, CameraMotion, Temperature, LightLevel, Contact);

/// Sensors that can be made to sense less.
macro_rules! sensitive {
    ($($name:ident),+) => { $(
        impl Update<$name> {
            /// How well it senses: 0 to its `sensitivity_max`.
            pub fn sensitivity(mut self, sensitivity: u32) -> Self {
                self.change.sensitivity = Some(Sensitivity { sensitivity: Some(sensitivity), ..Sensitivity::default() });
                self
            }
        }
    )+ };
}

sensitive!(Motion, CameraMotion);

pub(super) use sensitive;
