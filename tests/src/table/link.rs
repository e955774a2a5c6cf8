//! Tokens to a user on the bridge.

use super::renew::retry_after;
use crate::{Fault, Scenario, Stage};
use hue_blocking::http::StatusCode;
use hue_blocking::v2::{Light, Resource};
use hue_blocking::{ApplicationKey, BridgeError, BridgeId, Effect, Entropy, Error, Session};
use hue_sim::settings::OfflineReply;
use hue_sim::{Event, bodies};

pub(super) fn table() -> Vec<Scenario> {
    [first(), again(), lost(), refusals()].into_iter().flatten().collect()
}

fn first() -> Vec<Scenario> {
    vec![
        Scenario::new("the bridge's id is learned and kept", |stage| {
            Ok(stage.linked()?.bridge().expect("a bridge id").to_string())
        })
        .ends(|end| end.as_deref() == Ok("001788fffe23abcd"))
        .sends(5),
        Scenario::new("no client key unless asked for", |stage| Ok(format!("{:?}", stage.linked()?.client_key())))
            .ends(|end| end.as_deref() == Ok("None"))
            .sends(5),
        Scenario::new("a client key", |stage| {
            Ok(format!("{}", stage.linked()?.client_key().expect("a client key").expose().len()))
        })
        .app(hue_blocking::AppBuilder::request_client_key)
        .ends(|end| end.as_deref() == Ok("32"))
        .sends(5),
        Scenario::new("a key from before", |stage| {
            let key = stage.linked()?.key().clone();
            let mut purse = stage.purse(stage.tokens()?.with_key(key));
            super::call::switch_on(stage, &mut purse)?;
            Ok(format!("{}", stage.sim.count(Event::UserCreated)))
        })
        .ends(|end| end.as_deref() == Ok("1"))
        .sends(8),
        Scenario::new("a bridge that hides from the cloud's user", |stage| {
            let mut link = stage.tokens()?.link();
            stage.sim.push_reply(bodies::v1_unauthorized("/config"));
            Ok(format!("{:?}", stage.run(&mut link)?.bridge()))
        })
        .ends(|end| end.as_deref() == Ok("None"))
        .sends(5),
    ]
}

fn again() -> Vec<Scenario> {
    vec![
        Scenario::new("a new login keeps the bridge and its key", |stage| {
            let before = stage.linked()?;
            let after = relogin(stage, &before)?;
            let linked = stage.run(&mut after.link())?;
            assert!(linked.key().matches(before.key().expose()));
            Ok(format!("{}", stage.sim.count(Event::UserCreated)))
        })
        .ends(|end| end.as_deref() == Ok("1"))
        .sends(8),
        Scenario::new("a key of an unnamed bridge is known by the bridge's list", |stage| {
            let named = stage.linked()?;
            let unnamed = stage.tokens()?.with_key(named.key().clone());
            let linked = stage.run(&mut relogin(stage, &unnamed)?.link())?;
            assert!(linked.key().matches(named.key().expose()));
            Ok(linked.bridge().expect("named now").to_string())
        })
        .ends(|end| end.as_deref() == Ok("001788fffe23abcd"))
        .sends(10),
        Scenario::new("another bridge is refused, then accepted", |stage| {
            let before = stage.linked()?;
            stage.sim.configure(|settings| settings.authorize.bridge = Some(OTHER.into()));
            let mut link = relogin(stage, &before)?.link();
            let refused = stage.run(&mut link).expect_err("another bridge");
            assert_eq!(refused, Error::AnotherBridge { found: BridgeId::parse(OTHER) });
            link.accept_bridge();
            let linked = stage.run(&mut link)?;
            assert_eq!(linked.bridge().map(BridgeId::as_str), Some(OTHER));
            // Back on the first bridge, its key is still there.
            stage.sim.configure(|settings| settings.authorize.bridge = None);
            let back = stage.run(&mut relogin(stage, &linked)?.link())?;
            assert!(back.key().matches(before.key().expose()));
            Ok(format!("{}", stage.sim.count(Event::UserCreated)))
        })
        .settings(|settings| {
            let home = settings.accounts.remove(0);
            settings.accounts.push(home.with_bridge(OTHER, "The other one"));
        })
        .ends(|end| end.as_deref() == Ok("2"))
        .sends(14),
        Scenario::new("a key that the bridge forgot is given up and made anew", |stage| {
            let wrong = stage.tokens()?.with_key(ApplicationKey::new("forgotten"));
            let mut purse = stage.purse(wrong);
            assert_eq!(stage.call(Light::list(), &mut purse).expect_err("unknown"), Error::KeyRejected);
            let linked = stage.run(&mut purse_session(stage)?.link())?;
            super::call::switch_on(stage, &mut stage.purse(linked))?;
            Ok(String::new())
        })
        .sends(9),
    ]
}

