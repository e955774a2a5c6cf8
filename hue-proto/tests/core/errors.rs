//! Every error: what it comes from, what it says, what can be done.

use crate::support::*;
use hue_proto::v2::{Light, Resource};
use hue_proto::{
    AccessToken, BridgeId, Callback, ClientAuth, Effect, Error, Foreign, InvalidSetting, Malformed, Recovery, Session,
    v2,
};
use std::time::Duration;

/// An error whose words hold the advice, and its recovery.
fn check(error: &Error, advice: &str, recovery: Recovery) {
    let said = error.to_string();
    assert!(said.contains(advice), "{said:?} does not say {advice:?}");
    assert!(!said.ends_with('.') && !said.contains('\n') && !said.contains("  "), "{said}");
    assert_eq!(error.recovery(), recovery, "{said}");
}

fn redeem(auth: ClientAuth, answer: Answer) -> Error {
    Scenario::new([answer]).run(&mut code_received(builder_with(auth).build().unwrap()).redeem()).error()
}

fn basic(answer: Answer) -> Error {
    redeem(ClientAuth::Basic(secret()), answer)
}

fn call(answer: Answer) -> Error {
    Scenario::new([answer]).call(Light::list(), linked(app()).access()).error()
}

fn redirect(query: &str) -> Error {
    unauthorized(app()).redirected(&Callback::parse(query).unwrap()).unwrap_err().error
}

