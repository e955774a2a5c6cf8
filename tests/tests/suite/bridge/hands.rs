//! Both adapters behind one face, over a simulator without sockets and a store that can fail.

use super::shelf::Shelf;
use hue_blocking::http::{Request, Response};
use hue_blocking::keep::Summary;
use hue_blocking::v2::{Light, Resource as _};
use hue_blocking::{
    AccessToken, AnySession, App, AppBuilder, ApplicationKey, Browser, Callback, Cause, CodeReceived, Endpoint,
    RefreshToken, Session, Snapshot, Unauthorized, UnixTime, Unsent, UserLinked,
};
use hue_sim::Simulation;
use std::convert::Infallible;
use std::io;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::runtime::Runtime;

/// Who drives.
#[derive(Clone, Copy, Debug)]
pub(super) enum Adapter {
    Blocking,
    Tokio,
}

/// A simulator with one user, the store that keeps what the user granted, and programs that share both.
pub(super) struct World {
    pub(super) sim: Simulation,
    pub(super) app: Arc<App>,
    pub(super) shelf: Shelf,
    adapter: Adapter,
    /// By how many milliseconds the programs' clocks are ahead.
    pub(super) skew: Arc<AtomicI64>,
    /// Access that was used before it was stored.
    wrong: Arc<Mutex<Vec<String>>>,
}

/// A program's way to its bridges.
pub(super) enum Hue {
    Blocking(hue_blocking::Hue),
    Tokio(hue_tokio::Hue, Arc<Runtime>),
}

pub(super) enum Bridge {
    Blocking(hue_blocking::Bridge),
    Tokio(hue_tokio::Bridge, Arc<Runtime>),
}

/// Plays a story on both adapters.
#[track_caller]
pub(super) fn check(story: impl Fn(&World)) {
    check_with(|app| app, story);
}

/// With settings of its own.
#[track_caller]
pub(super) fn check_with(settings: fn(AppBuilder) -> AppBuilder, story: impl Fn(&World)) {
    for adapter in [Adapter::Blocking, Adapter::Tokio] {
        let world = World::new(adapter, settings);
        story(&world);
        let wrong = world.wrong.lock().expect("not poisoned");
        assert!(wrong.is_empty(), "{adapter:?}: {wrong:?}");
    }
}

/// Where an account is linked, and was so a week ago: its access is over.
#[track_caller]
pub(super) fn check_a_week_later(story: impl Fn(&World, &Hue, &Bridge)) {
    check(|world| {
        let hue = world.program();
        hue.import("home", world.linked().snapshot()).expect("stored");
        let bridge = hue.open("home").expect("a bridge");
        world.sim.advance(WEEK);
        story(world, &hue, &bridge);
    });
}

impl World {
    fn new(adapter: Adapter, settings: fn(AppBuilder) -> AppBuilder) -> Self {
        let sim = Simulation::new(hue_sim::Settings::default());
        let app = Arc::new(settings(sim.app()).build().expect("an App"));
        Self { sim, app, shelf: Shelf::default(), adapter, skew: Arc::default(), wrong: Arc::default() }
    }

    /// A session that is stored nowhere.
    pub(super) fn linked(&self) -> Session<UserLinked> {
        self.sim.link(self.sim.app().build().expect("an App")).expect("a linked session")
    }

    /// One more program over the same store.
    pub(super) fn program(&self) -> Hue {
        let (clock, sleep, send) = (self.clock(), self.sim.clone(), self.wire());
        match self.adapter {
            Adapter::Blocking => {
                let client = hue_blocking::Client::new(send).with_clock(clock);
                let client = client.with_sleep(move |delay| sleep.advance(delay));
                Hue::Blocking(hue_blocking::Hue::new(self.app.clone(), client, self.shelf.clone()))
            }
            Adapter::Tokio => {
                let client = hue_tokio::Client::new(move |request| std::future::ready(send(request)));
                let client = client.with_clock(clock).with_sleep(move |delay| {
                    sleep.advance(delay);
                    tokio::task::yield_now()
                });
                let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
                Hue::Tokio(hue_tokio::Hue::new(self.app.clone(), client, self.shelf.clone()), Arc::new(runtime))
            }
        }
    }

    fn clock(&self) -> impl Fn() -> UnixTime + Send + Sync + use<> {
        let (sim, skew) = (self.sim.clone(), self.skew.clone());
        move || {
            let skew = skew.load(Ordering::SeqCst);
            let by = Duration::from_millis(skew.unsigned_abs());
            if skew < 0 { sim.now().saturating_sub(by) } else { sim.now().saturating_add(by) }
        }
    }

