//! The `hue` command.
fn main() {}
