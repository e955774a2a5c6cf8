//! Clocks that are wrong, and machines that sleep: no token gets young by it, none is sent too late, none is lost.

use super::hands::{Bridge, Hue, WEEK, World, check, check_with};
use hue_sim::Event;
use std::sync::atomic::Ordering;
use std::thread::sleep;
use std::time::Duration;

/// An account that is linked.
fn linked(world: &World) -> (Hue, Bridge) {
    let hue = world.program();
    hue.import("home", world.linked().snapshot()).expect("stored");
    let bridge = hue.open("home").expect("a bridge");
    (hue, bridge)
}

/// How often Hue renewed, and how often it refused a refresh token.
fn renewals(world: &World) -> (usize, usize) {
    let log = world.sim.log();
    let renewed = log.iter().filter(|entry| entry.event() == Some(Event::Renewal)).count();
    (renewed, log.iter().filter(|entry| entry.path().ends_with("/token") && entry.status() != 200).count())
}

impl World {
    fn set_clocks(&self, skew: i64) {
        self.skew.store(skew, Ordering::SeqCst);
    }
}

#[test]
fn a_clock_that_is_set_back_makes_no_token_young() {
    check(|world| {
        let (_, bridge) = linked(world);
        world.sim.advance(WEEK);
        world.set_clocks(-8 * DAY);
        bridge.lights();
        assert_eq!(renewals(world), (1, 0));
    });
}

/// Set forward or back before tokens are issued, and right again after; or the other way round.
#[test]
fn a_clock_that_is_wrong_costs_a_renewal_and_no_more() {
    for skew in [-30 * DAY, -DAY, -HOUR, HOUR, DAY, 30 * DAY] {
        check(|world| {
            let (_, bridge) = linked(world);
            for (step, skew) in [skew, skew, 0, 0].into_iter().enumerate() {
                let before = renewals(world).0;
                world.set_clocks(skew);
                for _ in 0..3 {
                    bridge.lights();
                }
                let (renewed, refused) = renewals(world);
                assert!(
                    renewed <= before + 1 && refused == 0,
                    "{skew} ms, step {step}: {before}, {renewed}, {refused}"
                );
                if step % 2 == 0 {
                    world.sim.advance(WEEK);
                }
            }
            assert_eq!(world.users(), 1);
        });
    }
}

/// Nobody can tell how long ago the attempt was written: it is written again.
#[test]
fn a_clock_that_jumps_between_attempt_and_sending_delays_the_sending() {
    for jump in [-DAY, DAY] {
        check(|world| {
            let (_, bridge) = linked(world);
            world.sim.advance(WEEK);
            let skew = world.skew.clone();
            world.shelf.when_marked(move || skew.store(jump, Ordering::SeqCst));
            world.shelf.count();
            bridge.lights();
            assert_eq!(world.shelf.count().1, 3, "marked twice, saved once");
            assert_eq!(renewals(world), (1, 0));
        });
    }
}

/// The clock on the wall went on, the machine's own stood still. Another program has renewed meanwhile.
#[test]
fn a_machine_that_was_suspended_does_not_send_what_others_have_spent() {
    check(|world| {
        let (_, bridge) = linked(world);
        world.sim.advance(WEEK);
        check_overtaken(world, &bridge, || {});
    });
}

/// The machine's own clock went on, and the one on the wall stood still, or was set back meanwhile.
#[test]
fn a_program_that_overslept_does_not_send_what_others_have_spent() {
    check_with(
        |app| app.lease(SHORT),
        |world| {
            let (_, bridge) = linked(world);
            world.sim.advance(WEEK);
            let (sim, skew, before) = (world.sim.clone(), world.skew.clone(), world.sim.now());
            check_overtaken(world, &bridge, move || {
                sleep(SHORT);
                let passed = sim.now().saturating_since(before).as_millis();
                skew.store(-i64::try_from(passed).expect("not that long"), Ordering::SeqCst);
            });
        },
    );
}

/// Another program takes over between attempt and sending; then `wake` happens.
fn check_overtaken(world: &World, bridge: &Bridge, wake: impl FnOnce() + Send + 'static) {
    let other = world.program().open("home").expect("the bridge of another program");
    world.shelf.when_marked(move || {
        other.lights();
        drop(other);
        wake();
    });
    bridge.lights();
    assert_eq!(renewals(world), (1, 0));
}

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// A lease that a test can oversleep.
const SHORT: Duration = Duration::from_millis(40);
