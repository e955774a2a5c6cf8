//! `hue scenes`: the scenes of each room.

use crate::args::ScenesArgs;
use crate::failure::Failure;
use crate::home::home;
use crate::lamp::shown;
use crate::named::{self, Named};
use crate::output::{self, Depth};
use crate::rooms::Room;
use crate::{columns, place};
use hue_blocking::Percent;
use hue_blocking::color::Rgb;
use hue_blocking::v2::{Color, ColorTemperature, Home, Place, Resource as _, Scene, SceneStatus, SmartScene};
use serde_json::{Value, json};

pub(crate) fn run(args: &ScenesArgs) -> Result<(), Failure> {
    let bridge = place::Place::open(&args.account.store)?.bridge(&args.account)?;
    let home = home(&bridge, &args.account)?;
    let scenes = AnyScene::all(&home, args.room.as_deref())?;
    let json = json!({ "scenes": scenes.iter().map(AnyScene::json).collect::<Vec<_>>() });
    output::answer(args.account.store.json, &json, &table(&scenes, Depth::of_stdout()))
}

/// A scene or a smart scene, and the room or zone that it is for.
#[derive(Clone)]
pub(crate) struct AnyScene<'a> {
    pub(crate) which: Which<'a>,
    room: Option<Place<'a>>,
}

#[derive(Clone, Copy)]
pub(crate) enum Which<'a> {
    Scene(&'a Scene),
    Smart(&'a SmartScene),
}

impl<'a> AnyScene<'a> {
    /// By room, smart ones last, and sorted as people do; those of one room, where one is named.
    pub(crate) fn all(home: &'a Home, room: Option<&str>) -> Result<Vec<Self>, Failure> {
        let places: Vec<Place<'a>> = home.rooms().chain(home.zones()).collect();
        let scenes = home.all().map(Which::Scene).chain(home.all().map(Which::Smart));
        let mut scenes: Vec<Self> =
            scenes.map(|which| Self { which, room: places.iter().find(|place| which.is_of(place)).copied() }).collect();
        if let Some(room) = room {
            let id = named::find(room, &Room::all(home))?.id().to_owned();
            scenes.retain(|scene| scene.room.is_some_and(|room| room.id() == id));
        }
        scenes.sort_by_cached_key(|scene| {
            let room = scene.room.map(|room| (!room.is_room(), room.name().to_lowercase()));
            (room.is_none(), room, matches!(scene.which, Which::Smart(_)), scene.name().to_lowercase())
        });
        Ok(scenes)
    }

    /// The same scene, as the bridge has it now.
    pub(crate) fn now(&self, which: Which<'a>) -> Self {
        Self { which, ..*self }
    }

    /// By itself.
    pub(crate) fn line(&self) -> String {
        let state = self.which.state();
        format!("{}{}{state}", self.told(), if state.is_empty() { "" } else { ": " })
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "id": self.id(),
            "type": self.which.kind(),
            "name": self.name(),
            "room": self.room.map(|room| room.name()),
            "room_id": self.room.map(|room| room.id()),
            "active": self.which.is_active(),
            "dynamic": self.which.is_dynamic(),
            "srgb": self.which.palette().into_iter().map(|rgb| rgb.to_string()).collect::<Vec<_>>(),
        })
    }
}

impl Which<'_> {
    fn kind(self) -> &'static str {
        match self {
            Self::Scene(_) => Scene::TYPE,
            Self::Smart(_) => SmartScene::TYPE,
        }
    }

    fn is_of(self, place: &Place<'_>) -> bool {
        let group = match self {
            Self::Scene(scene) => scene.group.as_ref(),
            Self::Smart(scene) => scene.group.as_ref(),
        };
        group == Some(&place.reference())
    }

    fn is_active(self) -> bool {
        match self {
            Self::Scene(scene) => scene.is_active(),
            Self::Smart(scene) => scene.is_active(),
        }
    }

    fn is_dynamic(self) -> bool {
        let Self::Scene(scene) = self else { return false };
        scene.status.as_ref().and_then(|status| status.active.as_ref()) == Some(&SceneStatus::DynamicPalette)
    }

    /// In words.
    fn state(self) -> &'static str {
        match (self, self.is_active()) {
            (Self::Scene(_), true) if self.is_dynamic() => "active, dynamic",
            (Self::Scene(_), true) => "active",
            (Self::Scene(_), false) => "",
            (Self::Smart(_), true) => "smart, active",
            (Self::Smart(_), false) => "smart",
        }
    }

    /// The colours that it plays, else those of its lights, at full brightness: there are dim scenes.
    fn palette(self) -> Vec<Rgb> {
        let Self::Scene(scene) = self else { return Vec::new() };
        let palette = scene.palette.as_ref();
        let colors = palette.and_then(|palette| palette.color.as_ref()).into_iter().flatten();
        let whites = palette.and_then(|palette| palette.color_temperature.as_ref()).into_iter().flatten();
        let played = colors.map(|color| seen(color.color.as_ref(), None));
        let played = played.chain(whites.map(|white| seen(None, white.color_temperature.as_ref())));
        let played: Vec<_> = played.flatten().collect();
        if !played.is_empty() {
            return played;
        }
        let actions = scene.actions.iter().flatten().filter_map(|action| action.action.as_ref());
        let mut colors: Vec<_> =
            actions.filter_map(|action| seen(action.color.as_ref(), action.color_temperature.as_ref())).collect();
        colors.dedup();
        colors
    }
}

impl Named for AnyScene<'_> {
    const ONE: &'static str = "scene";
    const LIST: &'static str = "`hue scenes` lists them";
    const APART: &'static str = "id, or by --room";

    fn id(&self) -> &str {
        match self.which {
            Which::Scene(scene) => scene.id.as_str(),
            Which::Smart(scene) => scene.id.as_str(),
        }
    }

    fn name(&self) -> &str {
        match self.which {
            Which::Scene(scene) => scene.name(),
            Which::Smart(scene) => scene.name(),
        }
    }

    fn told(&self) -> String {
        let room = self.room.map_or_else(String::new, |room| format!(" in {}", room.name()));
        format!("{}{room}", self.name())
    }
}

fn seen(color: Option<&Color>, white: Option<&ColorTemperature>) -> Option<Rgb> {
    let xy = color.and_then(|color| color.xy);
    let mirek = white.and_then(|white| white.mirek.flatten());
    (xy.is_some() || mirek.is_some()).then(|| shown(xy, mirek, Percent::FULL))
}

/// A line each, and behind it its colours.
fn table(scenes: &[AnyScene<'_>], depth: Depth) -> String {
    if scenes.is_empty() {
        return "There are no scenes.\n".to_owned();
    }
    let lines = columns::lines(scenes.iter().map(|scene| {
        let room = scene.room.map_or("", |room| room.name());
        [room, scene.name(), scene.which.state()].map(str::to_owned)
    }));
    let colors = scenes.iter().map(|scene| depth.swatches(scene.which.palette().into_iter()));
    lines.iter().zip(colors).map(|(line, colors)| [&**line, &*colors, "\n"].concat()).collect()
}
