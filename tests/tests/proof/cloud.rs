//! Hue's cloud behind a socket, and what was presented to it.

use crate::keep::Keep;
use crate::process::Process;
use hue_sim::{Bridge, Entry, Options, Server, Settings, Simulation};
use hue_tests::proof::SENDER;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A simulator with one account, and a store somewhere that many programs share.
pub(crate) struct Cloud {
    pub(crate) sim: Simulation,
    server: Server,
    presented: Arc<Mutex<Vec<Presented>>>,
}

/// A refresh token that came in.
#[derive(Clone, Debug)]
pub(crate) struct Presented {
    token: String,
    /// The role of the program that sent it.
    pub(crate) by: String,
    pub(crate) is_renewed: bool,
}

impl Cloud {
    /// On the system's clock. Without TLS, where many programs start that would each make their own.
    pub(crate) fn start(tls: bool, settings: impl FnOnce(&mut Settings)) -> Self {
        let sim = Simulation::live(Settings::default().with(settings));
        let presented: Arc<Mutex<Vec<Presented>>> = Arc::default();
        let book = presented.clone();
        let write =
            move |entry: &Entry| book.lock().unwrap_or_else(PoisonError::into_inner).extend(Presented::of(entry));
        let server = Server::start(sim.clone(), Options::default().tls(tls).log(write)).expect("a free port");
        Self { sim, server, presented }
    }

    pub(crate) fn url(&self) -> String {
        self.server.url()
    }

    pub(crate) fn ca_pem(&self) -> &str {
        self.server.ca_pem().expect("TLS is on")
    }

    /// A program that holds the account.
    pub(crate) fn program(&self, role: &str, keep: &Keep, account: &str, lease: Duration) -> Process {
        Process::start([role, &keep.place, &self.url(), account, &lease.as_millis().to_string()])
    }

    /// Sends the user of a program through the browser.
    pub(crate) fn log_in(&self, keep: &Keep, account: &str, lease: Duration) {
        let mut program = self.program("log-in", keep, account, lease);
        let url = program.hear().expect("where to send the user");
        program.say(&self.sim.consent(&url).expect("consent"));
        assert_eq!(program.finish(), ["done"]);
    }

    /// How many users the bridge has.
    pub(crate) fn users(&self) -> usize {
        self.sim.with_cloud(|cloud| cloud.bridges().iter().map(Bridge::whitelist).map(<[_]>::len).sum())
    }

    /// Every refresh token that came in, from the `since`th on.
    pub(crate) fn presented(&self, since: usize) -> Vec<Presented> {
        let presented = self.presented.lock().unwrap_or_else(PoisonError::into_inner);
        presented.iter().skip(since).cloned().collect()
    }
}

impl Presented {
    fn of(entry: &Entry) -> Option<Self> {
        let request = entry.request();
        let form = std::str::from_utf8(request.body()).ok().filter(|_| entry.path().ends_with("/token"))?;
        let token = form.split('&').find_map(|field| field.strip_prefix("refresh_token="))?;
        let by = request.headers().get(SENDER).and_then(|role| role.to_str().ok()).unwrap_or("nobody");
        Some(Self { token: token.to_owned(), by: by.to_owned(), is_renewed: entry.status() == 200 })
    }
}

/// How often one came that had come before.
pub(crate) fn reuses(presented: &[Presented]) -> usize {
    presented.len() - presented.iter().map(|presented| &presented.token).collect::<BTreeSet<_>>().len()
}
