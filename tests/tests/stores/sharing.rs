//! Programs that share one login through a store, with many calls in each: one renewal a generation.

use crate::run;
use hue_sim::{Event, Simulation};
use hue_store::{File, Memory, Postgres, Seal};
use hue_tests::postgres::Server;
use hue_tokio::http::Request;
use hue_tokio::v2::{Light, Resource};
use hue_tokio::{Bridge, Client, Hue, Store, Transport, Unsent};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::Duration;
use tokio::task::JoinSet;

const PROGRAMS: usize = 8;
const CALLS: usize = 25;
const GENERATIONS: usize = 4;
const WEEK: Duration = Duration::from_secs(604_800);

#[test]
fn programs_over_one_memory_renew_once() {
    let memory = Memory::default();
    check(async || memory.clone());
}

#[test]
fn programs_over_one_folder_renew_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().join("accounts");
    check(async || File::new(&folder).expect("a folder").sealed(Seal::with_key([7; 32])));
}

#[test]
fn programs_over_one_database_renew_once() {
    let Some(server) = Server::start() else { return };
    let url = server.database("shared");
    let seal = Seal::with_key([7; 32]);
    check(async || Postgres::builder(&url).pool_size(2).sealed(seal.clone()).connect().await.expect("a database"));
}

/// Each program has a handle, a store and a client of its own; the tokens are over at the start of each round.
fn check<S: Store>(open: impl AsyncFn() -> S) {
    run(async {
        let (sim, session) = hue_sim::linked();
        let app = session.app().clone();
        let program = async || Hue::new(app.clone(), client(&sim, |_| ()), open().await);
        program().await.import("home", session.snapshot()).await.expect("stored");
        let mut bridges = Vec::new();
        for _ in 0..PROGRAMS {
            bridges.push(program().await.open("home").await.expect("a login"));
        }
        for generation in 1..=GENERATIONS {
            sim.advance(WEEK);
            call_all(&bridges).await;
            assert_eq!(sim.count(Event::Renewal), generation);
        }
        let sent = refresh_tokens(&sim);
        assert_eq!((sent.len(), sent.values().max()), (GENERATIONS, Some(&1)), "each is sent once: {sent:?}");
    });
}

async fn call_all(bridges: &[Bridge]) {
    let mut calls = JoinSet::new();
    for bridge in (0..CALLS).flat_map(|_| bridges) {
        let bridge = bridge.clone();
        calls.spawn(async move { bridge.call(Light::list()).await.map(drop) });
    }
    for outcome in calls.join_all().await {
        outcome.unwrap_or_else(|cause| panic!("a caller saw {cause}"));
    }
}

/// Over the pure simulator, by its clock; who waits really waits. Before something is sent, `sending` learns whether it is a
/// refresh token.
pub(crate) fn client(sim: &Simulation, sending: impl Fn(bool) + Send + Sync + 'static) -> Client<impl Transport> {
    let (wire, clock) = (sim.clone(), sim.clone());
    let send = move |request: Request<Vec<u8>>| {
        sending(refresh_token(&request).is_some());
        let reply = wire.send(request);
        async move {
            tokio::task::yield_now().await;
            Ok::<_, Unsent<Infallible>>(reply)
        }
    };
    Client::new(send).with_clock(move || clock.now())
}

/// How often each was sent.
fn refresh_tokens(sim: &Simulation) -> BTreeMap<String, usize> {
    let mut sent = BTreeMap::new();
    for token in sim.log().iter().filter_map(|entry| refresh_token(entry.request())) {
        *sent.entry(token).or_default() += 1;
    }
    sent
}

fn refresh_token(request: &Request<Vec<u8>>) -> Option<String> {
    let body = String::from_utf8_lossy(request.body());
    body.split('&').find_map(|pair| pair.strip_prefix("refresh_token=")).map(str::to_owned)
}
