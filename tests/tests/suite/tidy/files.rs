//! How long a file may grow.

use super::{Tree, assert_clean, assert_finds, is_test_file};

/// The code that drives the core over a transport; the smaller, the more the core decides.
const DRIVERS: [&str; 2] = ["hue-blocking/src/drive.rs", "hue-tokio/src/drive.rs"];
const DRIVER_LINES: usize = 149;
const LINES: usize = 400;

fn check_lengths(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    for (path, source) in tree.rust().filter(|(path, _)| !is_test_file(path)) {
        let most = if DRIVERS.contains(&path) { DRIVER_LINES } else { LINES };
        if source.product_lines > most {
            findings.push(format!("{path}: {} lines without its tests, at most {most}", source.product_lines));
        }
    }
    findings
}

fn check_drivers(tree: &Tree) -> Vec<String> {
    let missing = DRIVERS.iter().filter(|driver| tree.text(driver).is_none());
    missing.map(|driver| format!("{driver}: missing: the driving loop stands there, alone")).collect()
}

#[test]
fn files_are_short() {
    assert_clean(check_lengths);
}

#[test]
fn a_long_file_is_found() {
    let lines = |count| "x\n".repeat(count);
    let tests = |count| lines(count) + "#[cfg(test)]\nmod tests {\n" + &lines(500) + "}\n";
    let check = |path, text: &str, findings: &[&str]| assert_finds(check_lengths, &[(path, text)], findings);
    check("a/src/lib.rs", &lines(400), &[]);
    check("a/src/lib.rs", &lines(401), &["a/src/lib.rs: 401 lines without its tests, at most 400"]);
    check("a/src/lib.rs", &tests(400), &[]);
    check("a/src/lib.rs", &tests(401), &["a/src/lib.rs: 401 lines without its tests, at most 400"]);
    check(
        "a/src/lib.rs",
        &("#[cfg(test)]\nmod t;\n".to_owned() + &lines(401)),
        &["a/src/lib.rs: 401 lines without its tests, at most 400"],
    );
    check("a/tests/lib.rs", &lines(401), &[]);
    check("a/readme.md", &lines(401), &[]);
    check("hue-blocking/src/drive.rs", &lines(149), &[]);
    check("hue-tokio/src/drive.rs", &lines(150), &["hue-tokio/src/drive.rs: 150 lines without its tests, at most 149"]);
}

#[test]
fn the_driving_code_stands_in_its_own_file() {
    assert_clean(check_drivers);
}

#[test]
fn a_missing_driver_is_found() {
    let missing = "hue-tokio/src/drive.rs: missing: the driving loop stands there, alone";
    assert_finds(check_drivers, &[("hue-blocking/src/drive.rs", "")], &[missing]);
    assert_finds(check_drivers, &[("hue-blocking/src/drive.rs", ""), ("hue-tokio/src/drive.rs", "")], &[]);
}
