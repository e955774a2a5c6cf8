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
//! Credentials are in a store, an account for each user: files in the folder that `HUE_STORE` names. Who is who is in memory,
//! and forgotten by a restart: in earnest your service knows its users already, and an account has a user's name.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example talks to whoever started it")]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http_body_util::Full;
use hue_store::File;
use hue_tokio::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, LOCATION};
use hue_tokio::http::header::{REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS};
use hue_tokio::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use hue_tokio::v2::{Light, Resource};
use hue_tokio::{Bridge, Browser, Callback, Cause, Error, Hue, Pending, Recovery, now, url::Url};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::collections::HashMap;
use std::convert::Infallible;
use std::env;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> ExitCode {
    let Err(error) = serve().await;
    eprintln!("{error}");
    ExitCode::FAILURE
}

async fn serve() -> Result<Infallible, Box<dyn std::error::Error>> {
    let (app, client) = hue_tokio::from_env()?;
    let app = app.device_type("web-service", None).build()?;
    let callback = Url::parse(app.redirect_uri().ok_or("HUE_REDIRECT_URI is not set")?)?;
    let store = env::var_os("HUE_STORE").map_or_else(|| File::in_home("hue-web-service"), File::new)?;
    let hue = Hue::new(app, client, store);
    tokio::spawn(keep_alive(hue.clone()));
    let service = Arc::new(Service {
        hue,
        callback: callback.path().to_owned(),
        // Over plain HTTP a browser would not keep such a cookie.
        secure: if callback.scheme() == "https" { "; Secure" } else { "" },
        pending: Mutex::default(),
        users: Mutex::default(),
    });
    let listener = TcpListener::bind(env::var("HUE_LISTEN").as_deref().unwrap_or("127.0.0.1:9123")).await?;
    println!("http://{}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        let service = service.clone();
        let answer = service_fn(move |request| {
            // A task of its own: a visitor who walks away must not interrupt a login.
            let answered = tokio::spawn(service.clone().answer(request));
            async move { Ok::<_, Infallible>(answered.await.unwrap_or_else(|_| went_wrong())) }
        });
        let mut server = http1::Builder::new();
        server.timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(20));
        tokio::spawn(server.serve_connection(TokioIo::new(stream), answer));
    }
}

/// A refresh token that nobody uses may die of it. Several instances may do this at the same time.
async fn keep_alive(hue: Hue) {
    let mut daily = tokio::time::interval(A_DAY);
    loop {
        daily.tick().await;
        match hue.keep_alive().await {
            Ok(renewed) => renewed.iter().for_each(|(account, outcome)| {
                let _ = outcome.as_ref().inspect_err(|cause| eprintln!("{account}: {cause}"));
            }),
            Err(cause) => eprintln!("{cause}"),
        }
    }
}

type Reply = Response<Full<Bytes>>;

struct Service {
    hue: Hue,
    /// The path of the redirect URI.
    callback: String,
    secure: &'static str,
    /// Logins whose users are away at Hue.
    pending: Mutex<Pending>,
    /// By the value of their cookie.
    users: Mutex<HashMap<String, Arc<User>>>,
}

struct User {
    /// In the store.
    account: String,
    /// One task makes it while others wait. Calls are made by all of them at once.
    bridge: tokio::sync::Mutex<Option<Bridge>>,
}

impl Service {
    async fn answer(self: Arc<Self>, request: Request<Incoming>) -> Reply {
        if request.method() != Method::GET {
            return page(StatusCode::METHOD_NOT_ALLOWED, "Nothing but GET is understood here.");
        }
        match request.uri().path() {
            "/" => self.home(request.headers()).await,
            "/login" => self.login(request.headers()).await,
            path if path == self.callback => self.redirected(&request).await,
            _ => page(StatusCode::NOT_FOUND, "There is nothing here."),
        }
    }

    async fn home(&self, headers: &HeaderMap) -> Reply {
        let Some(user) = self.user(headers) else { return page(StatusCode::OK, "Nobody has logged in here.") };
        match self.lamps(&user).await {
            // Plain text: a lamp's name is whatever somebody has called it.
            Ok(lamps) => reply(StatusCode::OK, [(CONTENT_TYPE, "text/plain; charset=utf-8")], lamps),
            Err(cause) => failed(&cause),
        }
    }

    async fn lamps(&self, user: &User) -> Result<String, Cause> {
        let lights = self.bridge(user).await?.call(Light::list()).await;
        let lights = match lights {
            Err(cause) if cause.recovery() == Recovery::LinkAgain => {
                // The bridge knows this service no more. The tokens that there are do for a new link.
                self.linked_again(user).await?.call(Light::list()).await?
            }
            lights => lights?,
        };
        let line = |light: &Light| format!("{:<3} {}\n", if light.is_on() { "on" } else { "off" }, light.name());
        Ok(lights.data.iter().map(line).collect())
    }

