//! Sensors, switches and what else hangs on the wall.

use serde_json::{Value, json};

use super::device::{Device, Placed, Product, SIGNIFY, Service};
use super::dice::Dice;
use super::house::{House, all, put};

/// A device without a lamp.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Gadget {
    /// Motion, light level and temperature.
    MotionSensor,
    /// Four buttons.
    DimmerSwitch,
    /// Whether a door is open, and whether somebody meddles with the sensor.
    ContactSensor,
    /// Four buttons and a ring that turns.
    TapDial,
    /// Four buttons that live on the force of the finger.
    KineticSwitch,
    Camera,
    Doorbell,
    Chime,
}

pub(super) const GADGETS: [Gadget; 8] = [
    Gadget::MotionSensor,
    Gadget::DimmerSwitch,
    Gadget::ContactSensor,
    Gadget::TapDial,
    Gadget::KineticSwitch,
    Gadget::Camera,
    Gadget::Doorbell,
    Gadget::Chime,
];

const PRESSES: [&str; 6] =
    ["short_release", "initial_press", "repeat", "long_release", "double_short_release", "long_press"];
const KINETIC_PRESSES: [&str; 2] = ["initial_press", "short_release"];

impl Gadget {
    /// What stands behind the room's name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::MotionSensor => "sensor",
            Self::DimmerSwitch => "switch",
            Self::ContactSensor => "door",
            Self::TapDial => "dial",
            Self::KineticSwitch => "wall switch",
            Self::Camera => "camera",
            Self::Doorbell => "bell",
            Self::Chime => "chime",
        }
    }

    fn product(self) -> Product {
        let hue = |model, name, software| Product { model, name, maker: SIGNIFY, platform: None, software };
        match self {
            Self::MotionSensor => hue("SML001", "Hue motion sensor", "1.1.27575"),
            Self::DimmerSwitch => hue("RWL022", "Hue dimmer switch", "2.45.2"),
            Self::ContactSensor => hue("SOC001", "Hue secure contact sensor", "2.67.9"),
            Self::TapDial => hue("RDM002", "Hue tap dial switch", "2.59.25"),
            Self::KineticSwitch => {
                Product { maker: "PhilipsFoH", ..hue("FOHSWITCH", "Friends of Hue Switch", "1.0.0") }
            }
            Self::Camera => hue("CAM001", "Hue secure camera", "1.0.62"),
            Self::Doorbell => hue("DBL001", "Hue secure doorbell", "1.0.9"),
            Self::Chime => hue("CHM001", "Hue secure chime", "1.0.4"),
        }
    }
}

impl House {
    pub(super) fn hang(&mut self, gadget: Gadget, number: &str, name: &str) -> Placed {
        let (id_v1, services) = match gadget {
            Gadget::MotionSensor => self.motion_sensor(number),
            Gadget::DimmerSwitch => self.switch(number, false),
            Gadget::TapDial => self.switch(number, true),
            Gadget::KineticSwitch => self.kinetic_switch(),
            Gadget::ContactSensor => (None, self.contact_sensor(number)),
            Gadget::Camera => (None, vec![camera(&mut self.dice), self.wifi(number), self.software()]),
            Gadget::Doorbell => {
                let (bell, camera) = (bell(&mut self.dice), camera(&mut self.dice));
                (None, vec![bell, camera, self.wifi(number), self.software()])
            }
            Gadget::Chime => (None, vec![speaker(), self.wifi(number), self.software()]),
        };
        let device = Device {
            product: &gadget.product(),
            number,
            name,
            archetypes: ("unknown_archetype", "unknown_archetype"),
            id_v1: id_v1.as_deref(),
        };
        self.place(&device, services)
    }

    fn motion_sensor(&mut self, number: &str) -> (Option<String>, Vec<Service>) {
        let [id_v1, light_v1, temperature_v1] = [(); 3].map(|()| self.next_sensor());
        let dice = &mut self.dice;
        let is_enabled = !dice.once_in(8);
        let motion =
            json!({"enabled": is_enabled, "motion": motion(is_enabled, dice), "sensitivity": device_sensitivity(dice)});
        let level = light_level(dice);
        let degrees = dice.hundredths(-500..=3_000);
        let report = json!({"changed": dice.moment(), "temperature": degrees});
        let degrees = json!({"temperature": degrees, "temperature_valid": true, "temperature_report": report});
        let mut services = vec![
            Service::new("motion", motion).v1(&id_v1),
            Service::new("light_level", json!({"enabled": is_enabled, "light": level})).v1(&light_v1),
            Service::new("temperature", json!({"enabled": is_enabled, "temperature": degrees})).v1(&temperature_v1),
            self.battery(Some(&id_v1)),
        ];
        services.extend(self.zigbee(number, &id_v1));
        // The description has sensors; bridges write capabilities (H).
        let sensors = all([&self.reference("motion", &[number])]);
        let candidate = json!({"motion_sensors": sensors, "capabilities": ["sensor"]});
        services.push(Service::new("motion_area_candidate", candidate));
        (Some(id_v1), services)
    }

