//! Canaries in what is stored: nothing on its way into a store and out of it says a secret.

use super::world::{Fault, World, record};
use crate::secrecy::{app, assert_silent, check_debug, check_error, linked, tokens_issued};
use crate::support::{Answer, entropy, lost, ok, reply};
use hue_proto::Pending;
use hue_proto::keep::{Keeper, Record, Why, begin, put};
use serde_json::json;

const RENEWED: &str = r#"{"access_token":"CANARY-access-2","expires_in":604799,"refresh_token":"CANARY-refresh-2","token_type":"bearer"}"#;

fn check(mut world: World) {
    let mut keeper = Keeper::new(linked(), entropy(1));
    let ended = world.run(keeper.begin(Why::ByHand));
    check_debug(&ended);
    check_debug(&keeper);
    check_debug(&keeper.next(crate::support::NOW));
    if let Err(stop) = &ended {
        check_error(&stop.error);
    }
    check_debug(&keeper.ended(ended, world.now));
    check_debug(&keeper);
    check_debug(&keeper.next(crate::support::NOW));
    world.shown.iter().for_each(|shown| assert_silent(shown));
    check_debug(&world.record.as_ref().map(Record::summary));
}

#[test]
fn no_duty_says_anything_however_it_ends() {
    let echo = |token: &str| format!(r#"{{"error":"invalid_grant","error_description":"{token}"}}"#);
    let answers: [Answer; 5] = [
        ok(RENEWED),
        lost(),
        reply(400, &echo("CANARY-refresh")),
        reply(403, &echo("CANARY-secret")),
        reply(200, "CANARY"),
    ];
    for answer in answers {
        check(World::holding(&linked().snapshot()).answering([answer.clone()]));
        check(
            World::holding(&linked().snapshot()).answering([answer]).after(3, |world| world.fault = Some(Fault::Full)),
        );
    }
    check(World::new(None));
}

/// What it is, it says.
#[test]
fn each_duty_has_a_name() {
    let names = |shown: &[String]| -> Vec<String> {
        shown.iter().map(|shown| shown.split(" {").next().unwrap_or_default().to_owned()).collect()
    };
    let mut world = World::holding(&linked().snapshot()).answering([ok(RENEWED)]);
    let mut keeper = Keeper::new(linked(), entropy(1));
    assert!(format!("{keeper:?}").starts_with("Keeper { session: Session {"));
    let ended = world.run(keeper.begin(Why::ByHand));
    assert_eq!(
        names(&world.shown),
        ["Load(Load", "Swap(Swap", "Send(Dispatch", "Swap(Swap", "Done(UserLinked(Session"]
    );
    assert!(keeper.ended(ended, world.now).is_ok());
    let record = record(&linked().snapshot(), json!({}));
    assert_eq!(format!("{:?}", record.to_json()), "RecordJson(..)");
    assert!(format!("{record:?}").starts_with("Record { stamp: Stamp("));
}

#[test]
fn no_put_says_anything() {
    for snapshot in [tokens_issued().snapshot(), linked().snapshot()] {
        for mut world in [World::new(None), World::holding(&linked().snapshot()).with_fault(Fault::Full)] {
            check_debug(&world.run(put(app(), entropy(1), snapshot.clone(), true)));
            world.shown.iter().for_each(|shown| assert_silent(shown));
        }
    }
    let mut world = World::holding(&crate::support::linked(crate::support::app()).snapshot());
    let stop = world.run(begin(other(), entropy(1), None, Why::Needed)).expect_err("of another application");
    check_error(&stop.error);
}

fn other() -> hue_proto::App {
    hue_proto::App::builder("other", hue_proto::ClientSecret::new("CANARY-secret")).build().unwrap()
}

#[test]
fn a_record_says_what_it_holds_in_its_json_alone() {
    let record = record(&linked().snapshot(), json!({ "attempt_ms": 1 }));
    check_debug(&record);
    check_debug(&record.to_json());
    check_debug(&record.summary());
    assert!(record.to_json().contains("CANARY-refresh"));
    let json = record.to_json().to_string();
    for damaged in [
        json.replace("\"generation\"", "\"CANARY\""),
        json.replace("\"stamp\"", "\"CANARY\""),
        json.replace("\"stamp\":\"", "\"stamp\":\"CANARY"),
        json.chars().take(120).collect(),
    ] {
        let malformed = Record::from_json(damaged.as_bytes()).expect_err("damaged");
        check_debug(&malformed);
        assert_silent(&malformed.to_string());
    }
}

#[test]
fn a_login_that_is_on_its_way_says_nothing() {
    let mut pending = Pending::default();
    let session = crate::support::unauthorized(app());
    pending.put(session, "CANARY-cookie", crate::support::NOW).unwrap();
    check_debug(&pending);
}
