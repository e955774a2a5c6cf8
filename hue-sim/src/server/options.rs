//! What a server is started with.

use std::fmt;

use crate::entry::Entry;

/// A function that is called with each line of the log.
pub(super) type Log = Box<dyn Fn(&Entry) + Send + Sync>;

/// What a server is started with.
///
/// ```
/// let options = hue_sim::Options::default().listen("127.0.0.1:0").tls(false).log(|entry| drop(entry.to_string()));
/// # drop(options);
/// ```
#[non_exhaustive]
pub struct Options {
    /// IP address and port; port 0 is any that is free. `127.0.0.1:0` by default.
    pub listen: String,
    /// Whether to speak TLS (on).
    pub tls: bool,
    /// Called with each request that was handled, on the server's thread (nothing).
    pub log: Option<Log>,
}

impl Default for Options {
    fn default() -> Self {
        Self { listen: "127.0.0.1:0".to_owned(), tls: true, log: None }
    }
}

impl Options {
    /// These options with another address.
    #[must_use]
    pub fn listen(mut self, listen: impl Into<String>) -> Self {
        self.listen = listen.into();
        self
    }

    /// These options with or without TLS.
    #[must_use]
    pub fn tls(mut self, tls: bool) -> Self {
        self.tls = tls;
        self
    }

    /// These options with `log` called for each request that was handled.
    #[must_use]
    pub fn log(mut self, log: impl Fn(&Entry) + Send + Sync + 'static) -> Self {
        self.log = Some(Box::new(log));
        self
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("listen", &self.listen).field("tls", &self.tls).finish_non_exhaustive()
    }
}
