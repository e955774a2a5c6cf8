//! What went wrong elsewhere, and must not go wrong here: a regression test for each bug that was found by reading the
//! libraries of others.
//!
//! | Theirs | Ours |
//! |---|---|
//! | the device type lands in the bridge-id slot | `a_link_presses_for_user_0_and_names_the_device_in_the_body` |
//! | a new whitelist entry at every run | `a_second_run_creates_no_second_user` |
//! | the refresh token gets the access token's end | `an_imported_refresh_token_has_no_end` |
//! | `state` is neither checked nor encoded | "another login's redirect", "a state of one's own" |
//! | `error=` of the redirect is dropped | "the user says no" |
//! | any status but 401 on the first leg of a digest is fatal | `a_first_leg_may_end_the_exchange` |
//! | the second leg loses the words of its refusal | `a_second_leg_keeps_the_words` |
//! | two `Content-Type` headers | `no_request_has_a_header_twice` |
//! | an error text holds the URL with the key | `errors_and_debug_name_no_url`, `no_story_shows_a_secret` |
//! | a bridge id reaches the button alone, and later calls another bridge | `a_link_presses_for_user_0_and_names_the_device_in_the_body` |
//! | every connection reads the whole state of the bridge | `going_on_from_a_snapshot_sends_nothing_of_its_own` |
//! | a token is handed out for five minutes after its end | "expired by the clock: renewed before it is tried", "expired a minute before its end" |
//! | one token callback for all clients | `two_accounts_share_nothing` |
//! | a bad token reply becomes nothing, without a reason | "a page instead of tokens", "nothing instead of tokens" |
//! | the token is frozen into default headers | "refused with 401: renewed, then asked again" |
//! | two renewals at once lose the grant | `renewed_twice_at_once_does_not_compile` |
//! | a crash between rotation and saving loses the grant | `what_is_renewed_is_saved_before_it_is_used` |
//! | a callback that fails loses the rotated token | `a_save_that_fails_loses_nothing_and_uses_nothing` |
//! | a renewal without a new refresh token drops the old one | "a renewal without a new refresh token keeps the old one" |
//! | one network error loses the refresh token | "a network error does not lose the refresh token" |
//! | TLS without verification | `an_authority_that_nobody_knows_gets_no_byte`, `a_certificate_for_another_name_gets_no_byte` |
//! | limits cannot be configured | `patience_is_a_setting` |

use hue_blocking::http::StatusCode;
use hue_blocking::v2::{Light, Resource};
use hue_blocking::{AnySession, Callback, ClientAuth, ClientSecret, Entropy, Error, Retry, Session, Snapshot};
use hue_sim::{Event, Simulation, bodies};
use std::collections::BTreeSet;
use std::time::Duration;

#[test]
fn a_link_presses_for_user_0_and_names_the_device_in_the_body() {
    let (sim, _) = hue_sim::linked();
    let sent: Vec<_> = sim.log().into_iter().map(|entry| entry.request().clone()).collect();
    let [.., learn, press, create] = sent.as_slice() else { panic!("three requests and more") };
    assert_eq!((learn.method().as_str(), learn.uri().path()), ("GET", "/route/api/0/config"));
    assert_eq!((press.method().as_str(), press.uri().path()), ("PUT", "/route/api/0/config"));
    assert_eq!(press.body(), br#"{"linkbutton":true}"#);
    assert_eq!((create.method().as_str(), create.uri().path()), ("POST", "/route/api"));
    assert_eq!(create.body(), br#"{"devicetype":"hue-proto"}"#);
}

/// One run of a program, over what the last one stored: it does what is still to be done.
fn run_once(sim: &Simulation, stored: &mut Option<String>) {
    let app = sim.app().build().expect("an App");
    let mut session = match stored {
        Some(json) => {
            AnySession::restore(app, &Snapshot::from_json(json.as_bytes()).expect("a snapshot")).expect("restored")
        }
        None => Session::new(app, Entropy::from_bytes([6; 32])).into(),
    };
    loop {
        *stored = Some(session.snapshot().to_json().to_string());
        session = match session {
            AnySession::Unauthorized(session) => {
                let redirect = sim.consent(session.authorize_url().as_str()).expect("a redirect");
                session.redirected(&Callback::parse(&redirect).expect("a callback")).expect("granted").into()
            }
            AnySession::CodeReceived(session) => sim.run(&mut session.redeem()).expect("tokens").into(),
            AnySession::TokensIssued(session) => sim.run(&mut session.link()).expect("linked").into(),
            AnySession::UserLinked(session) => {
                sim.call(Light::list(), session.access()).expect("lights").done().expect("lights");
                return;
            }
        };
    }
}

#[test]
fn a_second_run_creates_no_second_user() {
    let sim = Simulation::new(hue_sim::Settings::default());
    let mut stored = None;
    for _ in 0..3 {
        run_once(&sim, &mut stored);
    }
    assert_eq!((sim.count(Event::UserCreated), sim.count(Event::CodeExchange)), (1, 1));
    // Without what was stored, there would be one more each time.
    run_once(&sim, &mut None);
    assert_eq!(sim.count(Event::UserCreated), 2);
}

#[test]
fn going_on_from_a_snapshot_sends_nothing_of_its_own() {
    let (sim, session) = hue_sim::linked();
    let before = sim.log().len();
    let restored = AnySession::restore(session.app().clone(), &session.snapshot()).expect("restored");
    let AnySession::UserLinked(restored) = restored else { panic!("user linked") };
    sim.call(Light::list(), restored.access()).expect("lights").done().expect("lights");
    assert_eq!(sim.log().len(), before + 1);
}

#[test]
fn an_imported_refresh_token_has_no_end() {
    let (_, session) = hue_sim::linked();
    let credentials = br#"{"clientId":"demo-client","clientSecret":"s","username":"u","tokens":{
        "access":{"value":"A","expiresAt":1000},"refresh":{"value":"R","expiresAt":1000}}}"#;
    let imported = AnySession::from_node_hue_api(session.app().clone(), credentials).expect("imported");
    let AnySession::UserLinked(imported) = imported else { panic!("user linked") };
    assert_eq!(imported.tokens().expires().map(hue_blocking::UnixTime::as_millis), Some(1000));
    // Long after that end there is still something to renew with.
    assert!(imported.renew().start().is_ok());
}

