//! An application with its client and its store: where handles come from.

use crate::bridge::{Bridge, Shared};
use crate::drive::{AnySend, Client};
use crate::transport::Transport;
use hue_host::{AnyError, Browser, Cause, Handles, NoRedirect, Store, Troubles, entropy};
use hue_proto::keep::{Load, Record, Stamp, Summary, Swapped, Unsaved, Why, begin, put};
use hue_proto::v2::{Light, Resource};
use hue_proto::{
    AccessToken, AnySession, App, ApplicationKey, CodeReceived, Entropy, Error, Login, Recovery, RefreshToken, Session,
    Snapshot, Tokens, Unauthorized, UnixTime,
};
use std::fmt;
use std::sync::Arc;

/// An application, the client that sends for it, and the store that keeps its users' credentials. A clone is the same.
///
/// ```no_run
/// use hue_blocking::v2::{Light, Resource};
/// use hue_blocking::{Browser, Hue};
///
/// # fn store() -> impl hue_blocking::Store { hue_store::Memory::default() }
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (app, client) = hue_blocking::from_env()?;
/// let hue = Hue::new(app.build()?, client, store());
///
/// // Stored, else renewed, else by the browser, else by pasting.
/// let bridge = hue.login("home", &Browser::new())?;
/// for light in bridge.call(Light::list())?.data {
///     println!("{}", light.name());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Hue(Arc<Inner>);

struct Inner {
    app: Arc<App>,
    client: Client<AnySend>,
    store: Arc<dyn Store<Error = AnyError>>,
    bridges: Handles<Shared>,
}

impl Hue {
    /// Of an application, a client that sends, and a store.
    pub fn new<X: Transport>(app: impl Into<Arc<App>>, client: Client<X>, store: impl Store) -> Self {
        Self(Arc::new(Inner {
            app: app.into(),
            client: client.erased(),
            store: Arc::new(Erased(store)),
            bridges: Handles::default(),
        }))
    }

    /// Stored, else renewed, else by the browser, else by pasting: whatever is left to do until the account's bridge can be
    /// called.
    ///
    /// Each rest of a login is stored, so that a program that is killed goes on from there and makes no second user of the bridge.
    pub fn login(&self, account: &str, browser: &Browser) -> Result<Bridge, Cause> {
        let session = match self.stored(account)? {
            Some(stored @ AnySession::UserLinked(_)) => {
                let load = begin(self.0.app.clone(), random()?, None, Why::Needed);
                match self.renewed(account, load) {
                    Err(cause) if cause.recovery() == Recovery::LogInAgain => stored.again(random()?).into(),
                    renewed => return self.bridge(account, renewed?),
                }
            }
            Some(begun) => begun,
            None => Session::new(self.0.app.clone(), random()?).into(),
        };
        self.run_login(account, &mut Login::new(session), browser)
    }

    /// A new login of the account, though there may be one that is good still. It keeps the bridge and its key; what is stored is
    /// replaced when Hue has given new tokens.
    pub fn login_again(&self, account: &str, browser: &Browser) -> Result<Bridge, Cause> {
        self.run_login(account, &mut Login::new(self.begin(account)?), browser)
    }

    /// The account as it is stored. Sends nothing and asks nobody: calls renew when they need it. Fails with
    /// [`Error::NotLoggedIn`] where no finished login is stored.
    pub fn open(&self, account: &str) -> Result<Bridge, Cause> {
        let stored = self.stored(account)?.ok_or(Error::NotLoggedIn)?;
        self.bridge(account, stored)
    }

    /// A login for a server that sends its users away itself: a new one, or one that keeps the account's bridge and its key.
    /// Keep it in a [`Pending`](crate::Pending), and [`connect_with_code`](Self::connect_with_code) when the user is back.
    pub fn begin(&self, account: &str) -> Result<Session<Unauthorized>, Cause> {
        Ok(match self.stored(account)? {
            Some(stored) => stored.again(random()?),
            None => Session::new(self.0.app.clone(), random()?),
        })
    }

    /// From the code of a redirect to the bridge: redeems it, links, and stores each rest. Asks nobody.
    pub fn connect_with_code(&self, account: &str, session: Session<CodeReceived>) -> Result<Bridge, Cause> {
        self.run_login(account, &mut Login::new(session), &Browser::nobody())
    }

    /// From tokens that were got elsewhere to the bridge. Without a key, this program becomes a user of the bridge.
    ///
    /// How old the tokens are need not be known: an access token is tried, and renewed when Hue refuses it. A refresh token is good
    /// once: from here on it is worth nothing elsewhere. So call it once, and not at each start: it replaces what the account has
    /// stored, renewed since or not.
    pub fn connect_with_tokens(
        &self,
        account: &str,
        access: Option<AccessToken>,
        refresh: Option<RefreshToken>,
        key: Option<ApplicationKey>,
    ) -> Result<Bridge, Cause> {
        let session = Session::from_tokens(self.0.app.clone(), access, refresh, None)?;
        let session = match key {
            Some(key) => session.with_key(key).into(),
            None => AnySession::from(session),
        };
        let stored = self.renewed(account, put(self.0.app.clone(), random()?, session.snapshot(), true))?;
        self.run_login(account, &mut Login::new(stored), &Browser::nobody())
    }

