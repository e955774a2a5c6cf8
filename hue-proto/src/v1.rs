//! API v1 (`/api/<application key>`): what of it has a type here.

mod config;

pub use config::{Config, GetConfig};
