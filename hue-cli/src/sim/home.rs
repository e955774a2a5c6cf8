//! `--lights N --seed S`, or `--home FILE`

use crate::args::SimArgs;
use crate::failure::{Code, Failure};
use crate::input;
use hue_sim::Home;

/// The home that was asked for; unless one was, the bridges keep theirs.
pub(super) fn read(args: &SimArgs) -> Result<Option<Home>, Failure> {
    if let Some(lights) = args.lights {
        return Ok(Some(Home::generated(args.seed.unwrap_or_default(), lights.into())));
    }
    let Some(file) = &args.home else { return Ok(None) };
    let failure =
        |fault: &dyn std::fmt::Display| Failure::new(Code::File, format_args!("--home {}: {fault}", file.display()));
    let json = input::read(file).map_err(|error| failure(&error))?;
    Home::from_dump(&json).map(Some).map_err(|error| failure(&error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{Args, Command};
    use clap::Parser as _;

    #[track_caller]
    fn check(told: &[&str], expected: Option<&str>) {
        let args = Args::try_parse_from(["hue", "sim", "--plain"].iter().chain(told)).unwrap();
        let Command::Sim(args) = args.command else { panic!("{told:?}") };
        let home = read(&args).unwrap().map(|home| format!("{home:?}"));
        assert_eq!(home.as_deref(), expected, "{told:?}");
    }

    #[test]
    fn homes_are_those_that_were_asked_for() {
        check(&[], None);
        check(&["--lights", "12"], Some("Generated { seed: 0, lights: 12 }"));
        check(&["--lights", "10000", "--seed", "7"], Some("Generated { seed: 7, lights: 10000 }"));
        check(
            &["--lights", "0", "--seed", "18446744073709551615"],
            Some("Generated { seed: 18446744073709551615, lights: 0 }"),
        );
    }
}
