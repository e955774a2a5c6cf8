//! Through all worlds there are, each once, depth first.

use crate::bounds::Bounds;
use crate::machines::Machines;
use crate::rules::{self, Broken};
use crate::world::{Move, World};
use std::collections::HashMap;
use std::fmt::{self, Write as _};

pub(crate) struct Search<'a> {
    bounds: &'a Bounds,
    machines: Machines,
    seen: HashMap<World, Found>,
    /// How it came to where it is.
    trail: Vec<Move>,
}

/// What comes of a world.
#[derive(Clone, Copy, Default)]
struct Found {
    /// In how many ways it can go on to an end.
    schedules: u128,
    /// How many of them end without the only pair that is good.
    lost: u128,
    most_sends: u8,
}

pub(crate) struct Report<'a> {
    bounds: &'a Bounds,
    worlds: usize,
    found: Found,
}

impl<'a> Search<'a> {
    /// Fails with the rule that is broken, and the schedule that breaks it.
    pub(crate) fn through(bounds: &'a Bounds) -> Result<Report<'a>, String> {
        let (world, machines) = World::new(bounds);
        let mut search = Self { bounds, machines, seen: HashMap::new(), trail: Vec::new() };
        match search.explore(&world) {
            Ok(found) => Ok(Report { bounds, worlds: search.seen.len(), found }),
            Err(broken) => Err(search.told(world, &broken)),
        }
    }

    fn explore(&mut self, world: &World) -> Result<Found, Broken> {
        if let Some(found) = self.seen.get(world) {
            return Ok(*found);
        }
        if self.trail.len() > LONGEST {
            return Err(Broken(format!("no end after {LONGEST} steps")));
        }
        let moves = world.moves(self.bounds);
        let mut found = Found { most_sends: world.sends.into_iter().max().unwrap_or_default(), ..Found::default() };
        if moves.is_empty() {
            found = Found { schedules: 1, lost: rules::ended(world, &self.machines)?.into(), ..found };
        }
        for happens in moves {
            self.trail.push(happens);
            if let Some(next) = world.after(happens, &mut self.machines, self.bounds)? {
                found = found.and(self.explore(&next)?);
            }
            self.trail.pop();
        }
        self.seen.insert(world.clone(), found);
        Ok(found)
    }

    fn told(&mut self, first: World, broken: &Broken) -> String {
        let (mut told, mut world) = (broken.0.clone(), first);
        for happens in std::mem::take(&mut self.trail) {
            let _ = write!(told, "\n  {world}\n    {happens:?}");
            let Ok(Some(next)) = world.after(happens, &mut self.machines, self.bounds) else { break };
            world = next;
        }
        told
    }
}

impl Found {
    fn and(self, other: Self) -> Self {
        Self {
            schedules: self.schedules + other.schedules,
            lost: self.lost + other.lost,
            most_sends: self.most_sends.max(other.most_sends),
        }
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bounds, worlds, found: Found { schedules, lost, most_sends } } = self;
        write!(f, "| {bounds} | {worlds} | {schedules} | {lost} | {most_sends} |")
    }
}

/// Far more than any.
const LONGEST: usize = 500;
