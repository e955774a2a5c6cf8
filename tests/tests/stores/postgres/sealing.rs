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
fn an_unsealed_row_is_believed_when_it_is_resealed_and_not_before() {
    let Some(server) = Server::start() else { return };
    let url = server.database("unsealed");
    run(async {
        put(&open(&url).await, "home", 1).await;
        check_unreadable(&sealed(&url, 7).await, Unreadable::NotSealed).await;
        let store = open(&url).await.reseal(Seal::with_key([7; 32])).await.unwrap_or_else(|error| panic!("{error}"));
        check_unreadable(&open(&url).await, Unreadable::Sealed).await;
        check_opens(&store).await;
        // Some may be resealed already, where somebody was interrupted.
        put(&store, "office", 2).await;
        let other = sealed(&url, 8).await;
        put(&other, "shed", 3).await;
        store.reseal(Seal::with_key([8; 32])).await.unwrap_or_else(|error| panic!("{error}"));
        check_opens(&other).await;
        check_unreadable(&sealed(&url, 7).await, Unreadable::WrongKey).await;
    });
}

#[test]
fn a_row_that_opens_by_neither_seal_is_left_as_it_is() {
    let Some(server) = Server::start() else { return };
    let url = server.database("strange");
    run(async {
        put(&sealed(&url, 7).await, "home", 1).await;
        let error = sealed(&url, 8).await.reseal(Seal::with_key([9; 32])).await.expect_err("another key");
        assert_eq!(error.unreadable(), Some(Unreadable::WrongKey), "{error}");
        check_opens(&sealed(&url, 7).await).await;
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

async fn check_opens(store: &Postgres) {
    let found = store.load("home").await.unwrap_or_else(|error| panic!("{error}")).expect("a record");
    assert_eq!(found.to_json().as_bytes(), json(1).as_bytes());
}

async fn check_unreadable(store: &Postgres, unreadable: Unreadable) {
    let error = store.load("home").await.expect_err("not to be opened");
    assert_eq!(error.unreadable(), Some(unreadable), "{error}");
    check_says(&error, &["account \"home\""]);
}
