//! How many allocations each piece of work may make. The counts are exact on every machine: where one rises, something is
//! copied that was not before. `.ci/instructions` does the same for instructions.

use hue_tests::work::{all_ours, ours};

/// No more than these. Lower them when they fall.
const MOST: [(&str, u64); 10] = [
    ("authorise URL, secrets drawn", 5),
    ("authorise URL", 5),
    ("callback parse", 15),
    ("code exchange", 16),
    ("renewal", 13),
    ("digest answer", 13),
    ("digest answer, qop=auth", 15),
    ("call request", 7),
    ("reply of 1 MB, typed", 9_008),
    ("light update and its reply", 17),
];

#[test]
fn no_piece_of_work_allocates_more_than_it_did() {
    assert_eq!(all_ours().map(|(name, _)| name).collect::<Vec<_>>(), MOST.map(|(name, _)| name));
    for (name, most) in MOST {
        let mut work = ours(name);
        // What is made once for ever is made the first time.
        work();
        let count = allocation_counter::measure(work).count_total;
        assert!(count > 0 && count <= most, "{name}: {count} allocations, at most {most} are allowed");
    }
}
