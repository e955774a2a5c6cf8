//! What comes to a home: resources that are new, different or gone.

use super::{Home, key};
use crate::v2::{AnyResource, Reference};
use alloc::collections::btree_map::Entry;
use alloc::vec::Vec;

/// What happened to a resource.
#[expect(clippy::exhaustive_enums, reason = "there is no more that can happen to a resource")]
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// It is new, and this is all of it.
    Added(AnyResource),
    /// It is different: what is named holds now, and the rest as before.
    Updated(AnyResource),
    /// It is gone.
    Deleted(Reference),
}

/// What is different in a home.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Of which resource.
    pub reference: Reference,
    /// In which way.
    pub what: What,
}

/// In which way a resource is different.
#[expect(clippy::exhaustive_enums, reason = "there is no more that can happen to a resource")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// It was not there, or is another altogether.
    Added,
    /// These fields have other values, such as `dimming`. Of a resource of unknown type no fields are known.
    Updated(Vec<&'static str>),
    /// It is there no longer.
    Deleted,
}

impl Home {
    /// Takes a change, and says what is different now; `None` where nothing is.
    ///
    /// An update of what is not there is kept as what is known of it, and said to be added. What comes without an id, of a type
    /// that is not known, is passed over.
    pub fn apply(&mut self, change: Change) -> Option<Changed> {
        match change {
            Change::Added(resource) => self.add(resource),
            Change::Updated(part) => self.update(part),
            Change::Deleted(reference) => {
                self.resources.remove(&(reference.kind().clone(), reference.uid().clone()))?;
                Some(Changed { reference, what: What::Deleted })
            }
        }
    }

    /// Takes all that there is now, as [`Everything`](crate::v2::Everything) replies it, and says what is different: what is
    /// new, what has other values, and what is gone. The remote API tells of no events, so a program that follows a home asks again
    /// and again. A field that is there no longer is among those that are different; what a reply has put aside as
    /// [`unparsed`](crate::v2::Reply::unparsed) is not there either.
    pub fn refresh(&mut self, resources: impl IntoIterator<Item = AnyResource>) -> Vec<Changed> {
        let mut before = core::mem::replace(self, Self::new(resources)).resources;
        let mut changes = Vec::new();
        for (key, now) in &self.resources {
            let Some(reference) = now.reference() else { continue };
            match before.remove(key) {
                None => changes.push(Changed { reference, what: What::Added }),
                Some(old) if old != *now => {
                    changes.push(Changed { reference, what: What::Updated(old.differences(now)) });
                }
                Some(_) => {}
            }
        }
        let gone = before.into_values().filter_map(|old| old.reference());
        changes.extend(gone.map(|reference| Changed { reference, what: What::Deleted }));
        changes
    }

    fn add(&mut self, resource: AnyResource) -> Option<Changed> {
        let (key, reference) = (key(&resource)?, resource.reference()?);
        let is_new = self.resources.get(&key) != Some(&resource);
        self.resources.insert(key, resource);
        is_new.then_some(Changed { reference, what: What::Added })
    }

    fn update(&mut self, part: AnyResource) -> Option<Changed> {
        let (key, reference) = (key(&part)?, part.reference()?);
        let what = match self.resources.entry(key) {
            Entry::Vacant(place) => {
                place.insert(part);
                What::Added
            }
            Entry::Occupied(mut place) => {
                let before = matches!(part, AnyResource::Unknown(_)).then(|| place.get().clone());
                let fields = place.get_mut().absorb(part);
                if fields.is_empty() && before.is_none_or(|before| before == *place.get()) {
                    return None;
                }
                What::Updated(fields)
            }
        };
        Some(Changed { reference, what })
    }
}
