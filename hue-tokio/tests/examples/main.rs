//! The examples, from the first question to the last light, against a simulator that they know nothing of.
#![cfg(test)]

mod desktop;
#[path = "../../../hue-blocking/tests/examples/killed.rs"]
mod killed;
#[path = "../../../hue-blocking/tests/examples/same.rs"]
mod same;
#[path = "../../../hue-blocking/tests/examples/stage.rs"]
mod stage;
mod web_service;

use hue_sim::Event;
use stage::{Running, Stage};
use std::io::{BufRead as _, BufReader};

/// Of the names of this adapter's examples.
const PREFIX: &str = "tokio_";

/// Reads where an example listens: its first line.
fn address(running: &mut Running) -> String {
    let mut line = String::new();
    BufReader::with_capacity(1, running.child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("http://127.0.0.1:"), "{line:?}");
    line.trim_end().to_owned()
}

#[test]
fn own_transport_does_the_same() {
    let stage = Stage::new();
    let mut running = Running::start(stage.example("tokio_own_transport"));
    let back = stage.browse(&running.url());
    running.paste(&back);
    assert!(running.done().contains("off Kitchen"));
    for event in [Event::CodeExchange, Event::LinkButton, Event::UserCreated] {
        stage.check(event, 1);
    }
}

#[test]
fn own_transport_trusts_no_stranger() {
    let stage = Stage::new();
    let mut command = stage.example("tokio_own_transport");
    command.env_remove("HUE_CA_FILE");
    let mut running = Running::start(command);
    let back = stage.browse(&running.url());
    running.paste(&back);
    let ended = running.ended();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    stage.check(Event::CodeExchange, 0);
}
