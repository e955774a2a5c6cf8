//! Other processes: this program once more.

use super::stage::{load, number, sealed, stamp, swap};
use fs4::FileExt;
use hue_host::Store as _;
use hue_proto::keep::Swapped;
use hue_store::File;
use std::env;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

/// Does one of the [`works`] on the store in this folder. `wrapped` starts what it is given, as `env` would.
pub(crate) fn start(work: &str, folder: &Path, wrapped: &[&str]) -> Worker {
    let mut command = Command::new("env");
    command.args(wrapped).arg(env::current_exe().unwrap()).args(["--exact", "child::works", "--nocapture"]);
    command.env(WORK, work).env(FOLDER, folder).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let said = BufReader::new(child.stdout.take().unwrap());
    Worker { child, said }
}

/// Killed at the end.
pub(crate) struct Worker {
    child: Child,
    said: BufReader<ChildStdout>,
}

impl Worker {
    /// What it says next. `None`: it says no more.
    pub(crate) fn next(&mut self) -> Option<String> {
        loop {
            let mut line = String::new();
            if self.said.read_line(&mut line).unwrap() == 0 {
                return None;
            }
            if let Some(said) = line.trim_end().strip_prefix(SAYS) {
                return Some(said.to_owned());
            }
        }
    }

    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// All that it still says, when it has come to its end by itself.
    pub(crate) fn finish(mut self) -> Vec<String> {
        let said = std::iter::from_fn(|| self.next()).collect();
        let status = self.child.wait().unwrap();
        assert!(status.success(), "{status}: {said:?}");
        said
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _killed = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// No test of its own: what [`start`] runs.
#[test]
fn works() {
    let (Ok(work), Some(folder)) = (env::var(WORK), env::var_os(FOLDER)) else { return };
    let folder = Path::new(&folder);
    let store = File::new(folder).unwrap();
    #[cfg(all(feature = "keychain", target_os = "linux"))]
    if let Some(account) = work.strip_prefix(KEYCHAIN) {
        return super::keychain::work(store, account);
    }
    #[cfg(all(feature = "keychain", feature = "conformance", target_os = "linux"))]
    if work == CONFORM {
        return super::keychain::conform(folder);
    }
    match &*work {
        COUNT => loop {
            add_one(&store);
        },
        COUNT_TO_50 => (0..50).for_each(|_| add_one(&store)),
        HOLD => hold(folder),
        ONCE => once(&sealed(store)),
        FILL_DISK => super::room::fill_disk(&store),
        _ => panic!("{work}"),
    }
}

/// Adds one, for ever, and says what is stored.
pub(crate) const COUNT: &str = "count";
/// Adds one, fifty times, whatever others do.
pub(crate) const COUNT_TO_50: &str = "count to 50";
/// Takes the account's lock, says so, and keeps it.
pub(crate) const HOLD: &str = "hold";
/// Adds one to a sealed record, once, and says what came of it.
pub(crate) const ONCE: &str = "once";
/// What [`super::room`] does on a small disk.
pub(crate) const FILL_DISK: &str = "fill disk";
/// What [`super::keychain`] does with the account that follows.
#[cfg(all(feature = "keychain", target_os = "linux"))]
pub(crate) const KEYCHAIN: &str = "keychain of ";

/// What every store must do, with the key in the keychain.
#[cfg(all(feature = "keychain", feature = "conformance", target_os = "linux"))]
pub(crate) const CONFORM: &str = "conform";

fn add_one(store: &File) {
    let mut found = load(store).unwrap().unwrap_or(0);
    loop {
        let expected = (found > 0).then(|| stamp(found));
        match swap(store, expected, found + 1).unwrap() {
            Swapped::Yes => return say(found + 1),
            Swapped::No(there) => found = number(there.as_ref()).unwrap_or(0),
            Swapped::Unknown => panic!("a file knows"),
        }
    }
}

fn once(store: &File) {
    let found = load(store).unwrap().unwrap();
    match swap(store, Some(stamp(found)), found + 1) {
        Ok(outcome) => say(format!("{outcome:?}")),
        Err(error) => say(error),
    }
    say(load(store).unwrap().unwrap());
    say(store.accounts().unwrap().join(" "));
}

fn hold(folder: &Path) {
    let lock = std::fs::File::options().read(true).write(true).open(folder.join("ann.lock")).unwrap();
    FileExt::lock(&lock).unwrap();
    say("held");
    loop {
        std::thread::park();
    }
}

pub(crate) fn say(what: impl std::fmt::Display) {
    println!("{SAYS}{what}");
}

const WORK: &str = "HUE_STORE_TEST_WORK";
const FOLDER: &str = "HUE_STORE_TEST_FOLDER";
const SAYS: &str = "child: ";
