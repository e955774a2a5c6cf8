//! Tokens to newer tokens, and tokens from elsewhere.

use crate::{Fault, Outcome, Scenario, Stage};
use hue_blocking::http::StatusCode;
use hue_blocking::v2::{Light, Resource};
use hue_blocking::{AccessToken, ApplicationKey, Effect, Error, RefreshToken, Session};
use hue_sim::bodies;
use std::time::Duration;

pub(super) fn table() -> Vec<Scenario> {
    [renewals(), from_outside()].into_iter().flatten().collect()
}

fn renewals() -> Vec<Scenario> {
    vec![
        Scenario::new("renewed twice", |stage| {
            let once = stage.run(&mut stage.tokens()?.renew())?;
            let twice = stage.run(&mut once.renew())?;
            Ok(format!("{}", twice.tokens().generation()))
        })
        .ends(|end| end.as_deref() == Ok("2"))
        .sends(4),
        Scenario::new("a renewal without a new refresh token keeps the old one", |stage| {
            let first = stage.tokens()?;
            let old = first.tokens().refresh().expect("a refresh token").clone();
            let renewed = stage.run(&mut first.renew())?;
            assert!(renewed.tokens().refresh().expect("a refresh token").matches(old.expose()));
            stage.run(&mut renewed.renew()).map(|_| String::new())
        })
        .settings(|settings| settings.tokens.refresh_token_on_renewal = false)
        .sends(4),
        Scenario::new("a linked session renews and stays linked", |stage| {
            let renewed = stage.run(&mut stage.linked()?.renew())?;
            super::call::switch_on(stage, &mut stage.purse(renewed))?;
            Ok(String::new())
        })
        .sends(7),
        Scenario::new("the reply to a renewal is lost", |stage| {
            let mut renewal = stage.tokens()?.renew();
            stage.suffer([Fault::LostAfter]);
            assert_eq!(stage.run(&mut renewal).expect_err("lost"), Error::Unconfirmed(Effect::TokensRenewed));
            stage.run(&mut renewal).map(|_| String::new())
        })
        .ends(|end| matches!(end, Err(Error::GrantRejected(_))))
        .sends(4),
        Scenario::new("a network error does not lose the refresh token", |stage| {
            let mut renewal = stage.tokens()?.renew();
            stage.suffer([Fault::NotSent; 3]);
            assert_eq!(stage.run(&mut renewal).expect_err("offline"), Error::NotSent);
            stage.run(&mut renewal.abandon().renew()).map(|_| String::new())
        })
        .sends(3),
        Scenario::new("a server error does not lose the refresh token", |stage| {
            let mut renewal = stage.tokens()?.renew();
            stage.sim.push_reply(bodies::empty(StatusCode::BAD_GATEWAY));
            assert_eq!(stage.run(&mut renewal).expect_err("502"), Error::Unconfirmed(Effect::TokensRenewed));
            stage.run(&mut renewal.abandon().renew()).map(|_| String::new())
        })
        .sends(4),
        Scenario::new("too many renewals wait as asked", |stage| {
            let mut renewal = stage.tokens()?.renew();
            let before = stage.sim.now();
            stage.sim.push_reply(retry_after("7"));
            let _ = stage.run(&mut renewal)?;
            Ok(format!("{:?}", stage.sim.now().saturating_since(before)))
        })
        .ends(|end| end.as_deref() == Ok("7s"))
        .sends(4),
        Scenario::new("digest renews too", |stage| stage.run(&mut stage.tokens()?.renew()).map(|_| String::new()))
            .auth(hue_blocking::ClientAuth::Digest)
            .sends(5),
    ]
}

fn from_outside() -> Vec<Scenario> {
    vec![
        Scenario::new("a refresh token from elsewhere", |stage| {
            let (_, refresh) = pair(stage)?;
            let session = Session::from_tokens(stage.app(), None, Some(refresh), None)?;
            let session = stage.run(&mut session.renew())?;
            stage.run(&mut session.link()).map(|_| String::new())
        })
        .sends(6),
        Scenario::new("an access token from elsewhere, and a key", |stage| {
            let key = stage.linked()?.key().expose().to_owned();
            let (access, _) = pair(stage)?;
            let session = Session::from_tokens(stage.app(), Some(access), None, None)?;
            let mut purse = stage.purse(session.with_key(ApplicationKey::new(key)));
            stage.call(Light::list(), &mut purse).map(|lights| format!("{}", lights.data.len()))
        })
        .ends(|end| end.as_deref() == Ok("5"))
        .sends(8),
        Scenario::new("a dead access token of unknown age is renewed when refused", |stage| {
            let linked = stage.linked()?;
            let key = linked.key().clone();
            let refresh = linked.tokens().refresh().expect("a refresh token").clone();
            let dead = Some(AccessToken::new("dead"));
            let session = Session::from_tokens(stage.app(), dead, Some(refresh), None)?;
            let mut purse = stage.purse(session.with_key(key));
            stage.call(Light::list(), &mut purse).map(|_| String::new())
        })
        .sends(8),
        Scenario::new("nothing to renew with", |stage| {
            let (access, _) = pair(stage)?;
            let session = Session::from_tokens(stage.app(), Some(access), None, None)?;
            stage.run(&mut session.renew()).map(|_| String::new())
        })
        .ends(|end| matches!(end, Err(Error::NothingToRenew)))
        .sends(2),
        Scenario::new("no access token to link with", |stage| {
            let (_, refresh) = pair(stage)?;
            let session = Session::from_tokens(stage.app(), None, Some(refresh), None)?;
            stage.run(&mut session.link()).map(|_| String::new())
        })
        .ends(|end| matches!(end, Err(Error::TokenRejected)))
        .sends(2),
        Scenario::new("tokens outlive their time while nobody looks", |stage| {
            let mut purse = stage.purse(stage.linked()?);
            stage.sim.advance(Duration::from_secs(90 * 86_400));
            stage.call(Light::list(), &mut purse).map(|_| format!("{}", purse.session().tokens().generation()))
        })
        .ends(|end| end.as_deref() == Ok("1"))
        .sends(7),
    ]
}

fn pair(stage: &Stage) -> Result<(AccessToken, RefreshToken), Error> {
    let session = stage.tokens()?;
    let tokens = session.tokens();
    Ok((tokens.access().expect("an access token").clone(), tokens.refresh().expect("a refresh token").clone()))
}

pub(super) fn retry_after(value: &str) -> hue_blocking::http::Response<Vec<u8>> {
    let mut reply = bodies::empty(StatusCode::TOO_MANY_REQUESTS);
    reply.headers_mut().insert("retry-after", value.parse().expect("a header value"));
    reply
}

/// Whether it ended as a wait that the policy does not allow.
pub(super) fn is_rate_limited(end: &Outcome) -> bool {
    matches!(end, Err(Error::RateLimited { .. }))
}
