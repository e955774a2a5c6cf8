//! A disk without room, as this program alone sees it.

use std::io;

/// No file can grow.
pub(crate) fn fill_up() -> io::Result<()> {
    limit(true)
}

/// Every file can.
pub(crate) fn make_room() -> io::Result<()> {
    limit(false)
}

#[cfg(unix)]
fn limit(is_full: bool) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let maximum = getrlimit(Resource::Fsize).maximum;
    let current = if is_full { Some(0) } else { maximum };
    Ok(setrlimit(Resource::Fsize, Rlimit { current, maximum })?)
}

#[cfg(not(unix))]
fn limit(_: bool) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
