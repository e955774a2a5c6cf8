//! Questions to the bridge.

use super::renew::{is_rate_limited, retry_after};
use crate::{Fault, Outcome, Purse, Scenario, Stage};
use hue_blocking::http::{Response, StatusCode};
use hue_blocking::v2::{Id, Light, Resource};
use hue_blocking::{ApplicationKey, Area, Effect, Error, Percent, Raw, Xy, v1, v2};
use hue_sim::settings::{BadBearer, FailureBody, OfflineReply, RetryAfter};
use hue_sim::{Event, bodies};
use serde_json::json;
use std::time::Duration;

pub(super) fn table() -> Vec<Scenario> {
    [endpoints(), access(), refusals(), waits(), deliveries()].into_iter().flatten().collect()
}

/// Switches the kitchen's light on, in orange.
pub(super) fn switch_on(stage: &Stage, purse: &mut Purse) -> Result<(), Error> {
    let kitchen = Id::new(stage.sim.light("Kitchen").id());
    let change = Light::update(&kitchen).on(true).brightness(Percent::nearest(80.0)).xy(Xy::nearest(0.6, 0.38));
    let changed = stage.call(change, purse)?;
    assert!(changed.errors.is_empty());
    assert!(stage.sim.light("Kitchen").is_on());
    Ok(())
}

/// One question with a linked session, after something has happened.
fn after(name: &'static str, happens: fn(&Stage), ends: fn(&Outcome) -> bool, sends: usize) -> Scenario {
    let play = move |stage: &Stage| {
        let mut purse = stage.purse(stage.linked()?);
        happens(stage);
        stage.call(Light::list(), &mut purse).map(|lights| lights.data.len().to_string())
    };
    Scenario::new(name, play).ends(ends).sends(5 + sends)
}

fn pushed(stage: &Stage, reply: Response<Vec<u8>>) {
    stage.sim.push_reply(reply);
}

fn five_lights(end: &Outcome) -> bool {
    end.as_deref() == Ok("5")
}

fn endpoints() -> Vec<Scenario> {
    vec![
        Scenario::new("lights, one by one and all together", |stage| {
            let mut purse = stage.purse(stage.linked()?);
            let lights = stage.call(Light::list(), &mut purse)?;
            let kitchen = lights.data.iter().find(|light| light.name() == "Kitchen").expect("a kitchen");
            let same = stage.call(Light::get(&kitchen.id), &mut purse)?.data;
            assert_eq!(*kitchen, same);
            assert!(lights.unparsed.is_empty());
            Ok(format!("{} {}", lights.data.len(), same.is_on()))
        })
        .ends(|end| end.as_deref() == Ok("5 false"))
        .sends(7),
        Scenario::new("the configuration of version 1", |stage| {
            let mut purse = stage.purse(stage.linked()?);
            let config = stage.call(v1::GetConfig, &mut purse)?;
            Ok(config.bridge().expect("an id").to_string())
        })
        .ends(|end| end.as_deref() == Ok("001788fffe23abcd"))
        .sends(6),
        Scenario::new("anything raw, in both versions", |stage| {
            let mut purse = stage.purse(stage.linked()?);
            let on = r#"{"on":true}"#;
            let put = stage.call(Raw::put(Area::V1, "lights/1/state", on), &mut purse)?;
            let get = stage.call(Raw::get(Area::V2, "/resource/light/"), &mut purse)?;
            let post = stage.call(Raw::post(Area::V1, "lights", "{}"), &mut purse);
            let delete = stage.call(Raw::delete(Area::V1, "config/whitelist/nobody"), &mut purse);
            assert!(matches!(delete, Err(Error::KeyRejected | Error::Bridge(_))), "{delete:?}");
            Ok(format!("{} {} {}", put.status(), get.status(), post.is_ok()))
        })
        .ends(|end| end.as_deref() == Ok("200 OK 200 OK true"))
        .sends(9),
        Scenario::new("the event stream is no part of the remote API", |stage| {
            let mut purse = stage.purse(stage.linked()?);
            match stage.call(v2::EventStream, &mut purse) {
                Err(error) => Err(error),
                Ok(never) => match never {},
            }
        })
        .ends(|end| matches!(end, Err(Error::Unsupported(_))))
        .sends(5),
        Scenario::new("a path that tries to leave the bridge", |stage| {
            let mut purse = stage.purse(stage.linked()?);
            stage.call(Raw::get(Area::V2, "../../../v2/oauth2/token"), &mut purse).map(|_| String::new())
        })
        .ends(|end| matches!(end, Err(Error::InvalidSetting(_))))
        .sends(5),
        Scenario::new("a light out of reach", |stage| {
            let mut purse = stage.purse(stage.linked()?);
            assert!(stage.sim.set_reachable("Kitchen", false));
            let id = Id::new(stage.sim.light("Kitchen").id());
            let changed = stage.call(Light::update(&id).on(true), &mut purse)?;
            Ok(format!("{}", changed.errors.len()))
        })
        .ends(|end| end.as_deref() == Ok("1"))
        .sends(6),
        Scenario::new("a light that nobody understands", |stage| {
            let mut purse = stage.purse(stage.linked()?);
            let odd = [json!({ "id": "a", "type": "light", "on": { "on": true }, "new": {} }), json!({ "id": 7 })];
            pushed(stage, bodies::v2_data(&odd));
            let lights = stage.call(Light::list(), &mut purse)?;
            Ok(format!("{} {}", lights.data.len(), lights.unparsed.len()))
        })
        .ends(|end| end.as_deref() == Ok("1 1"))
        .sends(6),
    ]
}

