//! Where a story is played.

use hue_blocking::http::{Request, Response};
use hue_blocking::{
    Account, App, AppBuilder, Call, CallStep, Callback, Cause, Client, ClientAuth, ClientSecret, CodeReceived,
    Delivery, Endpoint, Entropy, Error, Exchange, Renew, Session, Snapshot, Step, TokensIssued, Transition,
    Transport as _, Unauthorized, Unsent, Ureq, UserLinked,
};
use hue_sim::{Options, Server, Settings, Simulation};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// Who drives the core.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a new driver must be played by every scenario")]
pub enum Driver {
    /// A loop, without a socket.
    Bare,
    /// `hue-blocking` over ureq and TLS.
    Blocking,
}

impl Driver {
    /// All there are.
    pub const ALL: [Self; 2] = [Self::Bare, Self::Blocking];
}

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

type Send = dyn Fn(Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unsent<io::Error>> + std::marker::Send + Sync;

/// The simulator, the App, and a driver between them.
pub struct Stage {
    /// The simulator.
    pub sim: Simulation,
    app: Arc<App>,
    driver: Driver,
    client: Client<Box<Send>>,
    faults: Arc<Mutex<VecDeque<Fault>>>,
    shown: Arc<Mutex<String>>,
    replies: Arc<Mutex<Vec<String>>>,
    _server: Option<Server>,
}

type Save = fn(&Snapshot) -> Result<(), Infallible>;

/// A linked session on a stage: renewed when a call needs it.
pub struct Purse(Held);

enum Held {
    Bare(Box<Exchange<Renew<UserLinked>>>),
    Blocking(Box<Account<Save>>),
}

impl Stage {
    pub(crate) fn new(
        driver: Driver,
        settings: fn(&mut Settings),
        auth: fn(ClientSecret) -> ClientAuth,
        configure: fn(AppBuilder) -> AppBuilder,
    ) -> Self {
        let sim = Simulation::new(Settings::default().with(settings));
        let server = (driver == Driver::Blocking).then(|| must(Server::start(sim.clone(), Options::default())));
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
        let wire = recording(wire(&sim, server.as_ref()), Arc::clone(&replies));
        let wire = faulty(wire, Arc::clone(&faults));
        let (clock, sleep) = (sim.clone(), sim.clone());
        Self {
            app: Arc::new(must(configure(app).build())),
            client: Client::new(wire).with_clock(move || clock.now()).with_sleep(move |delay| sleep.advance(delay)),
            sim,
            driver,
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
        let ended = match self.driver {
            Driver::Bare => self.run_bare(exchange),
            Driver::Blocking => self.client.run(exchange).map_err(|cause| self.protocol(&cause)),
        };
        self.show(&ended);
        ended
    }

    /// A purse for calls.
    pub fn purse(&self, session: Session<UserLinked>) -> Purse {
        Purse(match self.driver {
            Driver::Bare => Held::Bare(Box::new(session.renew())),
            Driver::Blocking => Held::Blocking(Box::new(Account::new(session, |_| Ok(())))),
        })
    }

    /// Calls by the stage's driver.
    pub fn call<E: Endpoint>(&self, endpoint: E, purse: &mut Purse) -> Result<E::Output, Error> {
        let ended = match &mut purse.0 {
            Held::Bare(renewal) => self.call_bare(endpoint, renewal),
            Held::Blocking(account) => {
                self.client.call(endpoint, &mut **account).map_err(|cause| self.protocol(&cause))
            }
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
        let _ = write!(shown, "{:?} {:?}", self.app, self.client);
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
            step = match self.client.transport()(exchange.request()) {
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
            step = match self.client.transport()(call.request()) {
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
        }
    }
}

/// The way to the simulator: straight into it, or over TLS.
fn wire(sim: &Simulation, server: Option<&Server>) -> Box<Send> {
    let Some(server) = server else {
        let sim = sim.clone();
        return Box::new(move |request| Ok(sim.send(request)));
    };
    let pem = must(server.ca_pem().ok_or("a certificate authority"));
    let ureq: Ureq = must(Ureq::builder().no_proxy().extra_roots(pem.as_bytes())).build();
    Box::new(move |request| {
        ureq.send(request).map_err(|Unsent { error, delivery }| Unsent { error: io::Error::other(error), delivery })
    })
}

fn recording(wire: Box<Send>, replies: Arc<Mutex<Vec<String>>>) -> Box<Send> {
    Box::new(move |request| {
        let reply = wire(request)?;
        lock(&replies).push(String::from_utf8_lossy(reply.body()).into_owned());
        Ok(reply)
    })
}

fn faulty(wire: Box<Send>, faults: Arc<Mutex<VecDeque<Fault>>>) -> Box<Send> {
    Box::new(move |request| {
        let lost = |delivery| Err(Unsent { error: io::ErrorKind::TimedOut.into(), delivery });
        match lock(&faults).pop_front().unwrap_or(Fault::None) {
            Fault::None => wire(request),
            Fault::NotSent => lost(Delivery::NotSent),
            Fault::LostBefore => lost(Delivery::Unknown),
            Fault::LostAfter => wire(request).and_then(|_| lost(Delivery::Unknown)),
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

/// A stage that cannot be set up is a test that failed.
#[track_caller]
fn must<T, E: std::fmt::Debug>(result: Result<T, E>) -> T {
    #[expect(clippy::expect_used, reason = "only tests set a stage")]
    result.expect("the stage is set up")
}
