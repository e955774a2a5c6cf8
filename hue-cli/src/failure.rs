//! How the command ends when it does not get done.

use clap::error::ErrorKind;
use hue_blocking::{Cause, EnvError, Error, SendError};
use hue_sim::ServerError;
use std::fmt::Display;
use std::io::{self, Write as _};
use std::process::ExitCode;

/// Whose turn it is. The numbers are part of the command's interface: see [`EXIT_CODES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// Nobody reads the output any more: that is no failure.
    Quiet = 0,
    System = 1,
    Usage = 2,
    App = 3,
    Listen = 4,
    File = 5,
    Network = 6,
    Refused = 7,
    NoSimulator = 8,
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
            let line: Vec<&str> = self.message.split_whitespace().collect();
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

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::new(if matches!(error, Error::InvalidSetting(_)) { Code::Usage } else { Code::Refused }, error)
    }
}

impl From<Cause> for Failure {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::Protocol(error) => error.into(),
            Cause::Transport { .. } => Self::new(Code::Network, cause),
            _ => Self::new(Code::System, cause),
        }
    }
}

pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  done, or ended by Ctrl-C or SIGTERM
  1  the system gives no thread, no random numbers, or takes no output
  2  usage: an argument or a HUE_* variable is missing or wrong
  3  --app is not ID:SECRET:REDIRECT_URI, or its redirect URI is none
  4  cannot listen: the port is taken, or the address cannot be had
  5  a file cannot be read or written
  6  no connection to the simulator, or none that is trusted
  7  the cloud or the bridge refused
  8  no simulator answers there, or one that does not consent by itself";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_lists_every_code() {
        use Code::{App, File, Listen, Network, NoSimulator, Quiet, Refused, System, Usage};
        let codes = [Quiet, System, Usage, App, Listen, File, Network, Refused, NoSimulator];
        for (code, line) in codes.iter().zip(EXIT_CODES.lines().skip(1)) {
            assert!(line.starts_with(&format!("  {}  ", code.number())), "{line}");
        }
        assert_eq!(EXIT_CODES.lines().count(), codes.len() + 1);
    }
}
