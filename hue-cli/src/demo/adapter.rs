//! The two adapters behind one face: the walk is the same with either.

use super::clock::Clock;
use super::recorder::{Recorder, Tape};
use crate::failure::{Code, Failure};
use hue_blocking::http::{Request, Response};
use hue_blocking::{
    Cause, Endpoint, Exchange, SendError, Session, Snapshot, Transition, TransportSettings, Unsent, Ureq, UserLinked,
};
use hue_tokio::Hyper;
use std::convert::Infallible;
use std::future::{Ready, ready};
use tokio::runtime::{Builder, Runtime};

/// What the walk needs of an adapter.
pub(super) trait Adapter: Sized {
    /// As `--adapter` has it.
    const NAME: &'static str;
    type Account;

    /// What it sends and saves goes onto the tape.
    fn new(settings: &TransportSettings, time: Clock, tape: Tape) -> Result<Self, Failure>;
    /// Sends what the protocol knows nothing of.
    fn ask(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unsent<SendError>>;
    fn run<T: Transition>(&self, exchange: &mut Exchange<T>) -> Result<Session<T::To>, Cause<SendError>>;
    fn account(&self, session: Session<UserLinked>) -> Self::Account;
    fn session(account: &Self::Account) -> &Session<UserLinked>;
    fn call<E: Endpoint>(&self, endpoint: E, account: &mut Self::Account) -> Result<E::Output, Cause<SendError>>;
}

pub(super) struct Blocking {
    hue: hue_blocking::Client<Recorder<Ureq>>,
    tape: Tape,
}

impl Adapter for Blocking {
    const NAME: &'static str = "blocking";
    type Account = hue_blocking::Account<Box<dyn FnMut(&Snapshot) -> Result<(), Infallible>>>;

    fn new(settings: &TransportSettings, time: Clock, tape: Tape) -> Result<Self, Failure> {
        let transport = Recorder::new(Ureq::new(settings), tape.clone());
        Ok(Self { hue: hue_blocking::Client::new(transport).with_clock(move || time.now()), tape })
    }

    fn ask(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unsent<SendError>> {
        hue_blocking::Transport::send(self.hue.transport(), request)
    }

    fn run<T: Transition>(&self, exchange: &mut Exchange<T>) -> Result<Session<T::To>, Cause<SendError>> {
        self.hue.run(exchange)
    }

    fn account(&self, session: Session<UserLinked>) -> Self::Account {
        let tape = self.tape.clone();
        hue_blocking::Account::new(
            session,
            Box::new(move |_| {
                tape.saved();
                Ok(())
            }),
        )
    }

    fn session(account: &Self::Account) -> &Session<UserLinked> {
        account.session()
    }

    fn call<E: Endpoint>(&self, endpoint: E, account: &mut Self::Account) -> Result<E::Output, Cause<SendError>> {
        self.hue.call(endpoint, account)
    }
}

/// On a runtime of its own, of this one thread.
pub(super) struct Tokio {
    hue: hue_tokio::Client<Recorder<Hyper>>,
    tape: Tape,
    runtime: Runtime,
}

impl Adapter for Tokio {
    const NAME: &'static str = "tokio";
    type Account = hue_tokio::Account<Box<dyn FnMut(Snapshot) -> Ready<Result<(), Infallible>> + Send>>;

    fn new(settings: &TransportSettings, time: Clock, tape: Tape) -> Result<Self, Failure> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failure::new(Code::System, format_args!("no runtime: {error}")))?;
        let transport = Recorder::new(Hyper::new(settings), tape.clone());
        Ok(Self { hue: hue_tokio::Client::new(transport).with_clock(move || time.now()), tape, runtime })
    }

    fn ask(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unsent<SendError>> {
        let reply = self.runtime.block_on(hue_tokio::Transport::send(self.hue.transport(), request))?;
        Ok(reply.map(|body| body.as_ref().to_vec()))
    }

    fn run<T: Transition>(&self, exchange: &mut Exchange<T>) -> Result<Session<T::To>, Cause<SendError>> {
        self.runtime.block_on(self.hue.run(exchange))
    }

    fn account(&self, session: Session<UserLinked>) -> Self::Account {
        let tape = self.tape.clone();
        hue_tokio::Account::new(
            session,
            Box::new(move |_| {
                tape.saved();
                ready(Ok(()))
            }),
        )
    }

    fn session(account: &Self::Account) -> &Session<UserLinked> {
        account.session()
    }

    fn call<E: Endpoint>(&self, endpoint: E, account: &mut Self::Account) -> Result<E::Output, Cause<SendError>> {
        self.runtime.block_on(self.hue.call(endpoint, account))
    }
}
