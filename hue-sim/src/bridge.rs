//! A bridge with its users and its home, behind both of its APIs.

mod color;
mod config;
mod kinds;
mod light;
mod links;
mod rules;
mod shape;
mod store;
mod users;
mod v1;
mod v1_groups;
mod v1_lights;
mod v1_state;
mod v2;
mod v2_create;
mod v2_light;
mod v2_update;

use std::time::Duration;

use http::{HeaderValue, Method, StatusCode};
use hue_proto::UnixTime;
use serde_json::{Map, Value};

pub use light::{Light, LightKind};
pub use users::User;

use store::{Store, text};

use crate::answer::Answer;
use crate::bodies;
use crate::ids::{Ids, stable_uuid};
use crate::settings::BridgeSettings;

/// A request as the bridge sees it.
pub(crate) struct Asked<'a> {
    pub(crate) now: UnixTime,
    pub(crate) method: &'a Method,
    /// From the bridge's root: `api`, `clip` or `auth` comes first.
    pub(crate) path: &'a [&'a str],
    /// The header `hue-application-key`.
    pub(crate) key: Option<&'a str>,
    pub(crate) body: &'a [u8],
    pub(crate) settings: &'a BridgeSettings,
}

/// A bridge of the simulated home.
pub struct Bridge {
    id: String,
    name: String,
    timezone: String,
    users: Vec<User>,
    home: Store,
    /// How many resources were made here, as a source of ids.
    made: u64,
    link_pressed: Option<UnixTime>,
    busy_until: Option<UnixTime>,
}

impl Bridge {
    pub(crate) fn new(id: &str, name: &str, documents: Vec<Map<String, Value>>) -> Self {
        let home = Store::new(documents);
        let timezone = home.of("bridge").find_map(|bridge| text(&bridge.shown, "time_zone.time_zone"));
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            timezone: timezone.unwrap_or("Europe/Amsterdam").to_owned(),
            users: Vec::new(),
            home,
            made: 0,
            link_pressed: None,
            busy_until: None,
        }
    }

    /// 16 hexadecimal digits.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What its owner calls it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The entries of the whitelist, oldest first.
    pub fn whitelist(&self) -> &[User] {
        &self.users
    }

    /// The lights, as they are now. The standard home has `Kitchen`, `Living room`, `Reading lamp`, `Hallway` and
    /// `Coffee machine`.
    pub fn lights(&self) -> Vec<Light> {
        self.home.of("light").map(Light::of).collect()
    }

    /// The first light of this name, as it is now.
    pub fn light(&self, name: &str) -> Option<Light> {
        self.home.of("light").find(|light| light.name() == name).map(Light::of)
    }

    /// Switches the lights of this name as if by hand; whether there is any.
    pub fn switch(&mut self, name: &str, on: bool) -> bool {
        let lights = self.named(name);
        for light in &lights {
            if let Some(light) = self.home.get_mut("light", light) {
                light.set_on(on);
            }
        }
        self.home.settle(&lights, None);
        !lights.is_empty()
    }

    /// Cuts the lights of this name off from the bridge, or connects them again; whether there is any.
    pub fn set_reachable(&mut self, name: &str, reachable: bool) -> bool {
        let lights = self.named(name);
        for light in &lights {
            self.home.set_reachable(light, reachable);
        }
        !lights.is_empty()
    }

    fn named(&self, name: &str) -> Vec<String> {
        self.home.of("light").filter(|light| light.name() == name).map(|light| light.id().to_owned()).collect()
    }

    /// Presses the link button, as a person at home does.
    pub fn press_link_button(&mut self, now: UnixTime) {
        self.link_pressed = Some(now);
    }

    /// Lets `username` in without the link button, as if it had been created on the local network.
    pub fn add_user(&mut self, now: UnixTime, username: &str, devicetype: &str) {
        self.users.push(User::new(now, username.to_owned(), devicetype.to_owned()));
    }

    /// Deletes a user, as a person does on the account page; whether there was one.
    pub fn remove_user(&mut self, username: &str) -> bool {
        let before = self.users.len();
        self.users.retain(|user| user.username() != username);
        self.users.len() < before
    }

    /// How long a request that comes now is under way, when each occupies the bridge for `delay`.
    pub(crate) fn queue(&mut self, now: UnixTime, delay: Duration) -> Duration {
        if delay.is_zero() {
            return Duration::ZERO;
        }
        let free = self.busy_until.filter(|until| *until > now).unwrap_or(now).saturating_add(delay);
        self.busy_until = Some(free);
        free.saturating_since(now)
    }

    pub(crate) fn answer(&mut self, asked: &Asked<'_>, ids: &mut Ids) -> Answer {
        match asked.path {
            ["api", below @ ..] => self.v1(asked, below, ids),
            ["clip", "v2", below @ ..] => self.v2(asked, below),
            ["auth", "v1"] => self.application_id(asked),
            _ => Answer::refused(bodies::empty(StatusCode::NOT_FOUND)),
        }
    }

    /// `GET /auth/v1`: the reply is in a header.
    fn application_id(&mut self, asked: &Asked<'_>) -> Answer {
        let Some(key) = asked.key.filter(|key| self.is_user(key)) else {
            return Answer::refused(bodies::empty(StatusCode::FORBIDDEN));
        };
        if asked.method != Method::GET {
            return Answer::refused(bodies::method_not_allowed("GET"));
        }
        let mut response = bodies::empty(StatusCode::OK);
        if let Ok(value) = HeaderValue::from_str(&stable_uuid(&[&self.id, "application", key])) {
            response.headers_mut().insert("hue-application-id", value);
        }
        response.into()
    }

    fn is_user(&self, username: &str) -> bool {
        self.users.iter().any(|user| user.is(username))
    }

    fn is_link_window_open(&self, now: UnixTime, window: Duration) -> bool {
        self.link_pressed.is_some_and(|pressed| now < pressed.saturating_add(window))
    }
}
