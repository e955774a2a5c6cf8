//! How the command ends when it does not get done.

use crate::args::StoreArgs;
use crate::words;
use clap::error::ErrorKind;
use hue_blocking::{Cause, EnvError, Error, Recovery, SendError};
use hue_sim::ServerError;
use hue_store::{FileError, Unreadable};
use std::fmt::Display;
use std::io::{self, Write as _};
use std::process::ExitCode;

/// Whose turn it is. The numbers are part of the command's interface: see [`EXIT_CODES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// Nobody reads the output any more: that is no failure.
    Quiet = 0,
    NotLoggedIn = 1,
    Usage = 2,
    App = 3,
    Listen = 4,
    File = 5,
    Network = 6,
    Refused = 7,
    NoSimulator = 8,
    System = 9,
    NoSuch = 10,
    NoRedirect = 11,
    Later = 12,
    OtherBridge = 13,
    Partly = 14,
}

/// A code, and one line that says what to do.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) code: Code,
    pub(crate) message: String,
}

impl Code {
    pub(crate) fn number(self) -> u8 {
        self as u8
    }
}

impl Failure {
    pub(crate) fn new(code: Code, message: impl Display) -> Self {
        Self { code, message: message.to_string() }
    }

    /// Says it on standard error.
    pub(crate) fn report(self) -> ExitCode {
        if self.code != Code::Quiet {
            // Spaces stay as they are: a path, or what is to be typed, may hold several.
            let line: Vec<&str> = self.message.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            // Where nobody reads it, the code says enough.
            let _unread = writeln!(io::stderr(), "hue: {}", line.join(" "));
        }
        ExitCode::from(self.code.number())
    }

    /// What clap says in a paragraph, in its first sentence.
    pub(crate) fn usage(error: &clap::Error) -> Self {
        if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
            return Self::new(Code::Usage, "what is to be done? see hue --help");
        }
        let text = error.to_string();
        let first = text.split("\n\n").next().unwrap_or_default();
        Self::new(Code::Usage, format_args!("{}; see hue --help", first.trim_start_matches("error: ")))
    }

    /// Standard output took no more.
    pub(crate) fn output(error: &io::Error) -> Self {
        let code = if error.kind() == io::ErrorKind::BrokenPipe { Code::Quiet } else { Code::System };
        Self::new(code, format_args!("cannot write to standard output: {error}"))
    }

    /// What is damaged is in the way of a new login too.
    pub(crate) fn file(error: &FileError) -> Self {
        let is_damaged = matches!(error.unreadable(), Some(Unreadable::Malformed(_) | Unreadable::NotAuthentic));
        let hint = if is_damaged { "; move the file away before you log in again" } else { "" };
        Self::new(Code::File, format_args!("{error}{hint}"))
    }

    /// Nothing is stored of this account.
    pub(crate) fn nobody(store: &StoreArgs, account: &str) -> Self {
        let login = store.login_as(account);
        Self::new(Code::NotLoggedIn, format_args!("nobody is logged in as {account}; run `{login}`"))
    }

    /// Of an account: with the command that helps, where there is one.
    pub(crate) fn of(cause: Cause, store: &StoreArgs, account: &str) -> Self {
        let (failure, login) = (Self::from(cause), store.login_as(account));
        let message = failure.message;
        match failure.code {
            code @ Code::NotLoggedIn => Self::new(code, format_args!("{message}: run `{login}`")),
            code @ Code::OtherBridge => {
                Self::new(code, format_args!("{message}: `{login} --accept-bridge`, or another account"))
            }
            code => Self::new(code, message),
        }
    }

    /// What the bridge says it did not do.
    pub(crate) fn unless_whole(errors: &[impl AsRef<str>]) -> Result<(), Self> {
        // In API v1, which nobody has cleaned, there could be an escape byte.
        let errors: Vec<String> = errors.iter().map(|error| error.as_ref().replace(char::is_control, " ")).collect();
        if errors.is_empty() {
            return Ok(());
        }
        Err(Self::new(Code::Partly, format_args!("the bridge did not do all of it: {}", words::list(errors))))
    }

    pub(crate) fn network(url: &str, error: &SendError) -> Self {
        let hint = "is it running, and does --ca (or HUE_CA_FILE) name the file that it wrote?";
        Self::new(Code::Network, format_args!("nothing to talk to at {url}: {error}; {hint}"))
    }
}

