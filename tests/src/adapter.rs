//! The adapters under test, behind one face.

use crate::bare::Bare;
use crate::driver::{Driver, Runs};
use crate::must;
use crate::wire::{self, Sent, Wire};
use crate::witness::{Disk, Witness};
use hue_blocking::http::Request;
use hue_blocking::{Browser, Cause, Endpoint, Exchange, Login, Renew, Session, Snapshot, Transition, UserLinked};
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
pub(crate) type Ended<T> = Option<Result<T, Cause<io::Error>>>;

type SyncSend = dyn Fn(Request<Vec<u8>>) -> Sent + Send + Sync;
type AsyncSend = dyn Fn(Request<Vec<u8>>) -> Pin<Box<dyn Future<Output = Sent> + Send>> + Send + Sync;
type Save = Box<dyn FnMut(&Snapshot) -> io::Result<()>>;
type AsyncSave = Box<dyn FnMut(Snapshot) -> Pin<Box<dyn Future<Output = io::Result<()>> + Send>> + Send>;

enum Client {
    Bare(Bare),
    Blocking(hue_blocking::Client<Box<SyncSend>>),
    Tokio(hue_tokio::Client<Box<AsyncSend>>, Runtime),
}

/// A linked session and the disk that it is saved on.
pub(crate) struct Account {
    held: Held,
    pub(crate) disk: Disk,
}

enum Held {
    Bare(Box<Exchange<Renew<UserLinked>>>),
    Blocking(Box<hue_blocking::Account<Save>>),
    Tokio(Box<hue_tokio::Account<AsyncSave>>),
}

impl Adapter {
    /// Over what `wire` makes; some transports want a runtime around them then.
    pub(crate) fn new(driver: Driver, wire: impl FnOnce() -> Wire, sim: &Simulation, witness: &Witness) -> Self {
        let (clock, sleep) = (sim.clone(), sim.clone());
        let runs = match driver.runs() {
            Runs::Bare => Client::Bare(Bare { wire: wire(), sim: sim.clone() }),
            Runs::Blocking => {
                let wire = wire();
                let send: Box<SyncSend> = Box::new(move |request| wire::now(wire(request)));
                let client = hue_blocking::Client::new(send).with_clock(move || clock.now());
                Client::Blocking(client.with_sleep(move |delay| sleep.advance(delay)))
            }
            Runs::Tokio => {
                let runtime = wire::runtime();
                let wire = {
                    let _entered = runtime.enter();
                    wire()
                };
                let send: Box<AsyncSend> = Box::new(move |request| wire(request));
                let client = hue_tokio::Client::new(send).with_clock(move || clock.now());
                let client = client.with_sleep(move |delay| {
                    sleep.advance(delay);
                    yield_now()
                });
                Client::Tokio(client, runtime)
            }
        };
        Self { runs, sim: sim.clone(), witness: witness.clone() }
    }

    pub(crate) fn run<T: Transition>(&self, exchange: &mut Exchange<T>) -> Ended<Session<T::To>> {
        match &self.runs {
            Client::Bare(bare) => Some(bare.run(exchange).map_err(Cause::Protocol)),
            Client::Blocking(client) => Some(client.run(exchange)),
            Client::Tokio(client, runtime) => runtime.block_on(self.witness.polls(client.run(exchange))),
        }
    }

    /// A session that is saved already.
    pub(crate) fn account(&self, session: Session<UserLinked>) -> Account {
        let disk = Disk::holding(session.snapshot());
        let held = match &self.runs {
            Client::Bare(_) => Held::Bare(Box::new(session.renew())),
            Client::Blocking(_) => Held::Blocking(Box::new(hue_blocking::Account::new(session, self.save(&disk)))),
            Client::Tokio(..) => Held::Tokio(Box::new(hue_tokio::Account::new(session, self.async_save(&disk)))),
        };
        Account { held, disk }
    }

    pub(crate) fn call<E: Endpoint>(&self, endpoint: E, account: &mut Account) -> Ended<E::Output> {
        match (&mut account.held, &self.runs) {
            (Held::Bare(renewal), Client::Bare(bare)) => Some(bare.call(endpoint, renewal).map_err(Cause::Protocol)),
            (Held::Blocking(account), Client::Blocking(client)) => Some(client.call(endpoint, &mut **account)),
            (Held::Tokio(account), Client::Tokio(client, runtime)) => {
                runtime.block_on(self.witness.polls(client.call(endpoint, &mut **account)))
            }
            _ => must(Err("an account of this adapter")),
        }
    }

    /// `asked` counts how often the user is asked, who says what the simulator's settings say.
    pub(crate) fn login(&self, login: &mut Login, disk: &Disk, asked: &Arc<AtomicUsize>) -> Ended<Session<UserLinked>> {
        let browser = self.browser(asked);
        match &self.runs {
            Client::Bare(bare) => Some(bare.login(login, |url| self.sim.consent(url).ok()).map_err(Cause::Protocol)),
            Client::Blocking(client) => Some(client.login(login, &browser, self.save(disk))),
            Client::Tokio(client, runtime) => {
                runtime.block_on(self.witness.polls(client.login(login, &browser, self.async_save(disk))))
            }
        }
    }

    fn save(&self, disk: &Disk) -> Save {
        let (disk, witness) = (disk.clone(), self.witness.clone());
        Box::new(move |snapshot| {
            witness.saves()?;
            disk.save(snapshot.clone());
            Ok(())
        })
    }

    /// It takes its time before and after.
    fn async_save(&self, disk: &Disk) -> AsyncSave {
        let (disk, witness) = (disk.clone(), self.witness.clone());
        Box::new(move |snapshot| {
            let (disk, witness) = (disk.clone(), witness.clone());
            Box::pin(async move {
                yield_now().await;
                witness.saves()?;
                disk.save(snapshot);
                yield_now().await;
                Ok(())
            })
        })
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
            Client::Blocking(client) => client.fmt(f),
            Client::Tokio(client, _) => client.fmt(f),
        }
    }
}

impl Account {
    pub(crate) fn session(&self) -> &Session<UserLinked> {
        match &self.held {
            Held::Bare(renewal) => renewal.origin(),
            Held::Blocking(account) => account.session(),
            Held::Tokio(account) => account.session(),
        }
    }
}
