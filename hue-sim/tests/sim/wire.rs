//! What Hue documents of the wire, or was recorded of it: one test for each fact.

use std::time::Duration;

use hue_sim::settings::{Application, Consent, ExpiresIn};
use hue_sim::{Event, bodies};
use serde_json::{Value, json};

use super::support::*;

/// The authorisation request is a GET of `/v2/oauth2/authorize`; the official sample without PKCE works.
#[test]
fn s1_1_authorize_official_sample() {
    assert_eq!(authorize(&sim(), "").status(), 302);
    let wrong = "/v2/oauth2/auth?client_id=testclient&response_type=code&state=S";
    assert_eq!(send(&sim(), "GET", wrong, &[], "").status(), 404);
}

/// The official sample with a PKCE challenge works.
#[test]
fn s1_1_authorize_official_sample_with_pkce() {
    let more = "&code_challenge_method=S256&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    assert_eq!(authorize(&sim(), more).status(), 302);
}

/// `client_id` is required, known and spelled with an underscore.
#[test]
fn s1_1_client_id_is_required_with_its_underscore() {
    for query in ["clientid=testclient&", "", "client_id=other&"] {
        let target = format!("/v2/oauth2/authorize?{query}response_type=code&state=S");
        let reply = send(&sim(), "GET", &target, &[], "");
        assert_eq!(reply.status(), 400, "{query}");
        assert_eq!(header(&reply, "location"), "");
    }
}

/// `response_type` is required and only `code` is taken.
#[test]
fn s1_1_response_type_is_code() {
    for query in ["", "&response_type=token", "&response_type="] {
        let target = format!("/v2/oauth2/authorize?client_id=testclient&state=S{query}");
        let reply = send(&sim(), "GET", &target, &[], "");
        assert_eq!((reply.status().as_u16(), header(&reply, "location")), (400, ""), "{query}");
    }
}

/// `state` comes back as it was sent; without it none comes back.
#[test]
fn s1_1_state_comes_back_verbatim() {
    for state in ["S", "a%20b", "%2B%26%3D%22%3C", "-._~", "%C3%A4"] {
        let target = format!("/v2/oauth2/authorize?client_id=testclient&response_type=code&state={state}");
        let reply = send(&sim(), "GET", &target, &[], "");
        assert_eq!(parameter(header(&reply, "location"), "state"), Some(state));
    }
    let reply = send(&sim(), "GET", "/v2/oauth2/authorize?client_id=testclient&response_type=code", &[], "");
    assert_eq!(parameter(header(&reply, "location"), "state"), None);
}

/// `redirect_uri` is optional, and when given must be exactly the one that was registered.
#[test]
fn s1_1_redirect_uri_is_compared_exactly() {
    let same = "&redirect_uri=http%3A%2F%2F127.0.0.1%3A9123%2Fauthorized";
    assert!(header(&authorize(&sim(), same), "location").starts_with(REDIRECT));
    for other in ["http://127.0.0.1:9123/authorized/", "http://127.0.0.1:9124/authorized", "http://localhost/", ""] {
        let reply = authorize(&sim(), &format!("&redirect_uri={other}"));
        assert_eq!((reply.status().as_u16(), header(&reply, "location")), (400, ""), "{other}");
    }
}

/// A `redirect_uri` that was in the authorisation request must be in the token request too.
#[test]
fn s1_1_redirect_uri_comes_again_with_the_code() {
    let sim = sim();
    let with = "&redirect_uri=http://127.0.0.1:9123/authorized";
    let body = |code: &str| format!("grant_type=authorization_code&code={code}");
    let reply = post_form(&sim, &[BASIC], &body(&code(&sim, with)));
    assert_eq!(json(&reply)["error"], "invalid_grant");
    let reply = post_form(&sim, &[BASIC], &format!("{}{with}", body(&code(&sim, with))));
    assert_eq!(reply.status(), 200);
    let reply = post_form(&sim, &[BASIC], &format!("{}&redirect_uri=http://other", body(&code(&sim, with))));
    assert_eq!(reply.status(), 400);
}

/// `deviceid`, `devicename` and `appid` are optional.
#[test]
fn s1_1_device_and_app_are_optional() {
    assert_eq!(authorize(&sim(), "&deviceid=d&devicename=My%20phone&appid=a").status(), 302);
}

/// `code_challenge_method` is `S256`; nothing else is documented.
#[test]
fn s1_1_challenge_method_is_s256() {
    for more in
        ["&code_challenge=abc&code_challenge_method=plain", "&code_challenge=abc", "&code_challenge_method=S256"]
    {
        assert_eq!(authorize(&sim(), more).status(), 400, "{more}");
    }
}

/// The person logs in, grants permission on a page, and only then goes back to the application.
#[test]
fn s1_2_login_then_permission_then_redirect() {
    let sim = sim_with(|s| s.authorize.consent = Consent::Page);
    let page = authorize(&sim, "");
    assert_eq!(page.status(), 200);
    assert!(text(&page).contains("Grant permission"));
    let target = "/v2/oauth2/authorize?client_id=testclient&response_type=code&state=S";
    let reply = send(&sim, "POST", target, &[FORM], "login=demo&password=demo&decision=allow");
    assert_eq!(reply.status(), 302);
    assert!(header(&reply, "location").starts_with(REDIRECT));
}

