//! Proof that the client knows its secret, without sending it: HTTP Digest, from the client's side.
//!
//! Hue asks for the form of [RFC 2069](https://www.rfc-editor.org/rfc/rfc2069), which RFC 7616 has dropped. Challenges
//! that offer `qop` get the form of [RFC 7616 section 3.4](https://www.rfc-editor.org/rfc/rfc7616#section-3.4).

use super::challenge::{Algorithm, Challenge, Qop};
use alloc::vec::Vec;
use http::{HeaderValue, Method};
use md5::Md5;
use sha2::{Digest, Sha256};
use zeroize::Zeroize as _;

/// The `Authorization` header that answers `challenge` for a request `method uri`, marked as sensitive.
///
/// `uri` is the request target as the server reads it, of which Hue wants the path alone. `nc` counts the answers under
/// one nonce, from 1. `body` is that of the request: it makes the client nonce differ from that of any other request.
/// `None` if a name or path holds what no header can carry: control characters.
pub(crate) fn answer(
    identity: Identity<'_>,
    challenge: &Challenge,
    method: &Method,
    uri: &str,
    nc: u32,
    body: &[u8],
) -> Option<HeaderValue> {
    let cnonce = match challenge.qop {
        Qop::None => None,
        Qop::Auth => Some(cnonce(identity.secret, &challenge.nonce, nc, body)),
    };
    let share = cnonce.as_ref().map(|cnonce| Share { nc: Hex::of(&nc.to_be_bytes()), cnonce: cnonce.as_ref() });
    answer_with(identity, challenge, method, uri, share.as_ref())
}

/// Who answers a challenge.
#[derive(Clone, Copy)]
pub(crate) struct Identity<'a> {
    /// The name, which is sent.
    pub(crate) user: &'a str,
    /// What only this user and the server know. It is hashed, and never sent.
    pub(crate) secret: &'a str,
}

/// What the client adds to the hash, where the challenge offers `qop=auth`.
struct Share<'a> {
    nc: Hex,
    cnonce: &'a [u8],
}

fn answer_with(
    identity: Identity<'_>,
    challenge: &Challenge,
    method: &Method,
    uri: &str,
    share: Option<&Share<'_>>,
) -> Option<HeaderValue> {
    let response = response(identity, challenge, method, uri, share);
    // Quotes or none, as RFC 7616 section 3.4 wants them: servers are known to insist.
    let fields = [
        Some(Field::quoted("username", identity.user.as_bytes())),
        Some(Field::quoted("realm", challenge.realm.as_bytes())),
        Some(Field::quoted("nonce", challenge.nonce.as_bytes())),
        Some(Field::quoted("uri", uri.as_bytes())),
        Some(Field::quoted("response", response.as_ref())),
        challenge.algorithm_named.then(|| Field::bare("algorithm", challenge.algorithm.name().as_bytes())),
        challenge.opaque.as_deref().map(|opaque| Field::quoted("opaque", opaque.as_bytes())),
        share.map(|_| Field::bare("qop", QOP_AUTH)),
        share.map(|share| Field::bare("nc", share.nc.as_ref())),
        share.map(|share| Field::quoted("cnonce", share.cnonce)),
    ];
    let mut header = HeaderValue::try_from(credentials(&fields)).ok()?;
    header.set_sensitive(true);
    Some(header)
}

/// RFC 7616 section 3.4.1; RFC 2617 section 3.2.2.1 for the form without `qop`.
///
/// What is hashed are the texts themselves, without the quoted pairs that they travel in.
fn response(
    identity: Identity<'_>,
    challenge: &Challenge,
    method: &Method,
    uri: &str,
    share: Option<&Share<'_>>,
) -> Hex {
    let hash = |parts: &[&[u8]]| hash(challenge.algorithm, parts);
    let nonce = challenge.nonce.as_bytes();
    let mut hash1 = hash(&[identity.user.as_bytes(), challenge.realm.as_bytes(), identity.secret.as_bytes()]);
    let hash2 = hash(&[method.as_str().as_bytes(), uri.as_bytes()]);
    let Some(Share { nc, cnonce }) = share else {
        return hash(&[hash1.as_ref(), nonce, hash2.as_ref()]);
    };
    if challenge.algorithm.is_session() {
        hash1 = hash(&[hash1.as_ref(), nonce, cnonce]);
    }
    hash(&[hash1.as_ref(), nonce, nc.as_ref(), cnonce, QOP_AUTH, hash2.as_ref()])
}

