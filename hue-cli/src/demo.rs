//! `hue demo`: a login from end to end, over real TLS, told step by step.

mod adapter;
mod clock;
mod place;
mod recorder;
mod report;
mod shelf;
mod steps;
mod story;
mod table;

use crate::args::{AdapterName, DemoArgs};
use crate::failure::{Code, Failure};
use crate::lamp::Lamp;
use crate::output::Depth;
use adapter::{Adapter, Blocking, Tokio};
use hue_blocking::{Session, entropy};
use place::Place;
use report::Report;
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
    match args.adapter {
        AdapterName::Blocking => walk_with::<Blocking>(args, tell),
        AdapterName::Tokio => walk_with::<Tokio>(args, tell),
    }
}

fn walk_with<A: Adapter>(args: &DemoArgs, tell: &mut dyn FnMut(&Report) -> io::Result<()>) -> Result<Report, Failure> {
    let place = Place::<A>::find(args)?;
    let report = Report { adapter: A::NAME, ..Report::default() };
    let mut walk = Walk { place: &place, report, tell };
    walk.arrive()?;

    let random = |error| Failure::new(Code::System, format_args!("no random numbers: {error}"));
    let session = Session::new(place.app.clone(), entropy().map_err(random)?);
    let session = walk.authorize(session)?;
    let session = walk.redeem(session)?;
    let session = walk.link(session)?;

    let bridge = place.hue.open(&session)?;
    let lights = walk.lights(&bridge)?;
    let kitchen = Lamp::named(KITCHEN, &lights)?.clone();
    walk.switch_on(&kitchen, &bridge)?;
    walk.wait_for_the_end_of(&session)?;
    walk.renew(&kitchen, &bridge)?;
    walk.store(&A::snapshot(&bridge))?;
    Ok(walk.report)
}

const KITCHEN: &str = "Kitchen";
