//! Scenes, and the smart scenes that go through them in a day.

use serde_json::{Value, json};

use super::dice::Dice;
use super::group::Group;
use super::house::{House, Reference, put};
use super::lamp::{C, COLOR_EFFECTS};
use super::light::{GRADIENT_MODES, WHITES, color, inside};
use super::plan::Lit;

/// What a scene makes of a room.
pub(super) struct Mood {
    pub(super) name: &'static str,
    /// In percent.
    brightness: f64,
    /// A white, in mirek; else colours.
    mirek: Option<u16>,
}

pub(super) static MOODS: [Mood; 10] = [
    Mood { name: "Relax", brightness: 56.69, mirek: Some(454) },
    Mood { name: "Sunset", brightness: 72.05, mirek: None },
    Mood { name: "Read", brightness: 100.0, mirek: Some(366) },
    Mood { name: "Energize", brightness: 100.0, mirek: Some(153) },
    Mood { name: "Concentrate", brightness: 100.0, mirek: Some(250) },
    Mood { name: "Nightlight", brightness: 0.39, mirek: Some(454) },
    Mood { name: "Dimmed", brightness: 30.31, mirek: Some(300) },
    Mood { name: "Aurora", brightness: 60.24, mirek: None },
    Mood { name: "Blossom", brightness: 85.43, mirek: None },
    Mood { name: "Candlelight", brightness: 40.16, mirek: None },
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
            .map(|lit| json!({"target": lit.light.json(), "action": action(mood, lit, dice)}))
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
            "status": {"active": active},
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
fn action(mood: &Mood, lit: &Lit, dice: &mut Dice) -> Value {
    let lamp = lit.lamp;
    let mut action = json!({"on": {"on": true}});
    if lamp.is_dimmable {
        put(&mut action, "dimming", json!({"brightness": mood.brightness}));
    }
    if dice.once_in(6) && !lamp.effects.is_empty() {
        put(&mut action, "effects", json!({"effect": dice.word(lamp.effects)}));
        return action;
    }
    match (mood.mirek, &lamp.gamut, lamp.mirek) {
        (Some(mirek), _, Some((coldest, warmest))) => {
            put(&mut action, "color_temperature", json!({"mirek": mirek.clamp(coldest, warmest)}));
        }
        (Some(mirek), Some(_), None) => {
            let white = WHITES.iter().find(|white| white.0 == mirek).copied().unwrap_or_default();
            put(&mut action, "color", color(white.1));
        }
        (None, Some(gamut), _) => {
            put(&mut action, "color", color(inside(gamut, dice)));
            if let Some((points, _)) = lamp.gradient {
                let points: Vec<Value> = (0..points).map(|_| json!({"color": color(inside(gamut, dice))})).collect();
                let gradient = json!({"points": points, "mode": dice.word(&GRADIENT_MODES)});
                put(&mut action, "gradient", gradient);
            }
        }
        (None, None, Some(_)) => put(&mut action, "color_temperature", json!({"mirek": 366})),
        (_, None, None) => {}
    }
    action
}

/// What a dynamic scene draws from.
fn palette(mood: &Mood, dice: &mut Dice) -> Value {
    let dimming = json!({"brightness": mood.brightness});
    let mut effects = Vec::new();
    if dice.once_in(4) {
        effects.push(json!({"effect": dice.word(COLOR_EFFECTS)}));
    }
    if let Some(mirek) = mood.mirek {
        let white = json!({"color_temperature": {"mirek": mirek}, "dimming": dimming});
        return json!({"color": [], "dimming": [], "color_temperature": [white], "effects": effects});
    }
    let count = 5 + dice.within(0..=4);
    let colors: Vec<Value> =
        (0..count).map(|_| json!({"color": color(inside(&C, dice)), "dimming": dimming})).collect();
    json!({"color": colors, "dimming": [dimming], "color_temperature": [], "effects": effects})
}
