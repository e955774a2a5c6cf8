//! HTTP digest authentication (RFC 7616, and RFC 2069 as Hue uses it), the server's side.

use http::Method;
use hue_proto::UnixTime;
use md5::Md5;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::Settings;
use crate::ids::{Ids, hex};
use crate::incoming::segments;
use crate::settings::{ChallengeOffer, DigestSettings, GatewaySettings};

/// So many nonces are remembered.
const NONCE_LIMIT: usize = 4096;

/// The nonces that were given out.
#[derive(Default)]
pub(crate) struct Nonces(Vec<Nonce>);

struct Nonce {
    value: String,
    issued: UnixTime,
    highest_count: u32,
}

pub(crate) enum Verdict {
    /// It was this client.
    Right(String),
    Wrong,
    /// The answer was right, but its nonce had expired.
    Stale,
}

/// The request whose answer is judged.
pub(crate) struct Asked<'a> {
    pub(crate) method: &'a Method,
    pub(crate) segments: &'a [String],
    pub(crate) body: &'a [u8],
}

impl Nonces {
    /// The values of `WWW-Authenticate` for one 401.
    pub(crate) fn challenge(
        &mut self,
        now: UnixTime,
        ids: &mut Ids,
        settings: &DigestSettings,
        stale: bool,
    ) -> Vec<String> {
        let value = ids.nonce();
        let offers: Vec<String> =
            settings.challenges.iter().map(|offer| written(offer, &value, stale, settings.space_after_comma)).collect();
        if self.0.len() >= NONCE_LIMIT {
            self.0.remove(0);
        }
        self.0.push(Nonce { value, issued: now, highest_count: 0 });
        if settings.one_header && !offers.is_empty() { vec![offers.join(", ")] } else { offers }
    }

    /// Judges the parameters of an `Authorization: Digest` header.
    pub(crate) fn judge(&mut self, now: UnixTime, header: &str, asked: &Asked<'_>, settings: &Settings) -> Verdict {
        let verdict = Reply::parse(header).and_then(|reply| self.judge_reply(now, &reply, asked, settings));
        verdict.unwrap_or(Verdict::Wrong)
    }

    fn judge_reply(&mut self, now: UnixTime, reply: &Reply, asked: &Asked<'_>, settings: &Settings) -> Option<Verdict> {
        let digest = &settings.digest;
        let client_id = reply.get("username")?;
        let secret = &settings.application(client_id)?.client_secret;
        let offer = digest.challenges.iter().find(|offer| reply.takes(offer))?;
        if !same_path(reply.get("uri")?, asked.segments, &settings.gateway) {
            return None;
        }
        let nonce = reply.get("nonce")?;
        let known = self.0.iter_mut().find(|known| known.value == nonce);
        if known.is_none() && digest.nonce_checked {
            return None;
        }
        let expected = reply.expected(offer, secret, asked)?;
        if !bool::from(expected.as_bytes().ct_eq(reply.get("response")?.to_ascii_lowercase().as_bytes())) {
            return None;
        }
        if let Some(known) = known {
            if now >= known.issued.saturating_add(digest.nonce_ttl) {
                return Some(if digest.stale { Verdict::Stale } else { Verdict::Wrong });
            }
            if reply.get("qop").is_some() {
                let count = reply.count()?;
                if count <= known.highest_count {
                    return None;
                }
                known.highest_count = count;
            }
        }
        Some(Verdict::Right(client_id.to_owned()))
    }
}

