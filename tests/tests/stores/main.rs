//! Every store, over the real thing: files, and a PostgreSQL server that the test starts.

#![expect(clippy::expect_used, clippy::panic, reason = "tests end where they fail")]

mod broken;
mod conformance;
mod formats;
mod postgres;
mod sharing;

use hue_tokio::keep::Record;

/// With threads, so that contenders meet.
fn run<T>(work: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(4).enable_all().build().expect("a runtime").block_on(work)
}

/// Linked. Every number is another stamp, and another generation.
fn record(number: u64) -> Record {
    Record::from_json(json(number).as_bytes()).expect("a record")
}

fn json(number: u64) -> String {
    format!(
        r#"{{"version":1,"stamp":"{number:032x}","snapshot":{{"version":1,"client_id":"a-client","origin":"https://api.meethue.com","state":"user_linked","tokens":{{"access":"an-access-token","refresh":"{REFRESH_TOKEN}","generation":{number}}},"link":{{"key":"a-key"}}}}}}"#
    )
}

const REFRESH_TOKEN: &str = "the-refresh-token";
