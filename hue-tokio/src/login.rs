//! The way from whatever there is to a linked session.

use crate::drive::{Client, lost};
use crate::transport::Transport;
use hue_host::{Browser, Cause, NoRedirect, Unsent, entropy};
use hue_proto::{AuthorizationRequest, Callback, Login, LoginStep, Session, Snapshot, UserLinked};
use std::error::Error as StdError;
use std::thread;
use tokio::sync::oneshot;

impl<X: Transport> Client<X> {
    /// Runs a login to its end: from a stored session where it rests, else through the browser.
    ///
    /// `save` is given every rest before the next step, and is done when it is durable. On an error, and where the future is
    /// dropped, the login still owns its session: run it again, or take the session back with [`Login::abandon`]. What it
    /// learned before an error was saved.
    ///
    /// ```no_run
    /// # use hue_tokio::*;
    /// # async fn save(_: Snapshot) -> std::io::Result<()> { Ok(()) }
    /// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
    /// let (app, hue) = from_env()?;
    /// let mut login = Login::new(Session::new(app.build()?, entropy()?));
    /// let session = hue.login(&mut login, &Browser::new(), save).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn login<R, E>(
        &self,
        login: &mut Login,
        browser: &Browser,
        mut save: impl FnMut(Snapshot) -> R + Send,
    ) -> Result<Session<UserLinked>, Cause<X::Error>>
    where
        R: Future<Output = Result<(), E>> + Send,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        let cause = match self.walk(login, browser, &mut save).await {
            Ok(session) => return Ok(session),
            Err(cause) => cause,
        };
        // What was learned before the end: a user that may have been created, say.
        if let Some(snapshot) = login.unsaved().filter(|_| !matches!(cause, Cause::Save(_))) {
            save(snapshot).await.map_err(|error| Cause::Save(error.into()))?;
        }
        Err(cause)
    }

    async fn walk<R, E>(
        &self,
        login: &mut Login,
        browser: &Browser,
        save: &mut (impl FnMut(Snapshot) -> R + Send),
    ) -> Result<Session<UserLinked>, Cause<X::Error>>
    where
        R: Future<Output = Result<(), E>> + Send,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        let mut step = login.start(entropy().map_err(NoRedirect::from)?)?;
        loop {
            step = match step {
                LoginStep::Save(snapshot) => {
                    save(snapshot).await.map_err(|error| Cause::Save(error.into()))?;
                    login.proceed()?
                }
                LoginStep::Ask(request) => login.redirected(&redirect(browser.clone(), request).await?)?,
                LoginStep::Wait(delay) => {
                    (self.sleep)(delay).await;
                    login.proceed()?
                }
                LoginStep::Send(request) => match self.transport.send(request).await {
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

/// Waits on a thread of its own, which looks whether it is still wanted: a person takes minutes, and a runtime that shuts
/// down does not wait for them.
async fn redirect(browser: Browser, request: AuthorizationRequest) -> Result<Callback, NoRedirect> {
    let (answer, answered) = oneshot::channel();
    thread::spawn(move || {
        let callback = browser.redirect(&request, || !answer.is_closed());
        // Nobody waits any more where the future was dropped.
        let _ = answer.send(callback);
    });
    answered.await.unwrap_or(Err(NoRedirect::GivenUp))
}
