//! Where a story is played.

use crate::adapter::{Account, Adapter, Ended};
use crate::cloud::{Cloud, users};
use crate::disk::Disk;
use crate::driver::Driver;
use crate::must;
use crate::ordeal::{Ordeal, Resume, Strike};
use crate::way::{Fault, House, Way, lock};
use crate::witness::Witness;
use hue_blocking::http::Request;
use hue_blocking::v2::{Light, Resource};
use hue_blocking::{
    App, AppBuilder, Callback, Cause, ClientAuth, ClientSecret, CodeReceived, Endpoint, Entropy, Error, Exchange,
    Login, Session, TokensIssued, Transition, Unauthorized, UserLinked,
};
use hue_sim::{Event, Settings, Simulation};
use std::fmt::Write as _;
use std::panic::resume_unwind;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The simulator, the App, and a driver between them.
pub struct Stage {
    /// The simulator.
    pub sim: Simulation,
    app: Arc<App>,
    driver: Driver,
    adapter: Adapter,
    pub(crate) witness: Witness,
    way: Arc<Way>,
    shown: Mutex<String>,
}

/// A linked session on a stage: renewed when a call needs it.
pub struct Purse(Account);

/// The story is over where it was struck. What it unwinds with.
pub(crate) struct Over;

impl Stage {
    pub(crate) fn new(
        driver: Driver,
        settings: fn(&mut Settings),
        auth: fn(ClientSecret) -> ClientAuth,
        configure: fn(AppBuilder) -> AppBuilder,
        ordeal: Option<Ordeal>,
    ) -> Self {
        let sim = Simulation::new(Settings::default().with(settings));
        let witness = Witness::new(ordeal);
        let cloud = Cloud::new(sim.clone(), witness.clone());
        let house = House::of(driver, &cloud, ordeal.is_some());
        let (id, secret, redirect_uri) = sim.with_cloud(|cloud| {
            let app = must(cloud.settings().applications.first().ok_or("an application"));
            (app.client_id.clone(), app.client_secret.clone(), app.redirect_uri.clone())
        });
        let mut app = App::builder(&id, auth(ClientSecret::new(secret))).redirect_uri(&redirect_uri);
        if let Some(url) = house.url() {
            app = app.base_url(&url);
        }
        let way = Arc::new(Way::new(house, cloud));
        let timeout = match ordeal.map(|ordeal| ordeal.strike) {
            Some(Strike::Step { fault: Fault::Late, .. }) => IMPATIENT,
            _ => PATIENT,
        };
        let adapter = Adapter::new(driver, || way.wire(driver, timeout), &sim, &witness);
        let app = Arc::new(must(configure(app).build()));
        Self { sim, app, driver, adapter, witness, way, shown: Mutex::default() }
    }

    /// The application.
    pub fn app(&self) -> Arc<App> {
        self.app.clone()
    }

    /// Lets the next requests suffer, one fault each.
    pub fn suffer<const N: usize>(&self, faults: [Fault; N]) {
        lock(&self.way.faults).extend(faults);
    }

    /// A session that is to log in. The same seed each time: the requests of two drivers are to be compared.
    pub fn session(&self) -> Session<Unauthorized> {
        let session = Session::new(self.app(), Entropy::from_bytes([42; 32]));
        self.show(&session);
        session
    }

    /// Sends the user to Hue, and comes back with what the browser was redirected to.
    pub fn redirect(&self, session: &Session<Unauthorized>) -> String {
        self.witness.begins(&session.snapshot(), users(&self.sim));
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
        let run = |exchange: &mut Exchange<T>| {
            self.witness.begins(&exchange.origin().snapshot(), users(&self.sim));
            let ended = self.adapter.run(exchange);
            let rest = match &ended {
                Some(Ok(session)) => session.snapshot(),
                _ => exchange.origin().snapshot(),
            };
            self.witness.ends(&rest, users(&self.sim), false);
            ended
        };
        let ended = run(exchange);
        let ended = self.settled(ended, || matches!(run(exchange), Some(Ok(_))));
        self.show(&ended);
        ended
    }

    /// A purse for calls.
    pub fn purse(&self, session: Session<UserLinked>) -> Purse {
        Purse(self.adapter.account(session))
    }

    /// Calls by the stage's driver.
    pub fn call<E: Endpoint>(&self, endpoint: E, purse: &mut Purse) -> Result<E::Output, Error> {
        let ended = self.call_with(endpoint, &mut purse.0);
        let ended = self.settled(ended, || matches!(self.call_with(Light::list(), &mut purse.0), Some(Ok(_))));
        self.show(&ended.as_ref().map(drop));
        ended
    }

