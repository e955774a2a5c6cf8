//! `from_scratch` is killed, wherever it is, and run again: the bridge lists this program once.

use crate::PREFIX;
use crate::stage::{Running, Stage};
use hue_sim::{Entry, Event, Options, Settings, bodies};
use std::convert::Infallible;
use std::fs;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

const WEEK: Duration = Duration::from_secs(604_800);
const A_MINUTE: Duration = Duration::from_secs(60);

/// Whether this is the request at which the simulator is held.
type At = fn(&Entry) -> bool;

/// What a request did is done, and its reply does not leave before this is dropped.
type Held = Sender<Infallible>;

/// A simulator that can be held between what a request did and its reply: whoever waits for that reply is killed meanwhile.
struct Play {
    /// Before the stage: a server that is held does not stop.
    held: Receiver<Held>,
    at: Arc<Mutex<Option<At>>>,
    stage: Stage,
}

impl Play {
    fn new() -> Self {
        let at = Arc::new(Mutex::new(None::<At>));
        let (reached, held) = channel();
        let aim = at.clone();
        let hook = move |entry: &Entry| {
            if aim.lock().unwrap().take_if(|at| at(entry)).is_some() {
                let (reply, dropped) = channel();
                reached.send(reply).unwrap();
                let _dropped = dropped.recv();
            }
        };
        Self { held, at, stage: Stage::serving(Settings::default(), Options::default().log(hook)) }
    }

    /// The next such request is held.
    fn hold(&self, at: At) {
        *self.at.lock().unwrap() = Some(at);
    }

    #[track_caller]
    fn held(&self) -> Held {
        let held = self.held.recv_timeout(A_MINUTE);
        held.unwrap_or_else(|_| panic!("it never came so far: {:#?}", self.stage.sim.log()))
    }

    /// What is asked next is answered without being heard, and held.
    fn hold_unheard(&self) {
        self.stage.sim.push_reply(bodies::quota_violation());
        self.hold(|entry| entry.event() == Some(Event::PushedReply));
    }

    /// A run with a login that is held at this request.
    #[track_caller]
    fn login_held(&self, at: At) -> (Running, Held) {
        self.hold(at);
        let running = log_in(&self.stage);
        (running, self.held())
    }

    #[track_caller]
    fn check_rest(&self, state: &str) {
        assert_eq!(self.stage.home().unwrap().snapshot().state(), state);
    }

    /// The second run, the third, and what the bridge lists.
    #[track_caller]
    fn check_again(&self, asks: bool) {
        assert_eq!(run(&self.stage), asks, "whether it asks: {:#?}", self.stage.sim.log());
        assert!(!run(&self.stage), "the login is finished");
        let entries = self.stage.sim.with_cloud(|cloud| cloud.bridges()[0].whitelist().len());
        assert_eq!(entries, 1, "{:#?}", self.stage.sim.log());
        self.stage.check(Event::UserCreated, 1);
    }

    /// The reply leaves, and who waited for it is killed when it comes to save what it has learned.
    #[track_caller]
    fn kill_at_the_save(&self, mut running: Running, held: Held) {
        let file = self.stage.home_file();
        let (lock, new) = (file.with_extension("lock"), file.with_extension("new"));
        // A save makes the lock anew, and fails again and again where a folder is in its way.
        fs::remove_file(&lock).unwrap();
        fs::create_dir(&new).unwrap();
        drop(held);
        while !lock.exists() {
            assert!(running.child.try_wait().unwrap().is_none(), "it saved nothing");
            thread::sleep(Duration::from_millis(1));
        }
        kill(running);
        fs::remove_dir(new).unwrap();
    }
}

fn start(stage: &Stage) -> Running {
    Running::start(stage.example(&format!("{PREFIX}from_scratch")))
}

