//! Which account, and where it is stored.

use clap::Parser;
use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

// A doc comment would become the help of each command that has these.
#[derive(Debug, Parser)]
pub(crate) struct AccountArgs {
    /// The account's name, where there are several [default: home]
    #[arg(long, value_name = "NAME", env = "HUE_ACCOUNT", hide_env_values = true)]
    account: Option<String>,

    #[command(flatten)]
    pub(crate) store: StoreArgs,
}

#[derive(Debug, Parser)]
pub(crate) struct StoreArgs {
    /// The folder that credentials are stored in [default: `hue`, where this user's programs keep their data]
    #[arg(long, value_name = "FOLDER", env = "HUE_STORE", hide_env_values = true)]
    store: Option<PathBuf>,

    /// Seal what is stored with the passphrase in this file; `HUE_PASSPHRASE` holds one too
    #[arg(long, value_name = "FILE", env = "HUE_PASSPHRASE_FILE", hide_env_values = true)]
    passphrase_file: Option<PathBuf>,

    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

impl AccountArgs {
    /// `None`: none is named.
    pub(crate) fn named(&self) -> Option<&str> {
        self.account.as_deref().filter(|name| !name.is_empty())
    }

    pub(crate) fn name(&self) -> &str {
        self.named().unwrap_or(HOME)
    }

    /// Named for this run, and not by a variable for all of them.
    pub(crate) fn is_chosen(&self) -> bool {
        self.named().is_some_and(|name| env::var_os("HUE_ACCOUNT").is_none_or(|set| set != name))
    }
}

/// A variable that is set to nothing counts as not set.
impl StoreArgs {
    pub(crate) fn folder(&self) -> Option<&PathBuf> {
        self.store.as_ref().filter(|path| !path.as_os_str().is_empty())
    }

    /// The command that logs somebody in.
    pub(crate) fn login_as(&self, account: &str) -> String {
        self.command("hue auth login", account)
    }

    /// A command about an account, with whatever leads to it again. What the environment says goes without saying.
    pub(crate) fn command(&self, command: &str, account: &str) -> String {
        let mut text = command.to_owned();
        for (flag, variable, default, value) in [
            ("--account", "HUE_ACCOUNT", Some(HOME), Some(Path::new(account))),
            ("--store", "HUE_STORE", None, self.folder().map(PathBuf::as_path)),
            ("--passphrase-file", "HUE_PASSPHRASE_FILE", None, self.passphrase_file().map(PathBuf::as_path)),
        ] {
            let set = env::var_os(variable).filter(|set| !set.is_empty());
            let known = set.as_deref().or(default.map(OsStr::new));
            if let Some(value) = value.filter(|value| known != Some(value.as_os_str())) {
                text.extend([" ", flag, " ", &quoted(&value.to_string_lossy())]);
            }
        }
        text
    }

    pub(crate) fn passphrase_file(&self) -> Option<&PathBuf> {
        self.passphrase_file.as_ref().filter(|path| !path.as_os_str().is_empty())
    }
}

/// For a shell.
pub(crate) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Whoever is not named.
const HOME: &str = "home";
