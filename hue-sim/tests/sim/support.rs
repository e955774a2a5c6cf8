//! What the tests share.

use http::{Request, Response};
use hue_sim::settings::Application;
use hue_sim::{Settings, Simulation};
use serde_json::Value;

pub(super) const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
pub(super) const JSON: (&str, &str) = ("content-type", "application/json");
/// `testclient:testsecret`
pub(super) const BASIC: (&str, &str) = ("authorization", "Basic dGVzdGNsaWVudDp0ZXN0c2VjcmV0");
pub(super) const TOKEN: &str = "/v2/oauth2/token";
pub(super) const REDIRECT: &str = "http://127.0.0.1:9123/authorized";

/// The default settings with the client of the reference's vectors.
pub(super) fn settings() -> Settings {
    Settings::default()
        .with(|settings| settings.applications = vec![Application::new("testclient", "testsecret", REDIRECT)])
}

pub(super) fn sim() -> Simulation {
    Simulation::new(settings())
}

pub(super) fn sim_with(change: impl FnOnce(&mut Settings)) -> Simulation {
    Simulation::new(settings().with(change))
}

pub(super) fn send(
    sim: &Simulation,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Response<Vec<u8>> {
    let mut builder = Request::builder().method(method).uri(target);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    sim.send(builder.body(body.as_bytes().to_vec()).unwrap())
}

pub(super) fn text(reply: &Response<Vec<u8>>) -> &str {
    std::str::from_utf8(reply.body()).unwrap()
}

pub(super) fn json(reply: &Response<Vec<u8>>) -> Value {
    assert_eq!(header(reply, "content-type"), "application/json");
    serde_json::from_slice(reply.body()).unwrap()
}

pub(super) fn header<'a>(reply: &'a Response<Vec<u8>>, name: &str) -> &'a str {
    reply.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// One parameter of an address, as it is written there.
pub(super) fn parameter<'a>(url: &'a str, name: &str) -> Option<&'a str> {
    let (_, query) = url.split_once('?').unwrap();
    query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// Asks for a code, with these parameters more.
pub(super) fn authorize(sim: &Simulation, more: &str) -> Response<Vec<u8>> {
    let target = format!("/v2/oauth2/authorize?client_id=testclient&response_type=code&state=S{more}");
    send(sim, "GET", &target, &[], "")
}

pub(super) fn code(sim: &Simulation, more: &str) -> String {
    let reply = authorize(sim, more);
    assert_eq!(reply.status(), 302, "{}", text(&reply));
    parameter(header(&reply, "location"), "code").unwrap().to_owned()
}

pub(super) fn post_form(sim: &Simulation, headers: &[(&str, &str)], body: &str) -> Response<Vec<u8>> {
    let mut all = vec![FORM];
    all.extend_from_slice(headers);
    send(sim, "POST", TOKEN, &all, body)
}

pub(super) fn exchange(sim: &Simulation, code: &str) -> Response<Vec<u8>> {
    post_form(sim, &[BASIC], &format!("grant_type=authorization_code&code={code}"))
}

pub(super) fn renew(sim: &Simulation, refresh: &str) -> Response<Vec<u8>> {
    post_form(sim, &[BASIC], &format!("grant_type=refresh_token&refresh_token={refresh}"))
}

pub(super) struct Tokens {
    pub(super) access: String,
    pub(super) refresh: String,
}

pub(super) fn tokens_of(reply: &Response<Vec<u8>>) -> Tokens {
    assert_eq!(reply.status(), 200, "{}", text(reply));
    let body = json(reply);
    let word = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    Tokens { access: word("access_token"), refresh: word("refresh_token") }
}

pub(super) fn tokens(sim: &Simulation) -> Tokens {
    tokens_of(&exchange(sim, &code(sim, "")))
}

/// A request through the relay.
pub(super) fn call(sim: &Simulation, access: &str, method: &str, target: &str, body: &str) -> Response<Vec<u8>> {
    send(sim, method, target, &[("authorization", &format!("Bearer {access}")), JSON], body)
}

pub(super) fn call_v2(
    sim: &Simulation,
    (access, key): (&str, &str),
    method: &str,
    below: &str,
    body: &str,
) -> Response<Vec<u8>> {
    let bearer = format!("Bearer {access}");
    let headers = [("authorization", bearer.as_str()), ("hue-application-key", key), JSON];
    send(sim, method, &format!("/route/clip/v2/resource{below}"), &headers, body)
}

pub(super) fn link(sim: &Simulation, access: &str) -> String {
    let pressed = call(sim, access, "PUT", "/route/api/0/config", r#"{"linkbutton":true}"#);
    assert_eq!(text(&pressed), r#"[{"success":{"/config/linkbutton":true}}]"#);
    let created = call(sim, access, "POST", "/route/api", r#"{"devicetype":"app#dev"}"#);
    json(&created)[0]["success"]["username"].as_str().unwrap().to_owned()
}

/// A home with tokens and a key.
pub(super) struct Home {
    pub(super) sim: Simulation,
    pub(super) access: String,
    pub(super) refresh: String,
    pub(super) key: String,
}

impl Home {
    pub(super) fn new(sim: Simulation) -> Self {
        let Tokens { access, refresh } = tokens(&sim);
        let key = link(&sim, &access);
        Self { sim, access, refresh, key }
    }

    pub(super) fn v1(&self, method: &str, below: &str, body: &str) -> Response<Vec<u8>> {
        call(&self.sim, &self.access, method, &format!("/route/api/{}{below}", self.key), body)
    }

    pub(super) fn v2(&self, method: &str, below: &str, body: &str) -> Response<Vec<u8>> {
        call_v2(&self.sim, (&self.access, &self.key), method, below, body)
    }

    pub(super) fn light_id(&self, name: &str) -> String {
        self.sim.light(name).id().to_owned()
    }
}

pub(super) fn home() -> Home {
    Home::new(sim())
}

/// The standard bridge in another home.
pub(super) fn living_in(home: hue_sim::Home) -> Home {
    Home::new(sim_with(|settings| settings.accounts[0].bridges[0].home = home))
}

/// The type of a v1 error, of the item of this number.
pub(super) fn error_type(reply: &Response<Vec<u8>>, item: usize) -> u64 {
    assert_eq!(reply.status(), 200);
    json(reply)[item]["error"]["type"].as_u64().unwrap_or_default()
}
