//! A story is struck once. What it held must be there, and a second attempt must succeed or say truly why not.

mod judge;
mod panics;

use crate::disk::Disk;
use crate::driver::Driver;
use crate::must;
use crate::ordeal::{Ordeal, Resume, Strike};
use crate::scenario::{Outcome, Scenario};
use crate::stage::Stage;
use hue_blocking::v2::{Light, Resource};
use hue_blocking::{AnySession, Entropy, Error, Login, Recovery, Session, Snapshot};
use hue_sim::settings::Consent;
use judge::{Attempt, judge};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What is left of a story that was struck.
#[derive(Debug)]
#[non_exhaustive]
pub struct Endured {
    /// Requests that the story handed to the transport.
    pub steps: usize,
    /// How often something was saved.
    pub saves: usize,
    /// How often the story's futures were polled.
    pub polls: usize,
    /// Whether the blow ended the story: what follows depends on how it goes on.
    pub is_over: bool,
    /// How the second attempt ended.
    pub end: End,
    /// What must not be.
    pub wrong: Vec<String>,
    /// What the story and its second attempt failed with on their way.
    errors: Vec<Error>,
}

/// How a second attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum End {
    /// The lights answer, and nobody was asked.
    Succeeded,
    /// The lights answer. The user was asked for the first time.
    Consented,
    /// The lights answer. The user was asked again: the grant was spent, and what it bought was lost on its way.
    Spent,
    /// The lights answer. The user was asked again: the program ended before what the grant bought was saved.
    Unsaved,
    /// The lights answer. The user was asked again: the cloud no longer takes the grant, as the story wants it.
    Refused,
    /// It fails as the story does.
    Failed,
}

impl Scenario {
    /// Plays it on this driver, strikes it once, and tries again. `calm` is the same story without a blow.
    pub fn endure(&self, driver: Driver, ordeal: Ordeal, calm: Option<&Endured>) -> Endured {
        let stage = self.stage(driver, Some(ordeal));
        let told = panics::caught(|| whole(self.tell(&stage), &stage));
        stage.calm();
        let (steps, saves, polls, held) = {
            let mut seen = stage.witness.seen();
            match told {
                Ok(Some(Err(error))) => seen.errors.push(error),
                Ok(_) => {}
                Err(panic) => seen.wrong.push(panic),
            }
            let is_calm = matches!(ordeal.strike, Strike::Nowhere);
            if seen.is_struck == is_calm {
                seen.wrong.push("the blow fell nowhere".into());
            }
            (seen.steps, seen.saves, seen.polls, seen.held.clone())
        };
        let mut end = End::Failed;
        match held {
            Some(held) => end = again(&stage, &held, ordeal, calm),
            None => stage.witness.seen().wrong.push("no session is there".into()),
        }
        let mut seen = stage.witness.seen();
        let (wrong, errors) = (std::mem::take(&mut seen.wrong), std::mem::take(&mut seen.errors));
        Endured { steps, saves, polls, is_over: seen.is_over, end, wrong, errors }
    }
}

/// A story that ends before its first request goes on to the lights: the user says yes after all.
fn whole(told: Outcome, stage: &Stage) -> Outcome {
    let (steps, held) = {
        let seen = stage.witness.seen();
        (seen.steps, seen.held.clone())
    };
    let Some(held) = held.filter(|_| steps == 0) else { return told };
    stage.sim.configure(|settings| {
        settings.authorize.consent = Consent::Auto;
        settings.authorize.extra_parameters.clear();
    });
    let session = stage.login(&mut Login::new(AnySession::restore(stage.app(), &held)?))?;
    stage.call(Light::list(), &mut stage.purse(session))?.done()?;
    told
}

/// From what is held to the lights, without a blow.
fn again(stage: &Stage, held: &Snapshot, ordeal: Ordeal, calm: Option<&Endured>) -> End {
    let from = stage.sim.log().len();
    let asked = Arc::new(AtomicUsize::new(0));
    let ended = to_the_lights(stage, held, &asked);
    stage.witness.watch(None);
    let attempt = Attempt { held, from, asked: asked.load(Ordering::SeqCst), ended };
    // What was not saved before the program ended is lost with it.
    let is_unsaved = matches!(ordeal.strike, Strike::Poll { .. } | Strike::Save { .. });
    let is_killed = ordeal.resume == Resume::Restored && is_unsaved;
    judge(stage, &attempt, is_killed, calm)
}

/// By the adapter's own login, as a new process does it. `None`: nobody came back from the browser.
fn to_the_lights(stage: &Stage, held: &Snapshot, asked: &Arc<AtomicUsize>) -> Result<(), Option<Error>> {
    let adapter = stage.another_adapter();
    let disk = Disk::holding(held, &stage.witness);
    let read = must(Snapshot::from_json(held.to_json().as_bytes()));
    let mut login = Login::new(must(AnySession::restore(stage.app(), &read)));
    loop {
        stage.witness.watch(Some(&disk));
        let linked = must(adapter.login(&mut login, &disk, asked).ok_or("a future that nobody drops"));
        let linked = linked.map_err(|cause| cause.protocol().cloned())?;
        let mut account = adapter.account(linked);
        stage.witness.watch(Some(&account.disk));
        let called = must(adapter.call(Light::list(), &mut account).ok_or("a future that nobody drops"));
        match called.map_err(|cause| cause.protocol().cloned()) {
            Ok(_) => return Ok(()),
            Err(Some(error)) if error.recovery() == Recovery::LogInAgain && asked.load(Ordering::SeqCst) == 0 => {
                login = Login::new(Session::again(&account.session(), Entropy::from_bytes([77; 32])));
            }
            Err(error) => return Err(error),
        }
    }
}
