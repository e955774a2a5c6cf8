//! The log, the control area, and what holds for every request.

use hue_sim::{Settings, Simulation};
use serde_json::json;

use super::support::*;

#[test]
fn the_log_has_lines_and_requests() {
    let home = home();
    home.v1("PUT", "/lights/1/state", r#"{"on":true}"#);
    renew(&home.sim, &home.refresh);
    let lines: Vec<String> = home.sim.log().iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "GET /v2/oauth2/authorize 302 consent",
            "POST /v2/oauth2/token 200 code-exchange",
            "PUT /route/api/0/config 200 link-button",
            "POST /route/api 200 user-created",
            "PUT /route/api/<key>/lights/1/state 200 light-changed",
            "POST /v2/oauth2/token 200 renewal",
        ]
    );
    let entry = home.sim.log().pop().unwrap();
    assert_eq!(entry.request().headers()["authorization"], BASIC.1);
    assert!(entry.request().body().starts_with(b"grant_type=refresh_token&refresh_token="));
    assert_eq!((entry.method().as_str(), entry.path(), entry.status()), ("POST", TOKEN, 200));
    assert_eq!(entry.at(), home.sim.now());
}

#[test]
fn no_secret_is_in_the_log() {
    let sim = sim_with(|s| {
        s.tokens.legacy = true;
        s.gateway.bridges = true;
        s.bridge.whitelist_delete = true;
    });
    let code = code(&sim, "");
    let target = format!("/oauth2/token?code={code}&grant_type=authorization_code");
    let Tokens { access, refresh } = tokens_of(&send(&sim, "POST", &target, &[BASIC], ""));
    let key = link(&sim, &access);
    for target in [
        format!("/route/api/{key}/lights"),
        format!("/bridge/{key}"),
        format!("/v2/bridges/001788fffe23abcd/{key}/lights"),
        format!("/api/{key}"),
        format!("/{key}/lights"),
        format!("/route/api/0/config/whitelist/{key}"),
        format!("/route/api/{key}/lights?access_token={access}"),
    ] {
        call(&sim, &access, "GET", &target, "");
    }
    send(&sim, "POST", &format!("{TOKEN}?refresh_token={refresh}&client_secret=testsecret"), &[FORM], "");
    let everything = format!("{:?}", sim.log().iter().map(|entry| format!("{entry} {entry:?}")).collect::<Vec<_>>());
    let debug = sim.with_cloud(|cloud| format!("{:?}{:?}", cloud.settings(), cloud.bridges()[0].whitelist()));
    for secret in [&code, &access, &refresh, &key, "testsecret"] {
        assert!(!everything.contains(secret), "{everything}");
        assert!(!debug.contains(secret), "{debug}");
    }
    assert!(!format!("{:?}", Settings::default()).contains("demo-secret"));
}

#[test]
fn one_seed_one_run() {
    let run = |seed: u64| {
        let sim = Simulation::with_seed(settings(), seed);
        let home = Home::new(sim);
        (home.access, home.refresh, home.key)
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1).0, run(2).0);
}

const ODDITIES: [&str; 28] = [
    "/",
    "%",
    "%zz",
    "..",
    "\"",
    "{",
    "}",
    "[",
    ":",
    "null",
    "-1",
    "1e999",
    "65536",
    "on",
    "bri_inc",
    "hue_inc",
    "xy_inc",
    "color",
    "ä",
    "&",
    "=",
    ",",
    "Digest ",
    "nonce=",
    "client_id=testclient&response_type=code",
    "grant_type=refresh_token",
    "{\"hue_inc\":-65534}",
    "{\"on\":true}",
];

/// Whatever comes, there is an answer and a line in the log without a secret.
#[test]
fn nothing_makes_it_panic() {
    let home = Home::new(sim_with(|s| {
        s.tokens.legacy = true;
        s.gateway.bridges = true;
        s.bridge.whitelist_delete = true;
        s.bridge.pseudo_user_reads = true;
    }));
    let light = format!("/route/clip/v2/resource/light/{}", home.light_id("Kitchen"));
    let targets = [
        light,
        format!("/route/api/{}/lights/1/state", home.key),
        TOKEN.to_owned(),
        "/v2/oauth2/authorize?".to_owned(),
    ];
    let (bearer, mut state) = (format!("Bearer {}", home.access), 1_u64);
    let mut draw = |most: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % most
    };
    let before = home.sim.log().len();
    let mut sent = 0;
    while sent < 5_000 {
        let mut text = || (0..draw(6)).map(|_| ODDITIES[draw(ODDITIES.len())]).collect::<String>();
        let (end, body, credentials) = (text(), text(), format!("Digest {}", text()));
        let method = ["GET", "PUT", "POST", "DELETE"][draw(4)];
        let authorization = if draw(2) == 0 { &bearer } else { &credentials };
        let request = http::Request::builder()
            .method(method)
            .uri(format!("{}{end}", targets[draw(targets.len())]))
            .header("authorization", authorization)
            .header("hue-application-key", &home.key)
            .header(FORM.0, [FORM.1, JSON.1][draw(2)])
            .body(body.into_bytes());
        let Ok(request) = request else { continue };
        sent += 1;
        assert_ne!(home.sim.send(request).status(), 500);
    }
    let log = home.sim.log();
    assert_eq!(log.len(), before + sent);
    assert!(log.iter().all(|entry| !entry.to_string().contains(&home.key)));
}

#[test]
fn control_requests() {
    let home = home();
    let before = home.sim.log().len();
    let overview = json(&send(&home.sim, "GET", "/_sim", &[], ""));
    assert_eq!(
        overview["applications"],
        json!([{"client_id": "testclient", "client_secret": "testsecret", "redirect_uri": REDIRECT}])
    );
    assert_eq!(overview["bridges"], json!([{"id": "001788fffe23abcd", "name": "Demo bridge", "online": true}]));
    let log = json(&send(&home.sim, "GET", "/_sim/log", &[], ""));
    assert_eq!(log.as_array().unwrap().len(), before);
    assert_eq!(
        log[1],
        json!({"at": 1_767_225_600_000_u64, "method": "POST", "path": TOKEN, "status": 200, "event": "code-exchange"})
    );
    let moved = json(&send(&home.sim, "POST", "/_sim/advance", &[JSON], r#"{"seconds":60}"#));
    assert_eq!(moved, json!({"now": 1_767_225_660_000_u64}));
    assert_eq!(home.sim.now().as_millis(), 1_767_225_660_000);
    for (method, target, body, status) in [
        ("POST", "/_sim/advance", r#"{"seconds":-1}"#, 400),
        ("POST", "/_sim/advance", "", 400),
        ("GET", "/_sim/advance", "", 405),
        ("POST", "/_sim", "", 405),
        ("GET", "/_sim/nothing", "", 404),
    ] {
        assert_eq!(send(&home.sim, method, target, &[], body).status().as_u16(), status);
    }
    assert_eq!(home.sim.log().len(), before, "control requests are not in the log");
    assert_eq!(send(&home.sim, "GET", "/_simulation", &[], "").status(), 404);
    assert_eq!(home.sim.log().len(), before + 1);
}

#[test]
#[should_panic(expected = "has no light \"Kitchne\"; it has [\"Kitchen\"")]
fn a_wrong_name_is_told() {
    sim().light("Kitchne");
}
