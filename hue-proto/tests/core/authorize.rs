//! Where the user is sent.

use crate::support::*;
use hue_proto::{AnySession, AppBuilder, CsrfState, Entropy, Session, Snapshot};
use oauth2::basic::BasicClient;
use oauth2::{AuthUrl, ClientId, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl};
use proptest::prelude::*;
use std::collections::BTreeMap;
use url::Url;

fn parameters(url: &Url) -> BTreeMap<String, String> {
    let pairs: Vec<_> = url.query_pairs().into_owned().collect();
    let found: BTreeMap<_, _> = pairs.iter().cloned().collect();
    assert_eq!(found.len(), pairs.len(), "each parameter once: {url}");
    found
}

fn verifier(session: &Session<hue_proto::Unauthorized>) -> String {
    stored(&session.snapshot(), "/pkce_verifier").unwrap()
}

#[test]
fn the_url_holds_every_parameter_of_the_reference_encoded() {
    let app = builder().app_id("my app").device_id("ü&1").device_name("attic #1+2").build().unwrap();
    let session = unauthorized(app).with_state(CsrfState::new("s t&a=t/e"));
    let url = session.authorize_url().to_string();
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier(&session)));
    let expected = [
        "https://api.meethue.com/v2/oauth2/authorize?client_id=testclient&response_type=code",
        "redirect_uri=http%3A%2F%2F127.0.0.1%3A9123%2Fauthorized&deviceid=%C3%BC%261&devicename=attic+%231%2B2",
        "appid=my+app&code_challenge_method=S256",
        &format!("code_challenge={}&state=s+t%26a%3Dt%2Fe", challenge.as_str()),
    ];
    assert_eq!(url, expected.join("&"));
}

#[test]
fn what_is_not_configured_is_not_sent() {
    let app = hue_proto::App::builder("testclient", hue_proto::ClientAuth::Basic(secret())).build().unwrap();
    let found = parameters(&unauthorized(app).authorize_url());
    let names: Vec<_> = found.keys().map(String::as_str).collect();
    assert_eq!(names, ["client_id", "code_challenge", "code_challenge_method", "response_type", "state"]);
}

/// oauth2 builds the same parameters from the same settings.
fn check_second_opinion(builder: AppBuilder) {
    let app = builder.build().unwrap();
    let redirect = app.redirect_uri().map(|uri| RedirectUrl::new(uri.into()).unwrap());
    let session = unauthorized(app);
    let mut client = BasicClient::new(ClientId::new("testclient".into()))
        .set_auth_uri(AuthUrl::new("https://api.meethue.com/v2/oauth2/authorize".into()).unwrap());
    if let Some(redirect) = redirect {
        client = client.set_redirect_uri(redirect);
    }
    let state = oauth2::CsrfToken::new(session.csrf_state().expose().into());
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier(&session)));
    let (theirs, _) = client.authorize_url(|| state).set_pkce_challenge(challenge).url();
    assert_eq!(parameters(&session.authorize_url()), parameters(&theirs.as_str().parse().unwrap()));
}

#[test]
fn a_second_opinion_agrees() {
    check_second_opinion(builder());
    check_second_opinion(builder().redirect_uri("https://h.example/cb?x=a b&y=%2F".replace(' ', "%20").as_str()));
    check_second_opinion(hue_proto::App::builder("testclient", hue_proto::ClientAuth::Form(secret())));
}

/// RFC 7636 appendix B.
#[test]
fn the_challenge_is_the_one_of_the_rfc() {
    let session = unauthorized(app());
    let stored = session
        .snapshot()
        .to_json()
        .to_string()
        .replace(&verifier(&session), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    let snapshot = Snapshot::from_json(stored.as_bytes()).unwrap();
    let AnySession::Unauthorized(session) = AnySession::restore(app(), &snapshot).unwrap() else { panic!() };
    let found = parameters(&session.authorize_url());
    assert_eq!(found["code_challenge"], "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    assert_eq!(found["code_challenge_method"], "S256");
}

#[test]
fn the_redeemed_verifier_is_the_challenged_one() {
    let session = unauthorized(app());
    let challenge = parameters(&session.authorize_url())["code_challenge"].clone();
    let request = session.with_code(hue_proto::AuthorizationCode::new("c")).redeem().request();
    let body = Url::parse(&format!("x:?{}", String::from_utf8_lossy(request.body()))).unwrap();
    let verifier = PkceCodeVerifier::new(parameters(&body)["code_verifier"].clone());
    assert_eq!(PkceCodeChallenge::from_code_verifier_sha256(&verifier).as_str(), challenge);
}

#[test]
fn a_login_again_has_values_of_its_own() {
    let previous = linked(app());
    let first = unauthorized(app());
    let next = Session::again(&previous, entropy(8));
    assert_ne!(first.csrf_state().expose(), next.csrf_state().expose());
    assert_ne!(verifier(&first), verifier(&next));
}

proptest! {
    #![proptest_config(cases(200))]

    /// 256 bits each, and no two flows share any.
    #[test]
    fn state_and_verifier_come_from_the_entropy_alone(one: [u8; 32], at in 0..32_usize, flip in 1..=255_u8) {
        let mut other = one;
        other[at] ^= flip;
        let flows = [one, other, one].map(|bytes| Session::new(app(), Entropy::from_bytes(bytes)));
        let values = flows.map(|flow| (flow.csrf_state().expose().to_owned(), verifier(&flow)));
        for (state, verifier) in &values {
            prop_assert!((43..=128).contains(&verifier.len()));
            prop_assert!(verifier.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)));
            prop_assert!(state.len() >= 22, "128 bits in base64");
            prop_assert_ne!(state, verifier);
        }
        prop_assert_ne!(&values[0].0, &values[1].0);
        prop_assert_ne!(&values[0].1, &values[1].1);
        prop_assert_eq!(&values[0], &values[2]);
    }

    #[test]
    fn any_state_of_the_caller_comes_through(state in "\\PC{1,40}") {
        let session = unauthorized(app()).with_state(CsrfState::new(state.clone()));
        prop_assert_eq!(&parameters(&session.authorize_url())["state"], &state);
        prop_assert_eq!(session.csrf_state().expose(), state);
    }
}
