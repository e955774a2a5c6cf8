//! A whole login: from whatever there is to a linked session.

pub(crate) mod authorization;
mod driven;
pub(crate) mod pending;

use crate::app::App;
use crate::entropy::Entropy;
use crate::error::{Delivery, Error, Recovery};
use crate::exchange::link::Link;
use crate::exchange::redeem::Redeem;
use crate::exchange::{Exchange, Transition};
use crate::session::Session;
use crate::session::any::AnySession;
use crate::session::links::{Attempt, Links};
use crate::session::snapshot::Snapshot;
use crate::session::state::{State, TokensIssued, Unauthorized, UserLinked};
use crate::time::UnixTime;
use crate::wire::callback::Callback;
use alloc::sync::Arc;
use alloc::vec::Vec;
use authorization::AuthorizationRequest;
use core::fmt;
use core::mem;
use core::time::Duration;
use driven::{Driven, Turn};
use http::{Request, Response};

/// Everything between a program's start and a linked session: what is stored goes on from where it rests, a user is asked
/// where nothing else helps, and every rest is saved before the next step.
///
/// It owns its session throughout, as an [`Exchange`] does, and is driven through `&mut`. Each duty is done, then answered:
///
/// ```
/// # use hue_proto::*;
/// # fn send(_: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, Delivery> { Err(Delivery::NotSent) }
/// # fn sleep(_: core::time::Duration) {}
/// # fn save(_: &Snapshot) {}
/// # fn renew(_: Session<TokensIssued>) -> Result<AnySession, Error> { Err(Error::NothingToRenew) }
/// # fn ask(_: &AuthorizationRequest) -> Callback { Callback::parse("/?code=c").unwrap() }
/// # fn now() -> UnixTime { UnixTime::from_millis(0) }
/// fn run(login: &mut Login, entropy: Entropy) -> Result<Session<UserLinked>, Error> {
///     let mut step = login.start(entropy)?;
///     loop {
///         step = match step {
///             LoginStep::Save(rest) => {
///                 save(&rest.snapshot);
///                 login.proceed()?
///             }
///             LoginStep::Ask(request) => login.redirected(&ask(&request))?,
///             LoginStep::Wait(delay) => {
///                 sleep(delay);
///                 login.proceed()?
///             }
///             LoginStep::Send(request) => match send(request) {
///                 Ok(reply) => login.receive(reply, now())?,
///                 Err(delivery) => login.failed(delivery)?,
///             },
///             LoginStep::Renew(session) => login.renewed(renew(session))?,
///             LoginStep::Done(session) => return Ok(session),
///         };
///     }
/// }
/// ```
///
/// After an error, or where its driver was dropped, it is started again and goes on from where it rests. A run asks the user
/// at most once, and sends at most [`MAX_SENDS`](Self::MAX_SENDS) requests, whatever is replied.
#[must_use = "a login does nothing until its steps are done"]
pub struct Login {
    app: Arc<App>,
    at: At,
    next: Next,
    /// For the one time that a run may begin anew. Gone once the user was asked.
    entropy: Option<Entropy>,
    has_renewed: bool,
    is_saving: bool,
    saved: Saved,
    /// Its tokens belong to a grant that was never saved.
    is_new: bool,
}

/// Where it rests, or what it does to get to the next rest.
enum At {
    Unauthorized(Session<Unauthorized>),
    CodeReceived(Exchange<Redeem>),
    TokensIssued(Exchange<Link>),
    UserLinked(Session<UserLinked>),
    /// The session is handed out.
    Arrived,
}

/// What was saved last of where it rests. Only an attempt to create a user changes a rest.
enum Saved {
    Nothing,
    With(Option<Arc<Attempt>>),
}

/// What follows when everything is saved.
#[derive(Clone, Copy)]
enum Next {
    /// The duty of where it rests.
    Begin,
    Wait(Duration),
    Send,
    Renew,
}

/// What a login has come to, to be stored: [`keep::put`](crate::keep::put) says how, where others use the store too.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Rest {
    /// What to store.
    pub snapshot: Snapshot,
    /// Its tokens belong to a grant that nobody has stored yet.
    pub is_new: bool,
}

/// What the driver does next. Exhaustive on purpose: a new duty must break every driver.
#[expect(clippy::exhaustive_enums, reason = "a new duty must break every driver at compile time")]
#[must_use = "the login goes on only when this is done"]
pub enum LoginStep {
    /// Save this where it lasts, then [`Login::proceed`].
    Save(Rest),
    /// Send the user there, then hand what the browser brings back to [`Login::redirected`].
    Ask(AuthorizationRequest),
    /// Send this, then [`Login::receive`] the reply, or tell [`Login::failed`] that none came.
    Send(Request<Vec<u8>>),
    /// Sleep this long, then [`Login::proceed`].
    Wait(Duration),
    /// Get newer tokens than these, from where they are [kept](crate::keep) or by [`Session::renew`]; then
    /// [`Login::renewed`].
    Renew(Session<TokensIssued>),
    /// Arrived, and saved.
    Done(Session<UserLinked>),
}

