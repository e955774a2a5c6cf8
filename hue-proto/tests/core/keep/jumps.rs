//! Clocks that jump, under a renewal.

use super::world::{World, access, record};
use super::{check_adopted, newer};
use crate::clock::time;
use crate::support::*;
use hue_proto::keep::{Keeper, Next, Why, begin};
use hue_proto::{AnySession, Snapshot, UnixTime};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

/// Tokens of any life, issued whenever.
fn living(issued: u64, expires: u64) -> Snapshot {
    let json = linked(app()).snapshot().to_json().to_string();
    let json = json.replace("1760000000000", &issued.to_string()).replace("1760604799000", &expires.to_string());
    Snapshot::from_json(json.as_bytes()).unwrap()
}

/// Makes the clock jump to each of these, before one duty after the other.
fn jumping(mut world: World, clock: &[u64]) -> World {
    for (duties, now) in clock.iter().enumerate() {
        let now = UnixTime::from_millis(*now);
        world = world.after(duties, move |world| world.now = now);
    }
    world
}

proptest! {
    #![proptest_config(cases(200))]

    /// Tokens whose end has come are renewed, however old they are said to be.
    #[test]
    fn what_is_over_is_never_handed_out(issued in time(), expires in time(), now in time()) {
        let mut world = World::holding(&living(issued, expires)).answering([ok(RENEWED)]);
        world.now = UnixTime::from_millis(now);
        let session = world.arrive(begin(app(), entropy(1), None, Why::Needed));
        if now >= expires {
            prop_assert_eq!(access(&session), "A2");
        }
    }

    /// However the clock jumps, a renewal ends, sends once, and saves what it got before it hands it out.
    #[test]
    fn a_renewal_ends_whatever_the_clock_says(clock in vec(time(), 0..12), attempt in prop::option::of(0..200_u64)) {
        let fields = attempt.map_or(json!({}), |attempt| json!({ "attempt_ms": attempt }));
        let start = World::new(Some(record(&linked(app()).snapshot(), fields))).answering([ok(RENEWED)]);
        let mut world = jumping(start, &clock);
        match world.run(newer()) {
            Ok(session) => {
                prop_assert_eq!(access(&session.snapshot()), "A2");
                prop_assert_eq!(world.sent.len(), 1);
                prop_assert_eq!(access(world.stored().snapshot()), "A2");
            }
            // Late three times.
            Err(stop) => {
                prop_assert_eq!(stop.error, hue_proto::Error::NotSent);
                prop_assert!(world.sent.is_empty() && !world.stored().is_being_renewed());
            }
        }
    }

    /// How long another's mark is waited for is measured by no clock.
    #[test]
    fn a_jump_shortens_no_wait(clock in vec(time(), 0..30), lasts in 1..3_000_u64) {
        let marked = record(&linked(app()).snapshot(), json!({ "attempt_ms": lasts }));
        let mut world = jumping(World::new(Some(marked)).answering([ok(RENEWED)]), &clock);
        // Jumps while it sends are another matter.
        let before = clock.len();
        let _ = world.run(newer());
        let marks = world.told.iter().position(|told| told.starts_with("mark")).expect("a mark");
        let waits = world.told[..marks].iter().filter_map(|told| told.strip_prefix("wait ")).map(|wait| wait.parse::<u64>().unwrap());
        prop_assert_eq!(waits.sum::<u64>(), lasts, "with {} jumps", before);
    }

    /// What a program does about its tokens never calls with what is known to be over and never renews ahead what is not.
    #[test]
    fn advice_is_for_tokens_that_are_good(issued in time(), expires in time(), now in time(), seed in any::<u8>()) {
        let AnySession::UserLinked(session) = AnySession::restore(app(), &living(issued, expires)).unwrap() else { panic!() };
        let next = Keeper::new(session, entropy(seed)).next(UnixTime::from_millis(now));
        if let Next::RenewAhead(_) = next {
            prop_assert!(now < expires);
            let life = u128::from(expires.saturating_sub(issued));
            prop_assert!(u128::from(now.saturating_sub(issued)) * 10 >= life * 8 - 10.min(life * 8));
        }
        prop_assert!(!matches!(next, Next::Renew(_)));
    }
}

/// A clock set back between two calls does not make others' newer tokens look old.
#[test]
fn a_clock_that_was_set_back_adopts_all_the_same() {
    for now in [0, 1, NOW.as_millis() - 1] {
        let mut world = World::holding(&renewed(app()).snapshot());
        world.now = UnixTime::from_millis(now);
        check_adopted(&mut world, newer(), &["load"], "A2");
    }
}
