//! The examples that both adapters have under the same names do the same.

use crate::PREFIX;
use crate::stage::{Running, Stage};
use hue_blocking::Store as _;
use hue_sim::Event;
use std::process::Command;
use std::time::Duration;

const WEEK: Duration = Duration::from_secs(604_800);

fn example(stage: &Stage, name: &str) -> Command {
    stage.example(&format!("{PREFIX}{name}"))
}

/// A login with `from_scratch`, from the first question to the lamps.
pub fn logged_in() -> Stage {
    let stage = Stage::new();
    let mut running = Running::start(example(&stage, "from_scratch"));
    let back = stage.browse(&running.url());
    running.paste(&back);
    running.done();
    stage
}

#[test]
fn from_scratch_logs_in_once() {
    let stage = Stage::new();
    let mut running = Running::start(example(&stage, "from_scratch"));
    let back = stage.browse(&running.url());
    assert_eq!(stage.home().unwrap().snapshot().state(), "unauthorized");
    // What is not this login's redirect is asked for again.
    running.paste("what?");
    running.paste("http://127.0.0.1:9123/authorized?code=somebodys&state=elses");
    running.paste(&back);
    let ended = running.ended();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(ended.err.matches("Once more").count(), 2, "{ended:?}");
    assert!(ended.out.contains("off Kitchen") && ended.out.contains("on  Hallway"), "{ended:?}");
    assert_eq!(stage.home().unwrap().snapshot().state(), "user_linked");

    // The next run goes on from there; a week later it renews, and the one after that has the new tokens.
    let again = || Running::start(example(&stage, "from_scratch")).done();
    assert!(again().contains("off Kitchen"));
    stage.check(Event::Renewal, 0);
    stage.sim.advance(WEEK);
    assert!(again().contains("off Kitchen"));
    assert!(again().contains("off Kitchen"));
    for (event, count) in [(Event::Consent, 1), (Event::CodeExchange, 1), (Event::UserCreated, 1), (Event::Renewal, 1)]
    {
        stage.check(event, count);
    }
}

#[test]
fn from_scratch_switches_over_what_is_named() {
    let stage = logged_in();
    let mut command = example(&stage, "from_scratch");
    command.args(["Kitchen", "Hallway", "Cellar"]);
    let said = Running::start(command).done();
    assert!(said.contains("on  Kitchen") && said.contains("off Hallway"), "{said}");
    assert!(stage.sim.light("Kitchen").is_on() && !stage.sim.light("Hallway").is_on());
    stage.check(Event::LightChanged, 2);
}

/// A run asks a person once; the next one asks again.
#[test]
fn from_scratch_asks_again_where_a_code_was_too_old() {
    let stage = Stage::new();
    let mut running = Running::start(example(&stage, "from_scratch"));
    let old = stage.browse(&running.url());
    stage.sim.advance(Duration::from_secs(3_600));
    running.paste(&old);
    let ended = running.ended();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.err.contains("log in again"), "{ended:?}");

    let mut running = Running::start(example(&stage, "from_scratch"));
    let new = stage.browse(&running.url());
    running.paste(&new);
    assert!(running.done().contains("off Kitchen"));
    stage.check(Event::CodeExchange, 1);
}

/// Neither makes a second user on the bridge, unless the bridge has forgotten the first.
#[test]
fn from_scratch_mends_what_ended() {
    let stage = logged_in();
    stage.sim.with_cloud(|cloud| cloud.revoke("demo-client"));
    let mut running = Running::start(example(&stage, "from_scratch"));
    let back = stage.browse(&running.url());
    running.paste(&back);
    assert!(running.done().contains("off Kitchen"));
    stage.check(Event::Consent, 2);
    stage.check(Event::UserCreated, 1);

    stage.sim.with_cloud(|cloud| {
        let bridge = &mut cloud.bridges_mut()[0];
        let user = bridge.whitelist()[0].username().to_owned();
        assert!(bridge.remove_user(&user));
    });
    assert!(Running::start(example(&stage, "from_scratch")).done().contains("off Kitchen"));
    stage.check(Event::Consent, 2);
    stage.check(Event::UserCreated, 2);
}

#[test]
fn with_tokens_takes_whichever_there_are() {
    let check = |given: &[&str], late: bool, renewals: usize| {
        let stage = Stage::new();
        let (access, refresh) = stage.tokens();
        if late {
            stage.sim.advance(WEEK);
        }
        let tokens = [("HUE_ACCESS_TOKEN", access), ("HUE_REFRESH_TOKEN", refresh)];
        // The second run takes none of them for newer than what is stored.
        for _ in 0..2 {
            let mut command = example(&stage, "with_tokens");
            command.envs(tokens.iter().filter(|(name, _)| given.contains(name)).cloned());
            let said = Running::start(command).done();
            assert!(said.contains("Switched on: Kitchen"), "{said}");
        }
        assert!(stage.sim.light("Kitchen").is_on());
        stage.check(Event::Renewal, renewals);
        stage.check(Event::UserCreated, 1);
    };
    check(&["HUE_ACCESS_TOKEN"], false, 0);
    check(&["HUE_REFRESH_TOKEN"], false, 1);
    check(&["HUE_ACCESS_TOKEN", "HUE_REFRESH_TOKEN"], false, 0);
    check(&["HUE_ACCESS_TOKEN", "HUE_REFRESH_TOKEN"], true, 1);
}

#[test]
fn with_tokens_and_a_key_links_with_nobody() {
    let stage = Stage::new();
    let (access, refresh) = stage.tokens();
    let now = stage.sim.now();
    stage.sim.with_cloud(|cloud| cloud.bridges_mut()[0].add_user(now, "my-key", "elsewhere"));
    stage.sim.advance(WEEK);
    let mut command = example(&stage, "with_tokens");
    command.env("HUE_ACCESS_TOKEN", access).env("HUE_REFRESH_TOKEN", refresh).env("HUE_APPLICATION_KEY", "my-key");
    let said = Running::start(command).done();
    assert!(said.contains("Switched on: Kitchen"), "{said}");
    let summary = stage.store().load("taken-over").unwrap().unwrap().summary();
    assert_eq!((summary.state, summary.generation), ("user_linked", 1));
    stage.check(Event::Renewal, 1);
    stage.check(Event::UserCreated, 0);
}

#[test]
fn settings_that_cannot_be_used_are_named() {
    let check = |name, value, words: &str| {
        let stage = Stage::new();
        let mut command = example(&stage, "from_scratch");
        command.env(name, value);
        let ended = Running::start(command).ended();
        assert_eq!((ended.code, ended.err.lines().count()), (Some(1), 1), "{ended:?}");
        assert!(ended.err.contains(name) && ended.err.contains(words), "{ended:?}");
        assert!(!ended.err.contains("CANARY"), "{ended:?}");
    };
    check("HUE_CLIENT_ID", "", "is not set");
    check("HUE_CA_FILE", "/CANARY", "names a file that is not there");
    check("HUE_LEASE_SECONDS", "CANARY", "whole number");
}
