//! A server that goes, and comes back.

use super::{check_says, open};
use crate::{record, run, sharing};
use hue_sim::Event;
use hue_tests::postgres::Server;
use hue_tokio::keep::Swapped;
use hue_tokio::v2::{Light, Resource};
use hue_tokio::{Cause, Hue, Recovery, Store as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const WEEK: Duration = Duration::from_secs(604_800);

/// Whatever the server is set to: what is not on its disk is gone when it crashes.
#[test]
fn what_was_swapped_survives_a_crash_of_a_server_that_does_not_wait_for_its_disk() {
    let Some(server) =
        Server::start_with("synchronous_commit = off\nwal_writer_delay = 10s\nwal_writer_flush_after = 1GB")
    else {
        return;
    };
    let url = server.database("home");
    run(async {
        let store = open(&url).await;
        crash_and_check(&server, &store, None).await;
        let mut stands = None;
        for new in [Some(1), Some(2), None] {
            put(&store, "home", stands, new).await;
            crash_and_check(&server, &store, new).await;
            stands = new;
        }
    });
}

#[test]
fn a_database_that_is_gone_is_named_and_works_again_when_it_is_back() {
    let Some(server) = Server::start() else { return };
    let url = server.database("home");
    run(async {
        let store = open(&url).await;
        put(&store, "home", None, Some(1)).await;
        server.stop();
        let error = store.load("home").await.expect_err("gone");
        check_says(&error, &["PostgreSQL at ", "look whether it runs"]);
        let error = store.swap("home", Some(record(1).stamp()), Some(&record(2))).await.expect_err("gone");
        check_says(&error, &["account \"home\"", "look whether it runs"]);
        store.accounts().await.expect_err("gone");
        server.resume();
        check_stands(&store, "home", Some(1)).await;
        put(&store, "home", Some(1), Some(2)).await;
    });
}

#[test]
fn a_call_spends_no_token_while_the_database_is_gone() {
    let Some(server) = Server::start() else { return };
    let url = server.database("home");
    run(async {
        let (sim, session) = hue_sim::linked();
        let client = sharing::client(&sim, |_| ()).with_sleep(|_| std::future::ready(()));
        let hue = Hue::new(session.app().clone(), client, open(&url).await);
        hue.import("home", session.snapshot()).await.expect("stored");
        let bridge = hue.open("home").await.expect("a login");
        bridge.call(Light::list()).await.expect("lights").done().expect("lights");
        sim.advance(WEEK);
        server.stop();
        let cause = bridge.call(Light::list()).await.expect_err("gone");
        assert!(matches!(&cause, Cause::Store { unsaved: None, .. }), "{cause:?}");
        assert!(cause.to_string().contains("look whether it runs"), "{cause}");
        assert_eq!(sim.count(Event::Renewal), 0);
        server.resume();
        bridge.call(Light::list()).await.expect("lights again").done().expect("lights again");
        assert_eq!(sim.count(Event::Renewal), 1);
    });
}

/// Hue has answered, and nothing takes what it said.
#[test]
fn what_was_renewed_while_the_database_went_is_kept_and_saved_when_it_is_back() {
    let Some(server) = Server::start() else { return };
    let url = server.database("home");
    let server = Arc::new(server);
    run(async {
        let (sim, session) = hue_sim::linked();
        let (stopping, goes) = (server.clone(), Arc::new(AtomicBool::new(true)));
        let client = sharing::client(&sim, move |is_renewal| {
            if is_renewal && goes.swap(false, Ordering::SeqCst) {
                stopping.stop();
            }
        });
        let store = open(&url).await;
        let client = client.with_sleep(|_| std::future::ready(()));
        let hue = Hue::new(session.app().clone(), client, store.clone());
        hue.import("home", session.snapshot()).await.expect("stored");
        let bridge = hue.open("home").await.expect("a login");
        sim.advance(WEEK);
        let cause = bridge.call(Light::list()).await.expect_err("gone");
        let Cause::Store { unsaved: Some(unsaved), .. } = &cause else { panic!("{cause:?}") };
        assert_eq!(unsaved.summary().generation, 1);
        assert_eq!(cause.recovery(), Recovery::MendStore);
        server.resume();
        bridge.call(Light::list()).await.expect("lights").done().expect("lights");
        assert_eq!(sim.count(Event::Renewal), 1);
        let stored = store.load("home").await.expect("loaded").expect("a record");
        assert_eq!(stored.snapshot().to_json().as_bytes(), bridge.snapshot().to_json().as_bytes());
    });
}

async fn crash_and_check(server: &Server, store: &hue_store::Postgres, number: Option<u64>) {
    server.crash();
    server.resume();
    check_stands(store, "home", number).await;
}

async fn put(store: &hue_store::Postgres, account: &str, expected: Option<u64>, new: Option<u64>) {
    let expected = expected.map(|number| record(number).stamp());
    let swapped = store.swap(account, expected, new.map(record).as_ref()).await.expect("swapped");
    assert!(matches!(swapped, Swapped::Yes), "{swapped:?}");
}

async fn check_stands(store: &hue_store::Postgres, account: &str, number: Option<u64>) {
    let found = store.load(account).await.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(found.map(|found| found.stamp()), number.map(|number| record(number).stamp()));
}
