//! What a server asks for: Digest challenges, read from `WWW-Authenticate`.
//!
//! The grammar is that of [RFC 9110 section 11.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1), where a
//! comma parts challenges as well as the parameters of one; the meaning is that of
//! [RFC 7616 section 3.3](https://www.rfc-editor.org/rfc/rfc7616#section-3.3).
//!
//! What cannot be read spoils the one challenge it stands in, and reading goes on behind the next comma outside quotes.
//! A parameter never changes hands: it belongs to the scheme last named before it.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use http::HeaderMap;
use http::header::WWW_AUTHENTICATE;

/// The strongest challenge for `realm` that can be answered; for any realm, if `None`.
///
/// A header may hold several challenges of several schemes, and come several times. Of equally strong challenges the
/// first wins, because servers list them by preference. A header too large to be sane damages the whole reply.
pub(crate) fn strongest(headers: &HeaderMap, realm: Option<&str>) -> Result<Challenge, Unanswerable> {
    choose(headers.get_all(WWW_AUTHENTICATE).iter().map(http::HeaderValue::as_bytes), realm)
}

/// One Digest challenge that can be answered, read from `WWW-Authenticate`.
///
/// The texts are as the server meant them, without the quotes and quoted pairs they travelled in. They hold nothing
/// that a quoted string cannot carry back: no control characters except the tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Challenge {
    /// Names the set of accounts, a part of what is hashed.
    pub(crate) realm: Box<str>,
    /// The server's fresh value, a part of what is hashed.
    pub(crate) nonce: Box<str>,
    /// Sent back as it is.
    pub(crate) opaque: Option<Box<str>>,
    /// How to hash.
    pub(crate) algorithm: Algorithm,
    /// Whether the challenge named its algorithm: only then does the answer.
    pub(crate) algorithm_named: bool,
    /// What the answer proves.
    pub(crate) qop: Qop,
    /// The last answer was right, but its nonce too old: answer anew. Without it, the credentials are wrong.
    pub(crate) stale: bool,
}

impl Challenge {
    fn read(offer: &Offer<'_>, wanted: Option<&str>) -> Result<Self, Unanswerable> {
        if !offer.sound {
            return Err(Unanswerable::Damaged);
        }
        let realm = offer.text("realm")?.ok_or(Unanswerable::Damaged)?;
        let nonce = offer.text("nonce")?.ok_or(Unanswerable::Damaged)?;
        let opaque = offer.text("opaque")?;
        let algorithm = offer.text("algorithm")?;
        let qop = offer.text("qop")?;
        let stale = offer.text("stale")?;
        if wanted.is_some_and(|wanted| wanted != &*realm) {
            return Err(Unanswerable::OtherRealm);
        }
        let algorithm_named = algorithm.is_some();
        let algorithm = algorithm.map_or(Ok(Algorithm::Md5), |name| Algorithm::read(&name))?;
        Ok(Self {
            realm,
            nonce,
            opaque,
            algorithm,
            algorithm_named,
            qop: Qop::read(qop.as_deref(), algorithm)?,
            stale: stale.is_some_and(|stale| stale.eq_ignore_ascii_case("true")),
        })
    }

    fn strength(&self) -> (Algorithm, Qop) {
        (self.algorithm, self.qop)
    }
}

/// How a challenge wants things hashed, the weaker first.
///
/// A `-sess` form stands below its base: it proves no more in one request than the base with `qop=auth` does, and
/// servers disagree on how it is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Algorithm {
    /// `MD5-sess`.
    Md5Sess,
    /// `MD5`, also where no algorithm is named.
    Md5,
    /// `SHA-256-sess`.
    Sha256Sess,
    /// `SHA-256`.
    Sha256,
}

impl Algorithm {
    fn read(name: &str) -> Result<Self, Unanswerable> {
        let known = [Self::Md5Sess, Self::Md5, Self::Sha256Sess, Self::Sha256];
        let found = known.into_iter().find(|known| known.name().eq_ignore_ascii_case(name));
        found.ok_or(Unanswerable::UnknownAlgorithm)
    }

    /// The name that goes on the wire.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Md5Sess => "MD5-sess",
            Self::Md5 => "MD5",
            Self::Sha256Sess => "SHA-256-sess",
            Self::Sha256 => "SHA-256",
        }
    }

    /// Whether nonce and cnonce are hashed into the first hash.
    pub(crate) const fn is_session(self) -> bool {
        matches!(self, Self::Md5Sess | Self::Sha256Sess)
    }
}

