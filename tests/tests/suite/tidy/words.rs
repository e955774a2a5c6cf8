//! Words that have no place in the source, or in some part of it.

use super::source::{self, Source};
use super::{Tree, assert_clean, assert_finds, is_test_file};

/// Said in two parts, so that this file does not say them.
const LEFT_BEHIND: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];
const LEFT_MACROS: [&str; 3] = ["todo", "unimplemented", "dbg"];

const CORE: &str = "hue-proto/src/";
/// A clock, a generator, a thread, a random order or an output cannot be had without one of these.
const NOT_IN_THE_CORE: [&str; 8] = ["std", "SystemTime", "Instant", "HashMap", "HashSet", "rand", "thread", "println"];
/// A second name for the core would be a way around its floors.
const OTHER_NAME: [&str; 3] = ["extern", "crate", "self"];

fn check_leftovers(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    for (path, text) in tree.files().filter(|(path, _)| is_read(path)) {
        for word in LEFT_BEHIND {
            let lines = source::lines_with_word(text, word);
            findings.extend(lines.iter().map(|line| format!("{path}:{line}: `{word}` left behind")));
        }
    }
    for (path, source) in tree.rust() {
        for word in LEFT_MACROS {
            let lines = lines_with(&source.code, &[word, "!", "("]);
            findings.extend(lines.iter().map(|line| format!("{path}:{line}: `{word}!` left behind")));
        }
    }
    findings
}

fn is_read(path: &str) -> bool {
    path.starts_with(".ci/") || [".rs", ".md", ".toml", ".sh", ".py"].iter().any(|end| path.ends_with(end))
}

fn check_attributes(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    for (path, source) in tree.rust() {
        for line in attributes(&source.code, "allow") {
            findings.push(format!("{path}:{line}: `allow`, where `expect` with a reason is due"));
        }
        for line in attributes(&source.code, "ignore") {
            findings.push(format!("{path}:{line}: an ignored test, which nothing runs"));
        }
    }
    findings
}

fn check_panics(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    for (path, source) in tree.rust().filter(|(path, _)| !is_test_file(path)) {
        for tokens in [&[".", "unwrap", "(", ")"][..], &[".", "expect", "("]] {
            let lines = lines_with(&source.product, tokens);
            findings.extend(lines.iter().map(|line| format!("{path}:{line}: `{}` outside tests", tokens.concat())));
        }
    }
    findings
}

fn check_core(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    let root = tree.text("hue-proto/src/lib.rs").map(Source::read).map(|root| root.code).unwrap_or_default();
    let has = |tokens| !lines_with(&root, tokens).is_empty();
    if !has(&["#", "!", "[", "no_std", "]"]) {
        findings.push("hue-proto/src/lib.rs: `#![no_std]` is missing".to_owned());
    }
    if !has(&["#", "!", "[", "forbid", "(", "unsafe_code"]) {
        findings.push("hue-proto/src/lib.rs: `#![forbid(unsafe_code)]` is missing".to_owned());
    }
    for (path, source) in tree.rust().filter(|(path, _)| path.starts_with(CORE) && !is_test_file(path)) {
        for word in NOT_IN_THE_CORE {
            let lines = source::lines_with_word(&source.product, word);
            findings.extend(lines.iter().map(|line| format!("{path}:{line}: the core names `{word}`")));
        }
        let lines = lines_with(&source.code, &OTHER_NAME);
        findings.extend(lines.iter().map(|line| format!("{path}:{line}: the core gives itself a second name")));
    }
    findings
}

/// The lines on which `wanted` begins, whatever white space stands between.
fn lines_with(code: &str, wanted: &[&str]) -> Vec<usize> {
    let tokens = source::tokens(code);
    let matches = |window: &[(usize, &str)]| window.iter().map(|(_, token)| token).eq(wanted);
    tokens
        .windows(wanted.len())
        .filter(|window| matches(window))
        .filter_map(<[_]>::first)
        .map(|(line, _)| *line)
        .collect()
}

/// The lines on which an attribute `name` stands, also inside `cfg_attr`.
fn attributes(code: &str, name: &str) -> Vec<usize> {
    let mut open = 0_usize;
    let mut lines = Vec::new();
    let tokens = source::tokens(code);
    for window in tokens.windows(2) {
        let [(_, before), (line, token)] = window else { continue };
        open = match (*before, *token) {
            ("#" | "!", "[") => 1,
            (_, "[") if open > 0 => open + 1,
            (_, "]") => open.saturating_sub(1),
            _ => open,
        };
        if open > 0 && *token == name && ["[", ","].contains(before) {
            lines.push(*line);
        }
    }
    lines
}

