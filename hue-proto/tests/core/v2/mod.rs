//! Resources of API v2: what is made of odd ones, and of a home that changes.

mod beyond;
mod home;
mod requests;
mod salvage;
