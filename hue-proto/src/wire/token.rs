//! Token replies, of today's shape and of the one before.

use super::json::{self, Lenient};
use crate::error::Malformed;
use crate::secret::{AccessToken, RefreshToken};
use alloc::string::String;
use core::time::Duration;
use serde::Deserialize;

/// What a token endpoint hands out.
#[derive(Debug)]
pub(crate) struct TokenReply {
    pub(crate) access: AccessToken,
    pub(crate) refresh: Option<RefreshToken>,
    pub(crate) lifetime: Option<Duration>,
}

/// Reads a good reply. RFC 6749 section 5.1; names of the v1 endpoints and numbers as strings are understood too.
pub(crate) fn read(reply: &http::Response<&[u8]>) -> Result<TokenReply, Malformed> {
    let malformed = |expected| Malformed::new(expected).with_status(reply.status().as_u16());
    if reply.status() != http::StatusCode::OK {
        return Err(malformed("tokens with HTTP status 200"));
    }
    if json::is_declared_otherwise(reply) {
        return Err(malformed("tokens as application/json"));
    }
    if reply.body().len() > LARGEST {
        return Err(malformed("tokens in at most 64 KiB"));
    }
    let body: Body = json::read(reply, "a token reply as a JSON object")?;
    if !body.token_type.as_deref().is_none_or(is_bearer) {
        return Err(malformed("a token_type of bearer"));
    }
    let access =
        body.access_token.filter(|token| is_sendable(token)).ok_or(malformed("an access_token of printable ASCII"))?;
    Ok(TokenReply {
        access: AccessToken::new(access),
        refresh: body.refresh_token.filter(|token| !token.is_empty()).map(RefreshToken::new),
        lifetime: body.expires_in.0.or(body.access_token_expires_in.0).map(Duration::from_secs),
    })
}

/// Whether an `Authorization` header can carry the token (RFC 6749 appendix A.12).
pub(crate) fn is_sendable(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
}

#[derive(Deserialize)]
struct Body {
    access_token: Option<String>,
    refresh_token: Option<String>,
    /// Absent is taken as bearer: to refuse would lose a pair that is already issued.
    token_type: Option<String>,
    #[serde(default)]
    expires_in: Lenient,
    #[serde(default)]
    access_token_expires_in: Lenient,
}

fn is_bearer(token_type: &str) -> bool {
    token_type.eq_ignore_ascii_case("bearer") || token_type.eq_ignore_ascii_case("BearerToken")
}

const LARGEST: usize = 64 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: Option<(&str, Option<&str>, Option<u64>)>) {
        let reply = read(&http::Response::new(body.as_bytes()));
        let read = reply.as_ref().ok().map(|reply| {
            (
                reply.access.expose(),
                reply.refresh.as_ref().map(RefreshToken::expose),
                reply.lifetime.map(|life| life.as_secs()),
            )
        });
        assert_eq!(read, expected, "{body}");
    }

    #[test]
    fn every_documented_shape_is_read() {
        let full = Some(("A", Some("R"), Some(604_799)));
        check(r#"{"access_token":"A","expires_in":604799,"refresh_token":"R","token_type":"bearer"}"#, full);
        check(
            r#"{"access_token":"A","expires_in":"604799","refresh_token":"R","token_type":"Bearer","scope":"","x":[{}]}"#,
            full,
        );
        check(
            r#"{"access_token_expires_in":"604799","refresh_token_expires_in":"9676799","token_type":"BearerToken","access_token":"A","refresh_token":"R"}"#,
            full,
        );
        check(r#"{"access_token":"A","token_type":"bearer","refresh_token":null}"#, Some(("A", None, None)));
        check(r#"{"access_token":"A","refresh_token":""}"#, Some(("A", None, None)));
    }

    #[test]
    fn what_is_no_token_reply_is_refused() {
        for body in [
            "",
            "[]",
            "null",
            "Unauthorized",
            r#"{"token_type":"bearer"}"#,
            r#"{"access_token":""}"#,
            r#"{"access_token":"a b"}"#,
            r#"{"access_token":"a\nb"}"#,
            r#"{"access_token":"A","token_type":"mac"}"#,
            r#"{"access_token":"A","access_token":"B"}"#,
            r#"{"access_token":"A""#,
        ] {
            check(body, None);
        }
    }

    #[test]
    fn a_page_or_a_flood_is_no_token_reply() {
        let body = br#"{"access_token":"A"}"#;
        let page = http::Response::builder().header("content-type", "text/html").body(&body[..]).unwrap();
        assert_eq!(read(&page).unwrap_err().expected(), "tokens as application/json");
        let mut flood = body.to_vec();
        flood.resize(LARGEST + 1, b' ');
        assert!(read(&http::Response::new(&flood[..])).is_err());
        flood.resize(LARGEST, b' ');
        assert!(read(&http::Response::new(&flood[..])).is_ok());
    }

    #[test]
    fn the_place_is_kept_and_the_value_is_not() {
        let error =
            read(&http::Response::new(&b"{\n\"access_token\": \"A\", \"refresh_token\": 12345}"[..])).unwrap_err();
        assert_eq!(error.place().map(|(line, _)| line), Some(2));
        assert!(!alloc::format!("{error} {error:?}").contains("12345"));
    }
}
