//! The authorisation endpoint: login, consent and the way back.

use http::Method;
use hue_proto::UnixTime;

use super::grants::{Code, Holder};
use super::page::{self, Mistake, MistakeKind, Question};
use crate::Settings;
use crate::answer::Answer;
use crate::bodies;
use crate::cloud::Cloud;
use crate::entry::Event;
use crate::form::{Params, encode};
use crate::incoming::Incoming;
use crate::settings::Consent;

/// An authorisation request that was checked.
struct Wish {
    client_id: String,
    application: String,
    /// Where the browser goes back to: the registered address.
    target: String,
    redirect_uri: Option<String>,
    state: Option<String>,
    challenge: Option<String>,
    /// Whether the callback may begin with `pkce`: not at the first version's endpoint.
    with_pkce: bool,
}

const PARAMETERS: [&str; 6] =
    ["client_id", "response_type", "state", "redirect_uri", "code_challenge", "code_challenge_method"];
const LEGACY_PARAMETERS: [&str; 5] = ["clientid", "appid", "deviceid", "state", "response_type"];

impl Cloud {
    /// `/v2/oauth2/authorize`
    pub(crate) fn authorize(&mut self, now: UnixTime, incoming: &Incoming<'_>) -> Answer {
        let query = incoming.query();
        let wish = if PARAMETERS.iter().any(|name| query.is_repeated(name)) {
            Err("A parameter is repeated.")
        } else {
            self.wish(&query, "client_id")
        };
        self.decide(now, incoming, wish)
    }

    /// `/oauth2/auth`, which wants more parameters and spells one of them differently.
    pub(crate) fn legacy_authorize(&mut self, now: UnixTime, incoming: &Incoming<'_>) -> Answer {
        let query = incoming.query();
        let wish = if LEGACY_PARAMETERS.iter().any(|name| query.get(name).is_none()) {
            Err("A required parameter is missing.")
        } else {
            self.wish(&query, "clientid").map(|wish| Wish { with_pkce: false, ..wish })
        };
        self.decide(now, incoming, wish)
    }

