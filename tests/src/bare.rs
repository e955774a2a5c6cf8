//! The core without an adapter: the shortest loops there are.

use crate::wire::{self, Wire};
use hue_blocking::{
    Call, CallStep, Callback, Endpoint, Entropy, Error, Exchange, Login, LoginStep, Renew, Session, Step, Transition,
    UserLinked,
};
use hue_sim::Simulation;

/// A wire, and a clock that sleeping moves.
pub(crate) struct Bare {
    pub(crate) wire: Wire,
    pub(crate) sim: Simulation,
}

impl Bare {
    pub(crate) fn run<T: Transition>(&self, exchange: &mut Exchange<T>) -> Result<Session<T::To>, Error> {
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

    pub(crate) fn call<E: Endpoint>(
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
                    *renewal = self.run(renewal)?.renew();
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

    pub(crate) fn login(
        &self,
        login: &mut Login,
        ask: impl Fn(&str) -> Option<String>,
    ) -> Result<Session<UserLinked>, Error> {
        let mut step = login.start(Entropy::from_bytes([13; 32]))?;
        loop {
            step = match step {
                LoginStep::Save(_) => login.proceed()?,
                LoginStep::Ask(request) => {
                    let redirect = ask(request.url().as_str()).unwrap_or_default();
                    login.redirected(&Callback::parse(&redirect)?)?
                }
                LoginStep::Wait(delay) => {
                    self.sim.advance(delay);
                    login.proceed()?
                }
                LoginStep::Send(request) => match wire::now((self.wire)(request)) {
                    Ok(reply) => login.receive(reply, self.sim.now())?,
                    Err(unsent) => login.failed(unsent.delivery)?,
                },
                LoginStep::Done(session) => return Ok(session),
            };
        }
    }
}
