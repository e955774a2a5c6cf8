//! The `hue` command: `hue sim` is a Hue cloud to program against, `hue demo` walks through a login from end to end.
//!
//! Standard output carries what was asked for, standard error one line for whoever has to act. How it ends:
//!
//! | Code | |
//! |---|---|
//! | 0 | done, or ended by Ctrl-C or SIGTERM |
//! | 1 | the system gives no thread, no random numbers, or takes no output |
//! | 2 | usage: an argument or a `HUE_*` variable is missing or wrong |
//! | 3 | `--app` is not `ID:SECRET:REDIRECT_URI`, or its redirect URI is none |
//! | 4 | cannot listen: the port is taken, or the address cannot be had |
//! | 5 | a file cannot be read or written |
//! | 6 | no connection to the simulator, or none that is trusted |
//! | 7 | the cloud or the bridge refused |
//! | 8 | no simulator answers there, or one that does not consent by itself |

mod args;
mod demo;
mod failure;
mod output;
mod sim;

use args::{Args, Command};
use clap::Parser as _;
use failure::Failure;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) if error.use_stderr() => return Failure::usage(&error).report(),
        Err(help) => {
            // Where nobody reads it, nobody misses it.
            let _unread = help.print();
            return ExitCode::SUCCESS;
        }
    };
    let ended = match args.command {
        Command::Sim(args) => sim::run(args),
        Command::Demo(args) => demo::run(&args),
    };
    ended.map_or_else(Failure::report, |()| ExitCode::SUCCESS)
}
