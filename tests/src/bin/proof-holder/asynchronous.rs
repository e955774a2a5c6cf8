//! As a program on a runtime holds credentials.

use crate::storm::{CALLERS, PAUSE, Weather};
use crate::teller::Teller;
use crate::{Job, hear, say, say_how};
use hue_tests::proof::Phase;
use hue_tokio::http::Request;
use hue_tokio::keep::{Record, Stamp, Swapped};
use hue_tokio::v2::{Light, Resource};
use hue_tokio::{Bridge, Callback, Client, Hue, Hyper, Store, Transport};
use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub(crate) async fn run(job: Job, store: impl Store) -> Result<(), Box<dyn Error>> {
    let teller = Arc::new(job.teller());
    let (hyper, telling) = (Arc::new(Hyper::new(&job.transport)), teller.clone());
    let send = move |mut request: Request<Vec<u8>>| {
        let (hyper, telling) = (hyper.clone(), telling.clone());
        async move {
            let is_renewal = telling.sends(&mut request);
            let reply = hyper.send(request).await;
            telling.replied(is_renewal);
            reply
        }
    };
    let hue = Hue::new(job.app, Client::new(send), Told { store, teller: teller.clone() });
    let account = &*job.account;
    match &*job.role {
        "log-in" => {
            let session = hue.begin(account).await?;
            say(session.authorize_url())?;
            let session = session.redirected(&Callback::parse(&hear()?)?).map_err(|rejected| rejected.error)?;
            hue.connect_with_code(account, session).await?;
            say("done")?;
        }
        "renew" => {
            let bridge = hue.open(account).await?;
            teller.tell(Phase::BeforeMark);
            bridge.call(Light::list()).await?.done()?;
            bridge.call(Light::list()).await?.done()?;
            hear()?;
        }
        "call" => {
            say_how(hue.open(account).await?.call(Light::list()).await)?;
            say(generation(&hue, account).await?)?;
        }
        "storm" => {
            let bridge = hue.open(account).await?;
            say("ready")?;
            let until = Instant::now() + Duration::from_secs(hear()?.parse()?);
            say(storm(&bridge, until).await?)?;
        }
        role => return Err(format!("no such role: {role}").into()),
    }
    Ok(())
}

async fn generation(hue: &Hue, account: &str) -> Result<u64, Box<dyn Error>> {
    Ok(hue.summary(account).await?.ok_or("nothing is stored")?.generation)
}

async fn storm(bridge: &Bridge, until: Instant) -> Result<Weather, Box<dyn Error>> {
    let callers: Vec<_> = (0..CALLERS).map(|_| tokio::spawn(caller(bridge.clone(), until))).collect();
    let mut weather = Weather::default();
    for caller in callers {
        weather = weather.and(caller.await?);
    }
    Ok(weather)
}

async fn caller(bridge: Bridge, until: Instant) -> Weather {
    let mut weather = Weather::default();
    while Instant::now() < until {
        let began = Instant::now();
        weather.add(began, bridge.call(Light::list()).await);
        tokio::time::sleep(PAUSE).await;
    }
    weather
}

/// A store that tells what it took.
struct Told<S> {
    store: S,
    teller: Arc<Teller>,
}

impl<S: Store> Store for Told<S> {
    type Error = S::Error;

    async fn load(&self, account: &str) -> Result<Option<Record>, S::Error> {
        self.store.load(account).await
    }

    async fn swap(&self, account: &str, expected: Option<Stamp>, new: Option<&Record>) -> Result<Swapped, S::Error> {
        let outcome = self.store.swap(account, expected, new).await?;
        self.teller.swapped(&outcome, new);
        Ok(outcome)
    }

    async fn accounts(&self) -> Result<Vec<String>, S::Error> {
        self.store.accounts().await
    }
}
