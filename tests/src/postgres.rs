//! A PostgreSQL server of a test's own, started from the binaries that are installed.

use crate::must;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// A server with a folder, a Unix socket and a loopback port of its own, TLS, and nothing turned off that keeps data safe. Gone
/// when it is dropped.
pub struct Server {
    programs: Programs,
    home: TempDir,
    port: u16,
    authority: String,
}

impl Server {
    /// `None` where no server is installed: the test has nothing to test then, and says so. Where `HUE_REQUIRE_SERVERS` is
    /// set, that is a failure.
    pub fn start() -> Option<Self> {
        Self::start_with("")
    }

    /// With more lines of `postgresql.conf`.
    pub fn start_with(settings: &str) -> Option<Self> {
        let programs = Programs::find()?;
        let home = must(tempfile::Builder::new().prefix("hue-pg-").tempdir());
        programs.give(home.path());
        let mut server = Self { programs, port: free_port(), home, authority: String::new() };
        server.make(settings);
        server.resume();
        Some(server)
    }

    /// A new database in it, over its Unix socket.
    pub fn database(&self, name: &str) -> String {
        self.query("postgres", &format!("CREATE DATABASE {name}"));
        self.socket_url(name)
    }

    /// A database over the Unix socket: no password.
    pub fn socket_url(&self, database: &str) -> String {
        format!("host={} port={} user={USER} dbname={database}", self.home.path().display(), self.port)
    }

    /// A database over TCP, at a loopback address or a name for it.
    pub fn tcp_url(&self, host: &str, database: &str) -> String {
        format!("postgres://{USER}:{PASSWORD}@{host}:{}/{database}", self.port)
    }

    /// The port at 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The certificate (PEM) of whoever vouches for the server.
    pub fn authority(&self) -> &[u8] {
        self.authority.as_bytes()
    }

    /// What `psql` says to a statement: a line a row, columns apart by `|`.
    pub fn query(&self, database: &str, statement: &str) -> String {
        let mut psql = self.programs.command("psql");
        psql.args([
            "--no-psqlrc",
            "--quiet",
            "--tuples-only",
            "--no-align",
            "--set=ON_ERROR_STOP=1",
            "--command",
            statement,
        ]);
        let output = succeed(psql.arg(self.socket_url(database)));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Stops it as a shutdown does: it writes what it has to.
    pub fn stop(&self) {
        self.stop_by("fast");
    }

    /// Stops it as a power cut does: what is not on its disk is gone.
    pub fn crash(&self) {
        self.stop_by("immediate");
    }

    /// Starts it again, at the same place with the same data.
    pub fn resume(&self) {
        let log = self.home.path().join("log");
        succeed(self.control("start").arg("--wait").arg("--log").arg(log));
    }

    fn stop_by(&self, mode: &str) {
        succeed(self.control("stop").args(["--wait", "--mode", mode]));
    }

    fn control(&self, what: &str) -> Command {
        let mut control = self.programs.command("pg_ctl");
        control.args([what, "--silent", "--pgdata"]).arg(self.data());
        control
    }

    fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    fn make(&mut self, settings: &str) {
        let (home, data) = (self.home.path(), self.data());
        let password = home.join("password");
        must(fs::write(&password, PASSWORD));
        self.programs.give(&password);
        let mut initdb = self.programs.command("initdb");
        initdb.args([
            "--no-sync",
            "--encoding=UTF8",
            "--auth-local=trust",
            "--auth-host=scram-sha-256",
            "--username",
            USER,
        ]);
        succeed(initdb.arg("--pwfile").arg(&password).arg(&data));

        let (authority, certificate, key) = identity();
        self.authority = authority;
        for (name, text) in [("server.crt", &certificate), ("server.key", &key)] {
            must(fs::write(data.join(name), text));
            must(Command::new("chmod").arg("600").arg(data.join(name)).status());
            self.programs.give(&data.join(name));
        }
        let mut config = must(fs::OpenOptions::new().append(true).open(data.join("postgresql.conf")));
        let (port, sockets) = (self.port, home.display());
        must(write!(
            config,
            "listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = '{sockets}'\nssl = on\nfsync = on\n\
             shared_buffers = 16MB\n{settings}\n"
        ));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be stopped already.
        let _stopped = self.control("stop").args(["--wait", "--mode", "immediate"]).output();
    }
}

/// The programs of a server, and who may run them: not root.
struct Programs {
    folder: PathBuf,
    user: Option<(u32, u32)>,
}

impl Programs {
    fn find() -> Option<Self> {
        let beside =
            |folder: &PathBuf| ["initdb", "pg_ctl", "postgres", "psql"].iter().all(|name| folder.join(name).is_file());
        let path = std::env::var_os("PATH").unwrap_or_default();
        let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        let debian = versions.map(|version| version.path().join("bin"));
        let found = debian.chain(std::env::split_paths(&path)).find(beside);
        match found {
            Some(folder) => Some(Self { folder, user: ordinary_user() }),
            None if std::env::var_os("HUE_REQUIRE_SERVERS").is_some_and(|value| value == "1") => {
                must(Err("HUE_REQUIRE_SERVERS is 1, and no PostgreSQL server is installed"))
            }
            None => {
                say_skipped("no PostgreSQL server is installed");
                None
            }
        }
    }

    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(self.folder.join(name));
        command.current_dir("/");
        #[cfg(unix)]
        if let Some((user, group)) = self.user {
            std::os::unix::process::CommandExt::uid(&mut command, user);
            std::os::unix::process::CommandExt::gid(&mut command, group);
        }
        command
    }

