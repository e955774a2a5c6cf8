//! One renewer at one moment.

use crate::bounds::{Bounds, Millis};
use crate::hue::ReplyId;
use crate::machines::{Begin, MachineId, Machines, Wants};
use crate::records::{Generation, Outcome, RecordId};

#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Renewer {
    pub(crate) machine: MachineId,
    pub(crate) begin: Begin,
    pub(crate) stage: Stage,
    pub(crate) fate: Fate,
    /// Its clock, which began when it did: no two clocks are the same.
    pub(crate) at: Millis,
    /// By it, when the swap was begun that may be its mark.
    pub(crate) marked: Millis,
    /// By it, when Hue's reply was read.
    pub(crate) replied: Millis,
    /// Its mark in the store.
    pub(crate) holds: Option<Hold>,
    /// Hue has given it this pair, and no store has it.
    pub(crate) owes: Option<Generation>,
}

/// What it is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Stage {
    /// To begin, whenever it likes.
    Begin,
    /// To look at the store, in so long.
    Look(Millis),
    /// To change it.
    Swap,
    /// To hear what became of it, which is what the store held then.
    Hear(Outcome, RecordId),
    /// To see whether it is too late to send.
    Check,
    /// To reach Hue.
    Send,
    /// To read the reply.
    Read(ReplyId),
    /// Nothing more.
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Fate {
    Awake,
    Asleep { has_slept: bool },
    Dead,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Hold {
    pub(crate) generation: Generation,
    /// For how long it counts still.
    pub(crate) left: Millis,
    pub(crate) has_slept: bool,
}

impl Renewer {
    pub(crate) fn new(begin: Begin, machines: &mut Machines) -> Self {
        let (machine, stage, fate) = (machines.begin(begin), Stage::Begin, Fate::Awake);
        Self { machine, begin, stage, fate, at: 0, marked: 0, replied: 0, holds: None, owes: None }
    }

    pub(crate) fn can_step(&self) -> bool {
        // To sleep for no time is not to sleep.
        let is_awake = matches!(self.fate, Fate::Awake | Fate::Asleep { has_slept: true });
        is_awake && !matches!(self.stage, Stage::Look(1..) | Stage::End)
    }

    /// Only time can help it on.
    pub(crate) fn waits(&self) -> bool {
        self.fate != Fate::Dead && self.stage != Stage::End && !self.can_step()
    }

    /// How long it must wait still.
    pub(crate) fn left(&self) -> Millis {
        if let Stage::Look(left) = self.stage { left } else { 0 }
    }

    pub(crate) fn passes(&mut self, time: Millis) {
        if let Fate::Asleep { has_slept } = &mut self.fate {
            *has_slept = true;
        }
        if let Some(hold) = &mut self.holds {
            hold.left = hold.left.saturating_sub(time);
            hold.has_slept |= self.fate != Fate::Awake;
        }
        match &mut self.stage {
            Stage::Begin | Stage::End => return,
            Stage::Look(left) => *left = left.saturating_sub(time),
            _ => {}
        }
        self.at += time;
    }

    /// With what it got, where that was not the last time.
    pub(crate) fn begins_again(&mut self, machines: &mut Machines, bounds: &Bounds) {
        let round = self.begin.round + 1;
        match machines.wants(self.machine) {
            Wants::Done(got) if round < bounds.rounds => {
                *self = Self::new(Begin { round, stale: *got, ..self.begin }, machines);
            }
            _ => self.ends(machines),
        }
    }

    /// What it has heard matters no more. What it owes does.
    pub(crate) fn ends(&mut self, machines: &mut Machines) {
        let ended = Self::new(self.begin, machines);
        *self = Self { stage: Stage::End, fate: self.fate, owes: self.owes, ..ended };
    }
}
