//! Who may read and write: the owner alone.

use super::error::Problem;
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;

/// With the folders above it, which are as they are.
pub(super) fn create_folder(folder: &Path) -> Result<(), Problem> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let missing: Vec<_> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
    if let Err(error) = builder.create(folder) {
        // Something else may stand there.
        if error.kind() != ErrorKind::AlreadyExists {
            return Err(error.into());
        }
    }
    check_folder(folder)?;
    // What is brought to the disk in a folder is lost all the same, if the folder itself is.
    for above in missing.iter().filter_map(|created| created.parent()) {
        sync_folder(if above.as_os_str().is_empty() { Path::new(".") } else { above })?;
    }
    Ok(())
}

/// A power cut must not undo what was created, renamed or removed in it.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

pub(super) fn check_folder(folder: &Path) -> Result<(), Problem> {
    let metadata = fs::metadata(folder)?;
    if !metadata.is_dir() {
        return Err(Problem::OtherKind("folder"));
    }
    check_owner(&metadata)
}

/// What is looked at is what was opened: no other file can come in between. `None`: there is none.
pub(super) fn open(path: &Path) -> Result<Option<File>, Problem> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if !metadata.is_file() => return Err(Problem::OtherKind("file")),
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    match File::open(path) {
        Ok(file) => check_owner(&file.metadata()?).map(|()| Some(file)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        // Whoever may not open it may see whose it is.
        Err(error) => Err(fs::metadata(path).ok().and_then(|found| check_owner(&found).err()).unwrap_or(error.into())),
    }
}

/// A new file, in the place of what an interrupted write has left.
pub(super) fn create(path: &Path) -> io::Result<File> {
    remove(path)?;
    for_owner(OpenOptions::new().write(true).create_new(true)).open(path)
}

/// Where there is one.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

pub(super) fn open_or_create(path: &Path) -> io::Result<File> {
    for_owner(OpenOptions::new().read(true).write(true).create(true).truncate(false)).open(path)
}

fn for_owner(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

#[cfg(unix)]
fn check_owner(metadata: &Metadata) -> Result<(), Problem> {
    use std::os::unix::fs::MetadataExt as _;
    if metadata.uid() != rustix::process::geteuid().as_raw() {
        Err(Problem::Foreign)
    } else if metadata.mode() & 0o077 != 0 {
        Err(Problem::OpenToOthers)
    } else {
        Ok(())
    }
}

/// Elsewhere, files in a user's own folders are that user's.
#[cfg(not(unix))]
fn check_owner(_: &Metadata) -> Result<(), Problem> {
    Ok(())
}