    fn give(&self, path: &Path) {
        #[cfg(unix)]
        if let Some((user, group)) = self.user {
            must(std::os::unix::fs::chown(path, Some(user), Some(group)));
        }
    }
}

/// Whom root becomes. `None`: this is an ordinary user already.
fn ordinary_user() -> Option<(u32, u32)> {
    let id = |arguments: &[&str]| -> Option<u32> {
        let output = Command::new("id").args(arguments).output().ok().filter(|output| output.status.success())?;
        String::from_utf8_lossy(&output.stdout).trim().parse().ok()
    };
    let is_root = id(&["-u"]) == Some(0);
    ["postgres", "nobody"].iter().filter(|_| is_root).find_map(|name| Some((id(&["-u", name])?, id(&["-g", name])?)))
}

/// Not one of those that the system gives to whoever connects somewhere: one of them could be taken while the server is down.
fn free_port() -> u16 {
    static TRIED: AtomicU32 = AtomicU32::new(0);
    let next =
        || 20_000 + (std::process::id().wrapping_mul(31).wrapping_add(TRIED.fetch_add(1, Ordering::Relaxed))) % 12_000;
    let ports = std::iter::repeat_with(next).take(100).filter_map(|port| u16::try_from(port).ok());
    let mut free = ports.filter(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok());
    must(free.next().ok_or("no port is free"))
}

/// An authority, and a certificate of its for this machine, with the key.
fn identity() -> (String, String, String) {
    let authority_key = must(KeyPair::generate());
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let pem = must(authority.self_signed(&authority_key)).pem();
    let key = must(KeyPair::generate());
    let server = must(CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()]));
    let certificate = must(server.signed_by(&key, &Issuer::new(authority, authority_key)));
    (pem, certificate.pem(), key.serialize_pem())
}

fn succeed(command: &mut Command) -> Output {
    let output = must(command.output());
    let said = String::from_utf8_lossy(&output.stderr);
    let failed = || format!("{}: {}: {said}", command.get_program().to_string_lossy(), output.status);
    must(output.status.success().then_some(()).ok_or_else(failed));
    output
}

/// Past the test runner, which shows only what a failed test prints: whoever runs the tests must know what they did not.
fn say_skipped(why: &str) {
    let thread = std::thread::current();
    let _said = writeln!(std::io::stderr(), "skipped: {why}: {}", thread.name().unwrap_or_default());
}

const USER: &str = "keeper";
/// No other text of the tests has it in it.
pub const PASSWORD: &str = "Passw0rd-of-the-server";
