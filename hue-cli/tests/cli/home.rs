//! Homes that the simulator is given.

use crate::simulator::{Sim, hue, run};
use crate::{check_demo, check_fails};
use hue_sim::Home;
use std::fs;

#[test]
fn homes_that_cannot_be_say_why() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("home.json");
    let name = file.to_str().unwrap();
    let fails = |args: &[&str], code, words: &str| check_fails(&run(hue(&["sim", "--plain"]).args(args)), code, words);
    for lights in ["10001", "-1", "many"] {
        fails(&[&format!("--lights={lights}")], 2, "--lights");
    }
    fails(&["--seed", "7"], 2, "--lights");
    for more in [["--lights", "5"].as_slice(), &["--lights", "5", "--seed", "7"]] {
        fails(&[["--home", name].as_slice(), more].concat(), 2, "--home");
    }
    fails(&["--home", name], 5, name);
    for (home, words) in [
        ("", "not JSON at line 1"),
        (r#"[{"id":"CANARY","type":1}]"#, "index 0"),
        (r#"{"data":"CANARY"}"#, "GET /clip/v2/resource"),
    ] {
        fs::write(&file, home).unwrap();
        fails(&["--home", name], 5, words);
    }
    // Nobody types anything.
    fails(&["--home", "-"], 5, "--home -: not JSON");
}

#[test]
fn a_dump_is_the_home_behind_the_bridge() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("home.json");
    fs::write(&file, Home::standard().dump().replace("Coffee machine", "Tea machine")).unwrap();
    let sim = Sim::start(&["--home", file.to_str().unwrap()]);
    let lights = check_demo(&sim, &[])["lights"].to_string();
    assert!(lights.contains("Tea machine") && !lights.contains("Coffee machine"), "{lights}");
}
