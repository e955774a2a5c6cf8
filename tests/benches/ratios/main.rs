//! What the library costs beside what a program would use without it. `cargo bench -p hue-tests` prints one table.
//!
//! Both sides of a row work in turns, in rounds of equal work, and each round gives one ratio: the median of them counts, and
//! the spread is from the 10th to the 90th percentile. `--quick` takes a few rounds: to see that it runs, not to quote.

#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::panic,
    reason = "a benchmark prints, and ends where it fails"
)]

mod adapters;
mod home;
mod pair;
mod stores;
mod table;

use hue_blocking::v2::{Light, Resource};
use hue_tests::work::handles::{HANDLES, THREADS};
use hue_tests::work::{all_theirs, ours, resources};
use pair::Pair;
use serde_json::Value;
use std::process::Command;
use std::time::Instant;
use table::{Row, Table};

fn main() {
    let rounds = if std::env::args().any(|argument| argument == "--quick") { 3 } else { 41 };
    let mut table = Table::default();
    let (counts, mut reading) = (allocations(), Vec::new());
    for (name, whose, work) in all_theirs() {
        let pair = Pair::of(rounds, &mut ours(name), &mut work());
        let most = match whose {
            "oauth2" if name != "renewal" => Some(0.7),
            resources::TAGGED => Some(0.55),
            resources::BY_HAND => None,
            _ => Some(1.0),
        };
        if name == resources::DUMP {
            reading.push((whose, pair.medians()));
        }
        table.add(Row::time(name, whose, &pair).at_most_if(most));
        let most = (whose == "oauth2").then_some(0.25);
        table.add(Row::count(name, whose, count(&counts, name, ""), count(&counts, name, whose)).at_most_if(most));
    }
    for (name, whose, wall, cpu) in adapters::measure(rounds) {
        table.add(Row::time(&format!("{name}, wall"), whose, &wall));
        table.add(Row::time(&format!("{name}, CPU"), whose, &cpu).at_most(1.05));
    }
    for (name, whose, ours, other) in HANDLES {
        table.add(Row::time(name, whose, &Pair::of(rounds, &mut ours(), &mut other())));
        table.add(Row::count(name, whose, count(&counts, name, ""), count(&counts, name, whose)));
    }
    for (name, whose, ours, other) in THREADS {
        table.add(Row::time(name, whose, &Pair::of(rounds, &mut ours(), &mut other())));
    }
    for (name, against, pair) in home::measure(rounds) {
        table.add(Row::time(&name, against, &pair));
    }
    for (name, against, pair) in stores::measure(rounds) {
        table.add(pair.map_or(Row::skipped(&name, against), |pair| Row::time(&name, against, &pair)));
    }
    let session = counts.last().expect("a session");
    let (heap, size) = (session["bytes"].as_u64().expect("bytes"), session["size"].as_u64().expect("a size"));
    table.add(Row::bytes("linked session beside its App", heap + size, 512));
    println!("{table}");
    println!("simulator in memory: {:.0} requests a second", simulated(rounds));
    println!("{}", of_resources(&counts, &reading));
    println!("linked session: {size} bytes itself, {heap} on the heap");
}

/// Counted in a process of its own: an allocator that counts takes its time.
fn allocations() -> Vec<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_bench-allocations")).output().expect("a count");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn count(counts: &[Value], name: &str, whose: &str) -> f64 {
    let found = counts.iter().find(|line| line["name"] == name && line["whose"] == whose);
    found.expect("counted")["count"].as_f64().expect("a number")
}

/// How fast a reply is read, and what a resource takes.
fn of_resources(counts: &[Value], reading: &[(&str, [f64; 2])]) -> String {
    let said = counts.iter().find(|line| line["name"] == "resources").expect("counted");
    let [json, resources, bytes, allocations] =
        ["json", "resources", "bytes", "count"].map(|name| said[name].as_f64().expect("a number"));
    let speed = |seconds: f64| json / 1e6 / seconds;
    let ours = reading.iter().map(|(_, [ours, _])| speed(*ours)).fold(f64::NAN, f64::max);
    let theirs: Vec<_> = reading.iter().map(|(whose, [_, theirs])| format!("{whose} {:.0}", speed(*theirs))).collect();
    let (bytes, allocations, json) = (bytes / resources, allocations / resources, json / resources);
    format!(
        "{}: {ours:.0} MB/s; {}\na resource of {json:.0} bytes of JSON: {bytes:.0} bytes, {allocations:.1} allocations",
        resources::DUMP,
        theirs.join(", ")
    )
}

fn simulated(rounds: usize) -> f64 {
    let (sim, session) = hue_sim::linked();
    let (call, _) = hue_blocking::Call::begin(Light::list(), session.access(), sim.now()).expect("access");
    let (requests, began) = (rounds * 500, Instant::now());
    for _ in 0..requests {
        assert!(sim.send(call.request()).status().is_success());
    }
    f64::from(u32::try_from(requests).expect("few")) / began.elapsed().as_secs_f64()
}
