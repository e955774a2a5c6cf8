//! The steps of the walk, one method each.

use super::adapter::Adapter;
use super::place::Place;
use super::report::{self, Report, Step};
use super::table;
use crate::failure::{Code, Failure};
use crate::lamp::Lamp;
use crate::words;
use hue_blocking::http::{Method, StatusCode, header::LOCATION};
use hue_blocking::v2::{Light, Resource};
use hue_blocking::{
    AccessToken, Callback, CodeReceived, Error, Percent, RefreshToken, Session, Snapshot, TokensIssued, Unauthorized,
    UserLinked, Xy,
};
use serde_json::json;
use std::io;
use std::time::Duration;

pub(super) struct Walk<'a, A> {
    pub(super) place: &'a Place<A>,
    pub(super) report: Report,
    pub(super) tell: &'a mut dyn FnMut(&Report) -> io::Result<()>,
}

impl<A: Adapter> Walk<'_, A> {
    pub(super) fn arrive(&mut self) -> Result<(), Failure> {
        let place = self.place;
        self.report.url.clone_from(&place.url);
        let whose = if place.server.is_some() { "started here, just now" } else { "running already" };
        self.end(Step {
            name: "simulator",
            title: "A Hue cloud",
            words: vec![format!("{}, {whose}. It knows this program as {}.", place.url, place.app.client_id())],
            ..Step::default()
        })
    }

    /// Plays the browser too.
    pub(super) fn authorize(&mut self, session: Session<Unauthorized>) -> Result<Session<CodeReceived>, Failure> {
        let url = session.authorize_url();
        let reply = self.place.ask(Method::GET, url.as_str(), b"")?;
        let location = reply.headers().get(LOCATION).and_then(|location| location.to_str().ok());
        let location = location.ok_or_else(|| not_sent_back(reply.status()))?;
        let callback = Callback::parse(location).map_err(|malformed| Failure::from(Error::from(malformed)))?;
        let session = session.redirected(&callback).map_err(|rejected| rejected.error).map_err(not_let_in)?;
        self.end(Step {
            name: "authorize",
            title: "May this program use the lights?",
            words: lines(&[
                "A browser asks Hue; here the program plays the browser, and the owner says yes. It",
                "comes back with a code, and with the state that it took along: this login's answer.",
            ]),
            table: table::query(&url),
            ..Step::default()
        })?;
        Ok(session)
    }

    pub(super) fn redeem(&mut self, session: Session<CodeReceived>) -> Result<Session<TokensIssued>, Failure> {
        let session = self.place.hue.run(&mut session.redeem())?;
        let tokens = session.tokens();
        let row = |name: &str, secret: Option<&str>, use_: String| {
            (name.to_owned(), format!("{}, {use_}", secret.map_or_else(|| "none".to_owned(), table::length)))
        };
        let life = tokens.lifetime().map_or_else(|| "a time nobody knows".to_owned(), words::span);
        let table = vec![
            row("access token", tokens.access().map(AccessToken::expose), format!("opens the cloud for {life}")),
            row("refresh token", tokens.refresh().map(RefreshToken::expose), "buys the next two, once".to_owned()),
        ];
        self.end(Step {
            name: "redeem",
            title: "The code becomes tokens",
            words: lines(&["For the code, the client secret, and the proof that the challenge was ours."]),
            table,
            ..Step::default()
        })?;
        Ok(session)
    }

    pub(super) fn link(&mut self, session: Session<TokensIssued>) -> Result<Session<UserLinked>, Failure> {
        let session = self.place.hue.run(&mut session.link())?;
        let mut table = vec![("application key".to_owned(), table::length(session.key().expose()))];
        table.extend(session.client_key().map(|key| ("client key".to_owned(), table::length(key.expose()))));
        table.extend(session.bridge().map(|bridge| ("bridge".to_owned(), bridge.to_string())));
        self.end(Step {
            name: "link",
            title: "The bridge lets us in",
            words: lines(&["Which bridge is it? Then its link button, pressed from afar; then a user on it."]),
            table,
            ..Step::default()
        })?;
        Ok(session)
    }

    pub(super) fn lights(&mut self, bridge: &A::Bridge) -> Result<Vec<Lamp>, Failure> {
        let lights = self.place.hue.call(Light::list(), bridge)?;
        self.report.lights = lights.data.iter().map(Lamp::new).collect();
        self.end(Step { name: "lights", title: "The lights", lamps: self.report.lights.clone(), ..Step::default() })?;
        Ok(self.report.lights.clone())
    }

    pub(super) fn switch_on(&mut self, lamp: &Lamp, bridge: &A::Bridge) -> Result<(), Failure> {
        let (x, y) = LOW_SUN;
        let change = Light::update(&lamp.id).on(true).brightness(Percent::nearest(80.0)).xy(Xy::nearest(x, y));
        let changed = self.place.hue.call(change, bridge)?;
        Failure::unless_whole(&changed.errors)?;
        self.end(Step {
            name: "switch",
            title: "A lamp goes on",
            words: vec![format!("{}, at 80 %, in the orange of a low sun.", lamp.name)],
            ..Step::default()
        })
    }

    /// Until the access token is over, for the simulator and for us.
    pub(super) fn wait_for_the_end_of(&mut self, session: &Session<UserLinked>) -> Result<(), Failure> {
        let life = session.tokens().lifetime().unwrap_or_default().max(WEEK) + Duration::from_secs(60);
        let body = json!({ "seconds": life.as_secs() }).to_string();
        let reply = self.place.ask(Method::POST, &format!("{}/_sim/advance", self.place.url), body.as_bytes())?;
        if reply.status() != StatusCode::OK {
            let message = format_args!("the simulator does not move its time (status {})", reply.status().as_u16());
            return Err(Failure::new(Code::NoSimulator, message));
        }
        self.place.time.advance(life.as_secs());
        self.end(Step {
            name: "expire",
            title: "Time goes by",
            words: vec![format!("{} and a bit, on both clocks: the access token is over.", words::span(life))],
            ..Step::default()
        })
    }

    pub(super) fn renew(&mut self, lamp: &Lamp, bridge: &A::Bridge) -> Result<(), Failure> {
        let light = Lamp::new(&self.place.hue.call(Light::get(&lamp.id), bridge)?.data);
        if !light.is_on {
            return Err(Failure::new(Code::Refused, format_args!("{} was switched on, and is off", light.name)));
        }
        for known in self.report.lights.iter_mut().filter(|known| known.id == light.id) {
            known.clone_from(&light);
        }
        self.end(Step {
            name: "renew",
            title: "Is the lamp still on?",
            words: lines(&["One question. The client sees that its token is over, and renews before it asks."]),
            lamps: vec![light],
            ..Step::default()
        })
    }

    pub(super) fn store(&mut self, snapshot: &Snapshot) -> Result<(), Failure> {
        self.report.renewals = snapshot.summary().generation;
        self.report.stored = report::redacted(snapshot);
        self.end(Step {
            name: "store",
            title: "What is kept",
            words: lines(&["With this a program goes on after a restart. Secrets are shown by their length."]),
            table: table::fields(&self.report.stored),
            ..Step::default()
        })
    }

    fn end(&mut self, step: Step) -> Result<(), Failure> {
        self.report.steps.push(Step { wire: self.place.tape.take(), ..step });
        (self.tell)(&self.report).map_err(|error| Failure::output(&error))
    }
}

fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

/// What the authorise address showed instead of leading back.
fn not_sent_back(status: StatusCode) -> Failure {
    if status == StatusCode::OK {
        let message = "this simulator asks on a page, where the demo cannot answer; start it with --consent auto";
        return Failure::new(Code::NoSimulator, message);
    }
    let why = "it does not know the application, or not with this redirect URI; compare HUE_CLIENT_ID and HUE_REDIRECT_URI with its --app";
    Failure::new(Code::Refused, format_args!("the simulator refuses the login (status {}): {why}", status.as_u16()))
}

fn not_let_in(error: Error) -> Failure {
    if matches!(error, Error::Declined { .. }) {
        return Failure::new(Code::NoSimulator, "this simulator says no to every login; start it with --consent auto");
    }
    error.into()
}

const WEEK: Duration = Duration::from_secs(604_800);
/// CIE 1931 x and y.
const LOW_SUN: (f64, f64) = (0.56, 0.41);
