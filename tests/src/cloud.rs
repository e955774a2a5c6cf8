//! The simulator, and a witness beside it.

use crate::witness::Witness;
use hue_blocking::http::{Request, Response};
use hue_sim::{Bridge, Simulation};

/// Answers requests, and writes down what it gave out.
#[derive(Clone)]
pub(crate) struct Cloud {
    pub(crate) sim: Simulation,
    pub(crate) witness: Witness,
}

impl Cloud {
    pub(crate) fn answer(&self, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        let reply = self.sim.send(request.clone());
        self.witness.answers(request, &reply);
        reply
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
