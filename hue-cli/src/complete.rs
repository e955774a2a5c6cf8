//! `hue completions` and `hue man`: what the arguments say of themselves.

use crate::args::{Args, CompletionsArgs, ManArgs};
use crate::failure::{Code, Failure};
use crate::output;
use clap::CommandFactory as _;
use clap_mangen::Man;
use std::fs;
use std::io;
use std::path::Path;

pub(crate) fn shell(args: &CompletionsArgs) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "hue", &mut script);
    output::print(&String::from_utf8_lossy(&script))
}

pub(crate) fn manual(args: &ManArgs) -> Result<(), Failure> {
    let command = Args::command().version(env!("CARGO_PKG_VERSION"));
    if let Some(folder) = &args.to {
        let write = |folder: &Path| fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(command, folder));
        return write(folder).map_err(|error: io::Error| {
            Failure::new(Code::File, format_args!("cannot write to {}: {error}; name another folder", folder.display()))
        });
    }
    let mut page = Vec::new();
    Man::new(command).render(&mut page).map_err(|error| Failure::output(&error))?;
    output::print(&String::from_utf8_lossy(&page))
}
