//! Rooms, zones and the whole house, with the services that speak for their members.

use serde_json::{Value, json};

use super::device::Placed;
use super::gadget;
use super::house::{House, Reference, all};
use super::plan::{Lit, RoomPlan, ZonePlan};

/// A room or a zone that is in the home.
pub(super) struct Group<'a> {
    pub(super) this: Reference,
    pub(super) lights: Vec<&'a Lit>,
}

impl House {
    pub(super) fn room<'a>(
        &mut self,
        plan: &RoomPlan,
        place: usize,
        lights: Vec<&'a Lit>,
        gadgets: &[Placed],
    ) -> Group<'a> {
        let this = self.reference("room", &[&(place + 1).to_string()]);
        let id_v1 = self.next_group();
        let mut services = vec![self.grouped_light(&this, &id_v1, &lights)];
        let motions: Vec<&Reference> = gadgets.iter().flat_map(|gadget| gadget.services_of("motion")).collect();
        if !motions.is_empty() {
            services.extend(self.grouped_sensors(&this));
            let candidates = gadgets.iter().flat_map(|gadget| gadget.services_of("motion_area_candidate"));
            self.motion_area(&this, &plan.name, &motions, candidates);
        }
        let devices = lights.iter().map(|lit| &lit.placed).chain(gadgets).map(|placed| &placed.device);
        let fields = group(&plan.name, plan.archetype, &all(devices), &services);
        self.add(&this, Some(&id_v1), None, fields);
        Group { this, lights }
    }

    pub(super) fn zone<'a>(&mut self, plan: &ZonePlan, place: usize, lights: Vec<&'a Lit>) -> Group<'a> {
        let this = self.reference("zone", &[&(place + 1).to_string()]);
        let id_v1 = self.next_group();
        let services = vec![self.grouped_light(&this, &id_v1, &lights)];
        let children = all(lights.iter().map(|lit| &lit.light));
        self.add(&this, Some(&id_v1), None, group(&plan.name, plan.archetype, &children, &services));
        Group { this, lights }
    }

    /// The house around `children`: its rooms, and the devices without a room.
    pub(super) fn bridge_home(&mut self, children: &[Reference], lights: &[Lit]) {
        let this = self.reference("bridge_home", &[]);
        let lights: Vec<&Lit> = lights.iter().collect();
        let services = vec![self.grouped_light(&this, "/groups/0", &lights)];
        self.add(&this, Some("/groups/0"), None, json!({"children": all(children), "services": all(&services)}));
    }

    /// Sensors that act as one: as the description has it, and as libraries that have met such groups do (M).
    pub(super) fn service_group(&mut self, services: &[Reference]) {
        let this = self.reference("service_group", &[]);
        let fields = json!({
            "services": all(services),
            "children": all(services),
            "metadata": {"name": "All sensors"},
        });
        self.add(&this, None, None, fields);
    }

    fn grouped_light(&mut self, owner: &Reference, id_v1: &str, lights: &[&Lit]) -> Reference {
        let this = self.reference("grouped_light", &[&owner.id]);
        let lit: Vec<f64> =
            lights.iter().filter(|lit| lit.lamp.is_dimmable && lit.look.is_on).map(|lit| lit.look.brightness).collect();
        let count = u32::try_from(lit.len()).unwrap_or(u32::MAX).max(1);
        let mean = lit.iter().sum::<f64>() / f64::from(count);
        let fields = json!({
            "on": {"on": lights.iter().any(|lit| lit.look.is_on)},
            "dimming": {"brightness": (mean * 100.0).round() / 100.0},
            "dimming_delta": {},
            "color_temperature": {},
            "color_temperature_delta": {},
            "color": {},
            "alert": {"action_values": ["breathe"]},
            "signaling": {"signal_values": ["no_signal", "on_off", "on_off_color", "alternating"]},
            "dynamics": {},
        });
        self.add(&this, Some(id_v1), Some(owner), fields);
        this
    }

    fn grouped_sensors(&mut self, owner: &Reference) -> [Reference; 2] {
        let [motion, level] = ["grouped_motion", "grouped_light_level"].map(|kind| self.reference(kind, &[&owner.id]));
        let moving = gadget::motion(true, &mut self.dice);
        self.add(&motion, None, Some(owner), json!({"enabled": true, "motion": moving}));
        let lit = gadget::light_level(&mut self.dice);
        self.add(&level, None, Some(owner), json!({"enabled": true, "light": lit}));
        [motion, level]
    }

    /// Where movement is watched for: as comfort asks for it, and as security does. The area is as the description has it, and
    /// as libraries that have met such areas do (M).
    fn motion_area<'a>(
        &mut self,
        room: &Reference,
        name: &str,
        motions: &[&Reference],
        candidates: impl Iterator<Item = &'a Reference>,
    ) {
        let sensors = all(motions.iter().copied());
        let participant =
            |candidate: &Reference| json!({"resource": candidate.json(), "status": {"health": "healthy"}});
        let participants: Vec<Value> = candidates.map(participant).collect();
        let area = self.reference("motion_area_configuration", &[&room.id]);
        let services =
            ["convenience_area_motion", "security_area_motion"].map(|kind| self.reference(kind, &[&area.id]));
        let is_enabled = !self.dice.once_in(4);
        for service in &services {
            let dice = &mut self.dice;
            let [motion, sensitivity] = [gadget::motion(is_enabled, dice), gadget::sensitivity(dice)];
            let fields = json!({"enabled": is_enabled, "motion": motion, "sensitivity": sensitivity});
            self.add(service, None, Some(&area), fields);
        }
        let fields = json!({
            "enabled": is_enabled,
            "motion_sensors": sensors,
            "services": all(&services),
            "name": name,
            "group": room.json(),
            "participants": participants,
            "health": "healthy",
        });
        self.add(&area, None, Some(room), fields);
    }
}

fn group(name: &str, archetype: &str, children: &Value, services: &[Reference]) -> Value {
    json!({
        "metadata": {"name": name, "archetype": archetype},
        "children": children,
        "services": all(services),
    })
}
