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
    fn access<X: Transport>(&mut self, client: &Client<X>) -> Result<Access, Cause<X::Error>>;

    /// Newer access than the last. Asked at most once a call.
    fn renew<X: Transport>(&mut self, client: &Client<X>) -> Result<Access, Cause<X::Error>>;
}

/// Lent access: whoever lent it must renew it.
impl Credentials for Access {
    fn access<X: Transport>(&mut self, _: &Client<X>) -> Result<Access, Cause<X::Error>> {
        Ok(self.clone())
    }

    fn renew<X: Transport>(&mut self, _: &Client<X>) -> Result<Access, Cause<X::Error>> {
        Err(Cause::Protocol(Error::TokenRejected))
    }
}

/// A linked session that is renewed when a call needs it, and saved before what was renewed is used.
///
/// `save` is given the snapshot of every renewal and returns when it is durable. Where it fails, the call ends with
/// [`Cause::Save`]: the new tokens are kept here and saved before the next call, and `account.session().snapshot()` is what
/// has to be saved before the program ends. A closure that ends in `Ok(())` wants its type: `|snapshot| -> io::Result<()> {..}`.
///
/// One account belongs to one thread at a time: put it behind a `Mutex` to share it. Two processes must not share one.
///
/// When a call fails, [`Cause::recovery`] says what an account can still be used for:
///
/// ```no_run
/// # use hue_blocking::*;
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let (hue, account): (Client<Ureq>, Account<fn(&Snapshot) -> std::io::Result<()>>) = unreachable!();
/// # let mut account = account;
/// if let Err(cause) = hue.call(v2::GetLights, &mut account) {
///     match cause.recovery() {
///         // The bridge forgot the key: become a user again. The tokens are still good.
///         Some(Recovery::LinkAgain) => { let _ = hue.run(&mut account.into_session().unlinked().link())?; }
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

impl<F, E> Account<F>
where
    F: FnMut(&Snapshot) -> Result<(), E>,
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

    fn save<X>(&mut self) -> Result<(), Cause<X>> {
        if !self.is_saved {
            let snapshot = self.session().snapshot();
            (self.save)(&snapshot).map_err(|error| Cause::Save(error.into()))?;
            self.is_saved = true;
        }
        Ok(())
    }
}

impl<F, E> Credentials for Account<F>
where
    F: FnMut(&Snapshot) -> Result<(), E>,
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    fn access<X: Transport>(&mut self, _: &Client<X>) -> Result<Access, Cause<X::Error>> {
        self.save()?;
        Ok(self.session().access())
    }

    fn renew<X: Transport>(&mut self, client: &Client<X>) -> Result<Access, Cause<X::Error>> {
        self.renewal = client.run(&mut self.renewal)?.renew();
        self.is_saved = false;
        self.access(client)
    }
}

impl<F> fmt::Debug for Account<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("session", self.renewal.origin()).finish_non_exhaustive()
    }
}
