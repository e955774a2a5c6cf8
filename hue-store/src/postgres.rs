//! A store in PostgreSQL: a row an account.

mod builder;
mod connection;
mod error;
mod reseal;
mod schema;

pub use builder::PostgresBuilder;
pub use error::PostgresError;

use crate::envelope::{Unreadable, decode, encode};
use crate::seal::Seal;
use connection::{Connections, Failed, Parameter};
use error::Problem;
use hue_proto::Malformed;
use hue_proto::keep::{Record, Stamp, Swapped};
use hue_tokio::Store;
use std::fmt;
use tokio_postgres::types::Type;

/// A store in a PostgreSQL database, for any number of programs on any number of machines. A clone is the same store, with
/// the same connections.
///
/// Its tables, `hue_credentials` and `hue_credentials_version`, are made and brought up to date by whoever connects first. A user
/// who may only read and write the one, and read the other, is enough from then on. Every swap is one statement, and on the server's disk
/// before it is answered: it says `synchronous_commit = on` for itself, whatever the server is set to, so that it holds through
/// poolers as well. (`fsync` must be on, as it is unless somebody has turned it off.) One pool of connections serves all
/// accounts.
///
/// TLS is always used, and the server's name and certificate are checked, except over a Unix socket, to a loopback address,
/// or where the URL says `sslmode=disable`.
///
/// ```no_run
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let url = std::env::var("DATABASE_URL")?;
/// let key: [u8; 32] = std::fs::read("/run/secrets/hue-key")?.try_into().map_err(|_| "32 bytes")?;
/// let store = hue_store::Postgres::builder(&url).sealed(hue_store::Seal::with_key(key)).connect().await?;
///
/// let (app, client) = hue_tokio::from_env()?;
/// let bridge = hue_tokio::Hue::new(app.build()?, client, store).open("home").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Postgres {
    connections: Connections,
    seal: Option<Seal>,
}

impl Postgres {
    /// The database at a URL, unsealed: `postgres://user:password@host:port/database`.
    pub async fn connect(url: &str) -> Result<Self, PostgresError> {
        Self::builder(url).connect().await
    }

    /// Settings for the database at a URL.
    pub fn builder(url: &str) -> PostgresBuilder {
        PostgresBuilder::new(url)
    }

    /// Whether what is written is sealed.
    pub fn is_sealed(&self) -> bool {
        self.seal.is_some()
    }

    async fn encode(&self, account: &str, record: &Record) -> Result<zeroize::Zeroizing<Vec<u8>>, Problem> {
        let (account, record, seal) = (account.to_owned(), record.clone(), self.seal.clone());
        Ok(on_thread(move || encode(&account, &record, seal.as_ref())).await??)
    }

    async fn decode(&self, account: &str, bytes: Vec<u8>) -> Result<Record, Problem> {
        let (account, bytes, seal) = (account.to_owned(), zeroize::Zeroizing::new(bytes), self.seal.clone());
        let decoded = on_thread(move || decode(&account, &bytes, seal.as_ref())).await?;
        decoded.map_err(Problem::Unreadable)
    }

    async fn row(&self, account: &str) -> Result<Option<Record>, Problem> {
        let rows = self.connections.ask(LOAD, &[(&account, Type::TEXT)]).await.map_err(|failed| failed.problem)?;
        let Some(row) = rows.first() else { return Ok(None) };
        let (stamp, bytes): (&[u8], Vec<u8>) = (row.try_get(0)?, row.try_get(1)?);
        let record = self.decode(account, bytes).await?;
        if record.stamp().as_bytes() != stamp {
            return Err(Problem::Unreadable(Unreadable::Malformed(OTHER_STAMP)));
        }
        Ok(Some(record))
    }

