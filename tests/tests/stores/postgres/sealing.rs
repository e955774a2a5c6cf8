//! Sealed rows, and what somebody with access to the database can do to them.

use super::{check_says, open};
use crate::{json, record, run};
use hue_store::{Postgres, Seal, Unreadable};
use hue_tests::postgres::Server;
use hue_tokio::Store as _;
use hue_tokio::keep::Swapped;

const COPY: &str = "UPDATE hue_credentials AS mine SET record = theirs.record, stamp = theirs.stamp \
    FROM hue_credentials AS theirs WHERE mine.account = 'home' AND theirs.account = 'office'";

#[test]
fn a_sealed_row_says_nothing_and_opens_for_its_account_alone() {
    let Some(server) = Server::start() else { return };
    let url = server.database("sealed");
    run(async {
        let store = sealed(&url, 7).await;
        for (number, account) in [(1, "home"), (2, "office")] {
            put(&store, account, number).await;
        }
        let rows = server.query("sealed", "SELECT convert_from(record, 'UTF8') FROM hue_credentials");
        assert!(rows.contains("xchacha20poly1305") && !rows.contains("token") && !rows.contains("a-client"), "{rows}");

        check_unreadable(&sealed(&url, 8).await, Unreadable::WrongKey).await;
        check_unreadable(&open(&url).await, Unreadable::Sealed).await;
        server.query("sealed", COPY);
        check_unreadable(&store, Unreadable::NotAuthentic).await;
    });
}

#[test]
fn an_unsealed_row_is_sealed_when_it_is_written_next() {
    let Some(server) = Server::start() else { return };
    let url = server.database("unsealed");
    run(async {
        put(&open(&url).await, "home", 1).await;
        let store = sealed(&url, 7).await;
        let found = store.load("home").await.expect("loaded").expect("what was there");
        assert_eq!(found.to_json().as_bytes(), json(1).as_bytes());
        let swapped = store.swap("home", Some(found.stamp()), Some(&record(2))).await.expect("swapped");
        assert!(matches!(swapped, Swapped::Yes), "{swapped:?}");
        check_unreadable(&open(&url).await, Unreadable::Sealed).await;
    });
}

#[test]
fn a_row_with_the_stamp_of_another_record_is_refused() {
    let Some(server) = Server::start() else { return };
    let url = server.database("stamped");
    run(async {
        let store = open(&url).await;
        put(&store, "home", 1).await;
        server.query("stamped", "UPDATE hue_credentials SET stamp = '\\x00'");
        let error = store.load("home").await.expect_err("another's stamp");
        check_says(&error, &["account \"home\"", "the stamp of its record"]);
    });
}

async fn sealed(url: &str, key: u8) -> Postgres {
    Postgres::builder(url).sealed(Seal::with_key([key; 32])).connect().await.unwrap_or_else(|error| panic!("{error}"))
}

async fn put(store: &Postgres, account: &str, number: u64) {
    let swapped = store.swap(account, None, Some(&record(number))).await.expect("swapped");
    assert!(matches!(swapped, Swapped::Yes), "{swapped:?}");
}

async fn check_unreadable(store: &Postgres, unreadable: Unreadable) {
    let error = store.load("home").await.expect_err("not to be opened");
    assert_eq!(error.unreadable(), Some(unreadable), "{error}");
    check_says(&error, &["account \"home\""]);
}
