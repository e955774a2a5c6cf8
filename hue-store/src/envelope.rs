//! A record as bytes: plain or sealed.
//!
//! Plain, it is the record's own JSON. Sealed, it is an object with `version`, `sealed` (the cipher), `key` (its id), `salt` where the
//! key comes from a passphrase, `nonce` and `text`, all of them base64. A version that is one newer is read too.

use crate::seal::{NotOpened, Seal, Sealed};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hue_proto::Malformed;
use hue_proto::keep::Record;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io;
use zeroize::Zeroizing;

/// Why what is stored cannot be used. It stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unreadable {
    /// It is damaged, or of a version that is not known here. What was expected, and where the reading stopped.
    Malformed(Malformed),
    /// It is sealed, and the store was opened without a seal.
    Sealed,
    /// It is not sealed, and everything here should be.
    NotSealed,
    /// It is sealed with another key or passphrase.
    WrongKey,
    /// It was changed since it was sealed, or sealed for another account.
    NotAuthentic,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(malformed) => malformed.fmt(f),
            Self::Sealed => f.write_str("it is sealed: open the store with its key or passphrase"),
            Self::NotSealed => f.write_str("it is not sealed, and everything in this store should be: import it anew"),
            Self::WrongKey => f.write_str("it is sealed with another key or passphrase: open the store with that one"),
            Self::NotAuthentic => f.write_str(
                "it was changed since it was sealed, or belongs to another account: take a copy, or log in again",
            ),
        }
    }
}

impl std::error::Error for Unreadable {}

/// With a seal, sealed.
pub(crate) fn encode(account: &str, record: &Record, seal: Option<&Seal>) -> io::Result<Zeroizing<Vec<u8>>> {
    let json = record.to_json();
    let Some(seal) = seal else { return Ok(Zeroizing::new(json.as_bytes().to_vec())) };
    let Sealed { key_id, salt, nonce, text } = seal.seal(account, json.as_bytes())?;
    let envelope = Envelope {
        version: VERSION,
        sealed: CIPHER.into(),
        key: STANDARD.encode(key_id),
        salt: salt.map(|salt| STANDARD.encode(salt)),
        nonce: STANDARD.encode(nonce),
        text: STANDARD.encode(text),
    };
    Ok(Zeroizing::new(serde_json::to_vec(&envelope).map_err(io::Error::other)?))
}

/// What [`encode`] made. What is not sealed is read all the same, so that a store can be sealed later: each record is when it
/// is written next.
pub(crate) fn decode(account: &str, bytes: &[u8], seal: Option<&Seal>) -> Result<Record, Unreadable> {
    let Some(envelope) = Envelope::read(bytes)? else { return Record::from_json(bytes).map_err(Unreadable::Malformed) };
    let seal = seal.ok_or(Unreadable::Sealed)?;
    let sealed = envelope.parse().ok_or(Unreadable::Malformed(Malformed::new(ENVELOPE)))?;
    let json = seal.open(account, &sealed).map_err(|error| match error {
        NotOpened::WrongKey => Unreadable::WrongKey,
        NotOpened::Damaged => Unreadable::NotAuthentic,
    })?;
    Record::from_json(&json).map_err(Unreadable::Malformed)
}

#[derive(Serialize, Deserialize)]
struct Envelope {
    version: u64,
    sealed: String,
    key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
    nonce: String,
    text: String,
}

impl Envelope {
    /// `None`: it is none, and so a record.
    fn read(bytes: &[u8]) -> Result<Option<Self>, Unreadable> {
        #[derive(Deserialize)]
        struct Probe {
            sealed: Option<serde::de::IgnoredAny>,
        }
        let is_sealed = serde_json::from_slice(bytes).is_ok_and(|probe: Probe| probe.sealed.is_some());
        if !is_sealed {
            return Ok(None);
        }
        let malformed = |error: &serde_json::Error| {
            Unreadable::Malformed(Malformed::new(ENVELOPE).at(error.line(), error.column()))
        };
        serde_json::from_slice(bytes).map(Some).map_err(|error| malformed(&error))
    }

    fn parse(&self) -> Option<Sealed> {
        let is_known = (VERSION..=VERSION + 1).contains(&self.version) && self.sealed == CIPHER;
        let bytes = |text: &str| STANDARD.decode(text).ok();
        Some(Sealed {
            key_id: bytes(&self.key).filter(|_| is_known)?.try_into().ok()?,
            salt: match &self.salt {
                Some(salt) => Some(bytes(salt)?.try_into().ok()?),
                None => None,
            },
            nonce: bytes(&self.nonce)?.try_into().ok()?,
            text: bytes(&self.text)?,
        })
    }
}

const VERSION: u64 = 1;
const CIPHER: &str = "xchacha20poly1305";
const ENVELOPE: &str = "a sealed record of version 1 or 2, undamaged; take a copy, or log in again";
