//! Every field of every resource in turn, lost, renamed, of another type, or of an unknown value.

use super::{Step, differences, dumps, places, read, spelled, written};
use hue_blocking::v2::{AnyResource, Home, Unparsed};
use serde_json::{Value, json};

#[test]
fn whatever_happens_to_a_field_the_rest_arrives_typed() {
    let documents = dumps::varied();
    let mut tried = 0;
    for document in &documents {
        for place in places(document) {
            for mutation in mutations() {
                check(document, &place, &mutation);
                tried += 1;
            }
        }
    }
    assert!(tried > 20_000, "{tried} are not all");
}

/// What happens to a field.
#[derive(Debug)]
enum Mutation {
    Dropped,
    Renamed,
    Becomes(Value),
}

fn mutations() -> Vec<Mutation> {
    let values = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(18_446_744_073_709_551_615_u64),
        json!("never_heard_of"),
        json!("12"),
        json!(""),
        json!([]),
        json!([7, "x", null]),
        json!({}),
        json!({"type": "light", "id": "another", "on": 7}),
    ];
    let mut mutations = vec![Mutation::Dropped, Mutation::Renamed];
    mutations.extend(values.into_iter().map(Mutation::Becomes));
    mutations
}

/// The document stands between two that nobody touched, which arrive as they were; what of it is not at the place, or put aside
/// around it, arrives as it was too.
fn check(document: &Value, place: &[Step], mutation: &Mutation) {
    let told = || format!("{mutation:?} {} of {document}", spelled(place));
    let mutated = mutated(document, place, mutation);
    let sibling = json!({"id": "S", "on": {"on": true}, "dimming": {"brightness": 50.0}, "type": "light"});
    let reply = read(&[&sibling, &mutated, &sibling]);
    let whole = reply.unparsed.iter().find(|unparsed| unparsed.place().is_empty());
    let siblings = [reply.data.first(), reply.data.last()];
    assert!(siblings.iter().all(|arrived| arrived.is_some_and(|arrived| written(arrived) == sibling)), "{}", told());
    // A view over it stands too.
    assert_eq!(Home::new(reply.data.clone()).rooms().count(), usize::from(rooms(&reply.data)), "{}", told());
    if let Some(whole) = whole {
        assert_eq!(reply.data.len(), 2, "{}", told());
        assert!(spelled(place) == "id" || spelled(place) == "type", "{}: {whole}", told());
        assert_eq!(serde_json::from_str::<Value>(whole.json()).expect("JSON"), mutated, "{}", told());
        return;
    }
    let [_, arrived, _] = &*reply.data else { panic!("{}: {}", told(), reply.data.len()) };
    if spelled(place) == "type" {
        return;
    }
    let [original] = &*read(&[document]).data else { panic!("{}", told()) };
    let mut found = Vec::new();
    differences(&written(original), &written(arrived), "", &mut found);
    for difference in found {
        assert!(is_around(&difference, place, &reply.unparsed), "{}: {difference} is another", told());
    }
    is_accounted_for(&mutated, &reply.unparsed, &told);
}

fn mutated(document: &Value, place: &[Step], mutation: &Mutation) -> Value {
    let mut mutated = document.clone();
    let (last, way) = place.split_last().expect("a place");
    let parent = way.iter().fold(&mut mutated, |value, step| step.into(value));
    match (mutation, last) {
        (Mutation::Becomes(value), _) => *last.into(parent) = value.clone(),
        (_, Step::Item(at)) => drop(parent.as_array_mut().expect("a list").remove(*at)),
        (_, Step::Field(name)) => {
            let value = parent.as_object_mut().expect("an object").remove(name);
            if let (Mutation::Renamed, Some(value), Some(fields)) = (mutation, value, parent.as_object_mut()) {
                fields.insert(format!("{name}_of_the_future"), value);
            }
        }
    }
    mutated
}

/// At the place or below it; or at what was put aside around it, which goes no further than the things that are whole or
/// nothing: a reference, a colour, a gamut.
fn is_around(difference: &str, place: &[Step], unparsed: &[Unparsed]) -> bool {
    let place = spelled(place);
    let aside = |unparsed: &Unparsed| {
        let beyond = place.strip_prefix(unparsed.place()).unwrap_or("too..much..");
        difference.starts_with(unparsed.place()) && beyond.matches('.').count() <= 2
    };
    // An item that is gone moves those behind it, and the list is another.
    let list = place.rsplit_once('[').map_or(&*place, |(list, _)| list);
    difference.starts_with(&*place) || difference == list || unparsed.iter().any(aside)
}

/// What was put aside is what stood there.
fn is_accounted_for(mutated: &Value, unparsed: &[Unparsed], told: &dyn Fn() -> String) {
    for misfit in unparsed {
        let pointer = format!("/{}", misfit.place().replace(['.', '['], "/").replace(']', ""));
        let stood = mutated.pointer(&pointer);
        let aside: Value = serde_json::from_str(misfit.json()).expect("JSON");
        assert_eq!(stood, Some(&aside), "{}: {misfit}", told());
    }
}

fn rooms(resources: &[AnyResource]) -> bool {
    resources.iter().any(|resource| matches!(resource, AnyResource::Room(_)))
}
