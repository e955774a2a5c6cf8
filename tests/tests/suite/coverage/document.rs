//! `docs/coverage.md`: every operation and attribute, where it comes from, and the tests that sent it.

use super::reference::{BEYOND, FACTS, UNSEEN, UNSEEN_BEYOND};
use super::types::TYPES;
use super::wire::Sent;
use std::fmt::Write as _;
use std::path::Path;

/// The document. Each test in it is one whose request the simulator saw.
pub(super) fn of(sent: &[(&'static str, Sent)]) -> String {
    let operations: usize = FACTS.iter().map(|facts| facts.methods().len()).sum();
    let mut text = HEAD.replace("{types}", &FACTS.len().to_string()).replace("{operations}", &operations.to_string());
    for (facts, one) in by_name() {
        let _ = write!(text, "\n## {}\n\n| Request | In Rust | Source | Tests |\n|---|---|---|---|\n", one.name);
        for method in facts.methods() {
            let operation = (facts.kind.to_owned(), method);
            let tests = tests(sent, |sent| sent.operations.contains(&operation));
            let (line, call, source) = (method.line(facts.kind), one.call(method), facts.source(method));
            let _ = writeln!(text, "| `{line}` | `{call}` | `{source}` | {tests} |");
        }
        if facts.methods().iter().all(|method| facts.attributes(*method).next().is_none()) {
            continue;
        }
        text.push_str("\n| Attribute | Effect | Tests |\n|---|---|---|\n");
        for method in facts.methods() {
            for (name, mark) in facts.attributes(method) {
                let attribute = (facts.kind.to_owned(), method, name.to_owned());
                let tests = tests(sent, |sent| sent.attributes.contains(&attribute));
                let effect = match mark {
                    Some(UNSEEN) => "none that the description shows",
                    Some(UNSEEN_BEYOND) => "none that is shown; beyond the description",
                    Some(BEYOND) => "read back; beyond the description",
                    _ => "read back",
                };
                let _ = writeln!(text, "| `{method}` `{name}` | {effect} | {tests} |");
            }
        }
    }
    text
}

/// The file holds what it should.
pub(super) fn check(text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/coverage.md");
    if std::env::var_os(RENEW).is_some() {
        std::fs::write(&path, text).expect("written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = || text.lines().zip(kept.lines()).find(|(text, kept)| text != kept);
    assert!(
        kept == text,
        "docs/coverage.md is out of date, from here: {:?}. To write it anew: {RENEW}=1 cargo test -p hue-tests --test suite coverage",
        differs()
    );
}

fn by_name() -> impl Iterator<Item = (&'static super::reference::Facts, &'static super::types::Type)> {
    TYPES.iter().filter_map(|one| Some((FACTS.iter().find(|facts| facts.kind == one.kind)?, one)))
}

fn tests(sent: &[(&'static str, Sent)], is_in: impl Fn(&Sent) -> bool) -> String {
    let tests: Vec<_> = sent.iter().filter(|(_, sent)| is_in(sent)).map(|(name, _)| format!("`{name}`")).collect();
    tests.join(", ")
}

const RENEW: &str = "HUE_RENEW_COVERAGE";

const HEAD: &str = "# What is covered of API v2

<!-- Written by `HUE_RENEW_COVERAGE=1 cargo test -p hue-tests --test suite coverage`, which is also the check of it. -->

All {types} types of resource with all {operations} operations that the API has on them, and every attribute of what can be changed
and made. Each was sent to the simulator over both adapters and TLS by the tests named, and its effect was read back through
another request. The tests stand in `tests/tests/suite/coverage/`; which of them sent what is told by the simulator's log.

`openhue-v2` is the community's description of the API (<https://github.com/openhue/openhue-api>), followed by the folder of
the type; `CLIP API v2` is Hue's own reference at developers.meethue.com, for whoever has an account there. *Beyond the
description* is what real bridges take, as far as is known.
";
