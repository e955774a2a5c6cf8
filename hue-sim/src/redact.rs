//! Paths without the secrets that Hue puts into them.

const KEY: &str = "<key>";

/// `path` with slashes collapsed and every segment that is, or may be, a key replaced.
///
/// What follows `api`, `bridge` or `whitelist`, or the id after `/v2/bridges`, is a key by its place (`0`, the cloud's own
/// user, and `config` are none). Any other long segment that is neither a UUID nor the name of a type of resource is replaced
/// too: a client that builds a wrong path still has its key in it.
pub fn redacted_path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let (mut previous, mut before) = ("", "");
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        let in_key_place = matches!(previous, "api" | "bridge" | "whitelist") || before == "bridges";
        let is_key = in_key_place && !matches!(segment, "0" | "config");
        out.push('/');
        let is_type = previous == "resource" && segment.bytes().all(|byte| byte == b'_' || byte.is_ascii_lowercase());
        out.push_str(if is_key || (is_long(segment) && !is_type) { KEY } else { segment });
        (before, previous) = (previous, segment);
    }
    if out.is_empty() { "/".to_owned() } else { out }
}

fn is_long(segment: &str) -> bool {
    let is_uuid = segment.len() == 36 && segment.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
    segment.len() >= 20 && !is_uuid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_go_and_the_rest_stays() {
        let long = "A".repeat(40);
        for (path, redacted) in [
            ("/route/api/k3y/lights/1/state", "/route/api/<key>/lights/1/state"),
            ("//bridge//k3y/lights/", "/bridge/<key>/lights"),
            ("/route/api/0/config", "/route/api/0/config"),
            ("/route/api/0/config/whitelist/k3y", "/route/api/0/config/whitelist/<key>"),
            ("/route/api/config", "/route/api/config"),
            ("/v2/bridges/001788fffe23abcd/k3y/lights", "/v2/bridges/001788fffe23abcd/<key>/lights"),
            ("/v2/bridges/001788fffe23abcd", "/v2/bridges/001788fffe23abcd"),
            (&format!("/route/{long}/lights"), "/route/<key>/lights"),
            (
                "/route/clip/v2/resource/light/3883f8bf-30a3-445b-ac06-b047d50599df",
                "/route/clip/v2/resource/light/3883f8bf-30a3-445b-ac06-b047d50599df",
            ),
            (
                "/route/clip/v2/resource/entertainment_configuration",
                "/route/clip/v2/resource/entertainment_configuration",
            ),
            (&format!("/route/clip/v2/resource/{long}"), "/route/clip/v2/resource/<key>"),
            ("/", "/"),
        ] {
            assert_eq!(redacted_path(path), redacted);
        }
    }
}