    /// By what is stored, and what may be left of the login.
    async fn bridge(&self, user: &User) -> Result<Bridge, Cause> {
        let mut kept = user.bridge.lock().await;
        if let Some(bridge) = &*kept {
            return Ok(bridge.clone());
        }
        Ok(kept.insert(self.hue.login(&user.account, &Browser::nobody()).await?).clone())
    }

    async fn linked_again(&self, user: &User) -> Result<Bridge, Cause> {
        let mut kept = user.bridge.lock().await;
        Ok(kept.insert(self.hue.link_again(&user.account).await?).clone())
    }

    async fn login(&self, headers: &HeaderMap) -> Reply {
        let (Ok(account), Ok(cookie)) = (self.account(headers), random()) else { return went_wrong() };
        let session = match self.hue.begin(&account).await {
            Ok(session) => session,
            Err(cause) => return failed(&cause),
        };
        let url = session.authorize_url();
        if lock(&self.pending).put(session, &cookie, now()).is_err() {
            return page(
                StatusCode::SERVICE_UNAVAILABLE,
                "Too many people log in just now. Try again in some minutes.",
            );
        }
        let cookie = self.cookie("login", &cookie, TEN_MINUTES);
        reply(StatusCode::FOUND, [(LOCATION, url.as_str()), (SET_COOKIE, &cookie)], "")
    }

    /// Shows nothing of the query, and leaves the address with the code in it at once.
    async fn redirected(&self, request: &Request<Incoming>) -> Reply {
        let not_ours =
            || page(StatusCode::BAD_REQUEST, "This belongs to no login that was begun here in this browser.");
        let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
        let Ok(callback) = Callback::parse(target) else { return not_ours() };
        let headers = request.headers();
        let begun = cookie(headers, "login").unwrap_or_default();
        let taken = lock(&self.pending).take(&callback, begun, now());
        let session = match taken {
            Ok(session) => session,
            Err(Error::Declined { .. }) => return page(StatusCode::OK, "Nothing was allowed."),
            Err(_) => return not_ours(),
        };
        let (Ok(account), Ok(id)) = (self.account(headers), random()) else { return went_wrong() };
        // What fails is stored as far as it came, unless it was the store: it goes on at `/`, which says what is the matter.
        let connected = self.hue.connect_with_code(&account, session).await;
        let bridge = connected.inspect_err(|cause| eprintln!("{cause}")).ok();
        let user = User { account, bridge: tokio::sync::Mutex::new(bridge) };
        let mut users = lock(&self.users);
        // A new name for whoever has logged in: others may know the one from before.
        cookie(headers, "user").and_then(|old| users.remove(old));
        users.insert(id.clone(), Arc::new(user));
        reply(StatusCode::SEE_OTHER, [(LOCATION, "/"), (SET_COOKIE, &self.cookie("user", &id, A_MONTH))], "")
    }

    /// A user who has been here keeps the account, with bridge and key in it, and does not become a second user of the bridge.
    fn account(&self, headers: &HeaderMap) -> Result<String, getrandom::Error> {
        self.user(headers).map_or_else(random, |user| Ok(user.account.clone()))
    }

    fn user(&self, headers: &HeaderMap) -> Option<Arc<User>> {
        lock(&self.users).get(cookie(headers, "user")?).cloned()
    }

    /// Scripts do not see it, and no other site's form sends it.
    fn cookie(&self, name: &str, value: &str, life: Duration) -> String {
        format!("{name}={value}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{}", life.as_secs(), self.secure)
    }
}

/// What a person can do about it. The log says the rest: errors hold no secrets.
fn failed(cause: &Cause) -> Reply {
    eprintln!("{cause}");
    match (cause, cause.recovery()) {
        (Cause::Redirect(_), _) | (_, Recovery::LogInAgain) => page(StatusCode::FORBIDDEN, "Your permission is over."),
        (_, Recovery::ChooseBridge) => {
            page(StatusCode::CONFLICT, "That is another bridge than before. Log in with the first one.")
        }
        (_, Recovery::CheckBridgeOnline) => {
            page(StatusCode::BAD_GATEWAY, "Your bridge does not answer. Has it power and network?")
        }
        (_, Recovery::RetryAfter(_) | Recovery::LookThenRetry) => {
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
const A_DAY: Duration = Duration::from_secs(86_400);
const A_MONTH: Duration = Duration::from_secs(30 * 86_400);
