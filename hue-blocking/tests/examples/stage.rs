//! A simulator, and examples that run against it and know nothing of it. Both adapters' tests stand on it.

use hue_blocking::http::header::LOCATION;
use hue_blocking::http::{Request, Response};
use hue_blocking::keep::Record;
use hue_blocking::{
    App, Callback, Client, ClientSecret, Session, Store as _, Transport as _, TransportSettings, Ureq, entropy,
};
use hue_sim::settings::Application;
use hue_sim::{Event, Options, Server, Settings, Simulation};
use hue_store::File;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use tempfile::TempDir;

/// A simulator, and a folder for what the example keeps.
pub struct Stage {
    pub sim: Simulation,
    pub server: Server,
    pub folder: TempDir,
}

impl Stage {
    pub fn new() -> Self {
        Self::with(Settings::default())
    }

    pub fn with(settings: Settings) -> Self {
        Self::serving(settings, Options::default())
    }

    pub fn serving(settings: Settings, options: Options) -> Self {
        let sim = Simulation::live(settings);
        let server = Server::start(sim.clone(), options).unwrap();
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("ca.pem"), server.ca_pem().unwrap()).unwrap();
        Self { sim, server, folder }
    }

    /// The example, configured as its user would do it, for the simulator's first application.
    pub fn example(&self, name: &str) -> Command {
        let mut command = Command::new(built().join(name).with_extension(std::env::consts::EXE_EXTENSION));
        let app = self.application();
        for (name, value) in [
            ("HUE_CLIENT_ID", &*app.client_id),
            ("HUE_CLIENT_SECRET", &app.client_secret),
            ("HUE_REDIRECT_URI", &app.redirect_uri),
            ("HUE_BASE_URL", &self.server.url()),
            // Nobody sits here.
            ("HUE_NO_BROWSER", "1"),
            // How long a refusal is doubted: nobody else has this store.
            ("HUE_LEASE_SECONDS", "2"),
            // The simulator is on this machine, whatever proxy there is.
            ("NO_PROXY", "127.0.0.1"),
            ("no_proxy", "127.0.0.1"),
        ] {
            command.env(name, value);
        }
        for name in ["HUE_ACCESS_TOKEN", "HUE_REFRESH_TOKEN", "HUE_APPLICATION_KEY"] {
            command.env_remove(name);
        }
        command.env("HUE_CA_FILE", self.folder.path().join("ca.pem"));
        command.env("HUE_STORE", self.store().folder());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn application(&self) -> Application {
        self.sim.with_cloud(|cloud| cloud.settings().applications[0].clone())
    }

    /// Where the example keeps its logins.
    pub fn store(&self) -> File {
        File::new(self.folder.path().join("store")).unwrap()
    }

    /// What is stored of the login that the examples call so.
    pub fn home(&self) -> Option<Record> {
        self.store().load("home").unwrap()
    }

    pub fn home_file(&self) -> PathBuf {
        self.store().path("home").unwrap()
    }

    /// Sends one request, and follows nothing.
    pub fn send(&self, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        self.transport().send(request).unwrap()
    }

    /// What a browser does with the authorise URL: it goes there, and is sent back.
    pub fn browse(&self, url: &str) -> String {
        let reply = self.send(Request::get(url).body(Vec::new()).unwrap());
        assert_eq!(reply.status(), 302);
        reply.headers()[LOCATION].to_str().unwrap().to_owned()
    }

    /// Tokens as another program left them.
    pub fn tokens(&self) -> (String, String) {
        let Application { client_id, client_secret, redirect_uri, .. } = self.application();
        let app = App::builder(&client_id, ClientSecret::new(client_secret)).redirect_uri(&redirect_uri);
        let session = Session::new(app.base_url(&self.server.url()).build().unwrap(), entropy().unwrap());
        let callback = Callback::parse(&self.browse(session.authorize_url().as_str())).unwrap();
        let session = session.redirected(&callback).unwrap();
        let session = Client::new(self.transport()).run(&mut session.redeem()).unwrap();
        let tokens = session.tokens();
        (tokens.access().unwrap().expose().to_owned(), tokens.refresh().unwrap().expose().to_owned())
    }

    #[track_caller]
    pub fn check(&self, event: Event, count: usize) {
        assert_eq!(self.sim.count(event), count, "{event}, in {:?}", self.sim.log());
    }

    fn transport(&self) -> Ureq {
        let settings = TransportSettings::default().without_proxy();
        Ureq::new(&settings.with_extra_roots(self.server.ca_pem().unwrap().as_bytes()).unwrap())
    }
}

/// Where the examples are, built by now. What is built already is not built again.
pub fn built() -> &'static PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        // <target>/<profile>/deps/<this test>
        let test = std::env::current_exe().unwrap();
        let profile = test.ancestors().nth(2).unwrap();
        let mut cargo = Command::new(env!("CARGO"));
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        cargo.args(["build", "--quiet", "--examples", "--manifest-path", manifest]);
        cargo.arg("--target-dir").arg(profile.parent().unwrap());
        if profile.ends_with("release") {
            cargo.arg("--release");
        }
        // What cargo tells this test of its own package would make build scripts run again, each time.
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
                cargo.env_remove(name);
            }
        }
        // An example that took its secret along when it was built would hold this one.
        cargo.env("HUE_CLIENT_SECRET", SECRET_OF_THE_BUILD);
        assert!(cargo.status().unwrap().success());
        profile.join("examples")
    })
}

pub const SECRET_OF_THE_BUILD: &str = "CANARY-of-the-build";

/// An example that runs.
pub struct Running {
    pub child: Child,
    err: String,
}

/// One that has ended.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Running {
    pub fn start(mut command: Command) -> Self {
        Self { child: command.spawn().unwrap(), err: String::new() }
    }

    /// The authorise URL, where one is said to the end of the program.
    pub fn asks(&mut self) -> Option<String> {
        let mut stream = BufReader::with_capacity(1, self.child.stderr.as_mut().unwrap());
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).unwrap() == 0 {
                return None;
            }
            self.err.push_str(&line);
            if line.starts_with("https://") {
                return Some(line.trim_end().to_owned());
            }
        }
    }

    #[track_caller]
    pub fn url(&mut self) -> String {
        self.asks().unwrap_or_else(|| panic!("no address in {}", self.err))
    }

    pub fn paste(&mut self, line: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    pub fn ended(mut self) -> Ended {
        drop(self.child.stdin.take());
        let mut out = String::new();
        self.child.stdout.as_mut().unwrap().read_to_string(&mut out).unwrap();
        self.child.stderr.as_mut().unwrap().read_to_string(&mut self.err).unwrap();
        Ended { code: self.child.wait().unwrap().code(), out, err: std::mem::take(&mut self.err) }
    }

    /// Ended well: what it printed.
    #[track_caller]
    pub fn done(self) -> String {
        let ended = self.ended();
        assert_eq!(ended.code, Some(0), "{ended:?}");
        ended.out
    }
}

/// A test that fails leaves nothing behind that runs.
impl Drop for Running {
    fn drop(&mut self) {
        let _has_ended = self.child.kill();
        let _has_ended = self.child.wait();
    }
}
