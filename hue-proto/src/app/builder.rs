//! Settings of an [`App`], and the one place where they are checked.

use super::{App, ClientAuth, DeviceType, RedirectUri, Retry};
use crate::error::{Error, InvalidSetting};
use alloc::format;
use alloc::string::String;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use core::net::Ipv4Addr;
use core::time::Duration;
use http::{HeaderValue, Uri};
use url::{Host, Url};
use zeroize::Zeroizing;

/// Settings on their way to an [`App`]. Each has Hue's own value unless it says otherwise.
#[derive(Clone, Debug)]
#[must_use = "settings become an App with build()"]
pub struct AppBuilder {
    client_id: String,
    auth: ClientAuth,
    app_id: Option<String>,
    device_id: Option<String>,
    device_name: Option<String>,
    redirect_uri: Option<String>,
    issuer: Option<String>,
    digest_realm: String,
    device_type: (String, Option<String>),
    client_key: bool,
    retry: Retry,
    renew_early: Duration,
    renew_idle: Duration,
    lease: Duration,
    base_url: String,
    authorize_path: String,
    token_path: String,
    token_endpoint: Option<String>,
    route_path: String,
    plain_loopback: bool,
}

macro_rules! setters {
    ($($(#[$meta:meta])* $name:ident;)*) => {$(
        $(#[$meta])*
        pub fn $name(mut self, value: &str) -> Self {
            self.$name = value.into();
            self
        }
    )*};
}

impl AppBuilder {
    pub(super) fn new(client_id: &str, auth: ClientAuth) -> Self {
        Self {
            client_id: client_id.into(),
            auth,
            app_id: None,
            device_id: None,
            device_name: None,
            redirect_uri: None,
            issuer: None,
            digest_realm: "oauth2_client@api.meethue.com".into(),
            device_type: (DeviceType::default().as_str().into(), None),
            client_key: false,
            retry: Retry::default(),
            renew_early: Duration::from_secs(60),
            renew_idle: Duration::from_secs(28 * 86_400),
            lease: Duration::from_secs(60),
            base_url: format!("https://{HUE}"),
            authorize_path: "/v2/oauth2/authorize".into(),
            token_path: "/v2/oauth2/token".into(),
            token_endpoint: None,
            route_path: "/route".into(),
            plain_loopback: false,
        }
    }

    setters! {
        /// The realm that a digest challenge must name to be answered; others are left unanswered.
        digest_realm;
        /// Where everything lives: `https://api.meethue.com`, a simulator, a proxy of your own. A path in it is kept.
        base_url;
        /// The authorise endpoint's path below the base URL: `/v2/oauth2/authorize`.
        authorize_path;
        /// The token endpoint's path below the base URL: `/v2/oauth2/token`.
        token_path;
        /// What stands before `/api` and `/clip` below the base URL: `/route`.
        route_path;
    }

    /// The app id of the registration (`appid`). Hue may drop it.
    pub fn app_id(mut self, app_id: &str) -> Self {
        self.app_id = Some(app_id.into());
        self
    }

    /// An id of the device that runs the program (`deviceid`), unique to it.
    pub fn device_id(mut self, device_id: &str) -> Self {
        self.device_id = Some(device_id.into());
        self
    }

    /// The device's name (`devicename`), which the user sees under "My Apps".
    pub fn device_name(mut self, device_name: &str) -> Self {
        self.device_name = Some(device_name.into());
        self
    }

    /// The redirect URI exactly as registered. Without one, Hue uses the registered one and only the path check is lost.
    pub fn redirect_uri(mut self, redirect_uri: &str) -> Self {
        self.redirect_uri = Some(redirect_uri.into());
        self
    }

    /// The issuer that a redirect's `iss` must equal, where there is one (RFC 9207). Hue documents none.
    pub fn issuer(mut self, issuer: &str) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// The name under which the bridge lists us: an application of up to 20 characters and a device of up to 19, or an
    /// application alone of up to 40. `hue-proto` by default.
    pub fn device_type(mut self, application: &str, device: Option<&str>) -> Self {
        self.device_type = (application.into(), device.map(Into::into));
        self
    }

    /// Asks the bridge for a client key too, which opens the entertainment stream on the local network.
    pub fn request_client_key(mut self) -> Self {
        self.client_key = true;
        self
    }

    /// How patiently to ask again.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// How long before its end a token counts as expired: a minute, but never more than a tenth of its life.
    pub fn renew_early(mut self, margin: Duration) -> Self {
        self.renew_early = margin;
        self
    }

    /// After how long tokens that nobody uses are renewed by a keep-alive: 28 days. How long an unused refresh token lives is
    /// not documented; 112 days is what others saw.
    pub fn renew_idle(mut self, after: Duration) -> Self {
        self.renew_idle = after;
        self
    }

    /// For how long a renewal over a store keeps others from the refresh token: a minute. A request is sent within the first half of
    /// it, so it must be longer than twice what a transport takes for one request.
    pub fn lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }

    /// A whole URL for the token endpoint, where it is not below the base URL: a service of your own that holds the secret.
    pub fn token_endpoint(mut self, url: &str) -> Self {
        self.token_endpoint = Some(url.into());
        self
    }

    /// Allows plain `http` to a loopback address (`127.0.0.1`, `[::1]`), where a simulator may listen without TLS.
    pub fn allow_plain_loopback(mut self) -> Self {
        self.plain_loopback = true;
        self
    }

    /// Checks every setting.
    ///
    /// Fails with [`Error::InvalidSetting`], which names the first setting that cannot be used.
    pub fn build(self) -> Result<App, Error> {
        self.check().map_err(Error::InvalidSetting)
    }

    fn check(self) -> Result<App, InvalidSetting> {
        let base = self.endpoint("base URL", &self.base_url)?;
        let token = match &self.token_endpoint {
            Some(url) => self.endpoint("token endpoint", url)?,
            None => below(&base, "token path", &self.token_path)?,
        };
        if matches!(self.auth, ClientAuth::Public) && token.host_str() == Some(HUE) {
            return Err(InvalidSetting::new(
                "token endpoint",
                "must be your own for a public client: Hue's wants the client secret",
            ));
        }
        let device_type = DeviceType::new(&self.device_type.0, self.device_type.1.as_deref())?;
        Ok(App {
            basic: self.credentials()?,
            authorize: self.authorize(below(&base, "authorize path", &self.authorize_path)?)?,
            redirect_uri: self.redirect_uri.map(RedirectUri::check).transpose()?,
            issuer: shown("issuer", self.issuer.as_deref())?.map(Into::into),
            digest_realm: self.digest_realm.into(),
            device_type,
            client_key: self.client_key,
            retry: self.retry,
            renew_early: self.renew_early,
            renew_idle: self.renew_idle,
            lease: usable_lease(self.lease)?,
            token_origin: token.origin().ascii_serialization().into(),
            token: uri("token endpoint", &token)?,
            config: bridge(&base, &self.route_path, "/api/0/config")?,
            users: bridge(&base, &self.route_path, "/api")?,
            route: below(&base, "route path", &self.route_path)?.as_str().trim_end_matches('/').into(),
            client_id: self.client_id.into(),
            auth: self.auth,
        })
    }

    /// With every parameter that is the same for each login.
    fn authorize(&self, mut url: Url) -> Result<Url, InvalidSetting> {
        let optional = [
            ("redirect_uri", self.redirect_uri.as_deref()),
            ("deviceid", shown("device id", self.device_id.as_deref())?),
            ("devicename", shown("device name", self.device_name.as_deref())?),
            ("appid", shown("app id", self.app_id.as_deref())?),
        ];
        let mut query = url.query_pairs_mut();
        query.append_pair("client_id", &self.client_id).append_pair("response_type", "code");
        query.extend_pairs(optional.into_iter().filter_map(|(name, value)| Some((name, value?))));
        query.append_pair("code_challenge_method", "S256");
        drop(query);
        Ok(url)
    }

    /// The Basic header, where that is how the client introduces itself; id and secret are checked for every way.
    fn credentials(&self) -> Result<Option<HeaderValue>, InvalidSetting> {
        let colon = matches!(self.auth, ClientAuth::Basic(_) | ClientAuth::Digest(_)) && self.client_id.contains(':');
        if !is_visible(&self.client_id) || colon {
            return Err(InvalidSetting::new(
                "client id",
                "must be printable ASCII, not empty and without a colon: copy it from the Hue portal",
            ));
        }
        let Some(secret) = self.auth.secret() else { return Ok(None) };
        let invalid =
            InvalidSetting::new("client secret", "must be printable ASCII and not empty: copy it from the Hue portal");
        if !is_visible(secret.expose()) {
            return Err(invalid);
        }
        if !matches!(self.auth, ClientAuth::Basic(_)) {
            return Ok(None);
        }
        let pair = Zeroizing::new(format!("{}:{}", self.client_id, secret.expose()));
        let text = Zeroizing::new(format!("Basic {}", Zeroizing::new(STANDARD.encode(pair.as_bytes())).as_str()));
        let mut header = HeaderValue::from_str(&text).map_err(|_| invalid)?;
        header.set_sensitive(true);
        Ok(Some(header))
    }

    /// A URL to which credentials may go.
    fn endpoint(&self, setting: &'static str, text: &str) -> Result<Url, InvalidSetting> {
        let url = Url::parse(text)
            .map_err(|_| InvalidSetting::new(setting, "must be a whole URL such as https://api.meethue.com"))?;
        let loopback = match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(_)) | None => false,
        };
        match url.scheme() {
            "https" => {}
            "http" if loopback && self.plain_loopback => {}
            "http" if loopback => {
                return Err(InvalidSetting::new(
                    setting,
                    "must be https; for plain http to this address the program must call allow_plain_loopback()",
                ));
            }
            _ => {
                return Err(InvalidSetting::new(
                    setting,
                    "must be https; plain http is for a loopback address such as 127.0.0.1 (not localhost), where the program allows it",
                ));
            }
        }
        let extra =
            url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some();
        if extra {
            return Err(InvalidSetting::new(setting, "must be without user, query and fragment"));
        }
        Ok(url)
    }
}

