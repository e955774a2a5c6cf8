//! What a renewer does, in one step that others see whole or not at all.

use crate::bounds::Bounds;
use crate::machines::{Heard, Machines, Wants};
use crate::records::{Outcome, RecordId};
use crate::renewer::{Hold, Stage};
use crate::rules::{self, Broken};
use crate::world::{Answer, World};

impl World {
    pub(crate) fn step(
        &mut self,
        who: usize,
        answer: Answer,
        machines: &mut Machines,
        bounds: &Bounds,
    ) -> Result<(), Broken> {
        let renewer = &mut self.renewers[who];
        let (heard, seen) = match renewer.stage {
            Stage::Begin | Stage::Look(_) => (Heard::Looked(self.stored), self.stored),
            Stage::Hear(outcome, seen) => (Heard::Swapped(outcome), seen),
            Stage::Check if machines.is_late(renewer.machine, renewer.at - renewer.marked, renewer.at) => {
                (Heard::TooLate, self.stored)
            }
            Stage::Read(reply) => {
                renewer.replied = renewer.at;
                (Heard::Replied(reply), self.stored)
            }
            Stage::Check => {
                renewer.stage = Stage::Send;
                return rules::cleared(renewer);
            }
            Stage::Swap => return self.swaps(who, answer, machines, bounds),
            Stage::Send => return self.sends(who, machines),
            Stage::End => return Ok(()),
        };
        self.hears(who, heard, seen, machines)
    }

    fn swaps(&mut self, who: usize, answer: Answer, machines: &mut Machines, bounds: &Bounds) -> Result<(), Broken> {
        let renewer = &mut self.renewers[who];
        let Wants::Swap { expected, new } = *machines.wants(renewer.machine) else { panic!("there is no swap") };
        let outcome = match answer {
            Answer::Truth | Answer::DoneSilently => machines.records.swap(self.stored, expected, new),
            Answer::LostSilently => Outcome::Unknown,
        };
        match outcome {
            Outcome::Yes => {
                let (old, new_one) = (machines.records.get(self.stored), machines.records.get(new));
                rules::swapped(renewer, old, new_one, bounds)?;
                let generation = new_one.generation;
                renewer.holds = new_one.attempt.map(|left| Hold { generation, left, has_slept: false });
                renewer.owes = renewer.owes.filter(|owed| *owed != generation);
                self.stored = new;
            }
            // Another has taken over.
            Outcome::No(_) => renewer.holds = None,
            Outcome::Unknown => {}
        }
        let said = if answer == Answer::Truth { outcome } else { Outcome::Unknown };
        renewer.stage = Stage::Hear(said, self.stored);
        Ok(())
    }

    fn sends(&mut self, who: usize, machines: &mut Machines) -> Result<(), Broken> {
        let renewer = &mut self.renewers[who];
        let Wants::Send(request) = *machines.wants(renewer.machine) else { panic!("there is no request") };
        let generation = usize::from(machines.records.presented(machines.hue.body(request)));
        self.sends[generation] += 1;
        rules::sent(generation, self.sends[generation], self.excuses[generation])?;
        let before = machines.hue.valid(self.hue);
        let (hue, reply) = machines.hue.handle(self.hue, request);
        self.hue = hue;
        renewer.owes = Some(machines.hue.valid(hue)).filter(|valid| *valid != before).or(renewer.owes);
        renewer.stage = Stage::Read(reply);
        Ok(())
    }

    /// `seen` is what the store held when it was last asked.
    fn hears(&mut self, who: usize, heard: Heard, seen: RecordId, machines: &mut Machines) -> Result<(), Broken> {
        let renewer = &mut self.renewers[who];
        renewer.machine = machines.hears(renewer.machine, heard, renewer.at);
        renewer.stage = match machines.wants(renewer.machine) {
            Wants::Look => Stage::Look(0),
            Wants::Wait(delay) => Stage::Look(*delay),
            Wants::Swap { .. } => {
                renewer.marked = renewer.at;
                Stage::Swap
            }
            Wants::Send(_) => Stage::Check,
            Wants::Done(generation) => {
                rules::done(renewer, machines.why(renewer.begin), *generation, machines.records.get(seen))?;
                Stage::End
            }
            Wants::Stop { error, has_unsaved } => {
                rules::stopped(error, *has_unsaved, self.excuses[usize::from(renewer.begin.stale)])?;
                Stage::End
            }
        };
        Ok(())
    }
}
