//! Pieces of work without IO, ours and that of other crates, to be measured side by side.
//!
//! Each piece does the same as the other side's: from the same settings, to the same bytes.

pub mod handles;
pub mod resources;

use crate::must;
use digest_access::DigestAccess;
use digest_auth::AuthContext;
use http_auth::PasswordParams;
use hue_blocking::http::header::{AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use hue_blocking::http::{Method, Request, Response, StatusCode};
use hue_blocking::v2::{Light, Resource};
use hue_blocking::{
    Access, AccessToken, App, ApplicationKey, AuthorizationCode, Call, Callback, ClientAuth, ClientSecret, Entropy,
    RefreshToken, Session, Snapshot, Step, TokensIssued, Transition, UnixTime,
};
use oauth2::basic::BasicClient;
use oauth2::{
    AuthUrl, ClientId, CsrfToken, EndpointNotSet, EndpointSet, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    TokenUrl,
};
use std::convert::Infallible;
use std::hint::black_box;
use std::io;
use std::str::FromStr as _;
use std::sync::Arc;
use url_of_hue::{AUTHORIZE, REDIRECT, TOKEN};

/// A piece of work, to be done any number of times.
pub type Work = Box<dyn FnMut()>;

#[expect(clippy::type_complexity, reason = "a table")]
const OURS: [(&str, fn() -> Work); 8] = [
    ("authorise URL, secrets drawn", || Box::new(authorize_url_drawn())),
    ("authorise URL", || Box::new(authorize_url())),
    ("callback parse", || Box::new(callback_parse())),
    ("code exchange", || Box::new(code_exchange())),
    ("renewal", || Box::new(renewal())),
    ("digest answer", || Box::new(digest_answer(HUES))),
    ("digest answer, qop=auth", || Box::new(digest_answer(QOP))),
    ("call request", || Box::new(call_request())),
];

#[expect(clippy::type_complexity, reason = "a table")]
const THEIRS: [(&str, &str, fn() -> Work); 10] = [
    ("authorise URL, secrets drawn", "oauth2", || Box::new(oauth2_authorize_url_drawn())),
    ("authorise URL", "oauth2", || Box::new(oauth2_authorize_url())),
    ("code exchange", "oauth2", || Box::new(oauth2_code_exchange())),
    ("renewal", "oauth2", || Box::new(oauth2_renewal())),
    ("digest answer", "digest-access", || Box::new(digest_access_answer(HUES))),
    ("digest answer", "http-auth", || Box::new(http_auth_answer(HUES))),
    ("digest answer", "digest_auth", || Box::new(digest_auth_answer(HUES))),
    ("digest answer, qop=auth", "digest-access", || Box::new(digest_access_answer(QOP))),
    ("digest answer, qop=auth", "http-auth", || Box::new(http_auth_answer(QOP))),
    ("digest answer, qop=auth", "digest_auth", || Box::new(digest_auth_answer(QOP))),
];

/// Ours, by name: those that the gates count.
pub fn all_ours() -> impl Iterator<Item = (&'static str, fn() -> Work)> {
    OURS.into_iter().chain(resources::OURS)
}

/// Ours beside another's: our name, whose it is, the other's work.
pub fn all_theirs() -> impl Iterator<Item = (&'static str, &'static str, fn() -> Work)> {
    THEIRS.into_iter().chain(resources::THEIRS)
}

/// Ours, by its name.
pub fn ours(name: &str) -> Work {
    let found = all_ours().find(|(known, _)| *known == name);
    must(found.map(|(_, work)| work()).ok_or("a piece of work of that name"))
}

fn app(auth: fn(ClientSecret) -> ClientAuth) -> Arc<App> {
    Arc::new(must(App::builder(ID, auth(ClientSecret::new(SECRET))).redirect_uri(REDIRECT).build()))
}

fn authorize_url() -> impl FnMut() {
    let app = app(ClientAuth::Basic);
    move || drop(black_box(Session::new(app.clone(), Entropy::from_bytes(black_box([7; 32]))).authorize_url()))
}

/// As a program does it: the entropy comes from the operating system.
fn authorize_url_drawn() -> impl FnMut() {
    let app = app(ClientAuth::Basic);
    move || drop(black_box(Session::new(app.clone(), must(hue_blocking::entropy())).authorize_url()))
}

fn callback_parse() -> impl FnMut() {
    let text = format!("{REDIRECT}?pkce=1&code=VYHuNzI5&state=af0ifjsldkj");
    move || drop(black_box(must(Callback::parse(black_box(&text)))))
}

fn code_exchange() -> impl FnMut() {
    let app = app(ClientAuth::Basic);
    move || {
        let session = Session::new(app.clone(), Entropy::from_bytes(black_box([7; 32])));
        let session = session.with_code(AuthorizationCode::new(CODE));
        drop(black_box(arrive(&mut session.redeem())));
    }
}

fn renewal() -> impl FnMut() {
    let mut last = Some(tokens(ClientAuth::Basic));
    move || last = last.take().map(|session| arrive(&mut session.renew()))
}

/// From a challenge to the request that answers it. The session comes back each time.
fn digest_answer(challenge: &'static str) -> impl FnMut() {
    let mut session = Some(tokens(ClientAuth::Digest));
    move || {
        let mut exchange = must(session.take().ok_or("a session")).renew();
        let _ = must(exchange.start());
        let asked = Response::builder().status(StatusCode::UNAUTHORIZED).header(WWW_AUTHENTICATE, black_box(challenge));
        let _ = must(exchange.receive(must(asked.body(b"{}")), NOW));
        drop(black_box(exchange.request()));
        session = Some(exchange.abandon());
    }
}

fn call_request() -> impl FnMut() {
    let access = access();
    move || {
        let (call, _) = must(Call::begin(Light::list(), access.clone(), NOW));
        drop(black_box(call.request()));
    }
}

fn access() -> Access {
    tokens(ClientAuth::Basic).with_key(ApplicationKey::new(KEY)).access()
}

fn arrive<T: Transition>(exchange: &mut hue_blocking::Exchange<T>) -> Session<T::To> {
    let _ = must(exchange.start());
    drop(black_box(exchange.request()));
    match must(exchange.receive(token_reply(), NOW)) {
        Step::Done(session) => session,
        _ => must(Err("tokens in one reply")),
    }
}

fn tokens(auth: fn(ClientSecret) -> ClientAuth) -> Session<TokensIssued> {
    let (access, refresh) = (AccessToken::new(ACCESS), RefreshToken::new(REFRESH));
    must(Session::from_tokens(app(auth), Some(access), Some(refresh), None))
}

fn token_reply() -> Response<Vec<u8>> {
    must(Response::builder().header(CONTENT_TYPE, "application/json").body(REPLY.into()))
}

/// A linked session, restored: what it holds beside the shared [`App`].
pub fn restore_linked() -> impl FnMut() -> hue_blocking::AnySession {
    let app = app(ClientAuth::Basic);
    let linked = tokens(ClientAuth::Basic).with_key(ApplicationKey::new(KEY));
    let json = linked.snapshot().to_json().to_string();
    move || must(hue_blocking::AnySession::restore(app.clone(), &must(Snapshot::from_json(json.as_bytes()))))
}

type Client = BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

fn client() -> Client {
    BasicClient::new(ClientId::new(ID.into()))
        .set_client_secret(oauth2::ClientSecret::new(SECRET.into()))
        .set_auth_uri(must(AuthUrl::new(AUTHORIZE.into())))
        .set_token_uri(must(TokenUrl::new(TOKEN.into())))
        .set_redirect_uri(must(RedirectUrl::new(REDIRECT.into())))
}

/// By its own generator, which asks the operating system now and then.
fn oauth2_authorize_url_drawn() -> impl FnMut() {
    let client = client();
    move || {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let request = client.authorize_url(CsrfToken::new_random).set_pkce_challenge(challenge);
        drop(black_box((request.url(), verifier)));
    }
}

/// As ours: neither side draws the two secrets at random.
fn oauth2_authorize_url() -> impl FnMut() {
    let client = client();
    move || {
        let verifier = PkceCodeVerifier::new(VERIFIER.into());
        let request = client.authorize_url(|| CsrfToken::new(STATE.into()));
        let request = request.set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        drop(black_box((request.url(), verifier)));
    }
}

fn oauth2_code_exchange() -> impl FnMut() {
    let client = client();
    move || {
        let request = client.exchange_code(oauth2::AuthorizationCode::new(CODE.into()));
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(VERIFIER.into()));
        drop(black_box(must(request.request(&answer))));
    }
}