/// A grant can be revoked on the account page; all of it is over then.
#[test]
fn s1_2_a_grant_can_be_revoked() {
    let home = home();
    home.sim.with_cloud(|cloud| cloud.revoke("testclient"));
    assert_eq!(home.v2("GET", "/light", "").status(), 401);
    assert_eq!(json(&renew(&home.sim, &home.refresh))["error"], "invalid_grant");
}

/// The way back is `302 Found` with `pkce`, `code` and `state` in this order, also without PKCE.
#[test]
fn s1_3_callback_is_302_with_pkce_code_state() {
    let reply = authorize(&sim(), "");
    assert_eq!(reply.status(), 302);
    let location = header(&reply, "location");
    let query = location.strip_prefix("http://127.0.0.1:9123/authorized?").unwrap();
    let names: Vec<&str> = query.split('&').map(|pair| pair.split('=').next().unwrap()).collect();
    assert_eq!(names, ["pkce", "code", "state"]);
}

/// A denial goes back with an error and without a code.
#[test]
fn s1_3_denial_goes_back_with_an_error() {
    let sim = sim_with(|s| s.authorize.consent = Consent::AutoDeny);
    let reply = authorize(&sim, "");
    let location = header(&reply, "location");
    assert_eq!(reply.status(), 302);
    assert_eq!(parameter(location, "error"), Some("access_denied"));
    assert_eq!(parameter(location, "state"), Some("S"));
    assert_eq!(parameter(location, "code"), None);
}

/// A code is good for ten minutes.
#[test]
fn s1_3_code_is_good_for_ten_minutes() {
    let sim = sim();
    let (early, late) = (code(&sim, ""), code(&sim, ""));
    sim.advance(Duration::from_millis(599_999));
    assert_eq!(exchange(&sim, &early).status(), 200);
    sim.advance(Duration::from_millis(1));
    assert_eq!(json(&exchange(&sim, &late))["error"], "invalid_grant");
}

/// A code is good once.
#[test]
fn s1_3_code_is_good_once() {
    let sim = sim();
    let code = code(&sim, "");
    assert_eq!(exchange(&sim, &code).status(), 200);
    assert_eq!(json(&exchange(&sim, &code))["error"], "invalid_grant");
    assert_eq!(sim.count(Event::CodeExchange), 1);
}

/// A token request refused with 401 does not use the code up.
#[test]
fn s1_3_a_401_does_not_consume_the_code() {
    let sim = sim();
    let code = code(&sim, "");
    let body = format!("grant_type=authorization_code&code={code}");
    assert_eq!(post_form(&sim, &[], &body).status(), 401);
    assert_eq!(post_form(&sim, &[("authorization", "Basic dGVzdGNsaWVudDp3cm9uZw==")], &body).status(), 401);
    assert_eq!(exchange(&sim, &code).status(), 200);
}

/// The first version's endpoint wants `clientid`, `appid`, `deviceid`, `state` and `response_type`.
#[test]
fn s1_5_legacy_authorize_parameters() {
    let sim = sim_with(|s| s.tokens.legacy = true);
    let all = ["clientid=testclient", "appid=a", "deviceid=d", "state=S", "response_type=code"];
    let ask = |query: &[&str]| send(&sim, "GET", &format!("/oauth2/auth?{}", query.join("&")), &[], "");
    let reply = ask(&all);
    assert_eq!(reply.status(), 302);
    assert!(header(&reply, "location").starts_with(REDIRECT));
    for left_out in 0..all.len() {
        let mut some = all.to_vec();
        some.remove(left_out);
        assert_eq!(ask(&some).status(), 400, "{some:?}");
    }
}

/// Tokens that the first version's endpoints gave out can be renewed on the second's.
#[test]
fn s2_1_legacy_tokens_renew_on_v2() {
    let sim = sim_with(|s| s.tokens.legacy = true);
    let code = code(&sim, "");
    let target = format!("/oauth2/token?code={code}&grant_type=authorization_code");
    let old = tokens_of(&send(&sim, "POST", &target, &[BASIC], ""));
    let new = tokens_of(&renew(&sim, &old.refresh));
    assert_ne!(old.access, new.access);
    assert_eq!(call(&sim, &new.access, "GET", "/route/api/0/config", "").status(), 200);
}

/// Both grants are form bodies of a POST to `/v2/oauth2/token`.
#[test]
fn s2_2_both_grants_are_form_bodies() {
    let sim = sim();
    let body = format!("grant_type=authorization_code&code={}", code(&sim, ""));
    let first = tokens_of(&send(&sim, "POST", "/v2/oauth2/token", &[BASIC, FORM], &body));
    let body = format!("grant_type=refresh_token&refresh_token={}", first.refresh);
    assert_eq!(send(&sim, "POST", "/v2/oauth2/token", &[BASIC, FORM], &body).status(), 200);
    assert_eq!(send(&sim, "GET", "/v2/oauth2/token", &[BASIC, FORM], &body).status(), 405);
}

