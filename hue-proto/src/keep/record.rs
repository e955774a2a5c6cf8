//! What a store holds of an account.

use crate::error::Malformed;
use crate::session::snapshot::Snapshot;
use crate::wire::json::Format;
use alloc::format;
use alloc::string::String;
use core::fmt;
use core::fmt::Write as _;
use core::ops::Deref;
use core::time::Duration;
use serde::Deserialize;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

/// Fresh in every record that is written, so that no two are ever taken for each other, and a swap whose outcome is unknown
/// is recognised on the next load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stamp([u8; 16]);

impl Stamp {
    /// As a store keeps it.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// For a store to keep.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    fn parse(hex: &str) -> Option<Self> {
        let is_ours = hex.len() == 32 && hex.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        let value = is_ours.then(|| u128::from_str_radix(hex, 16).ok())??;
        Some(Self(value.to_be_bytes()))
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

/// An account as a store holds it: its credentials, and whether somebody is renewing them. A store keeps it as it is, and
/// compares stamps.
///
/// It is JSON, by [`to_json`](Self::to_json) and [`from_json`](Self::from_json), with a version: what is one version newer is
/// read too, and what is new in it is dropped when the record is written again.
#[derive(Clone, Debug)]
pub struct Record {
    pub(super) stamp: Stamp,
    pub(super) snapshot: Snapshot,
    /// Somebody renews, or did so and died. How long that counts.
    pub(super) attempt: Option<Duration>,
    /// Hue refused the refresh token, and nobody has come with a newer one since.
    pub(super) refused: bool,
}

impl Record {
    /// What tells it from every other.
    pub fn stamp(&self) -> Stamp {
        self.stamp
    }

    /// The credentials.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Whether somebody renews, or did so and died.
    pub fn is_being_renewed(&self) -> bool {
        self.attempt.is_some()
    }

    /// Whether Hue has refused the refresh token: the user must log in again.
    pub fn is_refused(&self) -> bool {
        self.refused
    }

    /// One line of JSON, secrets in plain text.
    pub fn to_json(&self) -> RecordJson {
        let mut json = format!(r#"{{"version":{},"stamp":"{}""#, FORMAT.version, self.stamp);
        if let Some(lasts) = self.attempt {
            // Writing to a string does not fail.
            let _written = write!(json, r#","attempt_ms":{}"#, lasts.as_millis());
        }
        if self.refused {
            json.push_str(r#","refused":true"#);
        }
        let snapshot = self.snapshot.to_json();
        let mut whole = Zeroizing::new(String::with_capacity(json.len() + snapshot.len() + 14));
        for part in [&*json, r#","snapshot":"#, &*snapshot, "}"] {
            whole.push_str(part);
        }
        RecordJson(whole)
    }

    /// Reads what [`to_json`](Self::to_json) wrote, whole or not at all. A renewal that is said to last longer than two days
    /// counts as one of two days: nobody waits longer.
    ///
    /// Fails with [`Malformed`], which says where, for a version that is neither this one nor the next, and for whatever is
    /// damaged.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Malformed> {
        let document: Document<'_> = FORMAT.read(bytes)?;
        Ok(Self {
            stamp: Stamp::parse(&document.stamp)
                .ok_or(Malformed::new("a record with a stamp of 32 hexadecimal digits"))?,
            snapshot: Snapshot::from_json(document.snapshot.get().as_bytes())?,
            attempt: document.attempt_ms.map(|lasts| Duration::from_millis(lasts).min(LONGEST_ATTEMPT)),
            refused: document.refused,
        })
    }
}

/// A record as JSON: secrets in plain text. Zeroed on drop.
pub struct RecordJson(Zeroizing<String>);

impl Deref for RecordJson {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<[u8]> for RecordJson {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for RecordJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecordJson(..)")
    }
}

/// What became of a swap.
#[expect(
    clippy::exhaustive_enums,
    reason = "every store answers, and a new answer would have to be understood by each"
)]
#[must_use = "it may not have been swapped"]
#[derive(Clone, Debug)]
pub enum Swapped {
    /// It is there, and durable.
    Yes,
    /// Something else than was expected stood there, and stands there still: this, or nothing.
    No(Option<Record>),
    /// Nobody can tell: the store failed, or its connection ended during the commit.
    Unknown,
}

#[derive(Deserialize)]
struct Document<'a> {
    #[expect(dead_code, reason = "a field that is known; the format reads it")]
    version: u64,
    stamp: String,
    attempt_ms: Option<u64>,
    #[serde(default)]
    refused: bool,
    /// Borrowed: a copy would leave secrets in memory.
    #[serde(borrow)]
    snapshot: &'a RawValue,
}

/// Twice the longest lease: whatever a record says, nobody waits longer.
const LONGEST_ATTEMPT: Duration = Duration::from_secs(2 * 86_400);
const FORMAT: Format = Format {
    version: 1,
    undamaged: "a record as a JSON object, undamaged; take a copy, or log in again",
    known: "a record of version 1 or 2, and this one is of another; use the hue-proto that wrote it",
};