/// A client nonce: derived, so that no randomness is needed here, from all that tells two answers apart.
///
/// The secret keeps others from foretelling it. Every part but the nonce has a fixed length, and the nonce comes with
/// its own, so different parts never hash the same bytes.
fn cnonce(secret: &str, nonce: &str, nc: u32, body: &[u8]) -> Hex {
    let mut key = Sha256::new().chain_update(KEY_LABEL).chain_update(secret).finalize();
    let all = Sha256::new()
        .chain_update(CNONCE_LABEL)
        .chain_update(key)
        .chain_update((nonce.len() as u64).to_be_bytes())
        .chain_update(nonce)
        .chain_update(nc.to_be_bytes())
        .chain_update(Sha256::digest(body))
        .finalize();
    key.as_mut_slice().zeroize();
    let mut hex = Hex::of(&all);
    hex.len = CNONCE_LEN;
    hex
}

fn hash(algorithm: Algorithm, parts: &[&[u8]]) -> Hex {
    match algorithm {
        Algorithm::Md5Sess | Algorithm::Md5 => hash_by::<Md5>(parts),
        Algorithm::Sha256Sess | Algorithm::Sha256 => hash_by::<Sha256>(parts),
    }
}

/// The hash of all parts, with a colon between one and the next.
fn hash_by<D: Digest>(parts: &[&[u8]]) -> Hex {
    let mut state = D::new();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            state.update(b":");
        }
        state.update(part);
    }
    let mut raw = state.finalize();
    let hex = Hex::of(&raw);
    raw.as_mut_slice().zeroize();
    hex
}

/// Up to 32 bytes in lower-case hexadecimal, zeroed on drop: the first hash is worth as much as the secret.
struct Hex {
    digits: [u8; 64],
    len: usize,
}

impl Hex {
    fn of(bytes: &[u8]) -> Self {
        let mut hex = Self { digits: [0; 64], len: 0 };
        for (pair, byte) in hex.digits.chunks_exact_mut(2).zip(bytes) {
            if let [high, low] = pair {
                (*high, *low) = (digit(byte >> 4), digit(byte & 15));
                hex.len += 2;
            }
        }
        hex
    }
}

const fn digit(value: u8) -> u8 {
    if value < 10 { b'0' + value } else { b'a' + value - 10 }
}

impl AsRef<[u8]> for Hex {
    fn as_ref(&self) -> &[u8] {
        self.digits.get(..self.len).unwrap_or(&self.digits)
    }
}

impl Drop for Hex {
    fn drop(&mut self) {
        self.digits.zeroize();
    }
}

/// `Digest` and its parameters, in one allocation of the right size.
fn credentials(fields: &[Option<Field<'_>>]) -> Vec<u8> {
    // Two bytes part each field from the one before it, but one the first from the scheme.
    let len = SCHEME.len() + fields.iter().flatten().map(|field| field.len() + 2).sum::<usize>() - 1;
    let mut text = Vec::with_capacity(len);
    text.extend_from_slice(SCHEME);
    for (at, field) in fields.iter().flatten().enumerate() {
        text.extend_from_slice(if at > 0 { b", " } else { b" " });
        field.write(&mut text);
    }
    text
}

/// One parameter of the answer.
struct Field<'a> {
    name: &'static str,
    value: &'a [u8],
    quoted: bool,
}

impl<'a> Field<'a> {
    const fn quoted(name: &'static str, value: &'a [u8]) -> Self {
        Self { name, value, quoted: true }
    }

    const fn bare(name: &'static str, value: &'a [u8]) -> Self {
        Self { name, value, quoted: false }
    }

    fn len(&self) -> usize {
        let pairs = self.value.iter().filter(|byte| needs_escape(**byte)).count();
        self.name.len() + 1 + self.value.len() + if self.quoted { pairs + 2 } else { 0 }
    }

