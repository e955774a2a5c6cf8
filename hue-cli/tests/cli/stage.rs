//! A simulator in this process, a store, and runs of the command over both.

use crate::simulator::{self, json};
use crate::text;
use hue_blocking::{Client, Hue, TransportSettings, Ureq};
use hue_sim::{Event, Options, Server, Settings, Simulation};
use hue_store::File;
use serde_json::Value;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

pub struct Stage {
    pub sim: Simulation,
    pub folder: TempDir,
    server: Server,
}

impl Stage {
    pub fn new() -> Self {
        Self::with(Settings::default(), Options::default())
    }

    pub fn with(settings: Settings, options: Options) -> Self {
        let sim = Simulation::live(settings);
        let server = Server::start(sim.clone(), options).unwrap();
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("ca.pem"), server.ca_pem().unwrap()).unwrap();
        Self { sim, folder, server }
    }

    /// Somebody is logged in.
    pub fn logged_in() -> Self {
        let stage = Self::new();
        let output = stage.login(&[]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        stage
    }

    /// The command, for the simulator's first application.
    pub fn hue(&self, args: &[&str]) -> Command {
        let mut command = simulator::hue(args);
        let app = self.sim.with_cloud(|cloud| cloud.settings().applications[0].clone());
        command.env("HUE_CLIENT_ID", app.client_id).env("HUE_CLIENT_SECRET", app.client_secret);
        command.env("HUE_REDIRECT_URI", app.redirect_uri).env("HUE_BASE_URL", self.server.url());
        command.env("HUE_CA_FILE", self.folder.path().join("ca.pem")).env("HUE_STORE", self.store());
        // The simulator is on this machine, whatever proxy there is.
        command.env("NO_PROXY", "127.0.0.1").env("no_proxy", "127.0.0.1").current_dir(&self.folder);
        command
    }

    /// What somebody types, for the same application and store.
    pub fn shell(&self, typed: &str) -> Output {
        let hue = self.hue(&[]);
        let folder = Path::new(hue.get_program()).parent().unwrap();
        let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
        let mut shell = Command::new("sh");
        shell.envs(hue.get_envs().filter_map(|(name, value)| Some((name, value?)))).env("PATH", path);
        shell.args(["-c", typed]).current_dir(&self.folder).output().unwrap()
    }

    /// A run without anybody at the terminal.
    #[track_caller]
    pub fn run(&self, args: &[&str]) -> Output {
        let output = simulator::run(&mut self.hue(args));
        self.check_secrecy(&output);
        output
    }

    /// A run that ends well: what it printed.
    #[track_caller]
    pub fn done(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""), "{args:?}");
        text(&output.stdout).to_owned()
    }

    /// The same, as one JSON document.
    #[track_caller]
    pub fn json(&self, args: &[&str]) -> Value {
        json(self.done(&[args, &["--json"]].concat()).as_bytes())
    }

    /// A run that ends so, with one line that says why; what it printed before.
    #[track_caller]
    pub fn fails(&self, args: &[&str], code: i32, words: &str) -> String {
        let output = self.run(args);
        let err = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {err}");
        assert_eq!(err.lines().count(), 1, "{err}");
        assert!(err.starts_with("hue: ") && err.contains(words), "{err}");
        text(&output.stdout).to_owned()
    }

    /// `hue auth login --no-browser`, by a person who says yes and pastes.
    #[track_caller]
    pub fn login(&self, args: &[&str]) -> Output {
        let mut command = self.hue(&[&["auth", "login", "--no-browser"], args].concat());
        // What a renewal that is refused waits for.
        command.env("HUE_LEASE_SECONDS", "2");
        let mut login = Asked::start(command);
        login.paste(&self.sim.consent(&login.url).unwrap());
        let output = login.ended();
        self.check_secrecy(&output);
        output
    }

    pub fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    pub fn file(&self, account: &str) -> PathBuf {
        self.store().join(account).with_extension("json")
    }

    /// Meddles with what is stored.
    pub fn edit(&self, account: &str, change: impl FnOnce(&mut Value)) {
        let mut record = json(&fs::read(self.file(account)).unwrap());
        change(&mut record);
        fs::write(self.file(account), record.to_string()).unwrap();
    }

    /// The library over the same store, which waits for nothing.
    pub fn library(&self) -> Hue {
        let app = self.sim.with_cloud(|cloud| cloud.settings().applications[0].clone());
        let app = hue_blocking::App::builder(&app.client_id, hue_blocking::ClientSecret::new(app.client_secret))
            .base_url(&self.server.url());
        let settings = TransportSettings::default().without_proxy();
        let settings = settings.with_extra_roots(self.server.ca_pem().unwrap().as_bytes()).unwrap();
        let client = Client::new(Ureq::new(&settings)).with_sleep(|_| ());
        Hue::new(app.build().unwrap(), client, File::new(self.store()).unwrap())
    }

    #[track_caller]
    pub fn check(&self, event: Event, count: usize) {
        assert_eq!(self.sim.count(event), count, "{event}, in {:?}", self.sim.log());
    }

    /// The users of the first bridge.
    pub fn users(&self) -> usize {
        self.sim.with_cloud(|cloud| cloud.bridges()[0].whitelist().len())
    }

    /// No secret of the application, nor any that is stored unsealed, stands in what was printed.
    #[track_caller]
    fn check_secrecy(&self, output: &Output) {
        let mut secrets = self.sim.with_cloud(|cloud| vec![cloud.settings().applications[0].client_secret.clone()]);
        for entry in fs::read_dir(self.store()).into_iter().flatten() {
            let path = entry.unwrap().path();
            // Locks are empty, and what is damaged is not read here either.
            let Ok(record) = serde_json::from_slice::<Value>(&fs::read(path).unwrap_or_default()) else { continue };
            let places = ["/snapshot/tokens/access", "/snapshot/tokens/refresh", "/snapshot/link/key"];
            let found = places.map(|place| record.pointer(place).cloned());
            secrets.extend(found.into_iter().flatten().map(|secret| secret.as_str().unwrap().to_owned()));
        }
        for secret in secrets {
            let is_in = |bytes| text(bytes).contains(&secret);
            assert!(!is_in(&output.stdout) && !is_in(&output.stderr), "a secret in {output:?}");
        }
    }
}

/// A login that has sent its user away.
pub struct Asked {
    pub child: Child,
    pub url: String,
    err: String,
}

impl Asked {
    #[track_caller]
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (mut err, mut url) = (String::new(), String::new());
        // No byte more than the line is taken.
        let mut stream = BufReader::with_capacity(1, child.stderr.as_mut().unwrap());
        while !url.starts_with("https://") {
            url.clear();
            assert!(stream.read_line(&mut url).unwrap() > 0, "no address in {err}");
            err.push_str(&url);
        }
        Self { child, url: url.trim_end().to_owned(), err }
    }

    pub fn paste(&mut self, line: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    /// With all that it said.
    pub fn ended(mut self) -> Output {
        drop(self.child.stdin.take());
        let (mut stdout, mut stderr) = (Vec::new(), std::mem::take(&mut self.err).into_bytes());
        self.child.stdout.as_mut().unwrap().read_to_end(&mut stdout).unwrap();
        self.child.stderr.as_mut().unwrap().read_to_end(&mut stderr).unwrap();
        Output { status: self.child.wait().unwrap(), stdout, stderr }
    }
}

/// A test that fails leaves nothing behind that runs.
impl Drop for Asked {
    fn drop(&mut self) {
        let _has_ended = self.child.kill();
        let _has_ended = self.child.wait();
    }
}
