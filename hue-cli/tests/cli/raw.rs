//! `hue get`, `hue put`, `hue post`, `hue delete` and `hue dump`.

use crate::simulator::json;
use crate::stage::Stage;
use crate::text;
use hue_blocking::v2::Reply;
use hue_blocking::{Area, Raw};
use hue_sim::{Event, bodies};
use serde_json::Value;
use std::io::Write as _;
use std::process::{Output, Stdio};

#[track_caller]
fn id(stage: &Stage, light: &str) -> String {
    stage.sim.light(light).id().to_owned()
}

/// A run that reads this from standard input.
fn fed(stage: &Stage, args: &[&str], input: &str) -> Output {
    let mut command = stage.hue(args);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn what_stands_at_a_path_is_printed() {
    let stage = Stage::logged_in();
    let shown = stage.done(&["get", "resource/light"]);
    assert!(shown.starts_with("{\n  \"") && shown.ends_with("}\n"), "{shown}");
    let sent = stage.done(&["get", "resource/light", "--json"]);
    assert_eq!(sent.lines().count(), 1);
    assert_eq!(json(shown.as_bytes()), json(sent.as_bytes()));
    assert_eq!(json(sent.as_bytes())["data"].as_array().unwrap().len(), 5);
    for path in ["/resource/light", "/clip/v2/resource/light", "clip/v2/resource/light"] {
        assert_eq!(stage.done(&["get", path, "--json"]), sent, "{path}");
    }
    let light = stage.json(&["get", "--v1", "/lights/1"]);
    assert_eq!(light["name"], "Kitchen");
}

#[test]
fn what_stands_at_a_path_is_changed() {
    let stage = Stage::logged_in();
    let path = format!("resource/light/{}", id(&stage, "Kitchen"));
    let said = stage.json(&["put", &path, r#"{"on":{"on":true}}"#]);
    assert_eq!(said["data"][0]["rtype"], "light");
    assert!(stage.sim.light("Kitchen").is_on());
    let output = fed(&stage, &["put", &path, "-"], "{\n  \"on\": {\"on\": false}\n}\n");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(!stage.sim.light("Kitchen").is_on());
    let said = stage.json(&["put", "--v1", "lights/1/state", r#"{"on":true}"#]);
    assert_eq!(said[0]["success"]["/lights/1/state/on"], true);
    stage.check(Event::LightChanged, 3);
}

#[test]
fn what_cannot_be_meant_is_not_sent() {
    let stage = Stage::logged_in();
    let before = stage.sim.log().len();
    let check = |args: &[&str], words: &str| {
        let output = stage.run(args);
        let err = text(&output.stderr);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""), "{err}");
        assert!(err.contains(words) && err.lines().count() == 1, "{err}");
        assert!(!err.contains("CANARY"), "{err}");
    };
    check(&["get", "https://CANARY.example/clip/v2/resource"], "names a host");
    check(&["get", "//CANARY.example/clip/v2/resource"], "names a host");
    check(&["get", "resource/light?a=CANARY"], "has a query");
    check(&["delete", "resource/light#CANARY"], "has a query");
    check(&["get", "/api/CANARY/lights"], "say --v1");
    check(&["get", "--v1", ""], "an empty part");
    check(&["get", "--v1", "/api/CANARY/lights"], "behind the key");
    check(&["get", "--v1", "/clip/v2/resource"], "behind the key");
    check(&["put", "resource/light/", r#"{"on":{"on":true}}"#], "has an empty part");
    check(&["get", "resource//CANARY"], "has an empty part");
    check(&["get", ""], "has an empty part");
    check(&["get", "resource/../light"], "must not have empty segments, . or ..");
    check(&["put", "resource/light/1", r#"{"on": CANARY}"#], "at line 1, column 8");
    check(&["post", "resource/zone", r#"{"CANARY":1} {}"#], "nothing was sent: expected one JSON value, at line 1");
    check(&["put", "resource/light/1", ""], "expected one JSON value");
    check(&["put", "resource/light/1"], "<JSON>");
    check(&["get"], "<PATH>");
    let output = fed(&stage, &["post", "resource/zone", "-"], "{\n\"on\": CANARY}");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output.stderr), "hue: nothing was sent: expected one JSON value, at line 2, column 7\n");
    assert_eq!(stage.sim.log().len(), before);
}

#[test]
fn what_the_bridge_refuses_is_said_in_one_line() {
    let stage = Stage::logged_in();
    stage.fails(&["get", "resource/light/00000000-0000-0000-0000-000000000000"], 7, "Not Found");
    stage.fails(&["get", "resource/no_such_type"], 7, "Not Found");
    stage.fails(&["get", "--v1", "lights/99"], 7, "not available");
    stage.fails(&["put", &format!("resource/light/{}", id(&stage, "Kitchen")), r#"{"on":1}"#], 7, "");
    stage.sim.push_reply(bodies::text(hue_blocking::http::StatusCode::OK, "<html>"));
    stage.fails(&["get", "resource"], 7, "expected one JSON value, in the reply with HTTP status 200");
    stage.fails(&["get", "resource", "--account", "elsewhere"], 1, "hue auth login");
    stage.sim.configure(|settings| settings.accounts[0].bridges[0].online = false);
    stage.fails(&["dump"], 12, "nobody answers for the bridge");
}

/// The reply is printed all the same.
#[test]
fn what_is_done_in_part_has_a_code_of_its_own() {
    let stage = Stage::logged_in();
    stage.sim.set_reachable("Kitchen", false);
    let path = format!("resource/light/{}", id(&stage, "Kitchen"));
    let printed =
        stage.fails(&["put", &path, r#"{"on":{"on":true}}"#, "--json"], 14, "the bridge did not do all of it");
    assert_eq!(json(printed.as_bytes())["data"][0]["rtype"], "light");
    stage.sim.set_reachable("Kitchen", true);
    let both = r#"{"on":true,"shape":"round"}"#;
    let printed = stage.fails(&["put", "--v1", "lights/1/state", both, "--json"], 14, "shape");
    assert_eq!(json(printed.as_bytes()).as_array().unwrap().len(), 2);
}

#[test]
fn a_dump_is_what_the_bridge_sent() {
    let stage = Stage::logged_in();
    let dump = stage.done(&["dump"]);
    let sent = stage.library().open("home").unwrap().call(Raw::get(Area::V2, "resource")).unwrap();
    assert_eq!(dump.strip_suffix('\n').unwrap().as_bytes(), sent.body());
    let read = Reply::from_json(dump.as_bytes()).unwrap();
    assert!(read.unparsed.is_empty() && read.errors.is_empty(), "{:?}", read.unparsed);
    let resources = json(dump.as_bytes())["data"].as_array().map(Vec::len);
    assert_eq!(resources, Some(read.data.len()));
    // A simulator can stand in that home.
    assert!(hue_sim::Home::from_dump(dump.as_bytes()).is_ok());
}

#[test]
fn what_is_added_can_be_removed() {
    let stage = Stage::logged_in();
    let light = id(&stage, "Kitchen");
    let zone = format!(
        r#"{{"metadata":{{"name":"Reading","archetype":"reading"}},"children":[{{"rid":"{light}","rtype":"light"}}]}}"#
    );
    let output = fed(&stage, &["post", "resource/zone", "-", "--json"], &zone);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
    let made = json(&output.stdout);
    let path = format!("resource/zone/{}", made["data"][0]["rid"].as_str().unwrap());
    let name = |document: &Value| document["data"][0]["metadata"]["name"].clone();
    assert_eq!(name(&stage.json(&["get", &path])), "Reading");
    stage.done(&["delete", &path]);
    stage.fails(&["get", &path], 7, "Not Found");
}
