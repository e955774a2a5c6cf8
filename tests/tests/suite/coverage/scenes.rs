//! Scenes, and scenes of a day.

use super::home::Home;
use super::lights::{bare_points, living_room, strip};
use super::values::{fraction, mirek, name, percent, xy};
use hue_blocking::v2::{
    DayTimeslots, Effect, EffectParameters, EffectState, EffectsV2, GradientMode, GroupedLight, Id, Light, LightAction,
    PublicImage, Reference, Scene, SceneAction, ScenePalette, SceneRecallAction, SceneStatus, SmartScene,
    SmartSceneRecallAction, TimeOfDay, Timeslot, Weekday,
};
use std::time::Duration;

pub(super) fn a_scene_is_made_and_remade(home: &Home) {
    let strip = strip(home);
    let (first, last) = images(home);
    let actions = whole(&strip);
    let scene = Scene::create(name("Dusk"), room(home), actions.clone())
        .image(&first)
        .appdata("dusk")
        .expect("a note")
        .palette(palette(0.4))
        .speed(fraction(0.75))
        .auto_dynamic(true);
    let scene = home.post(scene);
    assert_eq!(scene.group, Some(room(home)));
    check_scene(&scene, ("Dusk", &first, "dusk"), &actions, &palette(0.4), (0.75, true));

    let actions: Vec<_> = whole(&strip).into_iter().rev().collect();
    let scene = home.put(&scene.id, |scene| {
        let scene = scene.name(name("Dawn")).image(&last).appdata("dawn").expect("a note");
        scene.actions(actions.clone()).palette(palette(0.3)).speed(fraction(0.25)).auto_dynamic(false)
    });
    check_scene(&scene, ("Dawn", &last, "dawn"), &actions, &palette(0.3), (0.25, false));
}

pub(super) fn a_scene_is_recalled(home: &Home) {
    let strip = strip(home);
    let action = LightAction::default().on(true).brightness(percent(20.0)).mirek(mirek(300));
    let scene = home.post(Scene::create(name("Dusk"), room(home), [SceneAction::new(&strip, action)])).id;
    let check = |status: SceneStatus, brightness| {
        assert_eq!(home.get(&scene).status.and_then(|status| status.active), Some(status));
        let light = home.get(&strip);
        assert_eq!((light.is_on(), light.brightness(), light.mirek()), (true, Some(brightness), Some(mirek(300))));
    };
    home.call(Scene::recall(&scene));
    check(SceneStatus::Static, percent(20.0));
    home.put(&scene, |scene| scene.recalled(SceneRecallAction::DynamicPalette));
    check(SceneStatus::DynamicPalette, percent(20.0));
    home.put(&scene, |scene| scene.recalled(SceneRecallAction::Static).brightness(percent(60.0)));
    check(SceneStatus::Static, percent(60.0));
    home.put_unseen(&scene, |scene| scene.transition(Duration::from_secs(4)));

    let mut action = LightAction::default();
    action.effects_v2 = Some(Box::new(effect_v2(Effect::Fire, Some(0.5))));
    home.put(&scene, |scene| scene.actions([SceneAction::new(&strip, action)]).recalled(SceneRecallAction::Active));
    let status = home.get(&strip).effects_v2.and_then(|effects| effects.status).expect("an effect");
    assert_eq!(status.effect, Some(Effect::Fire));
}

