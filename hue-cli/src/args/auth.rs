//! What `hue auth` is told.

use super::AccountArgs;
use clap::{Parser, Subcommand};
use std::env;
use std::path::PathBuf;

/// Log in to Hue, and look after what is stored of it
#[derive(Debug, Subcommand)]
#[command(disable_help_subcommand = true)]
pub(crate) enum AuthCommand {
    Login(LoginArgs),

    /// Show who is logged in, to which bridge, where that is stored, and for how long; all accounts where none is named
    ///
    /// It asks nobody and needs no application. Exits with 1 where nobody is logged in, and where one of those that are shown is
    /// not, or with 5 where what is stored cannot be used. The first of them is named on standard error.
    Status(AccountArgs),

    Renew(RenewArgs),

    /// Remove an account from the store
    ///
    /// Hue's permission and the bridge's user stay: only you can withdraw them, at account.meethue.com/apps. It asks
    /// nobody and needs no application.
    Logout(AccountArgs),

    Export(ExportArgs),
    Import(ImportArgs),
}

/// Log in: with what is stored, else through the browser, else by pasting
///
/// Every step is stored before the next, so that a login that is interrupted goes on from there. Where there is a login
/// that Hue and the bridge accept, nothing is done. The application is the one of `HUE_CLIENT_ID`, `HUE_CLIENT_SECRET`
/// and `HUE_REDIRECT_URI`.
#[derive(Debug, Parser)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches of a command line")]
pub(crate) struct LoginArgs {
    /// Log in though there is a login already; it keeps the bridge and its key
    #[arg(long)]
    pub(crate) again: bool,

    /// Open no browser: print the address, and ask for the one that the browser ended at; so does `HUE_NO_BROWSER`
    /// where it is not empty
    #[arg(long)]
    no_browser: bool,

    /// Take tokens from standard input, a JSON object: `{"access_token": .., "refresh_token": .., "username": ..}`
    ///
    /// One of the two tokens is enough. The username is this application's key on the bridge; without one, it becomes a
    /// user of the bridge. A refresh token is good once: from here on it is worth nothing elsewhere.
    #[arg(long, conflicts_with_all = ["accept_bridge", "no_browser"])]
    pub(crate) with_tokens: bool,

    /// Link the bridge that the login leads to, though the account had another
    #[arg(long)]
    pub(crate) accept_bridge: bool,

    #[command(flatten)]
    pub(crate) account: AccountArgs,
}

impl LoginArgs {
    // Not clap's to read: a variable that is set for all commands must not conflict with a flag.
    pub(crate) fn opens_no_browser(&self) -> bool {
        self.no_browser || env::var_os("HUE_NO_BROWSER").is_some_and(|value| !value.is_empty())
    }
}

/// Renew the tokens now
///
/// Commands renew by themselves when they need it. This is for trying, and for cron: a refresh token may die unused.
#[derive(Debug, Parser)]
pub(crate) struct RenewArgs {
    /// Renew all accounts that have not been renewed for four weeks; run it once a day
    #[arg(long)]
    pub(crate) all: bool,

    #[command(flatten)]
    pub(crate) account: AccountArgs,
}

/// Print an account's credentials, secrets and all, to be imported elsewhere
///
/// Only one of the two places may renew them: what the other has is worth nothing then. It asks nobody and needs no
/// application.
#[derive(Debug, Parser)]
pub(crate) struct ExportArgs {
    /// Write them to this new file, which nobody else may read, instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) account: AccountArgs,
}

/// Store credentials from elsewhere
#[derive(Debug, Parser)]
pub(crate) struct ImportArgs {
    /// What `hue auth export` printed, or the credentials of node-hue-api; `-` reads standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// Store them in the place of a login that there is
    #[arg(long)]
    pub(crate) replace: bool,

    #[command(flatten)]
    pub(crate) account: AccountArgs,
}
