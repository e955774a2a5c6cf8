//! `hue demo`: a login from end to end, over real TLS, told step by step.

mod clock;
mod color;
mod lamp;
mod place;
mod recorder;
mod report;
mod steps;
mod story;
mod table;

use crate::args::DemoArgs;
use crate::failure::{Code, Failure};
use crate::output::Depth;
use hue_blocking::{Account, Client, Session, Snapshot, entropy};
use lamp::Lamp;
use place::Place;
use report::Report;
use std::convert::Infallible;
use std::io::{self, Write as _};
use steps::Walk;

pub(crate) fn run(args: &DemoArgs) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let depth = Depth::of_stdout();
    let ending = if args.json {
        format!("{}\n", walk(args, &mut |_| Ok(()))?.json())
    } else {
        let report = walk(args, &mut |report| {
            out.write_all(story::latest(report, depth).as_bytes()).and_then(|()| out.flush())
        })?;
        story::end(&report)
    };
    out.write_all(ending.as_bytes()).and_then(|()| out.flush()).map_err(|error| Failure::output(&error))
}

/// `tell` is called at the end of each step.
fn walk(args: &DemoArgs, tell: &mut dyn FnMut(&Report) -> io::Result<()>) -> Result<Report, Failure> {
    let place = Place::find(args)?;
    let time = clock::Clock::default();
    let hue = {
        let time = time.clone();
        Client::new(place.transport.clone()).with_clock(move || time.now())
    };
    let mut walk = Walk { hue, time, url: place.url.clone(), report: Report::default(), tell };
    walk.arrive(&place)?;

    let random = |error| Failure::new(Code::System, format_args!("no random numbers: {error}"));
    let session = Session::new(place.app, entropy().map_err(random)?);
    let session = walk.authorize(session)?;
    let session = walk.redeem(session)?;
    let session = walk.link(session)?;

    let saves = place.transport.clone();
    let mut account = Account::new(session, move |_: &Snapshot| {
        saves.saved();
        Ok::<(), Infallible>(())
    });
    let lights = walk.lights(&mut account)?;
    let kitchen = Lamp::named(KITCHEN, &lights)?.clone();
    walk.switch_on(&kitchen, &mut account)?;
    walk.wait_for_the_end_of(account.session())?;
    walk.renew(&kitchen, &mut account)?;
    walk.store(account.session())?;
    Ok(walk.report)
}

const KITCHEN: &str = "Kitchen";
