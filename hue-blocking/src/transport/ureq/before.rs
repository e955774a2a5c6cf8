//! What fails before a request is written: looking a name up, connecting, greeting by TLS.
//!
//! ureq reports the same errors before and after the first byte, and whether a request may have been heard hangs on just
//! that. So its resolver and connector stand here behind a mark. Both traits are in ureq's `unversioned` module; they are
//! named in this file alone.

use std::fmt;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{ConnectionDetails, Connector, DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

/// An agent whose errors say whether they came before the request.
pub(super) fn agent(config: Config) -> Agent {
    Agent::with_parts(config, Marked(DefaultConnector::default()), Marked(DefaultResolver::default()))
}

/// The error within, where the mark is there.
pub(super) fn unmark(error: Error) -> Result<Error, Error> {
    match error {
        Error::Other(inner) => inner.downcast::<Before>().map(|before| before.0).map_err(Error::Other),
        other => Err(other),
    }
}

#[derive(Debug)]
struct Marked<T>(T);

impl Resolver for Marked<DefaultResolver> {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        self.0.resolve(uri, config, timeout).map_err(mark)
    }
}

impl Connector for Marked<DefaultConnector> {
    type Out = <DefaultConnector as Connector>::Out;

    fn connect(&self, details: &ConnectionDetails<'_>, chained: Option<()>) -> Result<Option<Self::Out>, Error> {
        self.0.connect(details, chained).map_err(mark)
    }
}

fn mark(error: Error) -> Error {
    Error::Other(Box::new(Before(error)))
}

struct Before(Error);

impl fmt::Debug for Before {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Before(..)")
    }
}

impl fmt::Display for Before {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing was sent")
    }
}

impl std::error::Error for Before {}
