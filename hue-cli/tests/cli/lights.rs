//! `hue lights` and `hue set`.

use crate::simulator::run;
use crate::stage::Stage;
use hue_sim::Event;
use serde_json::json;

#[test]
fn lights_are_listed_by_name() {
    let stage = Stage::logged_in();
    let expected = "\
Coffee machine  Kitchen      off
Hallway         Hallway      on   100 %
Kitchen         Kitchen      off  100 %  white of 2730 K
Living room     Living room  on   100 %  white of 2730 K
Reading lamp    Living room  off  100 %  white of 2730 K
";
    assert_eq!(stage.done(&["lights"]), expected);
    let document = stage.json(&["lights"]);
    let kitchen = &document["lights"][2];
    assert_eq!(kitchen["name"], "Kitchen");
    for (field, value) in [
        ("room", json!("Kitchen")),
        ("on", json!(false)),
        ("brightness", json!(100.0)),
        ("mirek", json!(366)),
        ("srgb", json!(null)),
    ] {
        assert_eq!(kitchen[field], value, "{field}");
    }
}

#[test]
fn a_light_is_set() {
    let stage = Stage::logged_in();
    let said = stage.done(&["set", "Kitchen", "--on", "--brightness", "50", "--color", "red"]);
    assert_eq!(said, "Kitchen         on, 50 %, colour x 0.64 y 0.33\n");
    assert!(stage.sim.light("Kitchen").is_on());
    let light = stage.json(&["set", "KITCHEN", "--color", "0.3127,0.329"]);
    assert_eq!((&light["name"], &light["xy"]), (&json!("Kitchen"), &json!([0.3127, 0.329])));
    assert_eq!((&light["on"], &light["brightness"]), (&json!(true), &json!(50.0)));
    let id = light["id"].as_str().unwrap();
    assert_eq!(stage.done(&["set", id, "--off"]), "Kitchen         off\n");
    assert!(!stage.sim.light("Kitchen").is_on());
    stage.check(Event::LightChanged, 3);
}

#[test]
fn what_cannot_be_set_is_said() {
    let stage = Stage::logged_in();
    stage.fails(&["set", "Kitchn", "--on"], 10, "did you mean Kitchen?");
    stage.fails(&["set", "Garage", "--on"], 10, "`hue lights` and `hue rooms` list them");
    for (args, words) in [
        (&["set", "Kitchen"][..], "required arguments were not provided"),
        (&["set", "Kitchen", "--on", "--off"], "cannot be used with"),
        (&["set", "Kitchen", "--brightness", "101"], "101 is not in 0..=100"),
        (&["set", "Kitchen", "--color", "reddish"], "a CSS name such as red"),
        (&["set", "--on"], "<NAME>"),
    ] {
        stage.fails(args, 2, words);
    }
    stage.check(Event::LightChanged, 0);
    stage.sim.set_reachable("Kitchen", false);
    stage.fails(&["set", "Kitchen", "--on"], 14, "the bridge did not do all of it");
}

#[test]
fn whose_turn_it_is_shows_in_the_code() {
    let stage = Stage::logged_in();
    let check = |name: &str, value: &str, code: i32| {
        let output = run(stage.hue(&["lights"]).env(name, value));
        assert_eq!(output.status.code(), Some(code), "{name}: {output:?}");
    };
    check("HUE_CLIENT_SECRET", "", 2);
    check("HUE_BASE_URL", "http://hue.example", 2);
    check("HUE_CA_FILE", "/no/such/file", 5);
    check("HUE_ACCOUNT", "elsewhere", 1);
    check("HUE_STORE", "/dev/null", 5);
    check("HUE_STORE", "postgres://localhost/hue", 2);
    check("HUE_CLIENT_ID", "another", 2);
    stage.sim.configure(|settings| settings.accounts[0].bridges[0].online = false);
    stage.fails(&["lights"], 12, "nobody answers for the bridge");
}
