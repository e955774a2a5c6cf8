//! Errors that teach: what the compiler says of each file in `mistakes`, which is wrong on purpose.
//!
//! A line that ends in `//~ text` must be where an error says that text. A `//~ text` on a line of its own may be said
//! anywhere: it is what to do next.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

#[test]
fn every_mistake_is_told_what_to_do() {
    let libraries = libraries();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("mistakes");
    let mistakes = fs::read_dir(folder).expect("mistakes").map(|entry| entry.expect("an entry").path());
    let mut tried = 0;
    for mistake in mistakes {
        let said = compile(&mistake, &libraries);
        let source = fs::read_to_string(&mistake).expect("a source");
        for (number, line) in (1_u64..).zip(source.lines()) {
            let Some((code, wanted)) = line.split_once("//~ ") else { continue };
            let is_anywhere = code.trim().is_empty();
            let is_said = said.iter().any(|error| error.text.contains(wanted) && (is_anywhere || error.line == number));
            assert!(is_said, "{}:{number}: nobody says {wanted:?} in\n{said:#?}", mistake.display());
            tried += 1;
        }
    }
    assert!(tried > 15, "only {tried} texts were wanted");
}

/// One error: its message, what follows it, and the line it points at.
#[derive(Debug)]
struct Said {
    line: u64,
    text: String,
}

fn compile(source: &Path, libraries: &BTreeMap<String, PathBuf>) -> Vec<Said> {
    let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or("rustc".into()));
    rustc.args(["--edition=2024", "--crate-type=lib", "--emit=metadata", "--error-format=json", "-o"]);
    rustc.arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("mistake.rmeta")).arg(source);
    for (name, path) in libraries {
        rustc.arg("--extern").arg(format!("{name}={}", path.display()));
        rustc.arg("-L").arg(format!("dependency={}", path.parent().expect("a folder").display()));
    }
    let output = rustc.output().expect("a compiler");
    assert!(!output.status.success(), "{} is no mistake", source.display());
    let said = String::from_utf8(output.stderr).expect("text");
    let errors = said.lines().map(|line| serde_json::from_str::<Value>(line).expect("a message"));
    errors.filter(|message| message["level"] == "error").flat_map(|message| told(&message)).collect()
}

/// An error with all that is said below it, once for each line that it points at.
fn told(error: &Value) -> Vec<Said> {
    let messages = [error].into_iter().chain(error["children"].as_array().into_iter().flatten());
    let text: Vec<_> = messages.filter_map(|message| message["message"].as_str()).collect();
    let spans = error["spans"].as_array().into_iter().flatten();
    let lines = spans.filter_map(|span| span["line_start"].as_u64());
    lines.map(|line| Said { line, text: text.join("\n") }).collect()
}

/// The libraries as cargo has built them for these tests.
fn libraries() -> BTreeMap<String, PathBuf> {
    let mut cargo = Command::new(env!("CARGO"));
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    cargo.args(["build", "--quiet", "--locked", "--tests", "--message-format=json", "--manifest-path", manifest]);
    // What cargo tells this test of its own package would make build scripts run again, each time.
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
            cargo.env_remove(name);
        }
    }
    let output = cargo.output().expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let messages = String::from_utf8(output.stdout).expect("text");
    let messages = messages.lines().map(|line| serde_json::from_str::<Value>(line).expect("a message"));
    let wanted = ["hue_proto", "hue_blocking", "hue_tokio"];
    let found = messages.filter_map(|message| {
        let name = message.pointer("/target/name")?.as_str().filter(|name| wanted.contains(name))?;
        let mut files = message.get("filenames")?.as_array()?.iter().filter_map(Value::as_str);
        Some((name.to_owned(), files.find(|file| file.contains(".rlib"))?.into()))
    });
    let found: BTreeMap<_, _> = found.collect();
    assert_eq!(found.len(), wanted.len(), "{found:?}");
    found
}
