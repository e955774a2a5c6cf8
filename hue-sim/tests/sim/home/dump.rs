//! Homes from dumps.

use hue_sim::{DumpError, Home};
use serde_json::{Value, json};

const ID: &str = "3883f8bf-30a3-445b-ac06-b047d50599df";

#[track_caller]
fn check(dump: &str, expected: &[Value]) {
    let home = Home::from_dump(dump.as_bytes()).unwrap();
    let again: Value = serde_json::from_str(&home.dump()).unwrap();
    assert_eq!(again, json!({"errors": [], "data": expected}));
}

#[track_caller]
fn check_refused(dump: &str, expected: &DumpError, said: &str) {
    let error = Home::from_dump(dump.as_bytes()).unwrap_err();
    assert_eq!(&error, expected);
    assert!(error.to_string().contains(said), "{error}");
    assert!(!error.to_string().contains("CANARY") && !format!("{error:?}").contains("CANARY"), "{error}");
}

#[test]
fn resources_stay_as_they_are() {
    let odd = json!({"id": "not a uuid", "type": "light", "on": "maybe", "new": [1, {"deep": null}], "big": 1e300});
    let other = json!({"id": "not a uuid", "type": "lamp"});
    check(&json!({"errors": [], "data": [odd, other]}).to_string(), &[odd.clone(), other.clone()]);
    check(&json!({"errors": [{"description": "busy"}], "data": [other]}).to_string(), std::slice::from_ref(&other));
    check(&json!([odd, other]).to_string(), &[odd.clone(), other.clone()]);
    check(r#"{"data":[]}"#, &[]);
    check(" [] ", &[]);
}

#[test]
fn what_is_no_dump_is_refused_and_not_quoted() {
    let index = 1;
    let first = json!({"id": ID, "type": "light"});
    check_refused("", &DumpError::NotJson { line: 1, column: 0 }, "line 1");
    check_refused("[\n\"CANARY\"", &DumpError::NotJson { line: 2, column: 8 }, "line 2, column 8");
    for none in [r#""CANARY""#, "null", r#"{"CANARY":[]}"#, r#"{"data":{"CANARY":1}}"#] {
        check_refused(none, &DumpError::NoData, "GET /clip/v2/resource");
    }
    check_refused(&json!([first, "CANARY"]).to_string(), &DumpError::NotAnObject { index }, "index 1");
    for (odd, field) in [
        (json!({"type": "CANARY"}), "id"),
        (json!({"type": "CANARY", "id": 7}), "id"),
        (json!({"id": "CANARY"}), "type"),
        (json!({"id": "CANARY", "type": null}), "type"),
    ] {
        check_refused(&json!([first, odd]).to_string(), &DumpError::Nameless { index, field }, field);
    }
    let twice = json!({"id": "CANARY", "type": "light"});
    let dump = json!({"data": [first, twice, {"id": "CANARY", "type": "device"}, twice]});
    check_refused(&dump.to_string(), &DumpError::Duplicate { index: 3, first: 1 }, "index 3");
}

#[test]
fn a_home_tells_how_it_came_about_and_not_what_is_in_it() {
    let home = Home::from_dump(json!([{"id": "CANARY", "type": "light"}]).to_string().as_bytes()).unwrap();
    assert_eq!(format!("{home:?}"), "Dumped { resources: 1 }");
    assert_eq!(format!("{:?}", Home::default()), "Standard");
    assert_eq!(format!("{:?}", Home::generated(7, 40)), "Generated { seed: 7, lights: 40 }");
}

#[test]
fn names_stand_where_bridges_put_them() {
    let dump = r#"[{"type":"light","zoo":1,"on":{"on":true},"owner":{},"id_v1":"","id":"x","\"":0}]"#;
    let expected =
        r#"{"errors":[],"data":[{"id":"x","id_v1":"","owner":{},"\"":0,"on":{"on":true},"zoo":1,"type":"light"}]}"#;
    assert_eq!(Home::from_dump(dump.as_bytes()).unwrap().dump(), expected);
}
