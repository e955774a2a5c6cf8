//! The first API, below `/api`: always status 200, errors in the body.

use http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use super::{Asked, Bridge};
use crate::answer::Answer;
use crate::bodies;
use crate::ids::Ids;

/// The cloud's own user.
pub(super) const PSEUDO_USER: &str = "0";

/// Collections that are there and empty.
const EMPTY_COLLECTIONS: [&str; 5] = ["schedules", "scenes", "rules", "sensors", "resourcelinks"];

impl Bridge {
    pub(super) fn v1(&mut self, asked: &Asked<'_>, below: &[&str], ids: &mut Ids) -> Answer {
        let is_get = asked.method == Method::GET;
        match below {
            [] if asked.method == Method::POST => self.create_user(asked, ids),
            [] => no_method(asked, "/"),
            ["config"] if is_get => object(&Value::Object(self.short_config())),
            [PSEUDO_USER, rest @ ..] => self.v1_as_cloud(asked, rest),
            [user, rest @ ..] if self.is_user(user) => {
                for known in self.users.iter_mut().filter(|known| known.is(user)) {
                    known.used(asked.now);
                }
                self.v1_as_user(asked, rest)
            }
            [_, "config"] if is_get => object(&Value::Object(self.short_config())),
            [_, rest @ ..] => unauthorized(rest),
        }
    }

    /// The rights of the cloud's own user: to read the configuration and to press the link button.
    fn v1_as_cloud(&mut self, asked: &Asked<'_>, rest: &[&str]) -> Answer {
        match rest {
            ["config"] if asked.method == Method::GET => object(&self.config(asked)),
            ["config"] if asked.method == Method::PUT => self.put_config_as_cloud(asked),
            ["config", "whitelist", user] if asked.settings.whitelist_delete && asked.method == Method::DELETE => {
                self.delete_user(user)
            }
            ["config", "whitelist", ..] => unauthorized(rest),
            ["config"] => no_method(asked, "/config"),
            _ if asked.settings.pseudo_user_reads && asked.method == Method::GET => self.v1_as_user(asked, rest),
            _ => unauthorized(rest),
        }
    }

    fn v1_as_user(&mut self, asked: &Asked<'_>, rest: &[&str]) -> Answer {
        let address = address(rest);
        match (rest, asked.method) {
            ([], &Method::GET) => object(&self.full_state(asked)),
            (["config"], &Method::GET) => object(&self.config(asked)),
            (["config"], &Method::PUT) => self.put_config(asked),
            (["config", "whitelist", user], &Method::DELETE) if asked.settings.whitelist_delete => {
                self.delete_user(user)
            }
            // Since 1.31 only on the account page.
            (["config", "whitelist", _], &Method::DELETE) => unauthorized(rest),
            (["lights", below @ ..], _) => self.v1_lights(asked, below, &address),
            (["groups", below @ ..], _) => self.v1_groups(asked, below, &address),
            ([name], &Method::GET) if EMPTY_COLLECTIONS.contains(name) => object(&json!({})),
            ([name], _) if EMPTY_COLLECTIONS.contains(name) => no_method(asked, &address),
            ([] | ["config"] | ["config", "whitelist", _], _) => no_method(asked, &address),
            _ => not_available(&address),
        }
    }

    fn full_state(&self, asked: &Asked<'_>) -> Value {
        let mut state: Map<String, Value> =
            EMPTY_COLLECTIONS.iter().map(|name| ((*name).to_owned(), json!({}))).collect();
        state.insert("lights".to_owned(), self.v1_lights_json());
        state.insert("groups".to_owned(), self.v1_groups_json());
        state.insert("config".to_owned(), self.config(asked));
        Value::Object(state)
    }
}

/// `/lights/1`
pub(super) fn address(rest: &[&str]) -> String {
    format!("/{}", rest.join("/"))
}

/// What GET answers with when all is well: no array around it.
pub(super) fn object(body: &Value) -> Answer {
    bodies::json(StatusCode::OK, body).into()
}

/// The body as an object, or error 2.
pub(super) fn json_object(body: &[u8], address: &str) -> Result<Map<String, Value>, Value> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(bodies::v1_error_item(2, address, "body contains invalid JSON")),
    }
}

/// Error 7.
pub(super) fn invalid(address: &str, parameter: &str, value: &Value) -> Value {
    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    bodies::v1_error_item(7, address, &format!("invalid value, {value}, for parameter, {parameter}"))
}

/// Error 6.
pub(super) fn unknown_parameter(address: &str, parameter: &str) -> Value {
    bodies::v1_error_item(6, address, &format!("parameter, {parameter}, not available"))
}

/// Error 8.
pub(super) fn read_only(address: &str, parameter: &str) -> Value {
    bodies::v1_error_item(8, address, &format!("parameter, {parameter}, is not modifiable"))
}

pub(super) fn unauthorized(rest: &[&str]) -> Answer {
    Answer::refused(bodies::v1_unauthorized(&address(rest)))
}

pub(super) fn not_available(address: &str) -> Answer {
    Answer::refused(bodies::v1_error(3, address, &format!("resource, {address}, not available")))
}

pub(super) fn no_method(asked: &Asked<'_>, address: &str) -> Answer {
    let description = format!("method, {}, not available for resource, {address}", asked.method);
    Answer::refused(bodies::v1_error(4, address, &description))
}

/// `{"success":{"/lights/1/state/on":true}}`
pub(super) fn success(address: &str, value: &Value) -> Value {
    let mut item = Map::new();
    item.insert(address.to_owned(), value.clone());
    json!({"success": item})
}

pub(super) fn is_success(item: &Value) -> bool {
    item.get("success").is_some()
}