fn oauth2_renewal() -> impl FnMut() {
    let client = client();
    move || {
        let token = oauth2::RefreshToken::new(REFRESH.into());
        drop(black_box(must(client.exchange_refresh_token(&token).request(&answer))));
    }
}

#[expect(clippy::unnecessary_wraps, reason = "oauth2 wants a client that may fail")]
fn answer(request: oauth2::HttpRequest) -> Result<oauth2::HttpResponse, Infallible> {
    drop(black_box(request));
    Ok(token_reply())
}

fn digest_access_answer(challenge: &'static str) -> impl FnMut() {
    move || {
        let mut prompt = must(DigestAccess::from_str(black_box(challenge)));
        prompt.set_username(ID);
        prompt.set_password(SECRET);
        let body = form();
        send(must(prompt.generate_authorization("POST", PATH, Some(&body), None).ok_or("an answer")), body);
    }
}

fn http_auth_answer(challenge: &'static str) -> impl FnMut() {
    move || {
        let mut client = must(http_auth::PasswordClient::try_from(black_box(challenge)).map_err(io::Error::other));
        let body = form();
        let params = PasswordParams { username: ID, password: SECRET, uri: PATH, method: "POST", body: Some(&body) };
        let answer = must(client.respond(&params).map_err(io::Error::other));
        send(answer, body);
    }
}

