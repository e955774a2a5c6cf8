//! A program of your own and its tests, in one file: no network, no account, no waiting.
//!
//! ```text
//! cargo test -p hue-blocking --example own_tests
//! ```
//!
//! The program puts the house to bed: every lamp that is on goes out. A function that takes a `Bridge` can be tested, because
//! the simulator is a transport, a clock and a sleep. To run it, it wants the store of `from_scratch`.

#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use hue_blocking::v2::{Light, Resource};
use hue_blocking::{Bridge, Cause, Hue, from_env};
use hue_store::File;

fn main() -> Result<(), String> {
    run().map_err(|error| error.to_string())
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let (app, client) = from_env()?;
    let store = std::env::var_os("HUE_STORE").map_or_else(|| File::in_home("hue-examples"), File::new)?;
    let hue = Hue::new(app.build()?, client, store);
    println!("{} out", lights_out(&hue.open("home")?)?);
    Ok(())
}

/// Switches off what is on, and says how many that were.
fn lights_out(bridge: &Bridge) -> Result<usize, Cause> {
    let mut out = 0;
    for light in bridge.call(Light::list())?.data.iter().filter(|light| light.is_on()) {
        bridge.call(Light::update(&light.id).on(false))?.done()?;
        out += 1;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hue_blocking::http::{Request, Response};
    use hue_blocking::keep::{Record, Stamp, Swapped};
    use hue_blocking::{Client, Recovery, Store, Transport, Unsent};
    use hue_sim::{Event, Simulation, bodies};
    use hue_store::Memory;
    use std::convert::Infallible;
    use std::io::{self, ErrorKind};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    const WEEK: Duration = Duration::from_secs(7 * 86_400);

    /// A client without a socket, whose time is the simulator's: where it would sleep, time moves.
    fn client(sim: &Simulation) -> Client<impl Transport + use<>> {
        let (wire, clock, sleep) = (sim.clone(), sim.clone(), sim.clone());
        let send = move |request: Request<Vec<u8>>| -> Result<Response<Vec<u8>>, Unsent<Infallible>> {
            Ok(wire.send(request))
        };
        Client::new(send).with_clock(move || clock.now()).with_sleep(move |delay| sleep.advance(delay))
    }

    /// A house, and a bridge in it that is logged in to, by what is in the store.
    fn house(store: impl Store) -> (Simulation, Bridge) {
        let (sim, session) = hue_sim::linked();
        let hue = Hue::new(session.app().clone(), client(&sim), store);
        hue.import("home", session.snapshot()).unwrap();
        (sim, hue.open("home").unwrap())
    }

    #[test]
    fn what_is_on_goes_out() {
        let (sim, bridge) = house(Memory::default());
        assert!(sim.light("Hallway").is_on());
        assert_eq!(lights_out(&bridge).unwrap(), 2);
        assert!(!sim.light("Hallway").is_on());
        assert_eq!(lights_out(&bridge).unwrap(), 0);
    }

    #[test]
    fn a_week_later_it_renews_once_and_stores() {
        let store = Memory::default();
        let (sim, bridge) = house(store.clone());
        sim.advance(WEEK);
        assert_eq!(lights_out(&bridge).unwrap(), 2);
        assert_eq!(sim.count(Event::Renewal), 1);
        assert_eq!(store.load("home").unwrap().unwrap().summary().generation, 1);
    }

    #[test]
    fn a_full_disk_switches_nothing_and_loses_nothing() {
        let disk = Disk::default();
        let (sim, bridge) = house(disk.clone());
        sim.advance(WEEK);
        disk.is_full.store(true, Ordering::Relaxed);
        assert_eq!(lights_out(&bridge).unwrap_err().recovery(), Recovery::MendStore);
        assert!(sim.light("Hallway").is_on());
        assert_eq!(sim.count(Event::Renewal), 0, "what cannot be stored is not asked for");
        disk.is_full.store(false, Ordering::Relaxed);
        assert_eq!(lights_out(&bridge).unwrap(), 2);
        assert_eq!(sim.count(Event::Renewal), 1);
    }

    #[test]
    fn too_many_requests_are_waited_for() {
        let (sim, bridge) = house(Memory::default());
        let mut busy = bodies::quota_violation();
        busy.headers_mut().insert("retry-after", "7".parse().unwrap());
        sim.push_reply(busy);
        let before = sim.now();
        assert_eq!(lights_out(&bridge).unwrap(), 2);
        assert!(sim.now().saturating_since(before) >= Duration::from_secs(7));
    }

    #[test]
    fn what_a_person_must_mend_is_said() {
        let check = |fault: fn(&Simulation), recovery: Recovery| {
            let (sim, bridge) = house(Memory::default());
            fault(&sim);
            let cause = lights_out(&bridge).unwrap_err();
            assert_eq!(cause.recovery(), recovery, "{cause}");
        };
        check(|sim| sim.configure(|settings| settings.set_online(false)), Recovery::CheckBridgeOnline);
        check(|sim| sim.with_cloud(|cloud| cloud.revoke("demo-client")), Recovery::LogInAgain);
    }

    /// A store that can be full.
    #[derive(Clone, Default)]
    struct Disk {
        memory: Memory,
        is_full: Arc<AtomicBool>,
    }

    impl Store for Disk {
        type Error = io::Error;

        fn load(&self, account: &str) -> io::Result<Option<Record>> {
            self.memory.load(account).map_err(|never| match never {})
        }

        fn swap(&self, account: &str, expected: Option<Stamp>, new: Option<&Record>) -> io::Result<Swapped> {
            if self.is_full.load(Ordering::Relaxed) {
                return Err(ErrorKind::StorageFull.into());
            }
            self.memory.swap(account, expected, new).map_err(|never| match never {})
        }

        fn accounts(&self) -> io::Result<Vec<String>> {
            self.memory.accounts().map_err(|never| match never {})
        }
    }
}