impl From<ServerError> for Failure {
    fn from(error: ServerError) -> Self {
        let code = match error {
            ServerError::Address { .. } | ServerError::Bind { .. } => Code::Listen,
            _ => Code::System,
        };
        Self::new(code, error)
    }
}

impl From<EnvError> for Failure {
    fn from(error: EnvError) -> Self {
        Self::new(if error.variable() == "HUE_CA_FILE" { Code::File } else { Code::Usage }, error)
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        Self::file(&error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error.recovery() {
            Recovery::LogInAgain | Recovery::LinkAgain => Self::new(Code::NotLoggedIn, error),
            Recovery::FixApplication if matches!(error, Error::InvalidSetting(_)) => Self::new(Code::Usage, error),
            Recovery::AwaitRedirect => Self::new(Code::NoRedirect, error),
            Recovery::MendStore => Self::new(Code::File, error),
            Recovery::CheckBridgeOnline
            | Recovery::RetryAfter(_)
            | Recovery::LookThenRetry
            | Recovery::PressLinkButton => Self::new(Code::Later, error),
            Recovery::ChooseBridge => Self::new(Code::OtherBridge, error),
            _ => Self::new(Code::Refused, error),
        }
    }
}

/// What is unsaved is lost with it: see [`crate::rescue`].
impl From<Cause> for Failure {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::Protocol(error) => error.into(),
            Cause::Transport { .. } => Self::new(Code::Network, cause),
            Cause::Redirect(_) => Self::new(Code::NoRedirect, cause),
            // What the store says is enough.
            Cause::Store { error, unsaved: None, .. } => match error.downcast_ref() {
                Some(error) => Self::file(error),
                None => Self::new(Code::File, error),
            },
            _ => Self::new(Code::File, cause),
        }
    }
}

pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  done, or ended by Ctrl-C or SIGTERM
  1  nobody is logged in, or Hue or the bridge accepts it no longer: hue auth login
  2  usage: an argument or a HUE_* variable is missing or wrong
  3  --app is not ID:SECRET:REDIRECT_URI, or its redirect URI is none
  4  cannot listen: the port is taken, or the address cannot be had
  5  a file cannot be read or written, or is not for its owner alone; stored credentials among them
  6  no connection to the cloud or the simulator, or none that is trusted
  7  the cloud or the bridge refused
  8  no simulator answers there, or one that does not consent by itself
  9  the system gives no thread, no random numbers, or takes no output
 10  no light, room or scene has this name, or several have
 11  nobody came back from the browser with a yes
 12  not now: nobody answers for the bridge, or there were too many requests
 13  the login leads to another bridge than before: hue auth login --accept-bridge
 14  the bridge did a part of it, and says why not all";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_lists_every_code() {
        use Code::{
            App, File, Later, Listen, Network, NoRedirect, NoSimulator, NoSuch, NotLoggedIn, OtherBridge, Partly,
            Quiet, Refused, System, Usage,
        };
        let codes = [
            Quiet,
            NotLoggedIn,
            Usage,
            App,
            Listen,
            File,
            Network,
            Refused,
            NoSimulator,
            System,
            NoSuch,
            NoRedirect,
            Later,
            OtherBridge,
            Partly,
        ];
        for (code, line) in codes.iter().zip(EXIT_CODES.lines().skip(1)) {
            assert!(line.starts_with(&format!("{:>3}  ", code.number())), "{line}");
        }
        assert_eq!(EXIT_CODES.lines().count(), codes.len() + 1);
    }
}
