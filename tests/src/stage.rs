//! Where a story is played.

use crate::driver::{Driver, Runs};
use crate::must;
use crate::wire::{self, Sent, Wire};
use hue_blocking::http::Request;
use hue_blocking::{
    App, AppBuilder, Call, CallStep, Callback, Cause, ClientAuth, ClientSecret, CodeReceived, Delivery, Endpoint,
    Entropy, Error, Exchange, Renew, Session, Snapshot, Step, TokensIssued, Transition, Unauthorized, Unsent,
    UserLinked,
};
use hue_sim::{Options, Server, Settings, Simulation};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::future::{Ready, ready};
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::runtime::Runtime;

/// What becomes of the next request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// It arrives, and so does its reply.
    None,
    /// No connection comes about.
    NotSent,
    /// It is lost on its way, and the sender cannot know.
    LostBefore,
    /// It takes effect, and its reply is lost.
    LostAfter,
}

/// The simulator, the App, and a driver between them.
pub struct Stage {
    /// The simulator.
    pub sim: Simulation,
    app: Arc<App>,
    driver: Driver,
    wire: Wire,
    clients: Clients,
    faults: Arc<Mutex<VecDeque<Fault>>>,
    shown: Arc<Mutex<String>>,
    replies: Arc<Mutex<Vec<String>>>,
    _server: Option<Server>,
}

type SyncSend = dyn Fn(Request<Vec<u8>>) -> Sent + Send + Sync;
type AsyncSend = dyn Fn(Request<Vec<u8>>) -> Pin<Box<dyn Future<Output = Sent> + Send>> + Send + Sync;
type Save = fn(&Snapshot) -> Result<(), Infallible>;
type AsyncSave = fn(Snapshot) -> Ready<Result<(), Infallible>>;

/// The adapter under test.
enum Clients {
    None,
    Blocking(hue_blocking::Client<Box<SyncSend>>),
    Tokio(hue_tokio::Client<Box<AsyncSend>>, Runtime),
}

/// A linked session on a stage: renewed when a call needs it.
pub struct Purse(Held);

enum Held {
    Bare(Box<Exchange<Renew<UserLinked>>>),
    Blocking(Box<hue_blocking::Account<Save>>),
    Tokio(Box<hue_tokio::Account<AsyncSave>>),
}

impl Stage {
    pub(crate) fn new(
        driver: Driver,
        settings: fn(&mut Settings),
        auth: fn(ClientSecret) -> ClientAuth,
        configure: fn(AppBuilder) -> AppBuilder,
    ) -> Self {
        let sim = Simulation::new(Settings::default().with(settings));
        let server = driver.has_sockets().then(|| must(Server::start(sim.clone(), Options::default())));
        let (id, secret, redirect_uri) = sim.with_cloud(|cloud| {
            let app = must(cloud.settings().applications.first().ok_or("an application"));
            (app.client_id.clone(), app.client_secret.clone(), app.redirect_uri.clone())
        });
        let mut app = App::builder(&id, auth(ClientSecret::new(secret))).redirect_uri(&redirect_uri);
        if let Some(server) = &server {
            app = app.base_url(&server.url());
        }
        let faults = Arc::default();
        let shown = Arc::default();
        let replies = Arc::default();
        let runtime = driver.is_async().then(wire::runtime);
        // Some clients want a runtime around them when they are made.
        let wire = {
            let _entered = runtime.as_ref().map(Runtime::enter);
            driver.wire(&sim, server.as_ref().and_then(Server::ca_pem))
        };
        let wire = faulty(recording(wire, Arc::clone(&replies)), Arc::clone(&faults));
        Self {
            app: Arc::new(must(configure(app).build())),
            clients: clients(driver, &wire, &sim, runtime),
            sim,
            driver,
            wire,
            faults,
            shown,
            replies,
            _server: server,
        }
    }

    /// The application.
    pub fn app(&self) -> Arc<App> {
        self.app.clone()
    }

    /// Lets the next requests suffer, one fault each.
    pub fn suffer<const N: usize>(&self, faults: [Fault; N]) {
        lock(&self.faults).extend(faults);
    }

    /// A session that is to log in. The same seed each time: the requests of two drivers are to be compared.
    pub fn session(&self) -> Session<Unauthorized> {
        let session = Session::new(self.app(), Entropy::from_bytes([42; 32]));
        self.show(&session);
        session
    }

