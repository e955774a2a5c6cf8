//! The way from whatever there is to a linked session.

use crate::bridge::Bridge;
use crate::drive::lost;
use crate::hue::{Hue, random};
use crate::transport::Transport as _;
use hue_host::{Browser, Cause, Unsent};
use hue_proto::keep::{Why, begin, put};
use hue_proto::{Login, LoginStep, Rest, Session, UserLinked};

impl Hue {
    /// Runs a login of the account to its end, from where it rests: through the browser where it must.
    ///
    /// Every rest is stored before the next step, and tokens that are over are renewed as the store's. On an error the login
    /// still owns its session, and what it learned is stored: run it again, or take the session back with [`Login::abandon`].
    /// Most programs want [`login`](Self::login), which makes the login itself.
    pub fn run_login(&self, account: &str, login: &mut Login, browser: &Browser) -> Result<Bridge, Cause> {
        let mut ended = self.walk(account, login, browser);
        // What was learned before the end: a user that may have been created, say.
        if let (Err(cause), Some(rest)) = (&mut ended, login.unsaved()) {
            let snapshot = rest.snapshot.clone();
            if !matches!(cause, Cause::Store { .. }) {
                if let Err(failed) = self.put(account, rest) {
                    *cause = failed;
                }
            }
            if let Cause::Store { unsaved, .. } = cause {
                unsaved.get_or_insert_with(|| Box::new(snapshot));
            }
        }
        self.bridge(account, ended?.into())
    }

    fn walk(&self, account: &str, login: &mut Login, browser: &Browser) -> Result<Session<UserLinked>, Cause> {
        let client = self.client();
        let mut step = login.start(random()?)?;
        loop {
            step = match step {
                LoginStep::Save(rest) => {
                    self.put(account, rest)?;
                    login.proceed()?
                }
                LoginStep::Ask(request) => login.redirected(&browser.redirect(&request, || true)?)?,
                LoginStep::Wait(delay) => {
                    (client.sleep)(delay);
                    login.proceed()?
                }
                LoginStep::Send(request) => match client.transport.send(request) {
                    Ok(reply) => login.receive(reply, (client.clock)())?,
                    Err(Unsent { error, delivery }) => {
                        login.failed(delivery).map_err(|outcome| lost(error, outcome))?
                    }
                },
                LoginStep::Renew(session) => {
                    let load = begin(self.app().clone(), random()?, session.tokens().access(), Why::Needed);
                    match self.renewed(account, load) {
                        Ok(session) => login.renewed(Ok(session))?,
                        Err(cause) => {
                            let error = cause.protocol().cloned().ok_or_else(|| cause.clone())?;
                            login.renewed(Err(error)).map_err(|_| cause)?
                        }
                    }
                }
                // The store may hold newer tokens by now: who needs them finds them there.
                LoginStep::Done(session) => return Ok(session),
            };
        }
    }

    fn put(&self, account: &str, rest: Rest) -> Result<(), Cause> {
        let load = put(self.app().clone(), random()?, rest.snapshot, rest.is_new);
        self.renewed(account, load).map(drop)
    }
}
