//! No secret is shown: not in a `Debug`, a `Display`, an error, the simulator's log, or what the transport logs.
//!
//! Logs are listened to at TRACE, ureq's at DEBUG: below that ureq writes out whatever goes over the wire, paths and bytes,
//! because that is what its TRACE is for. `SECURITY.md` says so.
//!
//! Every secret of a story is found in its requests and replies, and then looked for in all that the story showed to
//! people.

use super::table;
use hue_blocking::http::StatusCode;
use hue_blocking::{ClientAuth, ClientSecret};
use hue_sim::bodies;
use hue_tests::{Driver, Played, Scenario};
use log::{Level, LevelFilter, Log, Metadata, Record};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

#[test]
fn no_story_shows_a_secret() {
    let _ = log::set_logger(&LOGGED);
    log::set_max_level(LevelFilter::Trace);
    let mut secrets = BTreeSet::new();
    for scenario in table().into_iter().chain(echoes()) {
        for driver in Driver::ALL {
            let played = scenario.play(driver);
            let own = secrets_of(&played);
            check(scenario.name(), &played.shown, &own);
            check(scenario.name(), &format!("{:?}", played.outcome), &own);
            secrets.extend(own);
        }
    }
    let logged = LOGGED.0.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(logged.contains("DEBUG ureq"), "the transport logs nothing: is it listened to?");
    check("the transport's log", &logged, &secrets);
    assert!(secrets.len() > 40, "only {} secrets were found: is the search broken?", secrets.len());
}

#[test]
fn a_secret_that_is_shown_is_found() {
    let played = Scenario::new("made up", |stage| stage.linked().map(|_| String::new())).play(Driver::Bare);
    let secrets = secrets_of(&played);
    for needed in ["demo-secret", "ZGVtby1jbGllbnQ6ZGVtby1zZWNyZXQ="] {
        assert!(secrets.contains(needed), "{needed} is not looked for");
    }
    for secret in &secrets {
        assert_eq!(leak(&format!("an error with {secret} in it"), &secrets), Some(&**secret));
    }
}

/// Replies that say back what they were sent.
fn echoes() -> Vec<Scenario> {
    let echo = |body: &'static str| {
        Scenario::new("an echo", move |stage| {
            let mut exchange = stage.code()?.redeem();
            let request = String::from_utf8_lossy(exchange.request().body()).into_owned();
            let code = request.split("code=").nth(1).and_then(|rest| rest.split('&').next()).unwrap_or_default();
            let said = body.replace("CODE", code);
            stage.sim.push_reply(bodies::oauth_error(StatusCode::BAD_REQUEST, "invalid_request", Some(&said)));
            stage.run(&mut exchange).map(|_| String::new())
        })
    };
    vec![
        echo("your code CODE is not one"),
        echo("demo-secret is wrong").auth(ClientAuth::Form),
        echo("ZGVtby1jbGllbnQ6ZGVtby1zZWNyZXQ= is wrong"),
        echo("not-the-secret is wrong").auth(|_| ClientAuth::Digest(ClientSecret::new("not-the-secret"))),
    ]
}

fn check(name: &str, shown: &str, secrets: &BTreeSet<String>) {
    if let Some(secret) = leak(shown, secrets) {
        let line = shown.lines().find(|line| line.contains(secret)).unwrap_or_default();
        panic!("{name} shows {secret}: {}", line.chars().take(400).collect::<String>());
    }
}

fn leak<'a>(shown: &str, secrets: &'a BTreeSet<String>) -> Option<&'a str> {
    secrets.iter().map(String::as_str).find(|secret| shown.contains(secret))
}

/// Everything secret that a story's requests and replies carried.
pub(crate) fn secrets_of(played: &Played) -> BTreeSet<String> {
    let sent = [
        "authorization: Bearer ",
        "authorization: Basic ",
        "hue-application-key: ",
        "response=\"",
        "code_verifier=",
        "refresh_token=",
        "client_secret=",
        "&code=",
        "&state=",
        "/route/api/",
    ];
    let received = ["\"access_token\":\"", "\"refresh_token\":\"", "\"username\":\"", "\"clientkey\":\""];
    let texts = after(&played.requests, &sent).chain(after(&played.replies, &received));
    let values = texts.map(|rest| rest.split(['\n', '&', '"', '/', ' ']).next().unwrap_or_default().to_owned());
    // What is shorter is a word: the cloud's user `0`, a broken key of a test.
    values
        .chain(["demo-secret".into()])
        .filter(|value| value.len() >= 7 && value != "unknown" && value != "forgotten")
        .collect()
}

fn after<'a>(texts: &'a [String], marks: &'a [&str]) -> impl Iterator<Item = &'a str> {
    texts.iter().flat_map(move |text| marks.iter().flat_map(move |mark| text.split(mark).skip(1)))
}

struct Logged(Mutex<String>);

static LOGGED: Logged = Logged(Mutex::new(String::new()));

impl Log for Logged {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= Level::Debug || !metadata.target().starts_with("ureq")
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let mut text = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = writeln!(text, "{} {} {}", record.level(), record.target(), record.args());
    }

    fn flush(&self) {}
}
