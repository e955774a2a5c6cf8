//! The certificate's file.

use crate::failure::{Code, Failure};
use std::io::{self, Write as _};
use std::path::Path;
use std::{fs, path};

/// Writes it whole or not at all: a client that waits for the file never reads half of it. Anybody may read it.
pub(super) fn certificate(path: &Path, pem: &str) -> Result<(), Failure> {
    write(path, pem).map_err(|error| {
        let path = path.display();
        Failure::new(
            Code::File,
            format_args!("cannot write {path}: {error}; name a file in a folder that you may write to"),
        )
    })
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    // What a link leads to is written, not the link.
    let path = fs::canonicalize(path).or_else(|_| path::absolute(path))?;
    match fs::metadata(&path) {
        Ok(kind) if !kind.is_file() => fs::write(&path, text),
        _ => replace(&path, text),
    }
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::IsADirectory)?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let mut file = builder.prefix(".hue-ca").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_file_is_replaced_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        for text in ["one", "two"] {
            certificate(&path, text).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_one() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        certificate(&link, "new").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[test]
    fn where_nothing_can_be_written_the_path_is_named() {
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path().to_owned(), folder.path().join("none/ca.pem")] {
            let failure = certificate(&path, "x").unwrap_err();
            assert_eq!(failure.code, Code::File);
            assert!(failure.message.contains(&path.display().to_string()), "{}", failure.message);
        }
    }
}
