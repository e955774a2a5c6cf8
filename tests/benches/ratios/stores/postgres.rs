//! The rows of a database beside the bare statement, over the same kind of connection.

use super::{ACCOUNT, Measured};
use crate::pair::Pair;
use hue_blocking::keep::{Record, Swapped};
use hue_store::{Postgres, Seal};
use hue_tests::postgres::Server;
use hue_tokio::Store as _;
use std::hint::black_box;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::types::Type;
use tokio_postgres::{Client, NoTls};

pub(super) fn measure(rounds: usize, records: &[Record; 2]) -> Vec<Measured> {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let server = Server::start();
    let seals = [("PostgreSQL", None), ("PostgreSQL, sealed", Some(Seal::with_key([7; 32])))];
    let both = |(name, seal): (&str, Option<Seal>)| {
        let names = [(format!("{name}: load"), "`SELECT`"), (format!("{name}: swap"), "`UPDATE`")];
        let Some(server) = &server else { return names.map(|(name, beside)| (name, beside, None)) };
        let url = server.database(if seal.is_some() { "sealed" } else { "plain" });
        let [load, swap] = names;
        let [read, written] = rows(&runtime, &url, rounds, seal, records);
        [(load.0, load.1, Some(read)), (swap.0, swap.1, Some(written))]
    };
    seals.into_iter().flat_map(both).collect()
}

/// Load and swap.
fn rows(runtime: &Runtime, url: &str, rounds: usize, seal: Option<Seal>, records: &[Record; 2]) -> [Pair; 2] {
    let builder = seal.into_iter().fold(Postgres::builder(url), hue_store::PostgresBuilder::sealed);
    let (store, bare) = runtime.block_on(async {
        let store = builder.connect().await.expect("connected");
        (store, connected(url).await)
    });
    let (mut expected, mut turns) = (None, records.iter().cycle());
    let mut swap = || {
        let new = turns.next().expect("another");
        let outcome = runtime.block_on(store.swap(ACCOUNT, expected, Some(new))).expect("swapped");
        assert!(matches!(outcome, Swapped::Yes));
        expected = Some(new.stamp());
    };
    swap();
    let [(stamp, record)] = &*runtime.block_on(select(&bare, ACCOUNT)) else { panic!("one row") };
    runtime.block_on(write(&bare, INSERT, stamp, record));
    let written = Pair::of(rounds, &mut swap, &mut || runtime.block_on(write(&bare, UPDATE, stamp, record)));
    let mut load = || drop(black_box(runtime.block_on(store.load(ACCOUNT)).expect("loaded").expect("a record")));
    let read = Pair::of(rounds, &mut load, &mut || drop(black_box(runtime.block_on(select(&bare, BARE)))));
    [read, written]
}

async fn connected(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("connected");
    tokio::spawn(connection);
    client
}

async fn select(client: &Client, account: &str) -> Vec<(Vec<u8>, Vec<u8>)> {
    let rows = client.query_typed(SELECT, &[(&account, Type::TEXT)]).await.expect("selected");
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

async fn write(client: &Client, statement: &str, stamp: &[u8], record: &[u8]) {
    let values = [(&BARE as _, Type::TEXT), (&stamp as _, Type::BYTEA), (&record as _, Type::BYTEA)];
    client.query_typed(statement, &values).await.expect("written");
}

/// A row that the store does not look at.
const BARE: &str = "bare";
const SELECT: &str = "SELECT stamp, record FROM hue_credentials WHERE account = $1";
const INSERT: &str = "INSERT INTO hue_credentials (account, stamp, record) VALUES ($1, $2, $3)";
const UPDATE: &str = "UPDATE hue_credentials SET stamp = $2, record = $3 WHERE account = $1";
