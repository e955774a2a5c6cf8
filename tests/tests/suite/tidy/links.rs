//! What the guides point to exists.

use super::{Tree, assert_clean, assert_finds};

const GUIDES: [&str; 3] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"];
/// A name in backticks that ends so is taken for a file of the repository.
const ENDINGS: [&str; 6] = [".rs", ".md", ".toml", ".lock", ".py", ".sh"];

fn check(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    for guide in GUIDES {
        for (line, text) in prose(tree.text(guide).unwrap_or_default()) {
            for link in links(text).filter(|link| !exists(tree, link)) {
                findings.push(format!("{guide}:{line}: links to `{link}`, which is not there"));
            }
            for name in file_names(text).filter(|name| !is_somewhere(tree, name)) {
                findings.push(format!("{guide}:{line}: names `{name}`, which is not there"));
            }
        }
    }
    findings
}

/// The numbered lines outside fenced blocks.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    (1..).zip(text.lines()).filter(move |(_, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    })
}

/// The relative targets of `[text](target)` and `[text]: target`, without their fragments.
fn links(line: &str) -> impl Iterator<Item = &str> {
    let inline = line.split("](").skip(1).filter_map(|tail| tail.split([')', ' ']).next());
    let reference = line.strip_prefix('[').and_then(|tail| tail.split_once("]: ")).map(|(_, target)| target.trim());
    let relative = |target: &&str| !target.contains(':') && !target.starts_with('#');
    inline.chain(reference).filter(relative).filter_map(|target| target.split('#').next())
}

fn file_names(line: &str) -> impl Iterator<Item = &str> {
    let plain = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c));
    let file = |name: &str| {
        name.starts_with(".ci/") || ENDINGS.iter().any(|end| name.len() > end.len() && name.ends_with(end))
    };
    line.split('`').skip(1).step_by(2).filter(move |name| plain(name) && file(name) && !name.starts_with('/'))
}

fn exists(tree: &Tree, path: &str) -> bool {
    let path = path.trim_start_matches("./").trim_end_matches('/');
    tree.paths().any(|file| file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// A guide may leave out the folders that its reader is in.
fn is_somewhere(tree: &Tree, name: &str) -> bool {
    exists(tree, name) || tree.paths().any(|file| file.strip_suffix(name).is_some_and(|folder| folder.ends_with('/')))
}

#[test]
fn the_guides_point_to_what_exists() {
    assert_clean(check);
}

#[test]
fn a_dangling_pointer_is_found() {
    let readme = "See [a](hue-proto/src/app.rs), [b](./docs/no.md#x), [c](https://x.example/y.md), [d](#here).\n\
        [e]: gone/\n\
        `app.rs`, `src/app.rs`, `session/none.rs`, `.ci/run`, `wire/{form,token}`, `/a/b.rs`, `x + y.rs`\n\
        ```\n[f](in/a/block) `none.rs`\n```\n\
        `hue-proto`, [g](hue-proto/), `drive.rs`\n";
    let tree = [("README.md", readme), ("hue-proto/src/app.rs", ""), ("GUIDE.md", "`none.rs`")];
    let found = [
        "README.md:1: links to `./docs/no.md`, which is not there",
        "README.md:2: links to `gone/`, which is not there",
        "README.md:3: names `session/none.rs`, which is not there",
        "README.md:3: names `.ci/run`, which is not there",
        "README.md:7: names `drive.rs`, which is not there",
    ];
    assert_finds(check, &tree, &found);
}
