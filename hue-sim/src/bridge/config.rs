//! The bridge's configuration in the first API.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::store::set;
use super::v1::{address, invalid, json_object, not_available, read_only, success, unknown_parameter};
use super::{Asked, Bridge};
use crate::answer::Answer;
use crate::bodies;
use crate::entry::Event;
use crate::time::v1_time;

const CONFIG: &str = "/config";
/// Parameters that a whitelisted user may set. Only `name` and `timezone` are remembered; the others are just echoed.
const WRITABLE: [&str; 11] = [
    "name",
    "timezone",
    "ipaddress",
    "netmask",
    "gateway",
    "dhcp",
    "UTC",
    "zigbeechannel",
    "touchlink",
    "swupdate2",
    "backup",
];

impl Bridge {
    /// What anybody may see.
    pub(super) fn short_config(&self) -> Map<String, Value> {
        let public = json!({
            "name": self.name,
            "datastoreversion": "163",
            "swversion": "1967054020",
            "apiversion": "1.67.0",
            "mac": "00:17:88:23:ab:cd",
            "bridgeid": self.id.to_ascii_uppercase(),
            "factorynew": false,
            "replacesbridgeid": null,
            "modelid": "BSB002",
            "starterkitid": "",
        });
        if let Value::Object(public) = public { public } else { Map::new() }
    }

    pub(super) fn config(&self, asked: &Asked<'_>) -> Value {
        let mut config = self.short_config();
        let utc = v1_time(asked.now);
        let rest = json!({
            "UTC": utc,
            "localtime": utc,
            "timezone": self.timezone,
            "linkbutton": self.is_link_window_open(asked.now, asked.settings.link_window),
            "ipaddress": "192.0.2.10",
            "netmask": "255.255.255.0",
            "gateway": "192.0.2.1",
            "dhcp": true,
            "proxyaddress": "none",
            "proxyport": 0,
            "portalservices": true,
            "portalconnection": "connected",
            "portalstate": {"signedon": true, "incoming": true, "outgoing": true, "communication": "disconnected"},
            "internetservices": {
                "internet": "connected", "remoteaccess": "connected", "time": "connected", "swupdate": "connected"
            },
            "zigbeechannel": 25,
            "backup": {"status": "idle", "errorcode": 0},
            "swupdate2": {
                "checkforupdate": false,
                "state": "noupdates",
                "autoinstall": {"on": false, "updatetime": "T14:00:00"},
                "bridge": {"state": "noupdates", "lastinstall": "2025-11-01T14:00:00"},
                "lastchange": "2025-11-01T14:00:00",
            },
            "whitelist": self.whitelist_json(),
        });
        if let Value::Object(rest) = rest {
            config.extend(rest);
        }
        Value::Object(config)
    }

    /// The cloud's own user may write `linkbutton` and nothing else.
    pub(super) fn put_config_as_cloud(&mut self, asked: &Asked<'_>) -> Answer {
        let body = match json_object(asked.body, CONFIG) {
            Ok(body) => body,
            Err(item) => return Answer::refused(bodies::json(StatusCode::OK, &json!([item]))),
        };
        let mut pressed = false;
        let items: Vec<Value> = body
            .iter()
            .map(|(name, value)| {
                let address = address(&["config", name]);
                match (name.as_str(), value) {
                    ("linkbutton", Value::Bool(press)) => {
                        pressed |= *press;
                        success(&address, value)
                    }
                    ("linkbutton", _) => invalid(&address, name, value),
                    _ if self.is_config_name(asked, name) => read_only(&address, name),
                    _ => unknown_parameter(&address, name),
                }
            })
            .collect();
        let response = bodies::json(StatusCode::OK, &Value::Array(items));
        if pressed {
            self.link_pressed = Some(asked.now);
            Answer::with(Event::LinkButton, response)
        } else {
            Answer::refused(response)
        }
    }

    pub(super) fn put_config(&mut self, asked: &Asked<'_>) -> Answer {
        let body = match json_object(asked.body, CONFIG) {
            Ok(body) => body,
            Err(item) => return Answer::refused(bodies::json(StatusCode::OK, &json!([item]))),
        };
        let items: Vec<Value> = body.iter().map(|(name, value)| self.put_parameter(asked, name, value)).collect();
        bodies::json(StatusCode::OK, &Value::Array(items)).into()
    }

    fn put_parameter(&mut self, asked: &Asked<'_>, name: &str, value: &Value) -> Value {
        let address = address(&["config", name]);
        match (name, value) {
            ("name", Value::String(text)) if (4..=16).contains(&text.chars().count()) => {
                text.clone_into(&mut self.name);
                if let Some(device) = self.home.bridge_device() {
                    self.home.rename_device(&device, text);
                }
            }
            ("timezone", Value::String(text)) if text.chars().count() <= 32 => {
                text.clone_into(&mut self.timezone);
                for bridge in self.home.ids_of("bridge") {
                    if let Some(bridge) = self.home.get_mut("bridge", &bridge) {
                        set(&mut bridge.shown, "time_zone.time_zone", json!(text));
                    }
                }
            }
            ("dhcp", Value::Bool(false)) => return bodies::v1_error_item(110, &address, "DHCP cannot be disabled"),
            ("name" | "timezone", _) => return invalid(&address, name, value),
            ("dhcp" | "touchlink", value) if !value.is_boolean() => return invalid(&address, name, value),
            // A value too large to repeat.
            _ if WRITABLE.contains(&name) && value.is_object() => return success(&address, &json!("Updated.")),
            _ if WRITABLE.contains(&name) => {}
            // Since 1.31 only the cloud may press the button; the others are read only by their nature.
            _ if self.is_config_name(asked, name) => return read_only(&address, name),
            _ => return unknown_parameter(&address, name),
        }
        success(&address, value)
    }

    fn is_config_name(&self, asked: &Asked<'_>, name: &str) -> bool {
        WRITABLE.contains(&name) || self.config(asked).get(name).is_some()
    }

    pub(super) fn delete_user(&mut self, username: &str) -> Answer {
        let address = address(&["config", "whitelist", username]);
        if !self.remove_user(username) {
            return not_available(&address);
        }
        let body = json!([{"success": format!("{address} deleted.")}]);
        Answer::with(Event::UserDeleted, bodies::json(StatusCode::OK, &body))
    }
}