    /// Runs a whole login by the stage's driver.
    pub fn login(&self, login: &mut Login) -> Result<Session<UserLinked>, Error> {
        let disk = must(
            login.snapshot().map(|held| Disk::holding(&held, &self.witness)).ok_or("a login that has not arrived"),
        );
        let asked = Arc::new(AtomicUsize::new(0));
        let run = |login: &mut Login| {
            let before = must(login.snapshot().ok_or("a login that has not arrived"));
            self.witness.begins(&before, users(&self.sim));
            self.witness.watch(Some(&disk));
            let ended = self.adapter.login(login, &disk, &asked);
            self.witness.watch(None);
            let rest = match &ended {
                Some(Ok(session)) => Some(session.snapshot()),
                _ => login.snapshot(),
            };
            match rest {
                Some(rest) => self.witness.ends(&rest, users(&self.sim), true),
                None => self.witness.seen().wrong.push("the login has let its session go".into()),
            }
            ended
        };
        let ended = run(login);
        if self.witness.resume() == Some(Resume::Restored) && !matches!(ended, Some(Ok(_))) {
            self.witness.seen().held = disk.read();
        }
        let ended = self.settled(ended, || matches!(run(login), Some(Ok(_))));
        self.show(&ended);
        ended
    }

    /// Every request that reached the simulator, as far as the client determines it.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.sim.log().iter().map(|entry| text(entry.request())).collect()
    }

    /// The bodies of all replies.
    pub(crate) fn replies(&self) -> Vec<String> {
        lock(&self.way.replies).clone()
    }

    /// Everything that was shown to people.
    pub(crate) fn shown(&self) -> String {
        let mut shown = lock(&self.shown).clone();
        for entry in self.sim.log() {
            let _ = writeln!(shown, "{entry} {entry:?}");
        }
        let _ = write!(shown, "{:?} {:?}", self.app, self.adapter);
        shown
    }

    /// An adapter as a new process has it.
    pub(crate) fn another_adapter(&self) -> Adapter {
        Adapter::new(self.driver, || self.way.wire(self.driver, PATIENT), &self.sim, &self.witness)
    }

    /// Ends all that the story did to the next requests.
    pub(crate) fn calm(&self) {
        self.witness.seen().is_calm = true;
        lock(&self.way.faults).clear();
        let is_pushed = || {
            self.sim.send(Request::new(Vec::new()));
            self.sim.log().last().is_some_and(|entry| entry.event() == Some(Event::PushedReply))
        };
        while is_pushed() {}
    }

    fn call_with<E: Endpoint>(&self, endpoint: E, account: &mut Account) -> Ended<E::Output> {
        self.witness.begins(&account.snapshot(), users(&self.sim));
        self.witness.watch(Some(&account.disk));
        let ended = self.adapter.call(endpoint, account);
        self.witness.watch(None);
        self.witness.ends(&account.snapshot(), users(&self.sim), false);
        ended
    }

    /// What the story hears of it. One that was struck, and did not end well, is over. `again` says whether it has arrived.
    fn settled<T>(&self, ended: Ended<T>, mut again: impl FnMut() -> bool) -> Result<T, Error> {
        let is_struck = self.witness.seen().is_struck;
        match ended {
            Some(Ok(value)) => Ok(value),
            Some(Err(cause)) if !is_struck => {
                let error = self.protocol(&cause);
                self.witness.seen().errors.push(error.clone());
                Err(error)
            }
            _ => {
                let goes_on = self.witness.resume() == Some(Resume::InPlace);
                self.witness.seen().is_over = true;
                // An outage lasts until here.
                let has_arrived = goes_on && again();
                self.calm();
                if goes_on && !has_arrived {
                    again();
                }
                resume_unwind(Box::new(Over));
            }
        }
    }

    fn protocol(&self, cause: &Cause) -> Error {
        self.show(cause);
        let _ = write!(lock(&self.shown), " {cause} ");
        must(cause.protocol().cloned().ok_or("a cause that the core knows"))
    }

    /// Where a story is struck, nobody looks.
    fn show(&self, value: &impl std::fmt::Debug) {
        if self.witness.resume().is_some() {
            return;
        }
        let _ = writeln!(lock(&self.shown), "{value:?} {value:#?}");
    }
}

impl Purse {
    /// The session as it is now.
    pub fn session(&self) -> Session<UserLinked> {
        self.0.session()
    }
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

/// Long enough for a request over the loopback; short enough to wait for it.
const IMPATIENT: Duration = Duration::from_millis(600);
const PATIENT: Duration = Duration::from_secs(12);
