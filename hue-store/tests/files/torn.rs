//! A record of which only a part has come to the disk.

use super::stage::{Stage, load, put, sealed, stamp, swap};
use hue_store::{File, Unreadable};
use std::fs;

fn stores(stage: &Stage) -> [File; 2] {
    [stage.store(), sealed(stage.store())]
}

#[test]
fn a_file_that_is_cut_anywhere_is_damaged_and_left() {
    let stage = Stage::new();
    for store in stores(&stage) {
        put(&store, 1);
        let whole = fs::read(stage.file("json")).unwrap();
        assert!(whole.len() > 300, "{} bytes", whole.len());
        for length in 0..whole.len() {
            let torn = &whole[..length];
            fs::write(stage.file("json"), torn).unwrap();
            for error in [load(&store).unwrap_err(), swap(&store, Some(stamp(1)), 2).unwrap_err()] {
                assert!(matches!(error.unreadable(), Some(Unreadable::Malformed(_))), "{length}: {error}");
                assert!(error.to_string().contains("take a copy, or log in again"), "{length}: {error}");
            }
            assert_eq!(fs::read(stage.file("json")).unwrap(), torn, "{length}");
        }
        fs::remove_file(stage.file("json")).unwrap();
    }
}

/// Killed before the rename, a write leaves this beside what was there.
#[test]
fn a_write_that_was_interrupted_anywhere_changes_nothing() {
    let stage = Stage::new();
    for store in stores(&stage) {
        put(&store, 2);
        let new = fs::read(stage.file("json")).unwrap();
        fs::remove_file(stage.file("json")).unwrap();
        check_interrupted(&stage, &store, &new, None);
        put(&store, 1);
        check_interrupted(&stage, &store, &new, Some(1));
        fs::remove_file(stage.file("json")).unwrap();
    }
}

fn check_interrupted(stage: &Stage, store: &File, new: &[u8], old: Option<u32>) {
    for length in 0..=new.len() {
        fs::write(stage.file("new"), &new[..length]).unwrap();
        assert_eq!(load(store).unwrap(), old, "{length}");
    }
    // The last of them is whole, and no more than the first is it in the way.
    for length in [new.len(), new.len() / 2, 0] {
        fs::write(stage.file("new"), &new[..length]).unwrap();
        put(store, 3);
        assert_eq!(load(store).unwrap(), Some(3));
        assert!(!stage.file("new").exists());
    }
}
