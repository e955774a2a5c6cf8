//! Settings: checked once, and never again.

use crate::support::*;
use http::header::AUTHORIZATION;
use http::{Method, Response};
use hue_proto::v2::{Light, Resource};
use hue_proto::{
    AnySession, App, AppBuilder, ApplicationKey, Area, AuthorizationCode, Call, Class, ClientAuth, ClientSecret, Error,
    Operation, Recovery, Session, Snapshot, v1,
};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

fn check_refused(setting: &str, builder: AppBuilder) {
    match builder.build() {
        Err(Error::InvalidSetting(invalid)) => assert_eq!(invalid.setting, setting, "{}", invalid.problem),
        other => panic!("{setting}: {other:?}"),
    }
}

/// Where the three kinds of request go.
fn check_endpoints(builder: AppBuilder, authorize: &str, token: &str, config: &str) {
    let app = std::sync::Arc::new(builder.build().unwrap());
    let session = unauthorized(app.clone());
    let url = session.authorize_url();
    assert_eq!(&url[..url::Position::AfterPath], authorize);
    assert_eq!(code_received(app.clone()).redeem().request().uri().to_string(), token);
    assert_eq!(tokens_issued(app).link().request().uri().to_string(), config);
}

#[test]
fn hue_is_where_everything_goes_unless_said_otherwise() {
    check_endpoints(
        builder(),
        "https://api.meethue.com/v2/oauth2/authorize",
        "https://api.meethue.com/v2/oauth2/token",
        "https://api.meethue.com/route/api/0/config",
    );
}

#[test]
fn base_and_paths_are_settings() {
    let base = builder().base_url("https://proxy.example:8443/hue/");
    check_endpoints(
        base.clone(),
        "https://proxy.example:8443/hue/v2/oauth2/authorize",
        "https://proxy.example:8443/hue/v2/oauth2/token",
        "https://proxy.example:8443/hue/route/api/0/config",
    );
    check_endpoints(
        base.authorize_path("a").token_path("/t").route_path("bridge/"),
        "https://proxy.example:8443/hue/a",
        "https://proxy.example:8443/hue/t",
        "https://proxy.example:8443/hue/bridge/api/0/config",
    );
    check_endpoints(
        builder().token_endpoint("https://mine.example/token"),
        "https://api.meethue.com/v2/oauth2/authorize",
        "https://mine.example/token",
        "https://api.meethue.com/route/api/0/config",
    );
}

#[test]
fn calls_go_to_the_origin_of_the_base_url() {
    let origin = |builder: AppBuilder| builder.build().unwrap().api_origin().to_owned();
    assert_eq!(origin(builder()), "https://api.meethue.com");
    assert_eq!(origin(builder().base_url("https://proxy.example:8443/hue/")), "https://proxy.example:8443");
    assert_eq!(origin(builder().base_url("https://proxy.example").route_path("/")), "https://proxy.example");
    assert_eq!(origin(builder().token_endpoint("https://mine.example/token")), "https://api.meethue.com");
}

#[test]
fn plain_http_is_for_loopback_addresses_and_only_when_asked_for() {
    for url in ["http://127.0.0.1:8080", "http://127.9.9.9", "http://[::1]:8080"] {
        check_refused("base URL", builder().base_url(url));
        assert!(builder().base_url(url).allow_plain_loopback().build().is_ok(), "{url}");
        check_refused("token endpoint", builder().token_endpoint(url));
        assert!(builder().token_endpoint(url).allow_plain_loopback().build().is_ok(), "{url}");
    }
    let never = [
        "http://api.meethue.com",
        "http://localhost:8080",
        "http://127.0.0.1.evil.example",
        "http://127.0.0.1@evil.example",
        "http://192.168.1.2",
        "http://0.0.0.0:80",
        "http://[::ffff:127.0.0.1]",
        "http://[::]",
        "ftp://127.0.0.1",
        "ws://127.0.0.1",
        "file:///etc/passwd",
        "api.meethue.com",
        "",
    ];
    for url in never {
        check_refused("base URL", builder().base_url(url).allow_plain_loopback());
        check_refused("token endpoint", builder().token_endpoint(url).allow_plain_loopback());
    }
}

/// Whoever is refused learns whether to ask for it or to do without.
#[test]
fn why_plain_http_is_refused_depends_on_where_it_leads() {
    let problem = |builder: AppBuilder| match builder.build() {
        Err(Error::InvalidSetting(invalid)) => invalid.problem,
        other => panic!("{other:?}"),
    };
    let asking = "must call allow_plain_loopback()";
    assert!(problem(builder().base_url("http://127.0.0.1:8080")).contains(asking));
    for builder in [builder(), builder().allow_plain_loopback()] {
        let problem = problem(builder.base_url("http://h.example"));
        assert!(problem.contains("plain http is for a loopback address") && !problem.contains(asking), "{problem}");
    }
}

