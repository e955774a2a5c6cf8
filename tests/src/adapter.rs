//! The adapters under test, behind one face.

use crate::bare::Bare;
use crate::disk::{Disk, SlowDisk};
use crate::driver::{Driver, Runs};
use crate::must;
use crate::wire::{self, Sent, Wire};
use crate::witness::Witness;
use hue_blocking::http::Request;
use hue_blocking::keep::Keeper;
use hue_blocking::{
    AnySession, App, Browser, Cause, Endpoint, Entropy, Exchange, Login, Session, Snapshot, Transition, UserLinked,
};
use hue_sim::Simulation;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::runtime::Runtime;
use tokio::task::yield_now;

/// Who drives, and who watches it.
pub(crate) struct Adapter {
    runs: Client,
    sim: Simulation,
    witness: Witness,
}

/// How a run ended. `None`: its future was dropped.
pub(crate) type Ended<T> = Option<Result<T, Cause>>;

type SyncSend = dyn Fn(Request<Vec<u8>>) -> Sent + Send + Sync;
type AsyncSend = dyn Fn(Request<Vec<u8>>) -> Pin<Box<dyn Future<Output = Sent> + Send>> + Send + Sync;

enum Client {
    Bare(Bare),
    Blocking(Arc<SyncSend>),
    Tokio(Arc<AsyncSend>, Runtime),
}

/// A linked session and the disk that it is stored on.
pub(crate) struct Account {
    held: Held,
    app: Arc<App>,
    pub(crate) disk: Disk,
}

enum Held {
    Bare(Box<Keeper>),
    Blocking(hue_blocking::Bridge),
    Tokio(hue_tokio::Bridge),
}

impl Adapter {
    /// Over what `wire` makes; some transports want a runtime around them then.
    pub(crate) fn new(driver: Driver, wire: impl FnOnce() -> Wire, sim: &Simulation, witness: &Witness) -> Self {
        let runs = match driver.runs() {
            Runs::Bare => Client::Bare(Bare { wire: wire(), sim: sim.clone() }),
            Runs::Blocking => {
                let wire = wire();
                Client::Blocking(Arc::new(move |request| wire::now(wire(request))))
            }
            Runs::Tokio => {
                let runtime = wire::runtime();
                let wire = {
                    let _entered = runtime.enter();
                    wire()
                };
                Client::Tokio(Arc::new(move |request| wire(request)), runtime)
            }
        };
        Self { runs, sim: sim.clone(), witness: witness.clone() }
    }

    pub(crate) fn run<T: Transition>(&self, exchange: &mut Exchange<T>) -> Ended<Session<T::To>> {
        match &self.runs {
            Client::Bare(bare) => Some(bare.run(exchange).map_err(Cause::Protocol)),
            Client::Blocking(send) => Some(self.blocking(send).run(exchange)),
            Client::Tokio(send, runtime) => runtime.block_on(self.witness.polls(self.tokio(send).run(exchange))),
        }
    }

    /// A session that is stored already.
    pub(crate) fn account(&self, session: Session<UserLinked>) -> Account {
        let (app, disk) = (session.app().clone(), Disk::holding(&session.snapshot(), &self.witness));
        let held = match &self.runs {
            Client::Bare(_) => Held::Bare(Box::new(Keeper::new(session, Entropy::from_bytes([3; 32])))),
            Client::Blocking(send) => Held::Blocking(must(self.blocking_hue(send, &app, &disk).open(ACCOUNT))),
            Client::Tokio(send, runtime) => {
                Held::Tokio(must(runtime.block_on(self.tokio_hue(send, &app, &disk).open(ACCOUNT))))
            }
        };
        Account { held, app, disk }
    }

    pub(crate) fn call<E: Endpoint>(&self, endpoint: E, account: &mut Account) -> Ended<E::Output> {
        match (&mut account.held, &self.runs) {
            (Held::Bare(keeper), Client::Bare(bare)) => Some(bare.call(endpoint, keeper, &account.disk)),
            (Held::Blocking(bridge), Client::Blocking(_)) => Some(bridge.call(endpoint)),
            (Held::Tokio(bridge), Client::Tokio(_, runtime)) => {
                let ended = runtime.block_on(self.witness.polls(bridge.call(endpoint)));
                runtime.block_on(settle());
                ended
            }
            _ => must(Err("an account of this adapter")),
        }
    }

