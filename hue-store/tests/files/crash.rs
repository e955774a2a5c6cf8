//! A process that is killed while it writes.

use super::child::{COUNT, start};
use super::stage::{Stage, load, stamp, swap, swapped};
use std::thread::sleep;
use std::time::Duration;

const ROUNDS: u32 = 60;

/// What it said is stored is stored, or what it was about to store.
#[test]
fn a_kill_at_any_moment_leaves_the_old_or_the_new() {
    let stage = Stage::new();
    let store = stage.store();
    let mut interrupted = 0;
    for round in 0..ROUNDS {
        let mut child = start(COUNT, &stage.folder(), &[]);
        let mut last: u32 = child.next().unwrap().parse().unwrap();
        // Somewhere in one of the next writes, which take half a millisecond each.
        sleep(Duration::from_micros(u64::from(round * 173 % 1700)));
        child.kill();
        while let Some(said) = child.next() {
            last = said.parse().unwrap();
        }
        let found = load(&store).unwrap().unwrap();
        assert!(found == last || found == last + 1, "round {round}: {last} was stored, and there is {found}");
        interrupted += u32::from(stage.file("new").exists() || found > last);
        // Its lock is free, and what it left is in nobody's way.
        swapped(&swap(&store, Some(stamp(found)), found + 1));
        assert!(!stage.file("new").exists());
    }
    assert!(interrupted > 0, "no kill came between the first step of a write and its last");
}
