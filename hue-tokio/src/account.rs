//! Where calls get their access from.

use crate::drive::Client;
use crate::transport::Transport;
use hue_host::Cause;
use hue_proto::{Access, Error, Exchange, Renew, Session, Snapshot, UserLinked};
use std::error::Error as StdError;
use std::fmt;

/// Where a call gets its access from, and newer access when that is over.
#[diagnostic::on_unimplemented(
    message = "a call takes its access from an `Account` or an `Access`",
    note = "wrap a session in `Account::new(session, save)`, or pass `&mut session.access()` where nothing is to be renewed"
)]
pub trait Credentials {
    /// The access there is.
    fn access<X: Transport>(
        &mut self,
        client: &Client<X>,
    ) -> impl Future<Output = Result<Access, Cause<X::Error>>> + Send;

    /// Newer access than the last. Asked at most once a call.
    fn renew<X: Transport>(
        &mut self,
        client: &Client<X>,
    ) -> impl Future<Output = Result<Access, Cause<X::Error>>> + Send;
}

/// Lent access: whoever lent it must renew it.
impl Credentials for Access {
    async fn access<X: Transport>(&mut self, _: &Client<X>) -> Result<Access, Cause<X::Error>> {
        Ok(self.clone())
    }

    async fn renew<X: Transport>(&mut self, _: &Client<X>) -> Result<Access, Cause<X::Error>> {
        Err(Cause::Protocol(Error::TokenRejected))
    }
}

/// A linked session that is renewed when a call needs it, and saved before what was renewed is used.
///
/// `save` is given the snapshot of every renewal and is done when it is durable. Where it fails, the call ends with
/// [`Cause::Save`]: the new tokens are kept here and saved before the next call, and `account.session().snapshot()` is what
/// has to be saved before the program ends. So is it where the future of a call is dropped.
///
/// One account belongs to one task at a time: put it behind a `tokio::sync::Mutex` to share it. Two processes must not share one.
///
/// When a call fails, [`Cause::recovery`] says what an account can still be used for:
///
/// ```no_run
/// # use hue_tokio::*;
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// # let (hue, account): (Client<Hyper>, Account<fn(Snapshot) -> std::future::Ready<std::io::Result<()>>>) = unreachable!();
/// # let mut account = account;
/// if let Err(cause) = hue.call(v2::GetLights, &mut account).await {
///     match cause.recovery() {
///         // The bridge forgot the key: become a user again. The tokens are still good.
///         Some(Recovery::LinkAgain) => { let _ = hue.run(&mut account.into_session().unlinked().link()).await?; }
///         // The grant is gone: a new login, which keeps the bridge and its key, so that it makes no second user.
///         Some(Recovery::LogInAgain) => { let _ = Session::again(account.session(), entropy()?); }
///         _ => return Err(cause.into()),
///     }
/// }
/// # Ok(())
/// # }
/// ```
pub struct Account<F> {
    /// The renewal that is next: it owns the session, whatever becomes of it.
    renewal: Exchange<Renew<UserLinked>>,
    save: F,
    is_saved: bool,
}

impl<F, R, E> Account<F>
where
    F: FnMut(Snapshot) -> R + Send,
    R: Future<Output = Result<(), E>> + Send,
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    /// A session whose snapshot is saved already, and how to save the next ones.
    pub fn new(session: Session<UserLinked>, save: F) -> Self {
        Self { renewal: session.renew(), save, is_saved: true }
    }

    /// The session as it is now.
    pub fn session(&self) -> &Session<UserLinked> {
        self.renewal.origin()
    }

    /// Gives the session back.
    pub fn into_session(self) -> Session<UserLinked> {
        self.renewal.abandon()
    }

    async fn save<X>(&mut self) -> Result<(), Cause<X>> {
        if !self.is_saved {
            let snapshot = self.session().snapshot();
            (self.save)(snapshot).await.map_err(|error| Cause::Save(error.into()))?;
            self.is_saved = true;
        }
        Ok(())
    }
}

impl<F, R, E> Credentials for Account<F>
where
    F: FnMut(Snapshot) -> R + Send,
    R: Future<Output = Result<(), E>> + Send,
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    async fn access<X: Transport>(&mut self, _: &Client<X>) -> Result<Access, Cause<X::Error>> {
        self.save().await?;
        Ok(self.session().access())
    }

    async fn renew<X: Transport>(&mut self, client: &Client<X>) -> Result<Access, Cause<X::Error>> {
        self.renewal = client.run(&mut self.renewal).await?.renew();
        self.is_saved = false;
        self.access(client).await
    }
}

impl<F> fmt::Debug for Account<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("session", self.renewal.origin()).finish_non_exhaustive()
    }
}
