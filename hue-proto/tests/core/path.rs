//! Whatever is asked for, it is asked of the configured host, below its route.

use crate::support::*;
use http::{Method, Response, Uri};
use hue_proto::{Access, AccessToken, ApplicationKey, Area, Call, Class, Endpoint, Error, Operation, Raw};
use percent_encoding::percent_decode_str;
use proptest::collection::vec;
use proptest::prelude::*;
use url::Url;

struct Ask(Area, Vec<String>);

impl Endpoint for Ask {
    type Output = ();

    fn operation(&self) -> Operation {
        self.1
            .iter()
            .fold(Operation::new(Method::GET, self.0, Class::Read), |operation, segment| operation.segment(segment))
    }

    fn parse(&self, _: &Response<&[u8]>) -> Result<(), Error> {
        Ok(())
    }
}

fn access(key: &str) -> Access {
    let app = builder().base_url("https://h.example:8443/p").build().unwrap();
    Access::bearer(app, &AccessToken::new("A"), ApplicationKey::new(key))
}

/// Where it goes, as servers read it and as browsers do: `None` where it is refused before it is sent.
fn check(area: Area, key: &str, segments: &[&str]) -> Option<Uri> {
    let asked = Ask(area, segments.iter().map(|segment| (*segment).to_owned()).collect());
    let call = match Call::begin(asked, access(key), NOW) {
        Ok((call, _)) => call,
        Err(Error::KeyRejected) if !is_sound(key) && area == Area::V1 => return None,
        Err(error) => {
            assert!(matches!(error, Error::InvalidSetting(_)), "{error:?}");
            return None;
        }
    };
    let uri = call.request().uri().clone();
    let read = Url::parse(&uri.to_string()).unwrap();
    assert_eq!(uri.authority().map(http::uri::Authority::as_str), Some("h.example:8443"));
    assert_eq!((read.scheme(), read.host_str(), read.port()), ("https", Some("h.example"), Some(8443)));
    assert_eq!((uri.query(), read.query(), read.fragment()), (None, None, None));
    for path in [uri.path(), read.path()] {
        let found: Vec<_> =
            path.split('/').skip(1).map(|part| percent_decode_str(part).decode_utf8().unwrap()).collect();
        let prefix = match area {
            Area::V1 => ["api", key],
            Area::V2 => ["clip", "v2"],
            _ => ["auth", "v1"],
        };
        let expected: Vec<_> = ["p", "route"].iter().chain(&prefix).chain(segments).collect();
        assert!(found.iter().eq(expected.iter().copied()), "{path} for {expected:?}");
    }
    Some(uri)
}

/// What no server takes for anything else than a segment.
fn is_sound(segment: &str) -> bool {
    !matches!(segment, "" | "." | "..")
}

#[test]
fn a_segment_stays_a_segment() {
    for segment in [
        "light",
        "a/b",
        "a\\b",
        "//evil.example",
        "https://evil.example",
        "@evil.example",
        ":80",
        "?a=b",
        "#f",
        "%2e%2e",
        "%",
        " ",
        "\u{fc}",
        "\r\nX: y",
        "\0",
        "...",
        "a..b",
        ";a=b",
    ] {
        for area in [Area::V1, Area::V2, Area::Auth] {
            assert!(check(area, "key", &["resource", segment, "x"]).is_some(), "{segment:?}");
        }
    }
}

/// Browsers and libraries like them resolve these, encoded or not: there is no way to send them as segments.
#[test]
fn dots_do_not_lead_out_of_the_route() {
    for segments in [
        &["resource", "..", "x"][..],
        &[".."],
        &["resource", "", "x"],
        &[""],
        &["..", "..", "..", "v2", "oauth2"],
        &["resource", "."],
    ] {
        for area in [Area::V1, Area::V2, Area::Auth] {
            assert_eq!(check(area, "key", segments), None, "{segments:?}");
        }
    }
}

#[test]
fn a_key_is_one_segment_too() {
    for key in ["a/b", "a?b", "@evil.example", "a b", "\u{fc}", "../.."] {
        assert!(check(Area::V1, key, &["config"]).is_some(), "{key}");
    }
}

/// A bridge chooses the key.
#[test]
fn a_key_of_dots_does_not_lead_out_of_the_route() {
    for key in ["..", ".", ""] {
        assert_eq!(check(Area::V1, key, &["config"]), None, "{key:?}");
        assert!(check(Area::V2, key, &["resource"]).is_some(), "there it is a header");
    }
}

#[test]
fn a_raw_path_is_split_and_encoded() {
    for (path, expected) in [
        ("resource/light", "/p/route/clip/v2/resource/light"),
        ("/resource//light/", "/p/route/clip/v2/resource/light"),
        ("//evil.example/x", "/p/route/clip/v2/evil.example/x"),
        ("https://evil.example/x", "/p/route/clip/v2/https%3A/evil.example/x"),
        ("resource?x=1#f", "/p/route/clip/v2/resource%3Fx%3D1%23f"),
        ("", "/p/route/clip/v2"),
    ] {
        let (call, _) = Call::begin(Raw::get(Area::V2, path), access("key"), NOW).unwrap();
        assert_eq!(call.request().uri().to_string(), format!("https://h.example:8443{expected}"), "{path}");
    }
}

#[test]
fn a_path_without_end_is_refused() {
    assert_eq!(check(Area::V2, "key", &[&"x".repeat(70_000)]), None);
}

fn segment() -> impl Strategy<Value = String> {
    prop_oneof![".{0,12}", "\\PC{0,12}", "[./\\\\%2eE@:?#&=]{0,8}"]
        .prop_filter("what is no segment has a test of its own", |text| is_sound(text))
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn any_segments_stay_below_the_route(segments in vec(segment(), 0..6), key in segment(), old: bool) {
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let uri = check(if old { Area::V1 } else { Area::V2 }, &key, &segments);
        prop_assert!(uri.is_some());
    }
}
