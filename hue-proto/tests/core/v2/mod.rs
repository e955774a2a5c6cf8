//! Resources of API v2: what is made of odd ones, and of a home that changes.

mod home;
mod requests;
mod salvage;
