//! Whether a second attempt was right to end as it did.

use super::{End, Endured};
use crate::cloud::users;
use crate::holdings::Holdings;
use crate::stage::Stage;
use hue_blocking::{Effect, Error, Recovery, Snapshot};
use hue_sim::{Entry, Event};
use std::mem::discriminant;

/// A second attempt.
pub(super) struct Attempt<'a> {
    pub(super) held: &'a Snapshot,
    /// Where the simulator's log stood when it began.
    pub(super) from: usize,
    /// How often the user was asked.
    pub(super) asked: usize,
    pub(super) ended: Result<(), Option<Error>>,
}

/// Writes down what is wrong, and says how it ended.
pub(super) fn judge(stage: &Stage, attempt: &Attempt<'_>, is_killed: bool, calm: Option<&Endured>) -> End {
    let holdings = Holdings::of(attempt.held);
    let log = stage.sim.log();
    let mut seen = stage.witness.seen();
    let seen = &mut *seen;
    let created = users(&stage.sim) - seen.users;
    // Where the bridge hides its list nobody can look, and the caller was told.
    if created > 1 + seen.copies + usize::from(holdings.is_blind) {
        let what = format!("{created} users on the bridge after the second attempt, {} of them copies", seen.copies);
        seen.wrong.push(what);
    }
    if attempt.asked > 1 {
        seen.wrong.push(format!("the user was asked {} times", attempt.asked));
    }
    let errors = calm.map_or(&seen.errors, |calm| &calm.errors);
    let wants = |recovery| errors.iter().any(|error| error.recovery() == recovery);
    if let Err(error) = &attempt.ended {
        let is_known = match error {
            Some(Error::Unconfirmed(Effect::UserCreated)) if holdings.is_blind => true,
            Some(error) => errors.iter().any(|known| discriminant(known) == discriminant(error)),
            None => wants(Recovery::AwaitRedirect),
        };
        let wrong = (!is_known).then(|| format!("the second attempt ended with {error:?}, the story knows {errors:?}"));
        seen.wrong.extend(wrong);
        seen.errors.extend(error.clone());
        return End::Failed;
    }
    if attempt.asked == 0 {
        return End::Succeeded;
    }
    if attempt.held.state() == "unauthorized" {
        return End::Consented;
    }
    let tried = log.iter().skip(attempt.from).take_while(|entry| !is_consent(entry));
    if !tried.into_iter().any(|entry| refuses(entry, &holdings)) {
        seen.wrong.push("the user was asked, and the cloud had refused nothing".into());
    }
    let is_spent_by = |with: &str| holdings.grant().is_some_and(|grant| with.contains(grant));
    let bought: Vec<_> = seen.bought.iter().filter(|bought| is_spent_by(&bought.with)).collect();
    if bought.iter().any(|bought| !seen.heard.contains(&bought.access)) {
        return End::Spent;
    }
    if is_killed && !bought.is_empty() {
        return End::Unsaved;
    }
    let is_meant = calm.is_none_or(|calm| calm.end == End::Refused) || wants(Recovery::LogInAgain);
    if !(is_meant || holdings.code.is_some() && is_code_old(stage, &log, attempt.from)) {
        seen.wrong.push("the user was asked, and the story had lost nothing".into());
    }
    End::Refused
}

/// Whether the last code from before `from` has had its time.
fn is_code_old(stage: &Stage, log: &[Entry], from: usize) -> bool {
    let life = stage.sim.with_cloud(|cloud| cloud.settings().tokens.code_ttl);
    let consent = log.iter().take(from).rfind(|entry| is_consent(entry));
    consent.is_some_and(|consent| consent.at().saturating_add(life) <= stage.sim.now())
}

/// Whether the cloud has said that it does not take what was held: the grant or, without one, the access.
fn refuses(entry: &Entry, holdings: &Holdings) -> bool {
    let is_refused = (400..500).contains(&entry.status());
    let form = String::from_utf8_lossy(entry.request().body());
    let shows = |grant: &str| entry.path().contains("/oauth2/") && form.contains(grant);
    let is_access_refused = entry.path().starts_with("/route") && entry.status() == 401;
    is_refused && (holdings.grant().is_some_and(shows) || is_access_refused)
}

fn is_consent(entry: &Entry) -> bool {
    matches!(entry.event(), Some(Event::Consent | Event::Denied))
}