    fn write(&self, text: &mut Vec<u8>) {
        text.extend_from_slice(self.name.as_bytes());
        text.push(b'=');
        if !self.quoted {
            return text.extend_from_slice(self.value);
        }
        text.push(b'"');
        // Each piece but perhaps the first begins with what is escaped.
        for piece in self.value.chunk_by(|_, next| !needs_escape(*next)) {
            if piece.first().copied().is_some_and(needs_escape) {
                text.push(b'\\');
            }
            text.extend_from_slice(piece);
        }
        text.push(b'"');
    }
}

const fn needs_escape(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\')
}

const SCHEME: &[u8] = b"Digest";
const QOP_AUTH: &[u8] = b"auth";
/// Hexadecimal digits in a client nonce: 128 bits.
const CNONCE_LEN: usize = 32;
/// These keep the two hashes below `cnonce` apart from each other, and from any other use of the secret.
const KEY_LABEL: &[u8] = b"hue-proto digest key\0";
const CNONCE_LABEL: &[u8] = b"hue-proto digest cnonce\0";

#[cfg(test)]
mod tests {
    use super::super::challenge::strongest;
    use super::*;
    use alloc::collections::{BTreeMap, BTreeSet};
    use alloc::format;
    use alloc::string::String;
    use http::HeaderMap;
    use http::header::WWW_AUTHENTICATE;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::{option, sample::select};

