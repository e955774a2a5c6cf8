//! How a transport behaves, the same for all that are there already.

use hue_proto::InvalidSetting;
use hue_proto::http::HeaderValue;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use std::fmt;
use std::time::Duration;

/// How a transport connects, how long it waits, how much it reads.
///
/// The default: the public roots, four seconds to connect, twelve for a whole request, replies of 8 MiB at most, and the proxy
/// that the environment names (`ALL_PROXY`, `HTTPS_PROXY`, `NO_PROXY`), which plain HTTP to this machine never uses.
#[derive(Clone)]
#[must_use = "settings do nothing until a transport is made of them"]
pub struct TransportSettings {
    extra_roots: Vec<CertificateDer<'static>>,
    connect_timeout: Duration,
    timeout: Duration,
    largest_reply: usize,
    user_agent: Option<String>,
    uses_proxy: bool,
}

impl Default for TransportSettings {
    fn default() -> Self {
        Self {
            extra_roots: Vec::new(),
            connect_timeout: Duration::from_secs(4),
            timeout: Duration::from_secs(12),
            largest_reply: 8 << 20,
            user_agent: None,
            uses_proxy: true,
        }
    }
}

impl TransportSettings {
    /// Trusts these certificates too (PEM, one or several): a simulator's authority, a company's proxy. Fails where there is none.
    pub fn with_extra_roots(mut self, pem: &[u8]) -> Result<Self, InvalidSetting> {
        let before = self.extra_roots.len();
        self.extra_roots.extend(CertificateDer::pem_slice_iter(pem).flatten());
        if self.extra_roots.len() == before {
            return Err(INVALID_ROOTS);
        }
        Ok(self)
    }

    /// How long a name look-up may take, and after it a connection with its TLS.
    pub fn with_connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long one request may take in all, the reply's last byte included.
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How many bytes a reply may have.
    pub fn with_largest_reply(mut self, bytes: usize) -> Self {
        self.largest_reply = bytes;
        self
    }

    /// The `User-Agent` to send, in place of the adapter's own. Fails where no header can carry it.
    pub fn with_user_agent(mut self, user_agent: &str) -> Result<Self, InvalidSetting> {
        HeaderValue::from_str(user_agent).map_err(|_| INVALID_USER_AGENT)?;
        self.user_agent = Some(user_agent.into());
        Ok(self)
    }

    /// Uses no proxy, whatever the environment says.
    pub fn without_proxy(mut self) -> Self {
        self.uses_proxy = false;
        self
    }

    /// Certificates to trust beside the public ones, in DER form.
    pub fn extra_roots(&self) -> impl Iterator<Item = &[u8]> {
        self.extra_roots.iter().map(AsRef::as_ref)
    }

    /// How long a connection may take.
    pub fn connect_timeout(&self) -> Duration {
        self.connect_timeout
    }

    /// How long one request may take in all.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// How many bytes a reply may have.
    pub fn largest_reply(&self) -> usize {
        self.largest_reply
    }

    /// The `User-Agent` to send, where one was chosen.
    pub fn user_agent(&self) -> Option<&str> {
        self.user_agent.as_deref()
    }

    /// Whether a proxy that the environment names is used.
    pub fn uses_proxy(&self) -> bool {
        self.uses_proxy
    }
}

impl fmt::Debug for TransportSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportSettings")
            .field("extra_roots", &self.extra_roots.len())
            .field("timeout", &self.timeout)
            .field("largest_reply", &self.largest_reply)
            .finish_non_exhaustive()
    }
}

const INVALID_USER_AGENT: InvalidSetting = InvalidSetting::new("user agent", "must be text that a header can carry");
const INVALID_ROOTS: InvalidSetting = InvalidSetting::new("extra roots", "must be certificates in PEM form");
