//! What is stored, and what comes back of it.

use crate::support::*;
use hue_proto::v2::{Light, Resource};
use hue_proto::{
    AccessToken, AnySession, App, ApplicationKey, Callback, Error, Malformed, RefreshToken, Session, Snapshot,
};
use serde_json::{Map, Value, json};

/// One of each state, written by hand when version 1 was made; never changed.
pub(crate) const FIXTURES: [(&str, &str); 4] = [
    ("unauthorized", include_str!("../fixtures/snapshot-v1-unauthorized.json")),
    ("code_received", include_str!("../fixtures/snapshot-v1-code_received.json")),
    ("tokens_issued", include_str!("../fixtures/snapshot-v1-tokens_issued.json")),
    ("user_linked", include_str!("../fixtures/snapshot-v1-user_linked.json")),
];

fn fixture(state: &str) -> Value {
    let (_, text) = FIXTURES.iter().find(|(name, _)| *name == state).unwrap();
    serde_json::from_str(text).unwrap()
}

fn read(json: &Value) -> Result<Snapshot, Malformed> {
    Snapshot::from_json(json.to_string().as_bytes())
}

#[test]
fn version_1_is_read_for_ever() {
    for (state, text) in FIXTURES {
        let snapshot = Snapshot::from_json(text.as_bytes()).unwrap();
        assert_eq!((snapshot.state(), snapshot.client_id()), (state, "testclient"));
        let written: Value = serde_json::from_str(&snapshot.to_json()).unwrap();
        assert_eq!(written, fixture(state));
        let session = AnySession::restore(app(), &snapshot).unwrap();
        let again: Value = serde_json::from_str(&session.snapshot().to_json()).unwrap();
        assert_eq!(again, fixture(state));
        assert_eq!(snapshot.to_json().to_string().lines().count(), 1);
    }
}

