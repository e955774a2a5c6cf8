//! `from_scratch` is killed, wherever it is, and run again: the bridge lists this program once.
#![cfg(unix)]

use crate::PREFIX;
use crate::stage::{Running, Stage};
use hue_sim::{Entry, Event, Options, Settings};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

const WEEK: Duration = Duration::from_secs(604_800);

/// Who is to be killed. Nobody, as long as it is `None`.
type Victim = Arc<Mutex<Option<u32>>>;

/// Kills at a request, between what it did and its reply; or so long after it.
fn stage(victim: &Victim, is_there: impl Fn(&Entry) -> bool + Send + Sync + 'static, later: Option<Duration>) -> Stage {
    let victim = victim.clone();
    let strike = move |entry: &Entry| {
        let Some(pid) = victim.lock().unwrap().take_if(|_| is_there(entry)) else { return };
        match later {
            None => kill(pid),
            Some(later) => drop(thread::spawn(move || {
                thread::sleep(later);
                kill(pid);
            })),
        }
    };
    Stage::serving(Settings::default(), Options::default().log(strike))
}

/// It may be gone already.
fn kill(pid: u32) {
    let _status = Command::new("sh").args(["-c", "kill -KILL \"$0\" 2>/dev/null", &pid.to_string()]).status().unwrap();
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

/// A run that is to be killed after the browser is back. Whether it was is said.
fn is_killed(stage: &Stage, victim: &Victim) -> bool {
    let mut running = start(stage);
    *victim.lock().unwrap() = Some(running.child.id());
    if let Some(url) = running.asks() {
        let back = stage.browse(&url);
        running.paste(&back);
    }
    running.ended().code.is_none()
}

/// A first run that is killed there, a second one, and a third.
#[track_caller]
fn check(is_there: impl Fn(&Entry) -> bool + Send + Sync + 'static, rest: &str, asks_again: bool) {
    let victim = Victim::default();
    let stage = stage(&victim, is_there, None);
    assert!(is_killed(&stage, &victim), "it was to be killed: {:#?}", stage.sim.log());
    assert_eq!(stage.home().unwrap().snapshot().state(), rest);
    assert_eq!(run(&stage), asks_again, "{rest}");
    check_one(&stage);
}

/// The login is finished, and the bridge lists this program once.
#[track_caller]
fn check_one(stage: &Stage) {
    assert!(!run(stage), "the login is finished");
    let entries = stage.sim.with_cloud(|cloud| cloud.bridges_mut()[0].whitelist().len());
    assert_eq!(entries, 1, "{:#?}", stage.sim.log());
}

fn at(event: Event) -> impl Fn(&Entry) -> bool + Send + Sync + 'static {
    move |entry| entry.event() == Some(event)
}

#[test]
fn killed_before_the_browser_is_back_it_asks_again() {
    let stage = Stage::new();
    let mut running = start(&stage);
    running.asks().unwrap();
    kill(running.child.id());
    assert_eq!(running.ended().code, None);
    assert!(run(&stage));
    check_one(&stage);
    stage.check(Event::Consent, 1);
    stage.check(Event::UserCreated, 1);
}

#[test]
fn killed_between_two_runs_it_is_the_same_user() {
    let victim = Victim::default();
    // At the lights, which is all that is left to do.
    let stage = stage(&victim, |entry| entry.path().ends_with("/light"), None);
    assert!(is_killed(&stage, &victim));
    assert_eq!(stage.home().unwrap().snapshot().state(), "user_linked");
    assert!(!run(&stage));
    check_one(&stage);
}

/// The code is spent, and the tokens that it bought are gone with the reply.
#[test]
fn killed_at_the_code_it_asks_again_and_makes_one_user() {
    check(at(Event::CodeExchange), "code_received", true);
}

#[test]
fn killed_while_it_links_it_makes_one_user() {
    check(|entry| entry.path().ends_with("/api/0/config"), "tokens_issued", false);
    check(at(Event::LinkButton), "tokens_issued", false);
    check(at(Event::UserCreated), "tokens_issued", false);
}

/// From the reply to after its save.
#[test]
fn killed_when_the_user_is_created_it_makes_one_user() {
    let mut killed = 0;
    for later in [0, 1, 2, 3, 4, 6, 8, 12, 20, 40] {
        let victim = Victim::default();
        let stage = stage(&victim, at(Event::UserCreated), Some(Duration::from_millis(later)));
        killed += usize::from(is_killed(&stage, &victim));
        assert!(!run(&stage));
        check_one(&stage);
    }
    assert!(killed > 0, "it is faster than any kill");
}

/// A grant is lost there, and only there: between Hue's reply and the store. The key of the bridge is not.
#[test]
fn killed_at_a_renewal_it_asks_again_and_keeps_its_user() {
    let victim = Victim::default();
    let stage = stage(&victim, at(Event::Renewal), None);
    assert!(run(&stage));
    check_one(&stage);
    stage.sim.advance(WEEK);
    assert!(is_killed(&stage, &victim));
    assert!(run(&stage));
    check_one(&stage);
    stage.check(Event::UserCreated, 1);
}

/// Access was withdrawn: the new login is killed on its way.
#[test]
fn killed_at_a_new_login_it_keeps_its_user() {
    let victim = Victim::default();
    let stage = stage(&victim, at(Event::CodeExchange), None);
    assert!(run(&stage));
    stage.sim.with_cloud(|cloud| cloud.revoke("demo-client"));
    assert!(is_killed(&stage, &victim));
    assert!(run(&stage));
    check_one(&stage);
    stage.check(Event::UserCreated, 1);
}
