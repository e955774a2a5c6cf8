//! The token endpoint: every way to introduce oneself, and everything it can answer.

use crate::{Fault, Outcome, Scenario, Stage};
use hue_blocking::http::{Response, StatusCode};
use hue_blocking::{AnySession, ClientAuth, ClientSecret, Effect, Error};
use hue_sim::bodies;
use hue_sim::settings::{ChallengeOffer, ExpiresIn, RefusalBody, TokenErrors};

pub(super) fn table() -> Vec<Scenario> {
    [introductions(), digests(), refusals(), replies(), deliveries()].into_iter().flatten().collect()
}

fn redeem(stage: &Stage) -> Outcome {
    let session = stage.tokens()?;
    Ok(format!("{:?}", session.tokens().lifetime()))
}

fn wrong(_: ClientSecret) -> ClientSecret {
    ClientSecret::new("not-the-secret")
}

fn client_is_rejected(end: &Outcome) -> bool {
    matches!(end, Err(Error::ClientRejected(_)))
}

fn introductions() -> Vec<Scenario> {
    vec![
        Scenario::new("basic", redeem).sends(2),
        Scenario::new("form fields", redeem).auth(ClientAuth::Form).sends(2),
        Scenario::new("digest as Hue does it", redeem).auth(ClientAuth::Digest).sends(3),
        Scenario::new("basic with a wrong secret", redeem)
            .auth(|secret| ClientAuth::Basic(wrong(secret)))
            .ends(client_is_rejected)
            .sends(2),
        Scenario::new("form fields with a wrong secret", redeem)
            .auth(|secret| ClientAuth::Form(wrong(secret)))
            .ends(client_is_rejected)
            .sends(2),
        Scenario::new("digest with a wrong secret", redeem)
            .auth(|secret| ClientAuth::Digest(wrong(secret)))
            .ends(client_is_rejected)
            .sends(3),
        Scenario::new("no redirect URI configured", |stage| {
            let app = hue_blocking::App::builder("demo-client", ClientAuth::Basic(ClientSecret::new("demo-secret")));
            let app = app.base_url(stage.app().api_origin()).build()?;
            let session = hue_blocking::Session::new(app, hue_blocking::Entropy::from_bytes([3; 32]));
            stage.run(&mut stage.land(session)?.redeem()).map(|_| String::new())
        })
        .sends(2),
    ]
}

fn digests() -> Vec<Scenario> {
    vec![
        challenged("digest with qop", || vec![ChallengeOffer::new(Some("MD5"), Some("auth"))]).sends(3),
        challenged("digest with SHA-256", || vec![ChallengeOffer::new(Some("SHA-256"), Some("auth,auth-int"))])
            .sends(3),
        challenged("digest with SHA-256-sess", || vec![ChallengeOffer::new(Some("SHA-256-sess"), Some("auth"))])
            .sends(3),
        challenged("digest with MD5-sess", || vec![ChallengeOffer::new(Some("MD5-sess"), Some("auth"))]).sends(3),
        challenged("the strongest of several challenges", || {
            let strong = ChallengeOffer::new(Some("SHA-256"), Some("auth"));
            vec![ChallengeOffer::default(), ChallengeOffer::new(Some("SHA-512-256"), Some("auth")), strong]
        })
        .sends(3),
        Scenario::new("a stale nonce is answered again", |stage| {
            let mut exchange = stage.code()?.redeem();
            // The wait of a refused second leg outlasts the nonce.
            stage.sim.configure(|settings| settings.digest.nonce_ttl = std::time::Duration::from_millis(500));
            stage.suffer([Fault::None, Fault::NotSent]);
            stage.run(&mut exchange).map(|_| String::new())
        })
        .auth(ClientAuth::Digest)
        .sends(4),
        challenged("an unknown algorithm alone", || vec![ChallengeOffer::new(Some("SHA-512-256"), Some("auth"))])
            .ends(|end| matches!(end, Err(Error::ChallengeUnsupported(_))))
            .sends(2),
        challenged("auth-int alone", || vec![ChallengeOffer::new(None, Some("auth-int"))])
            .ends(|end| matches!(end, Err(Error::ChallengeUnsupported(_))))
            .sends(2),
        Scenario::new("digest is switched off", redeem)
            .auth(ClientAuth::Digest)
            .settings(|settings| {
                settings.digest.accepted = false;
                settings.digest.refusal = RefusalBody::Text;
            })
            .ends(client_is_rejected)
            .sends(3),
        Scenario::new("no challenge at all", redeem)
            .auth(ClientAuth::Digest)
            .settings(|settings| settings.digest.offered = false)
            .ends(|end| matches!(end, Err(Error::ChallengeUnsupported(_))))
            .sends(2),
        Scenario::new("a challenge of another realm", redeem)
            .auth(ClientAuth::Digest)
            .app(|app| app.digest_realm("another@example.org"))
            .ends(|end| matches!(end, Err(Error::ChallengeUnsupported(_))))
            .sends(2),
    ]
}