    /// Looks whether access was stored before it is used.
    fn wire(&self) -> impl Fn(Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unsent<Infallible>> + Send + Sync + use<> {
        let (sim, store, wrong) = (self.sim.clone(), self.shelf.clone(), self.wrong.clone());
        move |request| {
            let header = request.headers().get("authorization").and_then(|value| value.to_str().ok());
            let bearer = header.and_then(|header| header.strip_prefix("Bearer "));
            if bearer.is_some_and(|token| !store.has_held(token)) {
                wrong.lock().expect("not poisoned").push(format!("{} before it was stored", request.uri()));
            }
            Ok(sim.send(request))
        }
    }

    /// Somebody who says yes, by pasting.
    pub(super) fn browser(&self) -> Browser {
        let sim = self.sim.clone();
        Browser::new().without_open().with_paste(move |url, _| sim.consent(url.as_str()).map_err(io::Error::other))
    }

    /// Where the user ends who was sent away for this.
    pub(super) fn redirect(&self, session: &Session<Unauthorized>) -> Callback {
        let redirect = self.sim.consent(session.authorize_url().as_str()).expect("a redirect");
        Callback::parse(&redirect).expect("a callback")
    }

    /// What is stored of the account.
    pub(super) fn stored(&self, account: &str) -> AnySession {
        let snapshot = self.shelf.snapshot(account).expect("something is stored");
        AnySession::restore(self.app.clone(), &snapshot).expect("of this application")
    }

    /// Users on all bridges.
    pub(super) fn users(&self) -> usize {
        self.sim.with_cloud(|cloud| cloud.bridges().iter().map(|bridge| bridge.whitelist().len()).sum())
    }
}

/// Waits for what an adapter does.
macro_rules! done {
    ($hue:expr, $call:ident($($argument:expr),*)) => {
        match $hue {
            Self::Blocking(hue) => hue.$call($($argument),*),
            Self::Tokio(hue, runtime) => runtime.block_on(hue.$call($($argument),*)),
        }
    };
}

macro_rules! bridge {
    ($hue:expr, $call:ident($($argument:expr),*)) => {
        match $hue {
            Self::Blocking(hue) => hue.$call($($argument),*).map(Bridge::Blocking),
            Self::Tokio(hue, runtime) => {
                runtime.block_on(hue.$call($($argument),*)).map(|bridge| Bridge::Tokio(bridge, runtime.clone()))
            }
        }
    };
}

impl Hue {
    pub(super) fn login(&self, account: &str, browser: &Browser) -> Result<Bridge, Cause> {
        bridge!(self, login(account, browser))
    }

    pub(super) fn login_again(&self, account: &str, browser: &Browser) -> Result<Bridge, Cause> {
        bridge!(self, login_again(account, browser))
    }

    pub(super) fn open(&self, account: &str) -> Result<Bridge, Cause> {
        bridge!(self, open(account))
    }

    pub(super) fn begin(&self, account: &str) -> Result<Session<Unauthorized>, Cause> {
        done!(self, begin(account))
    }

    pub(super) fn connect_with_code(&self, account: &str, session: Session<CodeReceived>) -> Result<Bridge, Cause> {
        bridge!(self, connect_with_code(account, session))
    }

    pub(super) fn connect_with_tokens(
        &self,
        account: &str,
        access: Option<AccessToken>,
        refresh: Option<RefreshToken>,
        key: Option<ApplicationKey>,
    ) -> Result<Bridge, Cause> {
        bridge!(self, connect_with_tokens(account, access, refresh, key))
    }

    pub(super) fn link_again(&self, account: &str) -> Result<Bridge, Cause> {
        bridge!(self, link_again(account))
    }

    pub(super) fn accounts(&self) -> Result<Vec<String>, Cause> {
        done!(self, accounts())
    }

    pub(super) fn summary(&self, account: &str) -> Result<Option<Summary>, Cause> {
        done!(self, summary(account))
    }

    pub(super) fn export(&self, account: &str) -> Result<Option<Snapshot>, Cause> {
        done!(self, export(account))
    }

    pub(super) fn import(&self, account: &str, snapshot: Snapshot) -> Result<(), Cause> {
        done!(self, import(account, snapshot))
    }

    pub(super) fn remove(&self, account: &str) -> Result<bool, Cause> {
        done!(self, remove(account))
    }

    #[expect(clippy::type_complexity, reason = "as the adapters say it")]
    pub(super) fn keep_alive(&self) -> Result<Vec<(String, Result<(), Cause>)>, Cause> {
        done!(self, keep_alive())
    }
}

impl Bridge {
    /// Lists the lights, all of them.
    pub(super) fn lights(&self) {
        let lights = self.call(Light::list()).expect("lights").done().expect("lights, and no error");
        assert!(!lights.is_empty());
    }

    pub(super) fn call<E: Endpoint>(&self, endpoint: E) -> Result<E::Output, Cause> {
        done!(self, call(endpoint))
    }

    pub(super) fn renew_now(&self) -> Result<(), Cause> {
        done!(self, renew_now())
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        match self {
            Self::Blocking(bridge) => bridge.snapshot(),
            Self::Tokio(bridge, _) => bridge.snapshot(),
        }
    }
}

/// As long as access lives, and a second.
pub(super) const WEEK: Duration = Duration::from_secs(604_800);
