//! How the simulated cloud behaves: every choice that the reference leaves open, and every fault worth playing.

mod digest;
mod home;
mod oauth;
mod relay;
pub(crate) mod whole;

pub use digest::{ChallengeOffer, DigestSettings, RefusalBody};
pub use home::{Account, Application, HomeBridge};
pub(crate) use oauth::LEGACY_REFRESH_TTL;
pub use oauth::{AuthorizeSettings, ClientAuthSettings, Consent, ExpiresIn, TokenErrors, TokenSettings};
pub use relay::{
    BadBearer, BridgeSettings, FailureBody, GatewaySettings, OfflineReply, QuotaSettings, RelaySettings, RetryAfter,
};
