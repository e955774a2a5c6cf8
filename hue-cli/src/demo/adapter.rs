//! The two adapters behind one face: the walk is the same with either.

use super::clock::Clock;
use super::recorder::{Recorder, Tape};
use super::shelf::Shelf;
use crate::failure::{Code, Failure};
use hue_blocking::http::{Request, Response};
use hue_blocking::{
    Cause, Endpoint, Exchange, SendError, Session, Snapshot, Transition, TransportSettings, Unsent, Ureq, UserLinked,
};
use hue_tokio::Hyper;
use tokio::runtime::{Builder, Runtime};

/// What the walk needs of an adapter.
pub(super) trait Adapter: Sized {
    /// As `--adapter` has it.
    const NAME: &'static str;
    type Bridge;

    /// What it sends and saves goes onto the tape.
    fn new(settings: &TransportSettings, time: Clock, tape: Tape) -> Result<Self, Failure>;
    /// Sends what the protocol knows nothing of.
    fn ask(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unsent<SendError>>;
    fn run<T: Transition>(&self, exchange: &mut Exchange<T>) -> Result<Session<T::To>, Cause>;
    /// Stores a session, and looks after it from there.
    fn open(&self, session: &Session<UserLinked>) -> Result<Self::Bridge, Cause>;
    fn snapshot(bridge: &Self::Bridge) -> Snapshot;
    fn call<E: Endpoint>(&self, endpoint: E, bridge: &Self::Bridge) -> Result<E::Output, Cause>;
}

pub(super) struct Blocking {
    client: hue_blocking::Client<Recorder<Ureq>>,
    settings: TransportSettings,
    time: Clock,
    tape: Tape,
}

impl Blocking {
    fn client(settings: &TransportSettings, time: Clock, tape: Tape) -> hue_blocking::Client<Recorder<Ureq>> {
        hue_blocking::Client::new(Recorder::new(Ureq::new(settings), tape)).with_clock(move || time.now())
    }
}

impl Adapter for Blocking {
    const NAME: &'static str = "blocking";
    type Bridge = hue_blocking::Bridge;

    fn new(settings: &TransportSettings, time: Clock, tape: Tape) -> Result<Self, Failure> {
        let client = Self::client(settings, time.clone(), tape.clone());
        Ok(Self { client, settings: settings.clone(), time, tape })
    }

    fn ask(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unsent<SendError>> {
        hue_blocking::Transport::send(self.client.transport(), request)
    }

    fn run<T: Transition>(&self, exchange: &mut Exchange<T>) -> Result<Session<T::To>, Cause> {
        self.client.run(exchange)
    }

    fn open(&self, session: &Session<UserLinked>) -> Result<Self::Bridge, Cause> {
        let client = Self::client(&self.settings, self.time.clone(), self.tape.clone());
        let hue = hue_blocking::Hue::new(session.app().clone(), client, Shelf::new(self.tape.clone()));
        hue.import(ACCOUNT, session.snapshot())?;
        hue.open(ACCOUNT)
    }

    fn snapshot(bridge: &Self::Bridge) -> Snapshot {
        bridge.snapshot()
    }

    fn call<E: Endpoint>(&self, endpoint: E, bridge: &Self::Bridge) -> Result<E::Output, Cause> {
        bridge.call(endpoint)
    }
}

/// On a runtime of its own, of this one thread.
pub(super) struct Tokio {
    client: hue_tokio::Client<Recorder<Hyper>>,
    settings: TransportSettings,
    time: Clock,
    tape: Tape,
    runtime: Runtime,
}

impl Tokio {
    fn client(settings: &TransportSettings, time: Clock, tape: Tape) -> hue_tokio::Client<Recorder<Hyper>> {
        hue_tokio::Client::new(Recorder::new(Hyper::new(settings), tape)).with_clock(move || time.now())
    }
}

impl Adapter for Tokio {
    const NAME: &'static str = "tokio";
    type Bridge = hue_tokio::Bridge;

    fn new(settings: &TransportSettings, time: Clock, tape: Tape) -> Result<Self, Failure> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failure::new(Code::System, format_args!("no runtime: {error}")))?;
        let client = Self::client(settings, time.clone(), tape.clone());
        Ok(Self { client, settings: settings.clone(), time, tape, runtime })
    }

    fn ask(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unsent<SendError>> {
        let reply = self.runtime.block_on(hue_tokio::Transport::send(self.client.transport(), request))?;
        Ok(reply.map(|body| body.as_ref().to_vec()))
    }

    fn run<T: Transition>(&self, exchange: &mut Exchange<T>) -> Result<Session<T::To>, Cause> {
        self.runtime.block_on(self.client.run(exchange))
    }

    fn open(&self, session: &Session<UserLinked>) -> Result<Self::Bridge, Cause> {
        let client = Self::client(&self.settings, self.time.clone(), self.tape.clone());
        let hue = hue_tokio::Hue::new(session.app().clone(), client, Shelf::new(self.tape.clone()));
        self.runtime.block_on(async {
            hue.import(ACCOUNT, session.snapshot()).await?;
            hue.open(ACCOUNT).await
        })
    }

    fn snapshot(bridge: &Self::Bridge) -> Snapshot {
        bridge.snapshot()
    }

    fn call<E: Endpoint>(&self, endpoint: E, bridge: &Self::Bridge) -> Result<E::Output, Cause> {
        self.runtime.block_on(bridge.call(endpoint))
    }
}

const ACCOUNT: &str = "demo";
