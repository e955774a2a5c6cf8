//! The way from whatever there is to a linked session.

use crate::drive::{Client, lost};
use crate::transport::Transport;
use hue_host::{Browser, Cause, NoRedirect, Unsent, entropy};
use hue_proto::{Login, LoginStep, Session, Snapshot, UserLinked};
use std::error::Error as StdError;

impl<X: Transport> Client<X> {
    /// Runs a login to its end: from a stored session where it rests, else through the browser.
    ///
    /// `save` is given every rest before the next step, and returns when it is durable. On an error the login still owns its
    /// session: run it again, or take the session back with [`Login::abandon`]. What it learned was saved.
    ///
    /// ```no_run
    /// # use hue_blocking::*;
    /// # fn save(_: &Snapshot) -> std::io::Result<()> { Ok(()) }
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let (app, hue) = from_env()?;
    /// let mut login = Login::new(Session::new(app.build()?, entropy()?));
    /// let session = hue.login(&mut login, &Browser::new(), save)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn login<E>(
        &self,
        login: &mut Login,
        browser: &Browser,
        mut save: impl FnMut(&Snapshot) -> Result<(), E>,
    ) -> Result<Session<UserLinked>, Cause<X::Error>>
    where
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        let cause = match self.walk(login, browser, &mut save) {
            Ok(session) => return Ok(session),
            Err(cause) => cause,
        };
        // What was learned before the end: a user that may have been created, say.
        if let Some(snapshot) = login.unsaved().filter(|_| !matches!(cause, Cause::Save(_))) {
            save(&snapshot).map_err(|error| Cause::Save(error.into()))?;
        }
        Err(cause)
    }

    fn walk<E>(
        &self,
        login: &mut Login,
        browser: &Browser,
        save: &mut impl FnMut(&Snapshot) -> Result<(), E>,
    ) -> Result<Session<UserLinked>, Cause<X::Error>>
    where
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        let mut step = login.start(entropy().map_err(NoRedirect::from)?)?;
        loop {
            step = match step {
                LoginStep::Save(snapshot) => {
                    save(&snapshot).map_err(|error| Cause::Save(error.into()))?;
                    login.proceed()?
                }
                LoginStep::Ask(request) => login.redirected(&browser.redirect(&request, || true)?)?,
                LoginStep::Wait(delay) => {
                    (self.sleep)(delay);
                    login.proceed()?
                }
                LoginStep::Send(request) => match self.transport.send(request) {
                    Ok(reply) => login.receive(reply, (self.clock)())?,
                    Err(Unsent { error, delivery }) => {
                        login.failed(delivery).map_err(|outcome| lost(error, outcome))?
                    }
                },
                LoginStep::Done(session) => return Ok(session),
            };
        }
    }
}