    fn wish(&self, query: &Params, client_id: &str) -> Result<Wish, &'static str> {
        let application = query.get(client_id).and_then(|id| self.settings.application(id));
        let application = application.ok_or("The application is not known.")?;
        if query.get("response_type") != Some("code") {
            return Err("The response type must be code.");
        }
        let redirect_uri = query.get("redirect_uri");
        if redirect_uri.is_some_and(|uri| uri != application.redirect_uri) {
            return Err("The redirect URI is not the one that the application has registered.");
        }
        let challenge = query.get("code_challenge");
        let method = query.get("code_challenge_method");
        if challenge.is_some() && method != Some("S256") || challenge.is_none() && method.is_some() {
            return Err("A code challenge must be of the method S256.");
        }
        Ok(Wish {
            client_id: application.client_id.clone(),
            application: application.name.clone(),
            target: application.redirect_uri.clone(),
            redirect_uri: redirect_uri.map(str::to_owned),
            state: query.get("state").map(str::to_owned),
            challenge: challenge.map(str::to_owned),
            with_pkce: self.settings.authorize.pkce_parameter,
        })
    }

    fn decide(&mut self, now: UnixTime, incoming: &Incoming<'_>, wish: Result<Wish, &'static str>) -> Answer {
        let wish = match wish {
            Ok(wish) => wish,
            // Who asks is not sure, so the browser is sent nowhere.
            Err(reason) => return Answer::refused(page::refusal(self.settings.authorize.error_status, reason)),
        };
        match (self.settings.authorize.consent, incoming.method()) {
            (Consent::Auto, &Method::GET) => match self.chosen_holder(&wish.client_id) {
                Some(holder) => self.grant(now, wish, holder),
                None => Answer::refused(page::refusal(
                    self.settings.authorize.error_status,
                    "The account that consents has no such bridge.",
                )),
            },
            (Consent::AutoDeny, &Method::GET) => self.deny(&wish),
            (Consent::Page, &Method::GET) => self.ask(incoming, &wish, None),
            (Consent::Page, &Method::POST) => self.hear(now, incoming, wish),
            (Consent::Page, _) => Answer::refused(bodies::method_not_allowed("GET, POST")),
            _ => Answer::refused(bodies::method_not_allowed("GET")),
        }
    }

    fn chosen_holder(&self, client_id: &str) -> Option<Holder> {
        let authorize = &self.settings.authorize;
        let account = match &authorize.account {
            Some(login) => self.settings.account(login)?,
            None => self.settings.accounts.first()?,
        };
        self.holder_of(client_id, &account.login, authorize.bridge.as_deref())
    }

    /// `None` when the account has no such bridge, or none at all.
    fn holder_of(&self, client_id: &str, login: &str, bridge: Option<&str>) -> Option<Holder> {
        let account = self.settings.account(login)?;
        let bridge = account.bridges.iter().find(|known| bridge.is_none_or(|id| known.id == id))?;
        Some(Holder { client_id: client_id.to_owned(), account: login.to_owned(), bridge_id: bridge.id.clone() })
    }

    fn ask(&self, incoming: &Incoming<'_>, wish: &Wish, mistake: Option<&Mistake<'_>>) -> Answer {
        // Built from the decoded segments, so that `//v2/…` does not become the address of another host.
        let action = format!("/{}?{}", incoming.segments.join("/"), incoming.raw_query());
        // Shown on the page: only what the documentation of the settings tells everybody.
        let documented = Settings::default().accounts;
        let known = documented.iter().find(|account| self.knows(&account.login, &account.password));
        let question =
            Question { application: &wish.application, action: &action, accounts: &self.settings.accounts, known };
        let event = if mistake.is_some() { Event::LoginFailed } else { Event::LoginPage };
        Answer::with(event, page::consent(&question, mistake))
    }

    /// The page's form.
    fn hear(&mut self, now: UnixTime, incoming: &Incoming<'_>, wish: Wish) -> Answer {
        let form = incoming.form();
        match form.get("decision") {
            Some("allow") => {}
            Some("deny") => return self.deny(&wish),
            _ => return self.ask(incoming, &wish, None),
        }
        let login = form.get("login").unwrap_or_default();
        let bridge = form.get("bridge").unwrap_or_default();
        let mistake = |kind| Mistake { kind, login, bridge };
        if !self.knows(login, form.get("password").unwrap_or_default()) {
            return self.ask(incoming, &wish, Some(&mistake(MistakeKind::Login)));
        }
        match self.holder_of(&wish.client_id, login, Some(bridge).filter(|id| !id.is_empty())) {
            Some(holder) => self.grant(now, wish, holder),
            None => self.ask(incoming, &wish, Some(&mistake(MistakeKind::Bridge))),
        }
    }

    fn knows(&self, login: &str, password: &str) -> bool {
        self.settings.account(login).is_some_and(|account| account.password == password)
    }

    fn grant(&mut self, now: UnixTime, wish: Wish, holder: Holder) -> Answer {
        let value = self.ids.code();
        let mut callback = Callback::new();
        if wish.with_pkce {
            callback.add("pkce", &self.ids.opaque());
        }
        callback.add("code", &value);
        let location = self.finished(callback, &wish);
        let Wish { redirect_uri, challenge, .. } = wish;
        self.grants.add_code(Code { value, holder, redirect_uri, challenge, issued: now });
        Answer::with(Event::Consent, bodies::redirect(&location))
    }

    fn deny(&self, wish: &Wish) -> Answer {
        let mut callback = Callback::new();
        callback.add("error", "access_denied");
        callback.add("error_description", "The user denied the request.");
        Answer::with(Event::Denied, bodies::redirect(&self.finished(callback, wish)))
    }

    fn finished(&self, mut callback: Callback, wish: &Wish) -> String {
        if let Some(state) = &wish.state {
            callback.add("state", state);
        }
        for (name, value) in &self.settings.authorize.extra_parameters {
            callback.add(name, value);
        }
        let separator = if wish.target.contains('?') { '&' } else { '?' };
        format!("{}{separator}{}", wish.target, callback.0)
    }
}

/// The query of the address that the browser is sent back to.
struct Callback(String);

impl Callback {
    fn new() -> Self {
        Self(String::new())
    }

    fn add(&mut self, name: &str, value: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.push_str(&encode(name));
        self.0.push('=');
        self.0.push_str(&encode(value));
    }
}
