//! What a proof and the programs that it starts agree on.

use std::fmt;

/// How far a renewal has come, as its program tells it.
#[expect(clippy::exhaustive_enums, reason = "a proof looks at each of them")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Nothing is written yet.
    BeforeMark,
    /// The attempt stands in the store.
    Marked,
    /// The refresh token may be on its way.
    Sent,
    /// Hue has answered.
    Replied,
    /// The new pair is used, and stands in no store: never.
    UsedUnsaved,
    /// The new pair stands in the store.
    Saved,
}

impl Phase {
    /// In the order of a renewal.
    pub const ALL: [Self; 6] =
        [Self::BeforeMark, Self::Marked, Self::Sent, Self::Replied, Self::UsedUnsaved, Self::Saved];

    /// Reads what `Display` wrote.
    pub fn read(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.to_string() == name)
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::BeforeMark => "before the mark",
            Self::Marked => "marked",
            Self::Sent => "sent",
            Self::Replied => "replied",
            Self::UsedUnsaved => "used before saved",
            Self::Saved => "saved",
        })
    }
}

/// The header that says which program sent a request.
pub const SENDER: &str = "x-sender";

/// The account of a proof that needs one.
pub const ACCOUNT: &str = "home";
