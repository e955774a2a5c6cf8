//! The floors of `hue-proto`: a module uses only floors below its own, and its siblings.

use super::{Tree, assert_clean, assert_finds, source};
use std::collections::BTreeSet;

type Token<'a> = (usize, &'a str);

/// Every module of the core, and so everything inside it, from the ground up.
const FLOORS: [&[&str]; 7] = [
    &["error", "secret", "time", "entropy", "id", "quantity", "app"],
    &["wire", "color"],
    &["auth"],
    &["session"],
    &["exchange"],
    &["call", "keep", "login", "route"],
    &["v1", "v2", "raw"],
];

const CORE: &str = "hue-proto/src/";

fn check(tree: &Tree) -> Vec<String> {
    let modules: BTreeSet<_> = tree.paths().filter_map(module).filter_map(|path| path.first().cloned()).collect();
    let mut findings = Vec::new();
    for module in modules.iter().filter(|name| floor(name).is_none()) {
        findings.push(format!("{CORE}{module}: give it a floor"));
    }
    for (path, source) in tree.rust() {
        let Some(module) = module(path) else { continue };
        let Some(own) = module.first().and_then(|name| floor(name)) else { continue };
        for (line, used) in paths(&module, &source::tokens(&source.code)) {
            let Some(first) = used.first() else { continue };
            match floor(first) {
                Some(floor) if floor <= own => {}
                Some(floor) => {
                    let used = used.join("::");
                    findings.push(format!("{path}:{line}: on floor {own}, uses `{used}` on floor {floor}"));
                }
                None if modules.contains(first) => {}
                None => findings.push(format!("{path}:{line}: `{first}` is not a module: name the one that owns it")),
            }
        }
    }
    findings
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|modules| modules.contains(&module))
}

/// The module that a file of the core holds; none for `lib.rs`, which may use everything.
fn module(path: &str) -> Option<Vec<String>> {
    let inner = path.strip_prefix(CORE)?.strip_suffix(".rs")?;
    let inner = inner.strip_suffix("/mod").unwrap_or(inner);
    (inner != "lib").then(|| inner.split('/').map(str::to_owned).collect())
}

/// Every path that begins with `crate`, `self` or `super`, as seen from the root of the crate.
fn paths(module: &[String], tokens: &[Token<'_>]) -> Vec<(usize, Vec<String>)> {
    let (mut here, mut depth, mut inline) = (module.to_vec(), 0_usize, Vec::new());
    let (mut rest, mut found) = (tokens, Vec::new());
    while let Some((&(_, token), tail)) = rest.split_first() {
        rest = match (token, tail) {
            ("crate" | "self" | "super", [(_, "::"), ..]) => {
                let (base, tail) = anchor(&here, rest);
                branches(base, tail, &mut found)
            }
            ("mod", [(_, name), (_, "{"), body @ ..]) => {
                here.push((*name).to_owned());
                depth += 1;
                inline.push(depth);
                body
            }
            ("{", _) => {
                depth += 1;
                tail
            }
            ("}", _) => {
                if inline.last() == Some(&depth) {
                    inline.pop();
                    here.pop();
                }
                depth = depth.saturating_sub(1);
                tail
            }
            _ => tail,
        };
    }
    found
}

/// Where the leading keywords of a path point, and what follows them.
fn anchor<'t, 'a>(here: &[String], mut rest: &'t [Token<'a>]) -> (Vec<String>, &'t [Token<'a>]) {
    let mut base = here.to_vec();
    loop {
        match rest {
            [(_, "crate"), tail @ ..] => {
                base.clear();
                rest = tail;
            }
            [(_, "super"), tail @ ..] => {
                base.pop();
                rest = tail;
            }
            [(_, "self"), tail @ ..] => rest = tail,
            _ => {}
        }
        match rest {
            [(_, "::"), tail @ ..] if matches!(tail, [(_, "super"), ..]) => rest = tail,
            _ => return (base, rest),
        }
    }
}

/// Follows a path into its groups; hands back what stands behind it.
fn branches<'t, 'a>(
    base: Vec<String>,
    rest: &'t [Token<'a>],
    found: &mut Vec<(usize, Vec<String>)>,
) -> &'t [Token<'a>] {
    match rest {
        [(_, "::"), (_, "{"), group @ ..] => group_branches(&base, group, found),
        [(line, "::"), (_, name), tail @ ..] if *name != "<" => {
            let mut path = base;
            path.push((*name).to_owned());
            if !matches!(tail, [(_, "::"), ..]) {
                found.push((*line, path.clone()));
            }
            branches(path, tail, found)
        }
        [(line, "::"), tail @ ..] => {
            found.push((*line, base));
            tail
        }
        _ => rest,
    }
}

