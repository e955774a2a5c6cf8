//! A program that the proofs start.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// It ends at the latest when this is dropped.
pub(crate) struct Process {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Process {
    /// Of the crate's own `proof-holder`.
    pub(crate) fn start(args: [&str; 5]) -> Self {
        // Where a file must not grow, to write is to fail then, and not to be killed.
        let exec = "trap '' XFSZ; exec \"$0\" \"$@\"";
        let mut command = Command::new("sh");
        let command = command.args(["-c", exec, env!("CARGO_BIN_EXE_proof-holder")]).args(args);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
        let input = child.stdin.take().expect("a pipe");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        Self { child, input, output }
    }

    pub(crate) fn say(&mut self, line: &str) {
        writeln!(self.input, "{line}").expect("it listens");
    }

    /// What it says next. `None`: it has ended.
    pub(crate) fn hear(&mut self) -> Option<String> {
        let mut line = String::new();
        let length = self.output.read_line(&mut line).expect("it speaks");
        (length > 0).then(|| line.trim_end().to_owned())
    }

    /// SIGKILL. What it had said before can still be heard.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
    }

    /// All that it says until it ends by itself, and well.
    pub(crate) fn finish(mut self) -> Vec<String> {
        let said = std::iter::from_fn(|| self.hear()).collect();
        let status = self.child.wait().expect("it ends");
        assert!(status.success(), "a program ended with {status}, and said: {said:#?}");
        said
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended.
        let _killed = self.child.kill();
        let _ended = self.child.wait();
    }
}
