//! The server's side of HTTP Digest, as strict as a server may be.

use crate::support::{Answer, reply};
use http::Request;
use http::header::AUTHORIZATION;
use md5::Md5;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

pub(crate) const REALM: &str = "oauth2_client@api.meethue.com";
pub(crate) const NONCE: &str = "7b6e45de18ac4ee452ee0a0de91dbb10";

/// A 401 with one challenge for Hue's realm, whose other parameters are `rest`.
pub(crate) fn challenge(rest: &str) -> Answer {
    challenges(&[&format!(r#"Digest realm="{REALM}",{rest}"#)])
}

pub(crate) fn challenges(values: &[&str]) -> Answer {
    let body = r#"{"error":"invalid_client","error_description":"Client authentication failed."}"#;
    values.iter().fold(reply(401, body), |answer, value| answer.with("www-authenticate", value))
}

/// What a client said of itself.
#[derive(Debug)]
pub(crate) struct Claim(pub(crate) BTreeMap<String, (String, bool)>);

impl Claim {
    /// Each parameter with whether it came in quotes; none twice.
    pub(crate) fn of(request: &Request<Vec<u8>>) -> Self {
        let text = std::str::from_utf8(request.headers()[AUTHORIZATION].as_bytes()).unwrap();
        let mut rest = text.strip_prefix("Digest ").expect("the scheme");
        let mut found = BTreeMap::new();
        while !rest.is_empty() {
            let (name, after) = rest.split_once('=').expect("a name");
            let (value, quoted, tail) = value(after);
            assert!(found.insert(name.to_owned(), (value, quoted)).is_none(), "{name} comes twice");
            rest = tail.strip_prefix(", ").unwrap_or(tail);
        }
        Self(found)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|(value, _)| &**value)
    }

    fn need(&self, name: &str) -> &str {
        self.get(name).unwrap_or_else(|| panic!("no {name} in {self:?}"))
    }

    /// Panics unless this proves the secret to `POST path`, by the algorithm that was asked for.
    pub(crate) fn assert_proves(&self, secret: &str, path: &str, algorithm: &str, qop: bool) {
        let hash = |parts: &[&str]| {
            let text = parts.join(":");
            if algorithm.starts_with("SHA-256") { hex(&Sha256::digest(text)) } else { hex(&Md5::digest(text)) }
        };
        assert_eq!(self.need("uri"), path);
        assert_eq!(self.get("qop"), qop.then_some("auth"));
        let nonce = self.need("nonce");
        let mut first = hash(&[self.need("username"), self.need("realm"), secret]);
        let second = hash(&["POST", path]);
        let expected = if qop {
            let cnonce = self.need("cnonce");
            if algorithm.ends_with("-sess") {
                first = hash(&[&first, nonce, cnonce]);
            }
            hash(&[&first, nonce, self.need("nc"), cnonce, "auth", &second])
        } else {
            hash(&[&first, nonce, &second])
        };
        assert_eq!(self.need("response"), expected, "{self:?}");
        self.assert_form();
    }

    /// RFC 7616 section 3.4: what goes into quotes, and what must not.
    fn assert_form(&self) {
        for (name, (value, quoted)) in &self.0 {
            assert_eq!(*quoted, !matches!(&**name, "algorithm" | "qop" | "nc"), "{name}={value}");
        }
        assert_eq!(self.get("nc").is_some(), self.get("cnonce").is_some());
        if let Some(count) = self.get("nc") {
            assert_eq!(count.len(), 8, "{count}");
        }
    }

    /// `nc` as a number.
    pub(crate) fn count(&self) -> Option<u32> {
        self.get("nc").map(|count| u32::from_str_radix(count, 16).unwrap())
    }
}

fn value(text: &str) -> (String, bool, &str) {
    let Some(inner) = text.strip_prefix('"') else {
        let (value, rest) = text.split_at(text.find(',').unwrap_or(text.len()));
        return (value.to_owned(), false, rest);
    };
    let (mut value, mut letters) = (String::new(), inner.chars());
    while let Some(letter) = letters.next() {
        match letter {
            '"' => return (value, true, letters.as_str()),
            '\\' => value.extend(letters.next()),
            letter => value.push(letter),
        }
    }
    panic!("a quoted string without end: {text}");
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}