fn digest_auth_answer(challenge: &'static str) -> impl FnMut() {
    move || {
        let mut prompt = must(digest_auth::parse(black_box(challenge)));
        let body = form();
        let answer = must(prompt.respond(&AuthContext::new_post(ID, SECRET, PATH, Some(&body))));
        send(answer.to_header_string(), body);
    }
}

/// The body that ours makes too.
fn form() -> Vec<u8> {
    let mut form = oauth2::url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "refresh_token").append_pair("refresh_token", REFRESH);
    form.finish().into_bytes()
}

fn send(answer: String, body: Vec<u8>) {
    let request = Request::builder().method(Method::POST).uri(TOKEN).header(AUTHORIZATION, answer);
    let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    drop(black_box(must(request.body(body))));
}

mod url_of_hue {
    pub(super) const AUTHORIZE: &str = "https://api.meethue.com/v2/oauth2/authorize";
    pub(super) const TOKEN: &str = "https://api.meethue.com/v2/oauth2/token";
    pub(super) const REDIRECT: &str = "http://127.0.0.1:9123/authorized";
}

const PATH: &str = "/v2/oauth2/token";
const NOW: UnixTime = UnixTime::from_millis(1_760_000_000_000);
const ID: &str = "VYHuNzIpuF2RtRMM5y3w1DPQhzFQ";
const SECRET: &str = "2Kq7Yx1mVb9Gd0Rt";
const STATE: &str = "K8jdEVSiyOlkRpVvG6y1sg";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CODE: &str = "o38tmzPcXr9L7sQa";
const ACCESS: &str = "yDcjHcPzNaO9Zx4gSWdS8zCnMvpY";
const REFRESH: &str = "fRqo0MCjmSbxT5pLrHnDk2WuYvAeGz9I";
const KEY: &str = "83b7780291a6ceffbe0bd049104df0011223344a";
const HUES: &str = r#"Digest realm="oauth2_client@api.meethue.com", nonce="7b6e45de18ac4ee452ee0a0de91dbb10""#;
const QOP: &str = r#"Digest realm="oauth2_client@api.meethue.com", nonce="7b6e45de18ac4ee452ee0a0de91dbb10", qop="auth", algorithm=MD5"#;
const REPLY: &str = r#"{"access_token":"yDcjHcPzNaO9Zx4gSWdS8zCnMvpY","expires_in":604799,"refresh_token":"fRqo0MCjmSbxT5pLrHnDk2WuYvAeGz9I","token_type":"bearer"}"#;
