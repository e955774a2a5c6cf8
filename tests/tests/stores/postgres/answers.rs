//! Swaps whose answer does not come, or is no.

use super::proxy::{Cut, Proxy};
use super::{check_says, open};
use crate::{record, run, sharing};
use hue_sim::Event;
use hue_store::{Postgres, PostgresError};
use hue_tests::postgres::Server;
use hue_tokio::keep::Swapped;
use hue_tokio::v2::{Light, Resource};
use hue_tokio::{Hue, Store as _};
use std::time::Duration;

#[test]
fn a_lost_answer_is_unknown_and_the_stamp_says_what_became_of_it() {
    let Some(server) = Server::start() else { return };
    server.database("home");
    run(async {
        let (store, proxy) = behind_proxy(&server).await;
        for (cut, stands) in [(Cut::Question, 1), (Cut::Answer, 2)] {
            put(&store, 1).await;
            proxy.cut(cut);
            let swapped = swap(&store).await.expect("no error");
            assert!(matches!(swapped, Swapped::Unknown), "{swapped:?}");
            let found = store.load("home").await.expect("loaded").expect("a record");
            assert_eq!(found.stamp(), record(stands).stamp());
            let removed = store.swap("home", Some(found.stamp()), None).await.expect("no error");
            assert!(matches!(removed, Swapped::Yes), "{removed:?}");
        }
    });
}

/// Each swap of a renewal, the mark and the save, done and not done.
#[test]
fn a_renewal_whose_swaps_are_not_answered_is_found_again() {
    let Some(server) = Server::start() else { return };
    server.database("home");
    for cut in [Cut::Question, Cut::Answer] {
        for cut_save in [false, true] {
            run(check_renewal(&server, cut, cut_save));
        }
    }
}

#[test]
fn a_connection_that_is_ended_in_the_midst_of_it_is_unknown() {
    let Some(server) = Server::start() else { return };
    let url = server.database("home");
    run(async {
        let store = open(&url).await;
        put(&store, 1).await;
        at_commit(&server, "PERFORM pg_terminate_backend(pg_backend_pid())");
        let swapped = swap(&store).await.expect("no error");
        assert!(matches!(swapped, Swapped::Unknown), "{swapped:?}");
        at_commit(&server, "NULL");
        assert!(matches!(swap(&store).await.expect("no error"), Swapped::Yes));
    });
}

#[test]
fn a_no_of_the_server_is_an_error_without_the_row() {
    let Some(server) = Server::start() else { return };
    let url = server.database("home");
    run(async {
        let store = open(&url).await;
        put(&store, 1).await;
        at_commit(&server, "RAISE EXCEPTION 'not today' USING DETAIL = convert_from(NEW.record, 'UTF8')");
        let error = swap(&store).await.expect_err("refused");
        check_says(&error, &["account \"home\"", "not today", "P0001"]);
        // This one the server itself quotes, in the same place.
        at_commit(&server, "NULL");
        server.query("home", "ALTER TABLE hue_credentials ADD CHECK (stamp = '\\x00') NOT VALID");
        let error = swap(&store).await.expect_err("refused");
        check_says(&error, &["violates check constraint", "23514"]);
        let found = store.load("home").await.expect("loaded").expect("a record");
        assert_eq!(found.stamp(), record(1).stamp());
    });
}

#[test]
fn an_answer_that_takes_too_long_is_unknown_and_the_server_is_told_to_stop() {
    let Some(server) = Server::start() else { return };
    let url = server.database("home");
    run(async {
        let store = Postgres::builder(&url).timeout(Duration::from_secs(2)).connect().await;
        let store = store.unwrap_or_else(|error| panic!("{error}"));
        put(&store, 1).await;
        at_commit(&server, "PERFORM pg_sleep(3600)");
        let swapped = swap(&store).await.expect("no error");
        assert!(matches!(swapped, Swapped::Unknown), "{swapped:?}");
        let asleep = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
        // Each look is a program that is started: some seconds in all.
        assert!((0..100).any(|_| server.query("home", asleep) == "0"), "the server sleeps on");
        let found = store.load("home").await.expect("loaded").expect("a record");
        assert_eq!(found.stamp(), record(1).stamp());
    });
}

async fn check_renewal(server: &Server, cut: Cut, cut_save: bool) {
    let (store, proxy) = behind_proxy(server).await;
    let (sim, session) = hue_sim::linked();
    let cutting = proxy.clone();
    let client = sharing::client(&sim, move |is_renewal| {
        if is_renewal && cut_save {
            cutting.cut(cut);
        }
    });
    let hue = Hue::new(session.app().clone(), client, store.clone());
    hue.import("home", session.snapshot()).await.expect("stored");
    let bridge = hue.open("home").await.expect("a login");
    sim.advance(Duration::from_secs(604_800));
    if !cut_save {
        proxy.cut(cut);
    }
    let lights = bridge.call(Light::list()).await.unwrap_or_else(|cause| panic!("{cause}"));
    lights.done().expect("lights");
    assert_eq!(sim.count(Event::Renewal), 1);
    let stored = store.load("home").await.expect("loaded").expect("a record");
    assert_eq!(stored.snapshot().to_json().as_bytes(), bridge.snapshot().to_json().as_bytes());
    assert!(!stored.is_being_renewed() && hue.remove("home").await.expect("removed"));
}

async fn behind_proxy(server: &Server) -> (Postgres, Proxy) {
    let proxy = Proxy::before(server.port()).await;
    let url = server.tcp_url("127.0.0.1", "home").replace(&server.port().to_string(), &proxy.port().to_string());
    // One connection, so that it is the one that is cut.
    let store = Postgres::builder(&url).pool_size(1).connect().await;
    (store.unwrap_or_else(|error| panic!("{error}")), proxy)
}

async fn put(store: &Postgres, number: u64) {
    let swapped = store.swap("home", None, Some(&record(number))).await.expect("swapped");
    assert!(matches!(swapped, Swapped::Yes), "{swapped:?}");
}

async fn swap(store: &Postgres) -> Result<Swapped, PostgresError> {
    store.swap("home", Some(record(1).stamp()), Some(&record(2))).await
}

/// What the server does when a change is committed.
fn at_commit(server: &Server, what: &str) {
    server.query(
        "home",
        &format!(
            "CREATE OR REPLACE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {what}; RETURN NULL; END $$;
             DROP TRIGGER IF EXISTS meddle ON hue_credentials;
             CREATE CONSTRAINT TRIGGER meddle AFTER UPDATE ON hue_credentials DEFERRABLE INITIALLY DEFERRED
             FOR EACH ROW EXECUTE FUNCTION meddle()"
        ),
    );
}
