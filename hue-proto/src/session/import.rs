//! Credentials that another library stored.

use super::Session;
use super::any::AnySession;
use crate::app::App;
use crate::error::{Error, InvalidSetting};
use crate::secret::{AccessToken, ApplicationKey, RefreshToken};
use crate::time::UnixTime;
use crate::wire::json::{self, Object};
use alloc::string::String;
use alloc::sync::Arc;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

impl AnySession {
    /// Takes up the credentials of node-hue-api: the JSON of its `api.remote.getRemoteAccessCredentials()`.
    ///
    /// The result is a linked session where there is a `username`, else one with tokens. The end that it names for the refresh
    /// token is not looked at, being the access token's. Fails with [`Error::InvalidSetting`] for another client id, and with
    /// [`Error::Malformed`] for anything that is not such JSON.
    pub fn from_node_hue_api(app: impl Into<Arc<App>>, json: &[u8]) -> Result<Self, Error> {
        let app = app.into();
        let expected = "node-hue-api's credentials as a JSON object with tokens";
        let credentials: Credentials = json::object(json, expected)?;
        if credentials.client_id.as_deref().is_some_and(|id| id != app.client_id()) {
            let problem = "belong to another client id; import them with the App they were made for";
            return Err(Error::InvalidSetting(InvalidSetting::new("credentials", problem)));
        }
        let Object(Pair { access, refresh }) = credentials.tokens;
        let expires = access.as_ref().and_then(|Object(token)| instant(&token.expires_at));
        let session = Session::from_tokens(
            app,
            access.map(|Object(token)| AccessToken::new(token.value)),
            refresh.map(|Object(token)| RefreshToken::new(token.value)),
            expires,
        )?;
        Ok(match credentials.username.filter(|key| !key.is_empty()) {
            Some(key) => session.with_key(ApplicationKey::new(key)).into(),
            None => session.into(),
        })
    }
}

/// Milliseconds since 1970, or the text that JSON makes of a date.
fn instant(value: &Value) -> Option<UnixTime> {
    let millis = match value {
        Value::String(text) => u64::try_from(text.parse::<Timestamp>().ok()?.as_millisecond()).ok()?,
        number => number.as_u64()?,
    };
    Some(UnixTime::from_millis(millis))
}

#[derive(Deserialize)]
struct Credentials {
    #[serde(rename = "clientId")]
    client_id: Option<String>,
    username: Option<String>,
    tokens: Object<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    access: Option<Object<Token>>,
    refresh: Option<Object<Token>>,
}

#[derive(Deserialize)]
struct Token {
    value: String,
    #[serde(default, rename = "expiresAt")]
    expires_at: Value,
}