impl Login {
    /// The most requests that one run makes itself: a stored code and a new one, and a link with each of three tokens.
    /// Twenty-eight in all.
    pub const MAX_SENDS: usize = 2 * Redeem::MAX_SENDS + 3 * Link::MAX_SENDS;

    /// From a session in any state: a new one, one that [`AnySession::restore`] took out of storage, one with a code
    /// ([`Session::with_code`], [`Session::redirected`]) or with tokens ([`Session::from_tokens`]).
    ///
    /// One that is linked is done at once, and taken to be saved.
    pub fn new(session: impl Into<AnySession>) -> Self {
        let session = session.into();
        let app = session.app().clone();
        let at = match session {
            AnySession::Unauthorized(session) => At::Unauthorized(session),
            AnySession::CodeReceived(session) => At::CodeReceived(session.redeem()),
            AnySession::TokensIssued(session) => At::TokensIssued(session.link()),
            AnySession::UserLinked(session) => At::UserLinked(session),
        };
        let saved = if matches!(at, At::UserLinked(_)) { Saved::With(None) } else { Saved::Nothing };
        Self { app, at, next: Next::Begin, entropy: None, has_renewed: false, is_saving: false, saved, is_new: false }
    }

    /// The application that it was made for.
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// What to do first. To be asked again after an error, or by a new driver. Fails with [`Error::HasArrived`] where the
    /// session was handed out.
    ///
    /// The entropy is for asking the user where what was stored turns out to be of no use: a code of yesterday, a grant that
    /// was withdrawn.
    pub fn start(&mut self, entropy: Entropy) -> Result<LoginStep, Error> {
        self.entropy = Some(entropy);
        self.has_renewed = false;
        self.is_saving = false;
        self.next = Next::Begin;
        self.step()
    }

    /// What was told is done: saved, or slept.
    pub fn proceed(&mut self) -> Result<LoginStep, Error> {
        if mem::take(&mut self.is_saving) {
            self.saved = Saved::With(self.attempt());
            self.is_new = false;
        } else if let Next::Wait(_) = self.next {
            self.next = Next::Send;
        }
        self.step()
    }

    /// Answers [`LoginStep::Renew`]: the session as it is stored now, or why there is none. Where the grant is over, the user is
    /// asked; any other error comes back.
    pub fn renewed(&mut self, outcome: Result<AnySession, Error>) -> Result<LoginStep, Error> {
        match outcome {
            Ok(AnySession::TokensIssued(session)) => self.stored(At::TokensIssued(session.link())),
            // Somebody else has linked it meanwhile.
            Ok(AnySession::UserLinked(session)) => self.stored(At::UserLinked(session)),
            Ok(AnySession::Unauthorized(_) | AnySession::CodeReceived(_)) => self.ask_again(Error::NotLoggedIn)?,
            Err(error) if error.recovery() == Recovery::LogInAgain => self.ask_again(error)?,
            Err(error) => {
                self.next = Next::Begin;
                return Err(error);
            }
        }
        self.step()
    }

    /// Takes what the browser brought back. Fails as [`Session::redirected`] does: where
    /// [`Error::recovery`] says [`AwaitRedirect`](Recovery::AwaitRedirect), ask for another; the question still stands.
    pub fn redirected(&mut self, callback: &Callback) -> Result<LoginStep, Error> {
        let At::Unauthorized(session) = &self.at else { return Err(Error::HasArrived) };
        let code = session.verdict(callback)?;
        self.entropy = None;
        self.rest(At::CodeReceived(session.copy().with_code(code).redeem()));
        self.step()
    }

    /// A reply came, whatever its status.
    pub fn receive(&mut self, reply: Response<impl AsRef<[u8]>>, now: UnixTime) -> Result<LoginStep, Error> {
        let (head, body) = reply.into_parts();
        let reply = Response::from_parts(head, body.as_ref());
        self.turn(|exchange| exchange.receive(&reply, now))
    }

    /// No reply came.
    pub fn failed(&mut self, delivery: Delivery) -> Result<LoginStep, Error> {
        self.turn(|exchange| exchange.failed(delivery))
    }

    /// Answers [`Error::AnotherBridge`]: yes, link the bridge that this login leads to. Start again after it.
    pub fn accept_bridge(&mut self) {
        if let At::TokensIssued(link) = &mut self.at {
            link.accept_bridge();
        }
    }

    /// What is to be saved before a driver gives up: what was learned since the last [`LoginStep::Save`].
    pub fn unsaved(&self) -> Option<Rest> {
        let is_saved = match (&self.saved, self.attempt()) {
            (Saved::With(Some(saved)), Some(now)) => Arc::ptr_eq(saved, &now),
            (Saved::With(None), None) => true,
            _ => false,
        };
        let snapshot = self.snapshot().filter(|_| !is_saved)?;
        Some(Rest { snapshot, is_new: self.is_new })
    }

