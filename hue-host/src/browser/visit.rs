//! One visitor of the listener: bytes in, a page out.

use super::{is_not_the_answer, page};
use hue_proto::{AuthorizationRequest, Callback, Error};

/// What to do with what a visitor has sent so far.
#[derive(Debug)]
pub(super) enum Visit {
    /// Read more.
    More,
    /// Answer this, and wait for the next visitor.
    Reply(&'static [u8]),
    /// Answer this, and listen no longer.
    Landed(Callback, &'static [u8]),
}

/// Browsers send the cookies of everything that ever ran on this machine, whatever its port.
pub(super) const LONGEST_HEAD: usize = 64 * 1024;
const MOST_HEADERS: usize = 128;

pub(super) fn visit(request: &AuthorizationRequest, sent: &[u8]) -> Visit {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut head = httparse::Request::new(&mut headers);
    match head.parse(sent) {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) if sent.len() < LONGEST_HEAD => return Visit::More,
        Ok(httparse::Status::Partial) | Err(httparse::Error::TooManyHeaders) => return Visit::Reply(page::TOO_LARGE),
        Err(_) => return Visit::Reply(page::NO_HTTP),
    }
    match (head.method, head.path) {
        (Some("GET"), Some(target)) => read(request, target),
        _ => Visit::Reply(page::ONLY_GET),
    }
}

fn read(request: &AuthorizationRequest, target: &str) -> Visit {
    let Ok(callback) = Callback::parse(target) else { return Visit::Reply(page::NOT_AWAITED) };
    match request.check(&callback) {
        Ok(()) => Visit::Landed(callback, page::ALLOWED),
        Err(Error::ForeignRedirect(_)) => Visit::Reply(page::NOT_FOUND),
        Err(error) if is_not_the_answer(&error) => Visit::Reply(page::NOT_AWAITED),
        Err(_) => Visit::Landed(callback, page::DECLINED),
    }
}
