//! What the browser brought back, and what is made of it.

use crate::support::*;
use hue_proto::{App, Callback, CsrfState, Error, Foreign, Recovery};
use proptest::collection::vec;
use proptest::prelude::*;
use url::form_urlencoded::byte_serialize;

const STATE: &str = "0123456789abcdefghij-_";

/// What a redirect comes to, in one word.
fn verdict(app: App, text: &str) -> String {
    let Ok(callback) = Callback::parse(text) else { return "malformed".into() };
    let session = unauthorized(app).with_state(CsrfState::new(STATE));
    let before = session.snapshot().to_json().to_string();
    let rejected = match session.redirected(&callback) {
        Ok(session) => return format!("granted {}", stored(&session.snapshot(), "/code").unwrap()),
        Err(rejected) => *rejected,
    };
    assert_eq!(rejected.session.snapshot().to_json().to_string(), before, "nothing of the login is lost");
    let right = Callback::parse(&format!("{REDIRECT}?code=right&state={STATE}&iss=https%3A%2F%2Fhue.example")).unwrap();
    assert!(rejected.session.redirected(&right).is_ok(), "it still works");
    let ended = matches!(rejected.error, Error::Declined { verified: true, .. });
    let expected = if ended { Recovery::LogInAgain } else { Recovery::AwaitRedirect };
    assert_eq!(rejected.error.recovery(), expected);
    match rejected.error {
        Error::StateMismatch => "mismatch".into(),
        Error::ForeignRedirect(Foreign::NoParameters) => "foreign: no parameters".into(),
        Error::ForeignRedirect(Foreign::OtherPath) => "foreign: path".into(),
        Error::ForeignRedirect(Foreign::OtherIssuer) => "foreign: issuer".into(),
        Error::Declined { refusal, verified } => {
            format!("declined {} {:?} {verified}", refusal.error, refusal.description.as_deref())
        }
        other => panic!("{other:?}"),
    }
}

fn check(text: &str, expected: &str) {
    assert_eq!(verdict(app(), text), expected, "{text}");
}

#[test]
fn the_right_code_with_the_right_state_is_granted_in_every_form() {
    for start in [&format!("{REDIRECT}?"), "/authorized?", "?", "", "https://elsewhere.example/authorized?"] {
        check(&format!("{start}pkce=p&code=-o38tmz&state={STATE}"), "granted -o38tmz");
        check(&format!("{start}state={STATE}&code=a%2Fb+c"), "granted a/b c");
    }
    check(&format!("  {REDIRECT}?code=c&state={STATE}#fragment\r\n"), "granted c");
}

#[test]
fn a_callback_shows_its_state_before_a_session_is_known() {
    for (text, state) in [("?code=c&state=a%20b", Some("a b")), ("/cb?error=e&state=s", Some("s")), ("?code=c", None)] {
        assert_eq!(Callback::parse(text).unwrap().state(), state, "{text}");
    }
}

#[test]
fn without_our_state_no_code_is_taken() {
    check("?code=c", "mismatch");
    check("?code=c&state=0123456789abcdefghij-", "mismatch");
    check("?code=c&state=0123456789abcdefghij-_x", "mismatch");
    check("?code=c&state=0123456789ABCDEFGHIJ-_", "mismatch");
    check(&format!("?code=c&state=%20{STATE}"), "mismatch");
    check(&format!("?code=c&State={STATE}"), "mismatch");
    check(&format!("?code=c#&state={STATE}"), "mismatch");
}

#[test]
fn no_is_an_answer() {
    let state = format!("state={STATE}");
    check(&format!("?error=access_denied&{state}"), "declined access_denied None true");
    check(
        &format!("?error=access_denied&error_description=The+user%20said+no&{state}"),
        r#"declined access_denied Some("The user said no") true"#,
    );
    check("?error=access_denied", "declined access_denied None false");
    check("?error=access_denied&state=other", "declined access_denied None false");
}

#[test]
fn what_is_no_redirect_of_ours_is_foreign() {
    for text in ["/authorized", "/authorized?", REDIRECT, "?utm_source=x", "?pkce=p", "?error_description=x"] {
        check(text, "foreign: no parameters");
    }
    check(&format!("?state={STATE}"), "foreign: no parameters");
    for path in ["/", "/favicon.ico", "/authorized/", "/Authorized", "/a/../authorized", "//authorized"] {
        check(&format!("{path}?code=c&state={STATE}"), "foreign: path");
        check(&format!("{path}?error=access_denied&state={STATE}"), "foreign: path");
    }
    check(&format!("http://127.0.0.1:9123/other?code=c&state={STATE}"), "foreign: path");
}

#[test]
fn without_a_redirect_uri_every_path_is_ours() {
    let app = || App::builder("testclient", hue_proto::ClientAuth::Basic(secret())).build().unwrap();
    for start in ["/any", "https://h.example/any", "app://any"] {
        assert_eq!(verdict(app(), &format!("{start}?code=c&state={STATE}")), "granted c");
    }
}

#[test]
fn a_redirect_uri_need_not_be_http() {
    for (uri, back) in [
        ("flutterhue://auth", "flutterhue://auth?"),
        ("com.example.hue:/cb", "com.example.hue:/cb?"),
        ("https://h.example", "https://h.example/?"),
        ("https://h.example/cb?keep=1", "https://h.example/cb?keep=1&"),
        ("https://h.example/%C3%BC", "/%C3%BC?"),
    ] {
        let app = builder().redirect_uri(uri).build().unwrap();
        let session = unauthorized(app).with_state(CsrfState::new(STATE));
        let callback = Callback::parse(&format!("{back}code=c&state={STATE}")).unwrap();
        assert!(session.redirected(&callback).is_ok(), "{uri}");
    }
}

