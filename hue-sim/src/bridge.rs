//! A bridge with its users and lights, behind both of its APIs.

mod color;
mod config;
mod light;
mod users;
mod v1;
mod v1_light;
mod v1_state;
mod v2;
mod v2_light;
mod v2_put;

use std::time::Duration;

use http::{HeaderValue, Method, StatusCode};
use hue_proto::UnixTime;

pub use light::{Light, LightKind};
pub use users::User;

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
    lights: Vec<Light>,
    link_pressed: Option<UnixTime>,
    busy_until: Option<UnixTime>,
}

impl Bridge {
    pub(crate) fn new(id: &str, name: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            timezone: "Europe/Amsterdam".to_owned(),
            users: Vec::new(),
            lights: light::home(id),
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

    /// The lights: `Kitchen`, `Living room`, `Reading lamp`, `Hallway` and `Coffee machine`.
    pub fn lights(&self) -> &[Light] {
        &self.lights
    }

    /// The lights, to be meddled with.
    pub fn lights_mut(&mut self) -> &mut [Light] {
        &mut self.lights
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