fn access() -> Vec<Scenario> {
    vec![
        after(
            "expired by the clock: renewed before it is tried",
            |stage| stage.sim.advance(Duration::from_secs(604_799)),
            five_lights,
            2,
        ),
        after(
            "expired a minute before its end",
            |stage| stage.sim.advance(Duration::from_secs(604_799 - 60)),
            five_lights,
            2,
        ),
        after("not yet four fifths over", |stage| stage.sim.advance(Duration::from_secs(483_839)), five_lights, 1),
        after(
            "not yet expired, and renewed ahead",
            |stage| stage.sim.advance(Duration::from_secs(604_799 - 61)),
            five_lights,
            2,
        ),
        after(
            "refused with 401: renewed, then asked again",
            |stage| pushed(stage, bodies::invalid_bearer()),
            five_lights,
            3,
        ),
        after("refused with a gateway fault", |stage| pushed(stage, bodies::invalid_access_token()), five_lights, 3),
        after(
            "withdrawn: the renewal is refused",
            |stage| stage.sim.with_cloud(|cloud| cloud.revoke("demo-client")),
            |end| matches!(end, Err(Error::GrantRejected(_))),
            2,
        ),
        after(
            "401 for ever: one renewal, and no more",
            |stage| {
                pushed(stage, bodies::invalid_bearer());
                stage.sim.configure(|settings| settings.tokens.access_ttl = Duration::ZERO);
            },
            |end| matches!(end, Err(Error::AccessRevoked)),
            3,
        ),
        after(
            "a bearer refused in the manner of 2019",
            |stage| {
                stage.sim.configure(|settings| settings.relay.bad_bearer = BadBearer::BearerChallenge);
                stage.sim.with_cloud(|cloud| cloud.revoke("demo-client"));
            },
            |end| matches!(end, Err(Error::GrantRejected(_))),
            2,
        ),
        Scenario::new("an unknown key in version 2", |stage| {
            let mut purse = stage.purse(stage.tokens()?.with_key(ApplicationKey::new("unknown")));
            stage.call(Light::list(), &mut purse).map(|_| String::new())
        })
        .ends(|end| matches!(end, Err(Error::KeyRejected)))
        .sends(3),
        Scenario::new("an unknown key in version 1", |stage| {
            let mut purse = stage.purse(stage.tokens()?.with_key(ApplicationKey::new("unknown")));
            stage.call(Raw::get(Area::V1, "lights"), &mut purse).map(|_| String::new())
        })
        .ends(|end| matches!(end, Err(Error::KeyRejected)))
        .sends(3),
        Scenario::new("a key that no header can carry", |stage| {
            let mut purse = stage.purse(stage.tokens()?.with_key(ApplicationKey::new("a\r\nb: c")));
            stage.call(Light::list(), &mut purse).map(|_| String::new())
        })
        .ends(|end| matches!(end, Err(Error::KeyRejected)))
        .sends(3),
    ]
}

