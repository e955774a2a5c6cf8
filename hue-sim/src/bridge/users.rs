//! The whitelist, and `POST /api`, which adds to it.

use std::fmt;

use http::StatusCode;
use hue_proto::UnixTime;
use serde_json::{Map, Value, json};
use subtle::ConstantTimeEq as _;

use super::v1::{invalid, json_object};
use super::{Asked, Bridge};
use crate::answer::Answer;
use crate::bodies;
use crate::entry::Event;
use crate::ids::Ids;
use crate::time::v1_time;

/// The most characters of a `devicetype` (H).
const DEVICETYPE_LIMIT: usize = 40;

/// An entry of the whitelist. `Debug` leaves the username out, because it is the key.
#[derive(Clone)]
pub struct User {
    username: String,
    devicetype: String,
    created: UnixTime,
    last_used: UnixTime,
}

impl User {
    pub(super) fn new(now: UnixTime, username: String, devicetype: String) -> Self {
        Self { username, devicetype, created: now, last_used: now }
    }

    /// The application key.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// The name that the application gave itself.
    pub fn devicetype(&self) -> &str {
        &self.devicetype
    }

    /// When it was created.
    pub fn created(&self) -> UnixTime {
        self.created
    }

    pub(super) fn is(&self, username: &str) -> bool {
        self.username.as_bytes().ct_eq(username.as_bytes()).into()
    }

    pub(super) fn used(&mut self, now: UnixTime) {
        self.last_used = now;
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("devicetype", &self.devicetype).finish_non_exhaustive()
    }
}

impl Bridge {
    /// The member `whitelist` of the configuration; client keys are never listed.
    pub(super) fn whitelist_json(&self) -> Value {
        let entries = self.users.iter().map(|user| {
            let entry = json!({
                "name": user.devicetype,
                "create date": v1_time(user.created),
                "last use date": v1_time(user.last_used),
            });
            (user.username.clone(), entry)
        });
        Value::Object(entries.collect())
    }

    /// Checks in the order JSON, parameters, link button: unknown on the real bridge.
    pub(super) fn create_user(&mut self, asked: &Asked<'_>, ids: &mut Ids) -> Answer {
        let wish = json_object(asked.body, "/").and_then(|body| UserWish::read(&body));
        let wish = match wish {
            Ok(wish) => wish,
            Err(item) => return Answer::refused(bodies::json(StatusCode::OK, &json!([item]))),
        };
        if !self.is_link_window_open(asked.now, asked.settings.link_window) {
            return Answer::refused(bodies::v1_link_button_not_pressed());
        }
        let username = ids.username();
        let mut success = Map::new();
        success.insert("username".to_owned(), json!(username));
        if wish.with_client_key {
            success.insert("clientkey".to_owned(), json!(ids.client_key()));
        }
        self.users.push(User::new(asked.now, username, wish.devicetype));
        Answer::with(Event::UserCreated, bodies::json(StatusCode::OK, &json!([{"success": success}])))
    }
}

struct UserWish {
    devicetype: String,
    with_client_key: bool,
}

impl UserWish {
    /// Or the item that refuses it.
    fn read(body: &Map<String, Value>) -> Result<Self, Value> {
        let Some(devicetype) = body.get("devicetype") else {
            return Err(bodies::v1_error_item(5, "/", "missing parameters in body"));
        };
        if body.contains_key("username") {
            return Err(bodies::v1_error_item(6, "/username", "parameter, username, not available"));
        }
        let name = devicetype.as_str().filter(|name| name.chars().count() <= DEVICETYPE_LIMIT);
        let name = name.ok_or_else(|| invalid("/devicetype", "devicetype", devicetype))?;
        let with_client_key = match body.get("generateclientkey") {
            None => false,
            Some(Value::Bool(wanted)) => *wanted,
            Some(other) => return Err(invalid("/generateclientkey", "generateclientkey", other)),
        };
        Ok(Self { devicetype: name.to_owned(), with_client_key })
    }
}
