//! Connections to one database: how they are made, and how one statement is asked.

use super::builder::PostgresBuilder;
use super::error::{PostgresError, Problem};
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::error::{DbError, Severity};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Config, Row};
use tokio_postgres_rustls::MakeRustlsConnect;

/// A pool of them. A clone is the same pool.
#[derive(Clone)]
pub(super) struct Connections {
    pool: Pool,
    tls: MakeRustlsConnect,
    place: Arc<str>,
    timeout: Duration,
}

/// Of a statement.
pub(super) type Parameter<'a> = (&'a (dyn ToSql + Sync), Type);

/// Why there is no answer.
pub(super) struct Failed {
    pub(super) problem: Problem,
    /// It was sent, and nobody said that it failed.
    pub(super) may_be_done: bool,
}

impl Connections {
    pub(super) fn new(settings: &PostgresBuilder) -> Result<Self, PostgresError> {
        let failed = |problem| PostgresError::new("PostgreSQL", None, problem);
        let config = config(&settings.url, settings.timeout).ok_or_else(|| failed(Problem::Url))?;
        let place = place(&config);
        let tls = MakeRustlsConnect::new(tls(&settings.extra_roots).map_err(failed)?);
        let manager_config = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let pool = Pool::builder(Manager::from_config(config, tls.clone(), manager_config))
            .max_size(settings.pool_size.max(1))
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(settings.timeout))
            .create_timeout(Some(settings.timeout))
            .build()
            .map_err(|_| failed(Problem::Interrupted))?;
        Ok(Self { pool, tls, place: place.into(), timeout: settings.timeout })
    }

    /// Where the database is, without user and password.
    pub(super) fn place(&self) -> &str {
        &self.place
    }

    pub(super) async fn take(&self) -> Result<Object, Problem> {
        Ok(self.pool.get().await?)
    }

    /// One statement, in one round trip, prepared nowhere: so it works through a pooler too.
    pub(super) async fn ask(&self, statement: &str, parameters: &[Parameter<'_>]) -> Result<Vec<Row>, Failed> {
        let client = self.take().await.map_err(|problem| Failed { problem, may_be_done: false })?;
        let asked = tokio::time::timeout(self.timeout, client.query_typed(statement, parameters)).await;
        let Ok(answer) = asked else {
            self.give_up(client);
            return Err(Failed { problem: Problem::TimedOut, may_be_done: true });
        };
        answer.map_err(|error| {
            // Of what is worse than an error, a connection's end comes without saying what became of the commit.
            let severity = error.as_db_error().and_then(DbError::parsed_severity);
            Failed { problem: error.into(), may_be_done: severity != Some(Severity::Error) }
        })
    }

    /// Nobody else gets this connection, and the server need not go on. It may have done so.
    fn give_up(&self, client: Object) {
        let (cancel, tls, timeout) = (client.cancel_token(), self.tls.clone(), self.timeout);
        drop(Object::take(client));
        tokio::spawn(tokio::time::timeout(timeout, async move { cancel.cancel_query(tls).await }));
    }
}

/// What the URL says, and what must hold.
fn config(url: &str, timeout: Duration) -> Option<Config> {
    // The two that tokio-postgres does not know are what `require` means here. Before the question mark stands a password.
    let (address, settings) = url.split_at(url.find('?').unwrap_or(url.len()));
    let settings = ["verify-full", "verify-ca"].iter().fold(settings.to_owned(), |settings, strict| {
        settings.replace(&format!("sslmode={strict}"), "sslmode=require")
    });
    let mut config: Config = zeroize::Zeroizing::new(format!("{address}{settings}")).parse().ok()?;
    if config.get_ssl_mode() == SslMode::Prefer {
        config.ssl_mode(if is_local(&config) { SslMode::Disable } else { SslMode::Require });
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(timeout);
    }
    // What a firewall has forgotten in between is noticed, and replaced.
    if config.get_keepalives_interval().is_none() {
        config.keepalives_idle(KEEPALIVE_IDLE).keepalives_interval(KEEPALIVE_INTERVAL).keepalives_retries(3);
    }
    if config.get_application_name().is_none() {
        config.application_name("hue-store");
    }
    Some(config)
}

/// Nobody is in between. A name is not enough: what `localhost` means is decided by others.
fn is_local(config: &Config) -> bool {
    let is_loopback = |host: &Host| match host {
        Host::Tcp(host) => host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    };
    match config.get_hostaddrs() {
        [] => config.get_hosts().iter().all(is_loopback),
        addresses => addresses.iter().all(std::net::IpAddr::is_loopback),
    }
}

/// The public roots, and others beside them.
fn tls(extra_roots: &[u8]) -> Result<ClientConfig, Problem> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned());
    let extra: Vec<_> = CertificateDer::pem_slice_iter(extra_roots).flatten().collect();
    if extra.is_empty() && !extra_roots.is_empty() {
        return Err(Problem::Roots);
    }
    roots.add_parsable_certificates(extra);
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().map_err(|_| Problem::Roots)?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

fn place(config: &Config) -> String {
    let hosts = config.get_hosts().iter().map(|host| match host {
        Host::Tcp(host) => host.clone(),
        #[cfg(unix)]
        Host::Unix(path) => path.display().to_string(),
    });
    let hosts: Vec<_> = hosts.collect();
    let ports: Vec<_> = config.get_ports().iter().map(u16::to_string).collect();
    let ports = if ports.is_empty() { String::new() } else { format!(":{}", ports.join(",")) };
    format!("PostgreSQL at {}{ports}/{}", hosts.join(","), config.get_dbname().unwrap_or_default())
}

const KEEPALIVE_IDLE: Duration = Duration::from_secs(30);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(5);