#[test]
fn an_endpoint_is_a_place_and_nothing_else() {
    for url in ["https://u@h.example", "https://u:p@h.example", "https://h.example?a=b", "https://h.example/#f"] {
        check_refused("base URL", builder().base_url(url));
        check_refused("token endpoint", builder().token_endpoint(url));
    }
    for path in ["", "a?b", "a#b", "a\\b", "a\nb"] {
        check_refused("token path", builder().token_path(path));
        check_refused("authorize path", builder().authorize_path(path));
        check_refused("route path", builder().route_path(path));
    }
}

#[test]
fn what_cannot_be_sent_is_refused_at_once() {
    let named = |id: &str, auth| App::builder(id, auth);
    for id in ["", "a\nb", "ü", "a:b"] {
        check_refused("client id", named(id, ClientAuth::Basic(secret())));
    }
    check_refused("client id", named("a:b", ClientAuth::Digest(secret())));
    for plain in ["", "a\r\nb", "ü"] {
        for auth in [ClientAuth::Basic, ClientAuth::Form, ClientAuth::Digest] {
            check_refused("client secret", named("testclient", auth(ClientSecret::new(plain))));
        }
    }
    for text in ["", "a\nb"] {
        check_refused("app id", builder().app_id(text));
        check_refused("device id", builder().device_id(text));
        check_refused("device name", builder().device_name(text));
        check_refused("issuer", builder().issuer(text));
    }
    for uri in ["", "/authorized", "https://h.example/#f", "https://h.example/a\nb", "nonsense"] {
        check_refused("redirect URI", builder().redirect_uri(uri));
    }
}

#[test]
fn a_bridge_takes_forty_letters_of_a_name() {
    let (twenty, nineteen, forty) = ("a".repeat(20), "d".repeat(19), "n".repeat(40));
    for (application, device) in [(&*twenty, Some(&*nineteen)), (&forty, None), ("a", Some("d"))] {
        assert!(builder().device_type(application, device).build().is_ok(), "{application} {device:?}");
    }
    let (longer, device, name) = ("a".repeat(21), "d".repeat(20), "n".repeat(41));
    for (application, device) in
        [(&*longer, Some("d")), ("a", Some(&*device)), (&name, None), ("", None), ("a", Some(""))]
    {
        check_refused("device type", builder().device_type(application, device));
    }
}

#[test]
fn a_public_client_has_a_token_endpoint_of_its_own() {
    let public = || builder_with(ClientAuth::Public);
    check_refused("token endpoint", public());
    check_refused("token endpoint", public().token_endpoint("https://API.meethue.com:443/v2/oauth2/token"));
    assert!(public().token_endpoint("https://mine.example/token").build().is_ok());
    assert!(public().base_url("https://mine.example").build().is_ok());
}

#[test]
fn a_bad_setting_is_for_the_application_to_fix() {
    let error = builder().base_url("http://h.example").build().unwrap_err();
    assert_eq!(error.recovery(), Recovery::FixApplication);
}

/// Anything, and now and then what no setting can be.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![18 => "[!-~\\u{a1}-\\u{2ff}][ -~\\u{a1}-\\u{2ff}]{0,20}", 1 => "\\PC{0,12}", 1 => "[/.%:@?#a-z\\\\]{0,12}"]
}

/// What a header can carry.
fn visible() -> impl Strategy<Value = String> {
    prop_oneof![18 => "[ -9;-~]{1,20}", 1 => text()]
}

fn path() -> impl Strategy<Value = String> {
    prop_oneof![18 => "[a-z0-9/.%2eE:@!$&'*+,;=|^\\[\\]{}<>\"` \u{fc}~_-]{1,16}", 1 => text()]
}

fn auth() -> impl Strategy<Value = ClientAuth> {
    (0..4_u8, visible()).prop_map(|(way, plain)| match way {
        0 => ClientAuth::Basic(ClientSecret::new(plain)),
        1 => ClientAuth::Form(ClientSecret::new(plain)),
        2 => ClientAuth::Digest(ClientSecret::new(plain)),
        _ => ClientAuth::Public,
    })
}

