//! What only PostgreSQL can do wrong.

mod access;
mod answers;
mod outage;
mod proxy;
mod schema;
mod sealing;

use hue_store::{Postgres, PostgresError};

async fn open(url: &str) -> Postgres {
    Postgres::connect(url).await.unwrap_or_else(|error| panic!("{error}"))
}

/// Says all of it, and nothing that is secret.
#[track_caller]
fn check_says(error: &PostgresError, words: &[&str]) {
    let (said, shown) = (error.to_string(), format!("{error:?}"));
    for word in words {
        assert!(said.contains(word), "{word:?} is not said in: {said}");
    }
    for secret in [crate::REFRESH_TOKEN, hue_tests::postgres::PASSWORD] {
        assert!(!said.contains(secret) && !shown.contains(secret), "{said} / {shown}");
    }
}