fn lost() -> Vec<Scenario> {
    vec![
        Scenario::new("the reply to create-user is lost, and the user adopted", |stage| {
            let mut link = stage.tokens()?.link();
            stage.suffer([Fault::None, Fault::None, Fault::LostAfter]);
            let linked = stage.run(&mut link)?;
            super::call::switch_on(stage, &mut stage.purse(linked))?;
            Ok(format!("{}", stage.sim.count(Event::UserCreated)))
        })
        .app(hue_blocking::AppBuilder::request_client_key)
        .ends(|end| end.as_deref() == Ok("1"))
        .sends(7),
        Scenario::new("an adopted user says that its client key is lost", |stage| {
            let mut link = stage.tokens()?.link();
            stage.suffer([Fault::None, Fault::None, Fault::LostAfter]);
            let linked = stage.run(&mut link)?;
            Ok(format!("{} {:?}", linked.is_adopted(), linked.client_key()))
        })
        .ends(|end| end.as_deref() == Ok("true None"))
        .sends(6),
        Scenario::new("an older user of the same name is not adopted", |stage| {
            let old = stage.linked()?;
            stage.sim.advance(std::time::Duration::from_secs(60));
            let mut link = stage.tokens()?.link();
            stage.suffer([Fault::None, Fault::None, Fault::LostAfter]);
            let new = stage.run(&mut link)?;
            Ok(format!("{}", new.key().matches(old.key().expose())))
        })
        .ends(|end| end.as_deref() == Ok("false"))
        .sends(11),
        Scenario::new("create-user itself is lost: nothing is done twice unasked", |stage| {
            let mut link = stage.tokens()?.link();
            stage.suffer([Fault::None, Fault::None, Fault::LostBefore]);
            assert_eq!(stage.run(&mut link).expect_err("lost"), Error::Unconfirmed(Effect::UserCreated));
            assert_eq!(stage.sim.count(Event::UserCreated), 0);
            // Asked again, it looks first, and then creates.
            let _ = stage.run(&mut link)?;
            Ok(format!("{}", stage.sim.count(Event::UserCreated)))
        })
        .ends(|end| end.as_deref() == Ok("1"))
        .sends(8),
        Scenario::new("a late create-user is found when asked again", |stage| {
            let mut link = stage.tokens()?.link();
            stage.suffer([
                Fault::None,
                Fault::None,
                Fault::LostAfter,
                Fault::LostAfter,
                Fault::LostAfter,
                Fault::LostAfter,
            ]);
            assert_eq!(stage.run(&mut link).expect_err("lost"), Error::Unconfirmed(Effect::UserCreated));
            let linked = stage.run(&mut link)?;
            Ok(format!("{} {}", linked.is_adopted(), stage.sim.count(Event::UserCreated)))
        })
        .ends(|end| end.as_deref() == Ok("true 1"))
        .sends(9),
    ]
}

fn refusals() -> Vec<Scenario> {
    vec![
        Scenario::new("the link window is over", |stage| {
            let mut link = stage.tokens()?.link();
            // The second that passes before the user is created is too long.
            stage.sim.configure(|settings| settings.bridge.link_window = std::time::Duration::from_millis(500));
            stage.suffer([Fault::None, Fault::None, Fault::NotSent]);
            let refused = stage.run(&mut link);
            assert_eq!(refused.expect_err("too late"), Error::LinkButtonNotPressed);
            stage.run(&mut link).map(|_| String::new())
        })
        .sends(8),
        Scenario::new("the bridge refuses under 200", |stage| {
            let mut link = stage.tokens()?.link();
            stage.sim.push_reply(bodies::v1_error(901, "/config", "Internal error, 404"));
            let hidden = stage.run(&mut link)?;
            Ok(format!("{:?}", hidden.bridge()))
        })
        .sends(5),
        Scenario::new("the bridge is offline", |stage| {
            let mut link = stage.tokens()?.link();
            stage.sim.configure(|settings| settings.set_online(false));
            assert_eq!(stage.run(&mut link).expect_err("offline"), Error::BridgeUnreachable);
            stage.sim.configure(|settings| settings.set_online(true));
            stage.run(&mut link).map(|_| String::new())
        })
        .sends(6),
        Scenario::new("the cloud says busy, then answers", |stage| {
            let mut link = stage.tokens()?.link();
            stage.sim.push_reply(bodies::v2_errors(StatusCode::SERVICE_UNAVAILABLE, &["Busy, try again later."]));
            stage.run(&mut link).map(|_| String::new())
        })
        .settings(|settings| settings.relay.offline = OfflineReply::ServiceUnavailable)
        .sends(6),
        Scenario::new("too many requests while linking", |stage| {
            let mut link = stage.tokens()?.link();
            stage.sim.push_reply(retry_after("2"));
            stage.run(&mut link).map(|_| String::new())
        })
        .sends(6),
        Scenario::new("the access token is dead", |stage| {
            let session = Session::from_tokens(stage.app(), Some(hue_blocking::AccessToken::new("dead")), None, None)?;
            stage.run(&mut session.link()).map(|_| String::new())
        })
        .ends(|end| matches!(end, Err(Error::TokenRejected)))
        .sends(1),
        Scenario::new("a refusal under another status than 200", |stage| {
            let mut link = stage.tokens()?.link();
            let mut reply = bodies::v1_error(7, "/config/linkbutton", "invalid value, true, for parameter, linkbutton");
            *reply.status_mut() = StatusCode::BAD_REQUEST;
            // The button, not the question before it.
            stage.sim.push_reply(bodies::json(StatusCode::OK, &serde_json::json!({ "bridgeid": OTHER })));
            stage.sim.push_reply(reply);
            stage.run(&mut link).map(|_| String::new())
        })
        .ends(|end| matches!(end, Err(Error::Bridge(BridgeError { kind: Some(7), status: 400, .. }))))
        .sends(4),
    ]
}

/// The second login of somebody who was linked before.
fn relogin(
    stage: &Stage,
    previous: &Session<hue_blocking::UserLinked>,
) -> Result<Session<hue_blocking::TokensIssued>, Error> {
    let session = stage.land(Session::again(previous, Entropy::from_bytes([9; 32])))?;
    stage.run(&mut session.redeem())
}

fn purse_session(stage: &Stage) -> Result<Session<hue_blocking::TokensIssued>, Error> {
    Ok(stage.tokens()?.with_key(ApplicationKey::new("forgotten")).unlinked())
}

const OTHER: &str = "001788fffe654321";
