//! Which key opens which bridge. Survives a new login, so that it makes no second user.

use crate::id::BridgeId;
use crate::secret::{ApplicationKey, ClientKey};
use alloc::sync::Arc;
use alloc::vec::Vec;

/// A user of ours on a bridge.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    /// Unknown where the caller brought the key.
    pub(crate) bridge: Option<BridgeId>,
    pub(crate) key: ApplicationKey,
    pub(crate) client_key: Option<ClientKey>,
    /// Found in the bridge's list after the reply to create-user was lost.
    pub(crate) adopted: bool,
}

impl Link {
    pub(crate) fn with_key(key: ApplicationKey) -> Self {
        Self { bridge: None, key, client_key: None, adopted: false }
    }
}

/// What is known of bridges: it goes along from state to state, and into the next login.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// The latest first.
    pub(crate) kept: Arc<[Link]>,
    /// A create-user of which nobody knows what came of it.
    pub(crate) attempt: Option<Arc<Attempt>>,
    /// A key was given up, or another bridge accepted: a bridge without a kept key is no surprise.
    pub(crate) any_bridge: bool,
}

/// A user that may stand on a bridge without anybody knowing its key.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    pub(crate) bridge: Option<BridgeId>,
    /// What the bridge listed under our name before. `None`: it does not show its list.
    pub(crate) before: Option<Vec<ApplicationKey>>,
    /// Whether the caller was told. Where nobody can look, only whoever knows may ask for another.
    pub(crate) is_reported: bool,
}

impl Links {
    /// Whether nothing is known.
    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty() && self.attempt.is_none() && !self.any_bridge
    }

    /// Whether a login is expected to lead to a bridge that is known.
    pub(crate) fn expect_a_bridge(&self) -> bool {
        !self.kept.is_empty() && !self.any_bridge
    }

    /// What is left beside `link`, which replaces the links of its bridge and of its key and settles everything else.
    pub(crate) fn beside(&self, link: &Link) -> Self {
        let replaced =
            |old: &&Link| (old.bridge.is_some() && old.bridge == link.bridge) || old.key.matches(link.key.expose());
        let kept = self.kept.iter().filter(|old| !replaced(old)).cloned().collect();
        Self { kept, attempt: None, any_bridge: false }
    }

    /// With `link` in front.
    pub(crate) fn with(&self, link: &Link) -> Self {
        let kept = core::iter::once(link).chain(self.beside(link).kept.iter()).cloned().collect();
        Self { kept, attempt: None, any_bridge: false }
    }
}
