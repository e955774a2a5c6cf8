//! Stores that fail for real, at the worst moment: after Hue has spent the old pair, before the new one is saved.

use crate::cloud::{Cloud, reuses};
use crate::keep::Keep;
use hue_sim::{Event, Simulation};
use hue_tests::postgres;
use hue_tests::proof::ACCOUNT;
use hue_tokio::http::Request;
use hue_tokio::v2::{Light, Resource};
use hue_tokio::{Cause, Client, Error, Hue, Unsent};
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// It fills up while Hue answers, and has room again later. The same program goes on.
#[test]
fn a_disk_that_is_full_when_hue_has_answered_loses_nothing() {
    let (keep, cloud) = (Keep::files(), Cloud::start(false, |_| {}));
    cloud.log_in(&keep, ACCOUNT, LEASE);
    cloud.sim.advance(WEEK);
    let said = cloud.program("fill-up", &keep, ACCOUNT, LEASE).finish();
    let [first, second, third, generation] = &*said else { panic!("it said {said:#?}") };
    for failed in [first, second] {
        assert!(failed.starts_with("failed: MendStore") && failed.contains("File too large"), "{failed}");
    }
    assert_eq!((&**third, &**generation), ("called", "1"));
    assert_eq!((cloud.sim.count(Event::Renewal), reuses(&cloud.presented(0))), (1, 0));
    assert_eq!(cloud.program("call", &keep, ACCOUNT, LEASE).finish(), ["called", "1"]);
}

/// The power fails while Hue answers, and comes back later. The same program goes on.
#[test]
fn a_database_that_is_gone_when_hue_has_answered_loses_nothing() {
    let Some(server) = postgres::Server::start() else { return };
    let url = server.database("proof");
    let server = Arc::new(server);
    let (sim, session) = hue_sim::linked();
    let fails = Arc::new(AtomicBool::new(false));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = hue_store::Postgres::connect(&url).await.expect("a database");
        let hue = Hue::new(session.app().clone(), client(&sim, &server, &fails), store);
        hue.import(ACCOUNT, session.snapshot()).await.expect("stored");
        let bridge = hue.open(ACCOUNT).await.expect("an account");
        sim.advance(WEEK);
        server.crash();
        let cause = bridge.call(Light::list()).await.expect_err("there is no database");
        assert!(matches!(&cause, Cause::Store { outcome: Error::StoreUnavailable, unsaved: None, .. }), "{cause:?}");
        server.resume();
        fails.store(true, Ordering::SeqCst);
        for _ in 0..2 {
            let cause = bridge.call(Light::list()).await.expect_err("the database is gone");
            let Cause::Store { outcome: Error::Unsaved, unsaved: Some(unsaved), .. } = &cause else {
                panic!("{cause:?}")
            };
            assert_eq!((unsaved.state(), bridge.snapshot().summary().generation), ("user_linked", 1));
        }
        server.resume();
        bridge
            .call(Light::list())
            .await
            .expect("lights: saved, then called")
            .done()
            .expect("lights: saved, then called");
        assert_eq!(sim.count(Event::Renewal), 1);
        let other = hue.open(ACCOUNT).await.expect("an account");
        assert_eq!(other.snapshot().summary().generation, 1, "it stands in the database");
        other.call(Light::list()).await.expect("lights").done().expect("lights");
    });
}

/// Renewals end with the server's crash, where it `fails`. Nobody waits for real.
fn client(
    sim: &Simulation,
    server: &Arc<postgres::Server>,
    fails: &Arc<AtomicBool>,
) -> Client<impl hue_tokio::Transport + use<>> {
    let (wire, clock, server, fails) = (sim.clone(), sim.clone(), server.clone(), fails.clone());
    let send = move |request: Request<Vec<u8>>| {
        let is_renewal = request.uri().path().ends_with("/token");
        let reply = wire.send(request);
        if is_renewal && fails.swap(false, Ordering::SeqCst) {
            server.crash();
        }
        std::future::ready(Ok::<_, Unsent<Infallible>>(reply))
    };
    Client::new(send).with_clock(move || clock.now()).with_sleep(|_| std::future::ready(()))
}

const LEASE: Duration = Duration::from_secs(60);
const WEEK: Duration = Duration::from_secs(604_800);
