//! Who may read and write.

use super::stage::{ACCOUNT, Stage, load, put, stamp, swap, swapped};
use hue_host::Store as _;
use hue_store::{File, FileError};
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
use std::path::Path;
use std::process::Command;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn folder_and_files_are_for_their_owner_alone() {
    let stage = Stage::new();
    let folder = stage.folder().join("above").join("below");
    let store = File::new(&folder).unwrap();
    put(&store, 1);
    put(&store, 2);
    assert_eq!((mode(&stage.folder()), mode(&folder)), (0o700, 0o700));
    let files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let names: Vec<_> = files.iter().map(|file| (file.extension().unwrap().to_str().unwrap(), mode(file))).collect();
    assert!(names.len() == 2 && names.contains(&("json", 0o600)) && names.contains(&("lock", 0o600)), "{names:?}");
}

#[test]
fn what_is_removed_leaves_no_secret_behind() {
    let stage = Stage::with(1);
    fs::write(stage.file("new"), "half a record").unwrap();
    swapped(&stage.store().swap(ACCOUNT, Some(stamp(1)), None));
    assert!(!stage.file("json").exists() && !stage.file("new").exists());
    // Of a first write, too.
    fs::write(stage.file("new"), "half a record").unwrap();
    swapped(&stage.store().swap(ACCOUNT, None, None));
    assert!(!stage.file("new").exists());
}

/// Neither read nor replaced, and left as it was.
fn check_refused(stage: &Stage, store: &File, advice: &str) {
    let before = stage.look();
    let refusals = [load(store).err(), swap(store, Some(stamp(1)), 2).err(), swap(store, None, 2).err()];
    for refusal in refusals {
        let refusal: FileError = refusal.expect("a refusal");
        assert!(refusal.to_string().contains(advice), "{refusal}");
        assert!(refusal.to_string().starts_with(refusal.path().to_str().unwrap()), "{refusal}");
        assert_eq!(refusal.unreadable(), None);
    }
    assert_eq!(stage.look(), before);
}

#[test]
fn a_file_that_others_may_read_or_write_is_refused() {
    for open in [0o640, 0o620, 0o610, 0o604, 0o602, 0o601, 0o666] {
        let stage = Stage::with(1);
        set_mode(&stage.file("json"), open);
        check_refused(&stage, &stage.store(), "chmod go= '");
        set_mode(&stage.file("json"), 0o600);
        assert_eq!(load(&stage.store()).unwrap(), Some(1));
    }
}

#[test]
fn a_folder_that_others_may_read_or_write_is_refused() {
    for open in [0o750, 0o720, 0o710, 0o704, 0o702, 0o701, 0o777] {
        let stage = Stage::with(1);
        let store = stage.store();
        // Nothing is created in it either.
        fs::remove_file(stage.file("lock")).unwrap();
        set_mode(&stage.folder(), open);
        check_refused(&stage, &store, "chmod go= '");
        assert!(store.accounts().is_err() && File::new(stage.folder()).is_err());
        set_mode(&stage.folder(), 0o700);
        assert_eq!(load(&store).unwrap(), Some(1));
    }
}

#[test]
fn what_another_user_owns_is_refused() {
    if !is_root() {
        return skip("giving a file away takes root");
    }
    let stage = Stage::with(1);
    let store = stage.store();
    chown(stage.file("json"), Some(12345), None).unwrap();
    check_refused(&stage, &store, "belongs to another user: run this program as that user");
    chown(stage.file("json"), Some(0), None).unwrap();
    fs::remove_file(stage.file("lock")).unwrap();
    chown(stage.folder(), Some(12345), None).unwrap();
    check_refused(&stage, &store, "belongs to another user: run this program as that user");
}

#[test]
fn what_is_no_file_is_refused() {
    let stage = Stage::with(1);
    let (store, path, elsewhere) = (stage.store(), stage.file("json"), stage.folder().join("elsewhere"));
    fs::rename(&path, &elsewhere).unwrap();
    symlink(&elsewhere, &path).unwrap();
    check_refused(&stage, &store, "it is no file: remove it");
    fs::remove_file(&elsewhere).unwrap();
    check_refused(&stage, &store, "it is no file: remove it");
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    check_refused(&stage, &store, "it is no file: remove it");
    fs::remove_dir(&path).unwrap();
    // Whoever opened that would wait.
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    check_refused(&stage, &store, "it is no file: remove it");
}

#[test]
fn what_is_no_folder_is_refused() {
    let stage = Stage::new();
    fs::write(stage.folder(), "a file").unwrap();
    let refused = File::new(stage.folder()).unwrap_err();
    assert!(refused.to_string().ends_with("it is no folder: remove it, or take another folder"), "{refused}");
    assert_eq!(fs::read(stage.folder()).unwrap(), b"a file");
}

#[test]
fn a_folder_that_has_gone_is_not_an_empty_one() {
    let stage = Stage::with(1);
    let store = stage.store();
    fs::remove_dir_all(stage.folder()).unwrap();
    let failed = [load(&store).err(), swap(&store, None, 2).err(), store.accounts().err()];
    for error in failed {
        let error = error.expect("an error").to_string();
        assert!(error.ends_with("somebody has removed it, or its disk is not mounted"), "{error}");
    }
    assert!(!stage.folder().exists());
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Past the harness, which shows nothing of a test that passes.
pub(crate) fn skip(why: &str) {
    use std::io::Write as _;
    let _written = writeln!(std::io::stderr(), "skipped: {why}");
}
