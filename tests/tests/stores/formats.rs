//! What was stored once is restored for ever: a fixture for each kind of record, in each version that there has been.
//!
//! A fixture is never changed. A new version brings new ones, and the next version's is what a program of today must bear.

use hue_store::File;
use hue_tokio::keep::Swapped;
use hue_tokio::{
    AccessToken, AnySession, App, ApplicationKey, BlockingStore as _, ClientSecret, RefreshToken, Session, UnixTime,
};
use std::fs;
use std::path::Path;

#[test]
fn every_kind_of_version_1_is_restored_and_written_as_it_was() {
    for (number, kind, state) in [
        (1, "unauthorized", "unauthorized"),
        (2, "code_received", "code_received"),
        (3, "tokens_issued", "tokens_issued"),
        (4, "user_linked", "user_linked"),
        (5, "tokens_brought", "user_linked"),
        (6, "user_linked_attempt", "user_linked"),
        (7, "user_linked_refused", "user_linked"),
    ] {
        check(&format!("record_1_{kind}"), &format!("record_1_{kind}"), 0xabc0 + number, state);
    }
}

/// Written by the program that comes after this one, in a deployment that is under way.
#[test]
fn the_next_version_is_read_and_what_is_new_in_it_is_dropped() {
    check("record_2", "record_1_user_linked_attempt", 0xabc6, "user_linked");
}

#[test]
fn the_version_after_that_is_refused_and_left_alone() {
    let (_folder, store) = store();
    let path = store.path(ACCOUNT).expect("a path");
    for newer in [
        fixture("record_2").replacen(r#""version":2"#, r#""version":3"#, 1),
        fixture("record_2").replacen(r#""snapshot":{"version":2"#, r#""snapshot":{"version":3"#, 1),
        fixture("record_1_user_linked").replacen(r#""version":1"#, r#""version":0"#, 1),
    ] {
        write(&path, &newer);
        let error = store.load(ACCOUNT).expect_err("of another version");
        assert!(error.to_string().contains("of version 1 or 2, and this one is of another"), "{error}");
        store.swap(ACCOUNT, None, None).expect_err("of another version");
        assert_eq!(fs::read_to_string(&path).expect("still there"), newer);
    }
}

#[test]
fn what_is_restored_is_what_was_stored() {
    let AnySession::UserLinked(session) = restored("record_1_user_linked") else { panic!("not linked") };
    let tokens = session.tokens();
    assert_eq!(tokens.access().map(AccessToken::expose), Some("an-access-token"));
    assert_eq!(tokens.refresh().map(RefreshToken::expose), Some("a-refresh-token"));
    assert_eq!(tokens.issued(), Some(UnixTime::from_millis(1_767_225_600_000)));
    assert_eq!(tokens.expires(), Some(UnixTime::from_millis(1_767_830_400_000)));
    assert_eq!(tokens.generation(), 3);
    assert_eq!(session.bridge().map(hue_tokio::BridgeId::as_str), Some("001788fffe000003"));
    assert_eq!(session.key().expose(), "an-application-key");
    assert_eq!(session.client_key().map(hue_tokio::ClientKey::expose), Some("a-client-key"));
    assert!(session.is_adopted());

    let AnySession::Unauthorized(session) = restored("record_1_unauthorized") else { panic!("begun") };
    assert!(session.authorize_url().as_str().contains("state=a-csrf-state"), "{}", session.authorize_url());

    let record = |name| hue_tokio::keep::Record::from_json(fixture(name).as_bytes()).expect("a record");
    let marks = |name| (record(name).is_being_renewed(), record(name).is_refused());
    assert_eq!(marks("record_1_user_linked"), (false, false));
    assert_eq!(marks("record_1_user_linked_attempt"), (true, false));
    assert_eq!(marks("record_1_user_linked_refused"), (true, true));
}

/// Made by a program, and not by reading the fixture.
#[test]
fn what_is_written_today_is_the_fixture() {
    let refresh = Some(RefreshToken::new("a-refresh-token"));
    let session = Session::from_tokens(app(), None, refresh, None).expect("tokens");
    let written = session.with_key(ApplicationKey::new("an-application-key")).snapshot().to_json();
    let fixture = fixture("record_1_tokens_brought");
    assert_eq!(
        fixture.trim_end().strip_suffix('}').and_then(|json| json.split_once(r#""snapshot":"#)).map(|(_, it)| it),
        Some(&*written)
    );
}

/// Restored through a store, and written by it again.
fn check(name: &str, written: &str, stamp: u128, state: &str) {
    let (_folder, store) = store();
    let path = store.path(ACCOUNT).expect("a path");
    write(&path, &fixture(name));
    let record = store.load(ACCOUNT).unwrap_or_else(|error| panic!("{name}: {error}")).expect("a record");
    assert_eq!(u128::from_be_bytes(*record.stamp().as_bytes()), stamp, "{name}");
    let summary = record.summary();
    assert_eq!(
        (summary.state, &*summary.client_id, &*summary.origin),
        (state, "a-client-id", "https://api.meethue.com")
    );
    let session = AnySession::restore(app(), record.snapshot()).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(session.snapshot().state(), state, "{name}");
    let swapped = store.swap(ACCOUNT, Some(record.stamp()), Some(&record)).expect("swapped");
    assert!(matches!(swapped, Swapped::Yes), "{name}: {swapped:?}");
    assert_eq!(fs::read_to_string(&path).expect("a file"), fixture(written).trim_end(), "{name}");
}

fn restored(name: &str) -> AnySession {
    let record = hue_tokio::keep::Record::from_json(fixture(name).as_bytes()).expect("a record");
    AnySession::restore(app(), record.snapshot()).expect("restored")
}

fn fixture(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../hue-store/tests/fixtures");
    fs::read_to_string(folder.join(format!("{name}.json"))).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn app() -> App {
    let app = App::builder("a-client-id", ClientSecret::new("a-client-secret")).redirect_uri("http://127.0.0.1/");
    app.build().expect("an app")
}

fn store() -> (tempfile::TempDir, File) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = File::new(folder.path().join("accounts")).expect("a store");
    (folder, store)
}

/// As the store would have written it.
fn write(path: &Path, json: &str) {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    std::io::Write::write_all(&mut options.open(path).expect("a file"), json.as_bytes()).expect("written");
}

const ACCOUNT: &str = "ann";