/// A redemption by digest, of a server with these challenges.
fn challenged(name: &'static str, offers: fn() -> Vec<ChallengeOffer>) -> Scenario {
    let play = move |stage: &Stage| {
        stage.sim.configure(|settings| {
            settings.digest.one_header = true;
            settings.digest.challenges = offers();
        });
        redeem(stage)
    };
    Scenario::new(name, play).auth(ClientAuth::Digest)
}

fn refusals() -> Vec<Scenario> {
    vec![
        Scenario::new("a code that is too old", |stage| {
            let mut exchange = stage.code()?.redeem();
            stage.sim.advance(std::time::Duration::from_secs(601));
            stage.run(&mut exchange).map(|_| String::new())
        })
        .ends(|end| matches!(end, Err(Error::GrantRejected(words)) if &*words.error == "invalid_grant"))
        .sends(2),
        Scenario::new("a code in its last second", |stage| {
            let mut exchange = stage.code()?.redeem();
            stage.sim.advance(std::time::Duration::from_secs(599));
            stage.run(&mut exchange).map(|_| String::new())
        })
        .sends(2),
        Scenario::new("a code that is spent, refused with 401", |stage| {
            let session = stage.code()?;
            let stored = session.snapshot();
            let _ = stage.run(&mut session.redeem())?;
            // A crash before the tokens were stored: the snapshot still has the code.
            let AnySession::CodeReceived(session) = AnySession::restore(stage.app(), &stored)? else {
                panic!("a code")
            };
            stage.run(&mut session.redeem()).map(|_| String::new())
        })
        .settings(|settings| settings.tokens.invalid_grant_status = StatusCode::UNAUTHORIZED)
        .ends(|end| matches!(end, Err(Error::GrantRejected(_))))
        .sends(3),
        Scenario::new("a refusal keeps the code", |stage| {
            let mut exchange = stage.code()?.redeem();
            stage.sim.push_reply(bodies::invalid_client(&[]));
            let Err(Error::ClientRejected(_)) = stage.run(&mut exchange) else { return Ok("accepted".into()) };
            stage.run(&mut exchange.abandon().redeem()).map(|_| "redeemed".into())
        })
        .ends(|end| end.as_deref() == Ok("redeemed"))
        .sends(3),
        Scenario::new("a refusal of the gateway's time", |stage| {
            let mut exchange = stage.code()?.redeem();
            stage.sim.advance(std::time::Duration::from_secs(601));
            stage.run(&mut exchange).map(|_| String::new())
        })
        .settings(|settings| settings.tokens.errors = TokenErrors::ErrorCode)
        .ends(|end| matches!(end, Err(Error::GrantRejected(words)) if words.description.is_some()))
        .sends(2),
        pushed(
            "a gateway fault",
            bodies::duplicate_content_type,
            |end| matches!(end, Err(Error::Refused { status: 400, refusal: Some(words) }) if &*words.error == "protocol.http.DuplicateHeader"),
        ),
        pushed("an unknown client id at the gateway", bodies::invalid_client_identifier, |end| {
            matches!(end, Err(Error::ClientRejected(_) | Error::Unconfirmed(_)))
        }),
        pushed(
            "a redirect of the token endpoint",
            || bodies::redirect("https://evil.example/"),
            |end| matches!(end, Err(Error::Refused { status: 302, .. })),
        ),
        pushed(
            "a server error",
            || bodies::html(StatusCode::INTERNAL_SERVER_ERROR, "<p>oops"),
            |end| matches!(end, Err(Error::Unconfirmed(Effect::CodeRedeemed))),
        ),
    ]
}

