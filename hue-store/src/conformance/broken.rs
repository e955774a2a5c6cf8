//! A rule that does not hold.

use hue_proto::keep::{Record, Swapped};
use hue_tokio::AnyError;
use std::error::Error;
use std::fmt;

/// A rule that does not hold for a store: which, and what was found. It quotes no record.
#[derive(Clone, Debug)]
pub struct Broken {
    rule: &'static str,
    found: Found,
}

#[derive(Clone, Debug)]
enum Found {
    Other { wanted: String, found: String },
    Error(AnyError),
}

impl Broken {
    pub(super) fn failed(rule: &'static str, error: impl Error + Send + Sync + 'static) -> Self {
        Self { rule, found: Found::Error(AnyError::new(error)) }
    }

    /// The rule, in words.
    pub fn rule(&self) -> &str {
        self.rule
    }
}

/// Says what was found where it is not what was wanted.
pub(super) fn expect<T: PartialEq + fmt::Debug>(rule: &'static str, found: &T, wanted: &T) -> Result<(), Broken> {
    if found == wanted {
        return Ok(());
    }
    Err(Broken { rule, found: Found::Other { wanted: format!("{wanted:?}"), found: format!("{found:?}") } })
}

/// Every letter of it, and not the stamp alone.
pub(super) fn expect_record(rule: &'static str, found: Option<&Record>, wanted: Option<&Record>) -> Result<(), Broken> {
    let is_same = found.map(json).as_deref() == wanted.map(json).as_deref();
    let differ = if name(found) == name(wanted) { ", and its content is another" } else { "" };
    let found = Found::Other { wanted: name(wanted), found: name(found) + differ };
    if is_same { Ok(()) } else { Err(Broken { rule, found }) }
}

pub(super) fn expect_yes(rule: &'static str, swapped: &Swapped) -> Result<(), Broken> {
    expect(rule, &answer(swapped), &"Yes".to_owned())
}

pub(super) fn expect_no(rule: &'static str, swapped: &Swapped, stands: Option<&Record>) -> Result<(), Broken> {
    match swapped {
        Swapped::No(found) => expect_record(rule, found.as_ref(), stands),
        Swapped::Yes | Swapped::Unknown => expect(rule, &answer(swapped), &format!("No, with {}", name(stands))),
    }
}

fn json(record: &Record) -> hue_proto::keep::RecordJson {
    record.to_json()
}

fn answer(swapped: &Swapped) -> String {
    match swapped {
        Swapped::Yes => "Yes".into(),
        Swapped::No(found) => format!("No, with {}", name(found.as_ref())),
        Swapped::Unknown => "Unknown".into(),
    }
}

fn name(record: Option<&Record>) -> String {
    record.map_or("nothing".into(), |record| format!("the record {}", record.stamp()))
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.found {
            Found::Other { wanted, found } => {
                write!(f, "this store breaks a rule: {}. Wanted was {wanted}; it was {found}", self.rule)
            }
            Found::Error(error) => write!(f, "this store failed where the rule is: {}. It says: {error}", self.rule),
        }
    }
}

impl Error for Broken {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.found {
            Found::Error(error) => error.source(),
            Found::Other { .. } => None,
        }
    }
}
