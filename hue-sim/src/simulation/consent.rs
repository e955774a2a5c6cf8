//! The browser's part of the authorisation.

use std::error::Error;
use std::fmt;

use http::header::{CONTENT_TYPE, LOCATION};
use http::{Method, Request, Response, StatusCode};
use url::Url;

use super::Simulation;
use crate::form::encode;

/// The browser was shown a page instead of being sent back.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotRedirected {
    /// The status of the page; 0 when the address is none.
    pub status: u16,
    /// The page.
    pub page: String,
}

impl fmt::Debug for NotRedirected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NotRedirected({self})")
    }
}

impl fmt::Display for NotRedirected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.page.split_once("<main>").map_or(self.page.as_str(), |(_, main)| main);
        let text = text.split_once("</main>").map_or(text, |(main, _)| main);
        let words: Vec<&str> =
            text.split(['<', '>']).step_by(2).map(str::trim).filter(|word| !word.is_empty()).collect();
        write!(f, "the browser was not sent back (status {}): {}", self.status, words.join(" "))
    }
}

impl Error for NotRedirected {}

pub(super) fn play(simulation: &Simulation, authorize_url: &str) -> Result<String, NotRedirected> {
    let url = Url::parse(authorize_url)
        .map_err(|error| NotRedirected { status: 0, page: format!("the address cannot be read: {error}") })?;
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let reply = simulation.send(browser(Method::GET, &target, Vec::new()));
    if reply.status() != StatusCode::OK {
        return location(&reply);
    }
    let form = simulation.with_cloud(|cloud| {
        let settings = cloud.settings();
        let chosen = &settings.authorize;
        let account = match &chosen.account {
            Some(login) => settings.account(login),
            None => settings.accounts.first(),
        };
        let (login, password) = account.map(|account| (account.login.as_str(), account.password.as_str())).unzip();
        format!(
            "login={}&password={}&bridge={}&decision=allow",
            encode(login.unwrap_or_default()),
            encode(password.unwrap_or_default()),
            encode(chosen.bridge.as_deref().unwrap_or_default())
        )
    });
    location(&simulation.send(browser(Method::POST, &target, form.into_bytes())))
}

fn browser(method: Method, target: &str, body: Vec<u8>) -> Request<Vec<u8>> {
    let mut request = Request::new(body);
    *request.method_mut() = method;
    if let Ok(uri) = target.parse() {
        *request.uri_mut() = uri;
    }
    let form = http::HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers_mut().insert(CONTENT_TYPE, form);
    request
}

fn location(reply: &Response<Vec<u8>>) -> Result<String, NotRedirected> {
    let location = reply.headers().get(LOCATION).and_then(|location| location.to_str().ok());
    location.map(str::to_owned).ok_or_else(|| NotRedirected {
        status: reply.status().as_u16(),
        page: String::from_utf8_lossy(reply.body()).into_owned(),
    })
}
