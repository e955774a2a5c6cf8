//! Completions and manual pages, read by what they are for.

use crate::simulator::{hue, run};
use crate::text;
use std::io::{self, Write as _};
#[cfg(target_os = "linux")]
use std::os::{fd::OwnedFd, unix::net::UnixStream};
use std::process::{Command, Output, Stdio};
use std::{env, fs};

/// `None`: this machine has no such program. Where `HUE_REQUIRE_SERVERS` is set, that is a failure.
#[track_caller]
fn read_by(program: &[&str], input: &str) -> Option<Output> {
    let mut command = Command::new(program[0]);
    command.args(&program[1..]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            assert!(env::var("HUE_REQUIRE_SERVERS").as_deref() != Ok("1"), "{} is not installed", program[0]);
            // Past the test runner, which shows only what a failed test prints.
            let _said = writeln!(io::stderr(), "skipped: {} is not installed", program[0]);
            return None;
        }
        Err(error) => panic!("{}: {error}", program[0]),
    };
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    Some(child.wait_with_output().unwrap())
}

#[test]
fn shells_take_their_completions() {
    for (shell, reader) in [
        ("bash", &["bash", "-n"][..]),
        ("zsh", &["zsh", "-n"]),
        ("fish", &["fish", "--no-execute"]),
        // Written, and read by nothing here: Debian has no PowerShell, and `.ci/run` installs no elvish.
        ("elvish", &[]),
        ("powershell", &[]),
    ] {
        let output = run(&mut hue(&["completions", shell]));
        let script = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        for word in ["auth", "login", "with-tokens", "brightness"] {
            assert!(script.contains(word), "{shell}: no {word}");
        }
        if let Some(read) = (!reader.is_empty()).then(|| read_by(reader, script)).flatten() {
            assert!(read.status.success() && read.stderr.is_empty(), "{shell}: {read:?}");
        }
    }
    assert_eq!(run(&mut hue(&["completions", "tcsh"])).status.code(), Some(2));
}

/// What somebody sees who presses the tabulator.
#[test]
fn bash_completes() {
    let script = run(&mut hue(&["completions", "bash"])).stdout;
    let ask = "\nCOMP_WORDS=(hue auth lo); COMP_CWORD=2; _hue hue lo auth; echo \"${COMPREPLY[@]}\"\n";
    let Some(read) = read_by(&["bash"], &(text(&script).to_owned() + ask)) else { return };
    assert_eq!(text(&read.stdout), "login logout\n", "{read:?}");
}

#[test]
fn the_manual_page_can_be_read() {
    let page = text(&run(&mut hue(&["man"])).stdout).to_owned();
    for words in [".TH hue 1", "hue\\-auth(1)", "Exit codes:", "HUE_CLIENT_SECRET"] {
        assert!(page.contains(words), "no {words:?} in {page}");
    }
    if let Some(read) = read_by(&["groff", "-man", "-Tutf8", "-P-cbou", "-ww"], &page) {
        assert!(read.status.success() && read.stderr.is_empty(), "{read:?}");
        assert!(text(&read.stdout).contains("SYNOPSIS"), "{read:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("man1");
    assert!(run(&mut hue(&["man", "--to", path.to_str().unwrap()])).status.success());
    let pages: Vec<_> = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    for name in ["hue.1", "hue-auth.1", "hue-auth-login.1", "hue-set.1"] {
        assert!(pages.iter().any(|page| page == name), "no {name} in {pages:?}");
    }
    assert_eq!(run(&mut hue(&["man", "--to", "/dev/null/x"])).status.code(), Some(5));
}

#[test]
fn every_command_has_help() {
    for command in [
        &["auth"][..],
        &["auth", "login"],
        &["auth", "status"],
        &["auth", "renew"],
        &["auth", "logout"],
        &["auth", "export"],
        &["auth", "import"],
        &["lights"],
        &["rooms"],
        &["scenes"],
        &["scene"],
        &["set"],
        &["get"],
        &["put"],
        &["post"],
        &["delete"],
        &["dump"],
        &["completions"],
        &["man"],
    ] {
        let output = run(&mut hue(&[command, &["--help"]].concat()));
        assert_eq!(output.status.code(), Some(0), "{command:?}");
        assert!(text(&output.stdout).contains(&format!("Usage: hue {}", command.join(" "))), "{output:?}");
    }
}

/// Where there is room for nothing, the command says so; where nobody reads, it is quiet.
#[test]
#[cfg(target_os = "linux")]
fn what_cannot_be_printed_is_no_success() {
    for args in [&["--help"][..], &["--version"], &["auth", "--help"], &["completions", "bash"], &["man"]] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = run(hue(args).stdout(full));
        assert_eq!(output.status.code(), Some(9), "{args:?}: {output:?}");
        assert!(text(&output.stderr).starts_with("hue: cannot write to standard output: "), "{output:?}");
        assert_eq!(text(&output.stderr).lines().count(), 1, "{output:?}");

        let (reader, closed) = UnixStream::pair().unwrap();
        drop(reader);
        let output = run(hue(args).stdout(OwnedFd::from(closed)));
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""), "{args:?}");
    }
}
