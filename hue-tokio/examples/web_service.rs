//! A web service with many users: each connects lamps of their own, and sees them.
//!
//! ```text
//! HUE_CLIENT_ID=… HUE_CLIENT_SECRET=… HUE_REDIRECT_URI=http://127.0.0.1:9123/authorized cargo run -p hue-tokio --example web_service
//! ```
//!
//! It listens on `HUE_LISTEN`, `127.0.0.1:9123` by default, without TLS: in earnest a proxy with TLS stands before it, and the
//! redirect URI names that one. `HUE_BASE_URL` and `HUE_CA_FILE` lead to a simulator.
//!
//! | Path | |
//! |---|---|
//! | `/` | the lamps of whoever asks |
//! | `/login` | off to Hue |
//! | that of the redirect URI | back from Hue |
//!
//! Sessions live in memory, so a restart forgets them: see [`save`].

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example talks to whoever started it")]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http_body_util::Full;
use hue_tokio::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, LOCATION};
use hue_tokio::http::header::{REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS};
use hue_tokio::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use hue_tokio::{Account, AnySession, App, Browser, Callback, Cause, Client, Entropy, Error, Hyper, Login, Recovery};
use hue_tokio::{SendError, Session, Snapshot, Unauthorized, entropy, url::Url, v2};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::collections::HashMap;
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::io;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> ExitCode {
    let Err(error) = serve().await;
    eprintln!("{error}");
    ExitCode::FAILURE
}

async fn serve() -> Result<Infallible, Box<dyn std::error::Error>> {
    let (app, hue) = hue_tokio::from_env()?;
    let app = app.device_type("web-service", None).build()?;
    let callback = Url::parse(app.redirect_uri().ok_or("HUE_REDIRECT_URI is not set")?)?;
    let service = Arc::new(Service {
        app: Arc::new(app),
        hue,
        callback: callback.path().to_owned(),
        // Over plain HTTP a browser would not keep such a cookie.
        secure: if callback.scheme() == "https" { "; Secure" } else { "" },
        pending: Mutex::default(),
        users: Mutex::default(),
    });
    let listener = TcpListener::bind(std::env::var("HUE_LISTEN").as_deref().unwrap_or("127.0.0.1:9123")).await?;
    println!("http://{}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        let service = service.clone();
        let answer = service_fn(move |request| {
            // A task of its own: a visitor who walks away must not interrupt a renewal.
            let answered = tokio::spawn(service.clone().answer(request));
            async move { Ok::<_, Infallible>(answered.await.unwrap_or_else(|_| went_wrong())) }
        });
        let mut server = http1::Builder::new();
        server.timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(20));
        tokio::spawn(server.serve_connection(TokioIo::new(stream), answer));
    }
}

type Reply = Response<Full<Bytes>>;
type Save = fn(Snapshot) -> Ready<io::Result<()>>;

struct Service {
    app: Arc<App>,
    hue: Client<Hyper>,
    /// The path of the redirect URI.
    callback: String,
    secure: &'static str,
    pending: Mutex<Pending>,
    /// By the value of their cookie.
    users: Mutex<HashMap<String, Arc<tokio::sync::Mutex<User>>>>,
}

/// One task has it at a time: tokens that are good once must not be spent twice.
struct User {
    /// The way to the account. It goes on where it failed.
    login: Login,
    account: Option<Account<Save>>,
}

impl Service {
    async fn answer(self: Arc<Self>, request: Request<Incoming>) -> Reply {
        if request.method() != Method::GET {
            return page(StatusCode::METHOD_NOT_ALLOWED, "Nothing but GET is understood here.");
        }
        match request.uri().path() {
            "/" => self.home(request.headers()).await,
            "/login" => self.login(request.headers()).await,
            path if path == self.callback => self.redirected(&request),
            _ => page(StatusCode::NOT_FOUND, "There is nothing here."),
        }
    }

    async fn home(&self, headers: &HeaderMap) -> Reply {
        let Some(user) = self.user(headers) else { return page(StatusCode::OK, "Nobody has logged in here.") };
        match self.lamps(&mut *user.lock().await).await {
            // Plain text: a lamp's name is whatever somebody has called it.
            Ok(lamps) => reply(StatusCode::OK, [(CONTENT_TYPE, "text/plain; charset=utf-8")], lamps),
            Err(cause) => failed(&cause),
        }
    }

    async fn lamps(&self, user: &mut User) -> Result<String, Cause<SendError>> {
        let account = match &mut user.account {
            Some(account) => account,
            none => none.insert(Account::new(self.hue.login(&mut user.login, &nobody(), save).await?, save)),
        };
        let lights = self.hue.call(v2::GetLights, account).await;
        let is_forgotten = lights.as_ref().is_err_and(|cause| cause.recovery() == Some(Recovery::LinkAgain));
        if let Some(account) = user.account.take_if(|_| is_forgotten) {
            // The bridge knows this service no more. The next visit links again, with the tokens that there are.
            user.login = Login::new(account.into_session().unlinked());
        }
        let line = |light: &v2::Light| format!("{:<3} {}\n", if light.is_on() { "on" } else { "off" }, light.name());
        Ok(lights?.data.iter().map(line).collect())
    }

