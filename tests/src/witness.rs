//! What a story did and what it must not have lost, seen from both ends of the wire.

use crate::disk::Disk;
use crate::holdings::{Bought, Holdings};
use crate::ordeal::{Ordeal, Resume, Strike};
use crate::way::Fault;
use crate::wire::Sent;
use hue_blocking::http::{Request, Response};
use hue_blocking::{Error, Snapshot};
use std::io;
use std::pin::pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

/// Sees every request, every reply and every poll. A clone is the same witness.
#[derive(Clone)]
pub(crate) struct Witness(Arc<Shared>);

struct Shared {
    seen: Mutex<Seen>,
    polled: Condvar,
}

#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is seen by itself")]
pub(crate) struct Seen {
    ordeal: Option<Ordeal>,
    pub(crate) is_struck: bool,
    /// What runs now only goes on with what was struck.
    pub(crate) is_over: bool,
    /// All is well from here on.
    pub(crate) is_calm: bool,
    pub(crate) steps: usize,
    pub(crate) saves: usize,
    pub(crate) polls: usize,
    is_polling: bool,
    /// The latest rest of whatever was run last.
    pub(crate) held: Option<Snapshot>,
    /// What the errand began with, and what the client has heard since.
    expected: Holdings,
    /// Whether anything was refused since the errand began.
    was_refused: bool,
    /// Users on all bridges when the errand began.
    pub(crate) users: usize,
    /// Users that may stand there beside the one: a request came twice, or the bridge hides its list.
    pub(crate) copies: usize,
    /// Every pair of tokens that the simulator gave out, and what for.
    pub(crate) bought: Vec<Bought>,
    /// The access tokens that reached the client.
    pub(crate) heard: Vec<String>,
    disk: Option<Disk>,
    pub(crate) errors: Vec<Error>,
    pub(crate) wrong: Vec<String>,
}

impl Witness {
    pub(crate) fn new(ordeal: Option<Ordeal>) -> Self {
        let seen = Mutex::new(Seen { ordeal, ..Seen::default() });
        Self(Arc::new(Shared { seen, polled: Condvar::new() }))
    }

    pub(crate) fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How to go on after the blow.
    pub(crate) fn resume(&self) -> Option<Resume> {
        self.seen().ordeal.map(|ordeal| ordeal.resume)
    }

    /// Something is run that rests here, with so many users on the bridges.
    pub(crate) fn begins(&self, rest: &Snapshot, users: usize) {
        let mut seen = self.seen();
        seen.expected = Holdings::of(rest);
        seen.was_refused = false;
        if seen.is_over {
            seen.copies += usize::from(seen.expected.is_blind);
        } else {
            (seen.users, seen.copies) = (users, 0);
        }
        seen.held = Some(rest.clone());
    }

    /// It ended, well or not, and rests there. One that may begin anew lets go of what was refused.
    pub(crate) fn ends(&self, rest: &Snapshot, users: usize, begins_anew: bool) {
        let mut seen = self.seen();
        let lost = Holdings::of(rest).lacks(&seen.expected, begins_anew && seen.was_refused);
        seen.wrong.extend(lost.map(|what| format!("the {what} that was there is gone")));
        if users > seen.users + 1 + seen.copies {
            let count = users - seen.users;
            seen.wrong.push(format!("one run left {count} users on the bridge"));
        }
        seen.held = Some(rest.clone());
    }

    /// From here on, access must have been on this disk before it is used; without one, nobody looks.
    pub(crate) fn watch(&self, disk: Option<&Disk>) {
        self.seen().disk = disk.cloned();
    }

    /// A request is handed to the transport. Says whether the ordeal strikes it.
    pub(crate) fn sends(&self, request: &Request<Vec<u8>>) -> Option<Fault> {
        let mut seen = self.seen();
        if let (Some(disk), Some(token)) = (&seen.disk, bearer(request)) {
            if !disk.has_held(token) {
                seen.wrong.push("access was used before it was saved".into());
            }
        }
        let step = seen.steps;
        seen.steps += 1;
        let fault = match seen.strike() {
            Strike::Step { at, fault } if at == step => fault,
            Strike::Outage { at, fault } if at <= step => fault,
            _ => return None,
        };
        seen.is_struck = true;
        Some(fault)
    }

    /// Something is to be saved. Says whether that fails.
    pub(crate) fn saves(&self) -> io::Result<()> {
        let mut seen = self.seen();
        let save = seen.saves;
        seen.saves += 1;
        if !matches!(seen.strike(), Strike::Save { at } if at <= save) {
            return Ok(());
        }
        seen.is_struck = true;
        Err(io::ErrorKind::StorageFull.into())
    }

    /// The simulator has answered.
    pub(crate) fn answers(&self, request: &Request<Vec<u8>>, reply: &Response<Vec<u8>>) {
        self.seen().bought.extend(Bought::by(request, reply));
    }

    /// The second arrival of one request left so many more users.
    pub(crate) fn copied(&self, users: usize) {
        self.seen().copies += users;
    }

    /// What came of the request reaches the client.
    pub(crate) fn hears(&self, request: &Request<Vec<u8>>, sent: &Sent) {
        let Ok(reply) = sent else { return };
        let mut seen = self.seen();
        seen.was_refused |= reply.status().is_client_error();
        if let Some(bought) = Bought::by(request, reply) {
            seen.heard.push(bought.access.clone());
            seen.expected.take(bought);
        }
        seen.expected.meet(request, reply);
    }

    /// Polls to the end; or as often as the ordeal allows, and then the future is dropped: `None`.
    pub(crate) async fn polls<F: Future>(&self, future: F) -> Option<F::Output> {
        let mut future = pin!(future);
        std::future::poll_fn(|context| {
            if !self.may_poll() {
                return Poll::Ready(None);
            }
            let polled = future.as_mut().poll(context).map(Some);
            self.seen().is_polling = false;
            self.0.polled.notify_all();
            polled
        })
        .await
    }

    /// Waits until the future that asked has gone to sleep, so that every run is polled as often as the last.
    pub(crate) fn wait_for_sleep(&self) {
        let still_polled = |seen: &mut Seen| seen.is_polling;
        drop(self.0.polled.wait_while(self.seen(), still_polled).unwrap_or_else(PoisonError::into_inner));
    }

    fn may_poll(&self) -> bool {
        let mut seen = self.seen();
        if !seen.is_struck && matches!(seen.strike(), Strike::Poll { at } if at == seen.polls) {
            seen.is_struck = true;
            return false;
        }
        seen.polls += 1;
        seen.is_polling = true;
        true
    }
}

impl Seen {
    fn strike(&self) -> Strike {
        self.ordeal.filter(|_| !self.is_calm).map_or(Strike::Nowhere, |ordeal| ordeal.strike)
    }
}

fn bearer(request: &Request<Vec<u8>>) -> Option<&str> {
    request.headers().get("authorization")?.to_str().ok()?.strip_prefix("Bearer ")
}
