//! Scenes, and the smart scenes that go through them in a day.

use serde_json::{Value, json};

use super::dice::Dice;
use super::group::Group;
use super::house::{House, Reference, put};
use super::lamp::{C, COLOR_EFFECTS};
use super::light::{GRADIENT_MODES, WHITES, color};
use super::plan::Lit;

/// What a scene makes of a room.
pub(super) struct Mood {
    pub(super) name: &'static str,
    /// In percent.
    brightness: f64,
    shade: Shade,
}

#[derive(Clone, Copy)]
enum Shade {
    /// In mirek.
    White(u16),
    /// How much red, green and blue each light has; no lamp need leave its gamut for it.
    Colors(&'static [[u8; 3]]),
}

const fn mood(name: &'static str, brightness: f64, shade: Shade) -> Mood {
    Mood { name, brightness, shade }
}

pub(super) static MOODS: [Mood; 10] = [
    mood("Relax", 56.69, Shade::White(454)),
    mood("Sunset", 72.05, Shade::Colors(&[[12, 4, 1], [10, 7, 1], [14, 2, 2], [9, 2, 5], [12, 5, 1]])),
    mood("Read", 100.0, Shade::White(366)),
    mood("Energize", 100.0, Shade::White(153)),
    mood("Concentrate", 100.0, Shade::White(250)),
    mood("Nightlight", 0.39, Shade::White(454)),
    mood("Dimmed", 30.31, Shade::White(300)),
    mood("Aurora", 60.24, Shade::Colors(&[[1, 12, 4], [1, 8, 8], [3, 4, 10], [1, 12, 1], [5, 2, 9], [2, 10, 6]])),
    mood("Blossom", 85.43, Shade::Colors(&[[10, 2, 8], [9, 6, 6], [6, 8, 5], [10, 4, 6], [8, 2, 9]])),
    mood("Candlelight", 40.16, Shade::Colors(&[[12, 8, 1], [11, 6, 1], [10, 7, 2]])),
];

const NATURAL_LIGHT: &str = "Natural light";
const WEEK: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

impl House {
    /// The pictures of scenes; nothing is known of them but that they are there.
    pub(super) fn images(&mut self) {
        for name in MOODS.iter().map(|mood| mood.name).chain([NATURAL_LIGHT]) {
            self.add(&self.reference("public_image", &[name]), None, None, json!({}));
        }
    }

    /// The scenes of a room or a zone; only the first may be active.
    pub(super) fn scenes(&mut self, group: &Group<'_>, moods: &[&Mood]) -> Vec<Reference> {
        let mut active = self.dice.usually(&["inactive", "static", "dynamic_palette"]);
        let mut scenes = Vec::with_capacity(moods.len());
        for mood in moods {
            scenes.push(self.scene(group, mood, active));
            active = "inactive";
        }
        scenes
    }

    fn scene(&mut self, group: &Group<'_>, mood: &Mood, active: &str) -> Reference {
        let this = self.reference("scene", &[&group.this.id, mood.name]);
        let image = self.reference("public_image", &[mood.name]);
        let dice = &mut self.dice;
        let actions: Vec<Value> = group
            .lights
            .iter()
            .enumerate()
            .map(|(place, lit)| json!({"target": lit.light.json(), "action": action(mood, lit, place, dice)}))
            .collect();
        let mut metadata = json!({"name": mood.name, "image": image.json()});
        if dice.once_in(4) {
            put(&mut metadata, "appdata", json!(format!("sim_{}", dice.within(0..=9_999))));
        }
        let fields = json!({
            "actions": actions,
            "metadata": metadata,
            "group": group.this.json(),
            "palette": palette(mood, dice),
            "speed": dice.hundredths(60..=100),
            "auto_dynamic": dice.once_in(4),
            "status": {"active": active, "last_recall": dice.moment()},
        });
        let id_v1: String = this.id.chars().filter(|letter| *letter != '-').take(15).collect();
        // The description has it; no bridge was seen to send it.
        let owner = self.dice.once_in(8).then_some(&group.this);
        self.add(&this, Some(&format!("/scenes/{id_v1}")), owner, fields);
        this
    }