    fn switch(&mut self, number: &str, has_ring: bool) -> (Option<String>, Vec<Service>) {
        let id_v1 = self.next_sensor();
        let mut services: Vec<Service> =
            (1..=4).map(|control| button(control, &PRESSES, &mut self.dice).v1(&id_v1)).collect();
        if has_ring {
            services.push(ring(&mut self.dice).v1(&self.next_sensor()));
        }
        services.push(self.battery(Some(&id_v1)));
        services.extend(self.zigbee(number, &id_v1));
        (Some(id_v1), services)
    }

    fn kinetic_switch(&mut self) -> (Option<String>, Vec<Service>) {
        let id_v1 = self.next_sensor();
        let mut services: Vec<Service> =
            (1..=4).map(|control| button(control, &KINETIC_PRESSES, &mut self.dice).v1(&id_v1)).collect();
        let status = self.dice.usually(&["connected", "disconnected", "connectivity_issue"]);
        let source = format!("{:08x}", 0x0158_0000 + self.dice.within(0..=0xffff));
        let connection = json!({"status": status, "source_id": source});
        services.push(Service::new("zgp_connectivity", connection).v1(&id_v1));
        (Some(id_v1), services)
    }

    fn contact_sensor(&mut self, number: &str) -> Vec<Service> {
        let dice = &mut self.dice;
        let state = dice.word(&["contact", "no_contact"]);
        let report = json!({"changed": dice.moment(), "state": state});
        let contact = json!({"enabled": !dice.once_in(8), "contact_report": report});
        let state = dice.usually(&["not_tampered", "tampered"]);
        let report = json!({"changed": dice.moment(), "source": "battery_door", "state": state});
        let mut services = vec![
            Service::new("contact", contact),
            Service::new("tamper", json!({"tamper_reports": [report]})),
            self.battery(None),
        ];
        services.extend(self.zigbee(number, ""));
        services
    }
}

fn button(control: u8, presses: &[&'static str], dice: &mut Dice) -> Service {
    let event = dice.word(presses);
    let button = json!({
        "button_report": {"updated": dice.moment(), "event": event},
        "last_event": event,
        "repeat_interval": 800,
        "event_values": presses,
    });
    Service::new("button", json!({"metadata": {"control_id": control}, "button": button}))
}

fn ring(dice: &mut Dice) -> Service {
    let action = dice.word(&["start", "repeat"]);
    let rotation = json!({
        "direction": dice.word(&["clock_wise", "counter_clock_wise"]),
        "steps": dice.within(15..=300),
        "duration": 400,
    });
    let rotary = json!({
        "rotary_report": {"updated": dice.moment(), "action": action, "rotation": rotation},
        "last_event": {"action": action, "rotation": rotation},
    });
    Service::new("relative_rotary", json!({"metadata": {"control_id": 1}, "relative_rotary": rotary}))
}

fn bell(dice: &mut Dice) -> Service {
    let updated = dice.moment();
    // As the description has it, and as libraries that have met bells do (M).
    let bell = json!({"bell_report": {"updated": updated, "event": "ring"}, "last_event": "ring"});
    let button = json!({
        "button_report": {"updated": updated, "event": "initial_press"},
        "last_event": "initial_press",
        "repeat_interval": 800,
        "event_values": ["initial_press"],
    });
    Service::new("bell_button", json!({"metadata": {"control_id": 1}, "bell": bell, "button": button}))
}

/// As the description has it, and as a real bridge shows it (H).
fn speaker() -> Service {
    let sounds = |values: &[&str]| {
        let all = [values, &["no_sound"]].concat();
        json!({"sound_values": all, "status": {"sound": "no_sound", "sound_values": all}})
    };
    let chimes =
        ["bleep", "ding_dong_classic", "ding_dong_modern", "rise", "westminster_classic", "westminster_modern"];
    let speaker = json!({
        "alerts": ["soundloop"],
        "alarm": sounds(&["siren"]),
        "chime": sounds(&chimes),
        "alert": sounds(&["alert"]),
        "mute": {"mute": "unmute"},
    });
    Service::new("speaker", speaker)
}

fn camera(dice: &mut Dice) -> Service {
    let is_enabled = !dice.once_in(8);
    let fields =
        json!({"enabled": is_enabled, "motion": motion(is_enabled, dice), "sensitivity": device_sensitivity(dice)});
    Service::new("camera_motion", fields)
}

/// Valid while the sensor is at work. The last report stays when it is not (H).
pub(super) fn motion(is_valid: bool, dice: &mut Dice) -> Value {
    let is_moving = dice.once_in(4);
    let report = json!({"changed": dice.moment(), "motion": is_moving});
    json!({"motion": is_moving, "motion_valid": is_valid, "motion_report": report})
}

/// Of a device.
fn device_sensitivity(dice: &mut Dice) -> Value {
    let status = dice.usually(&["set", "changing"]);
    let mut sensitivity = sensitivity(dice);
    put(&mut sensitivity, "status", json!(status));
    sensitivity
}

/// Of an area, where it takes no time to change (H).
pub(super) fn sensitivity(dice: &mut Dice) -> Value {
    json!({"sensitivity": 2 - dice.within(0..=2), "sensitivity_max": 2})
}

/// 40,000 is a bright day.
pub(super) fn light_level(dice: &mut Dice) -> Value {
    let level = 40_000 - dice.within(0..=40_000);
    let report = json!({"changed": dice.moment(), "light_level": level});
    json!({"light_level": level, "light_level_valid": true, "light_level_report": report})
}
