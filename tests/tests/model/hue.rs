//! The simulator, as a function of the requests that it has handled.

use crate::records::Generation;
use hue_blocking::http::{Request, Response};
use hue_sim::{Event, linked};
use std::collections::HashMap;

/// Hue, after so many requests in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct HueId(u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct RequestId(u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ReplyId(u32);

pub(crate) struct Hue {
    pasts: Vec<Past>,
    after: HashMap<(HueId, RequestId), (HueId, ReplyId)>,
    requests: Vec<Request<Vec<u8>>>,
    replies: Vec<Response<Vec<u8>>>,
}

struct Past {
    handled: Vec<RequestId>,
    /// The only pair that is good now.
    valid: Generation,
}

impl Hue {
    /// After the login, and the first Hue there is.
    pub(crate) fn new() -> (Self, HueId) {
        let first = Past { handled: Vec::new(), valid: 0 };
        (Self { pasts: vec![first], after: HashMap::new(), requests: Vec::new(), replies: Vec::new() }, HueId(0))
    }

    pub(crate) fn request(&mut self, request: Request<Vec<u8>>) -> RequestId {
        let is_same = |known: &Request<Vec<u8>>| {
            known.body() == request.body() && known.headers() == request.headers() && known.uri() == request.uri()
        };
        let found = self.requests.iter().position(is_same).unwrap_or_else(|| {
            self.requests.push(request);
            self.requests.len() - 1
        });
        RequestId(number(found))
    }

    pub(crate) fn body(&self, request: RequestId) -> &[u8] {
        self.requests[request.0 as usize].body()
    }

    pub(crate) fn reply(&self, reply: ReplyId) -> &Response<Vec<u8>> {
        &self.replies[reply.0 as usize]
    }

    pub(crate) fn valid(&self, hue: HueId) -> Generation {
        self.pasts[hue.0 as usize].valid
    }

    pub(crate) fn handle(&mut self, hue: HueId, request: RequestId) -> (HueId, ReplyId) {
        if let Some(known) = self.after.get(&(hue, request)) {
            return *known;
        }
        let (simulation, _) = linked();
        let mut handled = self.pasts[hue.0 as usize].handled.clone();
        handled.push(request);
        let replies = handled.iter().map(|request| simulation.send(self.requests[request.0 as usize].clone()));
        let reply = replies.reduce(|_, reply| reply).expect("of the last request");
        let valid = Generation::try_from(simulation.count(Event::Renewal)).expect("few");
        self.pasts.push(Past { handled, valid });
        let known = (HueId(number(self.pasts.len() - 1)), self.known_reply(reply));
        self.after.insert((hue, request), known);
        known
    }

    fn known_reply(&mut self, reply: Response<Vec<u8>>) -> ReplyId {
        let is_same = |known: &Response<Vec<u8>>| known.status() == reply.status() && known.body() == reply.body();
        let found = self.replies.iter().position(is_same).unwrap_or_else(|| {
            self.replies.push(reply);
            self.replies.len() - 1
        });
        ReplyId(number(found))
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).expect("few")
}
