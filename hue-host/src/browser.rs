//! The user's browser, and the way back from it.

mod listener;
mod page;
mod visit;

use hue_proto::url::Url;
use hue_proto::{AuthorizationRequest, Callback, Error, Recovery};
use std::error::Error as StdError;
use std::fmt;
use std::io::{self, BufRead as _, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

type Open = dyn Fn(&Url) -> io::Result<()> + Send + Sync;
type Paste = dyn Fn(&Url, Option<&str>) -> io::Result<String> + Send + Sync;

/// How a user is sent to Hue, and how the answer comes back.
///
/// Where the registered redirect URI leads to a port of this machine (`http://127.0.0.1:9123/authorized`), a listener is bound to
/// that port before the browser opens, and closed when the answer is there; every other visitor (a favicon, a preflight, the
/// answer to another login) is told so and waited past. Where it leads elsewhere, where the port is taken, or where there
/// is no browser, the user pastes the address that the browser ended at.
#[derive(Clone)]
pub struct Browser {
    open: Option<Arc<Open>>,
    paste: Option<Arc<Paste>>,
    timeout: Duration,
}

impl Browser {
    /// The system's browser, five minutes, and the terminal where that does not help.
    pub fn new() -> Self {
        Self { open: Some(Arc::new(open_and_say)), paste: Some(Arc::new(ask)), timeout: Duration::from_secs(300) }
    }

    /// Asks nobody: where only a person can help, the end is [`NoRedirect::NobodyToAsk`], at once.
    pub fn nobody() -> Self {
        Self::new().without_open().without_paste()
    }

    /// Opens the authorise URL by this. It runs on a thread of its own, and may take as long as the browser lives. It fails
    /// where there is no browser.
    #[must_use]
    pub fn with_open(mut self, open: impl Fn(&Url) -> io::Result<()> + Send + Sync + 'static) -> Self {
        self.open = Some(Arc::new(open));
        self
    }

    /// Opens no browser: the user is asked to paste from the start.
    #[must_use]
    pub fn without_open(mut self) -> Self {
        self.open = None;
        self
    }

    /// Asks by this for the address that the browser ended at: given the authorise URL, and what was wrong with the last
    /// answer. It is asked again until the address is the right one, or it fails.
    #[must_use]
    pub fn with_paste(
        mut self,
        paste: impl Fn(&Url, Option<&str>) -> io::Result<String> + Send + Sync + 'static,
    ) -> Self {
        self.paste = Some(Arc::new(paste));
        self
    }

    /// Asks nobody to paste: for a program without a terminal.
    #[must_use]
    pub fn without_paste(mut self) -> Self {
        self.paste = None;
        self
    }

    /// How long the listener waits for the answer.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sends the user away and waits for the answer to this request, a yes or a no. Blocks; `is_wanted` is asked many
    /// times a second, and ends the listening with [`NoRedirect::GivenUp`].
    pub fn redirect(
        &self,
        request: &AuthorizationRequest,
        is_wanted: impl Fn() -> bool,
    ) -> Result<Callback, NoRedirect> {
        let bound = request.loopback_port().map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)));
        let url = request.url();
        let opening = self.open(url.clone());
        let why = match (bound, opening) {
            (Some(Ok(listener)), Some(opening)) => {
                let until = Instant::now() + self.timeout;
                let is_hopeless = || matches!(opening.try_recv(), Ok(Err(_)));
                match listener::listen(&listener, request, until, &is_wanted, &is_hopeless)? {
                    listener::End::Landed(callback) => return Ok(callback),
                    listener::End::TimedOut => return Err(NoRedirect::TimedOut(self.timeout)),
                    listener::End::GivenUp => return Err(NoRedirect::GivenUp),
                    listener::End::Hopeless => "no browser could be opened",
                }
            }
            (Some(Err(error)), _) if error.kind() == io::ErrorKind::AddrInUse => {
                "another program has the port of the redirect URI"
            }
            (Some(Err(_)), _) => "the port of the redirect URI cannot be had",
            (None, _) => "the redirect URI does not lead to this machine",
            (Some(Ok(_)), None) => "no browser is to be opened",
        };
        let paste = self.paste.as_deref().ok_or(NoRedirect::NobodyToAsk(why))?;
        pasted(request, &url, paste)
    }

    /// The outcome arrives when the browser has been told, or has ended.
    fn open(&self, url: Url) -> Option<mpsc::Receiver<io::Result<()>>> {
        let open = self.open.clone()?;
        let (tell, told) = mpsc::channel();
        thread::spawn(move || {
            // Nobody listens any more where the answer was there first.
            let _ = tell.send(open(&url));
        });
        Some(told)
    }
}

impl Default for Browser {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Browser").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

/// Why nobody came back from the browser. The login still rests where it was, and can be run again.
#[non_exhaustive]
#[derive(Clone, Debug)]
pub enum NoRedirect {
    /// The time is over.
    TimedOut(Duration),
    /// The driver was dropped.
    GivenUp,
    /// No listener, for this reason, and no way to ask for a pasted address.
    NobodyToAsk(&'static str),
    /// The listener, or what asks for a pasted address, failed.
    Io(Arc<io::Error>),
}

impl From<io::Error> for NoRedirect {
    fn from(error: io::Error) -> Self {
        Self::Io(Arc::new(error))
    }
}

impl fmt::Display for NoRedirect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut(time) => {
                write!(f, "nobody came back from the browser within {} s; run the login again", time.as_secs())
            }
            Self::GivenUp => f.write_str("the login was given up"),
            Self::NobodyToAsk(why) => {
                write!(f, "{why}, and there is nobody to paste an address; see Browser::with_paste")
            }
            Self::Io(error) => write!(f, "the answer from the browser could not be received: {error}"),
        }
    }
}

impl StdError for NoRedirect {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Io(error) => error.source(),
            Self::TimedOut(_) | Self::GivenUp | Self::NobodyToAsk(_) => None,
        }
    }
}

/// Asks until the address is the answer.
fn pasted(request: &AuthorizationRequest, url: &Url, paste: &Paste) -> Result<Callback, NoRedirect> {
    let mut why: Option<String> = None;
    loop {
        let text = paste(url, why.as_deref())?;
        why = Some(match Callback::parse(&text) {
            Ok(callback) => match request.check(&callback) {
                Err(error) if is_not_the_answer(&error) => error.to_string(),
                Ok(()) | Err(_) => return Ok(callback),
            },
            Err(malformed) => malformed.to_string(),
        });
    }
}

/// A no is an answer too.
fn is_not_the_answer(error: &Error) -> bool {
    error.recovery() == Recovery::AwaitRedirect
}

/// Some openers end at once, some with the browser; the address is for where neither shows.
fn open_and_say(url: &Url) -> io::Result<()> {
    writeln!(io::stderr(), "Your browser opens to ask for your permission. Where it does not, open\n\n{url}\n")?;
    open::that(url.as_str())
}

fn ask(url: &Url, why: Option<&str>) -> io::Result<String> {
    let mut out = io::stderr();
    match why {
        None => writeln!(
            out,
            "Open this address in a browser, log in and say yes:\n\n{url}\n\n\
            Then paste the address that the browser ended at, even where it says that it cannot connect:"
        )?,
        Some(why) => writeln!(out, "{why}. Once more:")?,
    }
    let mut line = String::new();
    if io::stdin().lock().read_line(&mut line)? == 0 {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "no address was pasted"));
    }
    Ok(line)
}