/// The content type must say that it is a form.
#[test]
fn s2_2_content_type_is_mandatory() {
    let sim = sim();
    let body = format!("grant_type=authorization_code&code={}", code(&sim, ""));
    for headers in [&[BASIC][..], &[BASIC, JSON], &[BASIC, ("content-type", "text/plain")]] {
        assert_eq!(json(&send(&sim, "POST", TOKEN, headers, &body))["error"], "invalid_request");
    }
    assert_eq!(send(&sim, "POST", TOKEN, &[BASIC, FORM], &body).status(), 200);
}

/// Two `content-type` headers are refused with the gateway's fault.
#[test]
fn s2_2_duplicate_content_type() {
    let sim = sim();
    let reply = send(&sim, "POST", TOKEN, &[BASIC, FORM, ("Content-Type", FORM.1)], "grant_type=refresh_token");
    assert_eq!(reply.status(), 400);
    let literal = r#"{"fault":{"faultstring":"Duplicate Header \"content-type\"","detail":{"errorcode":"protocol.http.DuplicateHeader"}}}"#;
    assert_eq!(text(&reply), literal);
}

/// Basic authentication is taken.
#[test]
fn s2_3_basic() {
    let sim = sim();
    assert_eq!(exchange(&sim, &code(&sim, "")).status(), 200);
}

/// Id and secret as form parameters are taken.
#[test]
fn s2_3_form_credentials() {
    let sim = sim();
    let body = format!("grant_type=authorization_code&code={}", code(&sim, ""));
    let with = |secret: &str| format!("{body}&client_id=testclient&client_secret={secret}");
    assert_eq!(post_form(&sim, &[], &with("wrong")).status(), 401);
    assert_eq!(post_form(&sim, &[], &with("testsecret")).status(), 200);
}

/// Without credentials 401 comes with this body and this challenge.
#[test]
fn s2_3_no_credentials() {
    let reply = post_form(&sim(), &[], "grant_type=authorization_code&code=x");
    assert_eq!(reply.status(), 401);
    assert_eq!(header(&reply, "content-type"), "application/json");
    assert_eq!(text(&reply), r#"{"error":"invalid_client","error_description":"Client authentication failed."}"#);
    let challenge = header(&reply, "www-authenticate");
    let nonce = challenge.strip_prefix(r#"Digest realm="oauth2_client@api.meethue.com",nonce=""#).unwrap();
    let nonce = nonce.strip_suffix('"').unwrap();
    assert_eq!(nonce.len(), 32);
    assert!(nonce.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)));
}

/// Wrong Basic credentials are met with the same body.
#[test]
fn s2_6_wrong_basic_is_invalid_client() {
    let sim = sim();
    for credentials in ["dGVzdGNsaWVudDp3cm9uZw==", "b3RoZXI6dGVzdHNlY3JldA==", "%%%", "dGVzdGNsaWVudA=="] {
        let reply = post_form(&sim, &[("authorization", &format!("Basic {credentials}"))], "grant_type=refresh_token");
        assert_eq!(reply.status(), 401);
        assert_eq!(json(&reply)["error"], "invalid_client");
    }
    assert_eq!(sim.count(Event::Refused), 4);
}

/// The digest answer is RFC 2069's, with these values for the reference's vectors.
#[test]
fn s2_3_digest_vectors() {
    // Only the nonce of the vectors, not one of this simulation, makes the published values.
    let sim = sim_with(|s| {
        s.digest.nonce_checked = false;
        s.tokens.legacy = true;
    });
    for (path, response) in [
        ("/v2/oauth2/token", "1785f23f2551a0d22c0931a75eb8575d"),
        ("/oauth2/token", "587cf1ff76bcfa48b5d8cca4c08b23f7"),
        ("/oauth2/refresh", "c3bc99ccb84fc4a771b289fde434d094"),
    ] {
        let answer = |response: &str| {
            format!(
                r#"Digest username="testclient", realm="oauth2_client@api.meethue.com", nonce="7b6e45de18ac4ee452ee0a0de91dbb10", uri="{path}", response="{response}""#
            )
        };
        let right = send(&sim, "POST", path, &[FORM, ("authorization", &answer(response))], "");
        assert_eq!(right.status(), 400, "{path}: only the parameters are missing");
        let wrong = answer("1785f23f2551a0d22c0931a75eb8575e");
        assert_eq!(send(&sim, "POST", path, &[FORM, ("authorization", &wrong)], "").status(), 401, "{path}");
    }
}

