//! What a browser brings back. What is accepted says what another reader (form_urlencoded) finds in it, each known parameter
//! once; a code is taken only with exactly our state, and it is that code that is redeemed.

#![no_main]

use hue_fuzz::{app, field};
use hue_proto::{Callback, ClientAuth, CsrfState, Entropy, Error, Session};
use libfuzzer_sys::fuzz_target;
use url::form_urlencoded;

const STATE: &str = "af0ifjsldkj";

fuzz_target!(|text: &str| {
    let Ok(callback) = Callback::parse(text) else { return };
    let session = Session::new(app(ClientAuth::Basic), Entropy::from_bytes([7; 32])).with_state(CsrfState::new(STATE));
    let redirected = session.redirected(&callback);
    // A colon, a slash or a question mark may all be missing: the query is what is left.
    let text = text.trim();
    let before_fragment = text.split('#').next().unwrap_or_default();
    let query = match before_fragment.split_once('?') {
        Some((start, query)) if !start.contains('=') || start.contains("://") || start.starts_with('/') => query,
        _ if before_fragment.starts_with('/') || before_fragment.contains("://") => "",
        _ => before_fragment,
    };
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
            assert_eq!((one("error"), field(session.redeem().request().body(), "code")), (None, one("code")), "{text:?}");
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
