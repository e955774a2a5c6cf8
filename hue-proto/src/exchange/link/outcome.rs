//! What the bridge's replies mean for a link.

use super::{Link, Phase, Step, UNCONFIRMED};
use crate::error::{Error, Malformed};
use crate::secret::{AccessToken, ApplicationKey, ClientKey};
use crate::session::Session;
use crate::session::links::{Attempt, Link as KeptLink, Links};
use crate::session::state::{TokensIssued, UserLinked};
use crate::wire::bridge::{Identity, Items, User, created_user};
use crate::wire::refusal::ErrorBody;
use alloc::sync::Arc;
use alloc::vec::Vec;
use http::Response;
use serde_json::Value;

type Origin = Session<TokensIssued>;

impl Link {
    /// A reply that is no refusal of the cloud. Successes and errors stand in its body, whatever its status.
    pub(super) fn outcome(&mut self, origin: &mut Origin, reply: &Response<&[u8]>) -> Result<Step<UserLinked>, Error> {
        match self.phase {
            Phase::LearnBridge => {
                let may_hide = origin.state.links.kept.is_empty();
                self.learned(origin, identity(origin, reply, may_hide)?)
            }
            Phase::LookUp { started_again } => {
                let attempt = origin.state.links.attempt.clone().ok_or(UNCONFIRMED)?;
                let found = identity(origin, reply, attempt.before.is_none())?;
                self.looked_up(origin, &attempt, found, started_again)
            }
            Phase::PressButton => {
                items(origin, reply)?;
                // From here on there may be a user, whatever becomes of the reply, and of whoever drives this.
                origin.state.links.attempt = Some(Arc::new(self.learned.clone()));
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
        let links = &origin.state.links;
        if let Some(link) = kept(links, &found) {
            return Ok(Step::Done(origin.linked(link)));
        }
        if links.expect_a_bridge() {
            return Err(Error::AnotherBridge { found: found.bridge });
        }
        Ok(self.create(origin, found))
    }

    /// Presses the button, and remembers who was there before.
    fn create(&mut self, origin: &Origin, found: Identity) -> Step<UserLinked> {
        let keys = |users: &Vec<User>| named(users, origin).map(|user| user.key.clone()).collect();
        let before = found.users.as_ref().map(keys);
        self.learned = Attempt { bridge: found.bridge, before, is_reported: false };
        self.phase = Phase::PressButton;
        Step::Send
    }

    fn looked_up(
        &mut self,
        origin: &mut Origin,
        attempt: &Attempt,
        found: Identity,
        started_again: bool,
    ) -> Result<Step<UserLinked>, Error> {
        if attempt.bridge.is_some() && found.bridge.is_some() && attempt.bridge != found.bridge {
            return Err(Error::AnotherBridge { found: found.bridge });
        }
        // Where the list was not shown before, nothing in it is known to be new, then or ever.
        if let Some(before) = &attempt.before {
            let Some(users) = found.users.as_deref() else {
                return Err(UNCONFIRMED);
            };
            let is_new = |user: &&User| !before.iter().any(|old| old.matches(user.key.expose()));
            // Dates of ISO 8601 sort as text.
            if let Some(user) = named(users, origin).filter(is_new).max_by(|one, other| one.created.cmp(&other.created))
            {
                self.learned.bridge = found.bridge.or_else(|| attempt.bridge.clone());
                return Ok(self.done(origin, user.key.clone(), None, true));
            }
        }
        if !started_again || (attempt.before.is_none() && !attempt.is_reported) {
            return Err(UNCONFIRMED);
        }
        origin.state.links.attempt = None;
        Ok(self.create(origin, found))
    }

    fn done(
        &self,
        origin: &Origin,
        key: ApplicationKey,
        client_key: Option<ClientKey>,
        adopted: bool,
    ) -> Step<UserLinked> {
        Step::Done(origin.linked(KeptLink { bridge: self.learned.bridge.clone(), key, client_key, adopted }))
    }
}

/// The link that is kept for this bridge: by its id or, where that is not kept, by the bridge's own list of users.
fn kept(links: &Links, found: &Identity) -> Option<KeptLink> {
    let users = found.users.as_deref().unwrap_or_default();
    let link = links.kept.iter().find(|link| match &link.bridge {
        Some(bridge) => Some(bridge) == found.bridge.as_ref(),
        None => users.iter().any(|user| link.key.matches(user.key.expose())),
    })?;
    Some(KeptLink { bridge: found.bridge.clone(), ..link.clone() })
}

/// The configuration that the cloud's own user sees. Where it may not read, the bridge stays unnamed, if it may.
fn identity(origin: &Origin, reply: &Response<&[u8]>, may_hide: bool) -> Result<Identity, Error> {
    let status = reply.status();
    match Items::read(status.as_u16(), reply.body(), &secrets(origin)) {
        Some(Items { error: Some(error), .. }) if !may_hide => Err(error.into()),
        Some(_) => Ok(Identity::default()),
        None if status.is_client_error() && may_hide => Ok(Identity::default()),
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
fn named<'a>(users: &'a [User], origin: &'a Origin) -> impl Iterator<Item = &'a User> {
    users.iter().filter(|user| user.name == origin.app.device_type.as_str())
}

fn secrets(origin: &Origin) -> Vec<&str> {
    origin.tokens().access().map(AccessToken::expose).into_iter().collect()
}
