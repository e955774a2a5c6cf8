//! A record as bytes: plain or sealed.
//!
//! Plain, it is the record's own JSON. Sealed, it is a JSON object:
//!
//! | Field | What |
//! |---|---|
//! | `version` | 1; a version that is one newer is read too |
//! | `sealed` | `xchacha20poly1305`, the cipher |
//! | `key` | its id, in base64: the first 8 bytes of SHA-256 over `hue-store key id`, a zero byte, and the key |
//! | `argon2id` | where the key comes from a passphrase: `memory` in KiB, `passes`, `lanes`, and `salt` in base64 |
//! | `nonce` | in base64 |
//! | `text` | in base64: the record's own JSON, sealed with `hue-store 1`, a zero byte and the account as associated data |

use crate::seal::{Costs, Derivation, NotOpened, Seal, Sealed};
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
    /// It is sealed, and the keychain that should have its key has none, or does not give it.
    NoKey,
    /// It was changed since it was sealed, or sealed for another account.
    NotAuthentic,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(malformed) => malformed.fmt(f),
            Self::Sealed => f.write_str("it is sealed: open the store with its key or passphrase"),
            Self::NotSealed => f.write_str(
                "it is not sealed, and everything in this store should be: reseal the store if the record is yours, or remove it by hand and log in again",
            ),
            Self::WrongKey => f.write_str(
                "it is sealed with another key or passphrase: open the store with that one, or remove it by hand and log in again",
            ),
            Self::NoKey => f.write_str(
                "it is sealed, and its key is not in the keychain: unlock or restore the keychain, or remove it by hand and log in again",
            ),
            Self::NotAuthentic => f.write_str(
                "it was changed since it was sealed, or belongs to another account: remove it by hand, and log in again",
            ),
        }
    }
}

impl std::error::Error for Unreadable {}

/// With a seal, sealed.
pub(crate) fn encode(account: &str, record: &Record, seal: Option<&Seal>) -> io::Result<Zeroizing<Vec<u8>>> {
    let json = record.to_json();
    let Some(seal) = seal else { return Ok(Zeroizing::new(json.as_bytes().to_vec())) };
    let envelope = Envelope::new(&seal.seal(account, json.as_bytes())?);
    Ok(Zeroizing::new(serde_json::to_vec(&envelope).map_err(io::Error::other)?))
}

/// What [`encode`] made with such a seal, or without one. With a seal, nothing is believed that is not sealed: whoever can write
/// there could put a record of his own in the place of a sealed one.
pub(crate) fn decode(account: &str, bytes: &[u8], seal: Option<&Seal>) -> Result<Record, Unreadable> {
    let Some(envelope) = Envelope::read(bytes)? else {
        let plain = Record::from_json(bytes).map_err(Unreadable::Malformed)?;
        return if seal.is_none() { Ok(plain) } else { Err(Unreadable::NotSealed) };
    };
    let seal = seal.ok_or(Unreadable::Sealed)?;
    let sealed = envelope.parse().ok_or(Unreadable::Malformed(Malformed::new(ENVELOPE)))?;
    let json = seal.open(account, &sealed).map_err(|error| match error {
        NotOpened::WrongKey => Unreadable::WrongKey,
        NotOpened::Damaged => Unreadable::NotAuthentic,
        #[cfg(feature = "keychain")]
        NotOpened::NoKey => Unreadable::NoKey,
    })?;
    Record::from_json(&json).map_err(Unreadable::Malformed)
}

#[derive(Serialize, Deserialize)]
struct Envelope {
    version: u64,
    sealed: String,
    key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    argon2id: Option<Argon2id>,
    nonce: String,
    text: String,
}

#[derive(Serialize, Deserialize)]
struct Argon2id {
    memory: u32,
    passes: u32,
    lanes: u32,
    salt: String,
}

impl Envelope {
    fn new(Sealed { key_id, derivation, nonce, text }: &Sealed) -> Self {
        let argon2id = |Derivation { costs: Costs { memory, passes, lanes }, salt }| Argon2id {
            memory,
            passes,
            lanes,
            salt: STANDARD.encode(salt),
        };
        Self {
            version: VERSION,
            sealed: CIPHER.into(),
            key: STANDARD.encode(key_id),
            argon2id: derivation.map(argon2id),
            nonce: STANDARD.encode(nonce),
            text: STANDARD.encode(text),
        }
    }

    /// `None`: it is none, and so a record.
    fn read(bytes: &[u8]) -> Result<Option<Self>, Unreadable> {
        #[derive(Deserialize)]
        struct Probe {
            sealed: Option<serde::de::IgnoredAny>,
        }
        // A struct would be read from an array as well.
        let is_object = bytes.trim_ascii_start().starts_with(b"{");
        let is_sealed = serde_json::from_slice(bytes).is_ok_and(|probe: Probe| probe.sealed.is_some());
        if !(is_object && is_sealed) {
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
        let derivation = |from: &Argon2id| {
            let costs = Costs { memory: from.memory, passes: from.passes, lanes: from.lanes };
            Some(Derivation { costs, salt: bytes(&from.salt)?.try_into().ok()? }).filter(|_| costs.is_bearable())
        };
        Some(Sealed {
            key_id: bytes(&self.key).filter(|_| is_known)?.try_into().ok()?,
            derivation: match &self.argon2id {
                Some(from) => Some(derivation(from)?),
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

#[cfg(test)]
mod tests;
