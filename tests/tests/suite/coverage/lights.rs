//! Lights, alone and as groups.

use super::home::Home;
use super::values::{fraction, mirek, name, percent, steps, xy};
use hue_blocking::UnixTime;
use hue_blocking::v2::{
    AlertEffect, Archetype, Color, Delta, Device, Effect, EffectParameters, EffectStatus, EffectWhite, Gradient,
    GradientMode, GradientPoint, GroupedLight, Id, Light, LightAction, LightFunction, LightMode, Powerup, PowerupColor,
    PowerupColorMode, PowerupDimmingMode, PowerupWhite, Reference, Resource, Room, Signal, TimedEffect, Update,
};
use std::time::Duration;

pub(super) fn lights_go_on_and_off_and_change_their_shade(home: &Home) {
    let id = strip(home);
    assert!(!home.put(&id, |light| light.on(false)).is_on());
    assert!(home.put(&id, |light| light.on(true)).is_on());
    assert_eq!(home.put(&id, |light| light.brightness(percent(42.5))).brightness(), Some(percent(42.5)));
    let brighter = home.put(&id, |light| light.brightness_by(Delta::Up(percent(10.0))));
    assert_eq!(brighter.brightness(), Some(percent(52.5)));
    let darker = home.put(&id, |light| light.brightness_by(Delta::Down(percent(20.0))));
    assert_eq!(darker.brightness(), Some(percent(32.5)));
    home.put_unseen(&id, |light| light.brightness_by(Delta::Stop));
    assert_eq!(home.put(&id, |light| light.mirek(mirek(300))).mirek(), Some(mirek(300)));
    assert_eq!(home.put(&id, |light| light.mirek_by(Delta::Up(steps(50)))).mirek(), Some(mirek(350)));
    assert_eq!(home.put(&id, |light| light.mirek_by(Delta::Down(steps(100)))).mirek(), Some(mirek(250)));
    home.put_unseen(&id, |light| light.mirek_by(Delta::Stop));
    let colored = home.put(&id, |light| light.xy(xy(0.4, 0.35)));
    assert_eq!((colored.xy(), colored.mirek()), (Some(xy(0.4, 0.35)), None));
    home.put_unseen(&id, |light| light.transition(Duration::from_millis(400)));
    let dynamics = home.put(&id, |light| light.speed(fraction(0.5))).dynamics.expect("dynamics");
    assert_eq!(dynamics.speed, Some(fraction(0.5)));
}

pub(super) fn lights_draw_attention(home: &Home) {
    let id = strip(home);
    home.put_unseen(&id, |light| light.alert(AlertEffect::Breathe));
    home.put_unseen(&id, Update::<Light>::identify);
    let colors = [xy(0.4, 0.35), xy(0.2, 0.2)];
    let light = home.put(&id, |light| light.signal(Signal::Alternating, TEN_SECONDS, &colors).expect("a signal"));
    check_signal(home, &light, &colors);
    let light = home.put(&id, |light| light.signal(Signal::NoSignal, Duration::ZERO, &[]).expect("a signal"));
    let signaling = light.signaling.expect("signaling");
    assert_eq!((signaling.estimated_end, signaling.colors), (None, None));
}

