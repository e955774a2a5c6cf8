//! The core from outside: what it sends, what it makes of replies, what it keeps and what it keeps to itself.
#![cfg(test)]

#[path = "core/support.rs"]
mod support;
#[path = "core/verifier.rs"]
mod verifier;

#[path = "core/again.rs"]
mod again;
#[path = "core/apps.rs"]
mod apps;
#[path = "core/authorize.rs"]
mod authorize;
#[path = "core/call.rs"]
mod call;
#[path = "core/callback.rs"]
mod callback;
#[path = "core/clock.rs"]
mod clock;
#[path = "core/color/mod.rs"]
mod color;
#[path = "core/damage.rs"]
mod damage;
#[path = "core/digest.rs"]
mod digest;
#[path = "core/errors.rs"]
mod errors;
#[path = "core/import.rs"]
mod import;
#[path = "core/v2/mod.rs"]
mod v2;

#[path = "core/keep/mod.rs"]
mod keep;
#[path = "core/link.rs"]
mod link;
#[path = "core/login.rs"]
mod login;
#[path = "core/lost.rs"]
mod lost;
#[path = "core/path.rs"]
mod path;
#[path = "core/prop/mod.rs"]
mod prop;
#[path = "core/quantity.rs"]
mod quantity;
#[path = "core/refusals.rs"]
mod refusals;
#[path = "core/secrecy.rs"]
mod secrecy;
#[path = "core/snapshot.rs"]
mod snapshot;
#[path = "core/tokens.rs"]
mod tokens;
#[path = "core/types.rs"]
mod types;
