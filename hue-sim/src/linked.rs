//! For tests of one's own: a session that is linked already, and the core driven without a socket.

use crate::settings::Application;
use crate::{NotRedirected, Settings, Simulation};
use hue_proto::{
    Access, App, AppBuilder, Call, CallStep, Callback, ClientSecret, Endpoint, Entropy, Error, Exchange, Session, Step,
    Transition, UserLinked,
};
use std::fmt;

/// A simulator and a session that is linked to its bridge.
///
/// ```
/// use hue_proto::v2::{Id, Light, Resource};
///
/// let (sim, session) = hue_sim::linked();
/// let kitchen = Light::update(&Id::new(sim.light("Kitchen").id())).on(true);
/// sim.call(kitchen, session.access())?;
/// assert!(sim.light("Kitchen").is_on());
/// # Ok::<(), hue_proto::Error>(())
/// ```
///
/// # Panics
///
/// If the login fails, which it does not with the default settings: it is meant for tests.
#[track_caller]
pub fn linked() -> (Simulation, Session<UserLinked>) {
    let simulation = Simulation::new(Settings::default());
    let session = simulation.app().build().map_err(NotLinked::from).and_then(|app| simulation.link(app));
    match session {
        Ok(session) => (simulation, session),
        Err(error) => no_session(&error),
    }
}

#[track_caller]
#[expect(clippy::panic, reason = "meant for tests, over settings that are ours")]
fn no_session(error: &NotLinked) -> ! {
    panic!("no linked session: {error}")
}

impl Simulation {
    /// Settings of an App for the first application that is registered here, as far as the core needs them: Hue's own URLs,
    /// Basic. For a simulation behind a [`Server`](crate::Server), add its `base_url`.
    pub fn app(&self) -> AppBuilder {
        let first = self.with_cloud(|cloud| cloud.settings().applications.first().cloned());
        let Application { client_id, client_secret, redirect_uri, .. } =
            first.unwrap_or_else(|| Application::new("none", "none", "http://127.0.0.1/"));
        App::builder(&client_id, ClientSecret::new(client_secret)).redirect_uri(&redirect_uri)
    }

    /// Logs in and links, with consent given.
    pub fn link(&self, app: App) -> Result<Session<UserLinked>, NotLinked> {
        let session = Session::new(app, Entropy::from_bytes([0x5a; 32]));
        let redirect = self.consent(session.authorize_url().as_str())?;
        let callback = Callback::parse(&redirect).map_err(Error::from)?;
        let session = session.redirected(&callback).map_err(|rejected| rejected.error)?;
        let session = self.run(&mut session.redeem())?;
        Ok(self.run(&mut session.link())?)
    }

    /// Runs an exchange to its end, without a socket. Where it waits, the simulation's time moves.
    pub fn run<T: Transition>(&self, exchange: &mut Exchange<T>) -> Result<Session<T::To>, Error> {
        let mut step = exchange.start()?;
        loop {
            match step {
                Step::Send => {}
                Step::Wait(delay) => self.advance(delay),
                Step::Done(session) => return Ok(session),
            }
            step = exchange.receive(self.send(exchange.request()), self.now())?;
        }
    }

    /// Asks the bridge one thing, without a socket. Renews nothing: where that is due, the end is
    /// [`Error::TokenRejected`].
    pub fn call<E: Endpoint>(&self, endpoint: E, access: Access) -> Result<E::Output, Error> {
        let (mut call, mut step) = Call::begin(endpoint, access, self.now())?;
        loop {
            match step {
                CallStep::Send => {}
                CallStep::Wait(delay) => self.advance(delay),
                CallStep::Renew => return Err(Error::TokenRejected),
                CallStep::Done(output) => return Ok(output),
            }
            step = call.receive(self.send(call.request()), self.now())?;
        }
    }
}

/// Why there is no linked session.
#[non_exhaustive]
#[derive(Debug)]
pub enum NotLinked {
    /// The browser was not sent back.
    Consent(NotRedirected),
    /// A step of the login failed.
    Protocol(Error),
}

impl fmt::Display for NotLinked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Consent(error) => error.fmt(f),
            Self::Protocol(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for NotLinked {}

impl From<NotRedirected> for NotLinked {
    fn from(error: NotRedirected) -> Self {
        Self::Consent(error)
    }
}

impl From<Error> for NotLinked {
    fn from(error: Error) -> Self {
        Self::Protocol(error)
    }
}
