//! Motion and daylight of whole areas.

use super::sensor::{LightLevelState, MotionState, Sensitivity};
use crate::v2::shape::{create, resource, update};
use crate::v2::{Create, Reference, Update};
use alloc::vec::Vec;

resource! {
    /// Motion in an area, for comfort.
    ConvenienceAreaMotion = "convenience_area_motion" (GET, PUT) {
        /// What it belongs to.
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
    /// Motion in an area, for safety.
    SecurityAreaMotion = "security_area_motion" (GET, PUT) {
        /// What it belongs to.
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
    /// What could become an area.
    MotionAreaCandidate = "motion_area_candidate" (GET, PUT) {
        /// What it belongs to.
        owner: Reference,
        /// What could sense in it.
        motion_sensors: Vec<Reference>,
    }
}

resource! {
    /// An area in which motion is sensed.
    MotionAreaConfiguration = "motion_area_configuration" (GET, POST, PUT, DELETE) {
        /// What it belongs to.
        owner: Reference,
        /// Whether it is in use.
        enabled: bool,
        /// What senses in it.
        motion_sensors: Vec<Reference>,
        /// What tells of motion in it.
        services: Vec<Reference>,
    }
}

resource! {
    /// All sensors of motion of a room, of a zone, or of the home, as one.
    GroupedMotion = "grouped_motion" (GET, PUT) {
        /// The room, zone or home.
        owner: Reference,
        /// Whether they sense.
        enabled: bool,
        /// What any of them senses.
        motion: MotionState,
    }
}

resource! {
    /// All sensors of daylight of a room, of a zone, or of the home, as one.
    GroupedLightLevel = "grouped_light_level" (GET, PUT) {
        /// The room, zone or home.
        owner: Reference,
        /// Whether they sense.
        enabled: bool,
        /// What they sense.
        light: LightLevelState,
    }
}

update!(ConvenienceAreaMotion, ConvenienceAreaMotionChange { enabled: bool });
update!(SecurityAreaMotion, SecurityAreaMotionChange { enabled: bool });
update!(MotionAreaConfiguration, MotionAreaConfigurationChange { enabled: bool });
update!(MotionAreaCandidate, MotionAreaCandidateChange {});
update!(GroupedMotion, GroupedMotionChange {});
update!(GroupedLightLevel, GroupedLightLevelChange {});
create!(MotionAreaConfiguration, MotionAreaConfigurationDraft {
    enabled: bool,
    motion_sensors: Vec<Reference>,
});

super::enabled!(ConvenienceAreaMotion, SecurityAreaMotion, MotionAreaConfiguration);

impl MotionAreaConfiguration {
    /// `POST /clip/v2/resource/motion_area_configuration`: a new one, in which these sense.
    pub fn create(motion_sensors: impl IntoIterator<Item = Reference>) -> Create<Self> {
        Create::new(MotionAreaConfigurationDraft {
            enabled: Some(true),
            motion_sensors: Some(motion_sensors.into_iter().collect()),
            ..MotionAreaConfigurationDraft::default()
        })
    }
}

impl Create<MotionAreaConfiguration> {
    /// Whether it is in use.
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.draft.enabled = Some(enabled);
        self
    }
}
