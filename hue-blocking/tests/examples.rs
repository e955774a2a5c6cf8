//! The examples, from the first question to the last light, against a simulator that they know nothing of.
#![cfg(test)]

use hue_blocking::http::Request;
use hue_blocking::http::header::LOCATION;
use hue_blocking::{
    App, Callback, Client, ClientAuth, ClientSecret, Session, Snapshot, Transport as _, TransportSettings, Ureq,
    entropy,
};
use hue_sim::{Event, Options, Server, Settings, Simulation};
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;
use tempfile::TempDir;

const REDIRECT_URI: &str = "http://127.0.0.1:9123/authorized";

/// A simulator, and a folder for what the example keeps.
struct Stage {
    sim: Simulation,
    server: Server,
    folder: TempDir,
}

impl Stage {
    fn new() -> Self {
        let sim = Simulation::live(Settings::default());
        let server = Server::start(sim.clone(), Options::default()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("ca.pem"), server.ca_pem().unwrap()).unwrap();
        Self { sim, server, folder }
    }

    /// The example, configured as its user would do it.
    fn example(&self, name: &str) -> Command {
        let mut command = Command::new(built().join(name).with_extension(std::env::consts::EXE_EXTENSION));
        for (name, value) in [
            ("HUE_CLIENT_ID", "demo-client"),
            ("HUE_CLIENT_SECRET", "demo-secret"),
            ("HUE_REDIRECT_URI", REDIRECT_URI),
            ("HUE_BASE_URL", &self.server.url()),
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
        command.env("HUE_SESSION_FILE", self.session_file());
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        command
    }

    fn session_file(&self) -> PathBuf {
        self.folder.path().join("session.json")
    }

    fn snapshot(&self) -> Snapshot {
        Snapshot::from_json(&fs::read(self.session_file()).unwrap()).unwrap()
    }

    fn transport(&self) -> Ureq {
        let settings = TransportSettings::default().without_proxy();
        Ureq::new(&settings.with_extra_roots(self.server.ca_pem().unwrap().as_bytes()).unwrap())
    }

    /// What a browser does with the authorise URL: it goes there, and is sent back.
    fn browse(&self, url: &str) -> String {
        let reply = self.transport().send(Request::get(url).body(Vec::new()).unwrap()).unwrap();
        assert_eq!(reply.status(), 302);
        reply.headers()[LOCATION].to_str().unwrap().to_owned()
    }

    /// Tokens as another program left them.
    fn tokens(&self) -> (String, String) {
        let secret = ClientAuth::Basic(ClientSecret::new("demo-secret"));
        let app = App::builder("demo-client", secret).redirect_uri(REDIRECT_URI).base_url(&self.server.url());
        let session = Session::new(app.build().unwrap(), entropy().unwrap());
        let callback = Callback::parse(&self.browse(session.authorize_url().as_str())).unwrap();
        let session = session.redirected(&callback).unwrap();
        let session = Client::new(self.transport()).run(&mut session.redeem()).unwrap();
        let tokens = session.tokens();
        (tokens.access().unwrap().expose().to_owned(), tokens.refresh().unwrap().expose().to_owned())
    }

    #[track_caller]
    fn check(&self, event: Event, count: usize) {
        assert_eq!(self.sim.count(event), count, "{event}, in {:?}", self.sim.log());
    }
}

/// Where the examples are, built by now. What is built already is not built again.
fn built() -> &'static PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        // <target>/<profile>/deps/<this test>
        let test = std::env::current_exe().unwrap();
        let profile = test.ancestors().nth(2).unwrap();
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args([
            "build",
            "--quiet",
            "--examples",
            "--manifest-path",
            concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"),
        ]);
        cargo.arg("--target-dir").arg(profile.parent().unwrap());
        if profile.ends_with("release") {
            cargo.arg("--release");
        }
        assert!(cargo.status().unwrap().success());
        profile.join("examples")
    })
}

/// An example that runs, and what it has said.
struct Running {
    child: Child,
    said: String,
}

impl Running {
    fn start(mut command: Command) -> Self {
        Self { child: command.spawn().unwrap(), said: String::new() }
    }

    /// Reads on, to the line with the authorise URL.
    fn url(&mut self) -> String {
        let mut out = BufReader::with_capacity(1, self.child.stdout.as_mut().unwrap());
        let mut line = String::new();
        while !line.starts_with("https://") {
            line.clear();
            assert!(out.read_line(&mut line).unwrap() > 0, "no address in {}", self.said);
            self.said.push_str(&line);
        }
        line.trim_end().to_owned()
    }

    fn paste(&mut self, line: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    #[track_caller]
    fn end(mut self) -> String {
        drop(self.child.stdin.take());
        self.child.stdout.as_mut().unwrap().read_to_string(&mut self.said).unwrap();
        assert!(self.child.wait().unwrap().success(), "{}", self.said);
        self.said
    }
}

#[test]
fn from_scratch_logs_in_once() {
    let stage = Stage::new();
    let mut example = Running::start(stage.example("from_scratch"));
    let back = stage.browse(&example.url());
    assert_eq!(stage.snapshot().state(), "unauthorized");
    // What is not this login's redirect is asked for again.
    example.paste("what?");
    example.paste("http://127.0.0.1:9123/authorized?code=somebodys&state=elses");
    example.paste(&back);
    let said = example.end();
    assert_eq!(said.matches("Once more").count(), 2, "{said}");
    assert!(said.contains("off Kitchen") && said.contains("on  Hallway"), "{said}");
    assert_eq!(stage.snapshot().state(), "user_linked");
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(stage.session_file()).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }

