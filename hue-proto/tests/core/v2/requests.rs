//! What a change says on the wire.

use http::Method;
use hue_proto::v2::{
    AlertEffect, Delta, Effect, EffectParameters, GradientMode, GroupedLight, Id, Light, LightAction, Powerup,
    PowerupPreset, PublicImage, Resource, Room, RoomArchetype, Scene, SceneAction, ScenePalette, Signal, SmartScene,
    TimedEffect,
};
use hue_proto::{
    Access, AccessToken, App, ApplicationKey, Call, ClientSecret, Endpoint, Error, Fraction, Mirek, MirekDelta,
};
use hue_proto::{Name, Percent, UnixTime, Xy};
use std::time::Duration;

fn access() -> Access {
    let app = App::builder("id", ClientSecret::new("secret")).device_type("a", Some("b")).build().unwrap();
    Access::bearer(app, &AccessToken::new("token"), ApplicationKey::new("key"))
}

pub fn check<E: Endpoint>(endpoint: E, method: &Method, path: &str, body: &str) {
    let (call, _) = Call::begin(endpoint, access(), UnixTime::from_millis(0)).unwrap();
    let request = call.request();
    assert_eq!(request.method(), method);
    assert_eq!(request.uri().path(), format!("/route/clip/v2/resource/{path}"));
    assert_eq!(String::from_utf8_lossy(request.body()), body);
}

fn put(endpoint: hue_proto::v2::Update<Light>, body: &str) {
    check(endpoint, &Method::PUT, "light/L", &format!("{{{body},\"type\":\"light\"}}"));
}

