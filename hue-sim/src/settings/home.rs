//! Who and what is registered with the cloud.

use std::fmt;

use crate::Home;

/// A person's account with its bridges. `Debug` leaves the password out.
#[derive(Clone)]
#[non_exhaustive]
pub struct Account {
    /// What the person types as login.
    pub login: String,
    /// What the person types as password.
    pub password: String,
    /// The bridges of this account; the first one answers unless another is chosen at consent.
    pub bridges: Vec<HomeBridge>,
}

impl Account {
    /// An account without a bridge.
    pub fn new(login: impl Into<String>, password: impl Into<String>) -> Self {
        Self { login: login.into(), password: password.into(), bridges: Vec::new() }
    }

    /// The same account with one bridge more: its id (16 hexadecimal digits) and name (4 to 16 characters). It stands in
    /// the standard home.
    #[must_use]
    pub fn with_bridge(mut self, id: impl Into<String>, name: impl Into<String>) -> Self {
        self.bridges.push(HomeBridge { id: id.into(), name: name.into(), online: true, home: Home::standard() });
        self
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("login", &self.login).field("bridges", &self.bridges).finish_non_exhaustive()
    }
}

/// A bridge as the cloud knows it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct HomeBridge {
    /// 16 hexadecimal digits.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// Whether it is connected to the cloud.
    pub online: bool,
    /// What it begins with. It counts when the bridge is made, with the cloud or at the first request after it was added.
    pub home: Home,
}

/// A registered application. `Debug` leaves the secret out.
#[derive(Clone)]
#[non_exhaustive]
pub struct Application {
    /// Names the application.
    pub client_id: String,
    /// Proves that a request comes from the application.
    pub client_secret: String,
    /// The one address the browser is sent back to, compared exactly (H).
    pub redirect_uri: String,
    /// What the consent page calls the application.
    pub name: String,
}

impl Application {
    /// An application with the name `Demo application`.
    pub fn new(
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
        redirect_uri: impl Into<String>,
    ) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            redirect_uri: redirect_uri.into(),
            name: "Demo application".to_owned(),
        }
    }
}

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Application")
            .field("client_id", &self.client_id)
            .field("redirect_uri", &self.redirect_uri)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
