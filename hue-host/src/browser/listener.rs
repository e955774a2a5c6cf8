//! The loopback listener (RFC 8252 section 7.3).
//!
//! One thread serves all visitors and blocks on none: a connection that a browser opens in advance, or a visitor who sends a
//! byte a second, keeps nobody waiting.

use super::visit::{LONGEST_HEAD, Visit, visit};
use hue_proto::{AuthorizationRequest, Callback};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

pub(super) enum End {
    Landed(Callback),
    TimedOut,
    GivenUp,
    /// Nobody will come.
    Hopeless,
}

struct Visitor {
    stream: TcpStream,
    sent: Vec<u8>,
    until: Instant,
}

pub(super) fn listen(
    listener: &TcpListener,
    request: &AuthorizationRequest,
    until: Instant,
    is_wanted: &dyn Fn() -> bool,
    is_hopeless: &dyn Fn() -> bool,
) -> io::Result<End> {
    listener.set_nonblocking(true)?;
    let mut visitors: Vec<Visitor> = Vec::new();
    loop {
        let now = Instant::now();
        admit(listener, &mut visitors, now);
        let mut landed = None;
        visitors.retain_mut(|visitor| match visitor.hear(request) {
            Visit::More => now < visitor.until,
            Visit::Reply(page) => {
                visitor.answer(page);
                false
            }
            Visit::Landed(callback, page) => {
                visitor.answer(page);
                landed = Some(callback);
                false
            }
        });
        if let Some(callback) = landed {
            return Ok(End::Landed(callback));
        }
        if !is_wanted() {
            return Ok(End::GivenUp);
        }
        if is_hopeless() {
            return Ok(End::Hopeless);
        }
        if now >= until {
            return Ok(End::TimedOut);
        }
        thread::sleep(PAUSE);
    }
}

/// Whoever came first goes first where there are too many.
fn admit(listener: &TcpListener, visitors: &mut Vec<Visitor>, now: Instant) {
    while let Ok((stream, _)) = listener.accept() {
        if stream.set_nonblocking(true).is_err() {
            continue;
        }
        if visitors.len() == MOST_VISITORS {
            visitors.remove(0);
        }
        visitors.push(Visitor { stream, sent: Vec::new(), until: now + PATIENCE });
    }
}

impl Visitor {
    fn hear(&mut self, request: &AuthorizationRequest) -> Visit {
        let mut bytes = [0; 4096];
        while self.sent.len() < LONGEST_HEAD {
            match self.stream.read(&mut bytes) {
                Ok(0) => {
                    // Gone, or done with sending: whatever is not whole now never will be.
                    self.until = Instant::now();
                    break;
                }
                Ok(count) => self.sent.extend(bytes.iter().take(count)),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    if error.kind() != ErrorKind::WouldBlock {
                        self.until = Instant::now();
                    }
                    break;
                }
            }
        }
        if self.sent.is_empty() { Visit::More } else { visit(request, &self.sent) }
    }

    /// A visitor that does not take its page goes without: the page is for people, and they are told by the program too.
    fn answer(&mut self, page: &[u8]) {
        let stream = &mut self.stream;
        let written = stream.set_nonblocking(false).and_then(|()| stream.set_write_timeout(Some(PAGE_TIME)));
        let _ = written.and_then(|()| stream.write_all(page)).and_then(|()| stream.shutdown(Shutdown::Write));
        // What is left unread would make the system reset the connection, and the page might not be seen.
        let _ = stream.set_nonblocking(true);
        let mut rest = [0; 4096];
        for _ in 0..MOST_LEFT_READS {
            if !matches!(stream.read(&mut rest), Ok(1..)) {
                break;
            }
        }
    }
}

/// A person does not notice, and a processor hardly.
const PAUSE: Duration = Duration::from_millis(10);
/// How long a visitor may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(20);
const PAGE_TIME: Duration = Duration::from_secs(1);
const MOST_VISITORS: usize = 64;
const MOST_LEFT_READS: usize = 256;
