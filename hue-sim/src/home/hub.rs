//! The bridge as a device of its own home, and what stands there once.

use serde_json::json;

use super::device::{Device, Placed, Product, SIGNIFY, Service};
use super::house::House;

const BRIDGE: Product =
    Product { model: "BSB002", name: "Hue Bridge", maker: SIGNIFY, platform: None, software: "1.67.1967054020" };

impl House {
    pub(super) fn hub(&mut self) -> Placed {
        let bridge = json!({
            "bridge_id": self.bridge_id.to_ascii_lowercase(),
            "time_zone": {"time_zone": "Europe/Amsterdam"},
        });
        let dice = &mut self.dice;
        let channel = json!({
            "status": dice.usually(&["set", "changing"]),
            "value": dice.word(&["channel_25", "channel_11", "channel_15", "channel_20"]),
        });
        let zigbee = json!({
            "status": "connected",
            "mac_address": "00:17:88:01:00:00:00:00",
            "channel": channel,
            "extended_pan_id": format!("{:016x}", 0x0017_8801_0000_0000_u64 + u64::from(dice.within(1..=u32::MAX))),
        });
        let discovery =
            json!({"status": dice.word(&["ready", "active"]), "action": {"action_type_values": ["search"]}});
        let homekit = json!({
            "status": dice.word(&["unpaired", "paired", "pairing"]),
            "action": "none",
            "status_values": ["pairing", "paired", "unpaired"],
        });
        let matter = json!({"has_qr_code": true, "max_fabrics": 16, "software_version_string": "1.3.0"});
        let fabric = json!({
            "status": dice.usually(&["paired", "timedout"]),
            "fabric_data": {"label": "Demo controller", "vendor_id": 65_521},
            "creation_time": dice.moment(),
        });
        let services = vec![
            Service::new("bridge", bridge).v1(""),
            Service::new("zigbee_connectivity", zigbee).v1(""),
            Service::new("zigbee_device_discovery", discovery).v1(""),
            Service::new("entertainment", json!({"renderer": false, "proxy": true, "max_streams": 1})).v1(""),
            Service::new("homekit", homekit).v1(""),
            Service::new("matter", matter),
            Service::new("matter_fabric", fabric),
            self.software(),
        ];
        let name = self.bridge_name.clone();
        let device = Device {
            product: &BRIDGE,
            number: "",
            name: &name,
            archetypes: ("bridge_v2", "bridge_v2"),
            id_v1: Some(""),
        };
        self.place(&device, services)
    }
}