    /// Sends the user to Hue, and comes back with what the browser was redirected to.
    pub fn redirect(&self, session: &Session<Unauthorized>) -> String {
        must(self.sim.consent(session.authorize_url().as_str()))
    }

    /// A session whose code is to be redeemed.
    pub fn code(&self) -> Result<Session<CodeReceived>, Error> {
        self.land(self.session())
    }

    /// Takes a session through consent.
    pub fn land(&self, session: Session<Unauthorized>) -> Result<Session<CodeReceived>, Error> {
        let callback = Callback::parse(&self.redirect(&session))?;
        let landed = session.redirected(&callback);
        self.show(&landed);
        landed.map_err(|rejected| rejected.error)
    }

    /// A session with tokens.
    pub fn tokens(&self) -> Result<Session<TokensIssued>, Error> {
        self.run(&mut self.code()?.redeem())
    }

    /// A linked session.
    pub fn linked(&self) -> Result<Session<UserLinked>, Error> {
        self.run(&mut self.tokens()?.link())
    }

    /// Runs an exchange by the stage's driver.
    pub fn run<T: Transition>(&self, exchange: &mut Exchange<T>) -> Result<Session<T::To>, Error> {
        self.show(&exchange);
        let ended = match &self.clients {
            Clients::None => self.run_bare(exchange),
            Clients::Blocking(client) => client.run(exchange).map_err(|cause| self.protocol(&cause)),
            Clients::Tokio(client, runtime) => {
                runtime.block_on(client.run(exchange)).map_err(|cause| self.protocol(&cause))
            }
        };
        self.show(&ended);
        ended
    }

    /// A purse for calls.
    pub fn purse(&self, session: Session<UserLinked>) -> Purse {
        Purse(match self.driver.runs() {
            Runs::Bare => Held::Bare(Box::new(session.renew())),
            Runs::Blocking => Held::Blocking(Box::new(hue_blocking::Account::new(session, |_| Ok(())))),
            Runs::Tokio => Held::Tokio(Box::new(hue_tokio::Account::new(session, |_| ready(Ok(()))))),
        })
    }

    /// Calls by the stage's driver.
    pub fn call<E: Endpoint>(&self, endpoint: E, purse: &mut Purse) -> Result<E::Output, Error> {
        let ended = match (&mut purse.0, &self.clients) {
            (Held::Bare(renewal), _) => self.call_bare(endpoint, renewal),
            (Held::Blocking(account), Clients::Blocking(client)) => {
                client.call(endpoint, &mut **account).map_err(|cause| self.protocol(&cause))
            }
            (Held::Tokio(account), Clients::Tokio(client, runtime)) => {
                runtime.block_on(client.call(endpoint, &mut **account)).map_err(|cause| self.protocol(&cause))
            }
            _ => must(Err("a purse of this stage")),
        };
        self.show(&ended.as_ref().map(drop));
        ended
    }

