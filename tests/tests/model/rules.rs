//! What must hold.

use crate::bounds::Bounds;
use crate::machines::Machines;
use crate::records::{Generation, Known};
use crate::renewer::{Fate, Renewer, Stage};
use crate::world::World;
use hue_blocking::Error;
use hue_blocking::keep::Why;

/// A rule that does not hold.
pub(crate) struct Broken(pub(crate) String);

/// A refresh token is sent once, and once more for everybody who died or overslept while holding it.
pub(crate) fn sent(generation: usize, times: u8, excuses: u8) -> Result<(), Broken> {
    let so_many = excuses.count_ones();
    must(u32::from(times) <= 1 + so_many, || {
        format!(
            "the refresh token of pair {generation} was sent {times} times, and {so_many} died or overslept holding it"
        )
    })
}

/// Nobody goes to Hue whose lease is over.
pub(crate) fn cleared(renewer: &Renewer) -> Result<(), Broken> {
    let is_held = renewer.holds.is_some_and(|hold| hold.left > 0);
    must(is_held, || "a renewer sends though its lease is over".to_owned())
}

/// A swap keeps the pair, or replaces it by a later one. A refusal is believed after a lease's wait.
pub(crate) fn swapped(renewer: &Renewer, old: &Known, new: &Known, bounds: &Bounds) -> Result<(), Broken> {
    let (before, after) = (old.generation, new.generation);
    must(before <= after, || format!("pair {after} replaces pair {before}"))?;
    let is_believed = new.is_refused && !old.is_refused;
    must(!is_believed || renewer.at >= renewer.replied + bounds.lease, || {
        "a refusal is believed before a lease has passed".to_owned()
    })
}

/// What is handed out is what the store held when it was last asked, and of use to the caller.
pub(crate) fn done(renewer: &Renewer, why: Why, generation: Generation, seen: &Known) -> Result<(), Broken> {
    let stored = seen.generation;
    must(generation == stored, || format!("pair {generation} is handed out, and pair {stored} is stored"))?;
    let stale = renewer.begin.stale;
    must(generation > stale || why == Why::Advisory, || format!("pair {stale} is handed out to who cannot use it"))?;
    must(renewer.owes.is_none_or(|owed| owed <= generation), || "what was bought is dropped, unsaved".to_owned())
}

/// Nobody is turned away but where somebody died or overslept while holding what it wants to spend.
pub(crate) fn stopped(error: &Error, has_unsaved: bool, excuses: u8) -> Result<(), Broken> {
    must(!has_unsaved, || format!("the store works, and a renewer gives up what it has bought: {error}"))?;
    must(excuses != 0, || format!("a renewer ends without tokens, and nobody died or overslept: {error}"))
}

/// How it ended. `true`: the store lacks the only pair that is good.
pub(crate) fn ended(world: &World, machines: &Machines) -> Result<bool, Broken> {
    let has_ended = |renewer: &Renewer| renewer.fate == Fate::Dead || renewer.stage == Stage::End;
    must(world.renewers.iter().all(has_ended), || "a renewer never ends".to_owned())?;
    let (stored, valid) = (machines.records.get(world.stored), machines.hue.valid(world.hue));
    let is_lost = stored.generation != valid;
    let died_owing = |renewer: &Renewer| renewer.fate == Fate::Dead && renewer.owes == Some(valid);
    must(!is_lost || world.renewers.iter().any(died_owing), || {
        format!("pair {valid} is stored nowhere, and nobody died between Hue's reply and the save")
    })?;
    must(is_lost || !stored.is_refused, || format!("pair {valid} is good, and the store says that Hue refused it"))?;
    Ok(is_lost)
}

fn must(rule: bool, broken: impl FnOnce() -> String) -> Result<(), Broken> {
    if rule { Ok(()) } else { Err(Broken(broken())) }
}