#[test]
fn a_first_leg_may_end_the_exchange() {
    let redeem = |reply| {
        let (sim, mut exchange) = digest_exchange(ClientSecret::new("demo-secret"));
        sim.push_reply(reply);
        sim.run(&mut exchange).map(|session| session.tokens().generation())
    };
    let tokens = serde_json::json!({ "access_token": "A", "token_type": "bearer" });
    assert_eq!(redeem(bodies::json(StatusCode::OK, &tokens)), Ok(0));
    let refused = redeem(bodies::oauth_error(StatusCode::BAD_REQUEST, "invalid_grant", Some("spent")));
    assert!(matches!(refused, Err(Error::GrantRejected(words)) if words.description.as_deref() == Some("spent")));
}

#[test]
fn a_second_leg_keeps_the_words() {
    let (sim, mut exchange) = digest_exchange(ClientSecret::new("wrong"));
    let refused = sim.run(&mut exchange);
    let Err(Error::ClientRejected(Some(words))) = refused else { panic!("{refused:?}") };
    assert_eq!(words.description.as_deref(), Some("Client authentication failed."));
}

#[test]
fn no_request_has_a_header_twice() {
    for scenario in super::scenarios::table() {
        let played = scenario.play(hue_tests::Driver::Ureq);
        for request in &played.requests {
            let names: Vec<_> =
                request.lines().skip(1).filter_map(|line| line.split_once(": ")).map(|(name, _)| name).collect();
            assert_eq!(names.len(), names.iter().collect::<BTreeSet<_>>().len(), "{}: {request}", scenario.name());
        }
    }
}

#[test]
fn renewed_twice_at_once_does_not_compile() {
    // Kept beside its twin that compiles, in the documentation of `Session`; this sees that it is still there.
    let documentation = include_str!("../../../hue-proto/src/session.rs");
    let twice = "let _ = session.renew(); let _ = session.renew();";
    let example = documentation.split("```").find(|example| example.contains(twice)).expect("the example");
    assert!(example.starts_with("compile_fail"), "{example}");
}

#[test]
fn patience_is_a_setting() {
    let patient = |retry| {
        let sim = Simulation::new(hue_sim::Settings::default());
        let session = sim.link(sim.app().retry(retry).build().expect("an App")).expect("linked");
        let mut asked = bodies::empty(StatusCode::TOO_MANY_REQUESTS);
        asked.headers_mut().insert("retry-after", "20".parse().expect("a value"));
        sim.push_reply(asked);
        sim.call(Light::list(), session.access()).map(|lights| lights.data.len())
    };
    let second = Duration::from_secs(1);
    assert_eq!(patient(Retry::new(second, 20 * second)), Ok(5));
    assert_eq!(patient(Retry::new(second, 19 * second)), Err(Error::RateLimited { retry_after: Some(20 * second) }));
    assert!(patient(Retry::never()).is_err());
}

fn digest_exchange(secret: ClientSecret) -> (Simulation, hue_blocking::Exchange<hue_blocking::Redeem>) {
    let sim = Simulation::new(hue_sim::Settings::default());
    let app = hue_blocking::App::builder("demo-client", ClientAuth::Digest(secret)).build().expect("an App");
    let session = Session::new(app, Entropy::from_bytes([4; 32]));
    let redirect = sim.consent(session.authorize_url().as_str()).expect("a redirect");
    let callback = Callback::parse(&redirect).expect("a callback");
    (sim, session.redirected(&callback).expect("granted").redeem())
}
