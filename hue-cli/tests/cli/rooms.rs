//! `hue rooms`, and rooms where lights are listed and set.

use crate::stage::Stage;
use hue_sim::{Event, bodies};
use serde_json::json;

#[test]
fn rooms_are_listed_before_zones() {
    let stage = Stage::logged_in();
    let expected = "\
Hallway      room  on   100 %  1 light
Kitchen      room  off         2 lights
Living room  room  on   100 %  2 lights
Downstairs   zone  on   100 %  3 lights
";
    assert_eq!(stage.done(&["rooms"]), expected);
    let document = stage.json(&["rooms"]);
    let room = &document["rooms"][2];
    for (field, value) in [
        ("name", json!("Living room")),
        ("type", json!("room")),
        ("archetype", json!("living_room")),
        ("on", json!(true)),
        ("brightness", json!(100.0)),
    ] {
        assert_eq!(room[field], value, "{field}");
    }
    let lights = room["lights"].as_array().unwrap();
    let names: Vec<_> = lights.iter().map(|light| light["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Living room", "Reading lamp"]);
    assert_eq!((&lights[0]["on"], &lights[1]["room"]), (&json!(true), &json!("Living room")));
    assert_eq!(document["rooms"][3]["type"], "zone");
}

#[test]
fn lights_are_listed_by_room() {
    let stage = Stage::logged_in();
    let expected = "\
Hallway       Hallway      on   100 %
Living room   Living room  on   100 %  white of 2730 K
Reading lamp  Living room  off  100 %  white of 2730 K
";
    assert_eq!(stage.done(&["lights", "--room", "DOWNSTAIRS"]), expected);
    let id = stage.json(&["rooms"])["rooms"][3]["id"].as_str().unwrap().to_owned();
    assert_eq!(stage.done(&["lights", "--room", &id]), expected);
    stage.fails(&["lights", "--room", "Upstairs"], 10, "no room or zone is called Upstairs; did you mean Downstairs?");
    stage.fails(&["lights", "--room", "Garage"], 10, "`hue rooms` lists them");
}

#[test]
fn rooms_are_set_by_one_command() {
    let stage = Stage::logged_in();
    // A light is called so too, and comes first.
    assert_eq!(stage.done(&["set", "hallway", "--off"]), "Hallway         off\n");
    assert_eq!(stage.done(&["set", "--room", "hallway", "--on"]), "Hallway (room)  on, 100 %\n");
    assert_eq!(stage.done(&["set", "downstairs", "--brightness", "20", "--on"]), "Downstairs (zone) on, 20 %\n");
    for light in ["Hallway", "Living room", "Reading lamp"] {
        assert!(stage.sim.light(light).is_on(), "{light}");
    }
    let said = stage.json(&["set", "--room", "Living room", "--color", "red"]);
    assert_eq!((&said["type"], &said["name"], &said["on"]), (&json!("room"), &json!("Living room"), &json!(true)));
    assert_eq!(stage.json(&["lights"])["lights"][3]["xy"], json!([0.64, 0.33]));
    assert_eq!(stage.done(&["set", "Living room", "--room", "Downstairs", "--off"]), "Living room     off\n");
    assert!(stage.sim.light("Reading lamp").is_on() && !stage.sim.light("Living room").is_on());
}

#[test]
fn what_is_no_room_is_not_set() {
    let stage = Stage::logged_in();
    stage.fails(&["set", "Bath", "--on"], 10, "no light, room or zone is called Bath; `hue lights` and `hue rooms`");
    stage.fails(&["set", "downstair", "--on"], 10, "did you mean Downstairs?");
    stage.fails(&["set", "Hallway", "--room", "Kitchen", "--on"], 10, "no light of Kitchen is called Hallway");
    stage.fails(&["set", "Hallway", "--room", "Attic", "--on"], 10, "no room or zone is called Attic");
    stage.fails(&["set", "--room", "Kitchen"], 2, "required arguments were not provided");
    stage.check(Event::LightChanged, 0);
}

/// A home that is not as it should be, for one question.
#[track_caller]
fn check_odd(data: &serde_json::Value, args: &[&str], code: i32, words: &str) {
    let stage = Stage::logged_in();
    stage.sim.push_reply(bodies::v2_data(data.as_array().unwrap()));
    stage.fails(args, code, words);
}

#[test]
fn homes_may_be_odd() {
    let room = |id: &str, kind: &str| json!({"id": id, "metadata": {"name": "Attic"}, "type": kind});
    check_odd(&json!([room("1", "room")]), &["set", "attic", "--on"], 10, "no lights that can be set as one");
    let both = json!([room("1", "room"), room("2", "zone")]);
    check_odd(&both, &["set", "attic", "--on"], 10, "the room Attic (1), the zone Attic (2); name one by its id");
    let stage = Stage::logged_in();
    stage.sim.push_reply(bodies::v2_data(&[]));
    assert_eq!(stage.done(&["rooms"]), "The bridge has no rooms.\n");
    stage.sim.push_reply(bodies::v2_data(&[]));
    assert_eq!(stage.done(&["lights"]), "There are no lights.\n");
    // A field that does not fit costs its room nothing.
    let room = json!({"id": "1", "metadata": {"name": "Attic"}, "children": 7, "type": "room"});
    stage.sim.push_reply(bodies::v2_data(&[json!(1), room]));
    let output = stage.run(&["rooms"]);
    assert_eq!(crate::text(&output.stdout), "Attic  room  off     0 lights\n");
    assert_eq!(crate::text(&output.stderr), "hue: 1 more that this command does not understand\n");
}