fn written(offer: &ChallengeOffer, nonce: &str, stale: bool, space: bool) -> String {
    let mut parameters = vec![format!(r#"realm="{}""#, offer.realm), format!(r#"nonce="{nonce}""#)];
    parameters.extend(offer.qop.as_ref().map(|qop| format!(r#"qop="{qop}""#)));
    parameters.extend(offer.algorithm.as_ref().map(|algorithm| format!("algorithm={algorithm}")));
    parameters.extend(offer.opaque.as_ref().map(|opaque| format!(r#"opaque="{opaque}""#)));
    parameters.extend(stale.then(|| "stale=true".to_owned()));
    format!("Digest {}", parameters.join(if space { ", " } else { "," }))
}

/// Clients leave out the query and double slashes of the path they send to, and one left out the first slash.
fn same_path(uri: &str, asked: &[String], gateway: &GatewaySettings) -> bool {
    let path = uri.split('?').next().unwrap_or_default();
    let mut lenient = gateway.clone();
    lenient.collapse_slashes = true;
    lenient.trailing_slash = true;
    let asked: Vec<&String> = asked.iter().filter(|segment| !segment.is_empty()).collect();
    segments(path, &lenient).iter().eq(asked)
}

/// The parameters of the header.
struct Reply(Vec<(String, String)>);

impl Reply {
    /// `None` when it is not a list of `name=value`, or a name comes twice.
    fn parse(text: &str) -> Option<Self> {
        let mut parameters: Vec<(String, String)> = Vec::new();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let (name, after) = rest.split_once('=')?;
            let name = name.trim().to_ascii_lowercase();
            let (value, after) = value(after.trim_start())?;
            if name.is_empty() || parameters.iter().any(|(known, _)| *known == name) {
                return None;
            }
            parameters.push((name, value));
            let after = after.trim_start();
            rest = if after.is_empty() { after } else { after.strip_prefix(',')?.trim_start() };
        }
        Some(Self(parameters))
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether this answers the challenge: no `qop` is taken for one that offers some, as older clients do.
    fn takes(&self, offer: &ChallengeOffer) -> bool {
        let algorithm = self.get("algorithm").unwrap_or("MD5");
        let qop_offered = |qop: &str| {
            offer.qop.iter().flat_map(|list| list.split(',')).any(|word| word.trim().eq_ignore_ascii_case(qop))
        };
        self.get("realm") == Some(offer.realm.as_str())
            && algorithm.eq_ignore_ascii_case(offer.algorithm.as_deref().unwrap_or("MD5"))
            && self.get("qop").is_none_or(qop_offered)
            && offer.opaque.as_deref().is_none_or(|opaque| self.get("opaque") == Some(opaque))
    }

    /// The nonce count: eight hexadecimal digits.
    fn count(&self) -> Option<u32> {
        let digits = self.get("nc").filter(|digits| digits.len() == 8)?;
        u32::from_str_radix(digits, 16).ok()
    }

    fn expected(&self, offer: &ChallengeOffer, secret: &str, asked: &Asked<'_>) -> Option<String> {
        let name = offer.algorithm.as_deref().unwrap_or("MD5").to_ascii_uppercase();
        let (name, session) = name.strip_suffix("-SESS").map_or((name.as_str(), false), |name| (name, true));
        let hash = match name {
            "MD5" => |text: &[u8]| hex(Md5::digest(text).as_slice()),
            "SHA-256" => |text: &[u8]| hex(Sha256::digest(text).as_slice()),
            _ => return None,
        };
        let nonce = self.get("nonce")?;
        let mut first = hash(format!("{}:{}:{secret}", self.get("username")?, self.get("realm")?).as_bytes());
        if session {
            first = hash(format!("{first}:{nonce}:{}", self.get("cnonce")?).as_bytes());
        }
        let mut second = format!("{}:{}", asked.method, self.get("uri")?);
        let Some(qop) = self.get("qop") else {
            return Some(hash(format!("{first}:{nonce}:{}", hash(second.as_bytes())).as_bytes()));
        };
        match qop.to_ascii_lowercase().as_str() {
            "auth" => {}
            "auth-int" => second = format!("{second}:{}", hash(asked.body)),
            _ => return None,
        }
        let (count, cnonce) = (self.get("nc")?, self.get("cnonce").filter(|cnonce| !cnonce.is_empty())?);
        Some(hash(format!("{first}:{nonce}:{count}:{cnonce}:{qop}:{}", hash(second.as_bytes())).as_bytes()))
    }
}

/// A token or a quoted string, and what follows it.
fn value(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([',', ' ', '\t']).unwrap_or(text.len());
        let (token, after) = text.split_at_checked(end)?;
        return Some((token.to_owned(), after));
    };
    let mut out = String::new();
    let mut letters = quoted.chars();
    loop {
        match letters.next()? {
            '"' => return Some((out, letters.as_str())),
            '\\' => out.push(letters.next()?),
            letter => out.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(header: &str, offer: &ChallengeOffer, secret: &str, method: &Method) -> Option<String> {
        let asked = Asked { method, segments: &[], body: b"" };
        Reply::parse(header)?.expected(offer, secret, &asked)
    }

    #[test]
    fn rfc_7616_examples() {
        for (algorithm, response) in [
            ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
            ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        ] {
            let header = format!(
                r#"username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm={algorithm},
                nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001,
                cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth,
                response="{response}", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#
            );
            let offer = ChallengeOffer::new(Some(algorithm), Some("auth, auth-int"));
            assert_eq!(expected(&header, &offer, "Circle of Life", &Method::GET).as_deref(), Some(response));
        }
    }

    #[test]
    fn rfc_2069_form_without_quality() {
        let header = r#"username="testclient", realm="oauth2_client@api.meethue.com", nonce="7b6e45de18ac4ee452ee0a0de91dbb10", uri="/v2/oauth2/token""#;
        let response = expected(header, &ChallengeOffer::default(), "testsecret", &Method::POST);
        assert_eq!(response.as_deref(), Some("1785f23f2551a0d22c0931a75eb8575d"));
    }

    #[test]
    fn quoted_strings_are_undone() {
        let reply = Reply::parse(r#"a="x\"y, \\z" , b = token,c="#).map(|reply| reply.0);
        let wanted = [("a", r#"x"y, \z"#), ("b", "token"), ("c", "")];
        assert_eq!(reply, Some(wanted.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()));
    }
}
