//! The `hue` command as other programs see it: a process with arguments, two streams and an exit code.
#![cfg(test)]

mod auth;
mod broken;
mod home;
mod lights;
mod raw;
mod rooms;
mod scenes;
mod shells;
mod simulator;
mod stage;
mod transfer;

use serde_json::Value;
use simulator::{Sim, hue, json, run};
use std::fs;
use std::net::TcpListener;
use std::process::{Output, Stdio};

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("text in UTF-8")
}

/// Nothing on standard output, and one line on standard error that holds `words`.
#[track_caller]
fn check_fails(output: &Output, code: i32, words: &str) {
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{err}");
    assert_eq!(out, "");
    assert_eq!(err.lines().count(), 1, "{err}");
    assert!(err.starts_with("hue: ") && err.contains(words), "{err}");
}

#[track_caller]
fn check_demo(sim: &Sim, args: &[&str]) -> Value {
    let mut command = hue(&["demo", "--json", "--sim", &sim.url]);
    let output = run(sim.trust(&mut command).args(args));
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "");
    assert_eq!(text(&output.stdout).lines().count(), 1);
    let document = json(&output.stdout);
    assert_eq!(document["ok"], true);
    document
}

/// The walk is the same whatever drives it.
#[track_caller]
fn check_does_each_thing_once(args: &[&str], adapter: &str, http: &str) {
    let sim = Sim::start(&["--log"]);
    let document = check_demo(&sim, args);
    assert_eq!(document["adapter"], adapter);
    assert_eq!(document["http"], serde_json::json!([http]));
    let steps: Vec<&str> =
        document["steps"].as_array().unwrap().iter().map(|step| step["step"].as_str().unwrap()).collect();
    let expected = ["simulator", "authorize", "redeem", "link", "lights", "switch", "expire", "renew", "store"];
    assert_eq!(steps, expected);
    let consent = serde_json::json!([{"method": "GET", "path": "/v2/oauth2/authorize", "status": 302}]);
    assert_eq!(document["steps"][1]["wire"], consent);
    assert_eq!(document["renewals"], 1);
    assert_eq!(document["saves"], 1);
    assert_eq!(document["saved_before_use"], true);
    let lights = document["lights"].as_array().unwrap();
    assert!(lights.iter().any(|light| light["name"] == "Kitchen" && light["on"] == true), "{lights:?}");

    for (event, count) in [
        ("code-exchange", 1),
        ("link-button", 1),
        ("user-created", 1),
        ("renewal", 1),
        ("light-changed", 1),
        ("refused", 0),
    ] {
        assert_eq!(sim.count(event), count, "{event}");
    }
    let log = sim.terminate();
    assert_eq!(log.lines().filter(|line| line.ends_with(" renewal")).count(), 1, "{log}");
}

#[test]
fn the_demo_does_each_thing_once() {
    check_does_each_thing_once(&[], "blocking", "HTTP/1.1");
    check_does_each_thing_once(&["--adapter", "blocking"], "blocking", "HTTP/1.1");
}

#[test]
fn the_demo_over_tokio_does_the_same() {
    check_does_each_thing_once(&["--adapter", "tokio"], "tokio", "HTTP/2.0");
}

/// Numbers differ from run to run: the port, the time.
fn without_numbers(text: &str) -> String {
    let mut shown = text.replace(|letter: char| letter.is_ascii_digit(), "#");
    while shown.contains("##") {
        shown = shown.replace("##", "#");
    }
    shown
}

#[test]
fn both_adapters_tell_the_same_story() {
    let story = |adapter| {
        let output = run(&mut hue(&["demo", "--adapter", adapter]));
        assert!(output.status.success(), "{}", text(&output.stderr));
        without_numbers(text(&output.stdout))
    };
    assert_eq!(story("tokio"), story("blocking"));
}

#[test]
fn nothing_that_is_printed_is_a_secret() {
    let sim = Sim::start(&["--log", "--app", "my-id:my-s3cr3t:http://127.0.0.1:9123/cb?a=b:c"]);
    let document = check_demo(&sim, &[]);
    let stored = &document["stored"];
    assert_eq!(stored["client_id"], "my-id");
    for secret in ["/tokens/access", "/tokens/refresh", "/link/key", "/link/client_key"] {
        let shown = stored.pointer(secret).and_then(Value::as_str).unwrap();
        assert!(shown.starts_with('(') && shown.ends_with(" characters)"), "{secret}: {shown}");
    }
    assert!(!document.to_string().contains("s3cr3t"));
    assert!(!sim.terminate().contains("s3cr3t"));
}

#[test]
fn the_application_of_the_environment_comes_first() {
    let sim = Sim::start(&["--app", "one:1:http://127.0.0.1:1/", "--app", "two:2:my-app:/back"]);
    let demo = |secret: &str| {
        let mut command = hue(&["demo", "--json", "--sim", &sim.url]);
        command.env("HUE_CLIENT_ID", "two").env("HUE_CLIENT_SECRET", secret).env("HUE_REDIRECT_URI", "my-app:/back");
        run(sim.trust(&mut command))
    };
    assert_eq!(json(&demo("2").stdout)["stored"]["client_id"], "two");
    check_fails(&demo("wrong"), 7, "client id and secret");
    check_fails(&demo(""), 2, "HUE_CLIENT_SECRET is not set");
}

