//! Programs that are killed while they renew, at every point of it.
//!
//! A pair may be lost where Hue has given it out and the program that got it died before it was saved; there, and nowhere
//! else. A login follows, and the bridge has one user still.

use crate::cloud::{Cloud, reuses};
use crate::is_full;
use crate::keep::Keep;
use hue_tests::proof::Phase;
use std::fmt;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

#[test]
fn no_kill_loses_what_is_in_files() {
    check(&Keep::files());
}

#[test]
fn no_kill_loses_what_is_in_postgres() {
    if let Some(keep) = Keep::postgres() {
        check(&keep);
    }
}

/// Kills until there are enough, and enough in each phase.
fn check(keep: &Keep) {
    let (rounds, each) = if is_full() { (1000, 100) } else { (100, 10) };
    let (tally, began) = (Mutex::new(Tally::default()), Instant::now());
    thread::scope(|scope| {
        for lane in 0..LANES {
            let tally = &tally;
            scope.spawn(move || {
                let mut lane = Lane::start(keep, lane);
                let next = || tally.lock().expect("no lane has failed").aim(rounds, each);
                while let Some(aim) = next() {
                    let fate = lane.round(aim);
                    tally.lock().expect("no lane has failed").add(fate);
                }
            });
        }
    });
    let tally = tally.into_inner().expect("no lane has failed");
    println!("kill: {}, {} kills in {} s\n{tally}", keep.name, tally.0.len(), began.elapsed().as_secs());
}

/// An account of its own, so that they do not wait for each other.
struct Lane<'a> {
    keep: &'a Keep,
    cloud: Cloud,
    account: String,
    generation: u64,
}

/// What became of a program that was killed, and of what it held.
struct Fate {
    phase: Phase,
    rotated: bool,
    saved: bool,
    reuses: usize,
    /// What became of the next program.
    outcome: String,
    /// It has renewed, and not saved.
    is_careless: bool,
    /// That the bridge has in the end.
    users: usize,
}

impl<'a> Lane<'a> {
    fn start(keep: &'a Keep, number: usize) -> Self {
        let lane = Self { keep, cloud: Cloud::start(false, |_| {}), account: format!("lane-{number}"), generation: 0 };
        lane.cloud.log_in(keep, &lane.account, LEASE);
        lane
    }

    /// One kill, and a look by another program.
    fn round(&mut self, aim: Phase) -> Fate {
        let before = self.cloud.presented(0).len();
        // What is stored is over, and nobody knows it yet.
        self.cloud.sim.advance(Duration::from_secs(604_800));
        let phase = self.kill(aim);
        let survivor = self.cloud.program("call", self.keep, &self.account, LEASE).finish();
        let [outcome, generation] = &*survivor else { panic!("it said {survivor:?}") };
        let presented = self.cloud.presented(before);
        let renewals = |by| presented.iter().filter(|token| token.by == by && token.is_renewed).count() as u64;
        let before = std::mem::replace(&mut self.generation, generation.parse().expect("a generation"));
        let mut fate = Fate {
            phase,
            rotated: renewals("renew") > 0,
            // Looked at when all is over: a database may go on for a moment with what the dead have asked for.
            saved: self.generation > before + renewals("call"),
            reuses: reuses(&presented),
            outcome: outcome.clone(),
            is_careless: self.generation < before + renewals("call"),
            users: 0,
        };
        if fate.is_lost() {
            self.cloud.log_in(self.keep, &self.account, LEASE);
            self.generation = 0;
        }
        fate.users = self.cloud.users();
        fate
    }

    /// A moment after the program has told of `aim`. Where it was then is what it has said last.
    fn kill(&self, aim: Phase) -> Phase {
        let mut program = self.cloud.program("renew", self.keep, &self.account, LEASE);
        let mut last = None;
        while last != Some(aim) {
            let line = program.hear().expect("it does not end before it is killed");
            last = Phase::read(&line);
        }
        thread::sleep(Duration::from_micros(fastrand::u64(0..4000)));
        program.kill();
        std::iter::from_fn(|| program.hear()).filter_map(|line| Phase::read(&line)).last().or(last).expect("a phase")
    }
}

impl Fate {
    fn is_lost(&self) -> bool {
        self.outcome.starts_with("failed: LogInAgain")
    }

    fn judge(&self) {
        let (lost, phase) = (self.is_lost(), self.phase);
        assert!(phase != Phase::UsedUnsaved, "{self}: what is used must have been saved");
        assert!(lost || self.outcome == "called", "{self}: the next program must be able to call");
        assert!(!self.is_careless, "{self}: what it used must have been saved");
        assert_eq!(lost, self.rotated && !self.saved, "{self}: lost is what Hue gave out and nobody saved");
        assert!(!lost || matches!(phase, Phase::Sent | Phase::Replied), "{self}: nothing may be lost then");
        let may_have_sent = matches!(phase, Phase::Marked | Phase::Sent | Phase::Replied);
        assert!(self.reuses <= usize::from(may_have_sent), "{self}: a token comes twice only where its holder died");
        assert_eq!(self.users, 1, "{self}: the bridge has one user");
    }
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { phase, rotated, saved, reuses, outcome, users, .. } = self;
        write!(
            f,
            "killed when {phase} (rotated: {rotated}, saved: {saved}, presented again: {reuses}, users: {users}); then {outcome}"
        )
    }
}

#[derive(Default)]
struct Tally(Vec<Fate>);

impl Tally {
    /// Where it panics, nobody else goes on.
    fn add(&mut self, fate: Fate) {
        fate.judge();
        self.0.push(fate);
    }

    fn of(&self, phase: Phase) -> impl Iterator<Item = &Fate> + Clone {
        self.0.iter().filter(move |fate| fate.phase == phase)
    }

    /// Where kills are fewest. `None`: there are enough.
    fn aim(&self, rounds: usize, each: usize) -> Option<Phase> {
        let rarest = PHASES.into_iter().min_by_key(|phase| self.of(*phase).count())?;
        assert!(self.0.len() < 3 * rounds, "hardly any program died when {rarest}\n{self}");
        (self.0.len() < rounds || self.of(rarest).count() < each).then_some(rarest)
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| Killed when | Kills | Hue rotated | saved | lost | presented again |\n|---|---|---|---|---|---|"
        )?;
        for phase in PHASES {
            let fates = self.of(phase);
            let count = |is: fn(&Fate) -> bool| fates.clone().filter(|fate| is(fate)).count();
            let (rotated, saved, lost) = (count(|fate| fate.rotated), count(|fate| fate.saved), count(Fate::is_lost));
            let reuses: usize = fates.clone().map(|fate| fate.reuses).sum();
            writeln!(f, "| {phase} | {} | {rotated} | {saved} | {lost} | {reuses} |", fates.clone().count())?;
        }
        Ok(())
    }
}

/// Those in which a program may be killed.
const PHASES: [Phase; 5] = [Phase::BeforeMark, Phase::Marked, Phase::Sent, Phase::Replied, Phase::Saved];
const LANES: usize = 4;
/// A survivor waits for so long. Half of it is what a program has between mark and sending, on a machine that is busy.
const LEASE: Duration = Duration::from_secs(1);
