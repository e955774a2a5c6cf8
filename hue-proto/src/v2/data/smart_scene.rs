//! Smart scenes: a scene for each time of the day.

use super::feature::millis;
use super::scene::note;
use crate::error::InvalidSetting;
use crate::quantity::Name;
use crate::v2::shape::{create, data, report, resource, update};
use crate::v2::word::words;
use crate::v2::{Create, Id, PublicImage, Reference, Resource, Scene, Update};
use crate::wire::json::Object;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::time::Duration;
use serde::{Deserialize, Serialize};

resource! {
    /// A scene for each time of the day, for a room or zone.
    SmartScene = "smart_scene" (GET, POST, PUT, DELETE) {
        /// What it is called.
        metadata: SmartSceneMetadata,
        /// The room or zone.
        group: Reference,
        /// Which scene is when.
        week_timeslots: Vec<DayTimeslots>,
        /// How long it takes from one scene to the next, in milliseconds; 60,000 where nothing is said.
        transition_duration: u32,
        /// The time of day that it is in. While it is inactive it means nothing.
        active_timeslot: ActiveTimeslot,
        /// Whether it is what the lights do.
        state: SmartSceneState,
    }
}

data! {
    /// What a smart scene is called.
    SmartSceneMetadata {
        /// Its name, 1 to 32 characters.
        name: Box<str>,
        /// Its picture.
        image: Reference,
        /// What an application wants to remember, 1 to 16 characters.
        appdata: Box<str>,
    }
    /// The times of some days of the week.
    DayTimeslots {
        /// The times.
        timeslots: Vec<Timeslot>,
        /// The days.
        recurrence: Vec<Weekday>,
    }
    /// From when on which scene.
    Timeslot {
        /// From when.
        start_time: StartTime,
        /// The scene.
        target: Reference,
    }
    /// When.
    StartTime {
        /// By the clock or by the sun.
        kind: StartKind,
        /// By the clock.
        time: TimeOfDay,
    }
    /// How a smart scene is recalled.
    SmartSceneRecall {
        /// On or off.
        action: SmartSceneRecallAction,
    }
}

report! {
    /// The time of day that a smart scene is in.
    ActiveTimeslot {
        /// Which of the day's, from 0.
        timeslot_id: u32,
        /// Of which day.
        weekday: Weekday,
    }
}

/// A time of the day. What a bridge leaves out of it is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Object<Clock>", into = "Clock")]
pub struct TimeOfDay(Clock);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
struct Clock {
    hour: u8,
    #[serde(default)]
    minute: u8,
    #[serde(default)]
    second: u8,
}

words! {
    /// By the clock or by the sun.
    StartKind {
        /// By the clock.
        Time = "time",
        /// When the sun goes down.
        Sunset = "sunset",
        /// When the sun comes up.
        Sunrise = "sunrise",
    }
    /// A day of the week.
    Weekday {
        Monday = "monday",
        Tuesday = "tuesday",
        Wednesday = "wednesday",
        Thursday = "thursday",
        Friday = "friday",
        Saturday = "saturday",
        Sunday = "sunday",
    }
    /// Whether a smart scene is what the lights do.
    SmartSceneState {
        /// Yes.
        Active = "active",
        /// No.
        Inactive = "inactive",
    }
    /// Whether a smart scene begins or ends.
    SmartSceneRecallAction {
        /// It begins.
        Activate = "activate",
        /// It ends.
        Deactivate = "deactivate",
    }
}

impl SmartScene {
    /// Its name; empty where the bridge does not say.
    pub fn name(&self) -> &str {
        self.metadata.as_ref().and_then(|metadata| metadata.name.as_deref()).unwrap_or_default()
    }

    /// Whether it is what the lights do.
    pub fn is_active(&self) -> bool {
        self.state == Some(SmartSceneState::Active)
    }

    /// `PUT /clip/v2/resource/smart_scene/{id}`: begins it.
    pub fn recall(id: &Id<Self>) -> Update<Self> {
        Self::update(id).recalled(SmartSceneRecallAction::Activate)
    }

