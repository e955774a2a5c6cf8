//! The simulator behind a socket, in a process whose CPU time is its own. With `plain`, without TLS. It prints where it is and
//! what it wants to see as JSON, and ends when its standard input does.

use hue_sim::{Options, Server};
use serde_json::json;
use std::env;
use std::error::Error;
use std::io::{self, Write as _};

fn main() -> Result<(), Box<dyn Error>> {
    let (sim, session) = hue_sim::linked();
    let server = Server::start(sim, Options::default().tls(env::args().nth(1).as_deref() != Some("plain")))?;
    let access = session.tokens().access().map(hue_blocking::AccessToken::expose);
    let said = json!({ "url": server.url(), "ca": server.ca_pem(), "access": access, "key": session.key().expose() });
    writeln!(io::stdout(), "{said}")?;
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}
