//! A store that counts, and that can fail.

use hue_blocking::Store;
use hue_blocking::keep::{Record, Stamp, Swapped};
use hue_blocking::{AccessToken, AnySession, Snapshot};
use hue_store::Memory;
use serde_json::Value;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

/// A clone is the same store.
#[derive(Clone, Default)]
pub(super) struct Shelf {
    memory: Memory,
    seen: Arc<Mutex<Seen>>,
    /// What happens when the next attempt has been written.
    marked: Arc<Mutex<Option<Event>>>,
}

type Event = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct Seen {
    loads: usize,
    swaps: usize,
    /// How many swaps there is room for.
    room: Option<usize>,
    is_gone: bool,
    /// Every access token that was ever stored.
    held: Vec<String>,
}

impl Shelf {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().expect("not poisoned")
    }

    /// Takes so many swaps more, then the disk is full.
    pub(super) fn fill_up_after(&self, swaps: usize) {
        self.seen().room = Some(swaps);
    }

    /// Neither reads nor writes.
    pub(super) fn go_away(&self) {
        self.seen().is_gone = true;
    }

    /// Lets something happen between the next attempt and its sending.
    pub(super) fn when_marked(&self, event: impl FnOnce() + Send + 'static) {
        *self.marked.lock().expect("not poisoned") = Some(Box::new(event));
    }

    /// All is well again.
    pub(super) fn mend(&self) {
        let mut seen = self.seen();
        (seen.room, seen.is_gone) = (None, false);
    }

    /// Loads and swaps since this was asked last.
    pub(super) fn count(&self) -> (usize, usize) {
        let mut seen = self.seen();
        (std::mem::take(&mut seen.loads), std::mem::take(&mut seen.swaps))
    }

    pub(super) fn has_held(&self, access: &str) -> bool {
        self.seen().held.iter().any(|held| held == access)
    }

    pub(super) fn snapshot(&self, account: &str) -> Option<Snapshot> {
        let Ok(record) = self.memory.load(account);
        record.map(|record| record.snapshot().clone())
    }
}

impl Store for Shelf {
    type Error = io::Error;

    fn load(&self, account: &str) -> io::Result<Option<Record>> {
        let mut seen = self.seen();
        seen.loads += 1;
        if seen.is_gone {
            return Err(io::ErrorKind::NotConnected.into());
        }
        let Ok(record) = self.memory.load(account);
        Ok(record)
    }

    fn swap(&self, account: &str, expected: Option<Stamp>, new: Option<&Record>) -> io::Result<Swapped> {
        let mut seen = self.seen();
        seen.swaps += 1;
        if seen.is_gone {
            return Err(io::ErrorKind::NotConnected.into());
        }
        match &mut seen.room {
            Some(0) => return Err(io::ErrorKind::StorageFull.into()),
            Some(room) => *room -= 1,
            None => {}
        }
        let Ok(swapped) = self.memory.swap(account, expected, new);
        if let Swapped::Yes = swapped {
            seen.held.extend(new.and_then(|new| access(new.snapshot())));
        }
        drop(seen);
        if let (Swapped::Yes, Some(true)) = (&swapped, new.map(Record::is_being_renewed)) {
            let event = self.marked.lock().expect("not poisoned").take();
            if let Some(happens) = event {
                happens();
            }
        }
        Ok(swapped)
    }

    fn accounts(&self) -> io::Result<Vec<String>> {
        let Ok(accounts) = self.memory.accounts();
        Ok(accounts)
    }
}

fn access(snapshot: &Snapshot) -> Option<String> {
    let stored: Value = serde_json::from_str(&snapshot.to_json()).expect("JSON");
    Some(stored.pointer("/tokens/access")?.as_str()?.to_owned())
}

/// How often the stored tokens were renewed since their login, and the access token.
pub(super) fn tokens(session: &AnySession) -> (u64, Option<&AccessToken>) {
    let tokens = match session {
        AnySession::TokensIssued(session) => session.tokens(),
        AnySession::UserLinked(session) => session.tokens(),
        other => panic!("no tokens in {other:?}"),
    };
    (tokens.generation(), tokens.access())
}