/// What an answer proves ("quality of protection"), the weaker first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Qop {
    /// Nothing was asked for: the form of RFC 2069, without a client nonce.
    None,
    /// `auth`: the answer counts, and holds a client nonce.
    Auth,
}

impl Qop {
    /// Offers without `auth` are never taken for no offer: that would drop the protection that the server asked for.
    /// A `-sess` algorithm needs a client nonce, which RFC 2617 section 3.2.2 forbids where no `qop` was offered.
    fn read(offered: Option<&str>, algorithm: Algorithm) -> Result<Self, Unanswerable> {
        match offered {
            None if algorithm.is_session() => Err(Unanswerable::UnknownQop),
            None => Ok(Self::None),
            Some(list) if list.split(',').any(|one| one.trim().eq_ignore_ascii_case("auth")) => Ok(Self::Auth),
            Some(_) => Err(Unanswerable::UnknownQop),
        }
    }
}

/// Why no challenge can be answered; of several challenges, the reason of the one that came closest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unanswerable {
    /// No challenge is of the scheme Digest.
    NoDigest,
    /// The challenge is not what the RFCs describe, or the headers are larger than any sane ones.
    Damaged,
    /// The challenge is for accounts of someone else.
    OtherRealm,
    /// The challenge wants a hash that is not known here.
    UnknownAlgorithm,
    /// The challenge wants more than `auth`, or a `-sess` algorithm without `auth`.
    UnknownQop,
}

impl Unanswerable {
    /// The reason, in words for an error message.
    pub(crate) const fn explanation(self) -> &'static str {
        match self {
            Self::NoDigest => "there is no digest challenge",
            Self::Damaged => "the digest challenge is damaged",
            Self::OtherRealm => "the digest challenge is for another realm",
            Self::UnknownAlgorithm => "the digest challenge wants an unknown algorithm",
            Self::UnknownQop => "the digest challenge does not offer qop \"auth\"",
        }
    }
}

fn choose<'a>(values: impl Iterator<Item = &'a [u8]>, realm: Option<&str>) -> Result<Challenge, Unanswerable> {
    let mut best = Err(Unanswerable::NoDigest);
    let mut seen = 0_usize;
    for value in values {
        if value.len() > MAX_VALUE {
            return Err(Unanswerable::Damaged);
        }
        let offers = offers(value);
        seen = seen.saturating_add(offers.len());
        if seen > MAX_OFFERS {
            return Err(Unanswerable::Damaged);
        }
        let digests = offers.iter().filter(|offer| offer.scheme.eq_ignore_ascii_case(b"Digest"));
        best = digests.map(|offer| Challenge::read(offer, realm)).fold(best, better);
    }
    best
}

fn better(
    best: Result<Challenge, Unanswerable>,
    next: Result<Challenge, Unanswerable>,
) -> Result<Challenge, Unanswerable> {
    match (best, next) {
        (Ok(best), Ok(next)) => Ok(if next.strength() > best.strength() { next } else { best }),
        (Err(best), Err(next)) => Err(best.max(next)),
        (Ok(one), Err(_)) | (Err(_), Ok(one)) => Ok(one),
    }
}

/// A challenge of any scheme, as it stands in the header.
struct Offer<'a> {
    scheme: &'a [u8],
    parameters: Vec<(&'a [u8], &'a [u8])>,
    sound: bool,
}

impl<'a> Offer<'a> {
    /// Each name may come once (RFC 9110 section 11.2). The limit on their number keeps this search linear in all.
    fn add(&mut self, (name, value): (&'a [u8], &'a [u8])) -> Option<()> {
        if self.raw(name).is_some() || self.parameters.len() >= MAX_PARAMETERS {
            return None;
        }
        self.parameters.push((name, value));
        Some(())
    }

    /// A parameter without its quoted pairs.
    fn text(&self, name: &str) -> Result<Option<Box<str>>, Unanswerable> {
        self.raw(name.as_bytes()).map(|raw| plain(raw).ok_or(Unanswerable::Damaged)).transpose()
    }

    fn raw(&self, name: &[u8]) -> Option<&'a [u8]> {
        self.parameters.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, raw)| *raw)
    }
}

fn plain(raw: &[u8]) -> Option<Box<str>> {
    let mut plain = Vec::with_capacity(raw.len());
    let mut bytes = raw.iter();
    while let Some(&byte) = bytes.next() {
        plain.push(if byte == b'\\' { *bytes.next()? } else { byte });
    }
    String::from_utf8(plain).ok().map(String::into_boxed_str)
}