fn refusals() -> Vec<Scenario> {
    vec![
        after(
            "the bridge forbids, with a reason",
            |stage| pushed(stage, bodies::v2_errors(StatusCode::FORBIDDEN, &["not this one"])),
            |end| matches!(end, Err(Error::Bridge(error)) if error.status == 403 && &*error.description == "not this one"),
            1,
        ),
        after(
            "a redirect is followed by nobody",
            |stage| pushed(stage, bodies::redirect("https://evil.example/")),
            |end| matches!(end, Err(Error::Refused { status: 302, .. })),
            1,
        ),
        after(
            "a page instead of lights",
            |stage| pushed(stage, bodies::html(StatusCode::OK, "<title>Log in")),
            |end| matches!(end, Err(Error::Malformed(_))),
            1,
        ),
        Scenario::new("nothing but errors under 200", |stage| {
            let mut purse = stage.purse(stage.linked()?);
            stage.call(Raw::get(Area::V1, "lights/99"), &mut purse).map(|_| String::new())
        })
        .ends(|end| matches!(end, Err(Error::Bridge(error)) if error.kind == Some(3) && error.status == 200))
        .sends(6),
        Scenario::new("successes beside errors reach the endpoint", |stage| {
            let mut purse = stage.purse(stage.linked()?);
            let mixed = json!({ "on": true, "nonsense": 1 });
            stage.call(Raw::put(Area::V1, "lights/1/state", mixed.to_string()), &mut purse).map(|_| String::new())
        })
        .sends(6),
        Scenario::new("no such light", |stage| {
            let mut purse = stage.purse(stage.linked()?);
            stage.call(Light::get(&Id::new("3883f8bf-30a3-445b-ac06-b047d50599df")), &mut purse).map(|_| String::new())
        })
        .ends(|end| matches!(end, Err(Error::Bridge(error)) if error.status == 404))
        .sends(6),
        after("offline: 504", |stage| stage.sim.configure(|settings| settings.set_online(false)), unreachable, 1),
        after(
            "offline: 503, after two waits",
            |stage| {
                stage.sim.configure(|settings| {
                    settings.relay.offline = OfflineReply::ServiceUnavailable;
                    settings.set_online(false);
                });
            },
            unreachable,
            3,
        ),
        after("a bad gateway", |stage| pushed(stage, bodies::html(StatusCode::BAD_GATEWAY, "<p>")), unreachable, 1),
    ]
}

fn unreachable(end: &Outcome) -> bool {
    matches!(end, Err(Error::BridgeUnreachable))
}

fn waits() -> Vec<Scenario> {
    vec![
        after("too many requests, with seconds to wait", |stage| pushed(stage, retry_after("3")), five_lights, 2),
        after(
            "too many requests, with an hour to wait",
            |stage| pushed(stage, retry_after("3600")),
            is_rate_limited,
            1,
        ),
        after(
            "too many requests, on a page",
            |stage| pushed(stage, bodies::html(StatusCode::TOO_MANY_REQUESTS, "<title>429")),
            five_lights,
            2,
        ),
        after(
            "the day's quota is spent",
            |stage| {
                stage.sim.configure(|settings| {
                    settings.quota.limit = Some(0);
                    settings.quota.retry_after = RetryAfter::Date;
                    settings.quota.body = FailureBody::Json;
                });
            },
            is_rate_limited,
            1,
        ),
        after(
            "busy once",
            |stage| pushed(stage, bodies::v2_errors(StatusCode::SERVICE_UNAVAILABLE, &["Busy, try again later."])),
            five_lights,
            2,
        ),
    ]
}

fn deliveries() -> Vec<Scenario> {
    vec![
        after(
            "a question that is lost is asked again",
            |stage| stage.suffer([Fault::LostAfter, Fault::NotSent]),
            five_lights,
            2,
        ),
        after("three questions lost are enough", |stage| stage.suffer([Fault::LostBefore; 3]), unreachable, 0),
        Scenario::new("a command that is lost is not sent again", |stage| {
            let mut purse = stage.purse(stage.linked()?);
            stage.suffer([Fault::LostAfter]);
            let ended = switch_on(stage, &mut purse);
            assert_eq!(stage.sim.count(Event::LightChanged), 1);
            ended.map(|()| String::new())
        })
        .ends(|end| matches!(end, Err(Error::Unconfirmed(Effect::Called))))
        .sends(6),
        Scenario::new("a command that was not sent is sent again", |stage| {
            let mut purse = stage.purse(stage.linked()?);
            stage.suffer([Fault::NotSent, Fault::NotSent]);
            switch_on(stage, &mut purse).map(|()| String::new())
        })
        .sends(6),
    ]
}
