//! The handles of a program, by account.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// What the handles of each account share. Who opens an account twice shares one renewal; and what holds tokens that no store has
/// taken stays, though every handle is dropped.
pub struct Handles<T>(Mutex<BTreeMap<Box<str>, Handle<T>>>);

struct Handle<T> {
    shared: Weak<T>,
    /// As long as it must not be dropped.
    held: Option<Arc<T>>,
}

impl<T> Handles<T> {
    /// What the handles of an account share, where there are any.
    pub fn get(&self, account: &str) -> Option<Arc<T>> {
        self.handles().get(account)?.shared.upgrade()
    }

    /// From now on this is what they share.
    pub fn insert(&self, account: &str, shared: &Arc<T>) {
        let mut handles = self.handles();
        handles.retain(|_, handle| handle.shared.strong_count() > 0);
        handles.insert(account.into(), Handle { shared: Arc::downgrade(shared), held: None });
    }

    /// Whether it must not be dropped.
    pub fn hold(&self, account: &str, shared: &Arc<T>, is_needed: bool) {
        let mut handles = self.handles();
        let own = handles.get_mut(account).filter(|handle| handle.shared.ptr_eq(&Arc::downgrade(shared)));
        if let Some(handle) = own {
            handle.held = is_needed.then(|| shared.clone());
        }
    }

    /// What a thread that panicked held is whole: nothing in it is changed in more than one step.
    fn handles(&self) -> MutexGuard<'_, BTreeMap<Box<str>, Handle<T>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Default for Handles<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}