fn offers(value: &[u8]) -> Vec<Offer<'_>> {
    let mut offers = Vec::new();
    let mut reader = Reader { rest: value };
    loop {
        reader.take_while(|byte| byte == b',' || is_blank(byte));
        let element = reader.rest;
        if element.is_empty() {
            return offers;
        }
        if reader.element(&mut offers).is_none() {
            // It may have been a parameter of the last challenge. Or else it was a new scheme, and what follows would
            // be taken for more of the last challenge. Either way, that one cannot be trusted.
            if let Some(last) = offers.last_mut() {
                last.sound = false;
            }
            reader.rest = element;
            reader.skip_element();
        }
    }
}

/// What is left of a header value. Methods that find nothing to their taste may have moved all the same.
struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Between two commas: a parameter of the last challenge, or a new scheme, perhaps with its first parameter.
    fn element(&mut self, offers: &mut Vec<Offer<'a>>) -> Option<()> {
        let name = self.token()?;
        let spaced = self.blanks();
        if self.eat(b'=') {
            let value = self.value()?;
            return offers.last_mut()?.add((name, value));
        }
        if !spaced && !self.at_end() {
            return None;
        }
        offers.push(Offer { scheme: name, parameters: Vec::new(), sound: true });
        if self.at_end() {
            return Some(());
        }
        // What other schemes put here instead of a parameter (token68) is not one, and so spoils the challenge. That is
        // nothing to Digest, which has no such form.
        let name = self.token()?;
        self.blanks();
        if !self.eat(b'=') {
            return None;
        }
        let value = self.value()?;
        offers.last_mut()?.add((name, value))
    }

    /// A parameter's value up to the end of the element, still with its quoted pairs.
    fn value(&mut self) -> Option<&'a [u8]> {
        self.blanks();
        let value = if self.eat(b'"') { self.quoted()? } else { self.token()? };
        self.blanks();
        self.at_end().then_some(value)
    }

    /// The rest of a quoted string whose first quote is gone.
    fn quoted(&mut self) -> Option<&'a [u8]> {
        let mut escaped = false;
        let inside = self.take_while(|byte| {
            let goes_on = is_quotable(byte) && (escaped || byte != b'"');
            escaped = !escaped && byte == b'\\';
            goes_on
        });
        self.eat(b'"').then_some(inside)
    }

    /// Goes to the comma that ends the element; commas in quotes do not.
    fn skip_element(&mut self) {
        let (mut quoted, mut escaped) = (false, false);
        self.take_while(|byte| {
            let goes_on = quoted || byte != b',';
            quoted ^= !escaped && byte == b'"';
            escaped = quoted && !escaped && byte == b'\\';
            goes_on
        });
    }

    fn token(&mut self) -> Option<&'a [u8]> {
        let token = self.take_while(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
        (!token.is_empty()).then_some(token)
    }

    /// Skips white space, and says whether there was any.
    fn blanks(&mut self) -> bool {
        !self.take_while(is_blank).is_empty()
    }

    fn at_end(&self) -> bool {
        matches!(self.rest.first(), None | Some(b','))
    }

    fn eat(&mut self, byte: u8) -> bool {
        let rest = self.rest.strip_prefix(&[byte]);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn take_while(&mut self, mut wanted: impl FnMut(u8) -> bool) -> &'a [u8] {
        let end = self.rest.iter().position(|&byte| !wanted(byte)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, &[]));
        self.rest = rest;
        taken
    }
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// What a quoted string can carry, as it is or in a quoted pair.
const fn is_quotable(byte: u8) -> bool {
    matches!(byte, b'\t' | b' '..=b'~' | 0x80..)
}