pub(super) fn a_smart_scene_is_made_and_remade(home: &Home) {
    let scene = home.first::<Scene>().id;
    let (image, _) = images(home);
    let at = TimeOfDay::new(7, 30, 15).expect("a time of day");
    let week = || {
        let slots = [Timeslot::at(at, &scene), Timeslot::at_sunset(&scene)];
        [DayTimeslots::new([Weekday::Monday, Weekday::Sunday], slots)]
    };
    let day = SmartScene::create(name("Day"), room(home), week())
        .image(&image)
        .appdata("day")
        .expect("a note")
        .transition(Duration::from_secs(90))
        .recalled(SmartSceneRecallAction::Activate);
    let day = home.post(day);
    assert!(day.is_active());
    assert_eq!((day.name(), day.group.as_ref()), ("Day", Some(&room(home))));
    let metadata = day.metadata.as_ref().expect("metadata");
    assert_eq!((metadata.image.as_ref(), metadata.appdata.as_deref()), (Some(&image.reference()), Some("day")));
    assert_eq!((day.week_timeslots.as_deref(), day.transition_duration), (Some(&week()[..]), Some(90_000)));

    let weekend = [DayTimeslots::new([Weekday::Saturday], [Timeslot::at(at, &scene)])];
    let day = home.put(&day.id, |day| {
        let day = day.name(name("Weekend")).appdata("end").expect("a note").week(weekend.clone());
        day.transition(Duration::from_secs(30)).recalled(SmartSceneRecallAction::Deactivate)
    });
    assert!(!day.is_active());
    assert_eq!((day.name(), day.transition_duration), ("Weekend", Some(30_000)));
    assert_eq!(day.metadata.and_then(|metadata| metadata.appdata).as_deref(), Some("end"));
    assert_eq!(day.week_timeslots.as_deref(), Some(&weekend[..]));
    home.call(SmartScene::recall(&day.id));
    assert!(home.get(&day.id).is_active());
}

#[track_caller]
fn check_scene(
    scene: &Scene,
    (name, image, appdata): (&str, &Id<PublicImage>, &str),
    actions: &[SceneAction],
    palette: &ScenePalette,
    (speed, auto_dynamic): (f64, bool),
) {
    assert_eq!(scene.name(), name);
    let metadata = scene.metadata.as_ref().expect("metadata");
    assert_eq!((metadata.image.as_ref(), metadata.appdata.as_deref()), (Some(&image.reference()), Some(appdata)));
    let shown: Vec<_> = scene.actions.iter().flatten().cloned().map(without_transition).collect();
    assert_eq!(shown, actions.iter().cloned().map(without_transition).collect::<Vec<_>>());
    let shown = scene.palette.as_ref().expect("a palette");
    assert_eq!(shown, palette);
    assert_eq!((scene.speed, scene.auto_dynamic), (Some(fraction(speed)), Some(auto_dynamic)));
}

/// The description does not show how long the change takes.
fn without_transition(mut action: SceneAction) -> SceneAction {
    if let Some(action) = &mut action.action {
        action.dynamics = None;
    }
    action
}

/// Everything that can be said of a light, an action each.
fn whole(light: &Id<Light>) -> Vec<SceneAction> {
    let colors = [xy(0.4, 0.35), xy(0.3, 0.3)];
    let on = || LightAction::default().on(true).brightness(percent(50.0)).transition(Duration::from_secs(1));
    let mut newer = on();
    newer.effects_v2 = Some(Box::new(effect_v2(Effect::Fire, Some(0.5))));
    let actions = [
        on().xy(colors[0]),
        on().mirek(mirek(250)),
        on().gradient(&colors, GradientMode::InterpolatedPalette).expect("a gradient"),
        bare_points(&colors, GradientMode::RandomPixelated),
        on().effect(Effect::Candle),
        newer,
    ];
    actions.map(|action| SceneAction::new(light, action)).into()
}

fn palette(x: f64) -> ScenePalette {
    let palette = ScenePalette::colors(&[(xy(x, 0.3), percent(80.0))]).expect("a palette");
    let palette = palette.brightness(percent(70.0)).white(mirek(300), percent(60.0));
    let mut palette = palette.effects(&[Effect::Candle, Effect::Fire]).expect("effects");
    palette.effects_v2 = Some(vec![effect_v2(Effect::Opal, None)]);
    palette
}

fn effect_v2(effect: Effect, speed: Option<f64>) -> EffectsV2 {
    let mut action = EffectState::default();
    action.effect = Some(effect);
    action.parameters = speed.map(|speed| EffectParameters::default().at_speed(fraction(speed)));
    let mut effects = EffectsV2::default();
    effects.action = Some(action);
    effects
}

fn images(home: &Home) -> (Id<PublicImage>, Id<PublicImage>) {
    let images = home.call(<PublicImage as hue_blocking::v2::Resource>::list());
    let [first, .., last] = &images[..] else { panic!("two pictures") };
    (first.id.clone(), last.id.clone())
}

fn room(home: &Home) -> Reference {
    let (group, _): (Id<GroupedLight>, _) = living_room(home);
    home.get(&group).owner.expect("the room of the lights")
}
