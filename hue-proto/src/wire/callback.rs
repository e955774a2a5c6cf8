//! What the browser brings back.

use super::form::{decode, pairs};
use crate::error::Malformed;
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;
use url::Url;

/// A parsed redirect, which no session has looked at yet.
///
/// It is parsed before the session is known, so that a server finds the login it belongs to by [`state`](Self::state).
/// Parameters: RFC 6749 sections 4.1.2 and 4.1.2.1, `iss` of RFC 9207; others, Hue's `pkce` among them, are ignored.
#[derive(Clone)]
pub struct Callback {
    pub(crate) path: Option<Box<str>>,
    pub(crate) code: Option<Box<str>>,
    pub(crate) state: Option<Box<str>>,
    pub(crate) issuer: Option<Box<str>>,
    pub(crate) error: Option<Box<str>>,
    pub(crate) description: Option<Box<str>>,
}

impl Callback {
    /// Reads a whole URL, a path with its query, or a bare query.
    ///
    /// Fails where a known parameter is empty, stands there twice or is badly encoded, where there are both a code and an
    /// error, where the text is none of the three, and where it is longer than 16 KiB. A code alone is not taken here: see
    /// [`Session::with_code`](crate::Session::with_code).
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let text = text.trim();
        let (path, query) = split(text)?;
        let mut callback = Self { path, code: None, state: None, issuer: None, error: None, description: None };
        for (name, value) in pairs(&query) {
            callback.take(name, value)?;
        }
        if callback.code.is_some() && callback.error.is_some() {
            return Err(Malformed::new("a redirect with a code or an error, not both"));
        }
        Ok(callback)
    }

    /// The `state` it carries. Whether that is the right one is for
    /// [`Session::redirected`](crate::Session::redirected) to say.
    pub fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), Malformed> {
        let Some(name) = decode(name) else { return Ok(()) };
        let slot = match name.as_str() {
            "code" => &mut self.code,
            "state" => &mut self.state,
            "iss" => &mut self.issuer,
            "error" => &mut self.error,
            "error_description" => &mut self.description,
            _ => return Ok(()),
        };
        if slot.is_some() {
            return Err(Malformed::new("a redirect with each parameter once"));
        }
        let value = decode(value).ok_or(Malformed::new("a redirect in percent-encoded UTF-8"))?;
        if value.is_empty() {
            return Err(Malformed::new("a redirect without empty parameters"));
        }
        *slot = Some(value.into());
        Ok(())
    }
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callback")
            .field("code", &self.code.as_ref().map(|_| ".."))
            .field("state", &self.state.as_ref().map(|_| ".."))
            .field("error", &self.error.as_ref().map(|_| ".."))
            .finish_non_exhaustive()
    }
}

/// The path, where there is one, and the query.
fn split(text: &str) -> Result<(Option<Box<str>>, String), Malformed> {
    let foreign = Malformed::new("a redirect as a whole URL, a path with its query, or a query; not its code alone");
    if text.len() > LONGEST {
        return Err(Malformed::new("a redirect of at most 16 KiB"));
    }
    if is_whole_url(text) {
        let url = Url::parse(text).map_err(|_| foreign)?;
        return Ok((Some(url.path().into()), url.query().unwrap_or_default().into()));
    }
    // What stands behind the first `#` is for the browser, whatever it holds.
    let text = text.split('#').next().unwrap_or_default();
    if let Some(query) = text.strip_prefix('?') {
        return Ok((None, query.into()));
    }
    if text.starts_with('/') {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        return Ok((Some(path.into()), query.into()));
    }
    if text.contains('=') { Ok((None, text.into())) } else { Err(foreign) }
}

/// Whether it starts as a URL does. A colon alone makes none: it may stand in a query as it is.
fn is_whole_url(text: &str) -> bool {
    let end = text.find(['?', '=']).unwrap_or(text.len());
    let (start, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    !text.starts_with('/') && (start.contains("://") || (start.contains(':') && rest.starts_with('?')))
}

const LONGEST: usize = 16 * 1024;

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn url_path_and_query_read_the_same() {
        for start in ["http://127.0.0.1:9123/cb?", "flutterhue://auth?", "/cb?", "?", ""] {
            let callback = Callback::parse(&format!(" {start}pkce=p&pkce=q&code=-o38tmz&state=a%20b+c#x\n")).unwrap();
            assert_eq!(callback.code.as_deref(), Some("-o38tmz"), "{start}");
            assert_eq!(callback.state(), Some("a b c"), "{start}");
        }
        let path = |text: &str| Callback::parse(text).unwrap().path;
        assert_eq!(path("http://127.0.0.1:9123/cb?code=c").as_deref(), Some("/cb"));
        assert_eq!(path("/cb?code=c").as_deref(), Some("/cb"));
        assert_eq!(path("/favicon.ico").as_deref(), Some("/favicon.ico"));
        assert_eq!(path("?code=c"), None);
    }

    #[test]
    fn a_fragment_holds_no_parameter() {
        for start in ["http://127.0.0.1:9123/cb", "/cb", "?pkce=p", "pkce=p"] {
            let callback = Callback::parse(&format!("{start}#?code=c&state=s")).unwrap();
            assert!(callback.code.is_none() && callback.state().is_none(), "{start}");
        }
    }

    #[test]
    fn known_parameters_must_be_whole_and_single() {
        for text in [
            "?code=a&code=b",
            "?code=a&c%6fde=b",
            "?state=a&state=a&code=c",
            "?code=",
            "?code",
            "?state=&code=c",
            "?code=%zz",
            "?code=%ff",
            "?code=c&error=access_denied",
            "VYHuNzI",
            "",
            "http://[::1/cb?code=c",
        ] {
            assert!(Callback::parse(text).is_err(), "{text}");
        }
        assert!(Callback::parse("?x=1&x=2&%zz=%zz&=&&code=c").is_ok());
        assert!(Callback::parse(&format!("?code={}", "c".repeat(LONGEST))).is_err());
    }

    #[test]
    fn it_may_be_as_long_as_16_kib() {
        let start = "?code=";
        let text = |length: usize| format!("{start}{}", "c".repeat(length - start.len()));
        assert!(Callback::parse(&text(16_384)).is_ok());
        assert!(Callback::parse(&text(16_385)).is_err());
    }

    #[test]
    fn debug_shows_no_code() {
        let shown = format!("{:?}", Callback::parse("?code=CANARY&state=CANARY").unwrap());
        assert!(!shown.contains("CANARY"), "{shown}");
    }
}
