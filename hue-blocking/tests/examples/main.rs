//! The examples, from the first question to the last light, against a simulator that they know nothing of.
#![cfg(test)]

mod cron;
mod home;
mod killed;
mod pages;
mod same;
mod stage;

use hue_sim::Event;
use stage::{Running, Stage};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::process::{Command, Stdio};

/// Of the names of this adapter's examples.
const PREFIX: &str = "";

#[test]
fn own_transport_does_the_same_over_curl() {
    if Command::new("curl").arg("--version").stdout(Stdio::null()).status().is_err() {
        let skipped = "own_transport needs curl, which is not here: not tried";
        assert!(std::env::var_os("CI").is_none(), "{skipped}");
        return writeln!(std::io::stderr(), "{skipped}").unwrap();
    }
    let stage = Stage::new();
    let mut running = Running::start(stage.example("own_transport"));
    let back = stage.browse(&running.url());
    running.paste(&back);
    assert!(running.done().contains("off Kitchen"));
    for event in [Event::CodeExchange, Event::LinkButton, Event::UserCreated] {
        stage.check(event, 1);
    }
}

#[test]
fn own_transport_is_short() {
    let text = include_str!("../../examples/own_transport.rs");
    assert!(text.lines().count() < 60);
}

/// The proxy is asked for a tunnel, and sees nothing else; without a tunnel nothing is sent.
#[test]
fn a_proxy_of_the_environment_is_used() {
    let stage = Stage::new();
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut command = stage.example("with_tokens");
    command.env("HUE_REFRESH_TOKEN", "CANARY").env("HTTPS_PROXY", format!("http://{}", proxy.local_addr().unwrap()));
    command.env_remove("NO_PROXY").env_remove("no_proxy").env_remove("ALL_PROXY").env_remove("all_proxy");
    let running = Running::start(command);
    let (mut stream, _) = proxy.accept().unwrap();
    let lines = BufReader::new(&stream).lines().map(Result::unwrap).take_while(|line| !line.is_empty());
    let asked = lines.collect::<Vec<_>>().join("\n");
    stream.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n").unwrap();
    drop((stream, proxy));
    assert!(asked.starts_with(&format!("CONNECT {}", stage.server.url().trim_start_matches("https://"))), "{asked}");
    assert!(!asked.contains("CANARY"), "{asked}");
    assert_ne!(running.ended().code, Some(0));
    assert!(stage.sim.log().is_empty());
}