/// A builder, and the authorities that it may send to: of tokens and of calls.
fn any_builder() -> impl Strategy<Value = (AppBuilder, &'static str, &'static str)> {
    let base = select(vec![
        ("https://api.meethue.com", "api.meethue.com"),
        ("https://h.example:8443/p/", "h.example:8443"),
        ("http://127.0.0.1:80/..", "127.0.0.1"),
        ("http://[::1]:9//x", "[::1]:9"),
    ]);
    let own = option::of(Just(("https://t.example/x/../token", "t.example")));
    let texts = (
        option::of(text()),
        option::of(text()),
        option::of(text()),
        option::of("[a-z/?=&%]{0,12}"),
        option::of(text()),
    );
    (visible(), auth(), base, own, (path(), path(), path()), texts).prop_map(
        |(id, auth, (base, place), own, (authorize, token, route), (app, device, name, redirect, issuer))| {
            let mut builder = App::builder(&id, auth).base_url(base).allow_plain_loopback().request_client_key();
            builder = builder.authorize_path(&authorize).token_path(&token).route_path(&route);
            builder = app.iter().fold(builder, |builder, text| builder.app_id(text));
            builder = device.iter().fold(builder, |builder, text| builder.device_id(text));
            builder = name.iter().fold(builder, |builder, text| builder.device_name(text));
            builder = redirect.iter().fold(builder, |builder, text| builder.redirect_uri(&format!("app://{text}")));
            builder = issuer.iter().fold(builder, |builder, text| builder.issuer(text));
            let Some((url, host)) = own else { return (builder, place, place) };
            (builder.token_endpoint(url), host, place)
        },
    )
}

fn check_place(request: &http::Request<Vec<u8>>, place: &str) {
    assert_decent(request);
    let uri = request.uri();
    let authority = uri.authority().map(http::uri::Authority::as_str);
    assert_eq!(authority.map(|found| found.trim_end_matches(":80")), Some(place), "{uri}");
}

proptest! {
    #![proptest_config(cases(400))]

    /// What is accepted can be sent, and to nobody else.
    #[test]
    fn an_accepted_app_builds_every_request(
        (builder, tokens, calls) in any_builder(),
        (code, key, own) in (text(), text().prop_filter("no segment", |key| !["", ".", ".."].contains(&&**key)), option::of(text())),
    ) {
        let Ok(app) = builder.build() else { return Ok(()) };
        let app = std::sync::Arc::new(app);
        let session = unauthorized(app.clone());
        let session = own.into_iter().fold(session, |session, state| session.with_state(hue_proto::CsrfState::new(state)));
        let url = session.authorize_url();
        prop_assert!(url.as_str().parse::<http::Uri>().is_ok(), "{}", url);
        check_place(&session.with_code(AuthorizationCode::new(code)).redeem().request(), tokens);
        let issued = tokens_issued_by(&app);
        let link = issued.link().request();
        check_place(&link, calls);
        check_place(&tokens_issued_by(&app).renew().request(), tokens);
        let linked = tokens_issued_by(&app).with_key(ApplicationKey::new(key));
        let read = Snapshot::from_json(linked.snapshot().to_json().to_string().as_bytes()).unwrap();
        let AnySession::UserLinked(linked) = AnySession::restore(app, &read).unwrap() else { panic!() };
        let (call, _) = Call::begin(Light::list(), linked.access(), NOW).unwrap();
        let call = call.request();
        check_place(&call, calls);
        let route = link.uri().path().strip_suffix("/api/0/config").unwrap();
        prop_assert_eq!(call.uri().path().strip_suffix("/clip/v2/resource/light"), Some(route));
        let (call, _) = Call::begin(v1::GetConfig, linked.access(), NOW).unwrap();
        check_place(&call.request(), calls);
        prop_assert!(call.request().headers().contains_key(AUTHORIZATION));
    }
}

fn tokens_issued_by(app: &std::sync::Arc<App>) -> Session<hue_proto::TokensIssued> {
    let (access, refresh) = (hue_proto::AccessToken::new("A"), hue_proto::RefreshToken::new("R ü&=+"));
    Session::from_tokens(app.clone(), Some(access), Some(refresh), None).unwrap()
}

/// An endpoint of somebody else's, through a reference and a box.
struct Mine;

impl hue_proto::Endpoint for Mine {
    type Output = u16;

    fn operation(&self) -> Operation {
        Operation::new(Method::GET, Area::V2, Class::Read).segment("mine")
    }

    fn parse(&self, reply: &Response<&[u8]>) -> Result<u16, Error> {
        Ok(reply.status().as_u16())
    }
}

#[test]
fn anybody_can_write_an_endpoint() {
    let access = linked(app()).access();
    let boxed: Box<dyn hue_proto::Endpoint<Output = u16>> = Box::new(Mine);
    assert_eq!(Scenario::new([reply(207, "")]).call(boxed, access.clone()).unwrap(), 207);
    assert_eq!(Scenario::new([reply(204, "")]).call(&Mine, access).unwrap(), 204);
}
