//! The examples that look at a home, and change it.

use crate::same::logged_in;
use crate::stage::{Ended, Running, Stage};
use std::fs;

fn ended(stage: &Stage, name: &str, args: &[&str]) -> Ended {
    let mut command = stage.example(name);
    command.args(args).current_dir(&stage.folder);
    Running::start(command).ended()
}

#[track_caller]
fn done(stage: &Stage, name: &str, args: &[&str]) -> String {
    let ended = ended(stage, name, args);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    ended.out
}

#[track_caller]
fn check_fails(stage: &Stage, name: &str, args: &[&str], words: &str) {
    let ended = ended(stage, name, args);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.err.contains(words), "{ended:?}");
}

#[test]
fn rooms_lists_lights_by_room() {
    let stage = logged_in();
    let said = done(&stage, "rooms", &[]);
    let room = "on  Living room\n    on  Living room, 100 %\n    off Reading lamp, 100 %\n";
    assert!(said.contains(room) && said.contains("off Kitchen\n") && said.contains("on  Downstairs\n"), "{said}");
    let stage = Stage::new();
    check_fails(&stage, "rooms", &[], "log in");
}

#[test]
fn scene_recalls_the_one_that_is_meant() {
    let stage = logged_in();
    assert!(done(&stage, "scene", &[]).contains("Sunset in Living room\n"));
    assert!(!stage.sim.light("Kitchen").is_on());
    assert_eq!(done(&stage, "scene", &["Relax", "Kitchen"]), "Relax in Kitchen\n");
    assert!(stage.sim.light("Kitchen").is_on());
    check_fails(&stage, "scene", &["Relax"], "name the room too");
    check_fails(&stage, "scene", &["Disco"], "there is no scene Disco");
}

#[test]
fn lights_to_file_puts_back_what_was() {
    let stage = logged_in();
    let shine = || done(&stage, "rooms", &[]);
    let before = shine();
    assert_eq!(done(&stage, "lights_to_file", &["save", "lights.json"]), "5 lights saved\n");
    let file = fs::read_to_string(stage.folder.path().join("lights.json")).unwrap();
    done(&stage, "scene", &["Sunset", "Living room"]);
    done(&stage, "scene", &["Relax", "Kitchen"]);
    assert_ne!(shine(), before);
    let said = done(&stage, "lights_to_file", &["restore", "lights.json"]);
    assert_eq!(said, "5 lights restored\n");
    assert_eq!(shine(), before);
    // Colours too, not only what `rooms` shows.
    done(&stage, "lights_to_file", &["save", "again.json"]);
    assert_eq!(fs::read_to_string(stage.folder.path().join("again.json")).unwrap(), file);
    check_fails(&stage, "lights_to_file", &["restore", "nothing.json"], "No such file");
    check_fails(&stage, "lights_to_file", &[], "save FILE");
}

#[test]
fn own_endpoint_asks_what_has_no_type() {
    let stage = logged_in();
    let said = done(&stage, "own_endpoint", &[]);
    assert!(said.contains("battery of device/") && said.contains(" %\n"), "{said}");
    assert!(said.contains("group 1: Kitchen, 2 lights\n"), "{said}");
}