pub(super) fn lights_show_gradients_and_effects(home: &Home) {
    let id = strip(home);
    let colors = [xy(0.4, 0.35), xy(0.3, 0.3), xy(0.2, 0.2)];
    let mode = GradientMode::InterpolatedPaletteMirrored;
    let light = home.put(&id, |light| light.gradient(&colors, mode.clone()).expect("a gradient"));
    check_gradient(&light, &colors, &mode);
    // As the description has the points.
    let light = home.put(&id, |light| light.action(bare_points(&colors[1..], GradientMode::RandomPixelated)));
    check_gradient(&light, &colors[1..], &GradientMode::RandomPixelated);

    let effects = home.put(&id, |light| light.effect(Effect::Fire)).effects.expect("effects");
    assert_eq!((effects.effect, effects.status), (Some(Effect::Fire), Some(Effect::Fire)));
    let parameters = EffectParameters::default().in_color(colors[0]).at_speed(fraction(0.25));
    let light = home.put(&id, |light| light.effect_v2(Effect::Candle, parameters.clone()));
    let status = effect_state(light);
    assert_eq!((status.effect, status.parameters), (Some(Effect::Candle), Some(parameters)));
    let parameters = EffectParameters::default().in_white(mirek(250));
    let status = effect_state(home.put(&id, |light| light.effect_v2(Effect::Sparkle, parameters)));
    assert_eq!(status.effect, Some(Effect::Sparkle));
    let white: Option<EffectWhite> = status.parameters.and_then(|parameters| parameters.color_temperature);
    assert_eq!(white.and_then(|white| white.mirek), Some(mirek(250)));

    let light = home.put(&id, |light| light.timed_effect(TimedEffect::Sunrise, TEN_SECONDS).expect("an effect"));
    let timed = light.timed_effects.expect("timed effects");
    assert_eq!((timed.effect, timed.duration), (Some(TimedEffect::Sunrise), Some(10_000)));
}

pub(super) fn lights_know_what_to_do_when_power_comes(home: &Home) {
    let id = strip(home);
    let mut white = PowerupColor::default();
    white.mode = Some(PowerupColorMode::ColorTemperature);
    white.color_temperature = Some(PowerupWhite::default());
    if let Some(white) = &mut white.color_temperature {
        white.mirek = Some(mirek(300));
    }
    let mut powerup = Powerup::custom(percent(30.0));
    (powerup.configured, powerup.color) = (Some(true), Some(white.clone()));
    let shown = home.put(&id, |light| light.powerup(powerup.clone())).powerup.expect("a powerup");
    assert_eq!((&shown.preset, &shown.configured, &shown.on), (&powerup.preset, &powerup.configured, &powerup.on));
    let dimming = shown.dimming.expect("how bright");
    assert_eq!(dimming.mode, Some(PowerupDimmingMode::Dimming));
    assert_eq!(dimming.dimming.and_then(|dimming| dimming.brightness), Some(percent(30.0)));
    assert_eq!(shown.color.expect("a colour").color_temperature, white.color_temperature);

    let mut colored = PowerupColor::default();
    (colored.mode, colored.color) = (Some(PowerupColorMode::Color), Some(color(xy(0.4, 0.35))));
    powerup.color = Some(colored.clone());
    let shown = home.put(&id, |light| light.powerup(powerup.clone())).powerup.and_then(|powerup| powerup.color);
    let shown = shown.expect("a colour");
    assert_eq!((shown.mode, shown.color), (colored.mode, colored.color));

    // As the description has the colour: inside of how bright.
    if let Some(white) = &mut white.color_temperature {
        white.color = Some(color(xy(0.4, 0.35)));
    }
    powerup.color = None;
    if let Some(dimming) = &mut powerup.dimming {
        dimming.color = Some(white.clone());
    }
    let shown = home.put(&id, |light| light.powerup(powerup)).powerup.and_then(|powerup| powerup.dimming);
    assert_eq!(shown.expect("how bright").color, Some(white));
}

pub(super) fn lights_are_called_something(home: &Home) {
    let id = strip(home);
    let light = home
        .put(&id, |light| light.name(name("Shelf")).archetype(Archetype::HueTube).function(LightFunction::Decorative));
    let metadata = light.metadata.expect("metadata");
    assert_eq!(metadata.name.as_deref(), Some("Shelf"));
    assert_eq!((metadata.archetype, metadata.function), (Some(Archetype::HueTube), Some(LightFunction::Decorative)));
    assert_eq!(home.put(&id, |light| light.mode(LightMode::Streaming)).mode, Some(LightMode::Streaming));
}