fn replies() -> Vec<Scenario> {
    vec![
        Scenario::new("a number as a string", redeem)
            .settings(|settings| settings.tokens.expires_in = ExpiresIn::Text)
            .ends(|end| end.as_deref() == Ok("Some(604799s)"))
            .sends(2),
        Scenario::new("no lifetime", redeem)
            .settings(|settings| settings.tokens.expires_in = ExpiresIn::Absent)
            .ends(|end| end.as_deref() == Ok("None"))
            .sends(2),
        Scenario::new("no scope", redeem).settings(|settings| settings.tokens.scope = None).sends(2),
        Scenario::new("a Bearer in capitals", redeem)
            .settings(|settings| settings.tokens.token_type = "BEARER".into())
            .sends(2),
        Scenario::new("a token type that is not understood", redeem)
            .settings(|settings| settings.tokens.token_type = "mac".into())
            .ends(|end| matches!(end, Err(Error::Malformed(_))))
            .sends(2),
        Scenario::new("the endpoints of version 1", redeem)
            .settings(|settings| settings.tokens.legacy = true)
            .app(|app| app.token_path("/oauth2/token"))
            .ends(|end| end.as_deref() == Ok("Some(604799s)"))
            .sends(2),
        pushed(
            "a page instead of tokens",
            || bodies::html(StatusCode::OK, "<title>Log in"),
            |end| matches!(end, Err(Error::Malformed(_))),
        ),
        pushed(
            "a flood instead of tokens",
            || bodies::text(StatusCode::OK, &"x".repeat(2 << 20)),
            |end| matches!(end, Err(Error::Malformed(_))),
        ),
        pushed(
            "nothing instead of tokens",
            || bodies::empty(StatusCode::OK),
            |end| matches!(end, Err(Error::Malformed(_))),
        ),
    ]
}

fn deliveries() -> Vec<Scenario> {
    vec![
        Scenario::new("no connection at first", |stage| {
            let mut exchange = stage.code()?.redeem();
            stage.suffer([Fault::NotSent, Fault::NotSent]);
            stage.run(&mut exchange).map(|_| String::new())
        })
        .sends(2),
        Scenario::new("no connection at all", |stage| {
            let mut exchange = stage.code()?.redeem();
            stage.suffer([Fault::NotSent; 3]);
            stage.run(&mut exchange).map(|_| String::new())
        })
        .ends(|end| matches!(end, Err(Error::NotSent)))
        .sends(1),
        Scenario::new("the reply to a redemption is lost", |stage| {
            let mut exchange = stage.code()?.redeem();
            stage.suffer([Fault::LostAfter]);
            let lost = stage.run(&mut exchange).expect_err("lost");
            assert_eq!(lost, Error::Unconfirmed(Effect::CodeRedeemed));
            stage.run(&mut exchange).map(|_| String::new())
        })
        .ends(|end| matches!(end, Err(Error::GrantRejected(_))))
        .sends(3),
        Scenario::new("the redemption itself is lost", |stage| {
            let mut exchange = stage.code()?.redeem();
            stage.suffer([Fault::LostBefore]);
            let lost = stage.run(&mut exchange).expect_err("lost");
            assert_eq!(lost, Error::Unconfirmed(Effect::CodeRedeemed));
            stage.run(&mut exchange).map(|_| String::new())
        })
        .sends(2),
    ]
}

/// The token endpoint answers a redemption with `reply`.
fn pushed(name: &'static str, reply: fn() -> Response<Vec<u8>>, ends: fn(&Outcome) -> bool) -> Scenario {
    let play = move |stage: &Stage| {
        let mut exchange = stage.code()?.redeem();
        stage.sim.push_reply(reply());
        stage.run(&mut exchange).map(|_| String::new())
    };
    Scenario::new(name, play).ends(ends).sends(2)
}
