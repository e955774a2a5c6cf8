//! The simulator, driven with requests written by hand.

// `cfg(test)` tells clippy that helpers are tests too, and may panic.
#[cfg(test)]
mod sim {
    mod bridge;
    mod cloud;
    mod digest;
    mod home;
    mod log;
    mod page;
    mod server;
    mod support;
    mod wire;
}
