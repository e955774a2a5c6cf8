//! When the reply to create-user is lost: what can be looked up is not done twice.

use crate::support::*;
use hue_proto::{Effect, Error, Exchange, Link, Session, UserLinked};

const OLDER: (&str, &str, &str) = ("older", NAME, "2026-01-01T00:00:00");
const NEW: (&str, &str, &str) = ("new", NAME, "2026-01-02T00:00:00");
const OTHERS: (&str, &str, &str) = ("others", "other#app", "2026-01-03T00:00:00");

fn listing(users: &[(&str, &str, &str)]) -> Answer {
    ok(&config(BRIDGE, users))
}

/// A link whose create-user was lost; `before` it, the bridge's configuration, and `found` after it.
fn lose(
    before: Answer,
    how: Answer,
    found: impl IntoIterator<Item = Answer>,
) -> (Exchange<Link>, Outcome<Session<UserLinked>>) {
    let app = builder().request_client_key().build().unwrap();
    let mut exchange = tokens_issued(app).link();
    let answers = [before, ok(PRESSED), how].into_iter().chain(found);
    let outcome = Scenario::new(answers).run(&mut exchange);
    (exchange, outcome)
}

fn check_adopted(outcome: Outcome<Session<UserLinked>>, key: &str) {
    assert_eq!(outcome.lines().last().map(String::as_str), Some("GET /route/api/0/config"));
    let session = outcome.unwrap();
    assert_eq!(session.key().expose(), key);
    assert!(session.is_adopted() && session.client_key().is_none(), "a client key is shown once");
    let json = session.snapshot().to_json().to_string();
    let again = hue_proto::Snapshot::from_json(json.as_bytes()).unwrap();
    let hue_proto::AnySession::UserLinked(session) =
        hue_proto::AnySession::restore(session.app().clone(), &again).unwrap()
    else {
        panic!()
    };
    assert!(session.is_adopted());
}

const UNCONFIRMED: Error = Error::Unconfirmed(Effect::UserCreated);

#[test]
fn our_new_entry_is_taken_up() {
    for how in [lost(), reply(500, ""), reply(502, ""), reply(503, ""), reply(504, "")] {
        check_adopted(lose(listing(&[]), how, [listing(&[NEW, OTHERS])]).1, "new");
    }
    check_adopted(lose(listing(&[OLDER, OTHERS]), lost(), [listing(&[OLDER, NEW, OTHERS])]).1, "new");
}

#[test]
fn an_older_entry_of_our_name_is_not_ours() {
    for users in [&[OLDER][..], &[OLDER, OTHERS], &[OTHERS], &[]] {
        check_error(lose(listing(users), lost(), [listing(users)]).1, &UNCONFIRMED);
    }
    // Dates may be missing or wrong; what was there before was there before.
    let (late, undated) = (("older", NAME, "2099-01-01T00:00:00"), ("new", NAME, ""));
    check_adopted(lose(listing(&[late]), lost(), [listing(&[late, undated])]).1, "new");
}

#[test]
fn the_newest_of_several_new_entries_is_ours() {
    check_adopted(lose(listing(&[]), lost(), [listing(&[NEW, OLDER])]).1, "new");
    check_adopted(lose(listing(&[]), lost(), [listing(&[OLDER, NEW])]).1, "new");
}

/// The ordinary outage: nobody can look either, the program ends, and starts again from what it stored.
#[test]
fn an_attempt_outlives_the_program() {
    let (exchange, outcome) = lose(listing(&[OLDER]), lost(), [not_sent(), not_sent(), not_sent()]);
    check_error(outcome, &UNCONFIRMED);
    let stored = exchange.origin().snapshot();
    let relink = || {
        let hue_proto::AnySession::TokensIssued(session) = restored(app(), &stored) else { panic!() };
        session.link()
    };
    check_adopted(Scenario::new([listing(&[OLDER, NEW])]).run(&mut relink()), "new");
    let created = Scenario::new([listing(&[OLDER]), ok(PRESSED), ok(CREATED)]).run(&mut relink()).unwrap();
    assert_eq!(created.key().expose(), KEY);
    // It goes along with the session, whatever is done with it in between, and into a new login.
    let hue_proto::AnySession::TokensIssued(session) = restored(app(), &stored) else { panic!() };
    let session = Scenario::new([ok(RENEWED)]).run(&mut session.renew()).unwrap();
    let login = Session::again(&session, entropy(8)).with_code(hue_proto::AuthorizationCode::new("c"));
    let session = Scenario::new([ok(TOKENS)]).run(&mut login.redeem()).unwrap();
    check_adopted(Scenario::new([listing(&[OLDER, NEW])]).run(&mut session.link()), "new");
}

