//! What the README and the pages of `docs` lead to is there, and they lead to everything.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The README and the pages, each with its text.
fn pages() -> Vec<(PathBuf, String)> {
    let mut paths = vec![root().join("README.md")];
    paths.extend(fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path()));
    assert!(paths.len() > 6, "{paths:?}");
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

/// The files that a text links to, without fragments.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let targets = text.split("](").skip(1).filter_map(|tail| tail.split([')', '#']).next());
    targets.filter(|target| !target.contains(':') && !target.is_empty())
}

/// Package and name of the examples that a text runs.
fn commands(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines().filter_map(|line| {
        let (before, after) = line.split_once(" --example ")?;
        Some((before.split_once(" -p ")?.1, after.split_whitespace().next()?))
    })
}

#[test]
fn every_link_leads_somewhere() {
    for (page, text) in pages() {
        for link in links(&text) {
            let target = page.parent().unwrap().join(link);
            assert!(target.exists(), "{} links to {link}, which is not there", page.display());
        }
    }
}

#[test]
fn every_command_names_an_example() {
    let mut count = 0;
    for (page, text) in pages() {
        for (package, name) in commands(&text) {
            let folder = root().join(package);
            // hue-tokio lists its own, under other names than their files'.
            let listed = fs::read_to_string(folder.join("Cargo.toml")).unwrap().contains(&format!("name = \"{name}\""));
            let is_there = listed || folder.join("examples").join(name).with_extension("rs").exists();
            assert!(is_there, "{}: {package} has no example {name}", page.display());
            count += 1;
        }
    }
    assert!(count >= 9, "{count} commands");
}

#[test]
fn the_readme_leads_to_every_page_and_every_example() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let names = |folder: &str| {
        let entries = fs::read_dir(root().join(folder)).unwrap();
        entries.map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for name in names("docs") {
        assert!(readme.contains(&format!("(docs/{name}.md)")), "no link to the page {name}");
    }
    for name in names("hue-blocking/examples").into_iter().chain(names("hue-tokio/examples")) {
        assert!(readme.contains(&format!("`{name}`")), "no word of the example {name}");
    }
}
