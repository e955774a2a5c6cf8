//! Does one piece of our work, named by the first argument, so that callgrind counts its instructions: once to warm up, and
//! once inside `measured`.

use hue_tests::work::{Work, ours};
use std::env;

fn main() {
    let mut work = ours(&env::args().nth(1).unwrap_or_default());
    work();
    measured(&mut work);
}

#[inline(never)]
fn measured(work: &mut Work) {
    work();
}
