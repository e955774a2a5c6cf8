//! Stores that break a rule each: the suite finds every one of them.

use crate::run;
use hue_store::Memory;
use hue_store::conformance::check;
use hue_tokio::BlockingStore;
use hue_tokio::keep::{Record, Stamp, Swapped};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::thread::yield_now;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Defect {
    None,
    /// Replaces whatever is there.
    TakesAnyStamp,
    /// Puts something new over what is there.
    InsertsOverOthers,
    /// Looks first, and swaps then.
    LooksFirst,
    /// Says no, and not what is there.
    SaysNothing,
    /// Removes whatever is there.
    RemovesAny,
    /// Takes small and capital letters for the same.
    FoldsNames,
    ListsUnsorted,
    /// Compares what a record says, and not its stamp.
    ComparesContent,
    ForgetsRefusals,
    /// Each handle reads once.
    Remembers,
    /// Does not reach the disk.
    Forgets,
    Fails,
}

#[test]
fn a_store_that_breaks_a_rule_is_found() {
    let rules = [
        (Defect::TakesAnyStamp, "nothing is no record"),
        (Defect::InsertsOverOthers, "where something is, nothing new is put"),
        (Defect::LooksFirst, "of all who swap from one stamp, one wins"),
        (Defect::SaysNothing, "where something is, nothing new is put"),
        (Defect::RemovesAny, "nothing is no record to be removed"),
        (Defect::FoldsNames, "accounts are told apart, whatever they are called"),
        (Defect::ListsUnsorted, "accounts are listed as they were named, sorted"),
        (Defect::ComparesContent, "what has the same content as an older record is not that record"),
        (Defect::ForgetsRefusals, "a record comes back as it was, in every state"),
        (Defect::Remembers, "where nothing is, something new is put"),
        (Defect::Forgets, "what was swapped is there when the store is opened again"),
        (Defect::Fails, "where nothing was put, nothing is"),
    ];
    for (defect, rule) in rules {
        let broken = judge(defect).expect_err(&format!("{defect:?} is not found"));
        assert_eq!(broken.rule(), rule, "{defect:?}: {broken}");
    }
}

/// So it is the defects that are found, and not what they are built upon.
#[test]
fn a_store_without_a_defect_is_none_of_them() {
    judge(Defect::None).unwrap_or_else(|broken| panic!("{broken}"));
}

fn judge(defect: Defect) -> Result<(), hue_store::conformance::Broken> {
    let (disk, handles) = (Memory::default(), Mutex::new(0));
    let open = || async {
        let mut handles = handles.lock().expect("not poisoned");
        *handles += 1;
        let memory = if defect == Defect::Forgets && *handles > 2 { Memory::default() } else { disk.clone() };
        Ok::<_, Broken>(Store { defect, memory, remembered: Arc::default(), contents: Arc::default() })
    };
    run(check(open))
}

#[derive(Clone)]
struct Store {
    defect: Defect,
    memory: Memory,
    /// By this handle.
    remembered: Arc<Mutex<BTreeMap<String, Option<Record>>>>,
    /// What this handle has written.
    contents: Arc<Mutex<BTreeMap<[u8; 16], Option<String>>>>,
}

impl Store {
    fn has(&self, defect: Defect) -> bool {
        self.defect == defect
    }

    fn name(&self, account: &str) -> String {
        if self.has(Defect::FoldsNames) { account.to_lowercase() } else { account.into() }
    }

    fn read(&self, account: &str) -> Option<Record> {
        self.memory.load(&self.name(account)).unwrap_or_else(|never| match never {})
    }

    fn write(&self, account: &str, expected: Option<Stamp>, new: Option<&Record>) -> Swapped {
        self.memory.swap(&self.name(account), expected, new).unwrap_or_else(|never| match never {})
    }

    fn overwrite(&self, account: &str, new: Option<&Record>) -> Swapped {
        loop {
            let stamp = self.read(account).as_ref().map(Record::stamp);
            if let Swapped::Yes = self.write(account, stamp, new) {
                return Swapped::Yes;
            }
        }
    }

    fn has_same_content(&self, expected: Option<Stamp>, found: Option<&Record>) -> bool {
        let contents = self.contents.lock().expect("not poisoned");
        let written = expected.and_then(|expected| contents.get(expected.as_bytes()));
        written.is_some_and(|written| found.is_some_and(|found| content(found) == *written))
    }

    /// What is left of it on this disk.
    fn kept(&self, record: &Record) -> Record {
        let json = record.to_json().replace(r#""refused":true,"#, "");
        if self.has(Defect::ForgetsRefusals) {
            Record::from_json(json.as_bytes()).expect("a record")
        } else {
            record.clone()
        }
    }
}

impl BlockingStore for Store {
    type Error = Broken;

    fn load(&self, account: &str) -> Result<Option<Record>, Broken> {
        if self.has(Defect::Fails) {
            return Err(Broken);
        }
        let found = self.read(account);
        if !self.has(Defect::Remembers) {
            return Ok(found);
        }
        Ok(self.remembered.lock().expect("not poisoned").entry(account.into()).or_insert(found).clone())
    }

    fn swap(&self, account: &str, expected: Option<Stamp>, new: Option<&Record>) -> Result<Swapped, Broken> {
        let new = new.map(|new| self.kept(new));
        let new = new.as_ref();
        let found = self.read(account);
        self.contents.lock().expect("not poisoned").extend(new.map(|new| (*new.stamp().as_bytes(), content(new))));
        Ok(match self.defect {
            Defect::TakesAnyStamp if expected.is_some() && new.is_some() => self.overwrite(account, new),
            Defect::InsertsOverOthers if expected.is_none() && new.is_some() => self.overwrite(account, new),
            Defect::RemovesAny if expected.is_some() && new.is_none() => self.overwrite(account, None),
            Defect::LooksFirst if found.as_ref().map(Record::stamp) == expected => {
                (0..100).for_each(|_| yield_now());
                self.overwrite(account, new)
            }
            Defect::ComparesContent if self.has_same_content(expected, found.as_ref()) => self.overwrite(account, new),
            _ => match self.write(account, expected, new) {
                Swapped::No(_) if self.has(Defect::SaysNothing) => Swapped::No(None),
                swapped => swapped,
            },
        })
    }

    fn accounts(&self) -> Result<Vec<String>, Broken> {
        let mut accounts = self.memory.accounts().unwrap_or_else(|never| match never {});
        if self.has(Defect::ListsUnsorted) {
            accounts.reverse();
        }
        Ok(accounts)
    }
}

/// Without its stamp.
fn content(record: &Record) -> Option<String> {
    record.to_json().split_once(r#""snapshot":"#).map(|(_, content)| content.to_owned())
}

#[derive(Debug)]
struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it is broken")
    }
}

impl std::error::Error for Broken {}
