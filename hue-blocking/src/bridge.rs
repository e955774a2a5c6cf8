//! A bridge that is logged in to: calls, with the tokens looked after.

use crate::hue::{Hue, random};
use hue_host::{Cause, Troubles};
use hue_proto::keep::{Keeper, Next, Why};
use hue_proto::{Access, BridgeId, Endpoint, Session, Snapshot, UnixTime, UserLinked};
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// A bridge that is logged in to. A clone is the same handle: share it among threads as you like.
///
/// Its tokens are in the store, and are renewed when a call needs it, or a little before; saved before they are used; once,
/// however many calls want it, and once among all programs that share the store. When a call fails, [`Cause::recovery`]
/// says what helps:
///
/// ```no_run
/// # use hue_blocking::{v2::{Light, Resource}, *};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let (hue, bridge): (Hue, Bridge) = unreachable!();
/// if let Err(cause) = bridge.call(Light::list()) {
///     let bridge = match cause.recovery() {
///         // The grant is gone: a new login, which keeps the bridge and its key, so that it makes no second user.
///         Recovery::LogInAgain => hue.login_again("home", &Browser::new())?,
///         // The bridge forgot the key: become a user again. The tokens are still good.
///         Recovery::LinkAgain => hue.link_again("home")?,
///         _ => return Err(cause.into()),
///     };
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Bridge(Arc<Shared>);

pub(crate) struct Shared {
    hue: Hue,
    account: Box<str>,
    kept: Mutex<Kept>,
    ended: Condvar,
}

struct Kept {
    keeper: Keeper,
    is_renewing: bool,
    /// How many renewals have ended, and how the last did.
    renewals: u64,
    last: Result<(), Cause>,
}

impl Bridge {
    /// Of a session as it is stored. Handles of one account are one, as long as they know the same.
    pub(crate) fn of(hue: &Hue, account: &str, session: Session<UserLinked>) -> Result<Self, Cause> {
        let known = hue.bridges().get(account).map(Self);
        if let Some(bridge) = known.filter(|bridge| bridge.kept().keeper.stands_for(&session)) {
            return Ok(bridge);
        }
        let keeper = Keeper::new(session, random()?);
        let kept = Mutex::new(Kept { keeper, is_renewing: false, renewals: 0, last: Ok(()) });
        let shared = Arc::new(Shared { hue: hue.clone(), account: account.into(), kept, ended: Condvar::new() });
        hue.bridges().insert(account, &shared);
        Ok(Self(shared))
    }

    /// Asks the bridge one thing, renewing where that is needed.
    ///
    /// Fails as [`Client::call`](crate::Client::call) does, and where a renewal fails. Nothing is lost by it: what was
    /// renewed and could not be saved is kept, and saved by the next call.
    pub fn call<E: Endpoint>(&self, endpoint: E) -> Result<E::Output, Cause> {
        let client = self.0.hue.client();
        let next = self.kept().keeper.next((client.clock)());
        let access = match next {
            Next::Call(access) => access,
            Next::RenewAhead(access) => match self.try_renew(Why::Advisory, &access) {
                Some(Ok(newer)) => newer,
                // It is good still.
                Some(Err(_)) | None => access,
            },
            Next::Renew(stale) => self.renew(Why::Needed, &stale)?,
        };
        client.call_with(endpoint, access, |stale| self.renew(Why::Needed, stale))
    }

    /// Renews now, whatever the clock says, and even where a renewal was refused before.
    pub fn renew_now(&self) -> Result<(), Cause> {
        self.renew(Why::ByHand, &self.access()).map(drop)
    }

    /// When to renew though nobody calls: [`Hue::keep_alive`] does it. `None`: there is nothing to renew with.
    pub fn renew_at(&self) -> Option<UnixTime> {
        self.kept().keeper.session().renew_at()
    }

    /// The account's name in the store.
    pub fn account(&self) -> &str {
        &self.0.account
    }

    /// The bridge's id, where it is known.
    pub fn id(&self) -> Option<BridgeId> {
        self.kept().keeper.session().bridge().cloned()
    }

    /// The access there is, for calls by other means. It is not looked after.
    pub fn access(&self) -> Access {
        self.kept().keeper.access().clone()
    }

    /// The credentials as this handle knows them, those included that no store has taken yet. The store may hold newer ones.
    pub fn snapshot(&self) -> Snapshot {
        self.kept().keeper.snapshot()
    }

    /// Newer access than `stale`: that of a renewal under way, or of one of its own.
    fn renew(&self, why: Why, stale: &Access) -> Result<Access, Cause> {
        let mut kept = self.kept();
        loop {
            if let Some(newer) = kept.keeper.newer_than(stale) {
                return Ok(newer);
            }
            if !kept.is_renewing {
                return self.run(kept, why);
            }
            let before = kept.renewals;
            let is_under_way = |kept: &mut Kept| kept.renewals == before;
            kept = self.0.ended.wait_while(kept, is_under_way).unwrap_or_else(PoisonError::into_inner);
            kept.last.clone()?;
        }
    }

    /// `None`: somebody is at it.
    fn try_renew(&self, why: Why, stale: &Access) -> Option<Result<Access, Cause>> {
        let kept = self.kept();
        match kept.keeper.newer_than(stale) {
            Some(newer) => Some(Ok(newer)),
            None => (!kept.is_renewing).then(|| self.run(kept, why)),
        }
    }

    fn run(&self, mut kept: MutexGuard<'_, Kept>, why: Why) -> Result<Access, Cause> {
        let shared = &*self.0;
        let load = kept.keeper.begin(why);
        kept.is_renewing = true;
        drop(kept);
        // Where the transport or the store panics, the others must not wait for ever.
        let mut running = Running { bridge: self, ended: None };
        let mut troubles = Troubles::default();
        let ended = shared.hue.client().keep(load, shared.hue.store(), &shared.account, &mut troubles);
        let now = (shared.hue.client().clock)();
        let outcome = self.kept().keeper.ended(ended, now);
        shared.hue.bridges().hold(&shared.account, &self.0, matches!(&outcome, Err((_, Some(_)))));
        let outcome = outcome.map_err(|(error, unsaved)| troubles.cause(error, unsaved));
        running.ended = Some(outcome.as_ref().map(drop).map_err(Cause::clone));
        outcome
    }

    /// What a thread that panicked held is whole: nothing in it is changed in more than one step.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A renewal under way.
struct Running<'a> {
    bridge: &'a Bridge,
    ended: Option<Result<(), Cause>>,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let mut kept = self.bridge.kept();
        kept.is_renewing = false;
        kept.renewals += 1;
        kept.last = self.ended.take().unwrap_or(Ok(()));
        self.bridge.0.ended.notify_all();
    }
}

impl fmt::Debug for Bridge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bridge").field("account", &self.0.account).finish_non_exhaustive()
    }
}
