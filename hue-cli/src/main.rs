//! The `hue` command: `hue auth` logs in and looks after what is stored, `hue lights`, `hue rooms`, `hue scenes`, `hue set` and
//! `hue scene` are for the home, `hue get` and its like for anything else that a bridge can be asked, `hue sim` is a Hue cloud
//! to program against, and `hue demo` walks through a login from end to end.
//!
//! Standard output carries what was asked for, standard error one line for whoever has to act. What the exit codes mean stands
//! in `hue --help` ([`failure::EXIT_CODES`]).

mod args;
mod auth;
mod change;
mod color;
mod columns;
mod complete;
mod demo;
mod failure;
mod home;
mod input;
mod lamp;
mod lights;
mod named;
mod output;
mod place;
mod pretty;
mod raw;
mod rescue;
mod rooms;
mod scene;
mod scenes;
mod set;
mod sim;
mod words;

use args::{Args, Command};
use clap::Parser as _;
use failure::Failure;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) if error.use_stderr() => return Failure::usage(&error).report(),
        Err(help) => return exit(output::help(&help)),
    };
    exit(run(args.command))
}

fn exit(ended: Result<(), Failure>) -> ExitCode {
    ended.map_or_else(Failure::report, |()| ExitCode::SUCCESS)
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Auth(command) => auth::run(&command),
        Command::Lights(args) => lights::run(&args),
        Command::Rooms(args) => rooms::run(&args),
        Command::Scenes(args) => scenes::run(&args),
        Command::Scene(args) => scene::run(&args),
        Command::Set(args) => set::run(&args),
        Command::Get(args) => raw::get(&args),
        Command::Put(args) => raw::put(&args),
        Command::Post(args) => raw::post(&args),
        Command::Delete(args) => raw::delete(&args),
        Command::Dump(args) => raw::dump(&args),
        Command::Completions(args) => complete::shell(&args),
        Command::Man(args) => complete::manual(&args),
        Command::Sim(args) => sim::run(args),
        Command::Demo(args) => demo::run(&args),
    }
}
