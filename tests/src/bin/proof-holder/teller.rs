//! Tells how far a renewal has come, and takes its time over it.

use crate::{disk, say};
use hue_blocking::http::{HeaderName, HeaderValue, Request};
use hue_blocking::keep::{Record, Swapped};
use hue_tests::proof::{Phase, SENDER};
use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::Duration;

/// What it tells is in the hands of whoever started the program before anything else happens, and so outlives it.
pub(crate) struct Teller {
    role: HeaderValue,
    /// `None`: nobody wants to know.
    last: Option<Mutex<Phase>>,
}

impl Teller {
    pub(crate) fn new(role: &str) -> Self {
        let last = (role == "renew").then_some(Mutex::new(Phase::BeforeMark));
        Self { role: HeaderValue::from_str(role).unwrap_or(HeaderValue::from_static("?")), last }
    }

    pub(crate) fn swapped(&self, outcome: &Swapped, new: Option<&Record>) {
        match new.filter(|_| matches!(outcome, Swapped::Yes)) {
            Some(record) if record.is_being_renewed() => self.tell(Phase::Marked),
            Some(_) => self.tell(Phase::Saved),
            None => {}
        }
    }

    /// Whether it is a renewal.
    pub(crate) fn sends(&self, request: &mut Request<Vec<u8>>) -> bool {
        request.headers_mut().insert(HeaderName::from_static(SENDER), self.role.clone());
        let is_renewal = request.uri().path().ends_with("/token");
        if is_renewal {
            self.tell(Phase::Sent);
        } else if self.last() == Some(Phase::Replied) {
            self.tell(Phase::UsedUnsaved);
        }
        is_renewal
    }

    pub(crate) fn replied(&self, is_renewal: bool) {
        if is_renewal && self.role == "fill-up" {
            // Where it cannot be filled, what it should do to the program is missed.
            let _filled = disk::fill_up();
        }
        if is_renewal {
            self.tell(Phase::Replied);
        }
    }

    /// A while before and a while after: there is time to die between what happened and the word of it.
    pub(crate) fn tell(&self, phase: Phase) {
        let Some(last) = &self.last else { return };
        pause();
        *last.lock().unwrap_or_else(PoisonError::into_inner) = phase;
        // Where nobody listens any more, the end is near.
        let _said = say(phase);
        pause();
    }

    fn last(&self) -> Option<Phase> {
        self.last.as_ref().map(|last| *last.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn pause() {
    sleep(Duration::from_micros(fastrand::u64(0..2000)));
}
