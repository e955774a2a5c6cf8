//! `hue auth export` and `hue auth import`.

use crate::simulator::{json, run};
use crate::stage::Stage;
use crate::text;
use hue_sim::Event;
use serde_json::json as document;
use std::fs;

#[test]
fn credentials_move_from_store_to_store() {
    let stage = Stage::logged_in();
    // What it prints is secret, and so not for `Stage::run`.
    let output = run(&mut stage.hue(&["auth", "export"]));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(text(&output.stderr).contains("in one place alone"), "{output:?}");
    let access = json(&fs::read(stage.file("home")).unwrap())["snapshot"]["tokens"]["access"].clone();
    assert_eq!(json(&output.stdout)["tokens"]["access"], access);

    let file = stage.folder.path().join("moved.json");
    fs::write(&file, &output.stdout).unwrap();
    let other = stage.folder.path().join("other");
    let import = ["auth", "import", "moved.json", "--store", other.to_str().unwrap()];
    assert_eq!(stage.json(&import)["logged_in"], true);
    assert!(stage.done(&["lights", "--store", other.to_str().unwrap()]).contains("Kitchen"));
    stage.check(Event::UserCreated, 1);

    stage.fails(&import, 2, "--replace");
    assert!(stage.done(&[&import[..], &["--replace"]].concat()).starts_with("Imported."));
}

#[test]
fn exports_go_into_new_files_for_their_owner() {
    let stage = Stage::logged_in();
    let output = stage.run(&["auth", "export", "--output", "out.json"]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), "Exported home to out.json.\n"));
    assert!(text(&output.stderr).contains("in one place alone"), "{output:?}");
    let file = stage.folder.path().join("out.json");
    assert_eq!(json(&fs::read(&file).unwrap())["state"], "user_linked");
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&file).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
    stage.fails(&["auth", "export", "--output", "out.json"], 5, "name a new file");
    stage.fails(&["auth", "export", "--output", "/no/such/folder/x"], 5, "/no/such/folder/x");
}

#[test]
fn credentials_of_others_are_imported() {
    let stage = Stage::logged_in();
    let record = json(&fs::read(stage.file("home")).unwrap());
    let (tokens, key) = (&record["snapshot"]["tokens"], &record["snapshot"]["link"]["key"]);
    let mut theirs = document!({
        "clientId": "demo-client",
        "username": key,
        "tokens": {"access": {"value": tokens["access"]}, "refresh": {"value": tokens["refresh"]}},
    });
    fs::write(stage.folder.path().join("theirs.json"), theirs.to_string()).unwrap();
    let imported = stage.json(&["auth", "import", "theirs.json", "--account", "theirs"]);
    assert_eq!((&imported["state"], &imported["logged_in"]), (&"user_linked".into(), &true.into()));
    assert!(stage.done(&["lights", "--account", "theirs"]).contains("Kitchen"));

    theirs.as_object_mut().unwrap().remove("username");
    fs::write(stage.folder.path().join("theirs.json"), theirs.to_string()).unwrap();
    let said = stage.done(&["auth", "import", "theirs.json", "--account", "keyless"]);
    assert!(said.contains("Left to do: `hue auth login --account 'keyless'`"), "{said}");
    assert!(stage.done(&["auth", "login", "--account", "keyless"]).starts_with("Logged in."));
}

#[test]
fn what_is_no_credentials_is_not_imported() {
    let stage = Stage::new();
    for wrong in ["", "CANARY", "{}", r#"{"version":9,"tokens":"CANARY"}"#, r#"{"tokens":"CANARY"}"#, "[\"CANARY\"]"] {
        fs::write(stage.folder.path().join("wrong.json"), wrong).unwrap();
        stage.fails(&["auth", "import", "wrong.json"], 5, "cannot import wrong.json: expected");
        assert!(!text(&stage.run(&["auth", "import", "wrong.json"]).stderr).contains("CANARY"));
    }
    stage.fails(&["auth", "import", "none.json"], 5, "none.json");
    stage.fails(&["auth", "import", "-"], 5, "cannot import -");
    stage.fails(&["auth", "status"], 1, "nobody is logged in");
}