/// The path that the digest covers has no query, even where the request has one.
#[test]
fn s2_3_digest_uri_has_no_query() {
    let sim = sim_with(|s| {
        s.digest.nonce_checked = false;
        s.tokens.legacy = true;
    });
    let answer = r#"Digest username="testclient", realm="oauth2_client@api.meethue.com", nonce="7b6e45de18ac4ee452ee0a0de91dbb10", uri="/oauth2/token", response="587cf1ff76bcfa48b5d8cca4c08b23f7""#;
    let target = format!("/oauth2/token?code={}&grant_type=authorization_code", code(&sim, ""));
    assert_eq!(send(&sim, "POST", &target, &[("authorization", answer)], "").status(), 200);
}

/// A nonce stays good for a limited period only.
#[test]
fn s2_3_nonces_end() {
    super::digest::nonce_is_good_for(Duration::from_millis(59_999), 400);
    super::digest::nonce_is_good_for(Duration::from_secs(60), 401);
}

/// PKCE does not take the place of the secret.
#[test]
fn s2_3_pkce_does_not_replace_the_secret() {
    let sim = sim();
    let code = code(&sim, PKCE);
    let body = format!("grant_type=authorization_code&code={code}&client_id=testclient&code_verifier={VERIFIER}");
    assert_eq!(post_form(&sim, &[], &body).status(), 401);
}

/// Codes and refresh tokens give the same four members.
#[test]
fn s2_4_token_reply() {
    let sim = sim_with(|s| s.tokens.scope = None);
    let first = exchange(&sim, &code(&sim, ""));
    let second = renew(&sim, &tokens_of(&first).refresh);
    for reply in [first, second] {
        let Tokens { access, refresh } = tokens_of(&reply);
        let literal = format!(
            r#"{{"access_token":"{access}","expires_in":604799,"refresh_token":"{refresh}","token_type":"bearer"}}"#
        );
        assert_eq!(text(&reply), literal);
    }
}

/// The digest sample of the official page has `expires_in` as a string.
#[test]
fn s2_4_expires_in_as_a_string() {
    let sim = sim_with(|s| s.tokens.expires_in = ExpiresIn::Text);
    assert_eq!(json(&exchange(&sim, &code(&sim, "")))["expires_in"], "604799");
}

/// The first version's reply has other names and only strings.
#[test]
fn s2_4_legacy_token_reply() {
    let sim = sim_with(|s| s.tokens.legacy = true);
    let target = format!("/oauth2/token?code={}&grant_type=authorization_code", code(&sim, ""));
    let first = send(&sim, "POST", &target, &[BASIC], "");
    let body = format!("refresh_token={}", tokens_of(&first).refresh);
    let second = send(&sim, "POST", "/oauth2/refresh?grant_type=refresh_token", &[BASIC, FORM], &body);
    for reply in [first, second] {
        let Tokens { access, refresh } = tokens_of(&reply);
        let wanted = json!({
            "access_token_expires_in": "604799", "refresh_token_expires_in": "9676799", "token_type": "BearerToken",
            "access_token": access, "refresh_token": refresh,
        });
        assert_eq!((access.len(), refresh.len()), (28, 32));
        assert_eq!(json(&reply), wanted);
    }
}

/// An access token is good for 604799 seconds.
#[test]
fn s2_5_access_token_lifetime() {
    let home = home();
    home.sim.advance(Duration::from_millis(604_798_999));
    assert_eq!(home.v2("GET", "/light", "").status(), 200);
    home.sim.advance(Duration::from_millis(1));
    assert_eq!(home.v2("GET", "/light", "").status(), 401);
}

/// A refresh token of the first version is good for 9676799 seconds.
#[test]
fn s2_5_legacy_refresh_token_lifetime() {
    for (seconds, status) in [(9_676_798, 200), (9_676_799, 400)] {
        let sim = sim_with(|s| s.tokens.legacy = true);
        let target = format!("/oauth2/token?code={}&grant_type=authorization_code", code(&sim, ""));
        let refresh = tokens_of(&send(&sim, "POST", &target, &[BASIC], "")).refresh;
        sim.advance(Duration::from_secs(seconds));
        assert_eq!(renew(&sim, &refresh).status(), status);
    }
}

/// A refresh token of the second version does not expire.
#[test]
fn s2_5_v2_refresh_token_does_not_expire() {
    let home = home();
    home.sim.advance(Duration::from_secs(10 * 365 * 86_400));
    assert_eq!(renew(&home.sim, &home.refresh).status(), 200);
}

/// Each renewal brings a new refresh token and ends the old one.
#[test]
fn s2_5_renewal_ends_the_old_refresh_token() {
    let home = home();
    let new = tokens_of(&renew(&home.sim, &home.refresh));
    assert_ne!(new.refresh, home.refresh);
    assert_eq!(json(&renew(&home.sim, &home.refresh))["error"], "invalid_grant");
    assert_eq!(renew(&home.sim, &new.refresh).status(), 200);
}

/// The old access token gets 401 right after a renewal.
#[test]
fn s2_5_renewal_ends_the_old_access_token() {
    let home = home();
    let new = tokens_of(&renew(&home.sim, &home.refresh));
    assert_eq!(home.v2("GET", "/light", "").status(), 401);
    assert_eq!(call_v2(&home.sim, (&new.access, &home.key), "GET", "/light", "").status(), 200);
}

