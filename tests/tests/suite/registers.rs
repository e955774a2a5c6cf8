//! The tables of this crate name tests; here it is seen that each of them exists.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[test]
fn every_test_that_a_table_names_exists() {
    let sources: Vec<String> = sources().into_iter().map(|(_, source)| source).collect();
    let known = known(&sources);
    assert!(known.len() > 300, "only {} tests were found: is the search broken?", known.len());
    for (file, table, columns) in TABLES {
        let missing = missing(table, columns, &known);
        assert!(missing.is_empty(), "{file} names tests that are not there: {missing:#?}");
    }
}

#[test]
fn a_test_that_does_not_exist_is_missed() {
    let known = known(&["#[test]\nfn is_here() {}\nScenario::new(\"told\", |stage| x)".to_owned()]);
    let table = "//! | a | `is_here`, \"told\" |\n//! | b | `is_gone`, \"untold\" |\n//! | c | |";
    assert_eq!(missing(table, 1, &known), ["is_gone", "untold", "no test: c"]);
    let two = "//! | a | `is_here` | \"told\" |\n//! | b | `is_here` | |\n//! | c | | `is_here` |";
    assert_eq!(missing(two, 2, &known), ["no test: b", "no test: c"]);
}

/// What the last columns of a table name and nobody has, and rows with nothing in one of them.
fn missing(table: &str, columns: usize, known: &BTreeSet<String>) -> Vec<String> {
    let rows = table.lines().filter_map(|line| line.strip_prefix("//! | "));
    let mut missing = Vec::new();
    for row in rows {
        let cells: Vec<&str> = row.trim_end().trim_end_matches('|').split(" |").map(str::trim).collect();
        let what = cells.first().copied().unwrap_or_default();
        for cell in cells.iter().rev().take(columns).rev() {
            let names = names(cell);
            if names.is_empty() && !HEADINGS.contains(&what) {
                missing.push(format!("no test: {what}"));
            }
            missing.extend(names.into_iter().filter(|name| !known.contains(name)));
        }
    }
    missing
}

/// `` `a_function` `` and "a scenario".
fn names(cell: &str) -> Vec<String> {
    let quoted = |mark: char| cell.split(mark).skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let functions = quoted('`').into_iter().filter(|name| name.contains('_') && !name.contains([' ', '/', '=', '-']));
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

/// Every source of the workspace, by path.
pub(crate) fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders: Vec<PathBuf> =
        ["hue-proto", "hue-host", "hue-blocking", "hue-tokio", "hue-store", "hue-sim", "hue-cli", "tests"]
            .map(|name| root.join(name))
            .into();
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.to_string_lossy().into_owned();
                sources.push((name, std::fs::read_to_string(&path).expect("a source")));
            }
        }
    }
    sources
}

/// Each with the number of its columns that name tests.
const TABLES: [(&str, &str, usize); 3] = [
    ("peers.rs", include_str!("peers.rs"), 1),
    ("security.rs", include_str!("security.rs"), 1),
    ("wire.rs", include_str!("wire.rs"), 2),
];
const HEADINGS: [&str; 3] = ["Theirs", "Line", "§"];
