//! The scenario table: each story on each driver, with the same requests, the same errors and no secret shown.

mod secrecy;

use hue_tests::{Driver, Scenario};

pub(crate) use hue_tests::table;
pub(crate) use secrecy::secrets_of;

#[test]
fn every_scenario_ends_as_told_and_sends_the_same_on_every_driver() {
    let mut wrong = Vec::new();
    for scenario in table() {
        let bare = scenario.play(Driver::Bare);
        for driver in Driver::ALL {
            let played = scenario.play(driver);
            if let Err(what) = scenario.verdict(&played) {
                wrong.push(format!("{} on {driver:?}: {what}", scenario.name()));
            }
            assert_eq!(bare.requests, played.requests, "{} on {driver:?}", scenario.name());
            assert_eq!(bare.outcome, played.outcome, "{} on {driver:?}", scenario.name());
        }
    }
    assert!(wrong.is_empty(), "{} scenarios went wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn names_are_told_apart() {
    let mut names: Vec<_> = table().iter().map(Scenario::name).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
    assert!(count >= 90, "{count} scenarios");
}

/// A verdict that cannot fail would make the whole table worthless.
#[test]
fn a_wrong_ending_and_a_wrong_count_are_seen() {
    let story = || Scenario::new("made up", |stage| stage.linked().map(|_| "linked".into()));
    let ended_wrong = story().sends(5).ends(Result::is_err);
    let counted_wrong = story().sends(4);
    let right = story().sends(5);
    assert!(ended_wrong.verdict(&ended_wrong.play(Driver::Bare)).is_err());
    assert!(counted_wrong.verdict(&counted_wrong.play(Driver::Bare)).is_err());
    assert_eq!(right.verdict(&right.play(Driver::Bare)), Ok(()));
}
