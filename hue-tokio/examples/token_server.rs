//! The server that keeps the client secret of a program which is given to people: see `desktop`.
//!
//! ```text
//! HUE_CLIENT_ID=… HUE_CLIENT_SECRET=… token_server
//! ```
//!
//! It listens on `HUE_LISTEN`, `127.0.0.1:9124` by default, without TLS: in earnest a proxy with TLS stands before it, and limits
//! how often one address may ask. It takes `POST /token` with the two grants that there are, puts the secret to them, and hands
//! back what Hue says. It keeps nothing and logs nothing. `HUE_BASE_URL` and `HUE_CA_FILE` lead to a simulator.
//!
//! Whoever asks proves something else than the secret: with a code, that they began its login (PKCE); with a refresh token, that
//! they have it. So what this server does for strangers is no more than what Hue did for them before.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example talks to whoever started it")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::{BodyExt as _, Full, Limited};
use hue_tokio::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use hue_tokio::http::{HeaderValue, Method, Request, Response, StatusCode};
use hue_tokio::url::form_urlencoded::{Serializer, parse};
use hue_tokio::{Client, Hyper, Transport as _};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::env;
use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Err(error) = serve().await;
    eprintln!("{error}");
    ExitCode::FAILURE
}

struct TokenServer {
    hue: Client<Hyper>,
    client_id: String,
    /// Id and secret, as Hue recommends them.
    basic: HeaderValue,
    /// Hue's token endpoint.
    hues: String,
}

async fn serve() -> Result<Infallible, Box<dyn Error>> {
    let (app, hue) = hue_tokio::from_env()?;
    let app = app.build()?;
    let pair = format!("{}:{}", app.client_id(), env::var("HUE_CLIENT_SECRET")?);
    let mut basic = HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(pair)))?;
    basic.set_sensitive(true);
    let hues = format!("{}/v2/oauth2/token", app.api_origin());
    let server = Arc::new(TokenServer { hue, client_id: app.client_id().to_owned(), basic, hues });

    let listener = TcpListener::bind(env::var("HUE_LISTEN").as_deref().unwrap_or("127.0.0.1:9124")).await?;
    println!("http://{}/token", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        let server = server.clone();
        let answer = service_fn(move |request| {
            // A task of its own: a renewal that Hue has heard is answered, and its answer is not to be dropped half way.
            let answered = tokio::spawn(server.clone().answer(request));
            let failed = |_| reply(StatusCode::INTERNAL_SERVER_ERROR, "");
            async move { Ok::<_, Infallible>(answered.await.unwrap_or_else(failed)) }
        });
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(20));
        tokio::spawn(http.serve_connection(TokioIo::new(stream), answer));
    }
}

impl TokenServer {
    async fn answer(self: Arc<Self>, request: Request<Incoming>) -> Response<Full<Bytes>> {
        if request.uri().path() != "/token" {
            return reply(StatusCode::NOT_FOUND, "");
        }
        if request.method() != Method::POST {
            return reply(StatusCode::METHOD_NOT_ALLOWED, "");
        }
        let Ok(body) = Limited::new(request, 16 * 1024).collect().await else {
            return reply(StatusCode::BAD_REQUEST, INVALID_REQUEST);
        };
        let Some(grant) = self.grant(&body.to_bytes()) else { return reply(StatusCode::BAD_REQUEST, INVALID_REQUEST) };
        let mut asked = Request::post(&self.hues).body(grant.into_bytes()).unwrap_or_default();
        asked.headers_mut().insert(AUTHORIZATION, self.basic.clone());
        asked.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        match self.hue.transport().send(asked).await {
            Ok(hues) => {
                let mut ours = reply(hues.status(), hues.body().as_ref().to_vec());
                ours.headers_mut().extend(hues.headers().get(RETRY_AFTER).map(|when| (RETRY_AFTER, when.clone())));
                ours
            }
            // Whether Hue heard it, the program cannot know either: it is told that something on the way failed.
            Err(_) => reply(StatusCode::BAD_GATEWAY, ""),
        }
    }

    /// What the grant consists of, and nothing else; `None` for anything that is no grant of this client.
    fn grant(&self, body: &[u8]) -> Option<String> {
        let field = |name: &str| parse(body).find(|(known, _)| known == name).map(|(_, value)| value);
        let fields: &[&str] = match &*field("grant_type")? {
            "authorization_code" => &["grant_type", "code", "redirect_uri", "code_verifier"],
            "refresh_token" => &["grant_type", "refresh_token"],
            _ => return None,
        };
        (field("client_id")? == *self.client_id).then_some(())?;
        let mut grant = Serializer::new(String::new());
        for name in fields {
            grant.append_pair(name, &field(name)?);
        }
        Some(grant.finish())
    }
}

/// Tokens are for nobody's cache.
fn reply(status: StatusCode, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut reply = Response::new(Full::new(body.into()));
    *reply.status_mut() = status;
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    reply.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    reply
}

const INVALID_REQUEST: &str = r#"{"error":"invalid_request","error_description":"no grant of this client"}"#;