    async fn login(&self, headers: &HeaderMap) -> Reply {
        let (Ok(entropy), Ok(cookie)) = (entropy(), random()) else { return went_wrong() };
        let session = match self.user(headers) {
            Some(user) => self.again(&*user.lock().await, entropy),
            None => Session::new(self.app.clone(), entropy),
        };
        let url = session.authorize_url();
        if !lock(&self.pending).put(session, &cookie, Instant::now()) {
            return page(
                StatusCode::SERVICE_UNAVAILABLE,
                "Too many people log in just now. Try again in some minutes.",
            );
        }
        let cookie = self.cookie("login", &cookie, TEN_MINUTES);
        reply(StatusCode::FOUND, [(LOCATION, url.as_str()), (SET_COOKIE, &cookie)], "")
    }

    /// A user who has been here keeps bridge and key, and does not become a second user of the bridge.
    fn again(&self, user: &User, entropy: Entropy) -> Session<Unauthorized> {
        let snapshot = match &user.account {
            Some(account) => Some(account.session().snapshot()),
            None => user.login.snapshot(),
        };
        match snapshot.map(|snapshot| AnySession::restore(self.app.clone(), &snapshot)) {
            Some(Ok(AnySession::Unauthorized(session))) => Session::again(&session, entropy),
            Some(Ok(AnySession::CodeReceived(session))) => Session::again(&session, entropy),
            Some(Ok(AnySession::TokensIssued(session))) => Session::again(&session, entropy),
            Some(Ok(AnySession::UserLinked(session))) => Session::again(&session, entropy),
            Some(Err(_)) | None => Session::new(self.app.clone(), entropy),
        }
    }

    /// Shows nothing of the query, and leaves the address with the code in it at once: what follows is done at `/`.
    fn redirected(&self, request: &Request<Incoming>) -> Reply {
        let not_ours =
            || page(StatusCode::BAD_REQUEST, "This belongs to no login that was begun here in this browser.");
        let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
        let Ok(callback) = Callback::parse(target) else { return not_ours() };
        let cookie = cookie(request.headers(), "login").unwrap_or_default();
        let Some(session) = lock(&self.pending).take(&callback, cookie, Instant::now()) else { return not_ours() };
        let session = match session.redirected(&callback) {
            Ok(session) => session,
            Err(rejected) => match rejected.error {
                Error::Declined { .. } => return page(StatusCode::OK, "Nothing was allowed."),
                _ => return not_ours(),
            },
        };
        let Ok(id) = random() else { return went_wrong() };
        let user = User { login: Login::new(session), account: None };
        let mut users = lock(&self.users);
        // A new name for whoever has logged in: others may know the one from before.
        crate::cookie(request.headers(), "user").and_then(|old| users.remove(old));
        users.insert(id.clone(), Arc::new(tokio::sync::Mutex::new(user)));
        reply(StatusCode::SEE_OTHER, [(LOCATION, "/"), (SET_COOKIE, &self.cookie("user", &id, A_MONTH))], "")
    }

    fn user(&self, headers: &HeaderMap) -> Option<Arc<tokio::sync::Mutex<User>>> {
        lock(&self.users).get(cookie(headers, "user")?).cloned()
    }

    /// Scripts do not see it, and no other site's form sends it.
    fn cookie(&self, name: &str, value: &str, life: Duration) -> String {
        format!("{name}={value}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{}", life.as_secs(), self.secure)
    }
}

/// Logins on their way, by their `state`: each for ten minutes, and not more than so many.
#[derive(Default)]
struct Pending(HashMap<String, Expected>);

struct Expected {
    session: Session<Unauthorized>,
    /// What the browser has that began it.
    cookie: String,
    since: Instant,
}

impl Pending {
    fn put(&mut self, session: Session<Unauthorized>, cookie: &str, now: Instant) -> bool {
        self.0.retain(|_, expected| expected.is_fresh(now));
        let has_room = self.0.len() < MOST_PENDING;
        if has_room {
            let state = session.csrf_state().expose().to_owned();
            self.0.insert(state, Expected { session, cookie: cookie.to_owned(), since: now });
        }
        has_room
    }

    /// Once, and only for the browser that began it. What others try leaves it where it is.
    fn take(&mut self, callback: &Callback, cookie: &str, now: Instant) -> Option<Session<Unauthorized>> {
        let state = callback.state()?;
        self.0.get(state).filter(|expected| expected.cookie == cookie && expected.is_fresh(now))?;
        self.0.remove(state).map(|expected| expected.session)
    }
}

