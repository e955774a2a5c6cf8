//! Motion and daylight of whole areas.

use super::sensor::{LightLevelState, MotionState, Sensitivity, sensitive};
use crate::quantity::Name;
use crate::v2::shape::{create, data, resource, update};
use crate::v2::word::words;
use crate::v2::{Create, Id, Reference, Update};
use alloc::boxed::Box;
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
    /// What could take part in an area: a device names its own among its services. Bridges are said not to list them all.
    MotionAreaCandidate = "motion_area_candidate" (GET, PUT) {
        /// What it belongs to.
        owner: Reference,
        /// What could sense in it, as the API's description has it.
        motion_sensors: Vec<Reference>,
        /// What it can do in an area, such as `sensor`, as bridges write it.
        capabilities: Vec<Box<str>>,
    }
}

resource! {
    /// An area in which motion is sensed.
    MotionAreaConfiguration = "motion_area_configuration" (GET, POST, PUT, DELETE) {
        /// What it belongs to.
        owner: Reference,
        /// Whether it is in use.
        enabled: bool,
        /// What senses in it, as the API's description has it.
        motion_sensors: Vec<Reference>,
        /// What tells of motion in it.
        services: Vec<Reference>,
        /// What it is called. This and what follows is as bridges write it.
        name: Box<str>,
        /// The room or zone.
        group: Reference,
        /// What senses in it.
        participants: Vec<MotionAreaParticipant>,
        /// How well it works.
        health: MotionAreaHealth,
    }
}

data! {
    /// What senses in an area.
    MotionAreaParticipant {
        /// A [`MotionAreaCandidate`].
        resource: Reference,
        /// How it does. Not in a change.
        status: MotionAreaStatus,
    }
    /// How a part of an area does.
    MotionAreaStatus {
        /// How well it works.
        health: MotionAreaHealth,
    }
}

words! {
    /// How well an area of motion works, or a part of it.
    MotionAreaHealth {
        /// As it should.
        Healthy = "healthy",
        /// Of a part: not as it should.
        Unhealthy = "unhealthy",
        /// With fewer sensors than it has.
        Degraded = "degraded",
        /// It is about to be well again.
        Recovering = "recovering",
        /// It must be made anew.
        Unrecoverable = "unrecoverable",
        /// Not at all.
        NotRunning = "not_running",
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

update!(ConvenienceAreaMotion, ConvenienceAreaMotionChange { enabled: bool, sensitivity: Sensitivity });
update!(SecurityAreaMotion, SecurityAreaMotionChange { enabled: bool, sensitivity: Sensitivity });
update!(MotionAreaConfiguration, MotionAreaConfigurationChange {
    enabled: bool,
    name: Box<str>,
    participants: Vec<MotionAreaParticipant>,
});
update!(MotionAreaCandidate, MotionAreaCandidateChange {});
update!(GroupedMotion, GroupedMotionChange { enabled: bool });
update!(GroupedLightLevel, GroupedLightLevelChange { enabled: bool });
create!(MotionAreaConfiguration, MotionAreaConfigurationDraft {
    enabled: bool,
    motion_sensors: Vec<Reference>,
    name: Box<str>,
    group: Reference,
    participants: Vec<MotionAreaParticipant>,
});

super::enabled!(ConvenienceAreaMotion, SecurityAreaMotion, MotionAreaConfiguration, GroupedMotion, GroupedLightLevel);
sensitive!(ConvenienceAreaMotion, SecurityAreaMotion);

impl MotionAreaConfiguration {
    /// Its name; empty where the bridge does not say.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    /// `POST /clip/v2/resource/motion_area_configuration`: a new one in a room or zone, in which these candidates sense, as
    /// bridges write it.
    pub fn create<'a>(
        name: Name,
        group: impl Into<Reference>,
        candidates: impl IntoIterator<Item = &'a Id<MotionAreaCandidate>>,
    ) -> Create<Self> {
        Create::new(MotionAreaConfigurationDraft {
            enabled: Some(true),
            name: Some(name.into()),
            group: Some(group.into()),
            participants: Some(participants(candidates)),
            ..MotionAreaConfigurationDraft::default()
        })
    }

    /// `POST /clip/v2/resource/motion_area_configuration`: a new one, in which these sense, as the API's description has it. No
    /// capture of a bridge shows that it is taken.
    pub fn create_of_sensors(motion_sensors: impl IntoIterator<Item = Reference>) -> Create<Self> {
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

impl Update<MotionAreaConfiguration> {
    /// Its name.
    pub fn name(mut self, name: Name) -> Self {
        self.change.name = Some(name.into());
        self
    }

    /// These sense in it, and no others.
    pub fn participants<'a>(mut self, candidates: impl IntoIterator<Item = &'a Id<MotionAreaCandidate>>) -> Self {
        self.change.participants = Some(participants(candidates));
        self
    }
}

fn participants<'a>(candidates: impl IntoIterator<Item = &'a Id<MotionAreaCandidate>>) -> Vec<MotionAreaParticipant> {
    let participant = |id: &Id<_>| MotionAreaParticipant { resource: Some(id.reference()), status: None };
    candidates.into_iter().map(participant).collect()
}