    // The next run goes on from there; a week later it renews, and the one after that has the new tokens.
    let again = || Running::start(stage.example("from_scratch")).end();
    assert!(again().contains("off Kitchen"));
    stage.check(Event::Renewal, 0);
    stage.sim.advance(Duration::from_secs(604_800));
    assert!(again().contains("off Kitchen"));
    assert!(again().contains("off Kitchen"));
    for (event, count) in [(Event::Consent, 1), (Event::CodeExchange, 1), (Event::UserCreated, 1), (Event::Renewal, 1)]
    {
        stage.check(event, count);
    }
}

#[test]
fn from_scratch_starts_again_where_a_code_is_too_old() {
    let stage = Stage::new();
    let mut example = Running::start(stage.example("from_scratch"));
    let old = stage.browse(&example.url());
    stage.sim.advance(Duration::from_secs(3_600));
    example.paste(&old);
    let new = stage.browse(&example.url());
    example.paste(&new);
    assert!(example.end().contains("off Kitchen"));
    stage.check(Event::CodeExchange, 1);
}

#[test]
fn own_transport_does_the_same_over_curl() {
    if Command::new("curl").arg("--version").stdout(Stdio::null()).status().is_err() {
        let skipped = "own_transport needs curl, which is not here: not tried";
        assert!(std::env::var_os("CI").is_none(), "{skipped}");
        return writeln!(std::io::stderr(), "{skipped}").unwrap();
    }
    let stage = Stage::new();
    let mut example = Running::start(stage.example("own_transport"));
    let back = stage.browse(&example.url());
    example.paste(&back);
    assert!(example.end().contains("off Kitchen"));
    for event in [Event::CodeExchange, Event::LinkButton, Event::UserCreated] {
        stage.check(event, 1);
    }
}

/// The proxy is asked for a tunnel, and sees nothing else; without a tunnel nothing is sent.
#[test]
fn a_proxy_of_the_environment_is_used() {
    let stage = Stage::new();
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut command = stage.example("with_tokens");
    command.env("HUE_REFRESH_TOKEN", "CANARY").env("HTTPS_PROXY", format!("http://{}", proxy.local_addr().unwrap()));
    command.env_remove("NO_PROXY").env_remove("no_proxy").env_remove("ALL_PROXY").env_remove("all_proxy");
    command.stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let (mut stream, _) = proxy.accept().unwrap();
    let lines = BufReader::new(&stream).lines().map(Result::unwrap).take_while(|line| !line.is_empty());
    let asked = lines.collect::<Vec<_>>().join("\n");
    stream.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n").unwrap();
    drop((stream, proxy));
    assert!(asked.starts_with(&format!("CONNECT {}", stage.server.url().trim_start_matches("https://"))), "{asked}");
    assert!(!asked.contains("CANARY"), "{asked}");
    assert!(!child.wait().unwrap().success());
    assert!(stage.sim.log().is_empty());
}

#[test]
fn own_transport_is_short() {
    let text = include_str!("../examples/own_transport.rs");
    assert!(text.lines().count() < 60);
}

#[test]
fn with_tokens_takes_whichever_there_are() {
    let check = |given: &[&str], late: bool, renewals: usize| {
        let stage = Stage::new();
        let (access, refresh) = stage.tokens();
        if late {
            stage.sim.advance(Duration::from_secs(604_800));
        }
        let mut command = stage.example("with_tokens");
        let tokens = [("HUE_ACCESS_TOKEN", access), ("HUE_REFRESH_TOKEN", refresh)];
        command.envs(tokens.into_iter().filter(|(name, _)| given.contains(name)));
        let said = Running::start(command).end();
        assert!(said.contains("Switched on: Kitchen"), "{said}");
        assert!(stage.sim.light("Kitchen").is_on());
        stage.check(Event::Renewal, renewals);
        stage.check(Event::UserCreated, 1);
        let mut kept = said.lines().filter_map(|line| line.strip_prefix("Keep this, and keep it secret: "));
        let last = Snapshot::from_json(kept.next_back().unwrap().as_bytes()).unwrap();
        assert_eq!(last.state(), "user_linked");
    };
    check(&["HUE_ACCESS_TOKEN"], false, 0);
    check(&["HUE_REFRESH_TOKEN"], false, 1);
    check(&["HUE_ACCESS_TOKEN", "HUE_REFRESH_TOKEN"], false, 0);
    check(&["HUE_ACCESS_TOKEN", "HUE_REFRESH_TOKEN"], true, 1);
}

#[test]
fn with_tokens_and_a_key_links_with_nobody() {
    let stage = Stage::new();
    let (access, refresh) = stage.tokens();
    let now = stage.sim.now();
    stage.sim.with_cloud(|cloud| cloud.bridges_mut()[0].add_user(now, "my-key", "elsewhere"));
    stage.sim.advance(Duration::from_secs(604_800));
    let mut command = stage.example("with_tokens");
    command.env("HUE_ACCESS_TOKEN", access).env("HUE_REFRESH_TOKEN", refresh).env("HUE_APPLICATION_KEY", "my-key");
    let said = Running::start(command).end();
    assert!(said.contains("Switched on: Kitchen"), "{said}");
    assert_eq!(said.matches("Keep this").count(), 2, "{said}");
    stage.check(Event::Renewal, 1);
    stage.check(Event::UserCreated, 0);
}