/// A run whose user is back from the browser.
#[track_caller]
fn log_in(stage: &Stage) -> Running {
    let mut running = start(stage);
    let back = stage.browse(&running.url());
    running.paste(&back);
    running
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

/// SIGKILL, on Unix. One that has ended by itself was not killed.
#[track_caller]
fn kill(mut running: Running) {
    assert!(running.child.try_wait().unwrap().is_none(), "it has ended by itself");
    running.child.kill().unwrap();
    running.child.wait().unwrap();
}

/// A login that is killed at a request that was heard, before its reply leaves.
#[track_caller]
fn check(at: At, rest: &str, asks_again: bool) {
    let play = Play::new();
    let (running, held) = play.login_held(at);
    kill(running);
    drop(held);
    play.check_rest(rest);
    play.check_again(asks_again);
}

#[test]
fn killed_before_the_browser_is_back_it_asks_again() {
    let play = Play::new();
    let mut running = start(&play.stage);
    running.url();
    kill(running);
    play.check_rest("unauthorized");
    play.check_again(true);
    play.stage.check(Event::Consent, 1);
}

/// Its user is back, and Hue has not heard the code: it is good still.
#[test]
fn killed_before_the_code_is_heard_it_asks_nobody() {
    let play = Play::new();
    let mut running = start(&play.stage);
    let back = play.stage.browse(&running.url());
    play.hold_unheard();
    running.paste(&back);
    let held = play.held();
    kill(running);
    drop(held);
    play.check_rest("code_received");
    play.check_again(false);
    play.stage.check(Event::CodeExchange, 1);
}

/// The code is spent, and the tokens that it bought are gone with the reply.
#[test]
fn killed_at_the_code_it_asks_again() {
    check(is_code_exchange, "code_received", true);
}

#[test]
fn killed_when_the_code_is_spent_and_nothing_saved_it_asks_again() {
    let play = Play::new();
    let (running, held) = play.login_held(is_code_exchange);
    play.kill_at_the_save(running, held);
    play.check_rest("code_received");
    play.check_again(true);
}

/// The tokens are stored, and the button is not pressed.
#[test]
fn killed_before_the_button_it_goes_on() {
    let at_the_bridge: At = |entry| entry.path().ends_with("/api/0/config");
    check(at_the_bridge, "tokens_issued", false);
}

#[test]
fn killed_at_the_button_it_makes_one_user() {
    check(is_link_button, "tokens_issued", false);
}

/// That a user is about to be created is stored, and the bridge has not heard of it.
#[test]
fn killed_before_the_create_user_is_heard_it_makes_one_user() {
    let play = Play::new();
    let (running, held) = play.login_held(is_link_button);
    play.hold_unheard();
    drop(held);
    let held = play.held();
    let log = play.stage.sim.log();
    assert_eq!(log.last().unwrap().to_string(), "POST /route/api 429 pushed-reply");
    kill(running);
    drop(held);
    check_attempt(&play);
    play.stage.check(Event::UserCreated, 0);
    play.check_again(false);
}

/// The bridge has a user of whom nobody knows.
#[test]
fn killed_at_the_create_user_it_finds_that_user() {
    check(is_user_created, "tokens_issued", false);
}

#[test]
fn killed_when_the_user_is_created_and_not_saved_it_finds_that_user() {
    let play = Play::new();
    let (running, held) = play.login_held(is_user_created);
    play.kill_at_the_save(running, held);
    check_attempt(&play);
    play.check_again(false);
}

/// At the lights, which is all that is left to do.
#[test]
fn killed_between_two_runs_it_is_the_same_user() {
    check(is_at_the_lights, "user_linked", false);
}

/// A grant is lost there, and only there: between Hue's reply and the store. The key of the bridge is not.
#[test]
fn killed_at_a_renewal_it_asks_again_and_keeps_its_user() {
    check_renewal(is_renewal, |_, running, _held| kill(running), true);
    check_renewal(is_renewal, Play::kill_at_the_save, true);
    // Saved, and used.
    check_renewal(is_at_the_lights, |_, running, _held| kill(running), false);
}

#[track_caller]
fn check_renewal(at: At, kill: fn(&Play, Running, Held), asks_again: bool) {
    let play = Play::new();
    assert!(run(&play.stage));
    play.stage.sim.advance(WEEK);
    play.hold(at);
    let running = start(&play.stage);
    kill(&play, running, play.held());
    play.stage.check(Event::Renewal, 1);
    play.check_again(asks_again);
}

/// Access was withdrawn: the new login is killed on its way.
#[test]
fn killed_at_a_new_login_it_keeps_its_user() {
    let play = Play::new();
    assert!(run(&play.stage));
    play.stage.sim.with_cloud(|cloud| cloud.revoke("demo-client"));
    let (running, held) = play.login_held(is_code_exchange);
    kill(running);
    drop(held);
    play.check_again(true);
}

fn check_attempt(play: &Play) {
    play.check_rest("tokens_issued");
    assert!(play.stage.home().unwrap().snapshot().to_json().contains("attempt"));
}

fn is_code_exchange(entry: &Entry) -> bool {
    entry.event() == Some(Event::CodeExchange)
}

fn is_link_button(entry: &Entry) -> bool {
    entry.event() == Some(Event::LinkButton)
}

fn is_user_created(entry: &Entry) -> bool {
    entry.event() == Some(Event::UserCreated)
}

fn is_renewal(entry: &Entry) -> bool {
    entry.event() == Some(Event::Renewal)
}

/// With a token that is good.
fn is_at_the_lights(entry: &Entry) -> bool {
    entry.path().ends_with("/light") && entry.status() == 200
}
