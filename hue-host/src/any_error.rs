//! The error of a transport or a store, whichever it is.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

/// An error of a transport or a store, which the core knows nothing of. A clone is the same error: all who waited for one
/// renewal get it.
#[derive(Clone)]
pub struct AnyError(Arc<dyn StdError + Send + Sync>);

impl AnyError {
    /// Any error.
    pub fn new(error: impl StdError + Send + Sync + 'static) -> Self {
        Self(Arc::new(error))
    }

    /// As what it is, where it is that.
    pub fn downcast_ref<E: StdError + 'static>(&self) -> Option<&E> {
        self.0.downcast_ref()
    }
}

impl fmt::Debug for AnyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for AnyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for AnyError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}
