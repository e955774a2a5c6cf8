//! `hue set`: one light, changed.

use crate::args::SetArgs;
use crate::failure::{Code, Failure};
use crate::lamp::Lamp;
use crate::output::{self, Depth};
use crate::place::Place;
use crate::rescue::rescued;
use crate::{lights, words};
use hue_blocking::v2::{Id, Light, Resource, Update};
use hue_blocking::{Percent, Xy};

pub(crate) fn run(args: &SetArgs) -> Result<(), Failure> {
    let (store, account) = (&args.account.store, args.account.name());
    let bridge = Place::open(store)?.bridge(&args.account)?;
    let lamps = lights::all(&bridge, &args.account)?;
    let lamp = find(&args.light, &lamps)?;
    let failed = |cause| rescued(cause, store, account);
    let changed = bridge.call(change(&lamp.id, args)).map_err(failed)?;
    if let Some(error) = changed.errors.first() {
        return Err(Failure::new(Code::Refused, format_args!("the bridge did not do all of it: {error}")));
    }
    // As the bridge has it: a lamp takes the nearest that it can.
    let lamp = Lamp::new(&bridge.call(Light::get(&lamp.id)).map_err(failed)?.data);
    output::answer(store.json, &lamp.json(), &format!("{}\n", lamp.line(Depth::of_stdout())))
}

fn change(id: &Id<Light>, args: &SetArgs) -> Update<Light> {
    let mut change = Light::update(id);
    if let Some(on) = args.on() {
        change = change.on(on);
    }
    if let Some(percent) = args.brightness {
        change = change.brightness(Percent::nearest(f64::from(percent)));
    }
    if let Some((x, y)) = args.color {
        change = change.xy(Xy::nearest(x, y));
    }
    change
}

/// By its id or its name as it is, else whatever its case.
fn find<'a>(name: &str, lamps: &'a [Lamp]) -> Result<&'a Lamp, Failure> {
    let folded = name.to_lowercase();
    let exact = |lamp: &&Lamp| lamp.id.as_str() == name || lamp.name == name;
    let alike = |lamp: &&Lamp| lamp.name.to_lowercase() == folded;
    let mut found: Vec<&Lamp> = lamps.iter().filter(exact).collect();
    if found.is_empty() {
        found = lamps.iter().filter(alike).collect();
    }
    match *found {
        [lamp] => Ok(lamp),
        [] => Err(Failure::new(Code::NoLight, unknown(name, lamps))),
        _ => {
            let those = words::list(found.iter().map(|lamp| format!("{} ({})", lamp.name, lamp.id)));
            Err(Failure::new(
                Code::NoLight,
                format_args!("several lights are called {name}: {those}; name one by its id"),
            ))
        }
    }
}

fn unknown(name: &str, lamps: &[Lamp]) -> String {
    let folded = name.to_lowercase();
    let likeness = |lamp: &Lamp| strsim::jaro_winkler(&folded, &lamp.name.to_lowercase());
    let mut close: Vec<(f64, &str)> = lamps.iter().map(|lamp| (likeness(lamp), lamp.name.as_str())).collect();
    close.retain(|(likeness, _)| *likeness > 0.7);
    close.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    if close.is_empty() {
        return format!("no light is called {name}; `hue lights` lists them");
    }
    format!("no light is called {name}; did you mean {}?", words::list(close.iter().take(3).map(|(_, name)| name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lamp(id: &str, name: &str) -> Lamp {
        let light = serde_json::json!({"id": id, "metadata": {"name": name}});
        Lamp::new(&serde_json::from_value(light).unwrap())
    }

    #[test]
    fn names_are_matched_as_they_are_first() {
        let lamps =
            [lamp("1", "Kitchen"), lamp("2", "kitchen"), lamp("3", "Hallway"), lamp("4", "Twin"), lamp("5", "Twin")];
        let check = |name, id: &str| assert_eq!(find(name, &lamps).unwrap().id.as_str(), id, "{name}");
        check("Kitchen", "1");
        check("kitchen", "2");
        check("HALLWAY", "3");
        check("5", "5");
        let fails = |name, words: &[&str]| {
            let failure = find(name, &lamps).err().unwrap();
            assert_eq!(failure.code, Code::NoLight);
            assert!(words.iter().all(|words| failure.message.contains(words)), "{}", failure.message);
        };
        fails("KITCHEN", &["several", "Kitchen (1)", "kitchen (2)"]);
        fails("Twin", &["Twin (4), Twin (5)", "by its id"]);
        fails("Halway", &["did you mean Hallway?"]);
        fails("Garage", &["`hue lights` lists them"]);
        fails("", &["no light"]);
    }
}
