//! Hands the transport of the blocking adapter to the asynchronous one.

fn connect(ureq: hue_blocking::Ureq) {
    let hue = hue_tokio::Client::new(ureq); //~ is no transport: it cannot send a request and read the reply
}
//~ `Hyper::default()` is one
//~ a closure is one: `async |request: http::Request<Vec<u8>>|