pub(super) fn groups_of_lights_do_what_lights_do(home: &Home) {
    let (group, lights) = living_room(home);
    let check = |change: &dyn Fn(&GroupedLight, &Light)| {
        let group = home.get(&group);
        for light in &lights {
            change(&group, &home.get(light));
        }
    };
    for on in [false, true] {
        home.put(&group, |group| group.on(on));
        check(&|group, light| assert_eq!((group.is_on(), light.is_on()), (on, on)));
    }
    let bright = |percents| {
        let shown = Some(percent(percents));
        check(&|group, light| assert_eq!((group.brightness(), light.brightness()), (shown, shown)));
    };
    home.put(&group, |group| group.brightness(percent(40.0)));
    bright(40.0);
    home.put(&group, |group| group.brightness_by(Delta::Up(percent(20.0))));
    bright(60.0);
    let white = |mireks| check(&|_, light| assert_eq!(light.mirek(), Some(mirek(mireks))));
    home.put(&group, |group| group.mirek(mirek(300)));
    white(300);
    home.put(&group, |group| group.mirek_by(Delta::Down(steps(50))));
    white(250);
    home.put_unseen(&group, |group| group.alert(AlertEffect::Breathe));
    home.put_unseen(&group, |group| group.transition(Duration::from_secs(2)));
    // The one of them that has colours.
    let strip = strip(home);
    home.put(&group, |group| group.xy(xy(0.4, 0.35)));
    assert_eq!(home.get(&strip).xy(), Some(xy(0.4, 0.35)));
    home.put(&group, |group| group.signal(Signal::OnOffColor, TEN_SECONDS, &[xy(0.2, 0.2)]).expect("a signal"));
    check_signal(home, &home.get(&strip), &[xy(0.2, 0.2)]);
}

#[track_caller]
fn check_signal(home: &Home, light: &Light, colors: &[hue_blocking::Xy]) {
    let signaling = light.signaling.as_ref().expect("signaling");
    let end = UnixTime::from_millis(home.sim.now().as_millis() + 10_000).as_millis() / 1000;
    assert_eq!(signaling.estimated_end, Some(end));
    let shown: Vec<_> = signaling.colors.iter().flatten().filter_map(|color| color.xy).collect();
    assert_eq!(shown, colors);
}

#[track_caller]
fn check_gradient(light: &Light, colors: &[hue_blocking::Xy], mode: &GradientMode) {
    let gradient = light.gradient.as_ref().expect("a gradient");
    let shown: Vec<_> = gradient.points.iter().flatten().filter_map(GradientPoint::xy).collect();
    assert_eq!((&*shown, gradient.mode.as_ref()), (colors, Some(mode)));
}

/// With the points of a gradient as the description has them.
pub(super) fn bare_points(colors: &[hue_blocking::Xy], mode: GradientMode) -> LightAction {
    let point = |xy: &hue_blocking::Xy| {
        let mut point = GradientPoint::default();
        point.xy = Some(*xy);
        point
    };
    let mut gradient = Gradient::default();
    (gradient.points, gradient.mode) = (Some(colors.iter().map(point).collect()), Some(mode));
    let mut action = LightAction::default();
    action.gradient = Some(gradient);
    action
}

fn color(xy: hue_blocking::Xy) -> Color {
    let mut color = Color::default();
    color.xy = Some(xy);
    color
}

fn effect_state(light: Light) -> EffectStatus {
    light.effects_v2.and_then(|effects| effects.status).expect("an effect")
}

/// A lamp that can do everything.
pub(super) fn strip(home: &Home) -> Id<Light> {
    let lights = home.call(Light::list());
    let strip = lights.iter().find(|light| light.gradient.is_some()).expect("a lamp with a gradient");
    strip.id.clone()
}

/// A room's group of lights, and the lights.
pub(super) fn living_room(home: &Home) -> (Id<GroupedLight>, Vec<Id<Light>>) {
    let strip = strip(home);
    let rooms = home.call(Room::list());
    let lights = |room: &Room| {
        let devices = room.children.iter().flatten().filter_map(Reference::to::<Device>);
        let services = devices.flat_map(|device| home.get(&device).services.unwrap_or_default());
        services.filter_map(|service| service.to()).collect::<Vec<Id<Light>>>()
    };
    let (room, lights) = rooms
        .iter()
        .map(|room| (room, lights(room)))
        .find(|(_, lights)| lights.contains(&strip))
        .expect("the room of that lamp");
    let group = room.services.iter().flatten().find_map(Reference::to).expect("its group of lights");
    (group, lights)
}

const TEN_SECONDS: Duration = Duration::from_secs(10);
