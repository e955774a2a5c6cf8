//! The core without an adapter: the shortest loops there are.

use crate::adapter::ACCOUNT;
use crate::disk::Disk;
use crate::wire::{self, Wire};
use hue_blocking::keep::{self, Duty, Keeper, Next, Swapped, Why};
use hue_blocking::{
    Access, AnySession, Call, CallStep, Callback, Cause, Endpoint, Entropy, Error, Exchange, Login, LoginStep, Session,
    Step, Store as _, Transition, UserLinked,
};
use hue_host::Troubles;
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

    pub(crate) fn call<E: Endpoint>(&self, endpoint: E, keeper: &mut Keeper, disk: &Disk) -> Result<E::Output, Cause> {
        let access = match keeper.next(self.sim.now()) {
            Next::Call(access) => access,
            Next::RenewAhead(access) => self.renew(Why::Advisory, keeper, disk).unwrap_or(access),
            Next::Renew(_) => self.renew(Why::Needed, keeper, disk)?,
        };
        let (mut call, mut step) = Call::begin(endpoint, access, self.sim.now())?;
        loop {
            match step {
                CallStep::Send => {}
                CallStep::Wait(delay) => self.sim.advance(delay),
                CallStep::Renew => {
                    step = call.resume(self.renew(Why::Needed, keeper, disk)?, self.sim.now())?;
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
        disk: &Disk,
        ask: impl Fn(&str) -> Option<String>,
    ) -> Result<Session<UserLinked>, Cause> {
        let (app, entropy) = (login.app().clone(), || Entropy::from_bytes([13; 32]));
        let mut step = login.start(entropy())?;
        loop {
            step = match step {
                LoginStep::Save(rest) => {
                    self.keep(keep::put(app.clone(), entropy(), rest.snapshot, rest.is_new), disk)
                        .map(drop)
                        .map_err(|stop| stop.error)?;
                    login.proceed()?
                }
                LoginStep::Ask(request) => {
                    let redirect = ask(request.url().as_str()).unwrap_or_default();
                    login.redirected(&Callback::parse(&redirect).map_err(Error::from)?)?
                }
                LoginStep::Wait(delay) => {
                    self.sim.advance(delay);
                    login.proceed()?
                }
                LoginStep::Send(request) => match wire::now((self.wire)(request)) {
                    Ok(reply) => login.receive(reply, self.sim.now())?,
                    Err(unsent) => login.failed(unsent.delivery)?,
                },
                LoginStep::Renew(session) => {
                    let load = keep::begin(app.clone(), entropy(), session.tokens().access(), Why::Needed);
                    login.renewed(self.keep(load, disk).map_err(|stop| stop.error))?
                }
                LoginStep::Done(session) => return Ok(session),
            };
        }
    }

    fn renew(&self, why: Why, keeper: &mut Keeper, disk: &Disk) -> Result<Access, Cause> {
        let load = keeper.begin(why);
        let ended = self.keep(load, disk);
        keeper.ended(ended, self.sim.now()).map_err(|(error, unsaved)| Troubles::default().cause(error, unsaved))
    }

    fn keep(&self, begin: keep::Load, disk: &Disk) -> Result<AnySession, keep::Stop> {
        let mut duty = Duty::Load(begin);
        loop {
            duty = match duty {
                Duty::Load(load) => load.loaded(disk.load(ACCOUNT).ok(), self.sim.now()),
                Duty::Swap(swap) => {
                    let outcome = disk.swap(ACCOUNT, swap.expected(), Some(swap.record()));
                    swap.swapped(outcome.unwrap_or(Swapped::Unknown), self.sim.now())
                }
                Duty::Send(dispatch) => match wire::now((self.wire)(dispatch.request())) {
                    Ok(reply) => dispatch.replied(reply, self.sim.now()),
                    Err(unsent) => dispatch.failed(unsent.delivery),
                },
                Duty::Wait(delay, load) => {
                    self.sim.advance(delay);
                    Duty::Load(load)
                }
                Duty::Done(session) => return Ok(session),
                Duty::Stop(stop) => return Err(stop),
            };
        }
    }
}