    async fn exchange(&self, account: &str, expected: Option<Stamp>, new: Option<&Record>) -> Result<Swapped, Problem> {
        let old = expected.as_ref().map(|stamp| &stamp.as_bytes()[..]);
        let stamp = new.map(Record::stamp);
        let stamp = stamp.as_ref().map(|stamp| &stamp.as_bytes()[..]);
        let bytes = match new {
            Some(record) => Some(self.encode(account, record).await?),
            None => None,
        };
        let bytes = bytes.as_ref().map(|bytes| bytes.as_slice());
        let parameters: [Parameter<'_>; 4] =
            [(&account, Type::TEXT), (&old, Type::BYTEA), (&stamp, Type::BYTEA), (&bytes, Type::BYTEA)];
        let [account_is, old_is, stamp_is, record_is] = parameters;
        let asked = match (expected, new) {
            (None, None) => {
                let found = self.row(account).await?;
                return Ok(if found.is_none() { Swapped::Yes } else { Swapped::No(found) });
            }
            (None, Some(_)) => self.connections.ask(INSERT, &[account_is, stamp_is, record_is]).await,
            (Some(_), Some(_)) => self.connections.ask(UPDATE, &[account_is, old_is, stamp_is, record_is]).await,
            (Some(_), None) => self.connections.ask(DELETE, &[account_is, old_is]).await,
        };
        match asked {
            Ok(rows) if rows.is_empty() => Ok(Swapped::No(self.row(account).await?)),
            Ok(_) => Ok(Swapped::Yes),
            Err(Failed { may_be_done: true, .. }) => Ok(Swapped::Unknown),
            Err(Failed { problem, .. }) => Err(problem),
        }
    }

    fn failed(&self, account: &str, problem: Problem) -> PostgresError {
        PostgresError::new(self.connections.place(), Some(account), problem)
    }
}

impl Store for Postgres {
    type Error = PostgresError;

    async fn load(&self, account: &str) -> Result<Option<Record>, PostgresError> {
        let row = async {
            check_name(account)?;
            self.row(account).await
        };
        row.await.map_err(|problem| self.failed(account, problem))
    }

    async fn swap(
        &self,
        account: &str,
        expected: Option<Stamp>,
        new: Option<&Record>,
    ) -> Result<Swapped, PostgresError> {
        let exchange = async {
            check_name(account)?;
            self.exchange(account, expected, new).await
        };
        exchange.await.map_err(|problem| self.failed(account, problem))
    }

    async fn accounts(&self) -> Result<Vec<String>, PostgresError> {
        let accounts = async {
            let rows = self.connections.ask(ACCOUNTS, &[]).await.map_err(|failed| failed.problem)?;
            Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
        };
        accounts.await.map_err(|problem| PostgresError::new(self.connections.place(), None, problem))
    }
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postgres")
            .field("place", &self.connections.place())
            .field("is_sealed", &self.is_sealed())
            .finish_non_exhaustive()
    }
}

/// What the server could not hold in its index, or in a text.
fn check_name(account: &str) -> Result<(), Problem> {
    let is_name = (1..=LONGEST_NAME).contains(&account.chars().count()) && !account.contains('\0');
    is_name.then_some(()).ok_or(Problem::Name)
}

/// A key that comes from a passphrase takes a while.
async fn on_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Problem::Interrupted)
}

// `set_config(.., true)` holds for the statement's own transaction, and is done before it commits.
const LOAD: &str = "SELECT stamp, record FROM hue_credentials WHERE account = $1";
const INSERT: &str = "INSERT INTO hue_credentials (account, stamp, record) \
    SELECT $1, $2, $3 FROM set_config('synchronous_commit', 'on', true) ON CONFLICT DO NOTHING RETURNING true";
const UPDATE: &str = "UPDATE hue_credentials SET stamp = $3, record = $4, updated_at = now() \
    FROM set_config('synchronous_commit', 'on', true) WHERE account = $1 AND stamp = $2 RETURNING true";
const DELETE: &str = "DELETE FROM hue_credentials \
    USING set_config('synchronous_commit', 'on', true) WHERE account = $1 AND stamp = $2 RETURNING true";
const ACCOUNTS: &str = "SELECT account FROM hue_credentials ORDER BY account";
const LONGEST_NAME: usize = 200;
const OTHER_STAMP: Malformed = Malformed::new("a row with the stamp of its record; take a copy, or log in again");
