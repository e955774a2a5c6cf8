//! What a reader of the source alone can check.
//!
//! Every check takes a [`Tree`] and returns its findings, so that each is shown to fail on a made-up tree, and to pass
//! on this workspace.

mod files;
mod floors;
mod links;
mod manifest;
mod rust_version;
mod source;
mod words;

use source::Source;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// A check, and what it finds wrong.
type Check = fn(&Tree) -> Vec<String>;

/// Files by their path below the root, with `/` between the parts.
struct Tree(BTreeMap<String, String>);

impl Tree {
    /// The workspace that this crate belongs to.
    fn workspace() -> io::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut files = BTreeMap::new();
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(root.join(&folder))? {
                let entry = entry?;
                let path = folder.join(entry.file_name());
                let kind = entry.file_type()?;
                if kind.is_dir() && is_ours(&path) {
                    folders.push(path);
                } else if kind.is_file() {
                    let text = String::from_utf8_lossy(&fs::read(entry.path())?).into_owned();
                    files.insert(path.to_string_lossy().replace('\\', "/"), text);
                }
            }
        }
        Ok(Self(files))
    }

    fn of(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|&(path, text)| (path.to_owned(), text.to_owned())).collect())
    }

    fn text(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Every Rust file, read.
    fn rust(&self) -> impl Iterator<Item = (&str, Source)> {
        let rust = |path: &str| Path::new(path).extension().is_some_and(|extension| extension == "rs");
        self.files().filter(move |(path, _)| rust(path)).map(|(path, text)| (path, Source::read(text)))
    }
}

/// Build output, caches and what version control keeps are not the project's text.
fn is_ours(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    name == ".ci" || !(name.starts_with('.') || ["target", "corpus", "artifacts"].contains(&&*name))
}

/// Whether a file is for tests alone, by where it stands.
fn is_test_file(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.split('/').any(|part| ["tests", "benches", "examples", "fuzz"].contains(&part))
}

#[track_caller]
fn assert_clean(check: Check) {
    let findings = match Tree::workspace() {
        Ok(tree) if tree.text("Cargo.toml").is_some() => check(&tree),
        Ok(_) => vec!["the workspace has no Cargo.toml".to_owned()],
        Err(error) => vec![format!("the workspace cannot be read: {error}")],
    };
    assert!(findings.is_empty(), "{} found:\n  {}\n", findings.len(), findings.join("\n  "));
}

#[track_caller]
fn assert_finds(check: Check, files: &[(&str, &str)], findings: &[&str]) {
    assert_eq!(check(&Tree::of(files)), findings);
}
