//! The libraries ask for the compiler that their dependencies need, no newer and no older.

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

type Version = (u64, u64, u64);

/// Edition 2024 starts here.
const LOWEST: Version = (1, 85, 0);

/// Reads what `cargo metadata` prints. Dependencies of every platform count, and those of build scripts.
fn check(metadata: &Value) -> Vec<String> {
    let packages: BTreeMap<_, _> = list(metadata, "/packages").map(|package| (text(package, "id"), package)).collect();
    let uses: BTreeMap<_, _> = list(metadata, "/resolve/nodes").map(|node| (text(node, "id"), used(node))).collect();
    let members = list(metadata, "/workspace_members").filter_map(|id| packages.get(id.as_str()?)).copied();
    let mut findings = Vec::new();
    for library in members.filter(|package| is_published_library(package)) {
        let needed = reachable(text(library, "id"), &uses);
        let needed = needed.iter().filter_map(|id| packages.get(id)).filter_map(|package| rust_version(package)).max();
        let (needed, declared) = (needed.unwrap_or(LOWEST).max(LOWEST), rust_version(library));
        if declared != Some(needed) {
            let name = text(library, "name");
            findings.push(format!("{name}: declares rust-version {declared:?}, its dependencies need {needed:?}"));
        }
    }
    findings
}

fn is_published_library(package: &Value) -> bool {
    let library = list(package, "/targets").any(|target| list(target, "/kind").any(|kind| kind == "lib"));
    library && package.get("publish").is_none_or(Value::is_null)
}

/// Everything below `root`, without `root`.
fn reachable<'a>(root: &'a str, uses: &BTreeMap<&'a str, Vec<&'a str>>) -> BTreeSet<&'a str> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![root]);
    while let Some(id) = open.pop() {
        let below = uses.get(id).into_iter().flatten();
        open.extend(below.filter(|id| seen.insert(**id)));
    }
    seen
}

fn used(node: &Value) -> Vec<&str> {
    let needed = |dependency: &&Value| {
        list(dependency, "/dep_kinds").any(|kind| kind.get("kind").is_none_or(|kind| kind != "dev"))
    };
    list(node, "/deps").filter(needed).map(|dependency| text(dependency, "pkg")).collect()
}

fn rust_version(package: &Value) -> Option<Version> {
    let mut parts = package.get("rust_version")?.as_str()?.split('.').map(str::parse);
    let mut next = || parts.next().unwrap_or(Ok(0)).ok();
    Some((next()?, next()?, next()?))
}

fn list<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

#[test]
fn the_libraries_ask_for_the_compiler_they_need() {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let arguments = ["metadata", "--format-version", "1", "--locked", "--manifest-path", manifest];
    let output = Command::new(cargo).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(list(&metadata, "/workspace_members").count() > 3, "cargo metadata lists the workspace's members");
    assert_eq!(check(&metadata), Vec::<String>::new());
}

#[test]
fn a_wrong_rust_version_is_found() {
    let metadata = |declared: &str, publish: Value, kind: Value, needed: &str| {
        json!({
            "workspace_members": ["a"],
            "packages": [
                {"id": "a", "name": "hue-a", "rust_version": declared, "publish": publish, "targets": [{"kind": ["lib"]}]},
                {"id": "b", "name": "b", "rust_version": null, "targets": []},
                {"id": "c", "name": "c", "rust_version": needed, "targets": []},
            ],
            "resolve": {"nodes": [
                {"id": "a", "deps": [{"pkg": "b", "dep_kinds": [{"kind": null, "target": null}]}]},
                {"id": "b", "deps": [{"pkg": "c", "dep_kinds": [{"kind": kind, "target": "cfg(windows)"}]}]},
                {"id": "c", "deps": []},
            ]},
        })
    };
    let passes = |metadata: Value| assert_eq!(check(&metadata), Vec::<String>::new());
    let fails =
        |metadata: Value, found: &str| assert_eq!(check(&metadata), [format!("hue-a: declares rust-version {found}")]);
    passes(metadata("1.85", Value::Null, Value::Null, "1.60.0"));
    passes(metadata("1.88", Value::Null, json!("build"), "1.88.0"));
    passes(metadata("1.85", Value::Null, json!("dev"), "1.88"));
    passes(metadata("1.0", json!([]), Value::Null, "1.88"));
    fails(metadata("1.85", Value::Null, Value::Null, "1.88.1"), "Some((1, 85, 0)), its dependencies need (1, 88, 1)");
    fails(metadata("1.88", Value::Null, Value::Null, "1.60"), "Some((1, 88, 0)), its dependencies need (1, 85, 0)");
    fails(metadata("new", Value::Null, json!("build"), "1.86"), "None, its dependencies need (1, 86, 0)");
}
