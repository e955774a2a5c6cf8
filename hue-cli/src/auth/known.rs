//! What is known of an account without asking anybody.

use crate::args::StoreArgs;
use crate::failure::{Code, Failure};
use crate::output::Depth;
use crate::words::{count, date, span};
use hue_blocking::keep::Summary;
use hue_blocking::{Store as _, UnixTime};
use hue_store::{File, FileError, Unreadable};
use serde_json::{Value, json};
use std::path::PathBuf;

/// An account of the store, whether or not it can be read.
pub(super) struct Known {
    account: String,
    /// The command that logs it in.
    login: String,
    path: PathBuf,
    /// `None`: nobody can tell.
    is_sealed: Option<bool>,
    summary: Result<Summary, FileError>,
}

impl Known {
    /// `None`: nothing is stored of it.
    pub(super) fn of(store: &File, args: &StoreArgs, account: &str) -> Result<Option<Self>, Failure> {
        let summary = match store.load(account) {
            Ok(None) => return Ok(None),
            Ok(Some(record)) => Ok(record.summary()),
            Err(error) => Err(error),
        };
        let is_sealed = match File::new(store.folder())?.load(account) {
            Ok(_) => Some(false),
            Err(error) => Some(true).filter(|_| error.unreadable() == Some(Unreadable::Sealed)),
        };
        let (path, login) = (store.path(account)?, args.login_as(account));
        Ok(Some(Self { account: account.to_owned(), login, path, is_sealed, summary }))
    }

    /// Of what was just stored.
    pub(super) fn stored(store: &File, args: &StoreArgs, account: &str) -> Result<Self, Failure> {
        Self::of(store, args, account)?.ok_or_else(|| Failure::nobody(args, account))
    }

    /// Why it is of no use, if so.
    pub(super) fn problem(&self, now: UnixTime) -> Option<Failure> {
        match &self.summary {
            Ok(summary) => over(summary, now).map(|why| {
                let (account, login) = (&self.account, &self.login);
                Failure::new(Code::NotLoggedIn, format_args!("{account}: {why}; run `{login}`"))
            }),
            Err(error) => Some(Failure::file(error)),
        }
    }

    /// One line.
    pub(super) fn place(&self) -> String {
        let sealed = match self.is_sealed {
            Some(true) => ", sealed",
            Some(false) => ", not sealed",
            None => "",
        };
        format!("{}{sealed}", self.path.display())
    }

    /// A headline, and a line for each thing.
    pub(super) fn text(&self, now: UnixTime, depth: Depth) -> String {
        let mut rows = Vec::new();
        match &self.summary {
            Ok(summary) => {
                let state = over(summary, now).map_or_else(|| "yes".to_owned(), |why| format!("no: {why}"));
                rows.push(("logged in", state));
                rows.push(("application", format!("{} at {}", summary.client_id, summary.origin)));
                rows.push(("bridge", bridge(summary)));
                rows.push(("token", token(summary, now)));
            }
            Err(error) => rows.push(("logged in", format!("nobody knows: {error}"))),
        }
        rows.push(("stored in", self.place()));
        let rows = rows.into_iter().map(|(name, value)| format!("  {name:<13}{value}\n"));
        format!("{}\n{}", depth.bold(&self.account), rows.collect::<String>())
    }

    pub(super) fn json(&self, now: UnixTime) -> Value {
        let mut document = json!({
            "account": self.account,
            "logged_in": self.problem(now).is_none(),
            "problem": self.problem(now).map(|failure| failure.message),
            "path": self.path.display().to_string(),
            "sealed": self.is_sealed,
        });
        if let (Some(fields), Ok(summary)) = (document.as_object_mut(), &self.summary) {
            fields.extend(json_of(summary, now).as_object().cloned().unwrap_or_default());
        }
        document
    }

    pub(super) fn summary(&self) -> Option<&Summary> {
        self.summary.as_ref().ok()
    }
}

fn json_of(summary: &Summary, now: UnixTime) -> Value {
    json!({
        "state": summary.state,
        "client_id": summary.client_id,
        "origin": summary.origin,
        "bridge": summary.bridge.as_ref().map(ToString::to_string),
        "other_bridges": summary.other_bridges,
        "has_client_key": summary.has_client_key,
        "has_refresh_token": summary.has_refresh_token,
        "issued": summary.issued.and_then(date),
        "expires": summary.expires.and_then(date),
        "seconds_left": summary.expires.map(|expires| expires.saturating_since(now).as_secs()),
        "renewals": summary.generation,
        "is_being_renewed": summary.is_being_renewed,
        "is_refused": summary.is_refused,
    })
}

/// Why nobody can use it, if so.
fn over(summary: &Summary, now: UnixTime) -> Option<&'static str> {
    if summary.state != "user_linked" {
        Some("the login is not finished")
    } else if summary.is_refused {
        Some("Hue no longer accepts the refresh token")
    } else if !summary.has_refresh_token && summary.expires.is_some_and(|expires| expires <= now) {
        Some("the token is over, and there is none to renew it with")
    } else {
        None
    }
}

fn bridge(summary: &Summary) -> String {
    let id = match (&summary.bridge, summary.state) {
        (Some(id), _) => id.to_string(),
        (None, "user_linked") => "one whose id nobody knows".to_owned(),
        (None, _) => "none yet".to_owned(),
    };
    match u64::try_from(summary.other_bridges) {
        Ok(others @ 1..) => format!("{id}; keys of {} more", count(others, "bridge")),
        _ => id,
    }
}

/// How long the access token lives, and what comes then.
fn token(summary: &Summary, now: UnixTime) -> String {
    if matches!(summary.state, "unauthorized" | "code_received") {
        return "none yet".to_owned();
    }
    let day = |time| date(time).map_or_else(String::new, |date| format!(" ({date})"));
    let life = match summary.expires {
        None => "of unknown age".to_owned(),
        Some(expires) if expires > now => format!("good for {}{}", span(expires.saturating_since(now)), day(expires)),
        Some(expires) => format!("over since {}{}", span(now.saturating_since(expires)), day(expires)),
    };
    let next = match (summary.has_refresh_token, summary.is_being_renewed) {
        (false, _) => "; cannot be renewed",
        (true, true) => "; somebody is renewing it, or died while doing so",
        (true, false) => "; renewed when it is needed",
    };
    match summary.generation {
        0 => life + next,
        times => format!("{life}{next}, {} so far", count(times, "time")),
    }
}