impl Expected {
    fn is_fresh(&self, now: Instant) -> bool {
        now.duration_since(self.since) < TEN_MINUTES
    }
}

/// Who is asked where only a person can help: nobody, at once. The page says so instead.
fn nobody() -> Browser {
    Browser::new().without_open().without_paste()
}

/// In earnest: a row of your database, for this user and encrypted, done when it is durable.
fn save(_: Snapshot) -> Ready<io::Result<()>> {
    ready(Ok(()))
}

/// What a person can do about it. The log says the rest: errors hold no secrets.
fn failed(cause: &Cause<SendError>) -> Reply {
    eprintln!("{cause}");
    match (cause, cause.recovery()) {
        (Cause::Redirect(_), _) | (_, Some(Recovery::LogInAgain)) => {
            page(StatusCode::FORBIDDEN, "Your permission is over.")
        }
        (_, Some(Recovery::LinkAgain)) => {
            page(StatusCode::CONFLICT, "Your bridge has forgotten us. Load this page again.")
        }
        (_, Some(Recovery::CheckBridgeOnline)) => {
            page(StatusCode::BAD_GATEWAY, "Your bridge does not answer. Has it power and network?")
        }
        (_, Some(Recovery::RetryAfter(_) | Recovery::LookThenRetry)) => {
            page(StatusCode::SERVICE_UNAVAILABLE, "Hue does not answer just now. Try again in a minute.")
        }
        _ => went_wrong(),
    }
}

fn went_wrong() -> Reply {
    page(StatusCode::INTERNAL_SERVER_ERROR, "This went wrong, and not by you.")
}

/// A page of our own words alone.
fn page(status: StatusCode, words: &'static str) -> Reply {
    let html = format!(
        "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Lamps</title><p>{words}</p>\
        <p><a href=\"/login\">Log in with Philips Hue</a></p></html>\n"
    );
    reply(status, [(CONTENT_TYPE, "text/html; charset=utf-8")], html)
}

fn reply<const N: usize>(status: StatusCode, headers: [(HeaderName, &str); N], body: impl Into<Bytes>) -> Reply {
    let mut reply = Response::new(Full::new(body.into()));
    *reply.status_mut() = status;
    for (name, value) in ON_EVERY_REPLY.into_iter().chain(headers) {
        if let Ok(value) = HeaderValue::from_str(value) {
            reply.headers_mut().append(name, value);
        }
    }
    reply
}

const ON_EVERY_REPLY: [(HeaderName, &str); 4] = [
    (CACHE_CONTROL, "no-store"),
    (CONTENT_SECURITY_POLICY, "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs =
        headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok()).flat_map(|all| all.split(';'));
    pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// What nobody can guess.
fn random() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What a task that panicked held is whole: nothing here is changed in more than one step.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

const TEN_MINUTES: Duration = Duration::from_secs(600);
const A_MONTH: Duration = Duration::from_secs(30 * 86_400);
const MOST_PENDING: usize = 10_000;

#[cfg(test)]
mod tests {
    use super::*;
    use hue_sim::Simulation;

    /// A login that is on its way in the browser with the cookie `theirs`, and the way back from it.
    fn pending(since: Instant) -> (Pending, Callback) {
        let app = Simulation::new(hue_sim::Settings::default()).app().build().unwrap();
        let session = Session::new(app, entropy().unwrap());
        let back = format!("/authorized?code=c&state={}", session.csrf_state().expose());
        let mut pending = Pending::default();
        assert!(pending.put(session, "theirs", since));
        (pending, Callback::parse(&back).unwrap())
    }

    #[test]
    fn a_login_is_taken_once_in_time_and_by_its_browser() {
        let begun = Instant::now();
        let check = |cookie, after, taken: bool| {
            let (mut pending, callback) = pending(begun);
            assert_eq!(pending.take(&callback, cookie, begun + after).is_some(), taken, "{cookie} {after:?}");
            let is_there = pending.take(&callback, "theirs", begun).is_some();
            assert_eq!(is_there, !taken, "what was not taken is there");
        };
        check("theirs", Duration::ZERO, true);
        check("theirs", Duration::from_secs(599), true);
        check("theirs", Duration::from_secs(600), false);
        check("somebody's", Duration::ZERO, false);
        check("", Duration::ZERO, false);
    }

    #[test]
    fn there_is_an_end_to_what_is_kept() {
        let begun = Instant::now();
        let (mut pending, _) = pending(begun);
        let app = Arc::new(Simulation::new(hue_sim::Settings::default()).app().build().unwrap());
        let mut put = |now| pending.put(Session::new(app.clone(), entropy().unwrap()), "c", now);
        assert!((1..MOST_PENDING).all(|_| put(begun)));
        assert!(!put(begun));
        assert!(put(begun + TEN_MINUTES), "those from before are gone");
    }
}