    /// A day in which `scenes` follow each other.
    pub(super) fn smart_scene(&mut self, group: &Group<'_>, scenes: &[Reference]) {
        let this = self.reference("smart_scene", &[&group.this.id]);
        let image = self.reference("public_image", &[NATURAL_LIGHT]);
        let at = |hour: u8, scene: &Reference| {
            let time = json!({"hour": hour, "minute": 30, "second": 0});
            json!({"start_time": {"kind": "time", "time": time}, "target": scene.json()})
        };
        let mut timeslots: Vec<Value> = scenes.iter().zip([7_u8, 12]).map(|(scene, hour)| at(hour, scene)).collect();
        if let Some(last) = scenes.last() {
            timeslots.push(json!({"start_time": {"kind": "sunset"}, "target": last.json()}));
            timeslots.push(at(23, last));
        }
        let dice = &mut self.dice;
        let mut metadata = json!({"name": NATURAL_LIGHT, "image": image.json()});
        if dice.once_in(2) {
            put(&mut metadata, "appdata", json!("natural"));
        }
        let active = json!({
            "timeslot_id": dice.within(0..=u32::try_from(timeslots.len()).unwrap_or(1).saturating_sub(1)),
            "weekday": dice.word(&WEEK),
        });
        let fields = json!({
            "metadata": metadata,
            "group": group.this.json(),
            "week_timeslots": [{"timeslots": timeslots, "recurrence": WEEK}],
            "transition_duration": 60_000 * (1 + dice.within(0..=4)),
            "active_timeslot": active,
            "state": dice.word(&["inactive", "active"]),
        });
        self.add(&this, None, None, fields);
    }
}

/// What the lamp does, as far as it can.
fn action(mood: &Mood, lit: &Lit, place: usize, dice: &mut Dice) -> Value {
    let lamp = lit.lamp;
    let mut action = json!({"on": {"on": true}});
    if lamp.is_dimmable {
        put(&mut action, "dimming", json!({"brightness": mood.brightness}));
    }
    if !lamp.effects.is_empty() && dice.once_in(6) {
        let effect = json!({"effect": dice.word(lamp.effects)});
        let older = dice.once_in(2);
        let (name, effect) = if older { ("effects", effect) } else { ("effects_v2", json!({"action": effect})) };
        put(&mut action, name, effect);
        return action;
    }
    match (mood.shade, &lamp.gamut, lamp.mirek) {
        (Shade::White(mirek), _, Some((coldest, warmest))) => {
            put(&mut action, "color_temperature", json!({"mirek": mirek.clamp(coldest, warmest)}));
        }
        (Shade::White(mirek), Some(_), None) => {
            let white = WHITES.iter().find(|white| white.0 == mirek).copied().unwrap_or_default();
            put(&mut action, "color", color(white.1));
        }
        (Shade::Colors(colors), Some(gamut), _) => {
            let mut colors = colors.iter().cycle().skip(place % colors.len()).map(|shares| color(gamut.mix(*shares)));
            put(&mut action, "color", colors.next().unwrap_or_default());
            if let Some((points, _)) = lamp.gradient {
                let points: Vec<Value> = colors.take(points.into()).map(|color| json!({"color": color})).collect();
                put(&mut action, "gradient", json!({"points": points, "mode": dice.word(&GRADIENT_MODES)}));
            }
        }
        (Shade::Colors(_), None, Some(_)) => put(&mut action, "color_temperature", json!({"mirek": 366})),
        (_, None, None) => {}
    }
    action
}

/// What a dynamic scene draws from.
fn palette(mood: &Mood, dice: &mut Dice) -> Value {
    let dimming = json!({"brightness": mood.brightness});
    let (mut effects, mut newer) = (Vec::new(), Vec::new());
    if dice.once_in(4) {
        let effect = json!({"effect": dice.word(COLOR_EFFECTS)});
        newer.push(json!({"action": effect}));
        effects.push(effect);
    }
    let (colors, whites, dimming) = match mood.shade {
        Shade::White(mirek) => {
            let white = json!({"color_temperature": {"mirek": mirek}, "dimming": dimming});
            (Vec::new(), vec![white], Vec::new())
        }
        Shade::Colors(colors) => {
            let colors = colors.iter().map(|shares| json!({"color": color(C.mix(*shares)), "dimming": dimming}));
            (colors.collect(), Vec::new(), vec![dimming.clone()])
        }
    };
    json!({
        "color": colors,
        "dimming": dimming,
        "color_temperature": whites,
        "effects": effects,
        "effects_v2": newer,
    })
}
