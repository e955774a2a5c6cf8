//! Every operation of every type of resource, sent to the simulator over both adapters and TLS, and its effect read back.
//!
//! What can be asked is told three times, each from a source of its own: by the reference ([`reference`]), by the traits of the
//! core ([`types`]), and by the simulator's log of what was sent ([`wire`]). Here they are held against each other.

mod devices;
mod document;
mod home;
mod lights;
mod places;
mod reference;
mod scenes;
mod types;
mod values;
mod wire;

use home::{Adapter, Home};
use hue_blocking::v2::Kind;
use hue_blocking::{Area, Raw};
use reference::{FACTS, facts};
use std::collections::BTreeSet;
use types::TYPES;
use wire::{Method, Sent};

/// A story: what a program asks of a home, and what it sees then.
type Story = fn(&Home);

/// Each story is a test, and one of the list.
macro_rules! stories {
    ($($family:ident { $($story:ident,)+ })+) => {
        $($(
            #[test]
            fn $story() {
                played($family::$story);
            }
        )+)+

        const STORIES: &[(&str, Story)] = &[$($((stringify!($story), $family::$story)),+),+];
    };
}

stories! {
    every {
        every_type_is_listed_and_got,
        a_change_that_says_nothing_changes_nothing,
        what_can_be_removed_is_removed,
    }
    lights {
        lights_go_on_and_off_and_change_their_shade,
        lights_draw_attention,
        lights_show_gradients_and_effects,
        lights_know_what_to_do_when_power_comes,
        lights_are_called_something,
        groups_of_lights_do_what_lights_do,
    }
    scenes {
        a_scene_is_made_and_remade,
        a_scene_is_recalled,
        a_smart_scene_is_made_and_remade,
    }
    places {
        a_room_is_made_and_remade,
        a_zone_is_made_and_remade,
        a_group_of_services_is_made_and_remade,
        an_entertainment_area_is_made_and_streamed_to,
        an_area_of_motion_is_made_and_switched,
    }
    devices {
        devices_are_called_something_and_show_themselves,
        sensors_are_switched,
        sensors_sense_less,
        speakers_sound,
        buttons_are_set_up,
        what_the_bridge_offers_is_used,
        a_behaviour_is_made_and_remade,
        a_phone_comes_and_goes,
    }
}

/// What holds for all types alike.
mod every {
    use super::home::Home;
    use super::types::TYPES;

    pub(super) fn every_type_is_listed_and_got(home: &Home) {
        for one in TYPES {
            (one.read)(home);
        }
    }

    pub(super) fn a_change_that_says_nothing_changes_nothing(home: &Home) {
        TYPES.iter().filter_map(|one| one.touch).for_each(|touch| touch(home));
    }

    pub(super) fn what_can_be_removed_is_removed(home: &Home) {
        TYPES.iter().filter_map(|one| one.remove).for_each(|remove| remove(home));
    }
}

/// What a story sent. It is played in a home of its own over each adapter, and both send the same.
#[track_caller]
fn played(story: Story) -> Sent {
    let [blocking, tokio] = Adapter::BOTH.map(|adapter| {
        let home = Home::new(adapter);
        story(&home);
        Sent::by(&home)
    });
    assert_eq!(blocking, tokio);
    blocking
}

#[test]
fn the_core_has_the_types_and_operations_of_the_reference_and_no_other() {
    let of_the_reference: BTreeSet<_> = FACTS.iter().flat_map(|facts| lines(facts.kind, &facts.methods())).collect();
    let of_the_core: BTreeSet<_> = TYPES.iter().flat_map(|one| lines(one.kind, &one.methods())).collect();
    let missing: Vec<_> = of_the_reference.difference(&of_the_core).collect();
    let unheard_of: Vec<_> = of_the_core.difference(&of_the_reference).collect();
    assert!(missing.is_empty() && unheard_of.is_empty(), "missing: {missing:#?}, unheard of: {unheard_of:#?}");
    let kinds: BTreeSet<_> = Kind::KNOWN.iter().map(Kind::as_str).collect();
    assert_eq!(kinds, FACTS.iter().map(|facts| facts.kind).collect());
}

#[test]
fn the_simulator_takes_no_other_operation() {
    for adapter in Adapter::BOTH {
        let home = Home::new(adapter);
        for one in TYPES {
            let methods = facts(one.kind).methods();
            let all = format!("resource/{}", one.kind);
            let id = home.everything().into_keys().find(|(kind, _)| kind == one.kind).expect("one of it").1;
            for (method, question) in [
                (Method::Put, Raw::put(Area::V2, &format!("{all}/{id}"), "{}")),
                (Method::Post, Raw::post(Area::V2, &all, "{}")),
                (Method::Delete, Raw::delete(Area::V2, &format!("{all}/{id}"))),
            ] {
                if !methods.contains(&method) {
                    home.check_refused(question, 405);
                }
            }
        }
    }
}

/// The wire is the witness: the document is made of what the simulator saw, and must hold all that the reference has.
#[test]
fn all_was_sent_and_the_document_says_by_which_test() {
    let sent: Vec<_> = STORIES.iter().map(|(name, story)| (*name, played(*story))).collect();
    let missing = missing(&sent);
    assert!(missing.is_empty(), "{} were not sent: {missing:#?}", missing.len());
    let unheard_of = unheard_of(&sent);
    assert!(unheard_of.is_empty(), "the reference does not have what was sent: {unheard_of:#?}");
    document::check(&document::of(&sent));
}

/// A check that cannot fail would make the document worthless.
#[test]
fn what_was_not_sent_is_missed() {
    let sent = [("buttons", played(devices::buttons_are_set_up))];
    let missing = missing(&sent);
    let has = |what: &str| missing.iter().any(|one| one == what);
    assert!(!has("PUT /clip/v2/resource/button/{id}") && !has("PUT button: metadata.control_id"), "{missing:?}");
    assert!(has("GET /clip/v2/resource/room") && has("DELETE /clip/v2/resource/device/{id}"));
    assert!(has("PUT light: dimming.brightness") && has("POST scene: speed"));
    assert!(unheard_of(&sent).is_empty());
    let mut odd = Sent::default();
    odd.attributes.insert(("button".to_owned(), Method::Put, "colour".to_owned()));
    assert_eq!(unheard_of(&[("odd", odd)]), ["PUT button: colour"]);
}

fn lines(kind: &str, methods: &[Method]) -> Vec<String> {
    methods.iter().map(|method| method.line(kind)).collect()
}

/// What the reference has and nobody sent.
fn missing(sent: &[(&'static str, Sent)]) -> Vec<String> {
    let mut missing = Vec::new();
    for facts in &FACTS {
        for method in facts.methods() {
            let operation = (facts.kind.to_owned(), method);
            if !sent.iter().any(|(_, sent)| sent.operations.contains(&operation)) {
                missing.push(method.line(facts.kind));
            }
            for (name, _) in facts.attributes(method) {
                let attribute = (facts.kind.to_owned(), method, name.to_owned());
                if !sent.iter().any(|(_, sent)| sent.attributes.contains(&attribute)) {
                    missing.push(format!("{method} {}: {name}", facts.kind));
                }
            }
        }
    }
    missing
}

/// What was sent and the reference does not have.
fn unheard_of(sent: &[(&'static str, Sent)]) -> Vec<String> {
    let attributes = sent.iter().flat_map(|(_, sent)| &sent.attributes);
    let unheard =
        attributes.filter(|(kind, method, name)| !facts(kind).attributes(*method).any(|(one, _)| one == name));
    unheard.map(|(kind, method, name)| format!("{method} {kind}: {name}")).collect()
}
