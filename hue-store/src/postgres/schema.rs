//! The tables: how they come about, and how older ones are brought up to date.

use super::error::Problem;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, GenericClient};

/// Makes the tables what they should be. Where they are, nothing is written, so that a user without the right to make tables
/// is enough from then on.
pub(super) async fn prepare(client: &mut Client) -> Result<(), Problem> {
    let version = match version(client).await {
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => 0,
        version => version?,
    };
    if is_newest(version)? { Ok(()) } else { migrate(client).await }
}

/// Under a lock of the database's, which ends with the transaction: programs that start at once come one after the other.
async fn migrate(client: &mut Client) -> Result<(), Problem> {
    let transaction = client.transaction().await?;
    transaction.query_typed(BEGIN, &[(&LOCK, Type::INT8)]).await?;
    transaction.batch_execute(VERSION_TABLE).await?;
    let version = version(&transaction).await?;
    if is_newest(version)? {
        return Ok(());
    }
    for step in STEPS.iter().skip(version) {
        transaction.batch_execute(step).await?;
    }
    transaction.batch_execute("DELETE FROM hue_credentials_version").await?;
    let newest = i32::try_from(STEPS.len()).unwrap_or(i32::MAX);
    let insert = "INSERT INTO hue_credentials_version (version) VALUES ($1)";
    transaction.query_typed(insert, &[(&newest, Type::INT4)]).await?;
    Ok(transaction.commit().await?)
}

/// How many steps were done.
async fn version(client: &impl GenericClient) -> Result<usize, tokio_postgres::Error> {
    let rows = client.query_typed("SELECT version FROM hue_credentials_version", &[]).await?;
    let version = rows.first().map(|row| row.try_get::<_, i32>(0)).transpose()?;
    Ok(version.and_then(|version| usize::try_from(version).ok()).unwrap_or_default())
}

/// The next version may add to the tables, and no more: so this program goes on while programs of the next one start.
fn is_newest(version: usize) -> Result<bool, Problem> {
    let known = STEPS.len() + 1;
    if version > known { Err(Problem::Newer { version, known }) } else { Ok(version >= STEPS.len()) }
}

const BEGIN: &str = "SELECT pg_advisory_xact_lock($1), set_config('synchronous_commit', 'on', true)";
const VERSION_TABLE: &str = "CREATE TABLE IF NOT EXISTS hue_credentials_version (version integer NOT NULL)";
/// Each is done once, in this order. One that was released stays as it is; what changes is another step.
const STEPS: [&str; 2] = [
    r#"CREATE TABLE hue_credentials (
        account text COLLATE "C" PRIMARY KEY, stamp bytea NOT NULL, record bytea NOT NULL
    )"#,
    // For people: no program reads it.
    "ALTER TABLE hue_credentials ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now()",
];
/// Any number that nobody else takes: the letters of "hue-stor".
const LOCK: i64 = i64::from_be_bytes(*b"hue-stor");
