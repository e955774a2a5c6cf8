//! A home of 10,000 resources and what is looked up in it, beside what a program would do with `serde_json::Value`.

use crate::pair::Pair;
use hue_blocking::v2::{Home, Light, Reply, Resource as _};
use serde_json::Value;
use std::collections::HashMap;
use std::hint::black_box;
use std::time::Instant;

/// Name, against what, and both.
type Measured = (String, &'static str, Pair);

/// By their ids.
type Values = HashMap<String, Value>;

pub(crate) fn measure(rounds: usize) -> Vec<Measured> {
    let dump = hue_sim::Home::generated(7, LIGHTS).dump();
    let resources = Reply::from_json(dump.as_bytes()).expect("a dump").data;
    let mut whole: Value = serde_json::from_str(&dump).expect("JSON");
    let values: Vec<Value> = whole.get_mut("data").and_then(Value::as_array_mut).map(std::mem::take).expect("data");
    let (mut made, what) = (Pair::new(), format!("`Home` of {} resources", resources.len()));
    for _ in 0..rounds {
        let ours = timed(resources.clone(), Home::new);
        made.add(ours, timed(values.clone(), by_id));
    }
    let (home, map) = (Home::new(resources), by_id(values));
    vec![
        (what, "a map of `Value`s", made),
        ("`Home`: a light by its id".into(), "a map of `Value`s", by_its_id(rounds, &home, &map)),
        ("`Home`: a light by its name".into(), "a look at every `Value`", by_name(rounds, &home, &map)),
        ("`Home`: the lights of a room".into(), "a map of `Value`s", of_a_room(rounds, &home, &map)),
    ]
}

fn by_id(values: Vec<Value>) -> Values {
    values.into_iter().map(|value| (text(&value, "/id").to_owned(), value)).collect()
}

/// What goes in is made before, and what comes out is dropped after.
fn timed<A, B>(input: A, work: impl Fn(A) -> B) -> f64 {
    let began = Instant::now();
    let output = black_box(work(input));
    let took = began.elapsed();
    drop(output);
    took.as_secs_f64()
}

fn by_its_id(rounds: usize, home: &Home, map: &Values) -> Pair {
    let light = home.all::<Light>().last().expect("a light").id.clone();
    let mut ours = || assert!(home.get(black_box(&light)).is_some());
    Pair::of(rounds, &mut ours, &mut || assert!(map.get(black_box(light.as_str())).is_some()))
}

fn by_name(rounds: usize, home: &Home, map: &Values) -> Pair {
    let name = home.name(home.all::<Light>().last().expect("a light")).to_uppercase();
    let mut ours = || assert!(home.named::<Light>(black_box(&name)).count() > 0);
    let mut theirs = || {
        let lowered = black_box(&name).to_lowercase();
        let is_called_so = |light: &&Value| {
            let device = map.get(text(light, "/owner/rid")).unwrap_or(light);
            text(light, "/type") == Light::TYPE && text(device, "/metadata/name").to_lowercase() == lowered
        };
        assert!(map.values().filter(is_called_so).count() > 0);
    };
    Pair::of(rounds, &mut ours, &mut theirs)
}

fn of_a_room(rounds: usize, home: &Home, map: &Values) -> Pair {
    let room = home.rooms().max_by_key(|room| room.lights().count()).expect("a room");
    let (count, value) = (room.lights().count(), map.get(room.id()).expect("the room"));
    let mut ours = || assert_eq!(black_box(&room).lights().count(), count);
    let mut theirs = || {
        let devices = referred(map, black_box(value), "children");
        let lights = devices.flat_map(|device| referred(map, device, "services"));
        assert_eq!(lights.filter(|service| text(service, "/type") == Light::TYPE).count(), count);
    };
    Pair::of(rounds, &mut ours, &mut theirs)
}

fn referred<'a>(map: &'a Values, value: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    let references = value.get(field).and_then(Value::as_array).into_iter().flatten();
    references.filter_map(|reference| map.get(text(reference, "/rid")))
}

fn text<'a>(value: &'a Value, place: &str) -> &'a str {
    value.pointer(place).and_then(Value::as_str).unwrap_or_default()
}

/// With what goes with them, 10,000 resources.
const LIGHTS: usize = 1_255;
