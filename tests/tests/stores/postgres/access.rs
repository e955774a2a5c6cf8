//! Who is let in, and to whom a password goes.

use super::{check_says, open};
use crate::run;
use hue_store::Postgres;
use hue_tests::postgres::{PASSWORD, Server};
use hue_tokio::Store as _;

#[test]
fn a_server_that_cannot_be_trusted_gets_no_password() {
    let Some(server) = Server::start() else { return };
    server.database("home");
    let (name, address) = (server.tcp_url("localhost", "home"), server.tcp_url("127.0.0.1", "home"));
    check_refused(&name, &[], &["UnknownIssuer", "extra roots"]);
    check_refused(&format!("{address}?sslmode=require"), &[], &["UnknownIssuer"]);
    let other = format!("{}?hostaddr=127.0.0.1", server.tcp_url("db.example.com", "home"));
    check_refused(
        &other.replace("hostaddr", "sslmode=verify-full&hostaddr"),
        server.authority(),
        &["not valid for name"],
    );
    assert_eq!(server.query("home", "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'hue-store'"), "0");
}

#[test]
fn a_server_without_tls_is_for_this_machine_or_on_request() {
    let Some(server) = Server::start_with("ssl = off") else { return };
    let socket = server.database("home");
    let (name, address) = (server.tcp_url("localhost", "home"), server.tcp_url("127.0.0.1", "home"));
    check_refused(&name, &[], &["server does not support TLS", "sslmode=disable"]);
    check_refused(&format!("{address}?sslmode=verify-full"), &[], &["server does not support TLS"]);
    for url in [socket, address, format!("{name}?sslmode=disable")] {
        run(async { open(&url).await.load("home").await }).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn what_is_wrong_is_said_without_the_password() {
    let Some(server) = Server::start() else { return };
    server.database("home");
    let url = server.tcp_url("127.0.0.1", "home");
    let wrong = url.replace(PASSWORD, "another-password");
    let error = check_refused(&wrong, &[], &["password authentication failed", "28P01", "in the URL"]);
    assert!(!error.contains("another-password"), "{error}");
    check_refused(&url.replace("/home", "/elsewhere"), &[], &["\"elsewhere\" does not exist", "make the database"]);
    check_refused(&url.replace(&server.port().to_string(), "1"), &[], &["Connection refused", "look whether it runs"]);
    check_refused(&format!("{url}?sslmode=maybe"), &[], &["no URL of a database"]);
    check_refused(&format!("host=127.0.0.1 password=two words {PASSWORD}=x"), &[], &["no URL of a database"]);
    check_refused(&url, b"no certificate", &["certificates in PEM form"]);
    let builder = format!("{:?}", Postgres::builder(&url));
    assert!(!builder.contains(PASSWORD), "{builder}");
    let store = format!("{:?}", run(open(&url)));
    assert!(!store.contains(PASSWORD) && store.contains("PostgreSQL at 127.0.0.1"), "{store}");
}

#[test]
fn what_is_no_name_is_refused() {
    let Some(server) = Server::start() else { return };
    let url = server.database("home");
    run(async {
        let store = open(&url).await;
        for name in ["", "nul\0", &"long".repeat(51)] {
            let error = store.load(name).await.expect_err("no name");
            check_says(&error, &["1 to 200 characters"]);
        }
    });
}

fn check_refused(url: &str, authority: &[u8], words: &[&str]) -> String {
    let connected = run(Postgres::builder(url).extra_roots(authority).connect());
    let error = connected.expect_err("nobody is let in");
    check_says(&error, words);
    format!("{error} {error:?}")
}
