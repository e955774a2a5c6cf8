//! Renewers, a store and Hue at one moment, and all that can happen next.

use crate::bounds::{Bounds, Millis};
use crate::hue::HueId;
use crate::machines::{Begin, Machines};
use crate::records::RecordId;
use crate::renewer::{Fate, Renewer, Stage};
use crate::rules::Broken;
use std::fmt;

/// A moment. Steps take no time: it passes where all wait or sleep.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct World {
    pub(crate) stored: RecordId,
    pub(crate) hue: HueId,
    pub(crate) renewers: Vec<Renewer>,
    /// How often each refresh token has reached Hue.
    pub(crate) sends: [u8; GENERATIONS],
    /// Who died or overslept while holding it, a bit each.
    pub(crate) excuses: [u8; GENERATIONS],
    /// What is left of the bounds.
    deaths: u8,
    sleeps: u8,
    silences: u8,
}

/// Something that can happen.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Move {
    /// Time passes.
    Pass(Millis),
    /// A renewer does what it is about to do.
    Step { who: usize, answer: Answer, then: Then },
}

/// What the store says of a swap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Truth,
    /// Nothing, and it has taken effect where it could.
    DoneSilently,
    /// Nothing, and it has taken none.
    LostSilently,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    GoesOn,
    FallsAsleep,
    Dies,
}

impl World {
    pub(crate) fn new(bounds: &Bounds) -> (Self, Machines) {
        let (mut machines, stored, hue) = Machines::new(bounds);
        let all = 0..u8::try_from(bounds.whys.len()).expect("few");
        let renewers = all.map(|who| Renewer::new(Begin { who, round: 0, stale: 0 }, &mut machines)).collect();
        let Bounds { deaths, sleeps, silences, .. } = *bounds;
        let (sends, excuses) = ([0; GENERATIONS], [0; GENERATIONS]);
        (Self { stored, hue, renewers, sends, excuses, deaths, sleeps, silences }, machines)
    }

    /// All that can happen. Nothing: it is over.
    pub(crate) fn moves(&self, bounds: &Bounds) -> Vec<Move> {
        let mut moves: Vec<Move> = self.passing(bounds.lease).map(Move::Pass).into_iter().collect();
        for (who, renewer) in self.renewers.iter().enumerate() {
            if !renewer.can_step() || self.is_overtaking(who, bounds) {
                continue;
            }
            let answers: &[Answer] = match renewer.stage {
                Stage::Swap if self.silences > 0 => &[Answer::Truth, Answer::DoneSilently, Answer::LostSilently],
                _ => &[Answer::Truth],
            };
            let sleeps = (self.sleeps > 0).then_some(Then::FallsAsleep);
            let dies = (self.deaths > 0).then_some(Then::Dies);
            for then in [Some(Then::GoesOn), sleeps, dies].into_iter().flatten() {
                moves.extend(answers.iter().map(|&answer| Move::Step { who, answer, then }));
            }
        }
        moves
    }

    /// `None`: another move comes to the same.
    pub(crate) fn after(
        &self,
        happens: Move,
        machines: &mut Machines,
        bounds: &Bounds,
    ) -> Result<Option<Self>, Broken> {
        let mut next = self.clone();
        match happens {
            Move::Pass(time) => next.passes(time),
            Move::Step { who, answer, then } => {
                next.renewers[who].fate = Fate::Awake;
                next.silences -= u8::from(answer != Answer::Truth);
                next.step(who, answer, machines, bounds)?;
                let has_ended = next.renewers[who].stage == Stage::End;
                let is_lost = answer == Answer::DoneSilently && next.stored == self.stored;
                if has_ended && then != Then::GoesOn || is_lost {
                    return Ok(None);
                }
                next.goes_on(who, then, machines, bounds);
            }
        }
        Ok(Some(next))
    }

    /// Renewers that want the same are named in the order in which they begin.
    fn is_overtaking(&self, who: usize, bounds: &Bounds) -> bool {
        let is_new = |who: usize| self.renewers[who].stage == Stage::Begin && self.renewers[who].begin.round == 0;
        is_new(who) && who > 0 && is_new(who - 1) && bounds.whys[who] == bounds.whys[who - 1]
    }

    /// How long it is until somebody need not wait any more, where nobody has anything to do now.
    fn passing(&self, lease: Millis) -> Option<Millis> {
        let is_busy =
            |renewer: &Renewer| renewer.fate == Fate::Awake && renewer.stage != Stage::Begin && renewer.can_step();
        if self.renewers.iter().any(is_busy) {
            return None;
        }
        let (awake, asleep): (Vec<_>, Vec<_>) =
            self.renewers.iter().filter(|renewer| renewer.waits()).partition(|renewer| renewer.fate == Fate::Awake);
        // Where there are only sleepers, they oversleep.
        let oversleep = || asleep.iter().map(|renewer| renewer.left() + 2 * lease).max();
        awake.iter().map(|renewer| renewer.left()).min().or_else(oversleep)
    }

    fn passes(&mut self, time: Millis) {
        for (who, renewer) in self.renewers.iter_mut().enumerate() {
            renewer.passes(time);
            if let Some(hold) = renewer.holds.filter(|hold| hold.has_slept && hold.left == 0) {
                self.excuses[usize::from(hold.generation)] |= 1 << who;
            }
        }
    }

    fn goes_on(&mut self, who: usize, then: Then, machines: &mut Machines, bounds: &Bounds) {
        let renewer = &mut self.renewers[who];
        match then {
            Then::GoesOn if renewer.stage == Stage::End => renewer.begins_again(machines, bounds),
            Then::GoesOn => {}
            Then::FallsAsleep => {
                self.sleeps -= 1;
                renewer.fate = Fate::Asleep { has_slept: false };
            }
            Then::Dies => {
                self.deaths -= 1;
                if let Some(hold) = renewer.holds {
                    self.excuses[usize::from(hold.generation)] |= 1 << who;
                }
                renewer.fate = Fate::Dead;
                renewer.ends(machines);
            }
        }
    }
}

impl fmt::Display for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = |renewer: &Renewer| format!("{:?} {:?} at {} ms", renewer.fate, renewer.stage, renewer.at);
        f.write_str(&self.renewers.iter().map(who).collect::<Vec<_>>().join("; "))
    }
}

/// More than there are rounds and renewers.
const GENERATIONS: usize = 8;
