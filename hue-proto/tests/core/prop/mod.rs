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
