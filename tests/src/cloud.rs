//! The simulator, and a witness beside it.

use crate::way::lock;
use crate::witness::Witness;
use hue_blocking::http::{Request, Response};
use hue_sim::{Bridge, Simulation};
use std::sync::{Arc, Mutex};

/// Answers requests, and writes down what it gave out.
#[derive(Clone)]
pub(crate) struct Cloud {
    pub(crate) sim: Simulation,
    pub(crate) witness: Witness,
    /// What is still on its way when its sender has given up.
    overtaken: Arc<Mutex<Option<Request<Vec<u8>>>>>,
}

impl Cloud {
    pub(crate) fn new(sim: Simulation, witness: Witness) -> Self {
        Self { sim, witness, overtaken: Arc::default() }
    }

    pub(crate) fn answer(&self, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        let reply = self.sim.send(request.clone());
        self.witness.answers(request, &reply);
        reply
    }

    /// Holds a request up, until the next one was answered.
    pub(crate) fn hold(&self, request: Request<Vec<u8>>) {
        *lock(&self.overtaken) = Some(request);
    }

    /// The request that is held up, if one is: it is the next to arrive.
    pub(crate) fn take_overtaken(&self) -> Option<Request<Vec<u8>>> {
        lock(&self.overtaken).take()
    }

    /// The same request once more, as from a proxy that repeats what it takes for lost.
    pub(crate) fn answer_copy(&self, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        let before = users(&self.sim);
        let reply = self.answer(request);
        self.witness.copied(users(&self.sim) - before);
        reply
    }
}

/// On all bridges.
pub(crate) fn users(sim: &Simulation) -> usize {
    sim.with_cloud(|cloud| cloud.bridges().iter().map(Bridge::whitelist).map(<[_]>::len).sum())
}
