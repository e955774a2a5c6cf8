//! Sealed records in files.

use super::stage::{ACCOUNT, Stage, load, put, record, sealed, stamp, swap, swapped};
use hue_host::Store as _;
use hue_proto::keep::Swapped;
use hue_store::{File, Seal, Unreadable};
use std::fs;

fn other(stage: &Stage) -> File {
    stage.store().sealed(Seal::with_key([8; 32]))
}

/// Neither read nor replaced.
fn check_unreadable(stage: &Stage, store: &File, expected: Unreadable) {
    let before = fs::read(stage.file("json")).unwrap();
    for error in [load(store).unwrap_err(), swap(store, Some(stamp(1)), 2).unwrap_err()] {
        assert_eq!(error.unreadable(), Some(expected), "{error}");
        assert!(error.to_string().contains("log in again") || expected == Unreadable::Sealed, "{error}");
    }
    assert_eq!(fs::read(stage.file("json")).unwrap(), before);
}

#[test]
fn a_sealed_store_reads_what_it_sealed_and_nothing_else() {
    let stage = Stage::with(1);
    assert!(!stage.store().is_sealed() && sealed(stage.store()).is_sealed());
    check_unreadable(&stage, &sealed(stage.store()), Unreadable::NotSealed);
    assert!(matches!(stage.store().swap(ACCOUNT, Some(stamp(1)), None).unwrap(), Swapped::Yes));
    put(&sealed(stage.store()), 1);
    assert_eq!(load(&sealed(stage.store())).unwrap(), Some(1));
    check_unreadable(&stage, &stage.store(), Unreadable::Sealed);
    check_unreadable(&stage, &other(&stage), Unreadable::WrongKey);
}

#[test]
fn two_accounts_files_that_are_exchanged_are_noticed() {
    let stage = Stage::new();
    let store = sealed(stage.store());
    put(&store, 1);
    swapped(&store.swap("ben", None, Some(&record(2))));
    let ben = store.path("ben").unwrap();
    let (anns, bens) = (fs::read(stage.file("json")).unwrap(), fs::read(&ben).unwrap());
    fs::write(stage.file("json"), &bens).unwrap();
    fs::write(&ben, &anns).unwrap();
    check_unreadable(&stage, &store, Unreadable::NotAuthentic);
    assert_eq!(store.load("ben").unwrap_err().unreadable(), Some(Unreadable::NotAuthentic));
}

#[test]
fn a_store_is_sealed_later_and_by_another_key() {
    let stage = Stage::with(1);
    swapped(&stage.store().swap("ben", None, Some(&record(2))));
    let first = stage.store().reseal(Seal::with_key([7; 32])).unwrap();
    check_unreadable(&stage, &stage.store(), Unreadable::Sealed);
    let second = first.reseal(Seal::with_key([8; 32])).unwrap();
    check_unreadable(&stage, &sealed(stage.store()), Unreadable::WrongKey);
    for store in [second, other(&stage)] {
        assert_eq!(load(&store).unwrap(), Some(1));
        assert_eq!(store.load("ben").unwrap().unwrap().stamp(), stamp(2));
    }
}

#[test]
fn what_was_interrupted_is_resealed_when_it_is_done_again() {
    let stage = Stage::with(1);
    swapped(&sealed(stage.store()).swap("ben", None, Some(&record(2))));
    // One is neither as before nor by the new seal.
    swapped(&other(&stage).swap("cat", None, Some(&record(3))));
    let stuck = stage.store().reseal(Seal::with_key([7; 32])).unwrap_err();
    assert_eq!((stuck.path(), stuck.unreadable()), (&*stage.folder().join("cat.json"), Some(Unreadable::Sealed)));
    assert_eq!(load(&sealed(stage.store())).unwrap(), Some(1));
    swapped(&other(&stage).swap("cat", Some(stamp(3)), None));
    let store = stage.store().reseal(Seal::with_key([7; 32])).unwrap();
    assert_eq!((load(&store).unwrap(), store.accounts().unwrap()), (Some(1), vec!["ann".into(), "ben".into()]));
}