impl RedirectUri {
    fn check(text: String) -> Result<Self, InvalidSetting> {
        let invalid = InvalidSetting::new(
            "redirect URI",
            "must be a whole URI such as http://127.0.0.1:9123/authorized, without fragment, exactly as registered",
        );
        let url = Url::parse(&text).map_err(|_| invalid)?;
        if url.cannot_be_a_base()
            || url.fragment().is_some()
            || text.chars().any(|letter| letter.is_control() || letter == ' ')
        {
            return Err(invalid);
        }
        let is_loopback = match url.host() {
            Some(Host::Ipv4(address)) => address == Ipv4Addr::LOCALHOST,
            // Sent to the browser, which asks this machine; no credential of ours goes there.
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv6(_)) | None => false,
        };
        let loopback_port = url.port_or_known_default().filter(|_| is_loopback && url.scheme() == "http");
        Ok(Self { path: url.path().into(), text: text.into(), loopback_port })
    }
}

fn usable_lease(lease: Duration) -> Result<Duration, InvalidSetting> {
    let is_usable = (Duration::from_millis(10)..=Duration::from_secs(86_400)).contains(&lease);
    is_usable.then_some(lease).ok_or(InvalidSetting::new("lease", "must be between 10 milliseconds and a day"))
}

/// `path` below `base`, whose own path is kept, with one slash between them.
fn below(base: &Url, setting: &'static str, path: &str) -> Result<Url, InvalidSetting> {
    let invalid = InvalidSetting::new(setting, "must be a path such as /v2/oauth2/token, without query and fragment");
    if path.is_empty() || path.contains(['?', '#', '\\']) || path.chars().any(char::is_control) {
        return Err(invalid);
    }
    let mut url = base.clone();
    url.set_path(&format!("{}/{}", base.path().trim_end_matches('/'), path.trim_start_matches('/')));
    Ok(url)
}

/// What a link asks of the bridge. `0` is the cloud's own user, not a bridge.
fn bridge(base: &Url, route: &str, path: &str) -> Result<Uri, InvalidSetting> {
    uri("route path", &below(base, "route path", &format!("{}{path}", route.trim_end_matches('/')))?)
}

fn uri(setting: &'static str, url: &Url) -> Result<Uri, InvalidSetting> {
    url.as_str().parse().map_err(|_| InvalidSetting::new(setting, "is not one that HTTP can carry"))
}

/// Text that goes into the authorise URL, where a person or a log may see it.
fn shown<'a>(setting: &'static str, text: Option<&'a str>) -> Result<Option<&'a str>, InvalidSetting> {
    match text {
        Some(text) if text.is_empty() || text.chars().any(char::is_control) => {
            Err(InvalidSetting::new(setting, "must not be empty or hold control characters"))
        }
        text => Ok(text),
    }
}

/// RFC 6749 appendix A.1 and A.2.
fn is_visible(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

const HUE: &str = "api.meethue.com";
