//! A `reqwest::Client` of the program's own.

use super::Transport;
use super::reply::{self, Body};
use hue_host::{SendError, TransportSettings, Unsent};
use hue_proto::http::{Request, Response};
use hue_proto::{Delivery, InvalidSetting};
use reqwest::{Client, Error};
use std::fmt;
use std::time::Duration;

/// Sends over a [`reqwest`](https://docs.rs/reqwest) client that the program has already.
#[derive(Clone)]
pub struct Reqwest {
    client: Client,
    largest_reply: usize,
    timeout: Duration,
}

impl Reqwest {
    /// Connections, roots, proxy and user agent are the client's; the time for a whole request and the size of a reply are
    /// these settings'.
    ///
    /// Fails for a client that follows redirects, as one does unless it was built with
    /// `redirect(reqwest::redirect::Policy::none())`: it would take application keys and codes along to wherever it is sent.
    pub fn new(client: Client, settings: &TransportSettings) -> Result<Self, InvalidSetting> {
        // The one place where a client tells its policy. A text that changes refuses every client, and lets none through.
        if !format!("{client:?}").contains("Policy(None)") {
            return Err(FOLLOWS);
        }
        Ok(Self { client, largest_reply: settings.largest_reply(), timeout: settings.timeout() })
    }
}

impl Transport for Reqwest {
    type Body = Body;
    type Error = SendError;

    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Body>, Unsent<SendError>> {
        let mut request = reqwest::Request::try_from(request).map_err(|_| {
            SendError::new("the request is not one that reqwest can send", None).because(Delivery::NotSent)
        })?;
        // For the connection too: what runs out before it stands is known not to be sent.
        *request.timeout_mut() = Some(self.timeout);
        let whole = async {
            let reply = self.client.execute(request).await.map_err(|error| unsent(&error))?;
            reply::read(Response::<reqwest::Body>::from(reply), self.largest_reply).await
        };
        reply::within(self.timeout, whole).await
    }
}

/// By allow-list: reqwest's errors quote the URL.
fn unsent(error: &Error) -> Unsent<SendError> {
    if error.is_connect() {
        let untrusted = reply::find::<rustls::Error>(error);
        let what = untrusted.map_or(SendError::NO_CONNECTION, |_| SendError::UNTRUSTED);
        return SendError::new(what, untrusted.map(ToString::to_string)).because(Delivery::NotSent);
    }
    let what = if error.is_timeout() { SendError::NO_REPLY_IN_TIME } else { SendError::BROKEN };
    SendError::new(what, None).because(Delivery::Unknown)
}

impl fmt::Debug for Reqwest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reqwest").field("largest_reply", &self.largest_reply).finish_non_exhaustive()
    }
}

const FOLLOWS: InvalidSetting = InvalidSetting::new(
    "reqwest client",
    "must follow no redirects: build it with redirect(reqwest::redirect::Policy::none())",
);
