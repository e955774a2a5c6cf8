//! Codes and tokens that were given out.

use std::time::Duration;

use hue_proto::UnixTime;

use crate::ids::Ids;
use crate::settings::TokenSettings;

/// For whom a code or token was given out, and what it opens.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Holder {
    pub(crate) client_id: String,
    pub(crate) account: String,
    pub(crate) bridge_id: String,
}

pub(crate) struct Code {
    pub(crate) value: String,
    pub(crate) holder: Holder,
    pub(crate) redirect_uri: Option<String>,
    pub(crate) challenge: Option<String>,
    pub(crate) issued: UnixTime,
}

/// An access token and a refresh token that live and die together.
#[derive(Clone)]
pub(crate) struct Pair {
    pub(crate) access: String,
    pub(crate) refresh: String,
    holder: Holder,
    issued: UnixTime,
    refresh_ttl: Option<Duration>,
    replaced: Option<UnixTime>,
}

#[derive(Default)]
pub(crate) struct Grants {
    codes: Vec<Code>,
    pairs: Vec<Pair>,
}

/// Pairs are kept after their end only because a clock may be set back; so many are enough for that.
const PAIR_LIMIT: usize = 10_000;
/// Codes that nobody redeems.
const CODE_LIMIT: usize = 10_000;

impl Grants {
    pub(crate) fn add_code(&mut self, code: Code) {
        if self.codes.len() >= CODE_LIMIT {
            self.codes.drain(..CODE_LIMIT / 2);
        }
        self.codes.push(code);
    }

    /// Takes the code out, good once: `None` when there is none for this client, or no longer.
    pub(crate) fn take_code(&mut self, now: UnixTime, client_id: &str, value: &str, ttl: Duration) -> Option<Code> {
        self.codes.retain(|code| now < code.issued.saturating_add(ttl));
        let found = self.codes.iter().position(|code| code.value == value && code.holder.client_id == client_id)?;
        Some(self.codes.remove(found))
    }

    /// A first pair of tokens.
    pub(crate) fn issue(&mut self, now: UnixTime, holder: Holder, ids: &mut Ids, ttl: Option<Duration>) -> Pair {
        let refresh = ids.refresh_token();
        self.add_pair(now, holder, ids, refresh, ttl)
    }

    /// The next pair for a refresh token of this client, which ends the pair it belongs to; `None` when it is not good.
    pub(crate) fn renew(
        &mut self,
        now: UnixTime,
        client_id: &str,
        refresh: &str,
        ids: &mut Ids,
        settings: &TokenSettings,
        ttl: Option<Duration>,
    ) -> Option<Pair> {
        let old = self.pairs.iter_mut().rev().find(|pair| {
            pair.refresh == refresh && pair.holder.client_id == client_id && pair.refreshes(now, settings)
        })?;
        if old.replaced.is_none() {
            old.replaced = Some(now);
        }
        let holder = old.holder.clone();
        let next = if settings.refresh_token_on_renewal { ids.refresh_token() } else { refresh.to_owned() };
        Some(self.add_pair(now, holder, ids, next, ttl))
    }

    /// Whom an access token belongs to, if it is good.
    pub(crate) fn holder(&self, now: UnixTime, access: &str, settings: &TokenSettings) -> Option<&Holder> {
        let found = self.pairs.iter().find(|pair| pair.access == access && pair.opens(now, settings))?;
        Some(&found.holder)
    }

    pub(crate) fn revoke(&mut self, client_id: &str) {
        self.codes.retain(|code| code.holder.client_id != client_id);
        self.pairs.retain(|pair| pair.holder.client_id != client_id);
    }

    fn add_pair(
        &mut self,
        now: UnixTime,
        holder: Holder,
        ids: &mut Ids,
        refresh: String,
        refresh_ttl: Option<Duration>,
    ) -> Pair {
        if self.pairs.len() >= PAIR_LIMIT {
            self.pairs.retain(|pair| pair.replaced.is_none());
        }
        let pair = Pair { access: ids.access_token(), refresh, holder, issued: now, refresh_ttl, replaced: None };
        self.pairs.push(pair.clone());
        pair
    }
}

impl Pair {
    fn opens(&self, now: UnixTime, settings: &TokenSettings) -> bool {
        self.survives(now, settings) && now < self.issued.saturating_add(settings.access_ttl)
    }

    fn refreshes(&self, now: UnixTime, settings: &TokenSettings) -> bool {
        self.survives(now, settings) && self.refresh_ttl.is_none_or(|ttl| now < self.issued.saturating_add(ttl))
    }

    fn survives(&self, now: UnixTime, settings: &TokenSettings) -> bool {
        self.replaced.is_none_or(|replaced| now < replaced.saturating_add(settings.rotation_grace))
    }
}
