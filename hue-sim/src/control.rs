//! `/_sim`: what programs may ask of a simulator that runs elsewhere. No part of Hue's API, and not in the log.
//!
//! * `GET /_sim` — the applications (with secrets: they are simulated), accounts and bridges
//! * `GET /_sim/log` — the requests that were handled
//! * `POST /_sim/advance` with `{"seconds":60}` — moves the simulation's time forward

use std::time::Duration;

use http::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use crate::Settings;
use crate::bodies;
use crate::cloud::Cloud;
use crate::entry::Entry;
use crate::incoming::segments;
use crate::settings::{Account, GatewaySettings};
use crate::simulation::Clock;

/// `None` when the request is none of these, but one to Hue.
pub(crate) fn answer(cloud: &Cloud, clock: &mut Clock, request: &Request<Vec<u8>>) -> Option<Response<Vec<u8>>> {
    let segments = segments(request.uri().path(), &GatewaySettings::default());
    let (first, below) = segments.split_first()?;
    if first != "_sim" {
        return None;
    }
    let below: Vec<&str> = below.iter().map(String::as_str).collect();
    Some(match (below.as_slice(), request.method()) {
        ([], &Method::GET) => bodies::json(StatusCode::OK, &overview(cloud.settings())),
        (["log"], &Method::GET) => {
            let lines: Vec<Value> = cloud.log().iter().map(line).collect();
            bodies::json(StatusCode::OK, &Value::Array(lines))
        }
        (["advance"], &Method::POST) => advance(clock, request.body()),
        ([] | ["log"], _) => bodies::method_not_allowed("GET"),
        (["advance"], _) => bodies::method_not_allowed("POST"),
        _ => bodies::empty(StatusCode::NOT_FOUND),
    })
}

fn overview(settings: &Settings) -> Value {
    let applications: Vec<Value> = settings
        .applications
        .iter()
        .map(|application| {
            json!({
                "client_id": application.client_id,
                "client_secret": application.client_secret,
                "redirect_uri": application.redirect_uri,
            })
        })
        .collect();
    let accounts: Vec<Value> = settings
        .accounts
        .iter()
        .map(|account| json!({"login": account.login, "password": account.password, "bridges": bridge_ids(account)}))
        .collect();
    let bridges: Vec<Value> = settings
        .accounts
        .iter()
        .flat_map(|account| &account.bridges)
        .map(|bridge| json!({"id": bridge.id, "name": bridge.name, "online": bridge.online}))
        .collect();
    json!({"applications": applications, "accounts": accounts, "bridges": bridges})
}

fn bridge_ids(account: &Account) -> Vec<&str> {
    account.bridges.iter().map(|bridge| bridge.id.as_str()).collect()
}

fn line(entry: &Entry) -> Value {
    json!({
        "at": entry.at().as_millis(),
        "method": entry.method().as_str(),
        "path": entry.path(),
        "status": entry.status(),
        "event": entry.event().map(|event| event.to_string()),
    })
}

fn advance(clock: &mut Clock, body: &[u8]) -> Response<Vec<u8>> {
    let body: Option<Value> = serde_json::from_slice(body).ok();
    let Some(seconds) = body.as_ref().and_then(|body| body.get("seconds")).and_then(Value::as_u64) else {
        return bodies::text(StatusCode::BAD_REQUEST, "wanted: {\"seconds\":60}\n");
    };
    if seconds > LONGEST {
        return bodies::text(StatusCode::BAD_REQUEST, "at most a century at a time\n");
    }
    clock.advance(Duration::from_secs(seconds));
    bodies::json(StatusCode::OK, &json!({"now": clock.now().as_millis()}))
}

/// In seconds: enough to see what years do, and too little to end the clock.
const LONGEST: u64 = 100 * 365 * 86_400;
