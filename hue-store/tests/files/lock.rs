//! One process at a time.

use super::child::{COUNT_TO_50, HOLD, start};
use super::stage::{Stage, load, stamp, swap, swapped};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

#[test]
fn no_swap_of_many_processes_is_lost() {
    let stage = Stage::new();
    let children: Vec<_> = (0..4).map(|_| start(COUNT_TO_50, &stage.folder(), &[])).collect();
    let mut stored: Vec<u32> = Vec::new();
    for child in children {
        stored.extend(child.finish().iter().map(|said| said.parse::<u32>().unwrap()));
    }
    stored.sort_unstable();
    assert_eq!(stored, (1..=200).collect::<Vec<_>>());
    assert_eq!(load(&stage.store()).unwrap(), Some(200));
}

#[test]
fn the_lock_of_a_killed_process_is_free() {
    let stage = Stage::with(1);
    let mut holder = start(HOLD, &stage.folder(), &[]);
    assert_eq!(holder.next().as_deref(), Some("held"));
    // Reading needs no lock.
    assert_eq!(load(&stage.store()).unwrap(), Some(1));
    let (store, (done, waiting)) = (stage.store(), mpsc::channel());
    let swapper = thread::spawn(move || {
        let outcome = swap(&store, Some(stamp(1)), 2);
        done.send(()).unwrap();
        outcome
    });
    assert!(waiting.recv_timeout(Duration::from_millis(50)).is_err());
    assert_eq!(load(&stage.store()).unwrap(), Some(1));
    holder.kill();
    swapped(&swapper.join().unwrap());
    assert_eq!(load(&stage.store()).unwrap(), Some(2));
}