/// The longest header value that is read, in bytes.
const MAX_VALUE: usize = 8 * 1024;
/// The most challenges of one reply, of all schemes.
const MAX_OFFERS: usize = 16;
/// The most parameters of one challenge; RFC 7616 knows nine.
const MAX_PARAMETERS: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;
    use Unanswerable::{Damaged, NoDigest, OtherRealm, UnknownAlgorithm, UnknownQop};
    use alloc::format;
    use alloc::vec;
    use http::HeaderValue;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample;

    #[test]
    fn what_hue_sends_is_read() {
        for header in [
            r#"Digest realm="oauth2_client@api.meethue.com",nonce="7b6e45de18ac4ee452ee0a0de91dbb10""#,
            r#"Digest realm="oauth2_client@api.meethue.com", nonce="7b6e45de18ac4ee452ee0a0de91dbb10""#,
        ] {
            let expected = challenge("oauth2_client@api.meethue.com", "7b6e45de18ac4ee452ee0a0de91dbb10");
            check("hue", &[header], Some("oauth2_client@api.meethue.com"), &Ok(expected));
        }
    }

    #[test]
    fn white_space_and_case_do_not_matter() {
        for header in [
            r#"Digest realm="r",nonce="n""#,
            r#"Digest realm="r", nonce="n""#,
            r#"digest realm="r", nonce="n""#,
            r#"DIGEST REALM="r", Nonce="n""#,
            r#"Digest realm = "r" ,	nonce	=	"n" "#,
            r#"  Digest   realm="r" , nonce="n"	"#,
            r#", ,Digest , realm="r",, nonce="n", ,"#,
            r#"Digest, realm="r", nonce="n""#,
            "Digest realm=r, nonce=n",
            r#"Digest nonce="n", realm="r""#,
            r#"Digest realm="\r", nonce="\n""#,
        ] {
            check(header, &[header], Some("r"), &Ok(challenge("r", "n")));
        }
    }

    #[test]
    fn texts_are_read_without_their_quoted_pairs() {
        for (header, realm, nonce) in [
            (r#"Digest realm="a \"b\", c", nonce="n\\""#, r#"a "b", c"#, r"n\"),
            (r#"Digest realm="", nonce="""#, "", ""),
            (r#"Digest realm="Digest nonce=\"evil\"", nonce="n""#, r#"Digest nonce="evil""#, "n"),
            (r#"Digest realm="a, Digest b=c", nonce=",""#, "a, Digest b=c", ","),
            ("Digest realm=\"tab\there\", nonce=\"n\\\t\"", "tab\there", "n\t"),
            ("Digest realm=\"J\u{e4}s\u{f8}n\", nonce=\"\\\u{e4}\"", "J\u{e4}s\u{f8}n", "\u{e4}"),
            (r#"Digest realm="r", nonce=!#$%&'*+-.^_`|~09azAZ"#, "r", "!#$%&'*+-.^_`|~09azAZ"),
        ] {
            check(header, &[header], Some(realm), &Ok(challenge(realm, nonce)));
        }
    }

    #[test]
    fn parameters_mean_what_the_rfcs_say() {
        let plain = || challenge("r", "n");
        let auth = || Challenge { qop: Qop::Auth, ..plain() };
        let named = |algorithm| Challenge { algorithm, algorithm_named: true, ..plain() };
        let session = |algorithm| Challenge { algorithm, algorithm_named: true, ..auth() };
        let stale = || Challenge { stale: true, ..plain() };
        for (rest, expected) in [
            (r#"opaque="o""#, Ok(Challenge { opaque: Some("o".into()), ..plain() })),
            (r#"opaque="""#, Ok(Challenge { opaque: Some("".into()), ..plain() })),
            ("stale=true", Ok(stale())),
            ("stale=TRUE", Ok(stale())),
            (r#"Stale="True""#, Ok(stale())),
            ("stale=false", Ok(plain())),
            ("stale=yes", Ok(plain())),
            (r#"stale="""#, Ok(plain())),
            ("algorithm=MD5", Ok(named(Algorithm::Md5))),
            (r#"algorithm="md5""#, Ok(named(Algorithm::Md5))),
            ("algorithm=sha-256", Ok(named(Algorithm::Sha256))),
            (r#"ALGORITHM="SHA-256""#, Ok(named(Algorithm::Sha256))),
            ("algorithm=MD5-sess, qop=auth", Ok(session(Algorithm::Md5Sess))),
            (r#"algorithm="SHA-256-SESS", qop="auth""#, Ok(session(Algorithm::Sha256Sess))),
            ("algorithm=SHA-512-256", Err(UnknownAlgorithm)),
            ("algorithm=SHA256", Err(UnknownAlgorithm)),
            (r#"algorithm="""#, Err(UnknownAlgorithm)),
            (r#"algorithm="MD5, SHA-256""#, Err(UnknownAlgorithm)),
            ("algorithm=MD5-sess", Err(UnknownQop)),
            ("algorithm=SHA-256-sess", Err(UnknownQop)),
            (r#"qop="auth""#, Ok(auth())),
            ("qop=auth", Ok(auth())),
            ("QOP=AUTH", Ok(auth())),
            (r#"qop="auth,auth-int""#, Ok(auth())),
            (r#"qop="auth-int,auth""#, Ok(auth())),
            (r#"qop="auth, auth-int""#, Ok(auth())),
            (r#"qop=" , auth-int	,	Auth , x""#, Ok(auth())),
            (r#"qop="auth-int""#, Err(UnknownQop)),
            ("qop=auth-int", Err(UnknownQop)),
            (r#"qop="auth-conf""#, Err(UnknownQop)),
            (r#"qop="""#, Err(UnknownQop)),
            (r#"qop=" , ""#, Err(UnknownQop)),
            (r#"qop="auth auth-int""#, Err(UnknownQop)),
            (r#"domain="/a /b", charset=UTF-8, userhash=true, realm*=x, x="y, z""#, Ok(plain())),
        ] {
            check(rest, &[&format!(r#"Digest realm="r", nonce="n", {rest}"#)], Some("r"), &expected);
            check(rest, &[&format!(r#"Digest {rest}, nonce="n", realm="r""#)], Some("r"), &expected);
        }
    }

    #[test]
    fn other_schemes_are_passed_over() {
        for header in [
            r#"Basic realm="x, y", Digest realm="r", nonce="n""#,
            r#"Digest realm="r", nonce="n", Basic realm="x, y""#,
            r#"Negotiate, Digest realm="r", nonce="n""#,
            r#"Negotiate abc==, Digest realm="r", nonce="n""#,
            r#"Negotiate abc=, Digest realm="r", nonce="n""#,
            r#"Negotiate a/b+c, Digest realm="r", nonce="n""#,
            r#"Negotiate abc== , Digest realm="r", nonce="n", NTLM"#,
            r#"NTLM,Negotiate,Digest realm="r",nonce="n""#,
            r#"Newauth realm="apps", type=1, title="Login to \"apps\"", Digest realm="r", nonce="n""#,
            r#"Basic realm="Digest realm=\"x\", nonce=\"y\"", Digest realm="r", nonce="n""#,
            r#"Digest realm="r", nonce="n", Bearer realm="x", realm="y", algorithm=z"#,
            r#"Digest realm="r", nonce="n", Bearer error="unterminated"#,
        ] {
            check(header, &[header], None, &Ok(challenge("r", "n")));
        }
        for header in [
            "",
            ",",
            " ",
            "Basic realm=x",
            "Negotiate",
            r#"Digestive realm="r", nonce="n""#,
            r#"realm="r", nonce="n""#,
            r#"Basic realm="Digest realm=r, nonce=n""#,
            r#""Digest" realm="r", nonce="n""#,
        ] {
            check(header, &[header], None, &Err(NoDigest));
        }
        check("no header", &[], None, &Err(NoDigest));
    }

    #[test]
    fn damaged_challenges_are_not_answered() {
        let known = r#"realm="r", nonce="n""#;
        for header in [
            "Digest",
            r#"Digest realm="r""#,
            r#"Digest nonce="n""#,
            "Digest abc==",
            r#"Digest abc==, realm="r", nonce="n""#,
            r#"Digest realm="r" nonce="n""#,
            r#"Digest realm="r, nonce="n""#,
            r#"Digest realm="r", nonce="n"#,
            r#"Digest realm="r", nonce="n\"#,
            r#"Digest realm="r", nonce="n\""#,
            r#"Digest realm="r"x, nonce="n""#,
            r#"Digest realm=r"x", nonce="n""#,
            r#"Digest realm, nonce="n""#,
            r#"Digest realm=, nonce="n""#,
            r#"Digest realm= , nonce="n""#,
            r#"Digest realm="r", nonce=abc=="#,
            r#"Digest realm="r"; nonce="n""#,
            "Digest realm='r s', nonce='n'",
            "Digest:realm=r, nonce=n",
            &format!("Digest {known}, @"),
            &format!("Digest {known}, =x"),
            &format!("Digest {known}, x=y z"),
            &format!(r#"Digest {known}, "x""#),
            &format!("Digest {known}, opaque="),
            &format!(r#"Digest {known}, realm="r""#),
            &format!(r#"Digest {known}, Realm="other""#),
            &format!(r#"Digest {known}, nonce="m""#),
            &format!(r#"Digest {known}, opaque="o", opaque="o""#),
            &format!("Digest {known}, algorithm=MD5, algorithm=MD5"),
            &format!("Digest {known}, qop=auth, QOP=auth"),
            &format!("Digest {known}, stale=true, stale=false"),
            &format!("Digest {known}, x=1, X=2"),
        ] {
            // The colon spoils the scheme itself.
            let expected = if header.contains(':') { NoDigest } else { Damaged };
            check(header, &[header], None, &Err(expected));
            check(header, &[header, r#"Digest realm="r", nonce="n""#], None, &Ok(challenge("r", "n")));
            check(header, &[r#"Digest realm="r", nonce="n""#, header], None, &Ok(challenge("r", "n")));
        }
    }

    #[test]
    fn damage_does_not_spread_past_its_challenge() {
        for header in [
            r#"Digest realm=, nonce="x", Digest realm="r", nonce="n""#,
            r#"Digest realm="r", nonce="n", Digest realm=, nonce="x""#,
            r#"Digest realm="r", nonce="n", Digest realm="s, nonce="x""#,
            r#"Digest realm="x", nonce="x", nonce="y", Digest realm="r", nonce="n""#,
            r#"Digest realm="x", nonce="x, y"z, Digest realm="r", nonce="n""#,
            r#"Digest @@@, Digest realm="r", nonce="n""#,
            r#"@@@, Digest realm="r", nonce="n""#,
        ] {
            check(header, &[header], None, &Ok(challenge("r", "n")));
        }
    }

    #[test]
    fn parameters_never_change_challenges() {
        for (header, expected) in [
            (r#"Digest realm="r", Digest nonce="n""#, Err(Damaged)),
            (r#"Digest realm="r", Basic nonce="n""#, Err(Damaged)),
            (r#"Digest realm="r", Negotiate abc==, nonce="n""#, Err(Damaged)),
            (r#"Digest realm="r", @@@ x=y, nonce="n""#, Err(Damaged)),
            // A list without its quotes: the second value reads as a scheme, and takes the nonce along.
            (r#"Digest realm="r", qop=auth,auth-int, nonce="n""#, Err(Damaged)),
            (
                r#"Digest realm="r", nonce="n", Digest realm="s", nonce="m", opaque="o", stale=true, qop=auth-int"#,
                Ok(challenge("r", "n")),
            ),
            (
                r#"Digest realm="r", nonce="n", Basic opaque="o", stale=true, algorithm=SHA-256"#,
                Ok(challenge("r", "n")),
            ),
        ] {
            check(header, &[header], None, &expected);
        }
        // What damage leaves in quotes stays in quotes: no challenge begins there.
        for start in ["x\"y", "x\"\\\"", "\"\0"] {
            let header = format!("Digest realm={start}, Digest realm=r, nonce=n, Basic z\"");
            assert_eq!(choose([header.as_bytes()].into_iter(), None), Err(Damaged), "{header:?}");
        }
        check("two headers", &[r#"Digest realm="r""#, r#"nonce="n""#], None, &Err(Damaged));
    }

    #[test]
    fn the_strongest_comes_first_and_then_the_first() {
        let rising = [
            "nonce=n, qop=auth, algorithm=MD5-sess",
            "nonce=n, algorithm=MD5",
            "nonce=n, qop=auth",
            "nonce=n, qop=auth, algorithm=SHA-256-sess",
            "nonce=n, algorithm=SHA-256",
            "nonce=n, algorithm=SHA-256, qop=auth",
        ]
        .map(|parameters| format!("Digest realm=r, {parameters}"));
        for (at, strong) in rising.iter().enumerate() {
            let expected = choose([strong.as_bytes()].into_iter(), None);
            assert!(expected.is_ok());
            for weak in rising.iter().take(at) {
                check("apart", &[weak, strong], None, &expected);
                check("apart", &[strong, weak], None, &expected);
                check("together", &[&format!("{weak}, {strong}")], None, &expected);
                check("together", &[&format!("{strong}, {weak}")], None, &expected);
            }
        }
        check("a tie", &["Digest realm=r, nonce=1, Digest realm=r, nonce=2"], None, &Ok(challenge("r", "1")));
        check("a tie", &["Digest realm=r, nonce=2", "Digest realm=r, nonce=1"], None, &Ok(challenge("r", "2")));
    }

    #[test]
    fn other_realms_are_passed_over() {
        let strong = r#"Digest realm="other", nonce="x", algorithm=SHA-256, qop="auth""#;
        let weak = r#"Digest realm="r", nonce="n""#;
        check("one of two", &[strong, weak], Some("r"), &Ok(challenge("r", "n")));
        for realm in ["R", "", "r ", "\"r\"", "rr"] {
            check(realm, &[weak, strong], Some(realm), &Err(OtherRealm));
        }
    }

    #[test]
    fn the_reason_is_that_of_the_closest() {
        let (damaged, other) = ("Digest realm=r", "Digest realm=s, nonce=n");
        let (algorithm, qop) = ("Digest realm=r, nonce=n, algorithm=x", "Digest realm=r, nonce=n, qop=x");
        for (headers, reason) in [
            (vec!["Basic realm=r", damaged], Damaged),
            (vec![other, damaged], OtherRealm),
            (vec![algorithm, other, damaged], UnknownAlgorithm),
            (vec![damaged, qop, algorithm, other], UnknownQop),
            (vec!["Digest realm=s, nonce=n, algorithm=x, qop=x"], OtherRealm),
        ] {
            check("reasons", &headers, Some("r"), &Err(reason));
        }
        for reason in [NoDigest, Damaged, OtherRealm, UnknownAlgorithm, UnknownQop] {
            assert!(reason.explanation().contains("digest challenge"));
        }
    }

    #[test]
    fn there_are_limits() {
        let good = r#"Digest realm="r", nonce="n""#;
        let ok = Ok(challenge("r", "n"));
        let padded = |len: usize| format!("{good}{}", " ".repeat(len - good.len()));
        check("as long as can be", &[&padded(8192)], None, &ok);
        check("too long", &[&padded(8193)], None, &Err(Damaged));
        check("too long, beside a good one", &[good, &padded(8193)], None, &Err(Damaged));

        let many = |count: usize| format!("{good}{}", ", x".repeat(count - 1));
        check("as many as can be", &[&many(16)], None, &ok);
        check("too many", &[&many(17)], None, &Err(Damaged));
        check("too many in all", &[&many(10), &many(7)], None, &Err(Damaged));

        let wide =
            |count: usize| format!("{good}{}", (2..count).map(|n| format!(", x{n}=y")).collect::<Vec<_>>().concat());
        check("as wide as can be", &[&wide(32)], None, &ok);
        check("too wide", &[&wide(33)], None, &Err(Damaged));
    }

    /// A `HeaderValue` cannot hold most of these; whatever may one day bring them, they end here.
    #[test]
    fn bytes_that_no_quoted_string_carries_are_damage() {
        for byte in (0..=u8::MAX).filter(|byte| !(b' '..=b'~').contains(byte) && *byte != b'\t') {
            for escape in [&b""[..], b"\\"] {
                for name in ["realm", "nonce", "opaque"] {
                    let rest = ["realm=r", "nonce=n", "opaque=o"].into_iter().filter(|rest| !rest.starts_with(name));
                    let start = format!("Digest {}, {name}=\"", rest.collect::<Vec<_>>().join(", "));
                    let value = [start.as_bytes(), escape, &[byte], b"\""].concat();
                    assert_eq!(choose([&value[..]].into_iter(), None), Err(Damaged), "{byte:#x} in {name}");
                }
            }
        }
    }

    #[test]
    fn a_second_opinion_finds_the_same_challenges() {
        for header in [
            r#"Digest realm="r",nonce="n""#,
            r#"Basic realm="x, y", Digest realm="r", nonce="n", stale=true, NTLM"#,
            r#"Newauth realm="apps", type=1, title="Login to \"apps\"", Basic realm="simple""#,
            r#"a b = c , , d="\\" ,e, f"#,
            "Digest",
        ] {
            agree(header);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever comes, no more is found than the bytes can hold, and what is accepted can be carried back.
        #[test]
        fn any_bytes_are_bounded_work(value in prop_oneof![
            vec(any::<u8>(), 0..200),
            vec(sample::select(&b"Digest realm=r,nonce=n\"\"\"\\\\== ,,,\t\0\r\n\xff"[..]), 0..200),
        ]) {
            check_bounds(&value);
        }

        #[test]
        fn any_challenge_is_accepted_only_if_it_can_be_carried_back(
            parts in vec(select(&PARTS), 0..24),
        ) {
            check_bounds(parts.concat().as_bytes());
        }

        /// Where their stricter parser accepts a header, ours finds the same in it.
        #[test]
        fn a_second_opinion_agrees_on_any_challenges(
            list in vec((select(&SCHEMES), vec((select(&PARAMETERS), select(&COMMAS)), 0..5)), 1..5),
        ) {
            let one = |(scheme, parameters): &(&str, Vec<(&str, &str)>)| {
                let parameters: Vec<_> = parameters.iter().map(|(text, comma)| [*text, *comma].concat()).collect();
                format!("{scheme} {}", parameters.concat())
            };
            let header = list.iter().map(one).collect::<Vec<_>>().join(",");
            agree(&header);
            agree(header.trim_end_matches([',', ' ', '\t']));
        }

        #[test]
        fn any_headers_at_all_get_a_verdict(
            values in vec(vec(any::<u8>(), 0..60), 0..20),
        ) {
            let values = values.iter().filter_map(|value| HeaderValue::from_bytes(value).ok());
            let headers = values.map(|value| (WWW_AUTHENTICATE, value)).collect();
            let _ = strongest(&headers, Some("r"));
        }
    }

    /// Values as large as they may be, of what makes careless parsers slow.
    #[test]
    fn the_worst_is_bounded_work() {
        for part in [
            ",",
            "a",
            "a,",
            "a ",
            "a=b,",
            "a=\"",
            "\"",
            "\\",
            "a=\"\\\"",
            "Digest ",
            "Digest a=b,",
            "Digest a,",
            "=",
            " ",
        ] {
            check_bounds(part.repeat(MAX_VALUE / part.len()).as_bytes());
            check_bounds(format!("Digest realm=r, nonce=n, {}", part.repeat(8000 / part.len())).as_bytes());
        }
    }

    fn check(name: &str, headers: &[&str], realm: Option<&str>, expected: &Result<Challenge, Unanswerable>) {
        let values = headers.iter().map(|header| HeaderValue::from_bytes(header.as_bytes()).unwrap());
        let headers_map: HeaderMap = values.map(|value| (WWW_AUTHENTICATE, value)).collect();
        assert_eq!(&strongest(&headers_map, realm), expected, "{name}: {headers:?}");
    }

    fn check_bounds(value: &[u8]) {
        let offers = offers(value);
        let named: usize = offers.iter().map(|offer| offer.scheme.len()).sum();
        let given: usize = offers.iter().flat_map(|offer| &offer.parameters).map(|(n, v)| n.len() + 1 + v.len()).sum();
        assert!(named + given <= value.len());
        assert!(offers.iter().all(|offer| offer.parameters.len() <= MAX_PARAMETERS));
        if let Ok(challenge) = choose([value].into_iter(), None) {
            let texts = [Some(&challenge.realm), Some(&challenge.nonce), challenge.opaque.as_ref()];
            assert!(texts.into_iter().flatten().all(|text| HeaderValue::from_bytes(text.as_bytes()).is_ok()));
        }
    }

    fn agree(header: &str) {
        let Ok(theirs) = http_auth::parse_challenges(header) else {
            return;
        };
        let ours = offers(header.as_bytes());
        assert_eq!(ours.len(), theirs.len(), "{header}");
        for (ours, theirs) in ours.iter().zip(&theirs) {
            assert_eq!(ours.scheme, theirs.scheme.as_bytes(), "{header}");
            let unique = theirs.params.iter().enumerate().all(|(at, (name, _))| {
                theirs.params.iter().take(at).all(|(before, _)| !before.eq_ignore_ascii_case(name))
            });
            assert_eq!(ours.sound, unique, "{header}");
            if unique {
                let read =
                    |(name, raw): &(&[u8], &[u8])| (String::from_utf8(name.to_vec()).unwrap(), plain(raw).unwrap());
                let ours: Vec<_> = ours.parameters.iter().map(read).collect();
                let theirs = theirs.params.iter().map(|(name, value)| ((*name).into(), value.to_unescaped().into()));
                assert_eq!(ours, theirs.collect::<Vec<_>>(), "{header}");
            }
        }
    }

    fn challenge(realm: &str, nonce: &str) -> Challenge {
        Challenge {
            realm: realm.into(),
            nonce: nonce.into(),
            opaque: None,
            algorithm: Algorithm::Md5,
            algorithm_named: false,
            qop: Qop::None,
            stale: false,
        }
    }

    fn select<const N: usize>(texts: &'static [&'static str; N]) -> impl Strategy<Value = &'static str> {
        sample::select(&texts[..])
    }

    const SCHEMES: [&str; 4] = ["Digest", "digest", "Basic", "X!"];
    const PARAMETERS: [&str; 10] = [
        "realm=r",
        "realm = \"a, \\\"b\\\"\"",
        "nonce=\"n\"",
        "Nonce\t=n",
        "opaque=\"\"",
        "qop=\"auth, auth-int\"",
        "qop=auth",
        "stale=true",
        "x=\"\\\\\"",
        "y=\"Digest realm=z\"",
    ];
    const COMMAS: [&str; 4] = [",", ", ", " ,\t, ", ",,"];
    const PARTS: [&str; 30] = [
        "Digest ",
        "Digest ",
        "Basic ",
        "Negotiate",
        "realm=r",
        "realm=\"r\"",
        "nonce=\"n\"",
        "nonce=n",
        "opaque=\"\"",
        "qop=\"auth, auth-int\"",
        "qop=auth",
        "stale=true",
        "algorithm=SHA-256",
        "algorithm=MD5-sess",
        "a",
        "b",
        "=",
        " = ",
        "\"",
        "\\",
        "\"x\\\"\"",
        ",",
        ", ",
        ", ",
        ", ",
        " , ,",
        " ",
        "\t",
        "abc==",
        "\u{e4}",
    ];
}
