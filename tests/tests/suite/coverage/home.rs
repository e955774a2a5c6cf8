//! The simulated home behind both adapters, over TLS.

use hue_blocking::v2::{Creatable, Create, Get, Id, Reply, Resource, Updatable, Update};
use hue_blocking::{Access, Area, Cause, Endpoint, Error, Raw, TransportSettings, Ureq};
use hue_sim::{Options, Server, Settings, Simulation};
use hue_tokio::Hyper;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use tokio::runtime::Runtime;

/// Who sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Adapter {
    Blocking,
    Tokio,
}

/// A home, and a program that is linked to its bridge.
pub(super) struct Home {
    pub(super) sim: Simulation,
    client: Client,
    access: Access,
    /// Before which the simulator's log tells of the login.
    linked: usize,
    _server: Server,
}

enum Client {
    Blocking(hue_blocking::Client<Ureq>),
    Tokio(Box<hue_tokio::Client<Hyper>>, Runtime),
}

/// Every resource as the bridge shows it, by type and id.
pub(super) type Everything = BTreeMap<(String, String), Fields>;

pub(super) type Fields = Map<String, Value>;

impl Adapter {
    pub(super) const BOTH: [Self; 2] = [Self::Blocking, Self::Tokio];
}

impl Home {
    pub(super) fn new(adapter: Adapter) -> Self {
        let sim = Simulation::new(Settings::default());
        let server = Server::start(sim.clone(), Options::default()).expect("a server");
        let pem = server.ca_pem().expect("a certificate authority").as_bytes();
        let settings = TransportSettings::default().without_proxy().with_extra_roots(pem).expect("a root");
        let client = match adapter {
            Adapter::Blocking => {
                let (clock, sleep) = (sim.clone(), sim.clone());
                let client = hue_blocking::Client::new(Ureq::new(&settings)).with_clock(move || clock.now());
                Client::Blocking(client.with_sleep(move |delay| sleep.advance(delay)))
            }
            Adapter::Tokio => {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
                let (clock, sleep) = (sim.clone(), sim.clone());
                let hyper = {
                    let _entered = runtime.enter();
                    Hyper::new(&settings)
                };
                let client = hue_tokio::Client::new(hyper).with_clock(move || clock.now());
                let client = client.with_sleep(move |delay| {
                    sleep.advance(delay);
                    tokio::task::yield_now()
                });
                Client::Tokio(Box::new(client), runtime)
            }
        };
        let app = sim.app().base_url(&server.url()).build().expect("an App");
        let access = sim.link(app).expect("a linked session").access();
        let linked = sim.log().len();
        Self { sim, client, access, linked, _server: server }
    }

    pub(super) fn try_call<E: Endpoint>(&self, endpoint: E) -> Result<E::Output, Cause> {
        match &self.client {
            Client::Blocking(client) => client.call(endpoint, &self.access),
            Client::Tokio(client, runtime) => runtime.block_on(client.call(endpoint, &self.access)),
        }
    }

    /// What is said must be understood, and no error beside it.
    #[track_caller]
    pub(super) fn call<T, E: Endpoint<Output = Reply<T>>>(&self, endpoint: E) -> T {
        let reply = match self.try_call(endpoint) {
            Ok(reply) => reply,
            Err(cause) => panic!("{cause:?}\n{}", self.last()),
        };
        assert!(reply.unparsed.is_empty() && reply.errors.is_empty(), "{:?} {:?}", reply.unparsed, reply.errors);
        reply.data
    }

    /// The bridge answers with this status.
    #[track_caller]
    pub(super) fn check_refused(&self, question: Raw, status: u16) {
        match self.try_call(question) {
            Err(Cause::Protocol(Error::Bridge(error))) => assert_eq!(error.status, status),
            other => panic!("{other:?}, where {status} is due"),
        }
    }

    /// A change is sent, and the bridge answers with what was changed; then it is looked at.
    #[track_caller]
    pub(super) fn put<R: Updatable>(&self, id: &Id<R>, change: impl FnOnce(Update<R>) -> Update<R>) -> R {
        let changed = self.call(change(R::update(id)));
        assert_eq!(changed, [id.reference()]);
        self.get(id)
    }

    /// A change is sent of which nothing shows: the bridge answers with what was changed, and all is as it was.
    #[track_caller]
    pub(super) fn put_unseen<R: Updatable>(&self, id: &Id<R>, change: impl FnOnce(Update<R>) -> Update<R>) {
        let before = self.everything();
        self.put(id, change);
        assert_eq!(self.everything(), before);
    }

    /// It is made, and found by the id that came back.
    #[track_caller]
    pub(super) fn post<R: Creatable>(&self, create: Create<R>) -> R {
        let id = self.call(create);
        let made = self.get(&id);
        assert!(self.call(R::list()).iter().any(|one| one.id() == &id), "{id} is not in the list");
        made
    }

    #[track_caller]
    pub(super) fn get<R: Resource>(&self, id: &Id<R>) -> R {
        self.call::<R, Get<R>>(R::get(id))
    }

    #[track_caller]
    pub(super) fn first<R: Resource>(&self) -> R {
        self.call(R::list()).into_iter().next().unwrap_or_else(|| panic!("the home has no {}", R::TYPE))
    }

    /// What the bridge itself shows, without a look through the types.
    pub(super) fn everything(&self) -> Everything {
        let reply = self.try_call(Raw::get(Area::V2, "resource")).expect("all resources");
        let mut reply: BTreeMap<String, Vec<Fields>> =
            serde_json::from_slice(reply.body()).expect("an object of lists");
        let data = reply.remove("data").expect("data");
        let text = |fields: &Fields, name| fields.get(name).and_then(Value::as_str).expect("a text").to_owned();
        data.into_iter().map(|fields| ((text(&fields, "type"), text(&fields, "id")), fields)).collect()
    }

    /// The simulator's log since the login.
    pub(super) fn log(&self) -> Vec<hue_sim::Entry> {
        self.sim.log().split_off(self.linked)
    }

    fn last(&self) -> String {
        self.log()
            .last()
            .map(|entry| format!("{entry} {}", String::from_utf8_lossy(entry.request().body())))
            .unwrap_or_default()
    }
}
