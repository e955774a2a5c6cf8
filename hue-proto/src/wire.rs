//! Bytes to values and back, lenient in what is read.

pub(crate) mod bridge;
pub(crate) mod callback;
pub(crate) mod form;
pub(crate) mod json;
pub(crate) mod refusal;
pub(crate) mod retry_after;
pub(crate) mod token;
mod xy;
