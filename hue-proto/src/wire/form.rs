//! `application/x-www-form-urlencoded`, written for the token endpoint and read from a redirect.

use alloc::string::String;
use alloc::vec::Vec;
use percent_encoding::percent_decode_str;
use url::form_urlencoded::Serializer;

/// The body of a token request.
pub(crate) fn encode<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<u8> {
    Serializer::new(String::with_capacity(192)).extend_pairs(fields).finish().into_bytes()
}

/// The pairs of a query as they stand there, still encoded.
pub(crate) fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// One name or value decoded; `None` where an escape is broken or the bytes are not UTF-8.
pub(crate) fn decode(text: &str) -> Option<String> {
    let broken = text.split('%').skip(1).any(|rest| {
        let mut digits = rest.bytes().take(2).filter(u8::is_ascii_hexdigit);
        digits.next().is_none() || digits.next().is_none()
    });
    if broken {
        return None;
    }
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().ok().map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_decodes_to_the_same() {
        let odd = "a b&c=d%+ü/?#\u{1f4a1}";
        let body = String::from_utf8(encode([("k", odd)])).unwrap();
        let (name, value) = pairs(&body).next().unwrap();
        assert_eq!((name, decode(value).as_deref()), ("k", Some(odd)));
    }

    #[test]
    fn broken_escapes_are_not_guessed_at() {
        for broken in ["%", "%4", "%zz", "a%4", "%C3%28", "%ff", "%%41"] {
            assert_eq!(decode(broken), None, "{broken}");
        }
        assert_eq!(decode("a%20b+c").as_deref(), Some("a b c"));
    }
}
