//! The job that nobody watches.

use crate::stage::{Ended, Running, Stage};
use hue_sim::Event;
use std::fs;
use std::time::Duration;

/// A person has run `from_scratch` once.
fn logged_in() -> Stage {
    let stage = Stage::new();
    let mut running = Running::start(stage.example("from_scratch"));
    let back = stage.browse(&running.url());
    running.paste(&back);
    running.done();
    stage
}

/// A run without a word on standard output.
#[track_caller]
fn cron(stage: &Stage) -> Ended {
    let ended = Running::start(stage.example("cron")).ended();
    assert_eq!(ended.out, "");
    ended
}

/// A run that ends so, and says why in one line.
#[track_caller]
fn check_fails(stage: &Stage, code: i32, words: &str) {
    let consents = stage.sim.count(Event::Consent);
    let ended = cron(stage);
    assert_eq!(ended.code, Some(code), "{ended:?}");
    assert_eq!(ended.err.lines().count(), 1, "{ended:?}");
    assert!(ended.err.contains(words), "{ended:?}");
    stage.check(Event::Consent, consents);
}

#[test]
fn cron_renews_and_saves_by_itself() {
    let stage = logged_in();
    assert!(stage.sim.light("Hallway").is_on());
    for _ in 0..3 {
        stage.sim.advance(Duration::from_secs(604_800));
        let ended = cron(&stage);
        assert_eq!((ended.code, &*ended.err), (Some(0), ""), "{ended:?}");
    }
    assert!(!stage.sim.light("Hallway").is_on());
    stage.check(Event::Renewal, 3);
    stage.check(Event::Consent, 1);
    stage.check(Event::LightChanged, 2);
}

#[test]
fn cron_calls_a_person_where_the_grant_is_spent() {
    let stage = logged_in();
    let stored = fs::read(stage.home_file()).unwrap();
    stage.sim.advance(Duration::from_secs(604_800));
    assert_eq!(cron(&stage).code, Some(0));
    // An old copy: its refresh token is good no more.
    fs::write(stage.home_file(), &stored).unwrap();
    check_fails(&stage, 3, "run from_scratch by hand");
    let record = stage.home().unwrap();
    assert!(record.is_refused() && record.summary().bridge.is_some(), "bridge and key stay for the login");
    // The next run does not try that token again.
    let redemptions = || stage.sim.log().iter().filter(|entry| entry.path().ends_with("/token")).count();
    let before = redemptions();
    check_fails(&stage, 3, "run from_scratch by hand");
    assert_eq!(redemptions(), before);
}

#[test]
fn cron_calls_a_person_where_there_is_no_login() {
    let stage = Stage::new();
    check_fails(&stage, 3, "run from_scratch by hand");
    fs::write(stage.home_file(), "no JSON").unwrap();
    check_fails(&stage, 3, "home.json");
    assert!(stage.sim.log().is_empty());
}

#[test]
fn cron_leaves_it_to_the_next_run_where_the_bridge_is_off() {
    let stage = logged_in();
    stage.sim.configure(|settings| settings.set_online(false));
    check_fails(&stage, 1, "bridge");
    stage.sim.configure(|settings| settings.set_online(true));
    assert_eq!(cron(&stage).code, Some(0));
}
