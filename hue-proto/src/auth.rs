//! How the client proves who it is.

mod challenge;
mod digest;
pub(crate) mod handshake;
