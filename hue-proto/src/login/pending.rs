//! Logins of many users that are on their way, as a web service has them.

use crate::error::Error;
use crate::secret::CsrfState;
use crate::session::Session;
use crate::session::state::{CodeReceived, Unauthorized};
use crate::time::UnixTime;
use crate::wire::callback::Callback;
use alloc::collections::BTreeMap;
use alloc::string::String;
use core::fmt;
use core::time::Duration;

/// Logins whose users are away at Hue: found again by `state`, for ten minutes, once, and by the browser alone that began
/// them. Whose account it is, the service knows by that cookie, which must be unpredictable.
///
/// ```
/// # use hue_proto::*;
/// # fn answer(app: App, entropy: Entropy, query: &str, now: UnixTime) -> Result<(), Error> {
/// let mut pending = Pending::default();
/// // Somebody wants to log in. The cookie is a random value, set on the reply that sends them away.
/// let session = Session::new(app, entropy);
/// let url = session.authorize_url();
/// pending.put(session, "their cookie", now)?;
/// // Somebody comes back, with a query and a cookie.
/// let session = pending.take(&Callback::parse(query)?, "their cookie", now)?;
/// # let _ = (url, session.redeem());
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
pub struct Pending(BTreeMap<String, Expected>);

struct Expected {
    session: Session<Unauthorized>,
    /// What the browser has that began it.
    cookie: CsrfState,
    since: UnixTime,
}

impl Pending {
    /// Keeps a login until its user comes back with this cookie.
    ///
    /// Fails with [`Error::RateLimited`] where ten thousand are on their way: the session is dropped, and nothing is lost.
    pub fn put(&mut self, session: Session<Unauthorized>, cookie: &str, now: UnixTime) -> Result<(), Error> {
        self.0.retain(|_, expected| expected.is_fresh(now));
        if self.0.len() >= MOST {
            return Err(Error::RateLimited { retry_after: Some(TEN_MINUTES) });
        }
        let state = session.csrf_state().expose().into();
        self.0.insert(state, Expected { session, cookie: CsrfState::new(cookie), since: now });
        Ok(())
    }

    /// The login that this redirect answers, with its code.
    ///
    /// Fails with [`Error::StateMismatch`] where there is none: it was never begun here, is too old, was taken before, or belongs
    /// to another browser. Else as [`Session::redirected`] does. What others try leaves a login where it is; an answer, a yes
    /// or a no, ends it.
    pub fn take(&mut self, callback: &Callback, cookie: &str, now: UnixTime) -> Result<Session<CodeReceived>, Error> {
        let expected = |expected: &&Expected| expected.cookie.matches(cookie) && expected.is_fresh(now);
        let state = callback.state().ok_or(Error::StateMismatch)?;
        let answer = self.0.get(state).filter(expected).ok_or(Error::StateMismatch)?.session.verdict(callback);
        if let Err(error @ Error::ForeignRedirect(_)) = answer {
            return Err(error);
        }
        let taken = self.0.remove(state).ok_or(Error::StateMismatch)?;
        Ok(taken.session.with_code(answer?))
    }
}

impl Expected {
    fn is_fresh(&self, now: UnixTime) -> bool {
        now.saturating_since(self.since) < TEN_MINUTES
    }
}

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").field("logins", &self.0.len()).finish()
    }
}

const TEN_MINUTES: Duration = Duration::from_secs(600);
const MOST: usize = 10_000;
