//! A bus with GNOME Keyring on it, and `secret-tool` for a second opinion.

use crate::access::skip;
use std::env;
use std::fs;
use std::io::Write as _;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;
use tempfile::TempDir;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    NoBus,
    NoService,
    Locked,
    /// With something in the place of the key.
    LockedWithKey,
    Unlocked,
}

/// Somebody's session, with a home of its own. Ended at the end.
pub(super) struct Desktop {
    home: TempDir,
    running: Vec<Child>,
}

impl Desktop {
    /// `None`: it is not installed here, and need not be.
    pub(super) fn start(state: State) -> Option<Self> {
        let missing = PROGRAMS.iter().find(|program| Command::new(program).arg("--version").output().is_err());
        if let Some(missing) = missing {
            assert!(env::var("HUE_REQUIRE_SERVERS").as_deref() != Ok("1"), "{missing} is not installed");
            skip(&format!("no Secret Service is installed: there is no {missing}"));
            return None;
        }
        let mut desktop = Self { home: tempfile::tempdir().unwrap(), running: Vec::new() };
        if state == State::NoBus {
            return Some(desktop);
        }
        desktop.start_bus();
        if state == State::NoService {
            return Some(desktop);
        }
        desktop.start_keyring(&["--unlock"]);
        if state == State::LockedWithKey {
            desktop.keep(super::SERVICE, super::USER, "a secret");
        }
        if state != State::Unlocked {
            // From now on it wants its password, which nobody types.
            desktop.stop_last();
            desktop.start_keyring(&[]);
        }
        Some(desktop)
    }

    fn start_bus(&mut self) {
        let configuration = self.home.path().join("bus.conf");
        // Nothing is started on demand, such as the keychain of whoever runs the tests.
        let text = format!(
            r#"<busconfig><type>session</type><listen>{}</listen><policy context="default">
            <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
            </policy></busconfig>"#,
            self.bus()
        );
        fs::write(&configuration, text).unwrap();
        let configuration = format!("--config-file={}", configuration.display());
        self.run(Command::new("dbus-daemon").args(["--nofork", "--nopidfile", &configuration]));
        self.wait_for("org.freedesktop.DBus");
    }

    fn start_keyring(&mut self, options: &[&str]) {
        let arguments = ["--foreground", "--components=secrets"];
        let mut command = Command::new("gnome-keyring-daemon");
        self.run(command.args(arguments).args(options).stdin(Stdio::piped()).stdout(Stdio::null()));
        let mut password = self.running.last_mut().unwrap().stdin.take().unwrap();
        password.write_all(b"a password").unwrap();
        drop(password);
        self.wait_for("org.freedesktop.secrets");
    }

    fn run(&mut self, command: &mut Command) {
        self.running.push(self.within(command).stderr(Stdio::null()).spawn().unwrap());
    }

    fn stop_last(&mut self) {
        let mut last = self.running.pop().unwrap();
        last.kill().unwrap();
        last.wait().unwrap();
    }

    /// Until somebody owns that name.
    fn wait_for(&self, name: &str) {
        let question = ["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/", OWNER];
        for _ in 0..1000 {
            let mut command = Command::new("dbus-send");
            if self.within(command.args(question).arg(format!("string:{name}"))).output().unwrap().status.success() {
                return;
            }
            sleep(Duration::from_millis(10));
        }
        panic!("{name} did not come");
    }

    /// Such as a child wants.
    pub(super) fn variables(&self) -> Vec<String> {
        let home = self.home.path().display();
        let folders = ["HOME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"];
        let mut variables: Vec<_> = folders.iter().map(|folder| format!("{folder}={home}")).collect();
        variables.push(format!("DBUS_SESSION_BUS_ADDRESS={}", self.bus()));
        variables
    }

    fn bus(&self) -> String {
        format!("unix:path={}", self.home.path().join("bus").display())
    }

    fn within<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.envs(self.variables().iter().filter_map(|variable| variable.split_once('=')))
    }

    fn secret_tool(&self, verb: &str, arguments: &[&str], input: &str) -> Output {
        let mut command = Command::new("secret-tool");
        let command = self.within(command.arg(verb).args(arguments));
        let mut tool = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        tool.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        tool.wait_with_output().unwrap()
    }

    /// What another program sees there.
    pub(super) fn secret(&self, service: &str, user: &str) -> Option<String> {
        let found = self.secret_tool("lookup", &["service", service, "username", user], "");
        found.status.success().then(|| String::from_utf8(found.stdout).unwrap())
    }

    pub(super) fn keep(&self, service: &str, user: &str, secret: &str) {
        let arguments = ["--label=of another program", "service", service, "username", user];
        assert!(self.secret_tool("store", &arguments, secret).status.success());
    }

    pub(super) fn forget(&self, service: &str, user: &str) {
        assert!(self.secret_tool("clear", &["service", service, "username", user], "").status.success());
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        for running in self.running.iter_mut().rev() {
            let _killed = running.kill();
            let _ended = running.wait();
        }
    }
}

const PROGRAMS: [&str; 4] = ["dbus-daemon", "dbus-send", "gnome-keyring-daemon", "secret-tool"];
const OWNER: &str = "org.freedesktop.DBus.GetNameOwner";
