//! The second API, below `/clip/v2`.

use http::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::kinds::{Kind, OTHER, kind};
use super::shape::Check;
use super::store::{Object, reference};
use super::{Asked, Bridge};
use crate::answer::Answer;
use crate::bodies;
use crate::entry::Event;

impl Bridge {
    pub(super) fn v2(&mut self, asked: &Asked<'_>, below: &[&str]) -> Answer {
        let Some(user) = asked.key.and_then(|key| self.users.iter_mut().find(|user| user.is(key))) else {
            return Answer::refused(bodies::empty(StatusCode::FORBIDDEN));
        };
        user.used(asked.now);
        match below {
            ["resource"] if asked.method == Method::GET => {
                data(self.home.all().map(|resource| Value::Object(resource.shown.clone())))
            }
            ["resource"] => no_method("GET"),
            ["resource", name, rest @ ..] => match kind(name) {
                Some(known) => self.v2_kind(asked, known, name, rest),
                None if self.home.has_kind(name) => self.v2_kind(asked, &OTHER, name, rest),
                None => not_found(),
            },
            _ => not_found(),
        }
    }

    fn v2_kind(&mut self, asked: &Asked<'_>, kind: &'static Kind, name: &str, rest: &[&str]) -> Answer {
        let method = asked.method;
        match (rest, kind.put, kind.post) {
            ([], ..) if method == Method::GET => {
                data(self.home.of(name).map(|resource| Value::Object(resource.shown.clone())))
            }
            ([], _, Some(_)) if method == Method::POST => self.v2_post(asked, kind),
            ([], ..) => no_method(kind.collection_methods()),
            ([id], put, _) => match self.home.get(name, id) {
                None => not_found(),
                Some(resource) if method == Method::GET => data([Value::Object(resource.shown.clone())]),
                Some(_) if method == Method::PUT && put.is_some() => self.v2_put(asked, kind, id),
                Some(_) if method == Method::DELETE && kind.delete => self.v2_delete(kind.name, id),
                Some(_) => no_method(kind.methods()),
            },
            _ => not_found(),
        }
    }

    fn v2_put(&mut self, asked: &Asked<'_>, kind: &'static Kind, id: &str) -> Answer {
        let fields = kind.put.unwrap_or_default();
        let body = match self.checked(asked.body, |check, body| check.body(kind.name, fields, body)) {
            Ok(body) => body,
            Err(faults) => return bad_request(&faults),
        };
        let faults = self.unfit(kind.name, id, &body);
        if !faults.is_empty() {
            return bad_request(&faults);
        }
        let lit = self.update(asked.now, kind, id, &body);
        let is_lost = kind.name == "light" && self.home.get("light", id).is_some_and(|light| !light.beside.reachable);
        let response = if is_lost {
            let description = "device (light) has communication issues, command may not have effect";
            bodies::v2_partial(id, "light", description, "communication_error")
        } else {
            done(StatusCode::OK, kind.name, id)
        };
        Answer::with(if lit { Event::LightChanged } else { Event::ResourceChanged }, response)
    }

    fn v2_post(&mut self, asked: &Asked<'_>, kind: &'static Kind) -> Answer {
        let fields = kind.post.unwrap_or_default();
        let body = match self.checked(asked.body, |check, body| check.body(kind.name, fields, body)) {
            Ok(body) => body,
            Err(faults) => return bad_request(&faults),
        };
        if self.is_full(kind.name) {
            let description = format!("no room for another {}: delete one first", kind.name);
            return Answer::refused(bodies::v2_errors(StatusCode::INSUFFICIENT_STORAGE, &[&description]));
        }
        let id = self.create(asked.now, kind, &body);
        Answer::with(Event::ResourceCreated, done(StatusCode::CREATED, kind.name, &id))
    }

    fn v2_delete(&mut self, kind: &str, id: &str) -> Answer {
        if kind == "device" && self.home.bridge_device().as_deref() == Some(id) {
            let description = "device is the bridge itself and cannot be deleted";
            return Answer::refused(bodies::v2_errors(StatusCode::FORBIDDEN, &[description]));
        }
        self.home.delete(kind, id);
        Answer::with(Event::ResourceDeleted, done(StatusCode::OK, kind, id))
    }

    /// The body as an object that passed, or what is wrong with it.
    fn checked(&self, body: &[u8], check: impl FnOnce(&mut Check<'_>, &Object)) -> Result<Object, Vec<String>> {
        let Ok(body) = serde_json::from_slice::<Value>(body) else {
            return Err(vec!["body contains invalid json".to_owned()]);
        };
        let Value::Object(body) = body else { return Err(vec!["body is not an object".to_owned()]) };
        let has = |kind: &str, id: &str| self.home.has(kind, id);
        let mut run = Check::new(&has);
        check(&mut run, &body);
        if run.faults.is_empty() { Ok(body) } else { Err(run.faults) }
    }
}

fn data(resources: impl IntoIterator<Item = Value>) -> Answer {
    bodies::v2_data(&resources.into_iter().collect::<Vec<_>>()).into()
}

fn done(status: StatusCode, kind: &str, id: &str) -> Response<Vec<u8>> {
    bodies::json(status, &json!({"data": [reference(kind, id)], "errors": []}))
}

fn bad_request(faults: &[String]) -> Answer {
    let descriptions: Vec<&str> = faults.iter().map(String::as_str).collect();
    Answer::refused(bodies::v2_errors(StatusCode::BAD_REQUEST, &descriptions))
}

fn not_found() -> Answer {
    Answer::refused(bodies::v2_errors(StatusCode::NOT_FOUND, &["Not Found"]))
}

fn no_method(allowed: &str) -> Answer {
    let mut response = bodies::v2_errors(StatusCode::METHOD_NOT_ALLOWED, &["Method Not Allowed"]);
    bodies::insert(&mut response, http::header::ALLOW, allowed);
    Answer::refused(response)
}