    /// What it rests at, to be stored. `None`: it has arrived and handed its session out.
    pub fn snapshot(&self) -> Option<Snapshot> {
        Some(match &self.at {
            At::Unauthorized(session) => session.snapshot(),
            At::CodeReceived(exchange) => exchange.origin().snapshot(),
            At::TokensIssued(exchange) => exchange.origin().snapshot(),
            At::UserLinked(session) => session.snapshot(),
            At::Arrived => return None,
        })
    }

    /// Walks away with the session that it rests at. `None`: it has arrived and handed its session out.
    pub fn abandon(self) -> Option<AnySession> {
        Some(match self.at {
            At::Unauthorized(session) => session.into(),
            At::CodeReceived(exchange) => exchange.abandon().into(),
            At::TokensIssued(exchange) => exchange.abandon().into(),
            At::UserLinked(session) => session.into(),
            At::Arrived => return None,
        })
    }

    fn step(&mut self) -> Result<LoginStep, Error> {
        if let Some(rest) = self.unsaved() {
            self.is_saving = true;
            return Ok(LoginStep::Save(rest));
        }
        match self.next {
            Next::Begin => self.begin(),
            Next::Wait(delay) => Ok(LoginStep::Wait(delay)),
            Next::Renew => match &self.at {
                At::TokensIssued(link) => Ok(LoginStep::Renew(link.origin().copy())),
                _ => Err(Error::HasArrived),
            },
            Next::Send => self.at.driven().map(|exchange| LoginStep::Send(exchange.request())).ok_or(Error::HasArrived),
        }
    }

    fn begin(&mut self) -> Result<LoginStep, Error> {
        match mem::replace(&mut self.at, At::Arrived) {
            At::UserLinked(session) => return Ok(LoginStep::Done(session)),
            at => self.at = at,
        }
        if let At::Unauthorized(session) = &self.at {
            return Ok(LoginStep::Ask(AuthorizationRequest::new(session.copy())));
        }
        self.turn(|exchange| exchange.start())
    }

    fn turn(&mut self, go: impl FnOnce(&mut dyn Driven) -> Result<Turn, Error>) -> Result<LoginStep, Error> {
        let exchange = self.at.driven().ok_or(Error::HasArrived)?;
        match go(exchange) {
            Ok(Turn::Send) => self.next = Next::Send,
            Ok(Turn::Wait(delay)) => self.next = Next::Wait(delay),
            Ok(Turn::Arrived(at)) => {
                self.is_new = matches!(self.at, At::CodeReceived(_));
                self.rest(at);
            }
            Err(error) => self.recover(error)?,
        }
        self.step()
    }

    fn rest(&mut self, at: At) {
        self.at = at;
        self.next = Next::Begin;
        self.saved = Saved::Nothing;
    }

    /// At a rest that is stored already.
    fn stored(&mut self, at: At) {
        self.rest(at);
        self.saved = Saved::With(self.attempt());
    }

    /// Asks for newer tokens once where access is over, and asks the user once where there is nothing left to renew with.
    fn recover(&mut self, error: Error) -> Result<(), Error> {
        let error = match (&self.at, error.recovery()) {
            (At::TokensIssued(_), Recovery::Renew) if !self.has_renewed => {
                self.has_renewed = true;
                self.next = Next::Renew;
                return Ok(());
            }
            (At::TokensIssued(_), Recovery::Renew) => Error::AccessRevoked,
            (_, Recovery::LogInAgain) => error,
            _ => return Err(error),
        };
        self.ask_again(error)
    }

    /// Once a run.
    fn ask_again(&mut self, error: Error) -> Result<(), Error> {
        let Some(entropy) = self.entropy.take() else { return Err(error) };
        let again = match &self.at {
            At::CodeReceived(exchange) => Session::again(exchange.origin(), entropy),
            At::TokensIssued(exchange) => Session::again(exchange.origin(), entropy),
            At::Unauthorized(_) | At::UserLinked(_) | At::Arrived => return Err(error),
        };
        self.rest(At::Unauthorized(again));
        Ok(())
    }

    fn attempt(&self) -> Option<Arc<Attempt>> {
        let attempt = |links: Links| links.attempt;
        match &self.at {
            At::Unauthorized(session) => attempt(session.state.links()),
            At::CodeReceived(exchange) => attempt(exchange.origin().state.links()),
            At::TokensIssued(exchange) => attempt(exchange.origin().state.links()),
            At::UserLinked(_) | At::Arrived => None,
        }
    }
}

impl At {
    fn driven(&mut self) -> Option<&mut dyn Driven> {
        match self {
            Self::CodeReceived(exchange) => Some(exchange),
            Self::TokensIssued(exchange) => Some(exchange),
            Self::Unauthorized(_) | Self::UserLinked(_) | Self::Arrived => None,
        }
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("snapshot", &self.snapshot()).finish_non_exhaustive()
    }
}

/// By name: a request holds secrets.
impl fmt::Debug for LoginStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Save(_) => "Save(..)",
            Self::Ask(_) => "Ask(..)",
            Self::Send(_) => "Send(..)",
            Self::Wait(delay) => return f.debug_tuple("Wait").field(delay).finish(),
            Self::Renew(_) => "Renew(..)",
            Self::Done(_) => "Done(..)",
        })
    }
}
