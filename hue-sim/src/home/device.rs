//! A device with its services.

use serde_json::{Value, json};

use super::house::{House, Reference, all, put};

/// What its maker says of it.
pub(super) struct Product {
    pub(super) model: &'static str,
    pub(super) name: &'static str,
    pub(super) maker: &'static str,
    /// Manufacturer's code and type of image; some do not say it.
    pub(super) platform: Option<&'static str>,
    pub(super) software: &'static str,
}

pub(super) const SIGNIFY: &str = "Signify Netherlands B.V.";

/// One of them before it is in the home.
pub(super) struct Device<'a> {
    pub(super) product: &'a Product,
    pub(super) number: &'a str,
    pub(super) name: &'a str,
    /// What its maker says it looks like, and what its owner says.
    pub(super) archetypes: (&'a str, &'a str),
    pub(super) id_v1: Option<&'a str>,
}

/// A service of a device before it is in the home.
pub(super) struct Service {
    kind: &'static str,
    id_v1: Option<String>,
    fields: Value,
}

impl Service {
    pub(super) fn new(kind: &'static str, fields: Value) -> Self {
        Self { kind, id_v1: None, fields }
    }

    pub(super) fn v1(mut self, id_v1: &str) -> Self {
        self.id_v1 = Some(id_v1.to_owned());
        self
    }
}

/// A device that is in the home.
#[derive(Clone)]
pub(super) struct Placed {
    pub(super) device: Reference,
    pub(super) services: Vec<Reference>,
}

impl Placed {
    pub(super) fn services_of(&self, kind: &str) -> impl Iterator<Item = &Reference> {
        self.services.iter().filter(move |service| service.kind == kind)
    }
}

impl House {
    pub(super) fn place(&mut self, device: &Device<'_>, services: Vec<Service>) -> Placed {
        let this = self.reference("device", &name_parts(&[device.number]));
        let mut placed = Placed { device: this.clone(), services: Vec::with_capacity(services.len()) };
        for service in services {
            let before = placed.services_of(service.kind).count().to_string();
            // The first of its type needs no number of its own.
            let before = if before == "0" { "" } else { &before };
            let reference = self.reference(service.kind, &name_parts(&[device.number, before]));
            self.add(&reference, service.id_v1.as_deref(), Some(&this), service.fields);
            placed.services.push(reference);
        }
        let (by_maker, by_owner) = device.archetypes;
        let mut fields = json!({
            "product_data": {
                "model_id": device.product.model,
                "manufacturer_name": device.product.maker,
                "product_name": device.product.name,
                "product_archetype": by_maker,
                "certified": device.product.maker == SIGNIFY,
                "software_version": device.product.software,
            },
            "metadata": {"name": device.name, "archetype": by_owner},
            "identify": {},
            "services": all(&placed.services),
        });
        if let (Some(platform), Some(product)) = (device.product.platform, fields.get_mut("product_data")) {
            put(product, "hardware_platform_type", json!(platform));
        }
        if self.dice.once_in(3) {
            let status = self.dice.usually(&["set", "changing"]);
            put(&mut fields, "usertest", json!({"status": status, "usertest": self.dice.once_in(2)}));
        }
        // The description has it; no bridge was seen to send it.
        let owner = self.dice.once_in(8).then(|| self.reference("bridge_home", &[]));
        self.add(&this, device.id_v1, owner.as_ref(), fields);
        placed
    }

    /// What every Zigbee device has: its connection and its software.
    pub(super) fn zigbee(&mut self, number: &str, id_v1: &str) -> [Service; 2] {
        let status = self.dice.usually(&["connected", "connectivity_issue", "disconnected", "unidirectional_incoming"]);
        let connection = json!({"status": status, "mac_address": mac(number)});
        [Service::new("zigbee_connectivity", connection).v1(id_v1), self.software()]
    }

    pub(super) fn software(&mut self) -> Service {
        let states = ["no_update", "update_available", "ready_to_install", "installing", "install_failed"];
        let state = self.dice.usually(&states);
        let problems = if state == "install_failed" { json!(["battery_low"]) } else { json!([]) };
        Service::new("device_software_update", json!({"state": state, "problems": problems}))
    }

    pub(super) fn wifi(&mut self, number: &str) -> Service {
        let status = self.dice.usually(&["connected", "disconnected", "connectivity_issue"]);
        let strength = self.dice.usually(&["good", "fair", "bad"]);
        let least = match strength {
            "good" => 40,
            "fair" => 60,
            _ => 75,
        };
        let value = -i64::from(self.dice.within(least..=least + 14));
        let fields = json!({
            "status": status,
            "mac_address": mac(number).replacen(":01:00", "", 1),
            "signal_strength": {"status": strength, "value": value},
            "has_ssid": status != "disconnected",
        });
        Service::new("wifi_connectivity", fields)
    }

    pub(super) fn battery(&mut self, id_v1: Option<&str>) -> Service {
        let level = 100 - self.dice.within(0..=100);
        let state = match level {
            0..5 => "critical",
            5..20 => "low",
            _ => "normal",
        };
        let power = json!({"power_state": {"battery_state": state, "battery_level": level}});
        let service = Service::new("device_power", power);
        if let Some(id_v1) = id_v1 { service.v1(id_v1) } else { service }
    }
}

/// The name of a thing that stands there once is its type.
fn name_parts<'a>(parts: &[&'a str]) -> Vec<&'a str> {
    parts.iter().copied().filter(|part| !part.is_empty()).collect()
}

/// The eight bytes of a Zigbee device's address.
fn mac(number: &str) -> String {
    let number: u32 = number.parse().unwrap_or(0);
    let [_, high, middle, low] = number.to_be_bytes();
    format!("00:17:88:01:00:{high:02x}:{middle:02x}:{low:02x}")
}