    /// `asked` counts how often the user is asked, who says what the simulator's settings say.
    pub(crate) fn login(&self, login: &mut Login, disk: &Disk, asked: &Arc<AtomicUsize>) -> Ended<Session<UserLinked>> {
        let (app, browser) = (login.app().clone(), self.browser(asked));
        let stored = match &self.runs {
            Client::Bare(bare) => return Some(bare.login(login, disk, |url| self.sim.consent(url).ok())),
            Client::Blocking(send) => {
                let ended = self.blocking_hue(send, &app, disk).run_login(ACCOUNT, login, &browser);
                Some(ended.map(|bridge| bridge.snapshot()))
            }
            Client::Tokio(send, runtime) => {
                let hue = self.tokio_hue(send, &app, disk);
                let ended = runtime.block_on(self.witness.polls(hue.run_login(ACCOUNT, login, &browser)));
                runtime.block_on(settle());
                ended.map(|ended| ended.map(|bridge| bridge.snapshot()))
            }
        };
        stored.map(|stored| stored.map(|snapshot| linked(&app, &snapshot)))
    }

    fn blocking(&self, send: &Arc<SyncSend>) -> hue_blocking::Client<impl hue_blocking::Transport + use<>> {
        let (clock, sleep, send) = (self.sim.clone(), self.sim.clone(), send.clone());
        let client = hue_blocking::Client::new(move |request| send(request)).with_clock(move || clock.now());
        client.with_sleep(move |delay| sleep.advance(delay))
    }

    fn tokio(&self, send: &Arc<AsyncSend>) -> hue_tokio::Client<impl hue_tokio::Transport + use<>> {
        let (clock, sleep, send) = (self.sim.clone(), self.sim.clone(), send.clone());
        let client = hue_tokio::Client::new(move |request| send(request)).with_clock(move || clock.now());
        client.with_sleep(move |delay| {
            sleep.advance(delay);
            yield_now()
        })
    }

    fn blocking_hue(&self, send: &Arc<SyncSend>, app: &Arc<App>, disk: &Disk) -> hue_blocking::Hue {
        hue_blocking::Hue::new(app.clone(), self.blocking(send), disk.clone())
    }

    fn tokio_hue(&self, send: &Arc<AsyncSend>, app: &Arc<App>, disk: &Disk) -> hue_tokio::Hue {
        hue_tokio::Hue::new(app.clone(), self.tokio(send), SlowDisk(disk.clone()))
    }

    fn browser(&self, asked: &Arc<AtomicUsize>) -> Browser {
        let (sim, witness, asked) = (self.sim.clone(), self.witness.clone(), Arc::clone(asked));
        Browser::new().without_open().with_paste(move |url, why| {
            witness.wait_for_sleep();
            // Asked again, the simulated user would say the same for ever.
            why.map_or(Ok(()), |why| Err(io::Error::other(why.to_owned())))?;
            asked.fetch_add(1, Ordering::SeqCst);
            sim.consent(url.as_str()).map_err(io::Error::other)
        })
    }
}

impl fmt::Debug for Adapter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.runs {
            Client::Bare(_) => f.write_str("Bare"),
            Client::Blocking(send) => self.blocking(send).fmt(f),
            Client::Tokio(send, _) => self.tokio(send).fmt(f),
        }
    }
}

impl Account {
    pub(crate) fn session(&self) -> Session<UserLinked> {
        linked(&self.app, &self.snapshot())
    }

    /// What there is, stored or not.
    pub(crate) fn snapshot(&self) -> Snapshot {
        match &self.held {
            Held::Bare(keeper) => keeper.snapshot(),
            Held::Blocking(bridge) => bridge.snapshot(),
            Held::Tokio(bridge) => bridge.snapshot(),
        }
    }
}

fn linked(app: &Arc<App>, snapshot: &Snapshot) -> Session<UserLinked> {
    match must(AnySession::restore(app.clone(), snapshot)) {
        AnySession::UserLinked(session) => session,
        _ => must(Err("a linked session")),
    }
}

/// Lets what runs on tasks of its own come to its end, though nobody waits for it.
async fn settle() {
    for _ in 0..LONG_ENOUGH {
        yield_now().await;
    }
}

/// The one account of a disk.
pub(crate) const ACCOUNT: &str = "home";
const LONG_ENOUGH: usize = 300;
