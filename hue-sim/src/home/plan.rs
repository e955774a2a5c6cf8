//! A home as somebody would describe it, and how it is built.

use super::device::{Device, Placed};
use super::entertainment;
use super::gadget::Gadget;
use super::group::Group;
use super::house::{House, Reference};
use super::lamp::Lamp;
use super::light::{Look, light};
use super::scene::Mood;
use serde_json::json;

/// What somebody would say of a home.
pub(super) struct Plan {
    pub(super) rooms: Vec<RoomPlan>,
    pub(super) lights: Vec<LightPlan>,
    pub(super) zones: Vec<ZonePlan>,
    /// Whether the entertainment area is in use.
    pub(super) is_streaming: bool,
}

pub(super) struct RoomPlan {
    pub(super) name: String,
    pub(super) archetype: &'static str,
    pub(super) gadgets: Vec<Gadget>,
    pub(super) scenes: Vec<&'static Mood>,
    pub(super) has_smart_scene: bool,
}

pub(super) struct LightPlan {
    pub(super) name: String,
    pub(super) lamp: &'static Lamp,
    /// What it looks like: to its maker, and to its owner.
    pub(super) archetypes: (&'static str, &'static str),
    pub(super) is_on: bool,
    /// The place of its room in the list; some have none.
    pub(super) room: Option<usize>,
}

pub(super) struct ZonePlan {
    pub(super) name: String,
    pub(super) archetype: &'static str,
    /// The places of its lights in the list.
    pub(super) lights: Vec<usize>,
    pub(super) scenes: Vec<&'static Mood>,
}

/// A light that is in the home.
pub(super) struct Lit {
    pub(super) placed: Placed,
    pub(super) light: Reference,
    pub(super) lamp: &'static Lamp,
    pub(super) look: Look,
}

impl Plan {
    pub(super) fn build(&self, house: &mut House) {
        let hub = house.hub();
        let area = entertainment::area(&self.lights);
        let lit: Vec<Lit> = self
            .lights
            .iter()
            .enumerate()
            .map(|(place, plan)| house.lit(plan, place + 1, self.is_streaming && area.contains(&place)))
            .collect();
        self.build_groups(house, &hub, &lit);
        let area: Vec<&Lit> = area.iter().filter_map(|place| lit.get(*place)).collect();
        if let Some(hub) = hub.services_of("entertainment").next() {
            house.entertainment_area(&area, self.is_streaming, hub);
        }
        house.scripts();
        house.people();
        house.images();
        house.add(&house.reference("auth_v1", &[]), None, None, json!({}));
        house.add(&house.reference("clip", &[]), None, None, json!({"resources": ["device", "light", "room", "clip"]}));
    }

    fn build_groups(&self, house: &mut House, hub: &Placed, lit: &[Lit]) {
        let mut lights: Vec<Vec<&Lit>> = self.rooms.iter().map(|_| Vec::new()).collect();
        let mut children = vec![hub.device.clone()];
        for (plan, lit) in self.lights.iter().zip(lit) {
            match plan.room.and_then(|place| lights.get_mut(place)) {
                Some(room) => room.push(lit),
                None => children.push(lit.placed.device.clone()),
            }
        }
        let mut number = self.lights.len();
        let mut motions = Vec::new();
        for (place, (plan, lights)) in self.rooms.iter().zip(lights).enumerate() {
            let mut gadgets = Vec::with_capacity(plan.gadgets.len());
            for gadget in &plan.gadgets {
                number += 1;
                let name = format!("{} {}", plan.name, gadget.name());
                gadgets.push(house.hang(*gadget, &number.to_string(), &name));
            }
            let room = house.room(plan, place, lights, &gadgets);
            let scenes = house.scenes(&room, &plan.scenes);
            if plan.has_smart_scene {
                house.smart_scene(&room, &scenes);
            }
            house.behavior(place, &room.this, gadgets.first().map(|gadget| &gadget.device));
            motions.extend(gadgets.iter().flat_map(|gadget| gadget.services_of("motion").cloned()));
            children.push(room.this);
        }
        for (place, plan) in self.zones.iter().enumerate() {
            let lights = plan.lights.iter().filter_map(|place| lit.get(*place)).collect();
            let zone: Group<'_> = house.zone(plan, place, lights);
            house.scenes(&zone, &plan.scenes);
        }
        house.service_group(&motions);
        house.bridge_home(&children, lit);
    }
}

impl House {
    fn lit(&mut self, plan: &LightPlan, number: usize, is_streaming: bool) -> Lit {
        let (lamp, number) = (plan.lamp, number.to_string());
        let id_v1 = format!("/lights/{number}");
        let this = self.reference("light", &[&number]);
        let look = Look::of(lamp, plan.is_on, &mut self.dice);
        let mut services = vec![light(plan, look, is_streaming, &mut self.dice).v1(&id_v1)];
        services.extend(self.zigbee(&number, &id_v1));
        if lamp.can_stream() {
            services.push(self.renderer(&this, &id_v1));
        }
        let device = Device {
            product: &lamp.product,
            number: &number,
            name: &plan.name,
            archetypes: plan.archetypes,
            id_v1: Some(&id_v1),
        };
        Lit { placed: self.place(&device, services), light: this, lamp, look }
    }
}
