//! What people call things: lights, rooms, scenes.

use crate::failure::{Code, Failure};
use crate::words;

/// What can be asked for by name.
pub(crate) trait Named {
    /// Such as `light`.
    const ONE: &'static str;
    /// Where to look for those there are.
    const LIST: &'static str;
    /// How to name one of several that are called the same.
    const APART: &'static str;

    fn id(&self) -> &str;

    fn name(&self) -> &str;

    /// Its name, and what tells it from others that are called so.
    fn told(&self) -> String;
}

/// By its id or its name as it is, else whatever its case.
pub(crate) fn find<'a, T: Named>(name: &str, things: &'a [T]) -> Result<&'a T, Failure> {
    match *matching(name, things) {
        [thing] => Ok(thing),
        [] => Err(unknown(T::ONE, T::LIST, name, things.iter().map(T::name))),
        ref several => {
            let those = words::list(several.iter().map(|thing| format!("{} ({})", thing.told(), thing.id())));
            Err(Failure::new(
                Code::NoSuch,
                format_args!("there is more than one {} called {name}: {those}; name one by its {}", T::ONE, T::APART),
            ))
        }
    }
}

/// The same of those in one room, where one is named; none of them called so may well be elsewhere.
pub(crate) fn find_in<'a, T: Named>(name: &str, things: &'a [T], room: Option<&str>) -> Result<&'a T, Failure> {
    match room {
        Some(room) if !is_known(name, things) => {
            let one = format!("{} of {room}", T::ONE);
            Err(unknown(&one, &format!("{}, with --room those of one", T::LIST), name, things.iter().map(T::name)))
        }
        _ => find(name, things),
    }
}

/// Whether there is one at least.
pub(crate) fn is_known<T: Named>(name: &str, things: &[T]) -> bool {
    !matching(name, things).is_empty()
}

fn matching<'a, T: Named>(name: &str, things: &'a [T]) -> Vec<&'a T> {
    let folded = name.to_lowercase();
    let exact: Vec<&T> = things.iter().filter(|thing| thing.id() == name || thing.name() == name).collect();
    if exact.is_empty() { things.iter().filter(|thing| thing.name().to_lowercase() == folded).collect() } else { exact }
}

/// None is called so; perhaps others nearly are.
pub(crate) fn unknown<'a>(one: &str, list: &str, name: &str, names: impl Iterator<Item = &'a str>) -> Failure {
    let folded = name.to_lowercase();
    let mut close: Vec<(f64, &str)> =
        names.map(|name| (strsim::jaro_winkler(&folded, &name.to_lowercase()), name)).collect();
    close.retain(|(likeness, _)| *likeness > 0.7);
    close.sort_by(|(one, name), (other, another)| other.total_cmp(one).then(name.cmp(another)));
    close.dedup_by_key(|(_, name)| *name);
    let close = words::list(close.iter().take(3).map(|(_, name)| name));
    let hint = if close.is_empty() { list.to_owned() } else { format!("did you mean {close}?") };
    Failure::new(Code::NoSuch, format_args!("no {one} is called {name}; {hint}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Thing(&'static str, &'static str);

    impl Named for Thing {
        const ONE: &'static str = "thing";
        const LIST: &'static str = "`hue things` lists them";
        const APART: &'static str = "id";

        fn id(&self) -> &str {
            self.0
        }

        fn name(&self) -> &str {
            self.1
        }

        fn told(&self) -> String {
            self.1.to_owned()
        }
    }

    #[test]
    fn names_are_matched_as_they_are_first() {
        let things = [
            Thing("1", "Kitchen"),
            Thing("2", "kitchen"),
            Thing("3", "Hallway"),
            Thing("4", "Twin"),
            Thing("5", "Twin"),
        ];
        let check = |name, id: &str| assert_eq!(find(name, &things).ok().unwrap().id(), id, "{name}");
        check("Kitchen", "1");
        check("kitchen", "2");
        check("HALLWAY", "3");
        check("5", "5");
        let fails = |name, message: &str| {
            let failure = find(name, &things).err().unwrap();
            assert_eq!((failure.code, &*failure.message), (Code::NoSuch, message));
        };
        fails("KITCHEN", "there is more than one thing called KITCHEN: Kitchen (1), kitchen (2); name one by its id");
        fails("Twin", "there is more than one thing called Twin: Twin (4), Twin (5); name one by its id");
        fails("Twn", "no thing is called Twn; did you mean Twin?");
        fails("Halway", "no thing is called Halway; did you mean Hallway?");
        fails("Garage", "no thing is called Garage; `hue things` lists them");
        fails("", "no thing is called ; `hue things` lists them");
    }
}
