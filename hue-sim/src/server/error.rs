//! Why a server does not start.

use std::error::Error;
use std::fmt;
use std::io;

/// Why a server does not start. `Display` is one line that says what to do.
#[derive(Debug)]
#[non_exhaustive]
pub enum ServerError {
    /// The address to listen on is none.
    Address {
        /// As it was given.
        listen: String,
    },
    /// The address to listen on cannot be had.
    Bind {
        /// As it was given.
        listen: String,
        /// Why.
        source: io::Error,
    },
    /// The certificate could not be made.
    Certificate(Box<dyn Error + Send + Sync>),
    /// The thread or its runtime could not be made.
    Runtime(io::Error),
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address { listen } => {
                write!(f, "cannot listen on {listen:?}: write an IP address and a port, such as 127.0.0.1:8443")
            }
            Self::Bind { listen, source } => match source.kind() {
                io::ErrorKind::AddrInUse => write!(
                    f,
                    "cannot listen on {listen}: the port is taken; choose another (port 0 takes any that is free)"
                ),
                io::ErrorKind::PermissionDenied => {
                    write!(f, "cannot listen on {listen}: not permitted; choose a port above 1023")
                }
                io::ErrorKind::AddrNotAvailable => {
                    write!(f, "cannot listen on {listen}: this machine has no such address; 127.0.0.1 always works")
                }
                _ => write!(f, "cannot listen on {listen}: {source}; choose another address or port"),
            },
            Self::Certificate(source) => write!(f, "cannot make a certificate: {source}; try without TLS"),
            Self::Runtime(source) => write!(f, "cannot start the server's thread: {source}; close other programs"),
        }
    }
}

impl Error for ServerError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Address { .. } => None,
            Self::Bind { source, .. } | Self::Runtime(source) => Some(source),
            Self::Certificate(source) => Some(source.as_ref()),
        }
    }
}
