//! What the targets share: an application, and sessions whose secrets are known when they turn up.

use hue_proto::{App, AuthorizationCode, ClientAuth, ClientSecret, CodeReceived, Entropy, Error, Session, UnixTime};
use serde_json::Value;
use std::fmt::Debug;
use std::sync::Arc;

/// The application's secret.
pub const SECRET: &str = "CANARY+secret";
/// When everything happens.
pub const NOW: UnixTime = UnixTime::from_millis(1_760_000_000_000);

/// An application that introduces itself so.
pub fn app(auth: fn(ClientSecret) -> ClientAuth) -> Arc<App> {
    let builder = App::builder("testclient", auth(ClientSecret::new(SECRET)));
    let builder = builder.redirect_uri("http://127.0.0.1:9123/authorized").device_type("lamp-timer", Some("attic"));
    Arc::new(builder.build().expect("good settings"))
}

/// A session whose code is to be redeemed.
pub fn code_received(app: Arc<App>, code: &str) -> Session<CodeReceived> {
    Session::new(app, Entropy::from_bytes([7; 32])).with_code(AuthorizationCode::new(code))
}

/// A stored session, to look into.
pub fn stored(snapshot: &hue_proto::Snapshot) -> Value {
    serde_json::from_str(&snapshot.to_json()).expect("JSON")
}

/// The value of a form field, as another reader finds it.
pub fn field(body: &[u8], name: &str) -> Option<String> {
    url::form_urlencoded::parse(body).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// Neither what is printed of it nor what it says holds a secret.
pub fn assert_silent(error: &Error, secrets: &[&str]) {
    for text in [format!("{error}"), format!("{error:?}"), format!("{error:#?}")] {
        assert_hides(&text, secrets);
    }
}

/// What is printed for people holds no secret.
pub fn assert_hides(text: &(impl Debug + AsRef<str>), secrets: &[&str]) {
    let found = secrets.iter().find(|secret| text.as_ref().contains(**secret));
    assert!(found.is_none(), "{text:?} shows {found:?}");
}

/// A field that says what its absence says is not written.
pub fn without_defaults(document: Value) -> Value {
    match document {
        Value::Object(fields) => {
            let is_default = |name: &str, value: &Value| match value {
                Value::Null | Value::Bool(false) => true,
                Value::Array(values) => name == "links" && values.is_empty(),
                _ => false,
            };
            let kept = fields.into_iter().filter(|(name, value)| !is_default(name, value));
            Value::Object(kept.map(|(name, value)| (name, without_defaults(value))).collect())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(without_defaults).collect()),
        other => other,
    }
}

/// The secrets of a stored session that are worth a search.
pub fn secrets(document: &Value) -> Vec<&str> {
    let texts = ["/code", "/csrf_state", "/pkce_verifier", "/tokens/access", "/tokens/refresh", "/link/key"];
    let texts = texts.iter().filter_map(|at| document.pointer(at)?.as_str());
    // Shorter ones may stand in any text.
    texts.filter(|text| text.len() > 12 && text.contains("CANARY")).collect()
}
