//! `hue auth`: in, out, and what is known in between.

use crate::simulator::{json, run};
use crate::stage::{Asked, Stage};
use crate::text;
use hue_sim::settings::{Application, Consent};
use hue_sim::{Event, Options, Settings};
use serde_json::Value;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Output;
use std::time::Duration;

const ATTIC: &str = "001788fffeaaaaaa";
const WEEK: Duration = Duration::from_secs(604_800);

/// Not one of those that the system gives to whoever connects somewhere: one of them could be taken before it is listened on.
fn free_port() -> u16 {
    let first = 20_000 + u16::try_from(std::process::id() % 10_000).unwrap();
    (first..first + 100).find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).expect("a port that is free")
}

#[track_caller]
fn check_done(output: &Output, done: &str) {
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(json(&output.stdout)["done"], done);
}

#[test]
fn a_login_is_pasted_stored_and_enough() {
    let stage = Stage::new();
    let output = stage.login(&[]);
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{err}");
    assert!(err.contains("paste the address"), "{err}");
    let file = stage.file("home");
    for words in ["Logged in.", "home", "demo-client at https://", "001788fffe", "good for 7 days", "not sealed"] {
        assert!(out.contains(words), "no {words:?} in {out}");
    }
    assert!(out.contains(file.to_str().unwrap()), "{out}");
    assert!(!out.contains('\u{1b}'), "{out}");

    assert_eq!(stage.json(&["auth", "login"])["done"], "nothing");
    assert!(stage.done(&["auth", "login"]).starts_with("Logged in already"));
    stage.check(Event::Consent, 1);
    check_done(&stage.login(&["--again", "--json"]), "logged_in_again");
    stage.check(Event::Consent, 2);
    stage.check(Event::UserCreated, 1);
    assert_eq!(stage.users(), 1);
}

#[cfg(unix)]
#[test]
fn a_browser_comes_back_to_the_listener() {
    use std::os::unix::fs::PermissionsExt as _;
    let port = free_port();
    let mut settings = Settings::default();
    let redirect_uri = format!("http://127.0.0.1:{port}/authorized");
    settings.applications = vec![Application::new("my-id", "CANARY", redirect_uri)];
    let stage = Stage::with(settings, Options::default());
    // A browser that opens, and is played from here.
    let opener = stage.folder.path().join("xdg-open");
    fs::write(&opener, "#!/bin/sh\nexit 0\n").unwrap();
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o700)).unwrap();
    let path = format!("{}:{}", stage.folder.path().display(), std::env::var("PATH").unwrap());
    let mut command = stage.hue(&["auth", "login", "--json"]);
    let login = Asked::start({
        command.env("PATH", path);
        command
    });
    let back = stage.sim.consent(&login.url).unwrap();
    let mut browser = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(browser, "GET {} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n", back.split_at(back.find("/auth").unwrap()).1)
        .unwrap();
    let mut page = String::new();
    browser.read_to_string(&mut page).unwrap();
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    check_done(&login.ended(), "logged_in");
}

