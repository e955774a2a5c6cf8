//! What the compiler must be able to say of the public types.

use crate::support::*;
use hue_proto::v2::{Light, List, Resource};
use hue_proto::{
    Access, AnySession, App, Call, Callback, CodeReceived, Endpoint as _, Error, Exchange, Link, Login, Raw, Redeem,
    Rejected, Renew, Session, Snapshot, Step, TokensIssued, Transition, Unauthorized, UserLinked, v1,
};
use std::fmt::Debug;

fn is_portable<T: Send + Sync + 'static>() {}

#[test]
fn everything_can_go_to_another_thread() {
    is_portable::<Session<Unauthorized>>();
    is_portable::<Session<CodeReceived>>();
    is_portable::<Session<TokensIssued>>();
    is_portable::<Session<UserLinked>>();
    is_portable::<Exchange<Redeem>>();
    is_portable::<Exchange<Link>>();
    is_portable::<Exchange<Renew<TokensIssued>>>();
    is_portable::<Exchange<Renew<UserLinked>>>();
    is_portable::<Call<v1::GetConfig>>();
    is_portable::<Call<List<Light>>>();
    is_portable::<Call<Raw>>();
    is_portable::<Step<UserLinked>>();
    is_portable::<(Access, AnySession, App, Callback, Snapshot)>();
}

#[test]
fn errors_go_through_a_question_mark() {
    fn is_error<T: std::error::Error + Send + Sync + 'static>() {}
    is_error::<Error>();
    is_error::<Rejected>();
    is_error::<hue_proto::Malformed>();
    is_error::<hue_proto::InvalidSetting>();
}

/// A log tells what it was, in the states and types that secrets leave to be told.
#[test]
fn everything_says_what_it_is() {
    fn check(value: &impl Debug, names: &[&str]) {
        let said = format!("{value:?}");
        assert!(names.iter().all(|name| said.contains(name)), "{said} does not say {names:?}");
    }
    let exchange = tokens_issued(app()).link();
    check(&exchange, &["Exchange", "TokensIssued"]);
    check(exchange.origin(), &["Session", "TokensIssued"]);
    check(&exchange.origin().snapshot(), &["Snapshot", "testclient", "tokens_issued"]);
    check(&exchange.origin().snapshot().to_json(), &["SnapshotJson"]);
    let access = renewed(app()).access();
    check(&access, &["Access", "generation: 1"]);
    check(&Light::list().operation(), &["Operation", "GET", "V2"]);
    check(&Call::begin(Light::list(), access, NOW).unwrap().0, &["Call", "GET", "sent: 0"]);
    let callback = Callback::parse("?error=access_denied").unwrap();
    check(&callback, &["Callback", "error: Some"]);
    check(&unauthorized(app()).redirected(&callback).unwrap_err(), &["Rejected", "access_denied"]);
}

/// What was spent is not sent again, not even by an exchange that is started again.
#[test]
fn an_exchange_that_has_arrived_sends_nothing() {
    fn check<T: Transition>(mut exchange: Exchange<T>, answers: &[Answer]) {
        let arrived = Scenario::new(answers.iter().cloned()).run(&mut exchange);
        assert!(arrived.end.is_ok(), "{:?}", arrived.end.err());
        let again = Scenario::new([]).run(&mut exchange);
        assert_eq!(again.sent.len(), 0);
        assert_eq!(again.error(), Error::HasArrived);
    }
    check(code_received(app()).redeem(), &[ok(TOKENS)]);
    check(tokens_issued(app()).link(), &[ok(CONFIG), ok(PRESSED), ok(CREATED)]);
    check(linked(app()).renew(), &[ok(RENEWED)]);
    assert!(Error::HasArrived.to_string().contains("go on with the session that it gave"));
}

#[test]
fn an_exchange_knows_its_most_sends() {
    // One request, a challenge answered, a stale nonce answered, two repetitions.
    assert_eq!(Exchange::<Redeem>::MAX_SENDS, 5);
    assert_eq!(Exchange::<Renew<UserLinked>>::MAX_SENDS, 5);
    // Configuration, button, user, the search for it, two repetitions.
    assert_eq!(Exchange::<Link>::MAX_SENDS, 6);
    assert_eq!(Login::MAX_SENDS, 2 * 5 + 3 * 6);
}
