//! The tables of this crate name tests; here it is seen that each of them exists.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[test]
fn every_test_that_a_table_names_exists() {
    let known = known(&sources());
    assert!(known.len() > 300, "only {} tests were found: is the search broken?", known.len());
    for (file, table) in TABLES {
        let missing = missing(table, &known);
        assert!(missing.is_empty(), "{file} names tests that are not there: {missing:#?}");
    }
}

#[test]
fn a_test_that_does_not_exist_is_missed() {
    let known = known(&["#[test]\nfn here() {}\nScenario::new(\"told\", |stage| x)".to_owned()]);
    let table = "//! | a | `here`, \"told\" |\n//! | b | `gone`, \"untold\" |\n//! | c | |";
    assert_eq!(missing(table, &known), ["gone", "untold", "no test: c"]);
}

/// What the last column (or the last two) of a table names and nobody has, and rows that name nothing.
fn missing(table: &str, known: &BTreeSet<String>) -> Vec<String> {
    let rows = table.lines().filter_map(|line| line.strip_prefix("//! | "));
    let mut missing = Vec::new();
    for row in rows {
        let cells: Vec<&str> = row.trim_end_matches('|').split(" | ").map(str::trim).collect();
        let Some((what, tests)) = cells.split_first() else { continue };
        let names: Vec<String> = tests.iter().flat_map(|cell| names(cell)).collect();
        if names.is_empty() && !HEADINGS.contains(what) {
            missing.push(format!("no test: {}", what.trim_end_matches('|').trim()));
        }
        missing.extend(names.into_iter().filter(|name| !known.contains(name)));
    }
    missing
}

/// `` `a_function` `` and "a scenario".
fn names(cell: &str) -> Vec<String> {
    let quoted = |mark: char| cell.split(mark).skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let functions = quoted('`').into_iter().filter(|name| !name.contains([' ', '/', '=', '-']));
    functions.chain(quoted('"')).collect()
}

/// Every function that is a test, and every scenario, by name.
fn known(sources: &[String]) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for source in sources {
        for (at, _) in source.match_indices("#[test]") {
            let rest = source.get(at..).unwrap_or_default();
            let name = rest.split("fn ").nth(1).and_then(|rest| rest.split('(').next());
            known.extend(name.map(str::to_owned));
        }
        for (at, _) in source.match_indices('"').filter(|_| source.contains("Scenario")) {
            let text = source.get(at + 1..).and_then(|rest| rest.split('"').next());
            known.extend(
                text.filter(|text| text.contains(' ') || source.contains(&format!("new(\"{text}\"")))
                    .map(str::to_owned),
            );
        }
    }
    known
}

fn sources() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders: Vec<PathBuf> =
        ["hue-proto", "hue-blocking", "hue-sim", "hue-cli", "tests"].map(|name| root.join(name)).into();
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push(std::fs::read_to_string(&path).expect("a source"));
            }
        }
    }
    sources
}

const TABLES: [(&str, &str); 1] = [("peers.rs", include_str!("peers.rs"))];
const HEADINGS: [&str; 3] = ["Theirs", "Line", "§"];
