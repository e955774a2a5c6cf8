//! A key in a real Secret Service, which each test starts for itself: GNOME Keyring on a bus of its own.

mod service;

use super::child::{KEYCHAIN, say, start};
use super::stage::{ACCOUNT, Stage, record, stamp};
use hue_host::Store as _;
use hue_proto::keep::{Record, Swapped};
use hue_store::{File, Seal, Unreadable};
use service::{Desktop, State};
use std::fs;

const SERVICE: &str = "hue-store tests";
const USER: &str = "key of the files";

/// In a child, whose environment names the bus: adds one to an account's sealed record, and says what came of it.
pub(crate) fn work(store: File, account: &str) {
    let seal = match Seal::from_keychain(SERVICE, USER) {
        Ok(seal) => seal,
        Err(error) => return say(error),
    };
    let store = store.sealed(seal);
    let found = match store.load(account) {
        Ok(found) => found.map(|record| record.stamp()),
        Err(error) => {
            assert!(store.swap(account, None, Some(&record(1))).is_err());
            return say(error);
        }
    };
    let next = if found.is_some() { 2 } else { 1 };
    match store.swap(account, found, Some(&record(next))) {
        Ok(Swapped::Yes) => say(next),
        Ok(other) => panic!("{other:?}"),
        Err(error) => say(error),
    }
}

/// In a child as well: what every store must do.
#[cfg(feature = "conformance")]
pub(crate) fn conform(folder: &std::path::Path) {
    let open = || async { File::new(folder).map(|store| store.sealed(Seal::from_keychain(SERVICE, USER).unwrap())) };
    tokio::runtime::Runtime::new().unwrap().block_on(hue_store::conformance::check(open)).unwrap();
    say("conforms");
}

/// What a child says that does its work in such a place.
fn add_one(desktop: &Desktop, stage: &Stage, account: &str) -> String {
    let variables = desktop.variables();
    let variables: Vec<_> = variables.iter().map(String::as_str).collect();
    start(&format!("{KEYCHAIN}{account}"), &stage.folder(), &variables).finish().join("\n")
}

#[cfg(feature = "conformance")]
#[test]
fn files_sealed_by_the_keychain_conform() {
    let Some(desktop) = Desktop::start(State::Unlocked) else { return };
    let (stage, variables) = (Stage::new(), desktop.variables());
    let variables: Vec<_> = variables.iter().map(String::as_str).collect();
    assert_eq!(start(super::child::CONFORM, &stage.folder(), &variables).finish(), ["conforms"]);
}

#[test]
fn a_key_is_made_once_and_found_again() {
    let Some(desktop) = Desktop::start(State::Unlocked) else { return };
    let stage = Stage::new();
    assert_eq!(desktop.secret(SERVICE, USER), None);
    assert_eq!(add_one(&desktop, &stage, ACCOUNT), "1");
    let key = desktop.secret(SERVICE, USER).expect("a key in the keychain");
    assert_eq!(add_one(&desktop, &stage, ACCOUNT), "2");
    assert_eq!(desktop.secret(SERVICE, USER), Some(key.clone()));
    assert_eq!(desktop.secret(SERVICE, &format!("{USER} (trial)")), None);
    // It is that key, and no other.
    let store = stage.store().sealed(Seal::with_key(bytes(&key)));
    assert_eq!(store.load(ACCOUNT).unwrap().as_ref().map(Record::stamp), Some(stamp(2)));
    assert!(!fs::read_to_string(stage.file("json")).unwrap().contains(&key));
}

#[test]
fn programs_that_begin_at_once_have_one_key() {
    let Some(desktop) = Desktop::start(State::Unlocked) else { return };
    let stage = Stage::new();
    let accounts: Vec<_> = (0..8).map(|number| format!("ann-{number}")).collect();
    let variables = desktop.variables();
    let variables: Vec<_> = variables.iter().map(String::as_str).collect();
    let begun = |account| start(&format!("{KEYCHAIN}{account}"), &stage.folder(), &variables);
    let children: Vec<_> = accounts.iter().map(begun).collect();
    for child in children {
        assert_eq!(child.finish(), ["1"]);
    }
    let store = stage.store().sealed(Seal::with_key(bytes(&desktop.secret(SERVICE, USER).unwrap())));
    for account in accounts {
        assert!(store.load(&account).unwrap().is_some());
    }
}

/// What is sealed stays as it is, and no other key is made.
#[test]
fn a_key_that_has_gone_is_not_replaced() {
    let Some(desktop) = Desktop::start(State::Unlocked) else { return };
    let stage = Stage::new();
    assert_eq!(add_one(&desktop, &stage, ACCOUNT), "1");
    let (key, sealed) = (desktop.secret(SERVICE, USER).unwrap(), stage.look());
    desktop.forget(SERVICE, USER);
    let path = stage.file("json");
    assert_eq!(add_one(&desktop, &stage, ACCOUNT), format!("{}: {}", path.display(), Unreadable::NoKey));
    assert_eq!((desktop.secret(SERVICE, USER), stage.look()), (None, sealed));
    desktop.keep(SERVICE, USER, &key);
    assert_eq!(add_one(&desktop, &stage, ACCOUNT), "2");
}

fn check_no_key(state: State, kept: Option<&str>, advice: &str) {
    let Some(desktop) = Desktop::start(state) else { return };
    if let Some(kept) = kept {
        desktop.keep(SERVICE, USER, kept);
    }
    let files = Stage::new();
    let said = add_one(&desktop, &files, ACCOUNT);
    assert!(said.contains(&format!("the key of `{SERVICE}` for `{USER}` in the keychain: ")), "{said}");
    assert!(said.ends_with(advice), "{said}");
    assert!(kept.is_none_or(|kept| !said.contains(kept)), "{said}");
    assert!(!files.file("json").exists());
}

#[test]
fn where_there_is_no_key_the_error_says_what_to_do() {
    let start_one = "or seal with a passphrase";
    check_no_key(State::NoBus, None, start_one);
    check_no_key(State::NoService, None, start_one);
    check_no_key(State::Locked, None, "unlock the keychain, then try again");
    check_no_key(State::LockedWithKey, None, "unlock the keychain, then try again");
    let other = "there is something else in its place: remove that, or take another name";
    check_no_key(State::Unlocked, Some("a password of somebody's"), other);
    check_no_key(State::Unlocked, Some("AAAA"), other);
}

fn bytes(key: &str) -> [u8; 32] {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(key).unwrap().try_into().unwrap()
}
