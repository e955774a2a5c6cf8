//! What the core may depend on.

use super::{Tree, assert_clean, assert_finds};
use toml::{Table, Value};

/// Each was made for its job; `ARCHITECTURE.md` says in one line which job that is.
const ALLOWED: [&str; 15] = [
    "base64",
    "http",
    "jiff",
    "libm",
    "md-5",
    "memchr",
    "percent-encoding",
    "serde",
    "serde_ignored",
    "serde_json",
    "serde_path_to_error",
    "sha2",
    "subtle",
    "url",
    "zeroize",
];

const MANIFEST: &str = "hue-proto/Cargo.toml";
const SECTIONS: [&str; 2] = ["dependencies", "build-dependencies"];

fn check_allowed(tree: &Tree) -> Vec<String> {
    let (Some(manifest), Some(workspace)) = (table(tree, MANIFEST), table(tree, "Cargo.toml")) else {
        return vec![format!("{MANIFEST}, Cargo.toml: cannot be read")];
    };
    let shared = workspace.get("workspace").and_then(|workspace| workspace.get("dependencies"));
    let names = dependencies(&manifest).into_iter().map(|(name, value)| package(name, value, shared));
    let strangers = names.filter(|name| !ALLOWED.contains(name));
    strangers.map(|name| format!("{MANIFEST}: `{name}` is not on the core's list of dependencies")).collect()
}

fn check_justified(tree: &Tree) -> Vec<String> {
    let text = tree.text("ARCHITECTURE.md").unwrap_or_default();
    let justified = |name: &&str| {
        let quoted = format!("`{name}`");
        text.lines().any(|line| line.contains(&quoted) && line.len() > quoted.len() + 20)
    };
    let bare = ALLOWED.iter().filter(|name| !justified(name));
    bare.map(|name| format!("ARCHITECTURE.md: no line says what `{name}` is for")).collect()
}

fn table(tree: &Tree, path: &str) -> Option<Table> {
    tree.text(path)?.parse().ok()
}

/// What the package builds with, on any platform.
fn dependencies(manifest: &Table) -> Vec<(&str, &Value)> {
    let platforms = manifest.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values);
    let places = platforms.filter_map(Value::as_table).chain([manifest]);
    let sections = places.flat_map(|place| SECTIONS.iter().filter_map(|name| place.get(*name)?.as_table()));
    sections.flatten().map(|(name, value)| (name.as_str(), value)).collect()
}

/// The package behind a name, which may be an alias.
fn package<'a>(name: &'a str, value: &'a Value, shared: Option<&'a Value>) -> &'a str {
    let inherited = shared.and_then(|shared| shared.get(name)).filter(|_| value.get("workspace").is_some());
    let alias = [Some(value), inherited].into_iter().flatten().find_map(|value| value.get("package")?.as_str());
    alias.unwrap_or(name)
}

#[test]
fn the_core_depends_on_what_it_may() {
    assert_clean(check_allowed);
}

#[test]
fn a_stranger_among_the_dependencies_is_found() {
    let workspace = "[workspace.dependencies]\nurl = { package = \"hurl\", version = \"1\" }\nhttp = \"1\"\n";
    let check = |manifest, strangers: &[&str]| {
        let found: Vec<_> = strangers
            .iter()
            .map(|name| format!("hue-proto/Cargo.toml: `{name}` is not on the core's list of dependencies"))
            .collect();
        let found: Vec<_> = found.iter().map(String::as_str).collect();
        assert_finds(check_allowed, &[("Cargo.toml", workspace), (MANIFEST, manifest)], &found);
    };
    check("[dependencies]\nhttp.workspace = true\n[dev-dependencies]\nproptest = \"1\"", &[]);
    check("[dependencies]\nureq = \"3\"", &["ureq"]);
    check("[dependencies.rand]\nversion = \"1\"\noptional = true", &["rand"]);
    check("[dependencies]\nhttp = { package = \"reqwest\", version = \"1\" }", &["reqwest"]);
    check("[dependencies]\nurl.workspace = true", &["hurl"]);
    check("[build-dependencies]\ncc = \"1\"", &["cc"]);
    check("[target.'cfg(unix)'.dependencies]\nlibc = \"0.2\"", &["libc"]);
    assert_finds(check_allowed, &[], &["hue-proto/Cargo.toml, Cargo.toml: cannot be read"]);
}

#[test]
fn every_dependency_of_the_core_is_justified() {
    assert_clean(check_justified);
}

#[test]
fn a_dependency_without_a_reason_is_found() {
    let text = ALLOWED.map(|name| format!("| `{name}` | does this one job for us |\n")).concat();
    assert_finds(check_justified, &[("ARCHITECTURE.md", &text)], &[]);
    let without = text.replace("`md-5`", "md-5").replace("| `url` | does this one job for us |", "`url`");
    let found = ["ARCHITECTURE.md: no line says what `md-5` is for", "ARCHITECTURE.md: no line says what `url` is for"];
    assert_finds(check_justified, &[("ARCHITECTURE.md", &without)], &found);
}