    /// Every request that reached the simulator, as far as the client determines it.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.sim.log().iter().map(|entry| text(entry.request())).collect()
    }

    /// The bodies of all replies.
    pub(crate) fn replies(&self) -> Vec<String> {
        lock(&self.replies).clone()
    }

    /// Everything that was shown to people.
    pub(crate) fn shown(&self) -> String {
        let mut shown = lock(&self.shown).clone();
        for entry in self.sim.log() {
            let _ = writeln!(shown, "{entry} {entry:?}");
        }
        let _ = write!(shown, "{:?}", self.app);
        let _ = match &self.clients {
            Clients::None => Ok(()),
            Clients::Blocking(client) => write!(shown, "{client:?}"),
            Clients::Tokio(client, _) => write!(shown, "{client:?}"),
        };
        shown
    }

    fn run_bare<T: Transition>(&self, exchange: &mut Exchange<T>) -> Result<Session<T::To>, Error> {
        let mut step = exchange.start()?;
        loop {
            match step {
                Step::Send => {}
                Step::Wait(delay) => self.sim.advance(delay),
                Step::Done(session) => return Ok(session),
            }
            step = match wire::now((self.wire)(exchange.request())) {
                Ok(reply) => exchange.receive(reply, self.sim.now())?,
                Err(unsent) => exchange.failed(unsent.delivery)?,
            };
        }
    }

    fn call_bare<E: Endpoint>(
        &self,
        endpoint: E,
        renewal: &mut Exchange<Renew<UserLinked>>,
    ) -> Result<E::Output, Error> {
        let (mut call, mut step) = Call::begin(endpoint, renewal.origin().access(), self.sim.now())?;
        loop {
            match step {
                CallStep::Send => {}
                CallStep::Wait(delay) => self.sim.advance(delay),
                CallStep::Renew => {
                    *renewal = self.run_bare(renewal)?.renew();
                    step = call.resume(renewal.origin().access(), self.sim.now())?;
                    continue;
                }
                CallStep::Done(output) => return Ok(output),
            }
            step = match wire::now((self.wire)(call.request())) {
                Ok(reply) => call.receive(reply, self.sim.now())?,
                Err(unsent) => call.failed(unsent.delivery)?,
            };
        }
    }

    fn protocol(&self, cause: &Cause<io::Error>) -> Error {
        self.show(cause);
        let _ = write!(lock(&self.shown), " {cause} ");
        must(cause.protocol().cloned().ok_or("a cause that the core knows"))
    }

    fn show(&self, value: &impl std::fmt::Debug) {
        let _ = writeln!(lock(&self.shown), "{value:?} {value:#?}");
    }
}

impl Purse {
    /// The session as it is now.
    pub fn session(&self) -> &Session<UserLinked> {
        match &self.0 {
            Held::Bare(renewal) => renewal.origin(),
            Held::Blocking(account) => account.session(),
            Held::Tokio(account) => account.session(),
        }
    }
}

fn clients(driver: Driver, wire: &Wire, sim: &Simulation, runtime: Option<Runtime>) -> Clients {
    let (wire, clock, sleep) = (Arc::clone(wire), sim.clone(), sim.clone());
    match (driver.runs(), runtime) {
        (Runs::Blocking, _) => {
            let send: Box<SyncSend> = Box::new(move |request| wire::now(wire(request)));
            let client = hue_blocking::Client::new(send).with_clock(move || clock.now());
            Clients::Blocking(client.with_sleep(move |delay| sleep.advance(delay)))
        }
        (Runs::Tokio, Some(runtime)) => {
            let send: Box<AsyncSend> = Box::new(move |request| wire(request));
            let client = hue_tokio::Client::new(send).with_clock(move || clock.now());
            let client = client.with_sleep(move |delay| {
                sleep.advance(delay);
                ready(())
            });
            Clients::Tokio(client, runtime)
        }
        _ => Clients::None,
    }
}

fn recording(wire: Wire, replies: Arc<Mutex<Vec<String>>>) -> Wire {
    Arc::new(move |request| {
        let (reply, replies) = (wire(request), Arc::clone(&replies));
        Box::pin(async move {
            let reply = reply.await?;
            lock(&replies).push(String::from_utf8_lossy(reply.body()).into_owned());
            Ok(reply)
        })
    })
}

fn faulty(wire: Wire, faults: Arc<Mutex<VecDeque<Fault>>>) -> Wire {
    Arc::new(move |request| {
        let lost = |delivery| Err(Unsent { error: io::ErrorKind::TimedOut.into(), delivery });
        match lock(&faults).pop_front().unwrap_or(Fault::None) {
            Fault::None => wire(request),
            Fault::NotSent => Box::pin(ready(lost(Delivery::NotSent))),
            Fault::LostBefore => Box::pin(ready(lost(Delivery::Unknown))),
            Fault::LostAfter => {
                let reply = wire(request);
                Box::pin(async move { reply.await.and_then(|_| lost(Delivery::Unknown)) })
            }
        }
    })
}

/// A request as far as the client determines it: not the host, not what a transport adds.
fn text(request: &Request<Vec<u8>>) -> String {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let mut text = format!("{} {path}", request.method());
    for name in ["authorization", "content-type", "hue-application-key"] {
        for value in request.headers().get_all(name) {
            let _ = write!(text, "\n{name}: {}", String::from_utf8_lossy(value.as_bytes()));
        }
    }
    let _ = write!(text, "\n{}", String::from_utf8_lossy(request.body()));
    text
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
