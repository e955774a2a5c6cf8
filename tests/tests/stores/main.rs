//! Every store, over the real thing: files, and a PostgreSQL server that the test starts.

#![expect(clippy::expect_used, clippy::panic, reason = "tests end where they fail")]

mod conformance;

/// With threads, so that contenders meet.
fn run<T>(work: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(4).enable_all().build().expect("a runtime").block_on(work)
}
