//! Killed in the middle, and stores that are broken.
#![cfg(unix)]

use crate::simulator::{json, run};
use crate::stage::{Asked, Stage};
use crate::text;
use hue_sim::{Event, Options, Settings};
use hue_store::File;
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex};

/// Strikes between what a request did and its reply.
fn stage_with(strike: impl Fn(Event) + Send + Sync + 'static) -> Stage {
    let options = Options::default().log(move |entry| entry.event().into_iter().for_each(&strike));
    Stage::with(Settings::default(), options)
}

/// A login that is killed there, and another.
#[track_caller]
fn check_killed(at: Event, consents: usize) {
    let victim = Arc::new(Mutex::new(None::<u32>));
    let aim = victim.clone();
    let stage = stage_with(move |event| {
        if let Some(pid) = aim.lock().unwrap().take_if(|_| event == at) {
            assert!(Command::new("sh").args(["-c", "kill -KILL \"$0\"", &pid.to_string()]).status().unwrap().success());
        }
    });
    let mut login = Asked::start(stage.hue(&["auth", "login", "--no-browser"]));
    *victim.lock().unwrap() = Some(login.child.id());
    login.paste(&stage.sim.consent(&login.url).unwrap());
    let ended = login.ended();
    assert_eq!(ended.status.code(), None, "{at}: it was to be killed: {ended:?}");
    stage.fails(&["auth", "status"], 1, "the login is not finished; run `hue auth login`");

    let output = if consents == 1 { stage.run(&["auth", "login"]) } else { stage.login(&[]) };
    assert_eq!(output.status.code(), Some(0), "{at}: {output:?}");
    assert!(stage.done(&["lights"]).contains("Kitchen"));
    assert_eq!(stage.users(), 1, "{at}");
    stage.check(Event::Consent, consents);
}

#[test]
fn killed_in_the_middle_a_login_makes_one_user() {
    // The code is spent, and the tokens that it bought are gone with the reply.
    check_killed(Event::CodeExchange, 2);
    check_killed(Event::LinkButton, 1);
    check_killed(Event::UserCreated, 1);
}

#[test]
fn a_login_that_waits_can_be_killed_and_its_answer_used_later() {
    let stage = Stage::new();
    let login = Asked::start(stage.hue(&["auth", "login", "--no-browser"]));
    let answer = stage.sim.consent(&login.url).unwrap();
    drop(login);
    stage.fails(&["auth", "status"], 1, "the login is not finished");
    let mut login = Asked::start(stage.hue(&["auth", "login", "--no-browser"]));
    login.paste(&answer);
    let output = login.ended();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    stage.check(Event::Consent, 1);
    assert_eq!(stage.users(), 1);
}

/// A renewal by this command, whose store breaks when the new tokens are on their way.
#[track_caller]
fn check_rescued(command: &[&str], change: impl FnOnce(&mut Value)) {
    check_rescued_in("home", &[], command, change);
}

/// The same with these flags; whoever types what was printed has the login again, in the same place.
#[track_caller]
fn check_rescued_in(account: &str, flags: &[&str], command: &[&str], change: impl FnOnce(&mut Value)) {
    let place = Arc::new(Mutex::new(None::<PathBuf>));
    let target = place.clone();
    let stage = stage_with(move |event| {
        if let Some(path) = target.lock().unwrap().take_if(|_| event == Event::Renewal) {
            fs::create_dir(path).unwrap();
        }
    });
    fs::write(stage.folder.path().join("words"), "open sesame\n").unwrap();
    let login = stage.login(flags);
    assert!(login.status.success(), "{login:?}");
    let store = flags.iter().position(|flag| *flag == "--store").map_or("store", |at| flags[at + 1]);
    let file = File::new(stage.folder.path().join(store)).unwrap().path(account).unwrap();
    let mut record = json(&fs::read(&file).unwrap());
    change(&mut record);
    fs::write(&file, record.to_string()).unwrap();
    let obstacle = file.with_extension("new");
    *place.lock().unwrap() = Some(obstacle.clone());
    let failed = stage.run(&[command, flags].concat());
    assert_eq!(failed.status.code(), Some(5), "{failed:?}");
    let rescued = stage.folder.path().join("hue-unsaved-0.json");
    assert_eq!(fs::metadata(&rescued).unwrap().permissions().mode() & 0o777, 0o600);

    fs::remove_dir(obstacle).unwrap();
    let typed = text(&failed.stderr).split('`').nth(1).unwrap();
    let obeyed = stage.shell(typed);
    assert!(obeyed.status.success(), "{typed}: {obeyed:?}");
    assert!(stage.done(&[&["lights"], flags].concat()).contains("Kitchen"));
    stage.check(Event::Renewal, 1);
    stage.check(Event::Consent, 1);
    assert_eq!(stage.users(), 1);
}

#[test]
fn tokens_that_no_store_takes_are_rescued() {
    check_rescued(&["auth", "renew"], |_| ());
}

#[test]
fn so_are_those_of_a_login_that_renews() {
    check_rescued(&["auth", "login"], |record| record["snapshot"]["tokens"]["expires"] = 1_000_000_000_000_u64.into());
}

/// A store that seals takes nothing that is not sealed, so the lights show that the passphrase came along.
#[test]
fn what_is_to_be_typed_leads_to_the_same_place() {
    let flags = ["--account", "it's", "--store", "two  spaces", "--passphrase-file", "words"];
    check_rescued_in("it's", &flags, &["auth", "renew"], |_| ());
}

#[test]
fn what_is_damaged_or_open_to_others_is_left_untouched() {
    let stage = Stage::logged_in();
    let file = stage.file("home");
    let good = fs::read(&file).unwrap();
    let mode = |path: &PathBuf, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let check = |words: &str| {
        let before = fs::read(&file).unwrap();
        stage.fails(&["auth", "status"], 5, words);
        for command in
            [&["lights"][..], &["auth", "login"], &["auth", "renew"], &["auth", "logout"], &["auth", "export"]]
        {
            stage.fails(command, 5, words);
        }
        assert_eq!(fs::read(&file).unwrap(), before);
    };
    fs::write(&file, &good[..good.len() / 2]).unwrap();
    check("move the file away before you log in again");
    fs::write(&file, &good).unwrap();
    mode(&file, 0o640);
    check("chmod go=");
    mode(&file, 0o600);
    mode(&stage.store(), 0o750);
    check("chmod go=");
    mode(&stage.store(), 0o700);
    assert!(stage.done(&["lights"]).contains("Kitchen"));
    stage.check(Event::Renewal, 0);
}

#[test]
fn wherever_no_one_reads_it_is_no_failure() {
    let stage = Stage::logged_in();
    let mut child = stage.hue(&["lights"]).stdout(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let output = run(&mut stage.hue(&["lights"]));
    assert!(text(&output.stdout).contains("Kitchen"));
}
