//! The digest challenge and its answer.

use std::time::Duration;

/// What the 401 of the token endpoint offers and which answers it takes.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "independent switches, each named where it is used")]
pub struct DigestSettings {
    /// Whether a digest answer is taken: deprecated in the official text, and two clients broke. On by default (M).
    pub accepted: bool,
    /// Whether a 401 carries a challenge: on (H), and it was still sent when answers were no longer taken (M).
    pub offered: bool,
    /// What a digest answer is refused with while `accepted` is off (M for text).
    pub refusal: RefusalBody,
    /// The challenges of a 401, in order. The default is Hue's: no `qop`, `algorithm` or `opaque` (H).
    pub challenges: Vec<ChallengeOffer>,
    /// Several challenges in one header line instead of one line each (off).
    pub one_header: bool,
    /// `, ` between parameters, as in samples of the first version's time, instead of `,` (off, H).
    pub space_after_comma: bool,
    /// How long a nonce is good: "a limited period" (H); 60 seconds is our choice (L).
    pub nonce_ttl: Duration,
    /// Whether a right answer with an expired nonce is met with `stale=true` (on, L).
    pub stale: bool,
    /// Whether a nonce must have been issued here (on); one package invents its own (L).
    pub nonce_checked: bool,
}

impl Default for DigestSettings {
    fn default() -> Self {
        Self {
            accepted: true,
            offered: true,
            refusal: RefusalBody::Json,
            challenges: vec![ChallengeOffer::default()],
            one_header: false,
            space_after_comma: false,
            nonce_ttl: Duration::from_secs(60),
            stale: true,
            nonce_checked: true,
        }
    }
}

/// One `Digest` challenge, without its nonce.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ChallengeOffer {
    /// `oauth2_client@api.meethue.com` by default (H).
    pub realm: String,
    /// `MD5`, `MD5-sess`, `SHA-256`, `SHA-256-sess` can be answered; any other text is sent and never satisfied.
    pub algorithm: Option<String>,
    /// The list as it is sent, such as `auth` or `auth,auth-int`.
    pub qop: Option<String>,
    /// Sent, and then wanted back unchanged.
    pub opaque: Option<String>,
}

impl Default for ChallengeOffer {
    fn default() -> Self {
        Self { realm: "oauth2_client@api.meethue.com".to_owned(), algorithm: None, qop: None, opaque: None }
    }
}

impl ChallengeOffer {
    /// Hue's realm with this algorithm and list of qualities of protection.
    pub fn new(algorithm: Option<&str>, qop: Option<&str>) -> Self {
        Self { algorithm: algorithm.map(str::to_owned), qop: qop.map(str::to_owned), ..Self::default() }
    }
}

/// The body of a 401 of the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RefusalBody {
    /// `{"error":"invalid_client",…}`.
    Json,
    /// The word `Unauthorized`.
    Text,
}
