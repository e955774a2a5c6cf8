//! A bridge that is logged in to: calls, with the tokens looked after.

use crate::hue::{Hue, INTERRUPTED, random};
use hue_host::{Cause, Troubles};
use hue_proto::keep::{Keeper, Next, Why};
use hue_proto::{Access, BridgeId, Endpoint, Session, Snapshot, UnixTime, UserLinked};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// A bridge that is logged in to. A clone is the same handle: share it among tasks as you like.
///
/// Its tokens are in the store, and are renewed when a call needs it, or a little before; saved before they are used; once,
/// however many calls want it, and once among all programs that share the store. When a call fails, [`Cause::recovery`]
/// says what helps:
///
/// ```no_run
/// # use hue_tokio::{v2::{Light, Resource}, *};
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// # let (hue, bridge): (Hue, Bridge) = unreachable!();
/// if let Err(cause) = bridge.call(Light::list()).await {
///     let bridge = match cause.recovery() {
///         // The grant is gone: a new login, which keeps the bridge and its key, so that it makes no second user.
///         Recovery::LogInAgain => hue.login_again("home", &Browser::new()).await?,
///         // The bridge forgot the key: become a user again. The tokens are still good.
///         Recovery::LinkAgain => hue.link_again("home").await?,
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
}

struct Kept {
    keeper: Keeper,
    /// How a renewal under way ends.
    under_way: Option<Ending>,
}

/// `None` as long as it is under way.
type Ending = watch::Receiver<Option<Result<(), Cause>>>;

impl Bridge {
    /// Of a session as it is stored. Handles of one account are one, as long as they know the same.
    pub(crate) fn of(hue: &Hue, account: &str, session: Session<UserLinked>) -> Result<Self, Cause> {
        let known = hue.bridges().get(account).map(Self);
        if let Some(bridge) = known.filter(|bridge| bridge.kept().keeper.stands_for(&session)) {
            return Ok(bridge);
        }
        let keeper = Keeper::new(session, random()?);
        let kept = Mutex::new(Kept { keeper, under_way: None });
        let shared = Arc::new(Shared { hue: hue.clone(), account: account.into(), kept });
        hue.bridges().insert(account, &shared);
        Ok(Self(shared))
    }

    /// Asks the bridge one thing, renewing where that is needed.
    ///
    /// Fails as [`Client::call`](crate::Client::call) does, and where a renewal fails. Nothing is lost by it: what was
    /// renewed and could not be saved is kept, and saved by the next call.
    pub async fn call<E: Endpoint>(&self, endpoint: E) -> Result<E::Output, Cause> {
        let client = self.0.hue.client();
        let next = self.kept().keeper.next((client.clock)());
        let access = match next {
            Next::Call(access) => access,
            Next::RenewAhead(access) => self.renew_ahead(access).await,
            Next::Renew(stale) => self.renew(Why::Needed, &stale).await?,
        };
        client.call_with(endpoint, access, |stale| async move { self.renew(Why::Needed, &stale).await }).await
    }

    /// Renews now, whatever the clock says, and even where a renewal was refused before.
    pub async fn renew_now(&self) -> Result<(), Cause> {
        self.renew(Why::ByHand, &self.access()).await.map(drop)
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
    async fn renew(&self, why: Why, stale: &Access) -> Result<Access, Cause> {
        loop {
            let mut ending = {
                let mut kept = self.kept();
                if let Some(newer) = kept.keeper.newer_than(stale) {
                    return Ok(newer);
                }
                match kept.under_way() {
                    Some(ending) => ending,
                    None => self.start(&mut kept, why),
                }
            };
            ended(&mut ending).await?;
        }
    }

    /// Its own access, where somebody is at it; else newer.
    async fn renew_ahead(&self, stale: Access) -> Access {
        let mut ending = {
            let mut kept = self.kept();
            match kept.keeper.newer_than(&stale) {
                Some(newer) => return newer,
                None if kept.under_way().is_some() => return stale,
                None => self.start(&mut kept, Why::Advisory),
            }
        };
        // It is good still, whatever came of it.
        let _ended = ended(&mut ending).await;
        self.access()
    }

    /// On a task of its own: a renewal that has begun runs to its save, though everybody who wanted it is gone.
    fn start(&self, kept: &mut Kept, why: Why) -> Ending {
        let load = kept.keeper.begin(why);
        let (tell, ending) = watch::channel(None);
        kept.under_way = Some(ending.clone());
        let bridge = self.clone();
        tokio::spawn(async move {
            let shared = &*bridge.0;
            let mut troubles = Troubles::default();
            let ended = shared.hue.keep(&shared.account, load, &mut troubles).await;
            let now = (shared.hue.client().clock)();
            let outcome = {
                let mut kept = bridge.kept();
                kept.under_way = None;
                kept.keeper.ended(ended, now)
            };
            shared.hue.bridges().hold(&shared.account, &bridge.0, matches!(&outcome, Err((_, Some(_)))));
            // Nobody may be waiting any more.
            let _told = tell.send(Some(outcome.map(drop).map_err(|(error, unsaved)| troubles.cause(error, unsaved))));
        });
        ending
    }

    /// What a thread that panicked held is whole: nothing in it is changed in more than one step.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// `None` too where it panicked, or where its runtime ended, perhaps before it began: the next one begins anew.
    fn under_way(&self) -> Option<Ending> {
        self.under_way.clone().filter(|ending| ending.has_changed().is_ok())
    }
}

async fn ended(ending: &mut Ending) -> Result<(), Cause> {
    let interrupted = Err(Cause::Protocol(INTERRUPTED));
    ending.wait_for(Option::is_some).await.map_or(interrupted.clone(), |outcome| outcome.clone().unwrap_or(interrupted))
}

impl fmt::Debug for Bridge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bridge").field("account", &self.0.account).finish_non_exhaustive()
    }
}
