//! The simulator, driven with requests written by hand.

// `cfg(test)` tells clippy that helpers are tests too, and may panic.
#[cfg(test)]
mod sim {
    mod agree;
    mod bridge;
    mod cloud;
    mod crud;
    mod digest;
    mod effects;
    mod faults;
    mod groups;
    mod home;
    mod log;
    mod odd;
    mod page;
    mod server;
    mod support;
    mod wire;
}
