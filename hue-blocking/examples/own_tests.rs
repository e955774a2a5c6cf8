//! A program of your own and its tests, in one file: no network, no account, no waiting.
//!
//! ```text
//! cargo test -p hue-blocking --example own_tests
//! ```
//!
//! The program puts the house to bed: every lamp that is on goes out. Whatever it is driven by, a function that takes the client
//! and the account can be tested, because the simulator is a transport, a clock and a sleep. To run it, it wants the session
//! file of `from_scratch`.

#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use hue_blocking::{Account, AnySession, Cause, Client, Credentials, Snapshot, Transport, from_env, v2};
use std::{env, fs, io};

fn main() -> Result<(), String> {
    run().map_err(|error| error.to_string())
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let (app, hue) = from_env()?;
    let file = env::var("HUE_SESSION_FILE").unwrap_or_else(|_| "hue-session.json".to_owned());
    let snapshot = Snapshot::from_json(&fs::read(&file)?)?;
    let AnySession::UserLinked(session) = AnySession::restore(app.build()?, &snapshot)? else {
        return Err("the login is not done: run from_scratch".into());
    };
    // In earnest as in `from_scratch`: for this user alone, and replaced in one step.
    let save = |snapshot: &Snapshot| -> io::Result<()> { fs::write(&file, snapshot.to_json()) };
    println!("{} out", lights_out(&hue, &mut Account::new(session, save))?);
    Ok(())
}

/// Switches off what is on, and says how many that were.
fn lights_out<X: Transport>(hue: &Client<X>, account: &mut impl Credentials) -> Result<usize, Cause<X::Error>> {
    let mut out = 0;
    for light in hue.call(v2::GetLights, account)?.data.iter().filter(|light| light.is_on()) {
        hue.call(v2::UpdateLight::new(&light.id, v2::LightChange::new().on(false)), account)?;
        out += 1;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hue_blocking::http::{Request, Response};
    use hue_blocking::{Recovery, Unsent};
    use hue_sim::{Event, Simulation, bodies};
    use std::cell::Cell;
    use std::convert::Infallible;
    use std::time::Duration;

    /// A client without a socket, whose time is the simulator's: where it would sleep, time moves.
    fn client(sim: &Simulation) -> Client<impl Transport<Error = Infallible> + use<>> {
        let (wire, clock, sleep) = (sim.clone(), sim.clone(), sim.clone());
        let send = move |request: Request<Vec<u8>>| -> Result<Response<Vec<u8>>, Unsent<Infallible>> {
            Ok(wire.send(request))
        };
        Client::new(send).with_clock(move || clock.now()).with_sleep(move |delay| sleep.advance(delay))
    }

    #[test]
    fn what_is_on_goes_out() {
        let (sim, session) = hue_sim::linked();
        let mut account = Account::new(session, |_: &Snapshot| io::Result::Ok(()));
        assert!(sim.light("Hallway").is_on());
        assert_eq!(lights_out(&client(&sim), &mut account).unwrap(), 2);
        assert!(!sim.light("Hallway").is_on());
        assert_eq!(lights_out(&client(&sim), &mut account).unwrap(), 0);
    }

    #[test]
    fn a_week_later_it_renews_once_and_saves() {
        let (sim, session) = hue_sim::linked();
        let saves = Cell::new(0);
        let mut account = Account::new(session, |_: &Snapshot| {
            saves.set(saves.get() + 1);
            io::Result::Ok(())
        });
        sim.advance(Duration::from_secs(7 * 86_400));
        assert_eq!(lights_out(&client(&sim), &mut account).unwrap(), 2);
        assert_eq!((sim.count(Event::Renewal), saves.get()), (1, 1));
    }

    #[test]
    fn a_full_disk_switches_nothing_and_loses_nothing() {
        let (sim, session) = hue_sim::linked();
        let is_full = Cell::new(true);
        let mut account = Account::new(session, |_: &Snapshot| {
            if is_full.get() { Err(io::Error::from(io::ErrorKind::StorageFull)) } else { Ok(()) }
        });
        sim.advance(Duration::from_secs(7 * 86_400));
        assert!(matches!(lights_out(&client(&sim), &mut account), Err(Cause::Save(_))));
        assert!(sim.light("Hallway").is_on());
        is_full.set(false);
        assert_eq!(lights_out(&client(&sim), &mut account).unwrap(), 2);
        assert_eq!(sim.count(Event::Renewal), 1);
    }

    #[test]
    fn too_many_requests_are_waited_for() {
        let (sim, session) = hue_sim::linked();
        let mut busy = bodies::quota_violation();
        busy.headers_mut().insert("retry-after", "7".parse().unwrap());
        sim.push_reply(busy);
        let before = sim.now();
        assert_eq!(
            lights_out(&client(&sim), &mut Account::new(session, |_: &Snapshot| io::Result::Ok(()))).unwrap(),
            2
        );
        assert!(sim.now().saturating_since(before) >= Duration::from_secs(7));
    }

    #[test]
    fn what_a_person_must_mend_is_said() {
        let check = |fault: fn(&Simulation), recovery: Recovery| {
            let (sim, session) = hue_sim::linked();
            fault(&sim);
            let cause =
                lights_out(&client(&sim), &mut Account::new(session, |_: &Snapshot| io::Result::Ok(()))).unwrap_err();
            assert_eq!(cause.recovery(), Some(recovery), "{cause}");
        };
        check(|sim| sim.configure(|settings| settings.set_online(false)), Recovery::CheckBridgeOnline);
        check(|sim| sim.with_cloud(|cloud| cloud.revoke("demo-client")), Recovery::LogInAgain);
    }
}