#[test]
fn plain_http_is_there_on_request() {
    let sim = Sim::start(&["--plain"]);
    assert!(sim.url.starts_with("http://127.0.0.1:"), "{}", sim.url);
    check_demo(&sim, &[]);
    assert_eq!(check_demo(&sim, &["--adapter", "tokio"])["http"], serde_json::json!(["HTTP/1.1"]));
    sim.terminate();
}

#[test]
fn the_story_has_no_escape_byte_where_there_is_no_terminal() {
    let output = run(hue(&["demo"]).env("TERM", "xterm-256color").env("COLORTERM", "truecolor"));
    let story = text(&output.stdout);
    assert!(output.status.success());
    assert!(!story.contains('\u{1b}'), "{story}");
    for words in ["1  A Hue cloud", "GET   302  /v2/oauth2/authorize", "generation 1", "1 renewal, 1 save"] {
        assert!(story.contains(words), "no {words:?} in\n{story}");
    }
    assert!(story.lines().count() <= 65 && story.lines().all(|line| line.chars().count() < 90), "{story}");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    for adapter in ["blocking", "tokio"] {
        let mut command = hue(&["demo", "--adapter", adapter]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(text(&output.stderr), "");
    }
}

#[test]
fn simulators_that_cannot_start_say_why() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    check_fails(&run(&mut hue(&["sim", "--plain", "--listen", &address])), 4, "the port is taken");
    check_fails(&run(&mut hue(&["sim", "--plain", "--listen", "localhost"])), 4, "IP address and a port");
    check_fails(&run(&mut hue(&["sim", "--ca", "/no/such/folder/ca.pem"])), 5, "/no/such/folder/ca.pem");
    check_fails(&run(&mut hue(&["sim"])), 2, "--ca FILE");
    for app in ["id", "id:secret", "id:secret:", "id:secret:no-uri", ":secret:http://127.0.0.1/"] {
        check_fails(&run(&mut hue(&["sim", "--plain", "--app", app])), 3, "--app must");
    }
}

#[test]
fn simulators_that_cannot_play_the_demo_are_told_from_others() {
    for (consent, words) in [("deny", "says no to every login"), ("page", "asks on a page")] {
        let sim = Sim::start(&["--plain", "--consent", consent]);
        check_fails(&run(&mut hue(&["demo", "--json", "--sim", &sim.url])), 8, words);
    }
    let offline = Sim::start(&["--plain", "--offline"]);
    check_fails(&run(&mut hue(&["demo", "--json", "--sim", &offline.url])), 12, "nobody answers for the bridge");

    let sim = Sim::start(&[]);
    check_fails(&run(&mut hue(&["demo", "--json", "--sim", &sim.url])), 6, "does --ca (or HUE_CA_FILE) name the file");
    let elsewhere = format!("{}/elsewhere", sim.url);
    check_fails(&run(sim.trust(&mut hue(&["demo", "--json", "--sim", &elsewhere]))), 8, "no simulator answers");
    check_fails(&run(&mut hue(&["demo", "--json", "--sim", &sim.url, "--ca", "/no/such/file"])), 5, "/no/such/file");
    check_fails(&run(&mut hue(&["demo", "--json", "--sim", "http://sim.example"])), 2, "must be https");
    let url = sim.url.clone();
    sim.terminate();
    for adapter in ["blocking", "tokio"] {
        let mut demo = hue(&["demo", "--json", "--adapter", adapter, "--sim", &url]);
        check_fails(&run(&mut demo), 6, "nothing to talk to");
    }
}

#[test]
fn the_certificate_is_there_before_the_address() {
    let sim = Sim::start(&[]);
    let pem = fs::read_to_string(sim.ca.as_ref().unwrap()).unwrap();
    assert!(pem.starts_with("-----BEGIN CERTIFICATE-----"), "{pem}");
    assert!(sim.url.starts_with("https://127.0.0.1:"), "{}", sim.url);
}

#[test]
fn the_help_lists_the_exit_codes() {
    let output = run(&mut hue(&["--help"]));
    assert!(output.status.success());
    assert!(text(&output.stdout).contains("\n  4  cannot listen"));
    assert_eq!(run(&mut hue(&["sing"])).status.code(), Some(2));
}

#[test]
fn the_readme_shows_what_the_demo_prints() {
    let printed = run(&mut hue(&["demo"]));
    let printed = without_numbers(text(&printed.stdout).trim_end());
    let readme = without_numbers(include_str!("../../../README.md"));
    assert!(readme.contains(&format!("```text\n{printed}\n```")), "{printed}");
}

#[test]
fn wrong_usage_is_said_in_one_line() {
    for (args, words) in [
        (&[][..], "what is to be done"),
        (&["sing"], "unrecognized subcommand 'sing'"),
        (&["demo", "--loud"], "unexpected argument '--loud'"),
        (&["demo", "--adapter", "pigeon"], "possible values: blocking, tokio"),
        (&["sim", "--plain", "--consent", "maybe"], "possible values: auto, deny, page"),
    ] {
        check_fails(&run(&mut hue(args)), 2, words);
    }
}
