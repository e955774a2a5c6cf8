//! One program at a time.

use super::access;
use super::error::Problem;
use fs4::FileExt;
use fs4::TryLockError;
use std::fs::File;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

/// Until it is dropped, or the program dies. Who holds one writes a file: a fraction of a second.
pub(super) fn take(path: &Path) -> Result<File, Problem> {
    let file = access::open_or_create(path)?;
    wait(&file, ATTEMPTS)?;
    Ok(file)
}

/// By asking again and again: the system's own wait has no end. Nobody is next in turn, and nobody starves: of eight programs
/// that do nothing but swap, none waits longer than a tenth of a second.
fn wait(file: &File, attempts: u32) -> Result<(), Problem> {
    for _ in 0..attempts {
        match FileExt::try_lock(file) {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => sleep(PAUSE),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
    Err(Problem::Locked)
}

const PAUSE: Duration = Duration::from_millis(2);
/// Ten seconds.
const ATTEMPTS: u32 = 5000;

#[cfg(test)]
mod tests {
    use super::super::FileError;
    use super::*;

    #[test]
    fn who_waits_too_long_is_told_for_what() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ann.lock");
        let held = take(&path).unwrap();
        let other = access::open_or_create(&path).unwrap();
        let error = FileError::new(&path, wait(&other, 2).unwrap_err()).to_string();
        assert!(error.ends_with("ann.lock: another program has had this lock for too long: look which one hangs"));
        drop(held);
        wait(&other, 1).unwrap();
    }
}