#[test]
fn what_is_twice_or_empty_or_broken_is_malformed() {
    let state = format!("state={STATE}");
    for query in [
        "code=a&code=b",
        "code=a&code=a",
        "code=a&c%6Fde=b",
        "code=",
        "code",
        "code=%",
        "code=%4",
        "code=%zz",
        "code=%ff",
        "code=c&iss=",
        "code=c&iss=a&iss=a",
        "error=",
        "error=a&error=a",
        "error=a&error_description=a&error_description=b",
        "code=c&error=access_denied",
        "code=c&state=",
        &format!("code=c&{state}"),
    ] {
        check(&format!("?{query}&{state}"), "malformed");
    }
    for text in ["VYHuNzI", "", " ", "http://[::1/authorized?code=c"] {
        check(text, "malformed");
    }
}

#[test]
fn an_issuer_is_compared_letter_by_letter_where_one_is_configured() {
    let configured = || builder().issuer("https://hue.example").build().unwrap();
    for (issuer, ours) in [
        ("https://hue.example", true),
        ("https://hue.example/", false),
        ("https://HUE.example", false),
        ("https://hue.example:443", false),
        ("http://hue.example", false),
        ("https://hue.example.evil.example", false),
        ("https://simulator.example", false),
    ] {
        let issuer: String = byte_serialize(issuer.as_bytes()).collect();
        for (said, yes) in [("code=c", "granted c"), ("error=access_denied", "declined access_denied None true")] {
            let text = format!("?{said}&state={STATE}&iss={issuer}");
            assert_eq!(verdict(configured(), &text), if ours { yes } else { "foreign: issuer" }, "{text}");
            assert_eq!(verdict(app(), &text), yes, "no issuer is configured: {text}");
        }
    }
    assert_eq!(verdict(configured(), &format!("?code=c&state={STATE}")), "granted c", "Hue sends none");
}

#[test]
fn another_issuers_error_is_not_believed() {
    let app = builder().issuer("https://hue.example").build().unwrap();
    let text = "?error=access_denied&iss=https%3A%2F%2Fevil.example";
    assert_eq!(verdict(app, text), "foreign: issuer");
}

/// Markup is for the page to escape; it is neither run nor lost.
#[test]
fn a_description_is_kept_as_text() {
    let text = format!("?error=access_denied&error_description=%3Cscript%3E%0D%0Ax&state={STATE}");
    check(&text, r#"declined access_denied Some("<script>  x") true"#);
}

#[test]
fn a_flow_takes_no_other_flows_code() {
    let (one, other) = (hue_proto::Session::new(app(), entropy(1)), hue_proto::Session::new(app(), entropy(2)));
    let callback = Callback::parse(&format!("?code=c&state={}", one.csrf_state().expose())).unwrap();
    assert_eq!(other.redirected(&callback).unwrap_err().error, Error::StateMismatch);
    assert!(one.redirected(&callback).is_ok());
}

fn unknown() -> impl Strategy<Value = String> {
    let known = ["code", "state", "iss", "error", "error_description"];
    let name = "\\PC{0,8}".prop_filter("known", move |name| !known.contains(&&**name));
    (name, "\\PC{0,8}", any::<bool>()).prop_map(|(name, value, bare)| {
        let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        if bare { encode(&name) } else { format!("{}={}", encode(&name), encode(&value)) }
    })
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn unknown_parameters_change_nothing(
        more in vec((unknown(), 0..4_usize), 0..5),
        start in 0..4_usize,
        said in 0..6_usize,
    ) {
        let whole = format!("{REDIRECT}?");
        let start = [&*whole, "/authorized?", "?", ""][start];
        let state = format!("state={STATE}");
        let said = [
            vec!["code=c", &state],
            vec!["code=c"],
            vec!["error=access_denied", "error_description=x", &state],
            vec!["error=access_denied"],
            vec!["code=c", "state=other"],
            vec!["code=c", "code=c", &state],
        ][said].clone();
        let expected = verdict(app(), &format!("{start}{}", said.join("&")));
        let mut all: Vec<String> = said.into_iter().map(Into::into).collect();
        for (parameter, at) in more {
            all.insert(at.min(all.len()), parameter);
        }
        let text = format!("{start}{}", all.join("&"));
        prop_assert_eq!(verdict(app(), &text), expected, "{}", text);
    }

    #[test]
    fn no_state_but_ours_is_granted(state in "\\PC{1,30}") {
        prop_assume!(state != STATE);
        let state: String = byte_serialize(state.as_bytes()).collect();
        let found = verdict(app(), &format!("?code=c&state={state}"));
        prop_assert_eq!(found, "mismatch");
    }

    /// Whatever comes, it is judged, and never granted by accident.
    #[test]
    fn any_text_is_judged(text in "\\PC{0,40}|[a-z?&=%#:/.+]{0,40}") {
        let found = verdict(app(), &text);
        prop_assert!(!found.starts_with("granted"), "{}", found);
    }
}

/// Browsers leave a colon in a query as it is.
#[test]
fn a_colon_in_an_unknown_name_makes_no_url_of_a_query() {
    check(&format!("hue:x=1&code=c&state={STATE}"), "granted c");
    check(&format!("/authorized?hue:x=1&code=c&state={STATE}"), "granted c");
}
