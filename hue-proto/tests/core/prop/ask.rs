//! A call, driven through whatever comes, and what holds at each step.

use super::grammar::Turn;
use super::sessions::Manner;
use super::walk::{Course, assert_says_nothing, assert_silent};
use crate::support::*;
use hue_proto::{Access, AnySession, Call, CallStep, Delivery, Endpoint, Error, UnixTime};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Access as a store may hold it.
#[derive(Clone, Debug)]
pub(crate) struct Lent {
    pub(crate) token: String,
    pub(crate) key: String,
    pub(crate) issued: Option<u64>,
    pub(crate) expires: Option<u64>,
    pub(crate) generation: u64,
}

impl Lent {
    fn access(&self, manner: &Manner) -> Access {
        let mut document = json!({
            "version": 1, "client_id": "testclient", "origin": "https://api.meethue.com", "state": "user_linked",
            "tokens": { "access": self.token, "generation": self.generation }, "link": { "key": self.key },
        });
        for (name, time) in [("issued", self.issued), ("expires", self.expires)] {
            if let Some(time) = time {
                document["tokens"][name] = Value::from(time);
            }
        }
        let AnySession::UserLinked(session) = manner.restore(&document) else { panic!() };
        session.access()
    }

    /// A minute before its end, or a tenth of its life where that is less.
    fn is_over(&self, now: UnixTime) -> bool {
        let Some(expires) = self.expires else { return false };
        let tenth = self.issued.map_or(u64::MAX, |issued| expires.saturating_sub(issued) / 10);
        now.as_millis() >= expires.saturating_sub(tenth.min(60_000))
    }
}

/// One question, from its beginning; each renewal brings the next of what is lent, and the story ends with the last.
pub(crate) fn check<E: Endpoint>(manner: &Manner, endpoint: E, began: UnixTime, lent: &[Lent], turns: &[Turn]) {
    let is_read = endpoint.operation().class() == hue_proto::Class::Read;
    let mut lent = lent.iter();
    let mut held = lent.next().expect("access to begin with");
    let mut course = Course::new(manner, turns, 3);
    let (mut renewals, mut has_succeeded) = (0, false);
    let mut refused = BTreeSet::new();
    let mut now = began;
    let (mut call, first) = Call::begin(endpoint, held.access(manner), now).unwrap();
    assert_eq!(matches!(first, CallStep::Renew), held.is_over(now), "what is over is not sent");
    let mut step = Ok(first);
    loop {
        assert_silent(&call);
        match step {
            Err(error) => return assert_says_nothing(&error),
            Ok(CallStep::Done(_)) => {
                assert!(has_succeeded);
                return;
            }
            Ok(CallStep::Renew) => {
                renewals += 1;
                let was_adopted = renewals == 2 && held.is_over(now) && held.issued < Some(began.as_millis());
                assert!(renewals == 1 || was_adopted, "renewal {renewals} of {held:?}");
                let Some(next) = lent.next() else { return };
                now = turns.get(renewals).map_or(now, |turn| turn.now);
                step = call.resume(next.access(manner), now);
                match &step {
                    Ok(_) => {
                        assert!(next.key == held.key && next.token != held.token, "{next:?} does not follow {held:?}");
                        let is_fresh = next.issued >= Some(began.as_millis());
                        let is_tried = matches!(step, Ok(CallStep::Send));
                        assert!(!is_tried || !next.is_over(now) || is_fresh || renewals == 2, "{next:?} is over");
                        held = next;
                    }
                    Err(error) => assert!(matches!(error, Error::ForeignAccess | Error::TokenRejected), "{error:?}"),
                }
                continue;
            }
            Ok(CallStep::Wait(delay)) => course.assert_patient(delay),
            Ok(CallStep::Send) => {}
        }
        let request = call.request();
        assert_eq!(wire(&request), wire(&call.request()), "asking again for a request gives the same bytes");
        assert_eq!(request.headers()["authorization"], format!("Bearer {}", held.token).as_str());
        assert!(!refused.contains(&held.token), "{} was refused before", held.token);
        let (answer, then) = course.answer(&request, |answer| may_repeat(is_read, answer));
        now = then;
        step = match answer {
            Answer::Reply(reply) => {
                has_succeeded = reply.status().is_success();
                if reply.status() == 401 {
                    refused.insert(&held.token);
                }
                call.receive(reply, now)
            }
            Answer::Nothing(delivery) => call.failed(delivery),
        };
    }
}

/// Nothing was done, by what the cloud or the bridge says; or there is nothing to do, and no reply came.
fn may_repeat(is_read: bool, answer: &Answer) -> bool {
    match answer {
        Answer::Reply(reply) => matches!(reply.status().as_u16(), 401 | 429 | 503),
        Answer::Nothing(delivery) => is_read || *delivery == Delivery::NotSent,
    }
}