/// A bearer token that is missing, unknown, expired or replaced gets 401 without a body.
#[test]
fn s2_6_bad_bearer_is_401_empty() {
    let home = home();
    let none = send(&home.sim, "GET", "/route/clip/v2/resource/light", &[("hue-application-key", &home.key)], "");
    let unknown = call_v2(&home.sim, ("unknown", &home.key), "GET", "/light", "");
    renew(&home.sim, &home.refresh);
    for reply in [none, unknown, home.v2("GET", "/light", "")] {
        assert_eq!((reply.status().as_u16(), text(&reply), header(&reply, "content-type")), (401, "", ""));
    }
}

/// The verifier is a form parameter of the code exchange, checked against the S256 challenge.
#[test]
fn s2_7_pkce_verifier() {
    let sim = sim();
    let body = |verifier: &str| format!("grant_type=authorization_code&code={}{verifier}", code(&sim, PKCE));
    assert_eq!(post_form(&sim, &[BASIC], &body(&format!("&code_verifier={VERIFIER}"))).status(), 200);
    for wrong in ["", "&code_verifier=", "&code_verifier=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"] {
        assert_eq!(json(&post_form(&sim, &[BASIC], &body(wrong)))["error"], "invalid_grant");
    }
    // The challenge of an empty verifier is not met by sending none.
    let empty = "&code_challenge_method=S256&code_challenge=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";
    assert_eq!(json(&exchange(&sim, &code(&sim, empty)))["error"], "invalid_grant");
}

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const PKCE: &str = "&code_challenge_method=S256&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Linking is a PUT of `linkbutton` as user 0 and a POST of `devicetype`, both with the bearer token.
#[test]
fn s3_1_linking() {
    let (sim, put) = (sim(), r#"{"linkbutton":true}"#);
    let access = tokens(&sim).access;
    assert_eq!(send(&sim, "PUT", "/route/api/0/config", &[JSON], put).status(), 401);
    assert_eq!(
        text(&call(&sim, &access, "PUT", "/route/api/0/config", put)),
        r#"[{"success":{"/config/linkbutton":true}}]"#
    );
    let created = json(&call(&sim, &access, "POST", "/route/api", r#"{"devicetype":"my-app"}"#));
    let username = created[0]["success"]["username"].as_str().unwrap();
    assert_eq!(username.len(), 40);
    assert_eq!(created, json!([{"success": {"username": username}}]));
}

/// The older way of linking is the same below `/bridge`.
#[test]
fn s3_1_linking_below_bridge() {
    let sim = sim();
    let access = tokens(&sim).access;
    call(&sim, &access, "PUT", "/bridge/0/config", r#"{"linkbutton":true}"#);
    let created = json(&call(&sim, &access, "POST", "/bridge", r#"{"devicetype":"my-app"}"#));
    assert_eq!(created[0]["success"]["username"].as_str().unwrap().len(), 40);
}

/// `/bridge/X` is `/route/api/X`.
#[test]
fn s3_1_bridge_is_route_api() {
    let home = home();
    for below in ["lights", "lights/1", "config", "nothing"] {
        let one = call(&home.sim, &home.access, "GET", &format!("/bridge/{}/{below}", home.key), "");
        let other = call(&home.sim, &home.access, "GET", &format!("/route/api/{}/{below}", home.key), "");
        assert_eq!(text(&one), text(&other));
    }
}

/// Only the cloud's own user may write `linkbutton`; `0` is a user, not a bridge.
#[test]
fn s3_1_only_user_0_presses_the_button() {
    let home = home();
    assert_eq!(error_type(&home.v1("PUT", "/config", r#"{"linkbutton":true}"#), 0), 8);
    let other = call(&home.sim, &home.access, "PUT", "/route/api/1/config", r#"{"linkbutton":true}"#);
    assert_eq!(error_type(&other, 0), 1);
    assert_eq!(home.sim.count(Event::LinkButton), 1);
}

/// Entries of the whitelist are deleted on the account page only.
#[test]
fn s3_1_whitelist_is_deleted_elsewhere() {
    let home = home();
    for user in [home.key.as_str(), "0"] {
        let target = format!("/route/api/{user}/config/whitelist/{}", home.key);
        assert_eq!(error_type(&call(&home.sim, &home.access, "DELETE", &target, ""), 0), 1);
    }
    assert_eq!(home.v2("GET", "/light", "").status(), 200);
    assert!(home.sim.with_cloud(|cloud| cloud.bridges_mut()[0].remove_user(&home.key)));
    assert_eq!(home.v2("GET", "/light", "").status(), 403);
}

/// The window is open for 30 seconds; then error 101.
#[test]
fn s3_1_link_window() {
    let sim = sim();
    let access = tokens(&sim).access;
    let create = || call(&sim, &access, "POST", "/route/api", r#"{"devicetype":"my-app"}"#);
    let closed = r#"[{"error":{"address":"","description":"link button not pressed","type":101}}]"#;
    assert_eq!(text(&create()), closed);
    call(&sim, &access, "PUT", "/route/api/0/config", r#"{"linkbutton":true}"#);
    sim.advance(Duration::from_millis(29_999));
    assert_eq!(error_type(&create(), 0), 0);
    sim.advance(Duration::from_millis(1));
    assert_eq!(text(&create()), closed);
    assert_eq!(sim.count(Event::UserCreated), 1);
}

/// `devicetype` has 40 characters at most, and needs no `#`.
#[test]
fn s3_1_devicetype() {
    let sim = sim();
    let access = tokens(&sim).access;
    call(&sim, &access, "PUT", "/route/api/0/config", r#"{"linkbutton":true}"#);
    for (name, kind) in [("plain", 0), (&"ä".repeat(40), 0), ("app#device", 0), (&"x".repeat(41), 7)] {
        let body = json!({"devicetype": name}).to_string();
        assert_eq!(error_type(&call(&sim, &access, "POST", "/route/api", &body), 0), kind, "{name}");
    }
}

/// A username of one's own is error 6 at `/username`.
#[test]
fn s3_1_own_username() {
    let sim = sim();
    let access = tokens(&sim).access;
    call(&sim, &access, "PUT", "/route/api/0/config", r#"{"linkbutton":true}"#);
    let reply = call(&sim, &access, "POST", "/route/api", r#"{"devicetype":"a","username":"mine"}"#);
    assert_eq!((error_type(&reply, 0), &json(&reply)[0]["error"]["address"]), (6, &json!("/username")));
}

/// The username is an entry of the whitelist and opens both APIs, for good.
#[test]
fn s3_1_one_key_for_both_apis() {
    let home = home();
    home.sim.advance(Duration::from_secs(3600));
    assert_eq!(home.v2("GET", "/light", "").status(), 200);
    assert_eq!(json(&home.v1("GET", "/lights/1", ""))["name"], "Kitchen");
    assert_eq!(json(&home.v1("GET", "/config", ""))["whitelist"][&home.key]["name"], "app#dev");
}

/// Both calls of linking answer 200 even when they fail.
#[test]
fn s3_1_linking_fails_with_200() {
    let sim = sim();
    let access = tokens(&sim).access;
    for (method, target, body) in [
        ("PUT", "/route/api/0/config", "{"),
        ("PUT", "/route/api/0/config", r#"{"name":"x"}"#),
        ("POST", "/route/api", "{}"),
        ("POST", "/route/api", r#"{"devicetype":"x"}"#),
    ] {
        assert_ne!(error_type(&call(&sim, &access, method, target, body), 0), 0);
    }
}

/// A key that the bridge does not know: v1 answers 200 with error 1.
#[test]
fn s3_2_unknown_key_v1() {
    let home = home();
    let reply = call(&home.sim, &home.access, "GET", "/route/api/nobody/lights", "");
    assert_eq!(reply.status(), 200);
    let literal = r#"[{"error":{"address":"/lights","description":"unauthorized user","type":1}}]"#;
    assert_eq!(text(&reply), literal);
}

/// A key that is missing or unknown: v2 answers 403 without a body.
#[test]
fn s3_2_unknown_key_v2() {
    let home = home();
    let missing = call(&home.sim, &home.access, "GET", "/route/clip/v2/resource/light", "");
    let unknown = call_v2(&home.sim, (&home.access, "nobody"), "GET", "/light", "");
    for reply in [missing, unknown] {
        assert_eq!((reply.status().as_u16(), text(&reply)), (403, ""));
    }
}

/// A key that was made on the local network works remotely.
#[test]
fn s3_2_local_key_works() {
    let home = home();
    let now = home.sim.now();
    home.sim.with_cloud(|cloud| cloud.bridges_mut()[0].add_user(now, "local-key", "other#app"));
    assert_eq!(call_v2(&home.sim, (&home.access, "local-key"), "GET", "/light", "").status(), 200);
}

/// `/route` is cut off and the rest goes to the bridge's root.
#[test]
fn s4_1_route_goes_to_the_bridge_root() {
    let home = home();
    assert_eq!(home.v2("GET", "/bridge", "").status(), 200);
    assert_eq!(json(&home.v1("GET", "/lights/1", ""))["name"], "Kitchen");
    assert_eq!(call(&home.sim, &home.access, "GET", "/route/nothing", "").status(), 404);
    assert_eq!(call(&home.sim, &home.access, "GET", "/clip/v2/resource/light", "").status(), 404);
}

/// There is no event stream.
#[test]
fn s4_2_event_stream_is_404() {
    let home = home();
    let bearer = format!("Bearer {}", home.access);
    let headers =
        [("authorization", bearer.as_str()), ("hue-application-key", &home.key), ("accept", "text/event-stream")];
    for online in [true, false] {
        // It is the relay that has none, not the bridge.
        home.sim.configure(|s| s.set_online(online));
        assert_eq!(send(&home.sim, "GET", "/route/eventstream/clip/v2", &headers, "").status(), 404);
    }
}

/// 207 for a light that cannot be reached.
#[test]
fn s4_3_unreachable_light_is_207() {
    let home = home();
    home.sim.set_reachable("Kitchen", false);
    let id = home.light_id("Kitchen");
    let reply = home.v2("PUT", &format!("/light/{id}"), r#"{"on":{"on":true}}"#);
    assert_eq!(reply.status(), 207);
    let body = json(&reply);
    assert_eq!(body["data"], json!([{"rid": id, "rtype": "light"}]));
    assert_eq!(body["errors"][0]["error_code"], "communication_error");
    assert!(body["errors"][0]["description"].is_string());
}

/// One call too many is 429.
#[test]
fn s4_4_quota_is_429() {
    let home = home();
    home.sim.configure(|s| s.quota.limit = Some(3));
    let statuses: Vec<u16> = (0..4).map(|_| home.v2("GET", "/light", "").status().as_u16()).collect();
    assert_eq!(statuses, [200, 200, 200, 429]);
}

/// V1 errors have status 200, type, address and description.
#[test]
fn s5_1_v1_errors() {
    let reply = home().v1("GET", "/lights/99", "");
    assert_eq!(reply.status(), 200);
    let literal =
        r#"[{"error":{"address":"/lights/99","description":"resource, /lights/99, not available","type":3}}]"#;
    assert_eq!(text(&reply), literal);
}

/// A PUT has one item for each parameter, successes and errors mixed, with the full address as key.
#[test]
fn s5_1_put_items() {
    let reply = home().v1("PUT", "/lights/1/state", r#"{"on":true,"bri":200,"nonsense":1,"ct":9}"#);
    assert_eq!(reply.status(), 200);
    let Value::Array(items) = json(&reply) else { panic!("no array") };
    assert_eq!(items.len(), 4);
    assert!(items.contains(&json!({"success": {"/lights/1/state/on": true}})));
    assert!(items.contains(&json!({"success": {"/lights/1/state/bri": 200}})));
    let kinds: Vec<u64> = items.iter().filter_map(|item| item["error"]["type"].as_u64()).collect();
    assert_eq!(kinds.len(), 2);
    assert!(kinds.contains(&6) && kinds.contains(&7));
}

/// Of several errors of anything but a PUT the lowest number is told.
#[test]
fn s5_1_lowest_error_first() {
    let home = home();
    let create = |body: &str| error_type(&call(&home.sim, &home.access, "POST", "/route/api", body), 0);
    home.sim.advance(Duration::from_secs(60));
    assert_eq!(create("{"), 2);
    assert_eq!(create(r#"{"username":"x"}"#), 5);
    assert_eq!(create(r#"{"username":"x","devicetype":1}"#), 6);
    assert_eq!(create(r#"{"devicetype":1}"#), 7);
    assert_eq!(create(r#"{"devicetype":"x"}"#), 101);
}

/// A DELETE answers with a string: whitelist entries, with a full stop.
#[test]
fn s5_1_delete_is_a_string() {
    let home = Home::new(sim_with(|s| s.bridge.whitelist_delete = true));
    let target = format!("/route/api/0/config/whitelist/{}", home.key);
    let reply = call(&home.sim, &home.access, "DELETE", &target, "");
    assert_eq!(json(&reply), json!([{"success": format!("/config/whitelist/{} deleted.", home.key)}]));
    assert_eq!(home.v2("GET", "/light", "").status(), 403);
}

/// A value too large to repeat is answered with the word `Updated.`.
#[test]
fn s5_1_put_of_a_large_value() {
    let reply = home().v1("PUT", "/config", r#"{"swupdate2":{"autoinstall":{"on":true,"updatetime":"T14:00:00"}}}"#);
    assert_eq!(text(&reply), r#"[{"success":{"/config/swupdate2":"Updated."}}]"#);
}

/// GET answers with a bare object.
#[test]
fn s5_1_get_is_a_bare_object() {
    let home = home();
    for below in ["", "/config", "/lights", "/lights/1"] {
        assert!(json(&home.v1("GET", below, "")).is_object(), "{below}");
    }
}

/// Anybody may see these members of the configuration, under `/api/config` or an unknown user.
#[test]
fn s5_1_public_config() {
    let home = home();
    let names = [
        "apiversion",
        "bridgeid",
        "datastoreversion",
        "factorynew",
        "mac",
        "modelid",
        "name",
        "replacesbridgeid",
        "starterkitid",
        "swversion",
    ];
    for target in ["/route/api/config", "/route/api/nouser/config", "/bridge/nouser/config"] {
        let config = json(&call(&home.sim, &home.access, "GET", target, ""));
        let shown: Vec<&str> = config.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(shown, names);
    }
}

/// The errors of the table that this bridge can come to, each by its number.
#[test]
fn s5_1_error_table() {
    let home = home();
    for (method, below, body, kind) in [
        ("PUT", "/lights/1/state", "{", 2),
        ("GET", "/nothing", "", 3),
        ("DELETE", "/lights", "", 4),
        ("DELETE", "/config", "", 4),
        ("PUT", "/lights/1", "{}", 5),
        ("PUT", "/lights/1", r#"{"nonsense":1}"#, 6),
        ("PUT", "/lights/1", r#"{"name":1}"#, 7),
        ("PUT", "/lights/1/state", r#"{"reachable":false}"#, 8),
        ("PUT", "/config", r#"{"swversion":"1"}"#, 8),
        ("PUT", "/config", r#"{"dhcp":false}"#, 110),
        ("PUT", "/lights/1/state", r#"{"bri":1}"#, 201),
        ("DELETE", "/config/whitelist/x", "", 1),
    ] {
        assert_eq!(error_type(&home.v1(method, below, body), 0), kind, "{method} {below} {body}");
    }
    let root = call(&home.sim, &home.access, "PUT", "/route/api", "{}");
    let literal = r#"[{"error":{"address":"/","description":"method, PUT, not available for resource, /","type":4}}]"#;
    assert_eq!(text(&root), literal);
    for kind in [11, 12, 111, 203, 301, 305, 306, 402, 403, 404, 501, 601, 607, 701, 801, 901] {
        home.sim.push_reply(bodies::v1_error(kind, "/", "any"));
        assert_eq!(error_type(&home.v1("GET", "/lights", ""), 0), u64::from(kind));
    }
}

/// V2 answers with errors and data; a change names the resource.
#[test]
fn s5_2_v2_envelope() {
    let home = home();
    let body = json(&home.v2("GET", "/light", ""));
    assert_eq!(body["errors"], json!([]));
    assert_eq!(body["data"].as_array().unwrap().len(), 5);
    let id = home.light_id("Kitchen");
    let reply = home.v2("PUT", &format!("/light/{id}"), r#"{"on":{"on":true}}"#);
    assert_eq!((reply.status().as_u16(), json(&reply)["data"].clone()), (200, json!([{"rid": id, "rtype": "light"}])));
}

/// 400, 404 and 405 come with errors.
#[test]
fn s5_2_v2_errors() {
    let home = home();
    let light = format!("/light/{}", home.light_id("Kitchen"));
    for (method, below, body, status) in [
        ("PUT", light.as_str(), "{", 400),
        ("PUT", &light, r#"{"nonsense":1}"#, 400),
        ("PUT", "/light/00000000-0000-0000-0000-000000000000", r#"{"on":{"on":true}}"#, 404),
        ("GET", "/light/00000000-0000-0000-0000-000000000000", "", 404),
        ("GET", "/nonsense", "", 404),
        ("DELETE", &light, "", 405),
        ("PUT", "/light", "{}", 405),
        ("POST", "", "{}", 405),
    ] {
        let reply = home.v2(method, below, body);
        assert_eq!(reply.status().as_u16(), status, "{method} {below}");
        assert!(json(&reply)["errors"][0]["description"].is_string());
    }
}

/// Identifiers are UUIDs, and `id_v1` names the resource of the first API.
#[test]
fn s5_2_identifiers() {
    let body = json(&home().v2("GET", "", ""));
    for resource in body["data"].as_array().unwrap() {
        let lengths: Vec<usize> = resource["id"].as_str().unwrap().split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        let id_v1 = resource["id_v1"].as_str().filter(|id_v1| !id_v1.is_empty()).unwrap_or("/lights/1");
        let (collection, id) = id_v1.strip_prefix('/').unwrap().split_once('/').unwrap();
        assert!((4..=32).contains(&collection.len()) && (1..=32).contains(&id.len()), "{id_v1}");
        assert!(collection.bytes().all(|byte| byte.is_ascii_lowercase()), "{id_v1}");
        assert!(id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{id_v1}");
    }
}

/// V2 needs software of 1948086000 or later.
#[test]
fn s5_2_software_version() {
    let config = json(&home().v1("GET", "/config", ""));
    assert!(config["swversion"].as_str().unwrap().parse::<u64>().unwrap() >= 1_948_086_000);
}

/// `GET /auth/v1` names the application in a header.
#[test]
fn s5_2_auth_v1() {
    let home = home();
    let bearer = format!("Bearer {}", home.access);
    let ask = |key: &str| {
        let headers = [("authorization", bearer.as_str()), ("hue-application-key", key)];
        send(&home.sim, "GET", "/route/auth/v1", &headers, "")
    };
    let reply = ask(&home.key);
    assert_eq!((reply.status().as_u16(), header(&reply, "hue-application-id").len()), (200, 36));
    assert_eq!(ask("nobody").status(), 403);
}

/// Each application has one redirect URI, and ids of one do not open another's codes.
#[test]
fn s1_1_codes_belong_to_their_application() {
    let sim = sim_with(|s| s.applications.push(Application::new("other", "secret", "http://127.0.0.1:1/")));
    let body = format!("grant_type=authorization_code&code={}", code(&sim, ""));
    let other = format!("{body}&client_id=other&client_secret=secret");
    assert_eq!(json(&post_form(&sim, &[], &other))["error"], "invalid_grant");
    assert_eq!(post_form(&sim, &[BASIC], &body).status(), 200);
}
