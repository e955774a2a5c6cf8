//! `hue scene`: a scene is recalled.

use crate::args::SceneArgs;
use crate::change::changed;
use crate::failure::{Code, Failure};
use crate::home::home;
use crate::named::{self, Named as _};
use crate::output;
use crate::place::Place;
use crate::scenes::{AnyScene, Which};
use hue_blocking::Percent;
use hue_blocking::v2::{Id, Resource as _, Scene, SceneRecallAction, SmartScene, SmartSceneRecallAction, Update};

pub(crate) fn run(args: &SceneArgs) -> Result<(), Failure> {
    let bridge = Place::open(&args.account.store)?.bridge(&args.account)?;
    let home = home(&bridge, &args.account)?;
    let scenes = AnyScene::all(&home, args.room.as_deref())?;
    let found = named::find_in(&args.name, &scenes, args.room.as_deref())?;
    let refused = |words| Err(Failure::new(Code::Usage, format_args!("{} {words}", found.told())));
    match found.which {
        Which::Scene(_) if args.end => refused(NO_END),
        Which::Scene(scene) => {
            let scene = changed(&bridge, &args.account, &scene.id, recall(args, &scene.id))?;
            tell(args, &found.now(Which::Scene(&scene)))
        }
        Which::Smart(_) if args.is_particular() => refused(HAS_TIMES),
        Which::Smart(scene) => {
            let action = if args.end { SmartSceneRecallAction::Deactivate } else { SmartSceneRecallAction::Activate };
            let change = SmartScene::update(&scene.id).recalled(action);
            let scene = changed(&bridge, &args.account, &scene.id, change)?;
            tell(args, &found.now(Which::Smart(&scene)))
        }
    }
}

fn recall(args: &SceneArgs, id: &Id<Scene>) -> Update<Scene> {
    let mut recall = Scene::recall(id);
    if args.dynamic {
        recall = recall.recalled(SceneRecallAction::DynamicPalette);
    }
    if let Some(transition) = args.transition {
        recall = recall.transition(transition);
    }
    if let Some(percent) = args.brightness {
        recall = recall.brightness(Percent::nearest(f64::from(percent)));
    }
    recall
}

fn tell(args: &SceneArgs, scene: &AnyScene<'_>) -> Result<(), Failure> {
    output::answer(args.account.store.json, &scene.json(), &format!("{}\n", scene.line()))
}

const NO_END: &str = "is no smart scene, and does not end: recall another, or `hue set` its lights";
const HAS_TIMES: &str =
    "is a smart scene, which has times of its own: --transition, --brightness and --dynamic are for others";
