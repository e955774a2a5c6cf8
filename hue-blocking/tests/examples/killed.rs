//! `from_scratch` is killed, wherever it is, and run again: the bridge lists this program once.

use crate::PREFIX;
use crate::stage::{Running, Stage};
use hue_sim::{Event, Settings};
use std::thread::sleep;
use std::time::Duration;

const WEEK: Duration = Duration::from_secs(604_800);
/// The bridge has heard a request for this long before its reply is on its way.
const BUSY: Duration = Duration::from_millis(40);

fn stage() -> Stage {
    Stage::with(Settings::default().with(|settings| settings.relay.delay = BUSY))
}

fn start(stage: &Stage) -> Running {
    Running::start(stage.example(&format!("{PREFIX}from_scratch")))
}

/// To the end, through the browser where it must. Whether it must is said.
#[track_caller]
fn run(stage: &Stage) -> bool {
    let mut running = start(stage);
    let asked = running.asks();
    if let Some(url) = &asked {
        let back = stage.browse(url);
        running.paste(&back);
    }
    assert!(running.done().contains("off Kitchen"));
    asked.is_some()
}

/// SIGKILL, so long after it has come so far. Whether it was still running is said.
#[track_caller]
fn kill(stage: &Stage, mut running: Running, has_come: impl Fn(&Stage) -> bool, later: Duration) -> bool {
    while !has_come(stage) {
        let has_ended = running.child.try_wait().unwrap().is_some();
        assert!(!has_ended || has_come(stage), "it never came so far: {:#?}", stage.sim.log());
        sleep(Duration::from_micros(200));
    }
    sleep(later);
    let was_running = running.child.try_wait().unwrap().is_none();
    running.child.kill().unwrap();
    running.child.wait().unwrap();
    was_running
}

/// A first run that is killed after the browser is back, then a second one, and a third.
#[track_caller]
fn check(has_come: impl Fn(&Stage) -> bool, later: Duration) {
    let stage = stage();
    let mut running = start(&stage);
    let url = running.asks().unwrap();
    let back = stage.browse(&url);
    running.paste(&back);
    let was_running = kill(&stage, running, has_come, later);
    let rest = state(&stage);
    run(&stage);
    assert!(!run(&stage), "the login is finished");
    let entries = stage.sim.with_cloud(|cloud| cloud.bridges_mut()[0].whitelist().len());
    assert_eq!(entries, 1, "killed at {rest}, running: {was_running}: {:#?}", stage.sim.log());
}

fn state(stage: &Stage) -> &'static str {
    stage.home().unwrap().snapshot().state()
}

fn has(event: Event) -> impl Fn(&Stage) -> bool {
    move |stage| stage.sim.count(event) > 0
}

#[test]
fn killed_before_the_browser_is_back_it_asks_again() {
    let stage = stage();
    let mut running = start(&stage);
    running.asks().unwrap();
    assert!(kill(&stage, running, |_| true, Duration::ZERO));
    assert!(run(&stage));
    assert!(!run(&stage));
    stage.check(Event::Consent, 1);
    stage.check(Event::UserCreated, 1);
}

#[test]
fn killed_at_the_code_it_makes_one_user() {
    check(|stage| state(stage) != "unauthorized", Duration::ZERO);
    check(has(Event::CodeExchange), Duration::ZERO);
}

#[test]
fn killed_around_the_button_it_makes_one_user() {
    check(|stage| ["tokens_issued", "user_linked"].contains(&state(stage)), Duration::ZERO);
    check(has(Event::LinkButton), Duration::ZERO);
    // The attempt is stored, and nobody has heard of it.
    let has_attempt = |stage: &Stage| stage.home().unwrap().snapshot().to_json().contains("attempt");
    check(|stage| has_attempt(stage) || state(stage) == "user_linked", Duration::ZERO);
}

/// From before the reply to after its save.
#[test]
fn killed_around_the_create_user_it_makes_one_user() {
    for later in [0, 1, 38, 40, 41, 42, 43, 44, 46, 50] {
        check(has(Event::UserCreated), Duration::from_millis(later));
    }
}

/// A grant may be lost there, and only there: between Hue's reply and the store. The key of the bridge is not.
#[test]
fn killed_around_a_renewal_it_keeps_its_user() {
    for later in [0, 2, 8] {
        let stage = stage();
        assert!(run(&stage));
        assert!(!run(&stage));
        stage.sim.advance(WEEK);
        kill(&stage, start(&stage), has(Event::Renewal), Duration::from_millis(later));
        run(&stage);
        assert!(!run(&stage));
        stage.check(Event::UserCreated, 1);
    }
}

/// Access was withdrawn: the new login is killed on its way.
#[test]
fn killed_at_a_new_login_it_keeps_its_user() {
    let stage = stage();
    assert!(run(&stage));
    stage.sim.with_cloud(|cloud| cloud.revoke("demo-client"));
    let mut running = start(&stage);
    let back = stage.browse(&running.url());
    running.paste(&back);
    kill(&stage, running, |stage| stage.sim.count(Event::CodeExchange) == 2, Duration::ZERO);
    run(&stage);
    assert!(!run(&stage));
    stage.check(Event::UserCreated, 1);
}
