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

/// Links that are kept, the latest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Links(Arc<[Link]>);

impl Links {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Link> {
        self.0.iter()
    }

    /// Without what `link` replaces: the same bridge, or the same key.
    pub(crate) fn without(&self, link: &Link) -> Self {
        let replaced =
            |old: &&Link| (old.bridge.is_some() && old.bridge == link.bridge) || old.key.matches(link.key.expose());
        if self.0.iter().any(|old| replaced(&old)) {
            self.0.iter().filter(|old| !replaced(old)).cloned().collect()
        } else {
            self.clone()
        }
    }

    /// With `link` in front.
    pub(crate) fn with(&self, link: &Link) -> Self {
        core::iter::once(link).chain(self.without(link).0.iter()).cloned().collect()
    }
}

impl FromIterator<Link> for Links {
    fn from_iter<I: IntoIterator<Item = Link>>(links: I) -> Self {
        Self(links.into_iter().collect::<Vec<_>>().into())
    }
}