#[test]
fn what_the_application_must_fix() {
    let setting = builder().base_url("http://h.example").build().unwrap_err();
    check(&setting, "must be https", Recovery::FixApplication);
    let client = basic(reply(401, r#"{"error":"invalid_client","error_description":"words"}"#));
    check(&client, "(invalid_client: words)", Recovery::FixApplication);
    check(&client, "compare both with the application's page", Recovery::FixApplication);
    check(&basic(reply(401, "")), "compare both", Recovery::FixApplication);
    let challenge = redeem(ClientAuth::Digest(secret()), reply(401, ""));
    check(&challenge, "choose ClientAuth::Basic instead", Recovery::FixApplication);
}

#[test]
fn when_to_log_in_again() {
    check(&basic(reply(400, r#"{"error":"invalid_grant"}"#)), "log in again", Recovery::LogInAgain);
    let session = Session::from_tokens(app(), Some(AccessToken::new("A")), None, None).unwrap();
    check(&Scenario::new([]).run(&mut session.renew()).error(), "log in again", Recovery::LogInAgain);
    check(&Error::AccessRevoked, "log in again", Recovery::LogInAgain);
    let state = unauthorized(app()).csrf_state().expose().to_owned();
    let declined = redirect(&format!("?error=access_denied&error_description=words&state={state}"));
    check(&declined, "ask the user to log in again", Recovery::LogInAgain);
    check(&declined, "(access_denied: words)", Recovery::LogInAgain);
    check(&redirect("?error=access_denied"), "wait for the right one", Recovery::AwaitRedirect);
    check(&redirect("?code=c&state=x"), "use only the redirect", Recovery::AwaitRedirect);
}

#[test]
fn what_the_store_needs() {
    check(&Error::NotLoggedIn, "log in", Recovery::LogInAgain);
    check(&Error::StoreUnavailable, "nothing was sent; mend it, then try again", Recovery::MendStore);
    check(&Error::Unsaved, "they are kept and saved with the next call", Recovery::MendStore);
}

#[test]
fn what_is_no_redirect_needs_an_answer_all_the_same() {
    check(&redirect("/authorized"), "use the address that the browser ended at", Recovery::AwaitRedirect);
    check(&redirect("/favicon.ico?code=c"), "use the address that the browser ended at", Recovery::AwaitRedirect);
    check(&Error::ForeignRedirect(Foreign::OtherIssuer), "do not use it", Recovery::AwaitRedirect);
}

#[test]
fn what_the_bridge_needs() {
    check(&call(reply(403, "")), "link again", Recovery::LinkAgain);
    check(&Error::LinkButtonNotPressed, "run the link again", Recovery::PressLinkButton);
    let found = BridgeId::parse(BRIDGE);
    check(&Error::AnotherBridge { found }, "(001788fffe123456)", Recovery::ChooseBridge);
    check(&Error::AnotherBridge { found: None }, "accept the bridge, or log in", Recovery::ChooseBridge);
    check(&call(reply(504, "")), "look whether it has power and network", Recovery::CheckBridgeOnline);
    let error = call(reply(400, r#"[{"error":{"type":7,"address":"/lights","description":"words"}}]"#));
    check(&error, "words (type 7) at /lights; correct the request", Recovery::FixRequest);
}

#[test]
fn when_to_try_again() {
    let limited = Error::RateLimited { retry_after: Some(Duration::from_secs(90)) };
    check(&limited, "try again in 90 seconds", Recovery::RetryAfter(Duration::from_secs(90)));
    let limited = Error::RateLimited { retry_after: None };
    check(&limited, "try again in a minute", Recovery::RetryAfter(Duration::from_secs(60)));
    check(&Error::NotSent, "look at the network, then try again", Recovery::RetryAfter(Duration::from_secs(5)));
    check(&call(reply(500, "")), "try again in a minute", Recovery::RetryAfter(Duration::from_secs(60)));
    check(&Error::TokenRejected, "renew, then ask again", Recovery::Renew);
    for (effect, advice) in [
        (Effect::CodeRedeemed, "try once more, and log in again if it is refused"),
        (Effect::TokensRenewed, "try once more, and log in again if it is refused"),
        (Effect::UserCreated, "run the link again, which looks for it first"),
        (Effect::Called, "look at the bridge's state before sending it again"),
    ] {
        check(&Error::Unconfirmed(effect), advice, Recovery::LookThenRetry);
    }
}

#[test]
fn what_the_caller_must_ask_otherwise() {
    check(&call(reply(404, "")), "correct the request", Recovery::FixRequest);
    check(&Error::ForeignAccess, "hand over the one of this session", Recovery::FixRequest);
    let events = Scenario::new([]).call(v2::EventStream, linked(app()).access()).error();
    check(&events, "poll the resources instead", Recovery::FixRequest);
}

/// Nobody can act on "expected an object".
#[test]
fn what_nobody_expected_says_what_to_do_next() {
    let malformed = call(ok("nonsense"));
    assert_eq!(malformed.recovery(), Recovery::ReportBug);
    // What the caller brought is for the caller to mend.
    let brought = Error::from(Callback::parse("?code=a&code=b").unwrap_err());
    assert_eq!(brought.recovery(), Recovery::FixRequest);
    let said = malformed.to_string();
    assert!(said.contains("status 200") && said.contains("line 1"), "{said}");
    assert!(["report", "tell us", "try again"].iter().any(|advice| said.contains(advice)), "{said}");
}

#[test]
fn a_setting_is_named_and_its_value_is_not() {
    let error = builder().base_url("http://secret.example").build().unwrap_err();
    assert!(!format!("{error} {error:?}").contains("secret.example"));
    let invalid = InvalidSetting::new("time-out", "must not be zero");
    assert_eq!(invalid.to_string(), "the time-out must not be zero");
    assert_eq!(Error::InvalidSetting(invalid).recovery(), Recovery::FixApplication);
}

#[test]
fn a_malformed_reply_keeps_status_and_place() {
    let malformed = Malformed::new("a light").at(2, 7).with_status(207);
    assert_eq!((malformed.expected(), malformed.status(), malformed.place()), ("a light", Some(207), Some((2, 7))));
    let said = malformed.to_string();
    assert!(said.contains("a light") && said.contains("207") && said.contains("line 2, column 7"), "{said}");
    assert_eq!(Malformed::new("x").place(), None);
}

#[test]
fn words_from_the_wire_are_one_line_of_bounded_length() {
    let long = format!(r#"{{"error":"a\r\n\u001b[2Jb","error_description":"{}"}}"#, "x".repeat(100_000));
    let Error::Refused { refusal: Some(words), .. } = basic(reply(400, &long)) else { panic!() };
    assert!(!words.error.chars().any(char::is_control));
    assert!(words.description.as_ref().unwrap().len() <= 1000);
    let error = call(reply(400, &format!(r#"{{"errors":[{{"description":"{}"}}]}}"#, "x\\n".repeat(100_000))));
    assert!(error.to_string().len() < 1500 && !error.to_string().contains('\n'));
}

#[test]
fn a_rejected_redirect_says_what_its_error_says_and_once() {
    let callback = Callback::parse("?code=c").unwrap();
    let rejected = unauthorized(app()).redirected(&callback).unwrap_err();
    assert_eq!(rejected.to_string(), Error::StateMismatch.to_string());
    assert!(std::error::Error::source(&*rejected).is_none());
}
