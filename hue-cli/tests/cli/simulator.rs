//! A simulator in a process of its own.

use hue_blocking::http::Request;
use hue_blocking::{Transport as _, TransportSettings, Ureq};
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

/// Ends with the test that started it.
pub struct Sim {
    pub url: String,
    pub ca: Option<PathBuf>,
    child: Child,
    _folder: TempDir,
}

impl Sim {
    #[track_caller]
    pub fn start(args: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ca = (!args.contains(&"--plain")).then(|| folder.path().join("ca.pem"));
        let mut command = hue(&["sim"]);
        command.args(args).stdout(Stdio::piped()).stderr(Stdio::piped());
        if let Some(ca) = &ca {
            command.arg("--ca").arg(ca);
        }
        let mut child = command.spawn().unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut url).unwrap();
        assert!(url.ends_with('\n'), "no address; {}", text_of(&mut child));
        Self { url: url.trim_end().to_owned(), ca, child, _folder: folder }
    }

    /// Lets a client trust it.
    pub fn trust<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        if let Some(ca) = &self.ca {
            command.env("HUE_CA_FILE", ca);
        }
        command
    }

    /// How often this came of a request.
    pub fn count(&self, event: &str) -> usize {
        let mut settings = TransportSettings::default().without_proxy();
        if let Some(ca) = &self.ca {
            settings = settings.with_extra_roots(&std::fs::read(ca).unwrap()).unwrap();
        }
        let request = Request::get(format!("{}/_sim/log", self.url)).body(Vec::new()).unwrap();
        let log = json(Ureq::new(&settings).send(request).unwrap().body());
        log.as_array().unwrap().iter().filter(|line| line["event"] == event).count()
    }

    /// Ends it as a service manager does, and gives its log.
    #[track_caller]
    pub fn terminate(mut self) -> String {
        // No safe function of the standard library sends a signal.
        let pid = self.child.id().to_string();
        assert!(Command::new("sh").args(["-c", "kill -TERM \"$0\"", &pid]).status().unwrap().success());
        let status = self.child.wait().unwrap();
        assert_eq!(status.code(), Some(0), "{status}");
        text_of(&mut self.child)
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// The command with these arguments, and with nothing of the caller's environment that it looks at.
pub fn hue(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hue"));
    command.args(args);
    let is_looked_at = |name: &str| name.starts_with("HUE_") || name == "NO_COLOR";
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(is_looked_at)) {
        command.env_remove(name);
    }
    command
}

pub fn run(command: &mut Command) -> Output {
    command.stdin(Stdio::null()).output().unwrap()
}

#[track_caller]
pub fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("one JSON document")
}

fn text_of(child: &mut Child) -> String {
    let mut text = String::new();
    child.stderr.as_mut().unwrap().read_to_string(&mut text).unwrap();
    text
}
