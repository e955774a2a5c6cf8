//! From the authorise URL to the redirect, and the whole way once.

use crate::{Fault, Scenario};
use hue_blocking::{
    AnySession, AuthorizationCode, Callback, CsrfState, Entropy, Error, Foreign, Login, Session, Snapshot,
};
use hue_sim::Event;
use hue_sim::settings::Consent;

pub(super) fn table() -> Vec<Scenario> {
    vec![
        Scenario::new("from nothing to the lamp", |stage| {
            let mut purse = stage.purse(stage.linked()?);
            super::call::switch_on(stage, &mut purse)?;
            Ok(format!("{}", stage.sim.light("Kitchen").is_on()))
        })
        .ends(|end| end.as_deref() == Ok("true"))
        .sends(6),
        Scenario::new("a login as one machine", |stage| {
            let session = stage.login(&mut Login::new(stage.session()))?;
            super::call::switch_on(stage, &mut stage.purse(session))?;
            Ok(String::new())
        })
        .sends(6),
        Scenario::new("a login goes on from tokens that are over", |stage| {
            let session = stage.tokens()?;
            stage.sim.advance(std::time::Duration::from_secs(604_800));
            Ok(format!("{}", stage.login(&mut Login::new(session))?.tokens().generation()))
        })
        .ends(|end| end.as_deref() == Ok("1"))
        .sends(7),
        Scenario::new("a login looks for the user of a lost reply", |stage| {
            let mut login = Login::new(stage.tokens()?);
            stage.suffer([Fault::None, Fault::None, Fault::LostAfter]);
            let session = stage.login(&mut login)?;
            Ok(format!("{} {}", session.is_adopted(), stage.sim.count(Event::UserCreated)))
        })
        .ends(|end| end.as_deref() == Ok("true 1"))
        .sends(6),
        Scenario::new("every optional parameter", |stage| stage.linked().map(|_| String::new()))
            .app(|app| {
                app.app_id("an app").device_id("id/1").device_name("Bob's & Ann's").device_type("timer", Some("attic")).request_client_key()
            })
            .sends(5),
        Scenario::new("a state of one's own", |stage| {
            let session = stage.session().with_state(CsrfState::new("a state of 22 and more letters & signs"));
            stage.land(session).map(|_| String::new())
        })
        .sends(1),
        Scenario::new("the user says no", |stage| stage.code().map(|_| String::new()))
            .settings(|settings| settings.authorize.consent = Consent::AutoDeny)
            .ends(|end| matches!(end, Err(Error::Declined { refusal, verified: true }) if &*refusal.error == "access_denied"))
            .sends(1),
        Scenario::new("another login's redirect", |stage| {
            let other = stage.session().with_state(CsrfState::new("the state of somebody else's login"));
            let callback = Callback::parse(&stage.redirect(&other))?;
            let rejected = *stage.session().redirected(&callback).expect_err("a foreign state");
            // The login goes on: the right redirect is still taken.
            let _ = stage.land(rejected.session)?;
            Err(rejected.error)
        })
        .ends(|end| matches!(end, Err(Error::StateMismatch)))
        .sends(2),
        Scenario::new("a favicon before the redirect", |stage| {
            let favicon = Callback::parse("/favicon.ico")?;
            let rejected = *stage.session().redirected(&favicon).expect_err("no redirect");
            assert_eq!(rejected.error, Error::ForeignRedirect(Foreign::OtherPath));
            let _ = stage.land(rejected.session)?;
            Ok(String::new())
        })
        .sends(1),
        Scenario::new("another issuer", |stage| stage.code().map(|_| String::new()))
            .app(|app| app.issuer("https://api.meethue.com"))
            .settings(|settings| settings.authorize.extra_parameters = vec![("iss".into(), "https://evil.example".into())])
            .ends(|end| matches!(end, Err(Error::ForeignRedirect(Foreign::OtherIssuer))))
            .sends(1),
        Scenario::new("unknown parameters in the redirect", |stage| stage.tokens().map(|_| String::new()))
            .settings(|settings| settings.authorize.extra_parameters = vec![("code_".into(), "x".into()), ("x".into(), String::new())])
            .sends(2),
        Scenario::new("no pkce in the redirect", |stage| stage.tokens().map(|_| String::new()))
            .settings(|settings| settings.authorize.pkce_parameter = false)
            .sends(2),
        Scenario::new("a pasted code", |stage| {
            let session = stage.session();
            let redirect = stage.redirect(&session);
            let code = redirect.split("code=").nth(1).and_then(|rest| rest.split('&').next()).expect("a code");
            stage.run(&mut session.with_code(AuthorizationCode::new(code)).redeem()).map(|_| String::new())
        })
        .sends(2),
        Scenario::new("somebody else's pasted code", |stage| {
            // Without a state, PKCE alone says that the code belongs to another login.
            let mut other = Session::new(stage.app(), Entropy::from_bytes([1; 32]));
            other = other.with_state(CsrfState::new("unused"));
            let redirect = stage.redirect(&other);
            let code = redirect.split("code=").nth(1).and_then(|rest| rest.split('&').next()).expect("a code");
            let session = stage.session().with_code(AuthorizationCode::new(code));
            stage.run(&mut session.redeem()).map(|_| String::new())
        })
        .ends(|end| matches!(end, Err(Error::GrantRejected(_))))
        .sends(2),
        Scenario::new("restored at every rest", |stage| {
            let restore = |snapshot: Snapshot| {
                let stored = snapshot.to_json();
                let read = Snapshot::from_json(stored.as_bytes()).map_err(Error::from)?;
                assert_eq!(*read.to_json(), *stored);
                AnySession::restore(stage.app(), &read)
            };
            let AnySession::Unauthorized(session) = restore(stage.session().snapshot())? else { panic!("unauthorized") };
            let session = stage.land(session)?;
            let AnySession::CodeReceived(session) = restore(session.snapshot())? else { panic!("code received") };
            let session = stage.run(&mut session.redeem())?;
            let AnySession::TokensIssued(session) = restore(session.snapshot())? else { panic!("tokens issued") };
            let session = stage.run(&mut session.link())?;
            let AnySession::UserLinked(session) = restore(session.snapshot())? else { panic!("user linked") };
            super::call::switch_on(stage, &mut stage.purse(session))?;
            Ok(String::new())
        })
        .sends(6),
    ]
}