#[test]
fn a_no_and_a_terminal_without_anybody_are_told_apart() {
    let mut settings = Settings::default();
    settings.authorize.consent = Consent::AutoDeny;
    let stage = Stage::with(settings, Options::default());
    let output = stage.login(&[]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(text(&output.stderr).contains("access was not granted"), "{output:?}");
    let output = run(stage.hue(&["auth", "login"]).env("HUE_NO_BROWSER", "1"));
    assert_eq!(output.status.code(), Some(11), "{output:?}");
    assert!(text(&output.stderr).contains("no address was pasted"), "{output:?}");
}

#[test]
fn tokens_come_over_standard_input_alone() {
    let other = Stage::logged_in();
    let tokens = json(&fs::read(other.file("home")).unwrap());
    let given = |names: &[(&str, &str)]| {
        let fields = names.iter().map(|(name, place)| ((*name).to_owned(), tokens.pointer(place).unwrap().clone()));
        Value::Object(fields.collect()).to_string()
    };
    let access = ("access_token", "/snapshot/tokens/access");
    let refresh = ("refresh_token", "/snapshot/tokens/refresh");
    let with = |input: &str, args: &[&str]| {
        let mut command = other.hue(&[&["auth", "login", "--with-tokens", "--json"], args].concat());
        fs::write(other.folder.path().join("tokens"), input).unwrap();
        command.stdin(fs::File::open(other.folder.path().join("tokens")).unwrap()).output().unwrap()
    };
    // The one that is there stays.
    assert_eq!(with(&given(&[access]), &[]).status.code(), Some(2));
    let key = ("username", "/snapshot/link/key");
    check_done(&with(&given(&[access, refresh, key]), &["--account", "keyed"]), "logged_in");
    assert_eq!(other.users(), 1);
    check_done(&with(&given(&[access]), &["--account", "bare"]), "logged_in");
    assert_eq!(other.users(), 2);
    for wrong in ["", "CANARY", "[]", "{}", r#"{"access_token":1}"#, r#"{"refresh_token":"CANARY","#] {
        let output = with(wrong, &["--account", "wrong"]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        assert!(!text(&output.stderr).contains("CANARY"), "{output:?}");
    }
    let listed = other.json(&["auth", "status"]);
    let names: Vec<&str> =
        listed["accounts"].as_array().unwrap().iter().map(|account| account["account"].as_str().unwrap()).collect();
    assert_eq!(names, ["bare", "home", "keyed"]);
}

#[test]
fn status_knows_nothing_where_nothing_is() {
    let stage = Stage::new();
    assert_eq!(stage.fails(&["auth", "status"], 1, "run `hue auth login`"), "");
    assert_eq!(stage.fails(&["auth", "status", "--account", "x"], 1, "run `hue auth login --account 'x'`"), "");
    let document = json(stage.fails(&["auth", "status", "--json"], 1, "nobody is logged in").as_bytes());
    assert_eq!(document["accounts"], serde_json::json!([]));
    for command in
        [&["lights"][..], &["set", "Kitchen", "--on"], &["auth", "renew"], &["auth", "logout"], &["auth", "export"]]
    {
        assert_eq!(stage.fails(command, 1, "run `hue auth login`"), "");
    }
}

#[test]
fn status_asks_nobody() {
    let stage = Stage::logged_in();
    let mut command = crate::simulator::hue(&["auth", "status", "--json"]);
    let output = run(command.env("HUE_STORE", stage.store()));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let account = json(&output.stdout)["accounts"][0].clone();
    assert_eq!(account["path"], stage.file("home").to_str().unwrap());
    for (field, value) in [
        ("account", "home".into()),
        ("logged_in", true.into()),
        ("problem", Value::Null),
        ("state", "user_linked".into()),
        ("client_id", "demo-client".into()),
        ("sealed", false.into()),
        ("renewals", 0.into()),
        ("has_refresh_token", true.into()),
        ("is_refused", false.into()),
    ] {
        assert_eq!(account[field], value, "{field}");
    }
    assert!((604_000..=604_800).contains(&account["seconds_left"].as_u64().unwrap()), "{account}");
    assert!(account["expires"].as_str().unwrap().ends_with('Z'), "{account}");
}

#[test]
fn status_says_what_is_over() {
    let stage = Stage::logged_in();
    let check = |change: &dyn Fn(&mut Value), code: i32, words: &str| {
        let before = fs::read(stage.file("home")).unwrap();
        stage.edit("home", change);
        let out = if code == 0 {
            stage.done(&["auth", "status"])
        } else {
            stage.fails(&["auth", "status"], code, "run `hue auth login`")
        };
        assert!(out.contains(words), "no {words:?} in {out}");
        fs::write(stage.file("home"), before).unwrap();
    };
    let over = |record: &mut Value| record["snapshot"]["tokens"]["expires"] = 1_000_000_000_000_u64.into();
    check(&over, 0, "over since");
    check(
        &|record| {
            over(record);
            record["snapshot"]["tokens"].as_object_mut().unwrap().remove("refresh");
        },
        1,
        "no: the token is over, and there is none to renew it with",
    );
    check(&|record| record["refused"] = true.into(), 1, "no: Hue no longer accepts the refresh token");
    check(&|record| record["attempt_ms"] = 60_000.into(), 0, "somebody is renewing it");
}

#[test]
fn a_refusal_shows_and_a_login_mends_it() {
    let stage = Stage::logged_in();
    stage.sim.with_cloud(|cloud| cloud.revoke("demo-client"));
    assert!(stage.library().open("home").unwrap().renew_now().is_err());
    let status = stage.fails(&["auth", "status"], 1, "Hue no longer accepts the refresh token");
    assert!(status.contains("logged in    no"), "{status}");
    stage.fails(&["lights"], 1, "log in again: run `hue auth login`");
    stage.fails(&["auth", "renew", "--account", "nobody"], 1, "nobody is logged in");
    check_done(&stage.login(&["--json"]), "logged_in_again");
    assert!(stage.done(&["lights"]).contains("Kitchen"));
    assert_eq!(stage.users(), 1);
}

fn forget_the_user(stage: &Stage) {
    stage.sim.with_cloud(|cloud| {
        let bridge = &mut cloud.bridges_mut()[0];
        let user = bridge.whitelist()[0].username().to_owned();
        assert!(bridge.remove_user(&user));
    });
}

/// A cloud and a bridge that were made anew, say.
#[test]
fn one_login_mends_what_neither_hue_nor_the_bridge_knows() {
    let stage = Stage::logged_in();
    stage.sim.with_cloud(|cloud| cloud.revoke("demo-client"));
    forget_the_user(&stage);
    check_done(&stage.login(&["--json"]), "linked_again");
    assert!(stage.done(&["lights"]).contains("Kitchen"));
    stage.check(Event::Consent, 2);
}

#[test]
fn a_bridge_that_forgot_is_linked_again_by_a_login() {
    let stage = Stage::logged_in();
    forget_the_user(&stage);
    stage.fails(&["lights"], 1, "link again: run `hue auth login`");
    assert_eq!(stage.json(&["auth", "login"])["done"], "linked_again");
    assert!(stage.done(&["lights"]).contains("Kitchen"));
    assert_eq!(stage.json(&["auth", "login"])["done"], "nothing");
    assert_eq!(stage.users(), 1);
    stage.check(Event::Consent, 1);
}

/// Whoever obeys is not led to another account, or to another store.
#[test]
fn what_helps_is_said_for_the_account_and_the_store() {
    let stage = Stage::new();
    let folder = stage.folder.path().join("it's");
    let place = ["--account", "attic", "--store", folder.to_str().unwrap()];
    let quoted = folder.to_str().unwrap().replace('\'', r"'\''");
    let login = format!("run `hue auth login --account 'attic' --store '{quoted}'`");
    stage.fails(&[&["lights"], &place[..]].concat(), 1, &login);
    stage.fails(&[&["auth", "status"], &place[..]].concat(), 1, &login);
    assert!(stage.login(&place).status.success());
    let file = folder.join("attic.json");
    let mut record = json(&fs::read(&file).unwrap());
    record["refused"] = true.into();
    record["snapshot"]["tokens"]["expires"] = 1_000_000_000_000_u64.into();
    fs::write(&file, record.to_string()).unwrap();
    stage.fails(&[&["lights"], &place[..]].concat(), 1, &login);
}

/// What a variable says need not be typed, and what contradicts it must.
#[test]
fn what_helps_reckons_with_the_environment() {
    let stage = Stage::new();
    let check = |account: &str, words: &str| {
        let output = run(stage.hue(&["lights", "--account", account]).env("HUE_ACCOUNT", "attic"));
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(text(&output.stderr).contains(words), "{output:?}");
    };
    check("attic", "run `hue auth login`");
    check("home", "run `hue auth login --account 'home'`");
    check("it's", r"run `hue auth login --account 'it'\''s'`");
}

/// One that is well does not hide another.
#[test]
fn status_fails_where_one_of_several_is_not_logged_in() {
    let stage = Stage::logged_in();
    assert!(stage.login(&["--account", "attic"]).status.success());
    stage.done(&["auth", "status"]);
    stage.edit("attic", |record| record["refused"] = true.into());
    let said = stage.fails(&["auth", "status"], 1, "attic: ");
    assert!(said.contains("home") && said.contains("attic"), "{said}");
    fs::write(stage.file("attic"), "no record").unwrap();
    stage.fails(&["auth", "status"], 5, "attic.json");
}

#[test]
fn another_bridge_is_linked_on_request() {
    let mut settings = Settings::default();
    settings.accounts = settings.accounts.into_iter().map(|home| home.with_bridge(ATTIC, "Attic")).collect();
    let stage = Stage::with(settings, Options::default());
    let bridge = |output: &Output| json(&output.stdout)["bridge"].as_str().map(str::to_owned);
    let first = bridge(&stage.login(&["--json"])).unwrap();
    stage.sim.configure(|settings| settings.authorize.bridge = Some(ATTIC.to_owned()));
    let refused = stage.login(&["--again"]);
    assert_eq!(refused.status.code(), Some(13), "{refused:?}");
    assert!(text(&refused.stderr).contains("`hue auth login --accept-bridge`"), "{refused:?}");
    let accepted = stage.run(&["auth", "login", "--accept-bridge", "--json"]);
    check_done(&accepted, "logged_in");
    assert_ne!(first, ATTIC);
    assert_eq!(bridge(&accepted).as_deref(), Some(ATTIC));
    assert!(stage.done(&["auth", "status"]).contains("keys of 1 bridge more"));
    stage.check(Event::Consent, 2);
}

#[test]
fn renewals_are_counted() {
    let stage = Stage::logged_in();
    assert_eq!(stage.json(&["auth", "renew"])["renewals"], 1);
    assert!(stage.done(&["auth", "renew"]).contains("2 times so far"));
    stage.check(Event::Renewal, 2);
    assert_eq!(stage.json(&["auth", "renew", "--all"])["renewals"], serde_json::json!([]));
    assert_eq!(stage.done(&["auth", "renew", "--all"]), "");
    stage.edit("home", |record| {
        record["snapshot"]["tokens"]["issued"] = 1.into();
    });
    let expected = serde_json::json!([{"account": "home", "problem": null}]);
    assert_eq!(stage.json(&["auth", "renew", "--all"])["renewals"], expected);
    stage.check(Event::Renewal, 3);
    // By itself, where the cloud says so.
    stage.sim.advance(WEEK);
    assert!(stage.done(&["lights"]).contains("Kitchen"));
    stage.check(Event::Renewal, 4);
}

/// What stands on the command line is heeded or refused; a variable is for all commands.
#[test]
fn no_flag_goes_unheeded() {
    let stage = Stage::logged_in();
    stage.fails(&["auth", "renew", "--all", "--account", "home"], 2, "leave out --account");
    stage.fails(&["auth", "login", "--with-tokens", "--no-browser"], 2, "cannot be used with '--no-browser'");
    stage.fails(&["auth", "login", "--with-tokens", "--accept-bridge"], 2, "cannot be used with '--accept-bridge'");
    let output = run(stage.hue(&["auth", "renew", "--all"]).env("HUE_ACCOUNT", "home"));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let output = run(stage.hue(&["auth", "login", "--with-tokens", "--again"]).env("HUE_NO_BROWSER", "1"));
    assert!(text(&output.stderr).contains("--with-tokens reads"), "{output:?}");
}

/// One that fails does not keep the others from it.
#[test]
fn all_are_renewed_though_one_fails() {
    let stage = Stage::logged_in();
    let old = |record: &mut Value| record["snapshot"]["tokens"]["issued"] = 1.into();
    stage.edit("home", old);
    fs::copy(stage.file("home"), stage.file("a-refused")).unwrap();
    stage.edit("a-refused", |record| {
        record["snapshot"]["tokens"].as_object_mut().unwrap().remove("access");
        record["snapshot"]["client_id"] = "another".into();
    });
    let out = stage.fails(&["auth", "renew", "--all"], 2, "a-refused: the snapshot belongs to another client id");
    assert!(out.contains("home: renewed\n"), "{out}");
}

#[test]
fn logout_says_what_stays() {
    let stage = Stage::logged_in();
    let mut command = crate::simulator::hue(&["auth", "logout"]);
    let output = run(command.env("HUE_STORE", stage.store()));
    let out = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    for words in
        ["no longer stored", "demo-client", "user on the bridge 001788fffe", "https://account.meethue.com/apps"]
    {
        assert!(out.contains(words), "no {words:?} in {out}");
    }
    assert!(!stage.file("home").exists());
    assert_eq!(stage.users(), 1);
    stage.fails(&["auth", "logout"], 1, "nobody is logged in as home");

    let stage = Stage::logged_in();
    let document = stage.json(&["auth", "logout"]);
    assert_eq!(document["removed"], true);
    assert_eq!(document["revoke_at"], "https://account.meethue.com/apps");
}

#[test]
fn a_passphrase_seals() {
    let stage = Stage::new();
    let passphrase = stage.folder.path().join("passphrase");
    fs::write(&passphrase, "open sesame\n").unwrap();
    let file = ["--passphrase-file", passphrase.to_str().unwrap()];
    let output = stage.login(&file);
    assert!(text(&output.stdout).contains(", sealed"), "{output:?}");
    assert!(!fs::read_to_string(stage.file("home")).unwrap().contains("access"));
    assert!(stage.done(&[&["lights"], &file[..]].concat()).contains("Kitchen"));
    let out = stage.fails(&["auth", "status"], 5, "open the store with its key or passphrase");
    assert!(out.contains("nobody knows"), "{out}");
    let output = run(stage.hue(&["auth", "status"]).env("HUE_PASSPHRASE", "open sesame"));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let output = run(stage.hue(&["lights"]).env("HUE_PASSPHRASE", "open CANARY"));
    assert_eq!(output.status.code(), Some(5), "{output:?}");
    assert!(text(&output.stderr).contains("sealed with another key") && !text(&output.stderr).contains("CANARY"));
    fs::write(&passphrase, "\n").unwrap();
    stage.fails(&[&["lights"], &file[..]].concat(), 2, "its first line is empty");
    stage.fails(&["lights", "--passphrase-file", "/no/such/file"], 5, "/no/such/file");
}
