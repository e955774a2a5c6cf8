//! Properties: what holds whatever comes from outside.
//!
//! [`grammar`] says what may come; [`walk`] and [`ask`] drive an exchange or a call through it and check at every step.

mod ask;
mod calls;
mod exchanges;
mod extras;
mod grammar;
mod logins;
mod sessions;
mod texts;
mod walk;

use proptest::prelude::*;
use proptest::sample::select;

/// Any session as it is stored.
pub(crate) fn any_session() -> impl Strategy<Value = serde_json::Value> {
    select(vec!["unauthorized", "code_received", "tokens_issued", "user_linked"]).prop_flat_map(sessions::any_document)
}