#[test]
fn nothing_is_left_behind() {
    assert_clean(check_leftovers);
}

#[test]
fn leftovers_are_found() {
    let [to_do, fix_me, _] = LEFT_BEHIND;
    let text = format!("/// {to_do}: later\nfn f() {{\n    todo! (\"x\");\n    dbg! (1); // unimplemented! ()\n}}\n");
    let found = [
        &*format!("a/src/lib.rs:1: `{to_do}` left behind"),
        "a/src/lib.rs:3: `todo!` left behind",
        "a/src/lib.rs:4: `dbg!` left behind",
    ];
    assert_finds(check_leftovers, &[("a/src/lib.rs", &text)], &found);
    let found = format!(".ci/run:2: `{fix_me}` left behind");
    assert_finds(check_leftovers, &[(".ci/run", &format!("a\n# {fix_me}\n"))], &[&found]);
    assert_finds(check_leftovers, &[("a.md", "TODOS, and nothing to do"), ("a.json", to_do)], &[]);
}

#[test]
fn no_lint_is_allowed_and_no_test_ignored() {
    assert_clean(check_attributes);
}

#[test]
fn an_allowed_lint_and_an_ignored_test_are_found() {
    let check = |text, findings: &[&str]| assert_finds(check_attributes, &[("a/tests/b.rs", text)], findings);
    let allow = "a/tests/b.rs:1: `allow`, where `expect` with a reason is due";
    let ignore = "a/tests/b.rs:2: an ignored test, which nothing runs";
    check("#[ allow(dead_code)] fn f() {}", &[allow]);
    check("#! [ allow(dead_code)]", &[allow]);
    check("#[cfg_attr(not(test), allow(dead_code))] fn f() {}", &[allow]);
    check("#[test]\n#[ ignore = \"slow\"] fn f() {}", &[ignore]);
    check("#[test]\n#[cfg_attr(unix, ignore)] fn f() {}", &[ignore]);
    check("fn f() { g(x, allow(1), [ignore, 2]); } // #[ allow(x)]", &[]);
}

#[test]
fn nothing_unwraps_outside_tests() {
    assert_clean(check_panics);
}

#[test]
fn an_unwrap_is_found() {
    let text = "/// x.unwrap()\nfn f() {\n    a.unwrap();\n    b\n        .expect(\"c\");\n    d.unwrap_or(e);\n}\n#[cfg(test)]\nmod tests { fn g() { a.unwrap(); } }\n";
    let found = ["a/src/lib.rs:3: `.unwrap()` outside tests", "a/src/lib.rs:5: `.expect(` outside tests"];
    assert_finds(check_panics, &[("a/src/lib.rs", text), ("a/src/tests.rs", text), ("tests/src/lib.rs", text)], &found);
}

#[test]
fn the_core_names_no_clock_no_generator_and_no_thread() {
    assert_clean(check_core);
}

#[test]
fn a_core_with_a_clock_is_found() {
    let root =
        ("hue-proto/src/lib.rs", "//! A core.\n#![no_std]\n#![forbid(unsafe_code)]\n#[cfg(test)]\nextern crate std;\n");
    let text = "//! No std::time here.\nuse std::time::Instant;\nfn f() { \"HashMap\"; HashMap::new(); rand::random(); }\n#[cfg(test)]\nmod tests { use std::thread; }\n";
    let found = [
        "2: the core names `std`",
        "2: the core names `Instant`",
        "3: the core names `HashMap`",
        "3: the core names `rand`",
    ];
    let found = found.map(|found| format!("hue-proto/src/app.rs:{found}"));
    assert_finds(
        check_core,
        &[root, ("hue-proto/src/app.rs", text), ("hue-sim/src/app.rs", text)],
        &found.each_ref().map(String::as_str),
    );
    assert_finds(check_core, &[root], &[]);
    let renamed = ("hue-proto/src/app.rs", "extern crate self as me;\n");
    assert_finds(check_core, &[root, renamed], &["hue-proto/src/app.rs:1: the core gives itself a second name"]);
}

#[test]
fn a_core_that_could_use_std_or_unsafe_is_found() {
    let text = "//! #![no_std]\n#![cfg_attr(not(test), no_std)]\n// #![forbid(unsafe_code)]\n";
    let missing =
        ["hue-proto/src/lib.rs: `#![no_std]` is missing", "hue-proto/src/lib.rs: `#![forbid(unsafe_code)]` is missing"];
    assert_finds(check_core, &[("hue-proto/src/lib.rs", text)], &missing);
    assert_finds(check_core, &[], &missing);
}
