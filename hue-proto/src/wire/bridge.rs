//! Replies of API v1: arrays of successes and errors whatever the status, and the configuration.

use super::json;
use super::refusal::clean;
use crate::error::{BridgeError, Malformed};
use crate::id::BridgeId;
use crate::secret::ApplicationKey;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Deserialize;
use serde_json::{Map, Value};

/// The items of an API v1 reply: what worked, and the first error.
#[derive(Debug)]
pub(crate) struct Items {
    pub(crate) successes: Vec<Value>,
    pub(crate) error: Option<BridgeError>,
}

impl Items {
    /// `None` where the body is not an array of successes and errors.
    pub(crate) fn read(status: u16, body: &[u8], secrets: &[&str]) -> Option<Self> {
        // Nothing else starts like an array, and large resource dumps are not to be read twice.
        if body.trim_ascii_start().first() != Some(&b'[') {
            return None;
        }
        let items: Vec<Value> = serde_json::from_slice(body).ok()?;
        let error = items.iter().find_map(|item| error_item(item, status, &|text| clean(text, secrets)));
        let successes = items.into_iter().filter_map(|mut item| Some(item.get_mut("success")?.take())).collect();
        Some(Self { successes, error })
    }
}

/// One `{"error":{..}}`. The type may come as a string (old emulators).
pub(crate) fn error_item(item: &Value, status: u16, clean: &dyn Fn(&str) -> Box<str>) -> Option<BridgeError> {
    let error = item.get("error")?.as_object()?;
    let text = |name| error.get(name).and_then(Value::as_str).map(clean);
    let kind = error.get("type").and_then(|kind| kind.as_u64().or_else(|| kind.as_str()?.parse().ok()));
    Some(BridgeError {
        status,
        kind: kind.and_then(|kind| u16::try_from(kind).ok()),
        address: text("address"),
        description: text("description").unwrap_or_default(),
    })
}

/// What a link needs of `/config`.
#[derive(Debug, Default)]
pub(crate) struct Identity {
    pub(crate) bridge: Option<BridgeId>,
    /// Absent where the bridge answers with its short configuration.
    pub(crate) users: Option<Vec<User>>,
}

/// An entry of the whitelist.
#[derive(Debug)]
pub(crate) struct User {
    pub(crate) key: ApplicationKey,
    pub(crate) name: String,
    pub(crate) created: String,
}

impl Identity {
    /// Reads a configuration. Fields of another type than expected count as absent.
    pub(crate) fn read(reply: &http::Response<&[u8]>) -> Result<Self, Malformed> {
        let config: Config = json::read(reply, "a bridge's configuration as a JSON object")?;
        Ok(Self {
            bridge: config.bridgeid.as_str().and_then(BridgeId::parse),
            users: match config.whitelist {
                Value::Object(entries) => Some(entries.into_iter().map(User::read).collect()),
                _ => None,
            },
        })
    }
}

impl User {
    fn read((key, entry): (String, Value)) -> Self {
        let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default().into();
        let created = ["create date", "create_date"].map(text).into_iter().find(|date: &String| !date.is_empty());
        Self { name: text("name"), created: created.unwrap_or_default(), key: ApplicationKey::new(key) }
    }
}

/// The key, and the client key where one was asked for, out of a create-user success.
pub(crate) fn created_user(successes: &[Value]) -> Option<(String, Option<String>)> {
    let success: &Map<String, Value> = successes.iter().find_map(|success| {
        let success = success.as_object()?;
        success.contains_key("username").then_some(success)
    })?;
    let key = success.get("username")?.as_str().filter(|key| !key.is_empty())?;
    Some((key.into(), success.get("clientkey").and_then(Value::as_str).map(Into::into)))
}

#[derive(Deserialize)]
struct Config {
    #[serde(default)]
    bridgeid: Value,
    #[serde(default)]
    whitelist: Value,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn successes_and_errors_are_sorted() {
        let body = br#" [{"success":{"/config/linkbutton":true}},{"error":{"type":101,"address":"","description":"link button not pressed"}}]"#;
        let items = Items::read(200, body, &[]).unwrap();
        assert_eq!(items.successes.len(), 1);
        assert_eq!(items.error.unwrap().kind, Some(101));
        for other in [&b"{}"[..], b"", b"[1", b"Unauthorized"] {
            assert!(Items::read(200, other, &[]).is_none());
        }
    }

    #[test]
    fn users_are_read_from_either_shape() {
        let read = |body: &str| created_user(&Items::read(200, body.as_bytes(), &[]).unwrap().successes);
        assert_eq!(read(r#"[{"success":{"username":"U"}}]"#), Some(("U".into(), None)));
        assert_eq!(read(r#"[{"success":{"username":"U","clientkey":"K"}}]"#), Some(("U".into(), Some("K".into()))));
        for other in [r#"[{"success":{"username":""}}]"#, r#"[{"success":"deleted"}]"#, r#"[{"error":{}}]"#, "[]"] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn a_configuration_may_be_short_or_strange() {
        let read = |body: &str| Identity::read(&http::Response::new(body.as_bytes()));
        let full = read(
            r#"{"bridgeid":"001788FFFE123456","whitelist":{"K":{"name":"a#b","create date":"2026-01-01T00:00:00"},"L":{"create_date":"2026"},"M":7}}"#,
        )
        .unwrap();
        assert_eq!(full.bridge, BridgeId::parse("001788fffe123456"));
        let users = full.users.unwrap();
        assert_eq!(
            users.iter().map(|user| (user.key.expose(), &*user.name, &*user.created)).collect::<Vec<_>>(),
            [("K", "a#b", "2026-01-01T00:00:00"), ("L", "", "2026"), ("M", "", "")]
        );
        let short = read(r#"{"bridgeid":7,"name":"x"}"#).unwrap();
        assert!(short.bridge.is_none() && short.users.is_none());
        assert!(read("[]").is_err());
    }
}
