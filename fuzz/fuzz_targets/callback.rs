//! What a browser brings back. What is accepted says what another reader (form_urlencoded) finds in it, each known parameter
//! once; a code is taken only with exactly our state, and it is that code that is redeemed.

#![no_main]

use hue_fuzz::{app, field};
use hue_proto::{Callback, ClientAuth, CsrfState, Entropy, Error, Session};
use libfuzzer_sys::fuzz_target;
use url::{Url, form_urlencoded};

const STATE: &str = "af0ifjsldkj";

fuzz_target!(|text: &str| {
    let Ok(callback) = Callback::parse(text) else { return };
    let session = Session::new(app(ClientAuth::Basic), Entropy::from_bytes([7; 32])).with_state(CsrfState::new(STATE));
    let redirected = session.redirected(&callback);
    let query = query(text.trim());
    let all = |name: &str| form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name).collect::<Vec<_>>();
    for name in ["code", "state", "iss", "error", "error_description"] {
        assert!(all(name).len() <= 1, "{name} stands twice in {text:?}");
    }
    let one = |name: &str| all(name).pop().map(|(_, value)| value.into_owned());
    assert_eq!(callback.state().map(str::to_owned), one("state"), "{text:?}");
    let is_ours = one("state").as_deref() == Some(STATE);
    match redirected {
        Ok(session) => {
            assert!(is_ours, "{text:?} has another state");
            assert_eq!(
                (one("error"), field(session.redeem().request().body(), "code")),
                (None, one("code")),
                "{text:?}"
            );
        }
        Err(rejected) => match rejected.error {
            Error::Declined { verified, .. } => {
                assert_eq!((verified, one("error").is_some()), (is_ours, true), "{text:?}");
            }
            Error::StateMismatch => assert!(!is_ours, "{text:?} has our state"),
            Error::ForeignRedirect(_) => {}
            other => panic!("{other:?} of {text:?}"),
        },
    }
});

/// What stands behind a URL or a path; else all that there is.
fn query(text: &str) -> String {
    let (start, rest) = text.split_at(text.find(['?', '=']).unwrap_or(text.len()));
    let is_url = start.contains("://") || (start.contains(':') && rest.starts_with('?'));
    if is_url && !text.starts_with(['/', '?']) {
        return Url::parse(text).expect("a URL").query().unwrap_or_default().to_owned();
    }
    let text = text.split('#').next().unwrap_or_default();
    let behind = text.split_once('?').filter(|(start, _)| start.is_empty() || start.starts_with('/'));
    behind.map_or(if text.starts_with('/') { "" } else { text }, |(_, query)| query).to_owned()
}