    /// Gives the bridge's key up, where the bridge no longer knows it, and becomes a user of the bridge anew. The tokens stay.
    ///
    /// It asks the bridge first: of several callers who were refused, one after the other, one makes a user and the others find
    /// it.
    pub fn link_again(&self, account: &str) -> Result<Bridge, Cause> {
        let session = match self.stored(account)?.ok_or(Error::NotLoggedIn)? {
            AnySession::UserLinked(session) => {
                let bridge = self.open(account)?;
                match bridge.call(Light::list()) {
                    Err(cause) if cause.recovery() == Recovery::LinkAgain => session.unlinked().into(),
                    known => return known.map(|_| bridge),
                }
            }
            begun => begun,
        };
        self.run_login(account, &mut Login::new(session), &Browser::nobody())
    }

    /// The accounts of the store, sorted.
    pub fn accounts(&self) -> Result<Vec<String>, Cause> {
        self.0.store.accounts().map_err(failed)
    }

    /// What may be shown of an account. `None`: there is none.
    pub fn summary(&self, account: &str) -> Result<Option<Summary>, Cause> {
        Ok(self.load(account)?.map(|record| record.summary()))
    }

    /// The credentials of an account, secrets and all, to be taken elsewhere. From then on only one of the two places may
    /// renew them.
    pub fn export(&self, account: &str) -> Result<Option<Snapshot>, Cause> {
        Ok(self.load(account)?.map(|record| record.snapshot().clone()))
    }

    /// Stores credentials from elsewhere in the place of what the account has. A login that has only begun replaces no tokens,
    /// and what knows of no bridge keeps the links that are there.
    pub fn import(&self, account: &str, snapshot: Snapshot) -> Result<(), Cause> {
        let load = put(self.0.app.clone(), random()?, snapshot, true);
        self.renewed(account, load).map(drop)
    }

    /// Removes an account from the store, and says whether it was there. Hue's grant and the bridge's user stay: both can be
    /// removed at [account.meethue.com/apps](https://account.meethue.com/apps) alone.
    pub fn remove(&self, account: &str) -> Result<bool, Cause> {
        Ok(self.0.store.remove(account).map_err(failed)?.is_some())
    }

    /// Renews the accounts that nobody has used for so long that their refresh token may die of it
    /// ([`AppBuilder::renew_idle`](crate::AppBuilder::renew_idle)), and says what became of each. Run it once a day.
    #[expect(clippy::type_complexity, reason = "each account, and what became of it")]
    pub fn keep_alive(&self) -> Result<Vec<(String, Result<(), Cause>)>, Cause> {
        let now: UnixTime = (self.client().clock)();
        let mut renewed = Vec::new();
        for account in self.accounts()? {
            let outcome = match self.stored(&account) {
                Ok(Some(session)) if session.renew_at().is_some_and(|at| at <= now) => {
                    let access = session.tokens().and_then(Tokens::access);
                    let load = begin(self.0.app.clone(), random()?, access, Why::Needed);
                    self.renewed(&account, load).map(drop)
                }
                Ok(_) => continue,
                Err(cause) => Err(cause),
            };
            renewed.push((account, outcome));
        }
        Ok(renewed)
    }

    pub(crate) fn bridge(&self, account: &str, stored: AnySession) -> Result<Bridge, Cause> {
        let AnySession::UserLinked(session) = stored else { return Err(Error::NotLoggedIn.into()) };
        Bridge::of(self, account, session)
    }

    /// For whoever has no handle that would keep what is unsaved.
    pub(crate) fn renewed(&self, account: &str, load: Load) -> Result<AnySession, Cause> {
        let mut troubles = Troubles::default();
        let ended = self.client().keep(load, self.store(), account, &mut troubles);
        ended.map_err(|stop| troubles.cause(stop.error, stop.unsaved.as_ref().map(Unsaved::snapshot).map(Box::new)))
    }

    fn stored(&self, account: &str) -> Result<Option<AnySession>, Cause> {
        let record = self.load(account)?;
        let restore = |record: Record| AnySession::restore(self.0.app.clone(), record.snapshot());
        Ok(record.map(restore).transpose()?)
    }

    fn load(&self, account: &str) -> Result<Option<Record>, Cause> {
        self.0.store.load(account).map_err(failed)
    }

    pub(crate) fn app(&self) -> &Arc<App> {
        &self.0.app
    }

    pub(crate) fn client(&self) -> &Client<AnySend> {
        &self.0.client
    }

    pub(crate) fn bridges(&self) -> &Handles<Shared> {
        &self.0.bridges
    }

    pub(crate) fn store(&self) -> &Arc<dyn Store<Error = AnyError>> {
        &self.0.store
    }
}

impl fmt::Debug for Hue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hue").field("client_id", &self.0.app.client_id()).finish_non_exhaustive()
    }
}

/// A store, whichever it is.
struct Erased<S>(S);

impl<S: Store> Store for Erased<S> {
    type Error = AnyError;

    fn load(&self, account: &str) -> Result<Option<Record>, AnyError> {
        self.0.load(account).map_err(AnyError::new)
    }

    fn swap(&self, account: &str, expected: Option<Stamp>, new: Option<&Record>) -> Result<Swapped, AnyError> {
        self.0.swap(account, expected, new).map_err(AnyError::new)
    }

    fn accounts(&self) -> Result<Vec<String>, AnyError> {
        self.0.accounts().map_err(AnyError::new)
    }
}

pub(crate) fn random() -> Result<Entropy, Cause> {
    Ok(entropy().map_err(NoRedirect::from)?)
}

fn failed(error: AnyError) -> Cause {
    Cause::Store { error, outcome: Error::StoreUnavailable, unsaved: None }
}
