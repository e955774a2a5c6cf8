//! As a program without a runtime holds credentials.

use crate::storm::{CALLERS, PAUSE, Weather};
use crate::teller::Teller;
use crate::{Job, disk, hear, say, say_how};
use hue_blocking::http::Request;
use hue_blocking::keep::{Record, Stamp, Swapped};
use hue_blocking::v2::{Light, Resource};
use hue_blocking::{Bridge, Callback, Client, Hue, Store, Transport, Ureq};
use hue_tests::proof::Phase;
use std::error::Error;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

pub(crate) fn run(job: Job, store: impl Store) -> Result<(), Box<dyn Error>> {
    let teller = Arc::new(job.teller());
    let (ureq, telling) = (Ureq::new(&job.transport), teller.clone());
    let send = move |mut request: Request<Vec<u8>>| {
        let is_renewal = telling.sends(&mut request);
        let reply = ureq.send(request);
        telling.replied(is_renewal);
        reply
    };
    let hue = Hue::new(job.app, Client::new(send), Told { store, teller: teller.clone() });
    let account = &*job.account;
    match &*job.role {
        "log-in" => {
            let session = hue.begin(account)?;
            say(session.authorize_url())?;
            let session = session.redirected(&Callback::parse(&hear()?)?).map_err(|rejected| rejected.error)?;
            hue.connect_with_code(account, session)?;
            say("done")?;
        }
        "renew" => {
            let bridge = hue.open(account)?;
            teller.tell(Phase::BeforeMark);
            bridge.call(Light::list())?.done()?;
            bridge.call(Light::list())?.done()?;
            hear()?;
        }
        "call" => {
            say_how(hue.open(account)?.call(Light::list()))?;
            say(generation(&hue, account)?)?;
        }
        "fill-up" => {
            let bridge = hue.open(account)?;
            for _ in 0..2 {
                say_how(bridge.call(Light::list()))?;
            }
            disk::make_room()?;
            say_how(bridge.call(Light::list()))?;
            say(generation(&hue, account)?)?;
        }
        "storm" => {
            let bridge = hue.open(account)?;
            say("ready")?;
            let until = Instant::now() + Duration::from_secs(hear()?.parse()?);
            say(storm(&bridge, until))?;
        }
        role => return Err(format!("no such role: {role}").into()),
    }
    Ok(())
}

fn generation(hue: &Hue, account: &str) -> Result<u64, Box<dyn Error>> {
    Ok(hue.summary(account)?.ok_or("nothing is stored")?.generation)
}

fn storm(bridge: &Bridge, until: Instant) -> Weather {
    let caller = || {
        let mut weather = Weather::default();
        while Instant::now() < until {
            let began = Instant::now();
            weather.add(began, bridge.call(Light::list()));
            thread::sleep(PAUSE);
        }
        weather
    };
    thread::scope(|scope| {
        let callers: Vec<_> = (0..CALLERS).map(|_| scope.spawn(caller)).collect();
        let ended = callers.into_iter().map(|caller| caller.join().unwrap_or_else(|panic| resume_unwind(panic)));
        ended.fold(Weather::default(), Weather::and)
    })
}

/// A store that tells what it took.
struct Told<S> {
    store: S,
    teller: Arc<Teller>,
}

impl<S: Store> Store for Told<S> {
    type Error = S::Error;

    fn load(&self, account: &str) -> Result<Option<Record>, S::Error> {
        self.store.load(account)
    }

    fn swap(&self, account: &str, expected: Option<Stamp>, new: Option<&Record>) -> Result<Swapped, S::Error> {
        let outcome = self.store.swap(account, expected, new)?;
        self.teller.swapped(&outcome, new);
        Ok(outcome)
    }

    fn accounts(&self) -> Result<Vec<String>, S::Error> {
        self.store.accounts()
    }
}
