//! A request with its path and parameters taken apart.

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Method, Request};

use crate::form::{Params, decode};
use crate::settings::GatewaySettings;

pub(crate) struct Incoming<'a> {
    request: &'a Request<Vec<u8>>,
    /// The path's segments, decoded, without the empty ones that the gateway ignores.
    pub(crate) segments: Vec<String>,
}

impl<'a> Incoming<'a> {
    pub(crate) fn new(request: &'a Request<Vec<u8>>, gateway: &GatewaySettings) -> Self {
        Self { request, segments: segments(request.uri().path(), gateway) }
    }

    pub(crate) fn path(&self) -> Vec<&str> {
        self.segments.iter().map(String::as_str).collect()
    }

    pub(crate) fn method(&self) -> &'a Method {
        self.request.method()
    }

    pub(crate) fn body(&self) -> &'a [u8] {
        self.request.body()
    }

    pub(crate) fn raw_query(&self) -> &'a str {
        self.request.uri().query().unwrap_or_default()
    }

    pub(crate) fn query(&self) -> Params {
        Params::parse(self.raw_query().as_bytes())
    }

    /// The parameters of a form body; none when the body is not declared as a form.
    pub(crate) fn form(&self) -> Params {
        if self.is_form() { Params::parse(self.body()) } else { Params::default() }
    }

    fn is_form(&self) -> bool {
        let content_type = self.header(CONTENT_TYPE.as_str()).unwrap_or_default();
        let media_type = content_type.split(';').next().unwrap_or_default();
        media_type.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
    }

    pub(crate) fn header(&self, name: &str) -> Option<&'a str> {
        self.request.headers().get(name).and_then(|value| value.to_str().ok())
    }

    pub(crate) fn count_headers(&self, name: &str) -> usize {
        self.request.headers().get_all(name).iter().count()
    }

    /// The credentials of the one `Authorization` header, when it is of this scheme.
    pub(crate) fn credentials(&self, scheme: &str) -> Option<&'a str> {
        if self.count_headers(AUTHORIZATION.as_str()) > 1 {
            return None;
        }
        let value = self.header(AUTHORIZATION.as_str())?;
        let (name, rest) = value.trim().split_once(' ')?;
        name.eq_ignore_ascii_case(scheme).then_some(rest.trim())
    }
}

/// The segments of a path. Empty ones that the gateway does not ignore stay, and so match no path that exists.
pub(crate) fn segments(path: &str, gateway: &GatewaySettings) -> Vec<String> {
    let mut parts: Vec<&str> = path.strip_prefix('/').unwrap_or(path).split('/').collect();
    let last = parts.pop().unwrap_or_default();
    if gateway.collapse_slashes {
        parts.retain(|part| !part.is_empty());
    }
    if !(last.is_empty() && (gateway.trailing_slash || parts.is_empty())) {
        parts.push(last);
    }
    parts.into_iter().map(|part| decode(part.as_bytes(), false)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_count_only_when_told_to() {
        let tolerant = GatewaySettings::default();
        assert_eq!(segments("//v2//oauth2/token/", &tolerant), ["v2", "oauth2", "token"]);
        let mut strict = GatewaySettings { collapse_slashes: false, ..GatewaySettings::default() };
        assert_eq!(segments("//v2/x", &strict), ["", "v2", "x"]);
        assert_eq!(segments("/v2/x/", &strict), ["v2", "x"]);
        strict.trailing_slash = false;
        assert_eq!(segments("/v2/x/", &strict), ["v2", "x", ""]);
        assert_eq!(segments("/", &strict), Vec::<String>::new());
    }
}
