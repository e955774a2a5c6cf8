//! What the bridge's replies mean for a link.

use super::{Link, Phase, Step};
use crate::error::{Effect, Error, Malformed};
use crate::secret::{AccessToken, ApplicationKey, ClientKey};
use crate::session::Session;
use crate::session::links;
use crate::session::state::{TokensIssued, UserLinked};
use crate::wire::bridge::{Identity, Items, User, created_user};
use crate::wire::refusal::ErrorBody;
use alloc::string::String;
use alloc::vec::Vec;
use http::Response;
use serde_json::Value;

type Origin = Session<TokensIssued>;

impl Link {
    /// A reply that is no refusal of the cloud. Successes and errors stand in its body, whatever its status.
    pub(super) fn outcome(&mut self, origin: &Origin, reply: &Response<&[u8]>) -> Result<Step<UserLinked>, Error> {
        match self.phase {
            Phase::LearnBridge => self.learned(origin, identity(origin, reply)?),
            Phase::LookUp { started_again } => self.looked_up(origin, identity(origin, reply)?, started_again),
            Phase::PressButton => {
                items(origin, reply)?;
                self.phase = Phase::CreateUser;
                Ok(Step::Send)
            }
            Phase::CreateUser => match items(origin, reply) {
                Ok(items) => Ok(self.created(origin, &items)),
                Err(Error::Malformed(_)) => Ok(self.lost()),
                Err(error) => Err(error),
            },
        }
    }

    /// A success that nobody can read is as good as lost.
    fn created(&mut self, origin: &Origin, successes: &[Value]) -> Step<UserLinked> {
        match created_user(successes) {
            Some((key, client_key)) => {
                self.done(origin, ApplicationKey::new(key), client_key.map(ClientKey::new), false)
            }
            None => self.lost(),
        }
    }

    fn learned(&mut self, origin: &Origin, found: Identity) -> Result<Step<UserLinked>, Error> {
        self.bridge = found.bridge;
        if let Some(link) = self.kept(origin, found.users.as_deref()) {
            return Ok(Step::Done(origin.linked(link)));
        }
        if !origin.state.links.is_empty() && !origin.state.any_bridge && !self.accepted {
            return Err(Error::AnotherBridge { found: self.bridge.clone() });
        }
        self.before = found.users.map(|users| named(users, origin).map(|user| user.key).collect());
        self.phase = Phase::PressButton;
        Ok(Step::Send)
    }

    /// The link that is kept for this bridge: by its id or, where that is not kept, by its own list of users.
    fn kept(&self, origin: &Origin, users: Option<&[User]>) -> Option<links::Link> {
        let listed =
            |link: &links::Link| users.unwrap_or_default().iter().any(|user| link.key.matches(user.key.expose()));
        let mut links = origin.state.links.iter();
        let link = links.find(|link| match &link.bridge {
            Some(bridge) => Some(bridge) == self.bridge.as_ref(),
            None => listed(link),
        })?;
        Some(links::Link { bridge: self.bridge.clone(), ..link.clone() })
    }

    fn looked_up(&mut self, origin: &Origin, found: Identity, started_again: bool) -> Result<Step<UserLinked>, Error> {
        if self.bridge.is_some() && found.bridge != self.bridge {
            return Err(Error::AnotherBridge { found: found.bridge });
        }
        // Where the list was not shown before, nothing in it is known to be new.
        let listed = self.before.as_ref().and(found.users).unwrap_or_default();
        let before = self.before.as_deref().unwrap_or_default();
        let new = named(listed, origin).filter(|user| !before.iter().any(|old| old.matches(user.key.expose())));
        // Dates of ISO 8601 sort as text.
        match new.max_by(|one, other| one.created.cmp(&other.created)) {
            Some(user) => Ok(self.done(origin, user.key, None, true)),
            None if started_again => {
                self.unconfirmed = false;
                self.phase = Phase::PressButton;
                Ok(Step::Send)
            }
            None => Err(Error::Unconfirmed(Effect::UserCreated)),
        }
    }

    fn done(
        &self,
        origin: &Origin,
        key: ApplicationKey,
        client_key: Option<ClientKey>,
        adopted: bool,
    ) -> Step<UserLinked> {
        Step::Done(origin.linked(links::Link { bridge: self.bridge.clone(), key, client_key, adopted }))
    }
}

/// The configuration that the cloud's own user sees. Where it may not read, the bridge stays unnamed.
fn identity(origin: &Origin, reply: &Response<&[u8]>) -> Result<Identity, Error> {
    let status = reply.status();
    match Items::read(status.as_u16(), reply.body(), &secrets(origin)) {
        Some(_) => Ok(Identity::default()),
        None if status.is_client_error() => Ok(Identity::default()),
        None if status.is_success() => Ok(Identity::read(reply)?),
        None => Err(refused(origin, reply)),
    }
}

/// What worked; or the bridge's error, where nothing did.
fn items(origin: &Origin, reply: &Response<&[u8]>) -> Result<Vec<Value>, Error> {
    match Items::read(reply.status().as_u16(), reply.body(), &secrets(origin)) {
        Some(Items { successes, .. }) if !successes.is_empty() => Ok(successes),
        Some(Items { error: Some(error), .. }) => Err(Error::from(error)),
        _ if reply.status().is_success() => {
            let malformed = Malformed::new("an array of successes and errors");
            Err(malformed.with_status(reply.status().as_u16()).into())
        }
        _ => Err(refused(origin, reply)),
    }
}

fn refused(origin: &Origin, reply: &Response<&[u8]>) -> Error {
    let status = reply.status().as_u16();
    match ErrorBody::read(status, reply.body(), &secrets(origin)) {
        ErrorBody::Bridge(error) => Error::from(error),
        body => Error::Refused { status, refusal: body.into_words() },
    }
}

/// Users under our own name.
fn named(users: Vec<User>, origin: &Origin) -> impl Iterator<Item = User> {
    let name = String::from(origin.app.device_type.as_str());
    users.into_iter().filter(move |user| user.name == name)
}

fn secrets(origin: &Origin) -> Vec<&str> {
    origin.tokens().access().map(AccessToken::expose).into_iter().collect()
}