fn group_branches<'t, 'a>(
    base: &[String],
    mut rest: &'t [Token<'a>],
    found: &mut Vec<(usize, Vec<String>)>,
) -> &'t [Token<'a>] {
    loop {
        match rest {
            [] => return rest,
            [(_, "}"), tail @ ..] => return tail,
            [(_, ","), tail @ ..] | [(_, "as"), _, tail @ ..] => rest = tail,
            [(line, name), tail @ ..] => {
                let mut path = base.to_vec();
                if *name != "self" {
                    path.push((*name).to_owned());
                }
                if !matches!(tail, [(_, "::"), ..]) {
                    found.push((*line, path.clone()));
                }
                rest = branches(path, tail, found);
            }
        }
    }
}

#[test]
fn no_module_looks_up() {
    assert_clean(check);
}

#[test]
fn an_upward_use_is_found_in_every_spelling() {
    let form = |text, findings: &[&str]| assert_finds(check, &[("hue-proto/src/wire/form.rs", text)], findings);
    let at =
        |line, what, floor| format!("hue-proto/src/wire/form.rs:{line}: on floor 1, uses `{what}` on floor {floor}");
    form("use crate::session::Session;", &[&at(1, "session::Session", 3)]);
    form(
        "\nuse crate::{\n  app::App,\n  auth::{digest as d, self},\n};",
        &[&at(4, "auth::digest", 2), &at(4, "auth", 2)],
    );
    form("fn f() -> crate::call::Call<u8> { todo() }", &[&at(1, "call::Call", 5)]);
    form("use super::super::v1::Light;", &[&at(1, "v1::Light", 6)]);
    form("mod tests { use super::super::super::route; }", &[&at(1, "route", 5)]);
    form("mod a { mod b {} use super::x; } use super::super::raw::*;", &[&at(1, "raw::*", 6)]);
    form("#[cfg(test)]\nmod tests {\n  use crate::exchange::Exchange;\n}", &[&at(3, "exchange::Exchange", 4)]);
    form("macro_rules! m { () => { $crate::v2::x() } }", &[&at(1, "v2::x", 6)]);
    form("fn f(x: crate::session::<u8>) {}", &[&at(1, "session", 3)]);
}

#[test]
fn the_facade_is_not_a_way_around_the_floors() {
    let finding = "hue-proto/src/wire/form.rs:1: `Session` is not a module: name the one that owns it";
    assert_finds(check, &[("hue-proto/src/wire/form.rs", "use crate::{Session, app::App};")], &[finding]);
    let finding = "hue-proto/src/app.rs:1: `*` is not a module: name the one that owns it";
    assert_finds(check, &[("hue-proto/src/app.rs", "use super::*;")], &[finding]);
}

#[test]
fn an_unknown_module_needs_a_floor() {
    let tree = [("hue-proto/src/attic/box.rs", "use crate::v2;"), ("hue-proto/src/lib.rs", "use crate::attic::Box;")];
    assert_finds(check, &tree, &["hue-proto/src/attic: give it a floor"]);
}

#[test]
fn downward_and_sideways_uses_pass() {
    let tree = [
        ("hue-proto/src/lib.rs", "pub mod app; pub use crate::v2::Light;"),
        ("hue-proto/src/app/check.rs", "use super::App; use crate::{secret::{self, ClientId}, error::Error as E};"),
        (
            "hue-proto/src/session/mod.rs",
            "//! [`crate::call`]\nmod state; use self::state::S; use crate::auth::digest;",
        ),
        ("hue-proto/src/call.rs", "pub(crate) fn f() { crate::route::g() } /* crate::v1 */ // crate::v2\n"),
        (
            "hue-proto/src/wire/form.rs",
            "pub(in super::super) fn f(s: &str) { self.x(\"crate::v1\") }\nmod t { use super::*; }",
        ),
        ("hue-sim/src/wire.rs", "use crate::anything;"),
    ];
    assert_finds(check, &tree, &[]);
}
