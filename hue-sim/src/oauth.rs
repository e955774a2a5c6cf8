//! Authorisation and tokens.

mod authorize;
mod client;
mod digest;
mod grants;
mod legacy;
mod page;
mod token;

pub(crate) use digest::Nonces;
pub(crate) use grants::{Grants, Holder};
