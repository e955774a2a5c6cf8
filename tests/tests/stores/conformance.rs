//! The conformance suite, on every store.

use crate::run;
use hue_store::conformance::check;
use hue_store::{File, Memory, Postgres, Seal};
use hue_tests::postgres::Server;
use std::convert::Infallible;
use std::path::Path;

#[test]
fn memory_conforms() {
    let memory = Memory::default();
    run(check(|| async { Ok::<_, Infallible>(memory.clone()) })).unwrap_or_else(|broken| panic!("{broken}"));
}

#[test]
fn files_conform() {
    check_files(|folder| File::new(folder).expect("a folder"));
}

#[test]
fn files_sealed_by_a_key_conform() {
    check_files(|folder| File::new(folder).expect("a folder").sealed(Seal::with_key([7; 32])));
}

#[test]
fn files_sealed_by_a_passphrase_conform() {
    let seal = Seal::with_passphrase("open sesame");
    check_files(|folder| File::new(folder).expect("a folder").sealed(seal.clone()));
}

#[test]
fn postgres_conforms() {
    let Some(server) = Server::start() else { return };
    check_postgres(&server.database("plain"), Postgres::builder);
    check_postgres(&server.database("sealed"), |url| Postgres::builder(url).sealed(Seal::with_key([7; 32])));
    let seal = Seal::with_passphrase("open sesame");
    check_postgres(&server.database("passphrase"), |url| Postgres::builder(url).sealed(seal.clone()));
    server.database("tls");
    let url = format!("{}?sslmode=verify-full", server.tcp_url("localhost", "tls"));
    check_postgres(&url, |url| Postgres::builder(url).extra_roots(server.authority()));
}

fn check_files(open: impl Fn(&Path) -> File) {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().join("accounts");
    run(check(|| async { Ok::<_, Infallible>(open(&folder)) })).unwrap_or_else(|broken| panic!("{broken}"));
}

fn check_postgres(url: &str, settings: impl Fn(&str) -> hue_store::PostgresBuilder) {
    run(check(|| settings(url).connect())).unwrap_or_else(|broken| panic!("{broken}"));
}
