//! `hue auth`: logging in, and looking after what is stored of it.

mod known;
mod login;
mod logout;
mod renew;
mod status;
mod transfer;

use crate::args::AuthCommand;
use crate::failure::Failure;

pub(crate) fn run(command: &AuthCommand) -> Result<(), Failure> {
    match command {
        AuthCommand::Login(args) => login::run(args),
        AuthCommand::Status(args) => status::run(args),
        AuthCommand::Renew(args) if args.all => renew::all(&args.account),
        AuthCommand::Renew(args) => renew::one(&args.account),
        AuthCommand::Logout(args) => logout::run(args),
        AuthCommand::Export(args) => transfer::export(args),
        AuthCommand::Import(args) => transfer::import(args),
    }
}
