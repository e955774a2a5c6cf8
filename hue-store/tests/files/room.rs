//! A disk that is full, and one that cannot be written.

use super::access::skip;
use super::child::{FILL_DISK, ONCE, say, start};
use super::stage::{ACCOUNT, Stage, load, put, sealed, stamp, swap, swapped};
use hue_store::File;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// A child that runs in such a way fails to store the next record, says why, and has lost nothing. Then there is room again.
fn check(stage: &Stage, wrapped: &[&str], advice: &str, again: impl FnOnce()) {
    let before = fs::read(stage.file("json")).unwrap();
    let said = start(ONCE, &stage.folder(), wrapped).finish();
    let [outcome, loaded, accounts] = &*said else { panic!("{said:?}") };
    assert!(outcome.starts_with(stage.file("json").to_str().unwrap()) && outcome.ends_with(advice), "{outcome}");
    assert_eq!((&**loaded, &**accounts), ("1", ACCOUNT));
    assert_eq!(fs::read(stage.file("json")).unwrap(), before);
    assert!(!stage.file("new").exists());
    again();
    swapped(&swap(&sealed(stage.store()), Some(stamp(1)), 2));
}

fn stage() -> Stage {
    let stage = Stage::new();
    put(&sealed(stage.store()), 1);
    stage
}

const FULL: &str = ": make room and try again; what was stored before is still there";

/// The system ends a write in the middle, as it does where a disk or a quota is used up.
#[test]
fn a_file_that_may_grow_no_further_leaves_the_old_record() {
    let limited = ["sh", "-c", r#"trap "" XFSZ; ulimit -f 1; exec "$0" "$@""#];
    let stage = stage();
    let length = fs::metadata(stage.file("json")).unwrap().len();
    assert!(length > 512, "one block holds all {length} bytes");
    check(&stage, &limited, FULL, || ());
}

#[test]
fn a_folder_without_the_right_to_write_leaves_the_old_record() {
    // Root may write anyway, unless that is taken from it.
    let mut as_others = vec!["setpriv", "--bounding-set", "-dac_override"];
    if !rustix::process::geteuid().is_root() {
        as_others.clear();
    } else if !works(&as_others, "true") {
        return skip("root writes where others may not, and there is no setpriv to prevent that");
    }
    let stage = stage();
    fs::set_permissions(stage.folder(), Permissions::from_mode(0o500)).unwrap();
    let advice = ": let the user of this program read and write there, or take another folder";
    check(&stage, &as_others, advice, || {
        fs::set_permissions(stage.folder(), Permissions::from_mode(0o700)).unwrap();
    });
}

/// A real one, of two pages, that only the child sees.
#[test]
fn a_full_disk_and_a_read_only_one_leave_the_old_record() {
    let mut mounts = vec!["unshare", "--mount"];
    if !rustix::process::geteuid().is_root() {
        mounts.extend(["--user", "--map-root-user"]);
    }
    if !works(&mounts, "mount -t tmpfs none /tmp") {
        return skip("no disk of a few pages can be mounted here; a limit on files stands for one");
    }
    let mount = r#"mount -t tmpfs -o size=8k,mode=700 none "$HUE_STORE_TEST_FOLDER" && exec "$0" "$@""#;
    mounts.extend(["sh", "-c", mount]);
    let stage = Stage::new();
    fs::create_dir(stage.folder()).unwrap();
    assert_eq!(start(FILL_DISK, &stage.folder(), &mounts).finish(), ["done"]);
}

/// In the child.
pub(crate) fn fill_disk(store: &File) {
    put(store, 1);
    let check_failed = |number, advice| {
        let error = swap(store, Some(stamp(number)), number + 1).unwrap_err().to_string();
        assert!(error.ends_with(advice), "{error}");
        assert_eq!(load(store).unwrap(), Some(number));
        assert!(!store.path(ACCOUNT).unwrap().with_extension("new").exists());
    };
    let ballast = store.folder().join("ballast");
    fs::write(&ballast, [0; 4096]).unwrap();
    check_failed(1, FULL);
    fs::remove_file(ballast).unwrap();
    swapped(&swap(store, Some(stamp(1)), 2));

    remount("ro", store.folder());
    check_failed(2, ": make the disk writable and try again; what was stored before is still there");
    remount("rw", store.folder());
    swapped(&swap(store, Some(stamp(2)), 3));
    say("done");
}

fn remount(how: &str, folder: &Path) {
    let options = format!("remount,bind,{how}");
    assert!(Command::new("mount").args(["-o", &options]).arg(folder).status().unwrap().success());
}

fn works(wrapped: &[&str], script: &str) -> bool {
    let mut command = Command::new("env");
    command.args(wrapped).args(["sh", "-c", script]).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}
