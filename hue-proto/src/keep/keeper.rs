//! The tokens of one account, as a program that makes calls has them.

use super::goal::Why;
use super::machine::{Load, Stop, begin};
use super::save::Unsaved;
use crate::entropy::Entropy;
use crate::error::Error;
use crate::route::Access;
use crate::session::Session;
use crate::session::any::AnySession;
use crate::session::snapshot::Snapshot;
use crate::session::state::UserLinked;
use crate::time::UnixTime;
use alloc::boxed::Box;
use core::fmt;

/// What a program that makes calls knows of an account: its access, and when to look after it. Who shares one among callers
/// puts it behind a lock, and runs one renewal at a time.
pub struct Keeper {
    session: Session<UserLinked>,
    access: Access,
    entropy: Entropy,
    runs: u64,
    /// From when on to renew ahead of time.
    advise_from: Option<UnixTime>,
    unsaved: Option<Unsaved>,
}

/// What to do before a call.
#[expect(clippy::exhaustive_enums, reason = "a new duty must break every driver at compile time")]
#[must_use = "the access in it may be over"]
#[derive(Debug)]
pub enum Next {
    /// Call.
    Call(Access),
    /// Renew with [`Why::Advisory`], unless that is under way. Then call, whatever came of it.
    RenewAhead(Access),
    /// Renew first, which saves what no store has taken yet. This access is over.
    Renew(Access),
}

impl Keeper {
    /// Of a session as it is stored. The entropy tells this program from every other.
    pub fn new(session: Session<UserLinked>, entropy: Entropy) -> Self {
        let access = session.access();
        let mut keeper = Self { session, access, entropy, runs: 0, advise_from: None, unsaved: None };
        keeper.advise();
        keeper
    }

    /// What to do before a call.
    pub fn next(&self, now: UnixTime) -> Next {
        if self.unsaved.is_some() {
            Next::Renew(self.access.clone())
        } else if self.advise_from.is_some_and(|from| from <= now) && !self.access.is_expired(now) {
            Next::RenewAhead(self.access.clone())
        } else {
            Next::Call(self.access.clone())
        }
    }

    /// The access there is.
    pub fn access(&self) -> &Access {
        &self.access
    }

    /// Newer access than the caller's, where somebody has renewed it since.
    pub fn newer_than(&self, stale: &Access) -> Option<Access> {
        (self.unsaved.is_none() && stale.is_followed_by(&self.access)).then(|| self.access.clone())
    }

    /// The session there is.
    pub fn session(&self) -> &Session<UserLinked> {
        &self.session
    }

    /// Whether there are tokens that no store has taken yet. With the last of its handles they would be gone.
    pub fn has_unsaved(&self) -> bool {
        self.unsaved.is_some()
    }

    /// Whether it may stand for a session that was just loaded: it is the same, or what is unsaved has to be saved first.
    pub fn stands_for(&self, stored: &Session<UserLinked>) -> bool {
        let is_same =
            stored.tokens().is_same(self.session.tokens()) && stored.key().matches(self.session.key().expose());
        is_same || self.has_unsaved()
    }

    /// The session there is, with the tokens that no store has taken yet.
    pub fn snapshot(&self) -> Snapshot {
        let snapshot = self.session.snapshot();
        self.unsaved.as_ref().map_or(snapshot.clone(), |unsaved| snapshot.with_tokens(unsaved.tokens()))
    }

    /// Begins a renewal. What is unsaved is saved instead.
    pub fn begin(&mut self, why: Why) -> Load {
        self.runs += 1;
        let entropy = self.entropy.child("run", self.runs);
        match self.unsaved.clone() {
            Some(unsaved) => unsaved.save(entropy),
            None => begin(self.session.app().clone(), entropy, self.session.tokens().access(), why),
        }
    }

    /// A renewal has ended. Fails with why it did not, and what is saved nowhere: it is kept here too, for the next.
    pub fn ended(
        &mut self,
        ended: Result<AnySession, Stop>,
        now: UnixTime,
    ) -> Result<Access, (Error, Option<Box<Snapshot>>)> {
        let error = match ended {
            Ok(AnySession::UserLinked(session)) => {
                let is_same = session.tokens().is_same(self.session.tokens());
                self.unsaved = None;
                self.access = session.access();
                self.session = session;
                self.advise();
                // Another renews, or did so and died: time enough to see which.
                if is_same {
                    self.postpone(now);
                }
                return Ok(self.access.clone());
            }
            Ok(other) => {
                self.unsaved = None;
                // Somebody gave the bridge's key up: what is left is to link.
                if matches!(other, AnySession::TokensIssued(_)) { Error::KeyRejected } else { Error::NotLoggedIn }
            }
            Err(Stop { error, unsaved }) => {
                self.unsaved = unsaved;
                error
            }
        };
        self.postpone(now);
        Err((error, self.unsaved.is_some().then(|| Box::new(self.snapshot()))))
    }

    /// At four fifths of a known life, and up to nine: so that not all programs of an account come at once.
    fn advise(&mut self) {
        let tokens = self.session.tokens();
        self.advise_from = tokens.issued().zip(tokens.lifetime()).map(|(issued, life)| {
            let [jitter, ..] = self.entropy.bytes("jitter", tokens.generation());
            issued.saturating_add(life / 10 * 8 + life / 2560 * u32::from(jitter))
        });
    }

    fn postpone(&mut self, now: UnixTime) {
        let later = now.saturating_add(self.session.app().lease);
        self.advise_from = self.advise_from.map(|from| from.max(later));
    }
}

impl fmt::Debug for Keeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keeper").field("session", &self.session).finish_non_exhaustive()
    }
}
