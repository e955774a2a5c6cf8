//! Hands a path to a client where a transport is wanted.

fn connect() {
    let hue = hue_blocking::Client::new("https://api.meethue.com"); //~ is no transport: it cannot send a request and read the reply
}
//~ `Ureq::default()` is one
//~ a closure is one: `|request: http::Request<Vec<u8>>|
