//! The dumps that are tested: the standard home, homes of any size, and every dump that lies beside the tests.

use hue_sim::Home;

/// Each with a name to be found by.
pub(super) fn all() -> Vec<(String, String)> {
    let mut dumps = vec![("the standard home".to_owned(), Home::standard().dump())];
    for (seed, lights) in [(0, 0), (1, 1), (2, 12), (3, 40), (4, 40), (5, 120)] {
        dumps.push((format!("home {seed} of {lights} lights"), Home::generated(seed, lights).dump()));
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/dumps");
    for file in std::fs::read_dir(folder).expect("a folder of dumps") {
        let file = file.expect("a file of the folder").path();
        dumps.push((file.display().to_string(), std::fs::read_to_string(&file).expect("a dump")));
    }
    dumps
}

/// One of each type, and of each only what differs in its fields from those before: small, and with every field of all.
pub(super) fn varied() -> Vec<serde_json::Value> {
    let mut seen = std::collections::BTreeSet::new();
    let documents = all().into_iter().flat_map(|(_, dump)| super::documents(&dump));
    documents
        .filter(|document| {
            let kind = document.get("type").map(ToString::to_string).unwrap_or_default();
            let places = super::places(document).into_iter().map(|place| {
                let fields = place.iter().filter(|step| matches!(step, super::Step::Field(_)));
                format!("{kind} {}", super::spelled(&fields.cloned().collect::<Vec<_>>()))
            });
            // All of them are to be seen, so no short circuit.
            places.filter(|place| seen.insert(place.clone())).count() > 0
        })
        .collect()
}