#[test]
fn a_light_is_asked_for_what_was_said_and_for_nothing_else() {
    let light = || Light::update(&Id::new("L"));
    let (half, warm) = (Percent::new(50.0).unwrap(), Mirek::new(400).unwrap());
    let (red, blue) = (Xy::new(0.7, 0.3).unwrap(), Xy::new(0.15, 0.05).unwrap());
    put(light().on(true).brightness(half), r#""on":{"on":true},"dimming":{"brightness":50.0}"#);
    put(light().brightness_by(Delta::Down(half)), r#""dimming_delta":{"action":"down","brightness_delta":50.0}"#);
    put(light().brightness_by(Delta::Stop), r#""dimming_delta":{"action":"stop"}"#);
    put(light().mirek(warm), r#""color_temperature":{"mirek":400}"#);
    put(
        light().mirek_by(Delta::Up(MirekDelta::new(347).unwrap())),
        r#""color_temperature_delta":{"action":"up","mirek_delta":347}"#,
    );
    put(light().xy(red), r#""color":{"xy":{"x":0.7,"y":0.3}}"#);
    put(
        light().gradient(&[red, blue], GradientMode::InterpolatedPalette).unwrap(),
        r#""gradient":{"points":[{"color":{"xy":{"x":0.7,"y":0.3}}},{"color":{"xy":{"x":0.15,"y":0.05}}}],"mode":"interpolated_palette"}"#,
    );
    assert!(light().gradient(&[red], GradientMode::InterpolatedPalette).is_err());
    assert!(light().gradient(&[red; 6], GradientMode::InterpolatedPalette).is_err());
    put(light().effect(Effect::Fire), r#""effects":{"effect":"fire"}"#);
    put(
        light()
            .effect_v2(Effect::Fire, EffectParameters::default().in_color(red).at_speed(Fraction::new(0.5).unwrap())),
        r#""effects_v2":{"action":{"effect":"fire","parameters":{"color":{"xy":{"x":0.7,"y":0.3}},"speed":0.5}}}"#,
    );
    put(
        light().effect_v2(Effect::NoEffect, EffectParameters::default()),
        r#""effects_v2":{"action":{"effect":"no_effect"}}"#,
    );
    put(
        light().transition(Duration::from_millis(400)).speed(Fraction::new(1.0).unwrap()),
        r#""dynamics":{"duration":400,"speed":1.0}"#,
    );
    put(light().identify(), r#""identify":{"action":"identify"}"#);
    put(light().name(Name::new("Desk").unwrap()), r#""metadata":{"name":"Desk"}"#);
    put(
        light().transition(Duration::from_secs(1)).action(LightAction::default().on(false).mirek(warm)),
        r#""on":{"on":false},"color_temperature":{"mirek":400},"dynamics":{"duration":1000}"#,
    );
}

#[test]
fn a_light_draws_attention_and_plays_for_as_long_as_it_can() {
    let light = || Light::update(&Id::new("L"));
    let (red, blue) = (Xy::new(0.7, 0.3).unwrap(), Xy::new(0.15, 0.05).unwrap());
    put(
        light().timed_effect(TimedEffect::Sunrise, Duration::from_secs(6 * 3600)).unwrap(),
        r#""timed_effects":{"effect":"sunrise","duration":21600000}"#,
    );
    for too_long in [Duration::from_millis(6 * 3_600_000 + 1), Duration::MAX] {
        assert!(light().timed_effect(TimedEffect::Sunset, too_long).is_err(), "{too_long:?}");
    }
    put(
        light().timed_effect(TimedEffect::NoEffect, Duration::MAX).unwrap(),
        r#""timed_effects":{"effect":"no_effect"}"#,
    );
    put(light().alert(AlertEffect::Breathe), r#""alert":{"action":"breathe"}"#);
    put(
        light().signal(Signal::Alternating, Duration::from_secs(65_534), &[red, blue]).unwrap(),
        r#""signaling":{"signal":"alternating","duration":65534000,"colors":[{"xy":{"x":0.7,"y":0.3}},{"xy":{"x":0.15,"y":0.05}}]}"#,
    );
    put(
        light().signal(Signal::NoSignal, Duration::ZERO, &[]).unwrap(),
        r#""signaling":{"signal":"no_signal","duration":0}"#,
    );
    // How long nothing lasts is no matter.
    put(
        light().signal(Signal::NoSignal, Duration::MAX, &[red]).unwrap(),
        r#""signaling":{"signal":"no_signal","duration":0}"#,
    );
    for too_long in [Duration::from_millis(65_534_001), Duration::MAX] {
        assert!(light().signal(Signal::OnOff, too_long, &[]).is_err(), "{too_long:?}");
    }
    for (signal, takes) in
        [("no_signal", 0..=3), ("on_off", 0..=0), ("on_off_color", 1..=1), ("alternating", 2..=2), ("new", 0..=2)]
    {
        for colors in 0..=3 {
            let asked = light().signal(Signal::from(signal), Duration::from_secs(1), &[red; 3][..colors]);
            assert_eq!(asked.is_ok(), takes.contains(&colors), "{signal} in {colors} colours");
        }
    }
}

#[test]
fn a_light_is_told_what_to_do_when_power_comes() {
    let light = || Light::update(&Id::new("L"));
    let half = Percent::new(50.0).unwrap();
    put(light().powerup(Powerup::preset(PowerupPreset::Safety)), r#""powerup":{"preset":"safety"}"#);
    // As it was read, without what the preset stands for, and without what is not asked for.
    let mut as_read = Powerup::custom(half);
    (as_read.preset, as_read.configured) = (Some(PowerupPreset::Powerfail), Some(true));
    put(light().powerup(as_read), r#""powerup":{"preset":"powerfail"}"#);
    put(
        light().powerup(Powerup::custom(half)),
        r#""powerup":{"preset":"custom","on":{"mode":"on","on":{"on":true}},"dimming":{"mode":"dimming","dimming":{"brightness":50.0}}}"#,
    );
}

/// A resource of one's own, with a change that JSON has no form for.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Novelty {
    id: Id<Self>,
}

impl Resource for Novelty {
    const TYPE: &'static str = "novelty";

    fn id(&self) -> &Id<Self> {
        &self.id
    }
}

impl hue_proto::v2::Updatable for Novelty {
    type Change = std::collections::BTreeMap<(u8, u8), u8>;
}

impl hue_proto::v2::Creatable for Novelty {
    type Draft = std::collections::BTreeMap<(u8, u8), u8>;
}

#[test]
fn what_json_cannot_express_is_not_sent() {
    fn check(endpoint: impl Endpoint<Output: std::fmt::Debug>) {
        let refused = Call::begin(endpoint, access(), UnixTime::from_millis(0)).unwrap_err();
        let expected = "body of the operation";
        assert!(matches!(&refused, Error::InvalidSetting(setting) if setting.setting == expected), "{refused}");
    }
    let change = std::collections::BTreeMap::from([((1, 2), 3)]);
    check(hue_proto::v2::Update::<Novelty>::new(&Id::new("N"), change.clone()));
    check(hue_proto::v2::Create::<Novelty>::new(change));
}

#[test]
fn each_operation_has_its_method_and_path() {
    let id = Id::<Light>::new("a/b");
    check(Light::list(), &Method::GET, "light", "");
    check(Light::get(&id), &Method::GET, "light/a%2Fb", "");
    let group = Id::<GroupedLight>::new("G");
    check(
        GroupedLight::update(&group).on(false),
        &Method::PUT,
        "grouped_light/G",
        r#"{"on":{"on":false},"type":"grouped_light"}"#,
    );
    check(Room::delete(&Id::new("R")), &Method::DELETE, "room/R", "");
    let name = || Name::new("Attic").unwrap();
    check(
        Room::create(name(), RoomArchetype::Attic, [&Id::new("D")]),
        &Method::POST,
        "room",
        r#"{"children":[{"rid":"D","rtype":"device"}],"metadata":{"name":"Attic","archetype":"attic"},"type":"room"}"#,
    );
    check(
        Scene::recall(&Id::new("S")).transition(Duration::from_secs(2)),
        &Method::PUT,
        "scene/S",
        r#"{"recall":{"action":"active","duration":2000},"type":"scene"}"#,
    );
    let room: Id<Room> = Id::new("R");
    check(
        Scene::create(name(), room.reference(), [SceneAction::new(&Id::new("L"), LightAction::default().on(true))]),
        &Method::POST,
        "scene",
        r#"{"actions":[{"target":{"rid":"L","rtype":"light"},"action":{"on":{"on":true}}}],"metadata":{"name":"Attic"},"group":{"rid":"R","rtype":"room"},"type":"scene"}"#,
    );
}

#[test]
fn a_scene_says_what_it_plays_and_what_is_remembered() {
    let (half, red) = (Percent::new(50.0).unwrap(), Xy::new(0.7, 0.3).unwrap());
    let (image, warm) = (Id::<PublicImage>::new("I"), Mirek::new(400).unwrap());
    let scene = || Scene::update(&Id::new("S"));
    let put = |scene, body: &str| check(scene, &Method::PUT, "scene/S", &format!("{{{body},\"type\":\"scene\"}}"));
    put(
        scene().image(&image).appdata("mine").unwrap(),
        r#""metadata":{"image":{"rid":"I","rtype":"public_image"},"appdata":"mine"}"#,
    );
    let colors = |count| ScenePalette::colors(&vec![(red, half); count]);
    put(
        scene().palette(colors(1).unwrap()),
        r#""palette":{"color":[{"color":{"xy":{"x":0.7,"y":0.3}},"dimming":{"brightness":50.0}}],"dimming":[],"color_temperature":[]}"#,
    );
    put(
        scene().palette(colors(0).unwrap().brightness(half).white(warm, half).effects(&[Effect::Fire]).unwrap()),
        r#""palette":{"color":[],"dimming":[{"brightness":50.0}],"color_temperature":[{"color_temperature":{"mirek":400},"dimming":{"brightness":50.0}}],"effects":[{"effect":"fire"}]}"#,
    );
    assert!(colors(9).is_ok() && colors(10).is_err());
    let effects = |count| colors(0).unwrap().effects(&vec![Effect::Fire; count]);
    assert!(effects(3).is_ok() && effects(4).is_err());
    let sixteen = "ö".repeat(16);
    let day = || SmartScene::update(&Id::new("D"));
    check(
        day().appdata("mine").unwrap().name(Name::new("Day").unwrap()),
        &Method::PUT,
        "smart_scene/D",
        r#"{"metadata":{"name":"Day","appdata":"mine"},"type":"smart_scene"}"#,
    );
    assert!(day().appdata(&sixteen).is_ok() && day().appdata("").is_err() && scene().appdata(&sixteen).is_ok());
    assert!(scene().appdata(&(sixteen + "x")).is_err());
    check(
        SmartScene::create(Name::new("Day").unwrap(), Id::<Room>::new("R").reference(), []).image(&image),
        &Method::POST,
        "smart_scene",
        r#"{"metadata":{"name":"Day","image":{"rid":"I","rtype":"public_image"}},"group":{"rid":"R","rtype":"room"},"week_timeslots":[],"type":"smart_scene"}"#,
    );
}

#[test]
fn what_a_light_does_can_be_done_again() {
    let check = |shown: &str, action: &str| {
        let light: Light = serde_json::from_str(&format!(r#"{{"id":"L","on":{{"on":true}},{shown}}}"#)).unwrap();
        let again = serde_json::to_string(&LightAction::of(&light)).unwrap();
        assert_eq!(again, format!(r#"{{"on":{{"on":true}},{action}}}"#), "{shown}");
    };
    let (red, blue) = (r#"{"xy":{"x":0.7,"y":0.3}}"#, r#"{"xy":{"x":0.15,"y":0.05}}"#);
    let gradient = format!(r#""gradient":{{"points":[{{"color":{red}}},{{"color":{blue}}}]}}"#);
    check(&format!(r#""color":{red},"color_temperature":{{"mirek":null}}"#), &format!(r#""color":{red}"#));
    check(&format!(r#""color":{red},"color_temperature":{{"mirek":null}},{gradient}"#), &gradient);
    // What is still said of colours is over.
    check(
        &format!(r#""color":{red},"color_temperature":{{"mirek":300}},{gradient}"#),
        r#""color_temperature":{"mirek":300}"#,
    );
    // An effect that is begun meanwhile is ended.
    check(
        r#""effects":{"status":"no_effect"},"dimming":{"brightness":5.0}"#,
        r#""dimming":{"brightness":5.0},"effects":{"effect":"no_effect"}"#,
    );
    check(
        r#""effects_v2":{"status":{"effect":"no_effect","parameters":{"speed":0.5}}}"#,
        r#""effects_v2":{"action":{"effect":"no_effect"}}"#,
    );
    // As many as can be asked for.
    let seven = vec![format!(r#"{{"color":{red}}}"#); 7].join(",");
    let five = vec![format!(r#"{{"color":{red}}}"#); 5].join(",");
    check(&format!(r#""gradient":{{"points":[{seven}]}}"#), &format!(r#""gradient":{{"points":[{five}]}}"#));
    check(r#""gradient":{"points":[{},{}]},"dimming":{"brightness":5.0}"#, r#""dimming":{"brightness":5.0}"#);
    // The newer form is the one that knows how an effect plays.
    check(
        &format!(
            r#""effects":{{"status":"fire"}},"effects_v2":{{"status":{{"effect":"fire","parameters":{{"color":{red},"color_temperature":{{"mirek":300,"mirek_valid":true}},"speed":0.5}}}}}}"#
        ),
        r#""effects_v2":{"action":{"effect":"fire","parameters":{"color_temperature":{"mirek":300},"speed":0.5}}}"#,
    );
    check(
        &format!(
            r#""effects_v2":{{"status":{{"effect":"fire","parameters":{{"color":{red},"color_temperature":{{"mirek":300,"mirek_valid":false}}}}}}}}"#
        ),
        &format!(r#""effects_v2":{{"action":{{"effect":"fire","parameters":{{"color":{red}}}}}}}"#),
    );
}

/// A light shows a white, a colour or several, whichever was asked for last.
#[test]
fn a_light_is_asked_for_one_kind_of_colour() {
    let light = || Light::update(&Id::new("L"));
    let (red, warm) = (Xy::new(0.7, 0.3).unwrap(), Mirek::new(400).unwrap());
    let points = [red, red];
    let (xy, white) = (r#""color":{"xy":{"x":0.7,"y":0.3}}"#, r#""color_temperature":{"mirek":400}"#);
    let gradient = r#""gradient":{"points":[{"color":{"xy":{"x":0.7,"y":0.3}}},{"color":{"xy":{"x":0.7,"y":0.3}}}],"mode":"random_pixelated"}"#;
    let several = |light: hue_proto::v2::Update<Light>| light.gradient(&points, GradientMode::RandomPixelated).unwrap();
    put(several(light().mirek(warm)), gradient);
    put(several(light()).xy(red), xy);
    put(several(light().xy(red)).mirek(warm), white);
    put(light().mirek(warm).xy(red), xy);
    put(light().mirek(warm).action(LightAction::default().xy(red)), xy);
    put(several(light()).action(LightAction::default().mirek(warm)), white);
    put(light().mirek(warm).action(LightAction::default().on(true)), &format!(r#""on":{{"on":true}},{white}"#));
    let action =
        |action: LightAction, body: &str| assert_eq!(serde_json::to_string(&action).unwrap(), format!("{{{body}}}"));
    let dark = LightAction::default;
    action(dark().mirek(warm).xy(red), xy);
    action(dark().gradient(&points, GradientMode::RandomPixelated).unwrap().mirek(warm), white);
    action(dark().xy(red).gradient(&points, GradientMode::RandomPixelated).unwrap(), gradient);
}

/// What was read and changed by hand may be more than can be asked for: then nothing is sent.
#[test]
fn lists_that_are_too_long_are_not_sent() {
    fn begin(endpoint: impl Endpoint<Output: std::fmt::Debug>) -> Result<(), &'static str> {
        match Call::begin(endpoint, access(), UnixTime::from_millis(0)) {
            Ok(_) => Ok(()),
            Err(Error::InvalidSetting(setting)) => Err(setting.setting),
            Err(other) => panic!("{other}"),
        }
    }
    let (id, name) = (Id::<Scene>::new("S"), || Name::new("Attic").unwrap());
    let colors = |many: usize| {
        let mut palette = ScenePalette::colors(&[(Xy::new(0.7, 0.3).unwrap(), Percent::FULL)]).unwrap();
        let one = palette.color.clone().unwrap_or_default();
        palette.color = Some(one.into_iter().cycle().take(many).collect());
        palette
    };
    for (many, expected) in [(9, Ok(())), (10, Err("palette"))] {
        assert_eq!(begin(Scene::update(&id).palette(colors(many))), expected);
        assert_eq!(begin(Scene::create(name(), Id::<Room>::new("R").reference(), []).palette(colors(many))), expected);
    }
    let mut twice = ScenePalette::default().brightness(Percent::FULL);
    twice.dimming = twice.dimming.map(|one| [one.clone(), one].concat());
    assert_eq!(begin(Scene::update(&id).palette(twice)), Err("palette"));
    let gradient = |many: usize| {
        let mut action =
            LightAction::default().gradient(&[Xy::new(0.7, 0.3).unwrap(); 2], GradientMode::RandomPixelated).unwrap();
        let points = action.gradient.as_mut().unwrap().points.as_mut().unwrap();
        points.resize(many, points[0].clone());
        action
    };
    for (many, expected) in [(1, Err("gradient")), (2, Ok(())), (5, Ok(())), (6, Err("gradient"))] {
        assert_eq!(begin(Scene::update(&id).actions([SceneAction::new(&Id::new("L"), gradient(many))])), expected);
        assert_eq!(begin(Light::update(&Id::new("L")).action(gradient(many))), expected);
    }
}

#[test]
fn a_reply_is_done_where_the_bridge_reports_no_error() {
    let id = Id::<Light>::new("L");
    let parse = |body: &str| Light::update(&id).on(true).parse(&http::Response::new(body.as_bytes())).unwrap();
    let whole = parse(r#"{"data":[{"rid":"L","rtype":"light"}],"errors":[]}"#);
    assert_eq!(whole.done().unwrap(), [id.reference()]);
    let partly =
        parse(r#"{"data":[{"rid":"L","rtype":"light"}],"errors":[{"description":"off"},{"description":"far"}]}"#);
    let told = partly.done().unwrap_err();
    assert!(matches!(&told, Error::Bridge(error) if &*error.description == "off" && error.status == 207), "{told}");
    // What is odd in a reply is no reason to do it again.
    assert!(parse(r#"{"data":[{"rid":7}],"errors":[]}"#).done().unwrap().is_empty());
}

#[test]
fn a_word_that_is_known_is_never_an_unknown_one() {
    assert_eq!(Signal::from("on_off"), Signal::OnOff);
    let Signal::Unknown(word) = Signal::from("on_off_on") else { panic!("known") };
    assert_eq!(word.as_str(), "on_off_on");
}

#[test]
fn what_was_made_is_known_by_its_id() {
    let create = || Room::create(Name::new("Attic").unwrap(), RoomArchetype::Attic, []);
    let parse = |body: &str| create().parse(&http::Response::new(body.as_bytes()));
    let reply = parse(r#"{"data":[{"rid":"R","rtype":"room"}],"errors":[]}"#).unwrap();
    assert_eq!(reply.data.as_str(), "R");
    for without in ["{}", r#"{"data":[{"rid":"S","rtype":"scene"}]}"#, r#"{"data":[{"rtype":"room"}]}"#] {
        assert!(parse(without).is_err(), "{without}");
    }
}
