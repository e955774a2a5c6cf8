//! The tables, and programs of different ages.

use super::{check_says, open};
use crate::{json, record, run};
use hue_store::Postgres;
use hue_tests::postgres::Server;
use hue_tokio::Store as _;
use hue_tokio::keep::Swapped;
use tokio::task::JoinSet;

#[test]
fn older_tables_are_brought_up_to_date_and_keep_what_they_hold() {
    let Some(server) = Server::start() else { return };
    let url = server.database("older");
    server.query("older", &format!("{VERSION_1}; INSERT INTO hue_credentials VALUES ('home', {})", row(1)));
    run(async {
        let store = open(&url).await;
        let found = store.load("home").await.expect("loaded").expect("what was there");
        assert_eq!(found.to_json().as_bytes(), json(1).as_bytes());
        let swapped = store.swap("home", Some(found.stamp()), Some(&record(2))).await.expect("swapped");
        assert!(matches!(swapped, Swapped::Yes), "{swapped:?}");
    });
    assert_eq!(server.query("older", "SELECT version FROM hue_credentials_version"), "2");
    assert_eq!(server.query("older", "SELECT updated_at > now() - interval '1 hour' FROM hue_credentials"), "t");
}

/// As in a deployment that replaces one instance after the other.
#[test]
fn the_next_version_of_the_tables_is_taken_as_it_is() {
    let Some(server) = Server::start() else { return };
    let url = server.database("next");
    run(open(&url));
    server.query(
        "next",
        "UPDATE hue_credentials_version SET version = 3; ALTER TABLE hue_credentials ADD COLUMN new text",
    );
    run(async {
        let store = Postgres::connect(&url).await.expect("connected");
        let swapped = store.swap("home", None, Some(&record(1))).await.expect("swapped");
        assert!(matches!(swapped, Swapped::Yes), "{swapped:?}");
    });
    assert_eq!(server.query("next", "SELECT version FROM hue_credentials_version"), "3");
}

#[test]
fn newer_tables_are_refused_and_left_as_they_are() {
    let Some(server) = Server::start() else { return };
    let url = server.database("newer");
    run(open(&url));
    server.query("newer", "UPDATE hue_credentials_version SET version = 4");
    let error = run(Postgres::connect(&url)).expect_err("a program that is too old");
    check_says(&error, &["tables are of version 4", "knows them up to 3", "use a newer hue-store"]);
    assert_eq!(server.query("newer", "SELECT version FROM hue_credentials_version"), "4");
}

#[test]
fn programs_that_start_at_once_make_the_tables_once() {
    let Some(server) = Server::start() else { return };
    let url = server.database("crowded");
    run(async {
        let mut starts = JoinSet::new();
        for _ in 0..16 {
            let url = url.clone();
            starts.spawn(async move { Postgres::connect(&url).await.map(drop) });
        }
        for started in starts.join_all().await {
            started.unwrap_or_else(|error| panic!("{error}"));
        }
    });
    assert_eq!(server.query("crowded", "SELECT version FROM hue_credentials_version"), "2");
}

#[test]
fn a_user_who_may_make_no_tables_is_enough_where_there_are_some() {
    let Some(server) = Server::start() else { return };
    let owner = server.database("shared");
    server.query("shared", "CREATE USER clerk");
    let clerk = owner.replace("user=keeper", "user=clerk");
    let error = run(Postgres::connect(&clerk)).expect_err("nobody has made the tables");
    check_says(&error, &["permission denied", "let a user connect once who may make tables"]);
    run(open(&owner));
    let error = run(Postgres::connect(&clerk)).expect_err("nothing is granted");
    check_says(&error, &["permission denied", "grant this one"]);
    server.query("shared", "GRANT SELECT ON hue_credentials_version TO clerk");
    server.query("shared", "GRANT SELECT, INSERT, UPDATE, DELETE ON hue_credentials TO clerk");
    run(async {
        let swapped = open(&clerk).await.swap("home", None, Some(&record(1))).await.expect("swapped");
        assert!(matches!(swapped, Swapped::Yes), "{swapped:?}");
    });
}

/// Stamp and record, as they stand in a row.
fn row(number: u64) -> String {
    format!("'\\x{number:032x}', convert_to('{}', 'UTF8')", json(number))
}

/// As the first version made it.
const VERSION_1: &str = r#"
    CREATE TABLE hue_credentials_version (version integer NOT NULL);
    INSERT INTO hue_credentials_version VALUES (1);
    CREATE TABLE hue_credentials (
        account text COLLATE "C" PRIMARY KEY, stamp bytea NOT NULL, record bytea NOT NULL
    )"#;
