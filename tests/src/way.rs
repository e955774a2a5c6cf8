//! The way to the simulator, and what goes wrong on it.

use crate::cloud::{Cloud, users};
use crate::driver::Driver;
use crate::must;
use crate::server::Server;
use crate::wire::{Sent, Wire};
use hue_blocking::http::Request;
use hue_blocking::{Delivery, TransportSettings, Unsent};
use hue_sim::Options;
use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What becomes of the next request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::exhaustive_enums, reason = "a new fault must be made by every wire")]
pub enum Fault {
    /// It arrives, and so does its reply.
    None,
    /// No connection comes about.
    NotSent,
    /// It is lost on its way, and the sender cannot know.
    LostBefore,
    /// It takes effect, and its reply is lost.
    LostAfter,
    /// It takes effect, and its reply comes when nobody waits any more. Without sockets, it never comes.
    Late,
    /// Its sender gives up. It arrives when the request that follows it was answered, and nobody hears its reply.
    Overtaken,
    /// It arrives twice, and the first reply is heard.
    Twice,
    /// It arrives twice, and the second reply is heard.
    TwiceHeardLast,
}

/// The way from a driver to the simulator.
pub(crate) struct Way {
    house: House,
    cloud: Cloud,
    /// Of the next requests.
    pub(crate) faults: Mutex<VecDeque<Fault>>,
    /// The bodies of all that were heard or lost.
    pub(crate) replies: Mutex<Vec<String>>,
}

/// Where the simulator is.
pub(crate) enum House {
    /// In this process.
    Here,
    /// Behind its own server.
    Behind(hue_sim::Server),
    /// Behind a server that can be told to fail.
    BehindFaulty(Server),
}

impl House {
    pub(crate) fn of(driver: Driver, cloud: &Cloud, is_faulty: bool) -> Self {
        match (driver.has_sockets(), is_faulty) {
            (false, _) => Self::Here,
            (true, false) => Self::Behind(must(hue_sim::Server::start(cloud.sim.clone(), Options::default()))),
            (true, true) => Self::BehindFaulty(Server::start(cloud.clone())),
        }
    }

    pub(crate) fn url(&self) -> Option<String> {
        match self {
            Self::Here => None,
            Self::Behind(server) => Some(server.url()),
            Self::BehindFaulty(server) => Some(server.url()),
        }
    }
}

impl Way {
    pub(crate) fn new(house: House, cloud: Cloud) -> Self {
        Self { house, cloud, faults: Mutex::default(), replies: Mutex::default() }
    }

    /// A transport of its own that goes this way.
    pub(crate) fn wire(self: &Arc<Self>, driver: Driver, timeout: Duration) -> Wire {
        let pem = match &self.house {
            House::Here => None,
            House::Behind(server) => Some(must(server.ca_pem().ok_or("a certificate authority"))),
            House::BehindFaulty(server) => Some(server.pem()),
        };
        let wire = match pem {
            None => driver.inside(self.cloud.clone()),
            Some(pem) => {
                let settings = TransportSettings::default().without_proxy().with_timeout(timeout);
                driver.transport(pem, &must(settings.with_extra_roots(pem.as_bytes())))
            }
        };
        let way = Arc::clone(self);
        Arc::new(move |request| {
            let (way, wire) = (Arc::clone(&way), Arc::clone(&wire));
            Box::pin(async move { way.send(&wire, request).await })
        })
    }

    /// Every request goes through here. An ordeal strikes it, or the story's own faults do.
    async fn send(&self, wire: &Wire, request: Request<Vec<u8>>) -> Sent {
        let witness = &self.cloud.witness;
        let own = || lock(&self.faults).pop_front().unwrap_or(Fault::None);
        let fault = witness.sends(&request).unwrap_or_else(own);
        let overtaken = self.cloud.take_overtaken();
        let sent = match &self.house {
            House::BehindFaulty(server) => {
                server.arm(fault);
                let sent = self.replied(wire, &request).await;
                server.disarm();
                sent
            }
            House::Here | House::Behind(_) => self.suffered(wire, &request, fault).await,
        };
        if let Some(overtaken) = overtaken {
            self.cloud.answer(&overtaken);
        }
        witness.hears(&request, &sent);
        sent
    }

    /// Where no server fails, the wire does.
    async fn suffered(&self, wire: &Wire, request: &Request<Vec<u8>>, fault: Fault) -> Sent {
        let lost = |delivery| Err(Unsent { error: io::ErrorKind::TimedOut.into(), delivery });
        match fault {
            Fault::None => self.replied(wire, request).await,
            Fault::NotSent => lost(Delivery::NotSent),
            Fault::LostBefore => lost(Delivery::Unknown),
            Fault::Overtaken => {
                self.cloud.hold(request.clone());
                lost(Delivery::Unknown)
            }
            Fault::LostAfter | Fault::Late => self.replied(wire, request).await.and_then(|_| lost(Delivery::Unknown)),
            Fault::Twice | Fault::TwiceHeardLast => {
                let first = self.replied(wire, request).await;
                let before = users(&self.cloud.sim);
                let second = self.replied(wire, request).await;
                self.cloud.witness.copied(users(&self.cloud.sim) - before);
                if fault == Fault::Twice { first } else { second }
            }
        }
    }

    async fn replied(&self, wire: &Wire, request: &Request<Vec<u8>>) -> Sent {
        let reply = wire(request.clone()).await?;
        lock(&self.replies).push(String::from_utf8_lossy(reply.body()).into_owned());
        Ok(reply)
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
