//! Every scenario is struck at every request and dropped at every poll, on both adapters, and must go on.
//!
//! `cargo test -p hue-tests --test torture -- --nocapture` shows the counts.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "tests end where they fail, and show how much was tried")]

use hue_tests::{Driver, End, Endured, Fault, Ordeal, Resume, Scenario, Strike, table};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// In memory, a reply that comes too late is a reply that is lost.
const FAULTS: [Fault; 6] =
    [Fault::NotSent, Fault::LostBefore, Fault::LostAfter, Fault::Overtaken, Fault::Twice, Fault::TwiceHeardLast];

/// What can last.
const OUTAGES: [Fault; 2] = [Fault::NotSent, Fault::LostAfter];

/// Whole ways, for the drivers that connect.
const FLOWS: [&str; 6] = [
    "from nothing to the lamp",
    "a linked session renews and stays linked",
    "expired by the clock: renewed before it is tried",
    "a client key",
    "digest renews too",
    "a login as one machine",
];

#[test]
fn every_request_of_every_scenario_on_the_blocking_adapter() {
    check(Driver::BlockingClosure, &table(), faults);
}

#[test]
fn every_request_of_every_scenario_on_the_asynchronous_adapter() {
    check(Driver::TokioClosure, &table(), faults);
}

#[test]
fn every_poll_of_every_scenario() {
    check(Driver::TokioClosure, &table(), drops);
}

#[test]
fn every_request_of_whole_ways_over_sockets() {
    for driver in [Driver::Ureq, Driver::Hyper] {
        let flows: Vec<_> = table().into_iter().filter(|story| FLOWS.contains(&story.name())).collect();
        assert_eq!(flows.len(), FLOWS.len());
        check(driver, &flows, faults_in_time);
    }
}

fn faults(calm: &Endured) -> Vec<Strike> {
    let steps = FAULTS.into_iter().flat_map(|fault| (0..calm.steps).map(move |at| Strike::Step { at, fault }));
    let outages = OUTAGES.into_iter().flat_map(|fault| (0..calm.steps).map(move |at| Strike::Outage { at, fault }));
    steps.chain(outages).chain((0..calm.saves).map(|at| Strike::Save { at })).collect()
}

fn faults_in_time(calm: &Endured) -> Vec<Strike> {
    let late = (0..calm.steps).map(|at| Strike::Step { at, fault: Fault::Late });
    faults(calm).into_iter().chain(late).collect()
}

fn drops(calm: &Endured) -> Vec<Strike> {
    (0..calm.polls).map(|at| Strike::Poll { at }).collect()
}

/// What was tried, and what came of it.
#[derive(Default)]
struct Tally {
    steps: usize,
    saves: usize,
    polls: usize,
    runs: usize,
    ends: BTreeMap<(String, End), usize>,
    wrong: Vec<String>,
}

#[track_caller]
fn check(driver: Driver, stories: &[Scenario], strikes: fn(&Endured) -> Vec<Strike>) {
    let (tally, next) = (Mutex::new(Tally::default()), AtomicUsize::new(0));
    // Over sockets, what takes time is to wait.
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let workers = if driver.has_sockets() { stories.len() } else { cores };
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(story) = stories.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let one = torture(driver, story, strikes);
                    tally.lock().expect("not poisoned").add(one);
                }
            });
        }
    });
    let tally = tally.into_inner().expect("not poisoned");
    let Tally { steps, saves, polls, runs, .. } = tally;
    println!(
        "{driver:?}: {} scenarios, {steps} requests, {saves} saves, {polls} polls, {runs} runs{}",
        stories.len(),
        tally.lines()
    );
    let shown: Vec<_> = tally.wrong.iter().take(40).map(String::as_str).collect();
    assert!(tally.wrong.is_empty(), "{} went wrong:\n{}", tally.wrong.len(), shown.join("\n"));
}

fn torture(driver: Driver, story: &Scenario, strikes: fn(&Endured) -> Vec<Strike>) -> Tally {
    let mut tally = Tally::default();
    let calm = story.endure(driver, Ordeal { strike: Strike::Nowhere, resume: Resume::Restored }, None);
    tally.note(driver, story, Strike::Nowhere, &calm);
    (tally.steps, tally.saves, tally.polls) = (calm.steps, calm.saves, calm.polls);
    for strike in strikes(&calm) {
        for resume in [Resume::Restored, Resume::InPlace] {
            let endured = story.endure(driver, Ordeal { strike, resume }, Some(&calm));
            tally.note(driver, story, strike, &endured);
            tally.runs += 1;
            if !endured.is_over {
                // It ended as if nothing had been: there is one way to go on.
                break;
            }
        }
    }
    if calm.steps == 0 || tally.runs == 0 {
        tally.wrong.push(format!("{} was never struck", story.name()));
    }
    tally
}

impl Tally {
    fn note(&mut self, driver: Driver, story: &Scenario, strike: Strike, endured: &Endured) {
        let what = match strike {
            Strike::Nowhere => "calm".into(),
            Strike::Step { fault, .. } => format!("{fault:?}"),
            Strike::Outage { fault, .. } => format!("{fault:?} on"),
            Strike::Save { .. } => "unsaved".into(),
            Strike::Poll { .. } => "dropped".into(),
        };
        *self.ends.entry((what, endured.end)).or_default() += 1;
        let wrong = |what| format!("{} on {driver:?}, {strike:?}: {what}", story.name());
        self.wrong.extend(endured.wrong.iter().map(wrong));
    }

    fn add(&mut self, other: Self) {
        self.steps += other.steps;
        self.saves += other.saves;
        self.polls += other.polls;
        self.runs += other.runs;
        for (end, count) in other.ends {
            *self.ends.entry(end).or_default() += count;
        }
        self.wrong.extend(other.wrong);
    }

    fn lines(&self) -> String {
        let mut lines = String::new();
        let mut last = "";
        for ((what, end), count) in &self.ends {
            if last != what {
                let _ = write!(lines, "\n  {what:<15}");
            }
            let _ = write!(lines, " {end:?} {count}");
            last = what;
        }
        lines
    }
}
