//! `hue scenes` and `hue scene`.

use crate::stage::Stage;
use hue_sim::bodies;
use serde_json::{Value, json};

#[test]
fn scenes_are_listed_by_room() {
    let stage = Stage::logged_in();
    let expected = "\
Hallway      Read
Hallway      Relax
Hallway      Sunset
Kitchen      Read
Kitchen      Relax
Kitchen      Sunset
Living room  Read
Living room  Relax
Living room  Sunset
Living room  Natural light  smart
Downstairs   Relax
";
    assert_eq!(stage.done(&["scenes"]), expected);
    assert_eq!(stage.done(&["scenes", "--room", "downstairs"]), "Downstairs  Relax\n");
    let document = stage.json(&["scenes", "--room", "Kitchen"]);
    assert_eq!(document["scenes"].as_array().unwrap().len(), 3);
    let sunset = &document["scenes"][2];
    for (field, value) in [
        ("name", json!("Sunset")),
        ("type", json!("scene")),
        ("room", json!("Kitchen")),
        ("active", json!(false)),
        ("dynamic", json!(false)),
    ] {
        assert_eq!(sunset[field], value, "{field}");
    }
    assert_eq!(sunset["srgb"].as_array().map(Vec::len), Some(5));
    stage.sim.push_reply(bodies::v2_data(&[]));
    assert_eq!(stage.done(&["scenes"]), "There are no scenes.\n");
}

/// The light as `hue lights --json` has it.
fn light(stage: &Stage, name: &str) -> Value {
    let document = stage.json(&["lights"]);
    document["lights"].as_array().unwrap().iter().find(|light| light["name"] == name).unwrap().clone()
}

#[test]
fn a_scene_is_recalled() {
    let stage = Stage::logged_in();
    assert_eq!(stage.done(&["scene", "relax", "--room", "KITCHEN"]), "Relax in Kitchen: active\n");
    let kitchen = light(&stage, "Kitchen");
    assert_eq!((&kitchen["on"], &kitchen["mirek"], &kitchen["brightness"]), (&json!(true), &json!(454), &json!(56.69)));
    let id = stage.json(&["scenes", "--room", "Kitchen"])["scenes"][0]["id"].as_str().unwrap().to_owned();
    let said = stage.json(&["scene", &id]);
    assert_eq!((&said["name"], &said["active"]), (&json!("Read"), &json!(true)));
    let listed = stage.done(&["scenes", "--room", "Kitchen"]);
    assert_eq!(listed, "Kitchen  Read    active\nKitchen  Relax\nKitchen  Sunset\n");
}

#[test]
fn a_scene_is_recalled_in_its_own_way() {
    let stage = Stage::logged_in();
    let args = ["scene", "Sunset", "--room", "Living room", "--dynamic", "--brightness", "30", "--transition", "1.5"];
    assert_eq!(stage.done(&args), "Sunset in Living room: active, dynamic\n");
    assert_eq!(light(&stage, "Living room")["brightness"], 30.0);
    assert_eq!(stage.json(&["scenes", "--room", "Living room"])["scenes"][2]["dynamic"], true);
}

#[test]
fn a_smart_scene_is_begun_and_ended() {
    let stage = Stage::logged_in();
    assert_eq!(stage.done(&["scene", "natural LIGHT"]), "Natural light in Living room: smart, active\n");
    assert_eq!(stage.json(&["scenes", "--room", "Living room"])["scenes"][3]["active"], true);
    let words = "Natural light in Living room is a smart scene, which has times of its own";
    for particular in [&["--dynamic"][..], &["--brightness", "1"], &["--transition", "0"]] {
        stage.fails(&[&["scene", "Natural light"], particular].concat(), 2, words);
        stage.fails(&[&["scene", "Natural light", "--end"], particular].concat(), 2, "cannot be used with");
    }
    assert_eq!(stage.done(&["scene", "Natural light", "--end"]), "Natural light in Living room: smart\n");
    assert_eq!(stage.json(&["scenes", "--room", "Living room"])["scenes"][3]["active"], false);
    stage.fails(
        &["scene", "Sunset", "--room", "Living room", "--end"],
        2,
        "Sunset in Living room is no smart scene, and does not end",
    );
}

#[test]
fn scenes_that_are_not_meant_are_not_recalled() {
    let stage = Stage::logged_in();
    let before = stage.done(&["scenes"]);
    stage.fails(&["scene", "relax"], 10, "Relax in Kitchen (");
    stage.fails(&["scene", "relax"], 10, "name one by its id, or by --room");
    stage.fails(&["scene", "Relx"], 10, "no scene is called Relx; did you mean Relax?");
    stage.fails(&["scene", "Disco"], 10, "`hue scenes` lists them");
    stage.fails(&["scene", "Sunset", "--room", "Downstairs"], 10, "no scene of Downstairs is called Sunset");
    stage.fails(&["scene", "Relax", "--room", "Attic"], 10, "no room or zone is called Attic");
    stage.fails(&["scenes", "--room", "Attic"], 10, "no room or zone is called Attic");
    for seconds in ["-1", "soon", "NaN", "86401"] {
        stage.fails(&["scene", "Relax", &format!("--transition={seconds}")], 2, "0 to 86400 seconds");
    }
    stage.fails(&["scene", "Relax", "--brightness", "101"], 2, "101 is not in 0..=100");
    assert_eq!(stage.done(&["scenes"]), before);
}