#[test]
fn a_fixture_means_what_it_says() {
    let restore = |state| AnySession::restore(app(), &read(&fixture(state)).unwrap()).unwrap();
    let AnySession::Unauthorized(session) = restore("unauthorized") else { panic!() };
    assert!(session.authorize_url().as_str().contains("code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
    let callback = Callback::parse("?code=c&state=s-T_ate.~0123456789abc").unwrap();
    assert!(session.redirected(&callback).is_ok());
    let AnySession::CodeReceived(session) = restore("code_received") else { panic!() };
    let body = session.redeem().request().into_body();
    assert!(String::from_utf8_lossy(&body).contains("code=-o38tmz&"));
    let AnySession::TokensIssued(session) = restore("tokens_issued") else { panic!() };
    assert_eq!(session.tokens().refresh().map(RefreshToken::expose), Some("R\u{fc} \"\\\n1"));
    assert_eq!((session.tokens().generation(), session.tokens().lifetime()), (3, Some(WEEK)));
    let AnySession::UserLinked(session) = restore("user_linked") else { panic!() };
    assert!(session.is_adopted() && session.tokens().access().is_none());
    assert_eq!((session.key().expose(), session.bridge().unwrap().as_str()), (KEY, BRIDGE));
}

#[test]
fn a_restored_session_sends_the_same() {
    let session = unauthorized(app());
    let AnySession::Unauthorized(back) = restored(app(), &session.snapshot()) else { panic!() };
    assert_eq!(session.authorize_url(), back.authorize_url());
    assert!(session.csrf_state().matches(back.csrf_state().expose()));

    let session = code_received(app());
    let AnySession::CodeReceived(back) = restored(app(), &session.snapshot()) else { panic!() };
    assert_eq!(wire(&session.redeem().request()), wire(&back.redeem().request()));

    let session = tokens_issued(app());
    let AnySession::TokensIssued(back) = restored(app(), &session.snapshot()) else { panic!() };
    let AnySession::TokensIssued(other) = restored(app(), &session.snapshot()) else { panic!() };
    assert_eq!(wire(&session.link().request()), wire(&back.link().request()));
    assert_eq!(wire(&other.renew().request()), wire(&tokens_issued(app()).renew().request()));

    let session = renewed(app());
    let AnySession::UserLinked(back) = restored(app(), &session.snapshot()) else { panic!() };
    let send = |access| Scenario::new([ok(r#"{"data":[]}"#)]).call(Light::list(), access).sent.remove(0);
    assert_eq!(wire(&send(session.access())), wire(&send(back.access())));
    assert_eq!(session.access().generation(), back.access().generation());
    assert_eq!(wire(&session.renew().request()), wire(&back.renew().request()));
}

#[test]
fn a_session_of_unknown_age_and_half_its_tokens_comes_back() {
    for (access, refresh) in [(Some("A"), None), (None, Some("R"))] {
        let session =
            Session::from_tokens(app(), access.map(AccessToken::new), refresh.map(RefreshToken::new), None).unwrap();
        let session = session.with_key(ApplicationKey::new("K"));
        let AnySession::UserLinked(back) = restored(app(), &session.snapshot()) else { panic!() };
        assert_eq!(back.tokens().access().map(AccessToken::expose), access);
        assert_eq!(back.tokens().refresh().map(RefreshToken::expose), refresh);
        assert_eq!((back.tokens().expires(), back.bridge()), (None, None));
    }
}

fn check_stranger(app: App) {
    let app = std::sync::Arc::new(app);
    for (state, text) in FIXTURES {
        let snapshot = Snapshot::from_json(text.as_bytes()).unwrap();
        let refused = AnySession::restore(app.clone(), &snapshot);
        assert!(matches!(refused, Err(Error::InvalidSetting(_))), "{state}");
    }
}

#[test]
fn a_snapshot_belongs_to_one_client_and_one_token_endpoint() {
    let other = |id: &str| App::builder(id, hue_proto::ClientAuth::Basic(secret())).build().unwrap();
    check_stranger(other("other"));
    check_stranger(other("Testclient"));
    for url in ["https://simulator.example", "https://api.meethue.com:8443", "https://api.meethue.com.evil.example"] {
        check_stranger(builder().base_url(url).build().unwrap());
        check_stranger(builder().token_endpoint(&format!("{url}/v2/oauth2/token")).build().unwrap());
    }
    check_stranger(builder().base_url("http://127.0.0.1").allow_plain_loopback().build().unwrap());
    for fine in [builder().base_url("https://API.meethue.com:443/"), builder().route_path("/bridge")] {
        let snapshot = read(&fixture("user_linked")).unwrap();
        assert!(AnySession::restore(fine.build().unwrap(), &snapshot).is_ok());
    }
}

fn check_refused(json: &Value, why: &str) {
    assert!(read(json).is_err(), "{why}: {json}");
}

#[test]
fn other_versions_are_refused_by_name() {
    for (state, _) in FIXTURES {
        for version in [json!(0), json!(3), json!(u64::MAX), json!("1"), json!(1.5), json!(-1), Value::Null] {
            let mut json = fixture(state);
            json["version"] = version;
            check_refused(&json, "version");
        }
    }
    let other = json!({ "version": 3, "whatever": [1, 2] });
    assert!(read(&other).unwrap_err().to_string().contains("version 1 or 2"));
}

/// So that programs of two versions can share a store while one replaces the other.
#[test]
fn what_the_next_version_adds_is_left_out() {
    for (state, _) in FIXTURES {
        let known = fixture(state);
        let mut next = known.clone();
        next["version"] = json!(2);
        for at in objects(&known) {
            next = changed(&next, &at, |fields| drop(fields.insert("x".into(), json!({ "y": [1, null] }))));
        }
        let written: Value = serde_json::from_str(&read(&next).unwrap().to_json()).unwrap();
        assert_eq!(written, known);
    }
}

/// Every object in a document, by its pointer.
fn objects(json: &Value) -> Vec<String> {
    fn walk(json: &Value, at: &str, found: &mut Vec<String>) {
        match json {
            Value::Object(fields) => {
                found.push(at.to_owned());
                fields.iter().for_each(|(name, value)| walk(value, &format!("{at}/{name}"), found));
            }
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(index, value)| walk(value, &format!("{at}/{index}"), found));
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(json, "", &mut found);
    found
}

/// The document with one of its objects changed.
fn changed(json: &Value, at: &str, change: impl FnOnce(&mut Map<String, Value>)) -> Value {
    let mut json = json.clone();
    change(json.pointer_mut(at).unwrap().as_object_mut().unwrap());
    json
}

/// Of the two tokens, either may be missing; that both are has a test of its own.
const OPTIONAL: [&str; 11] = [
    "links",
    "any_bridge",
    "attempt",
    "before",
    "reported",
    "issued",
    "expires",
    "bridge",
    "client_key",
    "adopted",
    "access",
];

#[test]
fn unknown_missing_and_doubled_fields_are_refused() {
    for (state, _) in FIXTURES {
        let json = fixture(state);
        for at in objects(&json) {
            check_refused(&changed(&json, &at, |fields| drop(fields.insert("x".into(), json!(1)))), "unknown");
            for (name, value) in json.pointer(&at).unwrap().as_object().unwrap() {
                let has_other = name == "refresh" && json.pointer("/tokens/access").is_some();
                if !OPTIONAL.contains(&&**name) && !has_other {
                    check_refused(&changed(&json, &at, |fields| drop(fields.remove(name))), name);
                }
                // An attempt of which nothing is known is one: a bridge may hide everything.
                if name != "attempt" {
                    check_refused(&changed(&json, &at, |fields| drop(fields.insert(name.clone(), json!({})))), name);
                }
                let object = json.pointer(&at).unwrap().to_string();
                let doubled = format!("{},{}:{value}}}", object.trim_end_matches('}'), json!(name));
                let whole = json.to_string().replacen(&object, &doubled, 1);
                assert!(Snapshot::from_json(whole.as_bytes()).is_err(), "{name} twice: {whole}");
            }
        }
    }
}

#[test]
fn an_array_is_no_object() {
    for (state, _) in FIXTURES {
        let json = fixture(state);
        for at in objects(&json) {
            let mut other = json.clone();
            let place = other.pointer_mut(&at).unwrap();
            *place = place.as_object().unwrap().values().cloned().collect();
            assert!(read(&other).is_err(), "{other}");
        }
    }
}

/// In the order in which the fields are declared, which is the order that serde would take them in.
#[test]
fn an_array_in_the_order_of_the_fields_is_no_object_either() {
    for tokens in [json!(["A", "R", 1, 2, 0]), json!([null, "R", null, null, 0])] {
        let mut json = fixture("tokens_issued");
        json["tokens"] = tokens;
        assert!(read(&json).is_err(), "{json}");
    }
    for link in [json!([BRIDGE, "K", "C", true]), json!([null, "K", null, false])] {
        let mut json = fixture("user_linked");
        json["links"] = json!([link]);
        assert!(read(&json).is_err(), "{json}");
        json["links"] = json!([]);
        json["link"] = link;
        assert!(read(&json).is_err(), "{json}");
    }
    let whole = json!([1, "testclient", "https://api.meethue.com", "code_received", null, "v", "c", null, null, []]);
    assert!(read(&whole).is_err());
}

#[test]
fn fields_of_another_state_are_refused() {
    for (state, _) in FIXTURES {
        for (other, _) in FIXTURES.into_iter().filter(|(other, _)| *other != state) {
            let mut json = fixture(state);
            json["state"] = json!(other);
            check_refused(&json, other);
            for (name, value) in fixture(other).as_object().unwrap() {
                let mut mixed = fixture(state);
                // What is known of bridges goes along from state to state, until it is settled by a link.
                let goes_along =
                    name == "links" || (state != "user_linked" && ["any_bridge", "attempt"].contains(&&**name));
                if mixed.get(name).is_none() && !goes_along {
                    mixed[name] = value.clone();
                    check_refused(&mixed, name);
                }
            }
        }
    }
}

#[test]
fn values_that_no_session_could_hold_are_refused() {
    for (pointer, value) in [
        ("/tokens/access", json!("a b")),
        ("/tokens/access", json!("")),
        ("/tokens/refresh", json!("")),
        ("/tokens/generation", json!(-1)),
        ("/tokens/expires", json!("1")),
        ("/tokens/expires", json!(1.5)),
        ("/link/bridge", json!("nonsense")),
        ("/link/bridge", json!("../../../etc/pass")),
        ("/state", json!("User_linked")),
        ("/link/adopted", json!(1)),
    ] {
        let mut json = fixture("user_linked");
        json["tokens"]["access"] = json!("A");
        *json.pointer_mut(pointer).unwrap() = value;
        check_refused(&json, pointer);
    }
    let mut json = fixture("user_linked");
    json["tokens"] = json!({ "generation": 0 });
    check_refused(&json, "no tokens");
}
