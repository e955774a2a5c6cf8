//! What a store in PostgreSQL can be told.

use super::connection::Connections;
use super::error::{PostgresError, Problem};
use super::{Postgres, schema};
use crate::seal::Seal;
use std::fmt;
use std::time::Duration;
use zeroize::Zeroizing;

/// Settings of a [`Postgres`]. The default: the public roots, eight connections, five seconds for each thing, nothing sealed.
#[must_use = "settings do nothing until a store is made of them"]
pub struct PostgresBuilder {
    pub(super) url: Zeroizing<String>,
    pub(super) extra_roots: Vec<u8>,
    pub(super) pool_size: usize,
    pub(super) timeout: Duration,
    seal: Option<Seal>,
}

impl PostgresBuilder {
    pub(super) fn new(url: &str) -> Self {
        Self {
            url: Zeroizing::new(url.into()),
            extra_roots: Vec::new(),
            pool_size: 8,
            timeout: Duration::from_secs(5),
            seal: None,
        }
    }

    /// Trusts these certificates too (PEM, one or several): those of a company, or of a database's provider.
    pub fn extra_roots(mut self, pem: &[u8]) -> Self {
        self.extra_roots = pem.into();
        self
    }

    /// How many connections there are at most. All accounts share them.
    pub fn pool_size(mut self, connections: usize) -> Self {
        self.pool_size = connections;
        self
    }

    /// How long each of these may take: to wait for a free connection, to make one, to get an answer.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Seals every record that is written, and reads no other: whoever can write to the table could put a record of his own in the
    /// place of a sealed one. Where there are unsealed ones, [`reseal`](Postgres::reseal) them once.
    pub fn sealed(mut self, seal: Seal) -> Self {
        self.seal = Some(seal);
        self
    }

    /// Connects, makes the tables where they are not there, and brings them up to date. Programs that start at once wait
    /// for each other in it.
    pub async fn connect(self) -> Result<Postgres, PostgresError> {
        let connections = Connections::new(&self)?;
        let prepared = async {
            let mut client = connections.take().await?;
            tokio::time::timeout(self.timeout, schema::prepare(&mut client)).await.unwrap_or(Err(Problem::TimedOut))
        };
        match prepared.await {
            Ok(()) => Ok(Postgres { connections, seal: self.seal }),
            Err(problem) => Err(PostgresError::new(connections.place(), None, problem)),
        }
    }
}

impl fmt::Debug for PostgresBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresBuilder")
            .field("pool_size", &self.pool_size)
            .field("timeout", &self.timeout)
            .field("is_sealed", &self.seal.is_some())
            .finish_non_exhaustive()
    }
}
