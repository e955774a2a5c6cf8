//! Where the demo takes place: a simulator of its own, or one that runs already.

use super::adapter::Adapter;
use super::clock::Clock;
use super::recorder::Tape;
use crate::args::DemoArgs;
use crate::failure::{Code, Failure};
use hue_blocking::http::{Method, Request, Response};
use hue_blocking::url::{Host, Url};
use hue_blocking::{App, AppBuilder, ClientAuth, ClientSecret, TransportSettings};
use hue_sim::{Options, Server, Settings, Simulation};
use serde_json::Value;
use std::fs;
use std::sync::Arc;

pub(super) struct Place<A> {
    /// Without a slash at its end.
    pub(super) url: String,
    pub(super) app: Arc<App>,
    /// What talks to it, and its connections: gone before the simulator is, which waits for them.
    pub(super) hue: A,
    pub(super) time: Clock,
    pub(super) tape: Tape,
    /// Its own simulator, which serves as long as this lives.
    pub(super) server: Option<Server>,
}

impl<A: Adapter> Place<A> {
    pub(super) fn find(args: &DemoArgs) -> Result<Self, Failure> {
        if let Some(url) = &args.sim {
            let url = url.trim_end_matches('/');
            let pem = match &args.ca {
                Some(path) => {
                    let unreadable = |error| {
                        let path = path.display();
                        Failure::new(
                            Code::File,
                            format_args!("cannot read {path}: {error}; name the file of `hue sim --ca`"),
                        )
                    };
                    Some(fs::read(path).map_err(unreadable)?)
                }
                None => None,
            };
            return Self::at(url.to_owned(), pem.as_deref(), None);
        }
        let server = Server::start(Simulation::live(Settings::default()), Options::default())?;
        let pem = server.ca_pem().map(str::to_owned);
        Self::at(server.url(), pem.as_deref().map(str::as_bytes), Some(server))
    }

    fn at(url: String, pem: Option<&[u8]>, server: Option<Server>) -> Result<Self, Failure> {
        let mut settings = TransportSettings::default();
        if is_on_this_machine(&url)? {
            settings = settings.without_proxy();
        }
        if let Some(pem) = pem {
            let invalid = |error| Failure::new(Code::File, format_args!("--ca (or HUE_CA_FILE): {error}"));
            settings = settings.with_extra_roots(pem).map_err(invalid)?;
        }
        let (time, tape) = (Clock::default(), Tape::default());
        let hue = A::new(&settings, time.clone(), tape.clone())?;
        let registered = registered(&hue, &url)?;
        let app = match from_environment(server.is_some())? {
            Some(app) => app,
            None => registered,
        };
        let app = app
            .base_url(&url)
            .allow_plain_loopback()
            .device_type("hue-demo", Some("terminal"))
            .request_client_key()
            .build()?;
        Ok(Self { url, app: Arc::new(app), hue, time, tape, server })
    }

    /// What a browser asks, or the demo itself; never with a secret.
    pub(super) fn ask(&self, method: Method, url: &str, body: &[u8]) -> Result<Response<Vec<u8>>, Failure> {
        ask(&self.hue, method, url, body)
    }
}

fn ask(hue: &impl Adapter, method: Method, url: &str, body: &[u8]) -> Result<Response<Vec<u8>>, Failure> {
    let mut request = Request::new(body.to_vec());
    *request.method_mut() = method;
    *request.uri_mut() =
        url.parse().map_err(|_| Failure::new(Code::Usage, "--sim is no address that HTTP can carry"))?;
    hue.ask(request).map_err(|unsent| {
        let origin = url.match_indices('/').nth(2).and_then(|(at, _)| url.get(..at)).unwrap_or(url);
        Failure::network(origin, &unsent.error)
    })
}

/// Whether no proxy may stand between. Plain HTTP is for this machine alone.
fn is_on_this_machine(url: &str) -> Result<bool, Failure> {
    let usage = |problem| Err(Failure::new(Code::Usage, format_args!("--sim {problem}")));
    let Ok(parsed) = Url::parse(url) else {
        return usage("must be an address such as https://127.0.0.1:8443, as `hue sim` prints it");
    };
    let (is_address, is_here) = match parsed.host() {
        Some(Host::Ipv4(address)) => (true, address.is_loopback()),
        Some(Host::Ipv6(address)) => (true, address.is_loopback()),
        Some(Host::Domain(name)) => (false, name == "localhost"),
        None => (false, false),
    };
    match parsed.scheme() {
        "https" => Ok(is_here),
        "http" if is_here && is_address => Ok(true),
        _ => usage("must be https; plain http is for a loopback address such as http://127.0.0.1:8080"),
    }
}

/// The simulator's first application: that there is one shows that it is a simulator.
fn registered(hue: &impl Adapter, url: &str) -> Result<AppBuilder, Failure> {
    let reply = ask(hue, Method::GET, &format!("{url}/_sim"), b"")?;
    let overview: Value = serde_json::from_slice(reply.body()).unwrap_or_default();
    let first = overview.pointer("/applications/0");
    let field = |name: &str| first.and_then(|app| app.get(name)).and_then(Value::as_str);
    let fields = (field("client_id"), field("client_secret"), field("redirect_uri"));
    let (Some(id), Some(secret), Some(redirect_uri)) = fields else {
        let message = format_args!("no simulator answers at {url}; start one with `hue sim`, and give its address");
        return Err(Failure::new(Code::NoSimulator, message));
    };
    Ok(App::builder(id, ClientAuth::Basic(ClientSecret::new(secret))).redirect_uri(redirect_uri))
}

/// The application of the environment, where one is set and the simulator is not our own.
fn from_environment(is_own: bool) -> Result<Option<AppBuilder>, Failure> {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if is_own || !(is_set("HUE_CLIENT_ID") || is_set("HUE_CLIENT_SECRET")) {
        return Ok(None);
    }
    let (app, _) = hue_blocking::from_env()?;
    Ok(Some(app))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine() {
        let check = |url, here: Option<bool>| assert_eq!(is_on_this_machine(url).ok(), here, "{url}");
        check("https://127.0.0.1:8443", Some(true));
        check("https://localhost:8443", Some(true));
        check("http://[::1]:8080", Some(true));
        check("https://sim.example", Some(false));
        check("http://sim.example", None);
        check("http://localhost:8080", None);
        check("ftp://127.0.0.1", None);
        check("127.0.0.1:8443", None);
    }
}
