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
    for _ in 0..ATTEMPTS {
        match FileExt::try_lock(&file) {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => sleep(PAUSE),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
    Err(Problem::Locked)
}

const PAUSE: Duration = Duration::from_millis(2);
/// Ten seconds.
const ATTEMPTS: u32 = 5000;
