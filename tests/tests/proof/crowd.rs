//! Many calls of one program, at once, on a token that is over: one renewal.

use crate::cloud::{Cloud, reuses};
use crate::is_full;
use crate::storm::latency;
use hue_blocking::v2::{Light, Resource};
use hue_blocking::{App, Cause, Client, TransportSettings, UnixTime, Ureq};
use hue_store::Memory;
use hue_tests::proof::ACCOUNT;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

#[test]
fn thousands_of_tasks_renew_once_where_the_clock_says_so() {
    check("hue-tokio", tasks_in_all(), Over::ByTheClock, tasks);
}

#[test]
fn thousands_of_tasks_renew_once_where_hue_refuses_the_token() {
    check("hue-tokio", tasks_in_all(), Over::Refused, tasks);
}

#[test]
fn three_hundred_threads_renew_once_where_the_clock_says_so() {
    check("hue-blocking", 300, Over::ByTheClock, threads);
}

#[test]
fn three_hundred_threads_renew_once_where_hue_refuses_the_token() {
    check("hue-blocking", 300, Over::Refused, threads);
}

fn tasks_in_all() -> usize {
    if is_full() { 10_000 } else { 1_000 }
}

/// How callers learn that their token is over.
#[derive(Clone, Copy, Debug)]
enum Over {
    ByTheClock,
    Refused,
}

/// A call: how many microseconds it took, and how it ended.
type Ended = (u64, Result<(), Cause>);

fn check(adapter: &str, calls: usize, over: Over, crowd: fn(&Hall, usize) -> Vec<Ended>) {
    let hall = Hall::open(over);
    let ended = crowd(&hall, calls);
    let (mut micros, outcomes): (Vec<u64>, Vec<_>) = ended.into_iter().unzip();
    let errors: Vec<Cause> = outcomes.into_iter().filter_map(Result::err).collect();
    let presented = hall.cloud.presented(0);
    let seen = format!(
        "crowd: {adapter}, {calls} calls, {over:?}: {} errors, {} renewals, {} reuses; {}",
        errors.len(),
        presented.len(),
        reuses(&presented),
        latency(&mut micros)
    );
    println!("{seen}");
    assert!(errors.is_empty(), "{seen}\n{:?}", errors.first());
    assert_eq!((micros.len(), presented.len()), (calls, 1), "{seen}");
}

/// A cloud, and a store with an account.
struct Hall {
    cloud: Cloud,
    store: Memory,
    over: Over,
}

impl Hall {
    fn open(over: Over) -> Self {
        let hall = Self { cloud: Cloud::start(true, |_| {}), store: Memory::default(), over };
        let session = hall.cloud.sim.link(hall.app()).expect("a login");
        hall.hue().import(ACCOUNT, session.snapshot()).expect("an account");
        hall
    }

    fn app(&self) -> App {
        self.cloud.sim.app().base_url(&self.cloud.url()).build().expect("an App")
    }

    fn hue(&self) -> hue_blocking::Hue {
        let client = Client::new(Ureq::new(&self.transport())).with_clock(self.clock());
        hue_blocking::Hue::new(self.app(), client, self.store.clone())
    }

    fn tokio_hue(&self) -> hue_tokio::Hue {
        let client = hue_tokio::Client::new(hue_tokio::Hyper::new(&self.transport())).with_clock(self.clock());
        hue_tokio::Hue::new(self.app(), client, self.store.clone())
    }

    /// That of the simulation, or one that knows nothing of what the simulation does to it.
    fn clock(&self) -> impl Fn() -> UnixTime + Send + Sync + 'static {
        let (sim, over) = (self.cloud.sim.clone(), self.over);
        let begun = sim.now();
        move || if let Over::ByTheClock = over { sim.now() } else { begun }
    }

    fn transport(&self) -> TransportSettings {
        let trusting = TransportSettings::default().with_extra_roots(self.cloud.ca_pem().as_bytes());
        // One server answers all of them.
        trusting.expect("a certificate").with_timeout(Duration::from_secs(120))
    }

    fn expire(&self) {
        self.cloud.sim.advance(Duration::from_secs(604_800));
    }
}

/// Through two handles of one application and a third of another, over one store.
fn tasks(hall: &Hall, calls: usize) -> Vec<Ended> {
    Runtime::new().expect("a runtime").block_on(async {
        let (one, other) = (hall.tokio_hue(), hall.tokio_hue());
        let mut bridges = Vec::new();
        for hue in [&one, &one, &other] {
            let bridge = hue.open(ACCOUNT).await.expect("an account");
            // So that there is a connection, for all of them.
            bridge.call(Light::list()).await.expect("a call").done().expect("a call");
            bridges.push(bridge);
        }
        hall.expire();
        let began = Instant::now();
        let call = |bridge: hue_tokio::Bridge| {
            tokio::spawn(async move {
                let outcome = bridge.call(Light::list()).await.map(drop);
                (micros_since(began), outcome)
            })
        };
        let calls: Vec<_> = bridges.into_iter().cycle().take(calls).map(call).collect();
        let mut ended = Vec::new();
        for call in calls {
            ended.push(call.await.expect("no panic"));
        }
        ended
    })
}

fn threads(hall: &Hall, calls: usize) -> Vec<Ended> {
    let (one, other) = (hall.hue(), hall.hue());
    let bridges = [&one, &one, &other].map(|hue| hue.open(ACCOUNT).expect("an account"));
    hall.expire();
    let all_are_here = Barrier::new(calls);
    thread::scope(|scope| {
        let call = |bridge: hue_blocking::Bridge| {
            let all_are_here = &all_are_here;
            scope.spawn(move || {
                all_are_here.wait();
                let began = Instant::now();
                let outcome = bridge.call(Light::list()).map(drop);
                (micros_since(began), outcome)
            })
        };
        let calls: Vec<_> = bridges.into_iter().cycle().take(calls).map(call).collect();
        calls.into_iter().map(|call| call.join().expect("no panic")).collect()
    })
}

fn micros_since(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_micros()).expect("not that long")
}
