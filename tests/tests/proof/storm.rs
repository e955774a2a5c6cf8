//! Many callers, one renewal: among the calls of a program, and among programs.

use crate::cloud::{Cloud, reuses};
use crate::is_full;
use crate::keep::Keep;
use crate::process::Process;
use hue_tests::proof::ACCOUNT;
use std::time::Duration;

#[test]
fn programs_that_share_files_renew_once_a_life() {
    check_programs(&Keep::files());
}

#[test]
fn programs_that_share_a_database_renew_once_a_life() {
    if let Some(keep) = Keep::postgres() {
        check_programs(&keep);
    }
}

/// Tokens that live two seconds, renewed at four fifths of that.
fn check_programs(keep: &Keep) {
    let seconds = if is_full() { 60 } else { 10 };
    let cloud = Cloud::start(false, |settings| settings.tokens.access_ttl = LIFE);
    cloud.log_in(keep, ACCOUNT, LEASE);
    let mut programs: Vec<_> = (0..PROGRAMS).map(|_| cloud.program("storm", keep, ACCOUNT, LEASE)).collect();
    for program in &mut programs {
        assert_eq!(program.hear().as_deref(), Some("ready"));
    }
    let before = cloud.presented(0).len();
    for program in &mut programs {
        program.say(&seconds.to_string());
    }
    let (mut micros, mut errors) = (Vec::new(), Vec::new());
    for line in programs.into_iter().flat_map(Process::finish) {
        match line.strip_prefix("took ") {
            Some(took) => micros.extend(took.split(' ').map(|micros| micros.parse::<u64>().expect("a number"))),
            None => errors.push(line),
        }
    }
    let presented = cloud.presented(before);
    let renewals = presented.iter().filter(|token| token.is_renewed).count();
    let seen = format!(
        "storm: {}, {PROGRAMS} programs, {seconds} s, tokens living {} s: {} calls, {} errors, {renewals} renewals, {} reuses; {}",
        keep.name,
        LIFE.as_secs(),
        micros.len(),
        errors.len(),
        reuses(&presented),
        latency(&mut micros),
    );
    println!("{seen}");
    assert!(errors.is_empty(), "{seen}\n{errors:#?}");
    assert_eq!(reuses(&presented), 0, "{seen}\n{presented:#?}");
    // At four fifths of each life, once more where they were due when it began, and not far beyond their end.
    let (most, least) = (seconds * 5 / 8 + 2, seconds / 2 - 1);
    assert!((least..=most).contains(&renewals), "{seen}: {least} to {most} are allowed");
}

pub(crate) fn latency(micros: &mut [u64]) -> String {
    micros.sort_unstable();
    let at = |share: usize| {
        let micros = micros.get(micros.len() * share / 1000).or(micros.last()).copied().unwrap_or_default();
        format!("{:.1} ms", Duration::from_micros(micros).as_secs_f64() * 1000.0)
    };
    format!("p50 {}, p99 {}, max {}", at(500), at(990), at(1000))
}

const PROGRAMS: usize = 8;
const LIFE: Duration = Duration::from_secs(2);
/// As it is by default.
const LEASE: Duration = Duration::from_secs(60);