    #[test]
    fn hue_is_answered_as_hue_documents_it() {
        let challenge =
            read(&[r#"Digest realm="oauth2_client@api.meethue.com",nonce="7b6e45de18ac4ee452ee0a0de91dbb10""#]);
        for (uri, response) in [
            ("/v2/oauth2/token", "1785f23f2551a0d22c0931a75eb8575d"),
            ("/oauth2/token", "587cf1ff76bcfa48b5d8cca4c08b23f7"),
            ("/oauth2/refresh", "c3bc99ccb84fc4a771b289fde434d094"),
        ] {
            let header = answer(HUE, &challenge, &Method::POST, uri, 1, b"grant_type=x").unwrap();
            let expected = [
                r#"Digest username="testclient", realm="oauth2_client@api.meethue.com""#,
                r#"nonce="7b6e45de18ac4ee452ee0a0de91dbb10""#,
                &format!(r#"uri="{uri}", response="{response}""#),
            ];
            assert_eq!(header, expected.join(", ").as_str());
            assert!(header.is_sensitive());
        }
        let hash1 = hash(Algorithm::Md5, &[b"testclient", b"oauth2_client@api.meethue.com", b"testsecret"]);
        assert_eq!(hash1.as_ref(), b"2ab964c541752b102a52266fe037b0a8");
    }

    /// RFC 7616 section 3.9.1.
    #[test]
    fn rfc_7616_examples_hold() {
        let cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
        for (algorithm, response) in [
            ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
            ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        ] {
            let challenge = read(&[
                r#"Digest realm="http-auth@example.org", qop="auth, auth-int""#,
                &format!("algorithm={algorithm}"),
                r#"nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v""#,
                r#"opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#,
            ]);
            let expected = [
                r#"Digest username="Mufasa", realm="http-auth@example.org""#,
                r#"nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v""#,
                &format!(r#"uri="/dir/index.html", response="{response}", algorithm={algorithm}"#),
                r#"opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#,
                &format!(r#"qop=auth, nc=00000001, cnonce="{cnonce}""#),
            ];
            check_get(mufasa("Circle of Life"), &challenge, cnonce, &expected);
        }
    }

    /// RFC 2617 section 3.5.
    #[test]
    fn rfc_2617_example_holds() {
        let challenge = read(&[
            r#"Digest realm="testrealm@host.com", qop="auth,auth-int""#,
            r#"nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41""#,
        ]);
        let expected = [
            r#"Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093""#,
            r#"uri="/dir/index.html", response="6629fae49393a05397450978507c4ef1""#,
            r#"opaque="5ccc069c403ebaf9f0171e9517f40e41", qop=auth, nc=00000001, cnonce="0a4f113b""#,
        ];
        check_get(mufasa("Circle Of Life"), &challenge, "0a4f113b", &expected);
    }

    /// RFC 2069 section 2.4, with the response that its errata give.
    #[test]
    fn rfc_2069_example_holds() {
        let challenge = read(&[
            r#"Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093""#,
            r#"opaque="5ccc069c403ebaf9f0171e9517f40e41""#,
        ]);
        let header = answer(mufasa("CircleOfLife"), &challenge, &Method::GET, "/dir/index.html", 1, b"").unwrap();
        assert_eq!(parameters(&header)["response"], "1949323746fe6a43ef61f9606e7febea");
    }

    #[test]
    fn quotes_and_backslashes_travel_in_quoted_pairs_and_are_hashed_without() {
        let challenge = read(&[r#"Digest realm="a\"b\\c", nonce="n\o""#]);
        let identity = Identity { user: r#"u"\"#, secret: "s" };
        let header = answer(identity, &challenge, &Method::GET, r#"/"x""#, 1, b"").unwrap();
        let hash1 = hash(Algorithm::Md5, &[r#"u"\"#.as_bytes(), r#"a"b\c"#.as_bytes(), b"s"]);
        let hash2 = hash(Algorithm::Md5, &[b"GET", r#"/"x""#.as_bytes()]);
        let response = hash(Algorithm::Md5, &[hash1.as_ref(), b"no", hash2.as_ref()]);
        let response = core::str::from_utf8(response.as_ref()).unwrap();
        assert_eq!(
            header,
            format!(r#"Digest username="u\"\\", realm="a\"b\\c", nonce="no", uri="/\"x\"", response="{response}""#)
                .as_str()
        );
    }

    #[test]
    fn what_no_header_can_carry_is_not_answered() {
        let challenge = read(&[r#"Digest realm="r", nonce="n", qop=auth"#]);
        for text in ["a\r\nX: y", "a\nb", "a\0b", "a\x7fb", "a\x1bb"] {
            let as_user = Identity { user: text, secret: "s" };
            assert!(answer(as_user, &challenge, &Method::GET, "/", 1, b"").is_none(), "{text:?}");
            assert!(answer(HUE, &challenge, &Method::GET, text, 1, b"").is_none(), "{text:?}");
            let as_secret = Identity { user: "u", secret: text };
            assert!(answer(as_secret, &challenge, &Method::GET, "/", 1, b"").is_some(), "{text:?}");
        }
    }

    #[test]
    fn nc_has_eight_digits() {
        let challenge = read(&[r#"Digest realm="r", nonce="n", qop=auth"#]);
        for (nc, digits) in [(1, "00000001"), (10, "0000000a"), (0x0102_abcd, "0102abcd"), (u32::MAX, "ffffffff")] {
            let header = answer(HUE, &challenge, &Method::GET, "/", nc, b"").unwrap();
            assert!(header.to_str().unwrap().contains(&format!(", qop=auth, nc={digits}, cnonce=\"")), "{header:?}");
        }
    }

    /// Any two of these differ in one thing only, or in where one part ends and the next begins.
    #[test]
    fn no_cnonce_comes_twice() {
        let mut seen = BTreeSet::new();
        for secret in ["", "s", "sn"] {
            for nonce in ["", "n", "nn", "n\0", "n\0\0\0\x01", "1", "0"] {
                for nc in [0, 1, 2, 256, 1 << 24, u32::MAX] {
                    for body in [&b""[..], b"n", b"\0", b"code=1", b"code=2"] {
                        let cnonce = cnonce(secret, nonce, nc, body);
                        let text = String::from_utf8(cnonce.as_ref().to_vec()).unwrap();
                        assert_eq!(text.len(), 32);
                        assert!(text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')), "{text}");
                        assert!(seen.insert(text), "{secret:?} {nonce:?} {nc} {body:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn an_answer_depends_on_nothing_else() {
        let challenge = read(&[r#"Digest realm="r", nonce="n", qop=auth, algorithm=SHA-256-sess"#]);
        let once = || answer(HUE, &challenge, &Method::POST, "/token", 3, b"body").unwrap();
        assert_eq!(once(), once());
    }

    /// The whole cross table of what http-auth can compute too.
    #[test]
    fn a_second_opinion_agrees() {
        for algorithm in
            ["", ", algorithm=MD5", ", algorithm=MD5-sess", ", algorithm=SHA-256", ", algorithm=SHA-256-sess"]
        {
            for qop in ["", ", qop=auth", r#", qop="auth""#] {
                if qop.is_empty() && algorithm.ends_with("-sess") {
                    continue;
                }
                for rest in ["", r#", opaque="o\"p""#, ", stale=TRUE", r#", domain="/", userhash=false, charset=UTF-8"#]
                {
                    agree(&format!(r#"Digest realm="a, \"b\"", nonce="no\\nce"{algorithm}{qop}{rest}"#));
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// No part of a challenge can get out of its quotes, and none is lost.
        #[test]
        fn a_challenge_comes_back_as_it_was(
            (realm, nonce, opaque) in (text(), text(), option::of(text())),
            (user, uri) in (text(), text()),
            algorithm in option::of(select(&["MD5", "md5-SESS", "SHA-256", "sha-256-sess"][..])),
            qop in any::<bool>(),
            (nc, body) in (any::<u32>(), vec(any::<u8>(), 0..40)),
        ) {
            let fields = [
                Some(Field::quoted("realm", realm.as_bytes())),
                opaque.as_ref().map(|opaque| Field::quoted("opaque", opaque.as_bytes())),
                algorithm.map(|algorithm| Field::bare("algorithm", algorithm.as_bytes())),
                qop.then(|| Field::quoted("qop", b"auth-int, auth")),
                Some(Field::quoted("nonce", nonce.as_bytes())),
            ];
            let header = HeaderValue::try_from(credentials(&fields)).unwrap();
            let Ok(challenge) = strongest(&HeaderMap::from_iter([(WWW_AUTHENTICATE, header)]), Some(&realm)) else {
                let session = algorithm.is_some_and(|name| name.to_ascii_lowercase().ends_with("-sess"));
                prop_assert!(session && !qop);
                return Ok(());
            };
            prop_assert_eq!(&*challenge.nonce, nonce.as_str());
            prop_assert_eq!(challenge.opaque.as_deref(), opaque.as_deref());
            let identity = Identity { user: &user, secret: "secret" };
            let header = answer(identity, &challenge, &Method::POST, &uri, nc, &body).unwrap();
            prop_assert!(HeaderValue::from_bytes(header.as_bytes()).is_ok());
            let back = strongest(&HeaderMap::from_iter([(WWW_AUTHENTICATE, header)]), Some(&realm));
            prop_assert_eq!(back, Ok(challenge));
        }

        #[test]
        fn the_secret_stays_at_home(
            secret in "[!-~]{12,40}|\\PC{12,40}",
            challenge in select(&[
                r#"Digest realm="r", nonce="n""#,
                r#"Digest realm="r", nonce="n", qop=auth"#,
                r#"Digest realm="r", nonce="n", qop=auth, algorithm=SHA-256"#,
                r#"Digest realm="r", nonce="n", qop=auth, algorithm=MD5-sess"#,
            ][..]),
            body in vec(any::<u8>(), 0..40),
        ) {
            let challenge = read(&[challenge]);
            let identity = Identity { user: "u", secret: &secret };
            let header = answer(identity, &challenge, &Method::POST, "/", 1, &body).unwrap();
            let hash1 = hash(challenge.algorithm, &[b"u", b"r", secret.as_bytes()]);
            let plain = Hex::of(Sha256::digest(&secret).as_slice());
            let key = Hex::of(Sha256::new().chain_update(KEY_LABEL).chain_update(&secret).finalize().as_slice());
            for kept in [secret.as_bytes(), hash1.as_ref(), plain.as_ref(), key.as_ref()] {
                // A quarter of it is as bad as all of it.
                let part = &kept[..kept.len().min(12)];
                prop_assert!(!header.as_bytes().windows(part.len()).any(|window| window == part));
            }
            let shown = format!("{header:?}");
            prop_assert_eq!(shown, "Sensitive");
        }

        #[test]
        fn cnonces_differ_where_anything_does(
            (one, other) in ((text(), any::<u32>(), any::<[u8; 2]>()), (text(), any::<u32>(), any::<[u8; 2]>())),
        ) {
            let [one_cnonce, other_cnonce] = [&one, &other].map(|(nonce, nc, body)| cnonce("s", nonce, *nc, body));
            prop_assert_eq!(one == other, one_cnonce.as_ref() == other_cnonce.as_ref());
        }

        #[test]
        fn the_text_is_measured_before_it_is_written(
            values in vec((text(), any::<bool>()), 1..5),
        ) {
            let fields = values.iter().map(|(value, quoted)| {
                let field = if *quoted { Field::quoted } else { Field::bare };
                Some(field("name", value.as_bytes()))
            });
            let text = credentials(&fields.collect::<Vec<_>>());
            prop_assert_eq!(text.len(), text.capacity());
        }

        #[test]
        fn a_second_opinion_agrees_on_any_text((realm, nonce) in ("[ -~]{0,20}", "[ -~]{0,20}"), qop in any::<bool>()) {
            let fields = [
                Some(Field::quoted("realm", realm.as_bytes())),
                Some(Field::quoted("nonce", nonce.as_bytes())),
                qop.then(|| Field::bare("qop", b"auth")),
            ];
            agree(&String::from_utf8(credentials(&fields)).unwrap());
        }
    }

    /// Any text that a quoted string can carry.
    fn text() -> impl Strategy<Value = String> {
        prop_oneof!["[\\t -~]{0,24}", r#"["\\, =]{0,8}"#, "[^\\x00-\\x08\\x0a-\\x1f\\x7f]{0,12}"]
    }

    fn agree(header: &str) {
        let challenge = read(&[header]);
        let theirs = http_auth::parse_challenges(header).unwrap();
        let mut client = http_auth::DigestClient::try_from(&theirs[0]).unwrap();
        assert_eq!(
            (
                client.realm(),
                client.nonce(),
                client.opaque(),
                client.stale(),
                client.rfc2069_compat(),
                client.session()
            ),
            (
                &*challenge.realm,
                &*challenge.nonce,
                challenge.opaque.as_deref(),
                challenge.stale,
                challenge.qop == Qop::None,
                challenge.algorithm.is_session()
            )
        );
        let request = http_auth::PasswordParams {
            username: r#"u"s\r"#,
            password: r#"s"e\c"#,
            uri: "/v2/oauth2/token",
            method: "POST",
            body: None,
        };
        let identity = Identity { user: request.username, secret: request.password };
        let mine = answer(identity, &challenge, &Method::POST, request.uri, 1, b"body").unwrap();
        let mine = parameters(&mine);
        let cnonce = mine.get("cnonce").map_or("", String::as_str);
        let theirs = client.respond_with_testing_cnonce(&request, cnonce).unwrap();
        let mut theirs = parameters(&HeaderValue::try_from(theirs).unwrap());
        if !challenge.algorithm_named {
            theirs.remove("algorithm");
        }
        if challenge.algorithm_named && challenge.qop == Qop::None {
            // RFC 2617 wants it echoed in this form, too; they do not.
            theirs.insert("algorithm".into(), challenge.algorithm.name().into());
        }
        assert_eq!(mine, theirs, "{header}");
    }

    /// Credentials have the grammar of a challenge, and so can be read as one.
    fn parameters(header: &HeaderValue) -> BTreeMap<String, String> {
        let challenges = http_auth::parse_challenges(header.to_str().unwrap()).unwrap();
        assert_eq!(challenges.len(), 1);
        assert_eq!(challenges[0].scheme, "Digest");
        challenges[0].params.iter().map(|(name, value)| ((*name).into(), value.to_unescaped())).collect()
    }

    fn check_get(identity: Identity<'_>, challenge: &Challenge, cnonce: &str, expected: &[&str]) {
        let share = Share { nc: Hex::of(&1_u32.to_be_bytes()), cnonce: cnonce.as_bytes() };
        let header = answer_with(identity, challenge, &Method::GET, "/dir/index.html", Some(&share)).unwrap();
        assert_eq!(header, expected.join(", ").as_str());
    }

    fn read(header: &[&str]) -> Challenge {
        let header = HeaderValue::try_from(header.join(", ")).unwrap();
        strongest(&HeaderMap::from_iter([(WWW_AUTHENTICATE, header)]), None).unwrap()
    }

    const fn mufasa(secret: &str) -> Identity<'_> {
        Identity { user: "Mufasa", secret }
    }

    const HUE: Identity<'_> = Identity { user: "testclient", secret: "testsecret" };
}