    /// `POST /clip/v2/resource/smart_scene`: a new one, for a room or zone.
    pub fn create(name: Name, group: Reference, week: impl IntoIterator<Item = DayTimeslots>) -> Create<Self> {
        Create::new(SmartSceneDraft {
            metadata: Some(SmartSceneMetadata { name: Some(name.into()), ..SmartSceneMetadata::default() }),
            group: Some(group),
            week_timeslots: Some(week.into_iter().collect()),
            ..SmartSceneDraft::default()
        })
    }
}

impl DayTimeslots {
    /// These times on these days.
    pub fn new(days: impl IntoIterator<Item = Weekday>, slots: impl IntoIterator<Item = Timeslot>) -> Self {
        Self { timeslots: Some(slots.into_iter().collect()), recurrence: Some(days.into_iter().collect()) }
    }
}

impl Timeslot {
    /// From a time of the day.
    pub fn at(time: TimeOfDay, scene: &Id<Scene>) -> Self {
        let start = StartTime { kind: Some(StartKind::Time), time: Some(time) };
        Self { start_time: Some(start), target: Some(scene.reference()) }
    }

    /// From when the sun goes down.
    pub fn at_sunset(scene: &Id<Scene>) -> Self {
        let start = StartTime { kind: Some(StartKind::Sunset), time: None };
        Self { start_time: Some(start), target: Some(scene.reference()) }
    }
}

impl TimeOfDay {
    /// 0 to 23, 0 to 59, 0 to 59.
    pub fn new(hour: u8, minute: u8, second: u8) -> Result<Self, InvalidSetting> {
        if hour > 23 || minute > 59 || second > 59 {
            return Err(InvalidSetting::new("time of day", "is 0 to 23, 0 to 59 and 0 to 59"));
        }
        Ok(Self(Clock { hour, minute, second }))
    }

    /// 0 to 23.
    pub const fn hour(self) -> u8 {
        self.0.hour
    }

    /// 0 to 59.
    pub const fn minute(self) -> u8 {
        self.0.minute
    }

    /// 0 to 59.
    pub const fn second(self) -> u8 {
        self.0.second
    }
}

impl TryFrom<Object<Clock>> for TimeOfDay {
    type Error = InvalidSetting;

    fn try_from(Object(Clock { hour, minute, second }): Object<Clock>) -> Result<Self, InvalidSetting> {
        Self::new(hour, minute, second)
    }
}

impl From<TimeOfDay> for Clock {
    fn from(time: TimeOfDay) -> Self {
        time.0
    }
}

update!(SmartScene, SmartSceneChange, Group {
    metadata: SmartSceneMetadata,
    week_timeslots: Vec<DayTimeslots>,
    transition_duration: u32,
    recall: SmartSceneRecall,
});
create!(SmartScene, SmartSceneDraft {
    metadata: SmartSceneMetadata,
    group: Reference,
    week_timeslots: Vec<DayTimeslots>,
    transition_duration: u32,
    recall: SmartSceneRecall,
});

impl Update<SmartScene> {
    /// Its name.
    pub fn name(mut self, name: Name) -> Self {
        self.change.metadata.get_or_insert_default().name = Some(name.into());
        self
    }

    /// Which scene is when.
    pub fn week(mut self, week: impl IntoIterator<Item = DayTimeslots>) -> Self {
        self.change.week_timeslots = Some(week.into_iter().collect());
        self
    }
}

impl Create<SmartScene> {
    /// Its picture, which stays.
    pub fn image(mut self, image: &Id<PublicImage>) -> Self {
        self.draft.metadata.get_or_insert_default().image = Some(image.reference());
        self
    }
}

macro_rules! smart_scene {
    ($($target:ty, $field:ident;)+) => { $(
        impl $target {
            /// Begins or ends it.
            pub fn recalled(mut self, action: SmartSceneRecallAction) -> Self {
                self.$field.recall = Some(SmartSceneRecall { action: Some(action) });
                self
            }

            /// What an application wants to remember: 1 to 16 characters.
            pub fn appdata(mut self, appdata: &str) -> Result<Self, InvalidSetting> {
                self.$field.metadata.get_or_insert_default().appdata = Some(note(appdata)?);
                Ok(self)
            }

            /// How long it takes from one scene to the next, in whole milliseconds.
            pub fn transition(mut self, duration: Duration) -> Self {
                self.$field.transition_duration = Some(millis(duration));
                self
            }
        }
    )+ };
}

smart_scene! {
    Update<SmartScene>, change;
    Create<SmartScene>, draft;
}