/// A driver may go away between a request and its reply: a timeout that drops a future, say.
#[test]
fn a_create_user_that_nobody_waited_for_is_a_lost_one() {
    let mut exchange = tokens_issued(app()).link();
    let _ = exchange.start().unwrap();
    for reply in [config(BRIDGE, &[OLDER]), PRESSED.to_owned()] {
        let _ = exchange.receive(http::Response::new(reply), NOW).unwrap();
    }
    assert_eq!(exchange.request().method(), "POST");
    check_adopted(Scenario::new([listing(&[OLDER, NEW])]).run(&mut exchange), "new");
}

/// Where the list was shown and is not any more, nobody can look, and nobody is created.
#[test]
fn where_nobody_can_look_nobody_is_created() {
    let (mut exchange, outcome) = lose(listing(&[]), lost(), [listing(&[])]);
    check_error(outcome, &UNCONFIRMED);
    let hidden = ok(r#"{"name":"Home","bridgeid":"001788FFFE123456"}"#);
    check_error(Scenario::new([hidden]).run(&mut exchange), &UNCONFIRMED);
    assert!(matches!(Scenario::new([reply(404, "")]).run(&mut exchange).error(), Error::Refused { status: 404, .. }));
}

#[test]
fn an_accepted_bridge_settles_the_attempt_on_another() {
    let (mut exchange, outcome) = lose(listing(&[]), lost(), [listing(&[])]);
    check_error(outcome, &UNCONFIRMED);
    let elsewhere = || ok(&config("001788fffe999999", &[]));
    assert!(matches!(Scenario::new([elsewhere()]).run(&mut exchange).error(), Error::AnotherBridge { .. }));
    exchange.accept_bridge();
    let linked = Scenario::new([elsewhere(), ok(PRESSED), ok(CREATED)]).run(&mut exchange).unwrap();
    assert_eq!(linked.bridge().unwrap().as_str(), "001788fffe999999");
}

/// To accept a bridge answers one question, and not those that come after it.
#[test]
fn an_attempt_on_the_accepted_bridge_is_kept() {
    let elsewhere = |users: &[(&str, &str, &str)]| ok(&config("001788fffe999999", users));
    let mut exchange = again(&linked(app())).link();
    assert!(matches!(Scenario::new([elsewhere(&[])]).run(&mut exchange).error(), Error::AnotherBridge { .. }));
    exchange.accept_bridge();
    let lose = [elsewhere(&[]), ok(PRESSED), lost(), not_sent(), not_sent(), not_sent()];
    check_error(Scenario::new(lose).run(&mut exchange), &UNCONFIRMED);
    check_adopted(Scenario::new([elsewhere(&[NEW])]).run(&mut exchange), "new");
}

/// Where nobody can look, the caller is told before another is created, also one whose driver went away.
#[test]
fn where_nobody_can_look_the_caller_is_told_first() {
    let hidden = || ok(r#"{"name":"Home","bridgeid":"001788FFFE123456"}"#);
    let mut exchange = tokens_issued(app()).link();
    let _ = exchange.start().unwrap();
    for reply in [r#"{"bridgeid":"001788FFFE123456"}"#, PRESSED] {
        let _ = exchange.receive(http::Response::new(reply), NOW).unwrap();
    }
    // The reply to create-user is never handed back.
    check_error(Scenario::new([hidden()]).run(&mut exchange), &UNCONFIRMED);
    let stored = exchange.origin().snapshot();
    let hue_proto::AnySession::TokensIssued(session) = restored(app(), &stored) else { panic!() };
    let linked = Scenario::new([hidden(), ok(PRESSED), ok(CREATED)]).run(&mut session.link()).unwrap();
    assert_eq!(linked.key().expose(), KEY);
}

/// A refusal settles it: nothing was created, and nothing is looked for.
#[test]
fn a_refused_create_user_leaves_no_attempt() {
    let refused = r#"[{"error":{"type":101,"address":"","description":"link button not pressed"}}]"#;
    for reply in [ok(refused), reply(403, ""), reply(429, "").with("retry-after", "3600")] {
        let mut exchange = tokens_issued(app()).link();
        let ended = Scenario::new([ok(CONFIG), ok(PRESSED), reply]).run(&mut exchange);
        assert!(ended.end.is_err());
        assert!(!exchange.origin().snapshot().to_json().contains("attempt"));
    }
}

#[test]
fn a_reply_that_nobody_can_read_is_a_lost_one() {
    for reply in [ok("[{\"success\":{\"user"), ok("<html>"), ok("[{\"success\":{}}]")] {
        check_adopted(lose(listing(&[]), reply, [listing(&[NEW])]).1, "new");
    }
}

/// A list that was not shown before tells nothing of what is new.
#[test]
fn where_the_list_was_hidden_before_nothing_is_taken_for_new() {
    let hidden = r#"{"name":"Home","bridgeid":"001788FFFE123456"}"#;
    let refused = r#"[{"error":{"type":1,"address":"/config","description":"unauthorized user"}}]"#;
    for before in [hidden, refused] {
        check_error(lose(ok(before), lost(), [listing(&[OLDER])]).1, &UNCONFIRMED);
    }
}

/// The list of another bridge says nothing of ours.
#[test]
fn another_bridges_list_is_not_searched() {
    let elsewhere = ok(&config("001788fffe999999", &[NEW]));
    let (_, outcome) = lose(listing(&[]), lost(), [elsewhere]);
    assert!(outcome.end.is_err(), "{:?}", outcome.end.map(|session| session.snapshot().to_json().to_string()));
}

#[test]
fn a_search_that_fails_is_still_unconfirmed() {
    for found in [
        vec![reply(401, "")],
        vec![reply(404, "")],
        vec![reply(504, "")],
        vec![reply(429, "").with("retry-after", "3600")],
        vec![ok("nonsense")],
        vec![lost(), lost(), lost()],
        vec![not_sent(), not_sent(), not_sent()],
    ] {
        check_error(lose(listing(&[]), lost(), found).1, &UNCONFIRMED);
    }
    check_adopted(lose(listing(&[]), lost(), [lost(), reply(429, ""), listing(&[NEW])]).1, "new");
}

#[test]
fn starting_again_looks_first() {
    let (mut exchange, _) = lose(listing(&[OLDER]), lost(), [listing(&[OLDER])]);
    check_adopted(Scenario::new([listing(&[OLDER, NEW])]).run(&mut exchange), "new");
}

#[test]
fn starting_again_creates_only_what_is_not_there() {
    let (mut exchange, _) = lose(listing(&[OLDER]), lost(), [listing(&[OLDER])]);
    let created = r#"[{"success":{"username":"second","clientkey":"K"}}]"#;
    let outcome = Scenario::new([listing(&[OLDER]), ok(PRESSED), ok(created)]).run(&mut exchange);
    assert_eq!(outcome.lines(), ["GET /route/api/0/config", "PUT /route/api/0/config", "POST /route/api"]);
    let session = outcome.unwrap();
    assert_eq!((session.key().expose(), session.is_adopted()), ("second", false));
    assert!(session.client_key().is_some());
}

#[test]
fn starting_again_after_a_search_that_failed_looks_again() {
    let (mut exchange, _) = lose(listing(&[]), lost(), [reply(504, "")]);
    check_error(Scenario::new([reply(504, "")]).run(&mut exchange), &Error::BridgeUnreachable);
    check_adopted(Scenario::new([listing(&[NEW])]).run(&mut exchange), "new");
}

#[test]
fn a_second_loss_is_looked_for_too() {
    let (mut exchange, _) = lose(listing(&[OLDER]), lost(), [listing(&[OLDER])]);
    let answers = [listing(&[OLDER]), ok(PRESSED), lost(), listing(&[OLDER, NEW])];
    check_adopted(Scenario::new(answers).run(&mut exchange), "new");
}

/// A 429 says that nothing was done.
#[test]
fn a_refused_create_is_no_lost_one() {
    let mut exchange = tokens_issued(app()).link();
    let outcome =
        Scenario::new([listing(&[]), ok(PRESSED), reply(429, ""), not_sent(), ok(CREATED)]).run(&mut exchange);
    assert_eq!(outcome.lines().iter().filter(|line| line.starts_with("POST")).count(), 3);
    assert!(!outcome.unwrap().is_adopted());
}

#[test]
fn what_is_taken_up_knows_its_bridge() {
    let session = lose(listing(&[]), lost(), [listing(&[NEW])]).1.unwrap();
    assert_eq!(session.bridge().map(hue_proto::BridgeId::as_str), Some(BRIDGE));
}
