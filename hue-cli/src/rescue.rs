//! Tokens that Hue gave and no store takes: with this program they would be gone.

use crate::args::{StoreArgs, quoted};
use crate::failure::{Code, Failure};
use hue_blocking::{Cause, Snapshot};
use std::env;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Why something ended early. What is unsaved is written somewhere else first.
pub(crate) fn rescued(cause: Cause, store: &StoreArgs, account: &str) -> Failure {
    let Cause::Store { error, unsaved: Some(snapshot), .. } = &cause else { return Failure::of(cause, store, account) };
    // A login that has just begun is begun again.
    if !matches!(snapshot.state(), "tokens_issued" | "user_linked") {
        return Failure::new(Code::File, error);
    }
    let places = env::current_dir().into_iter().chain([env::temp_dir()]);
    let message = match places.into_iter().find_map(|folder| write_below(&folder, snapshot).ok()) {
        Some(file) => format!(
            "{error}: new tokens could not be stored; they are in a file for you alone: mend the store, run \
             `{} {}`, and remove the file",
            store.command("hue auth import --replace", account),
            quoted(&file.to_string_lossy()),
        ),
        None => format!(
            "{error}: new tokens could not be stored anywhere; mend the store, then run `{}`",
            store.login_as(account)
        ),
    };
    Failure::new(Code::File, message)
}

/// In the first file of these names that is not there.
fn write_below(folder: &Path, snapshot: &Snapshot) -> io::Result<PathBuf> {
    let names = (0..100).map(|number| folder.join(format!("hue-unsaved-{number}.json")));
    for path in names {
        match write_new(&path, snapshot) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            written => return written.map(|()| path),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// A new file for its owner alone, on the disk when it returns; or none.
pub(crate) fn write_new(path: &Path, snapshot: &Snapshot) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let json = snapshot.to_json();
    let written = file.write_all(json.as_bytes()).and_then(|()| file.write_all(b"\n")).and_then(|()| file.sync_all());
    // What is half written holds secrets, and is good for nothing.
    written.inspect_err(|_| drop(fs::remove_file(path)))
}
