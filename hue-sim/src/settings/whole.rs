//! All settings in one.

use super::{
    Account, Application, AuthorizeSettings, BridgeSettings, ClientAuthSettings, DigestSettings, GatewaySettings,
    HomeBridge, QuotaSettings, RelaySettings, TokenSettings,
};
use crate::home::{DEMO_BRIDGE, Home};

/// Everything that can be chosen about a simulation; the default is what the reference holds most likely of the real cloud.
///
/// The letters in the fields' documentation are the reference's confidence: H official or tested live, M several
/// implementations agree, L one source or an inference.
///
/// ```
/// let settings = hue_sim::Settings::default().with(|s| s.digest.accepted = false);
/// assert!(!settings.digest.accepted);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Settings {
    /// Who can log in, and the bridges each has. The default is one account (`demo`, password `demo`) with one bridge.
    pub accounts: Vec<Account>,
    /// The registered applications. The default is `demo-client`, `demo-secret`, `http://127.0.0.1:9123/authorized`.
    pub applications: Vec<Application>,
    /// Login, consent and the way back.
    pub authorize: AuthorizeSettings,
    /// Which ways of client authentication the token endpoint takes.
    pub client_auth: ClientAuthSettings,
    /// The digest challenge and its answer.
    pub digest: DigestSettings,
    /// Codes, tokens and the replies that carry them.
    pub tokens: TokenSettings,
    /// What stands before all endpoints: paths and headers.
    pub gateway: GatewaySettings,
    /// The way from the cloud to the bridge.
    pub relay: RelaySettings,
    /// How many calls are allowed.
    pub quota: QuotaSettings,
    /// The bridge itself.
    pub bridge: BridgeSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            accounts: vec![Account::new("demo", "demo").with_bridge(DEMO_BRIDGE.0, DEMO_BRIDGE.1)],
            applications: vec![Application::new("demo-client", "demo-secret", "http://127.0.0.1:9123/authorized")],
            authorize: AuthorizeSettings::default(),
            client_auth: ClientAuthSettings::default(),
            digest: DigestSettings::default(),
            tokens: TokenSettings::default(),
            gateway: GatewaySettings::default(),
            relay: RelaySettings::default(),
            quota: QuotaSettings::default(),
            bridge: BridgeSettings::default(),
        }
    }
}

impl Settings {
    /// These settings with `change` made to them.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// Connects every bridge of every account to the cloud, or cuts it off.
    pub fn set_online(&mut self, online: bool) {
        for bridge in self.accounts.iter_mut().flat_map(|account| &mut account.bridges) {
            bridge.online = online;
        }
    }

    /// Puts every bridge of every account into a home like this, unless the bridge is there already.
    pub fn set_home(&mut self, home: &Home) {
        for bridge in self.accounts.iter_mut().flat_map(|account| &mut account.bridges) {
            bridge.home = home.clone();
        }
    }

    pub(crate) fn application(&self, client_id: &str) -> Option<&Application> {
        self.applications.iter().find(|application| application.client_id == client_id)
    }

    pub(crate) fn account(&self, login: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.login == login)
    }

    pub(crate) fn home_bridge(&self, id: &str) -> Option<&HomeBridge> {
        self.accounts.iter().flat_map(|account| &account.bridges).find(|bridge| bridge.id == id)
    }
}
