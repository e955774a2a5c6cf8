//! A transport of your own, here the `curl` command: any function that sends one request and reads one whole reply is one.
//! It keeps nothing, so that each run makes a user of its own on the bridge: see `from_scratch` for a login that lasts.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use hue_blocking::http::{Request, Response};
use hue_blocking::v2::{Light, Resource};
use hue_blocking::{Browser, Client, Delivery::NotSent, Delivery::Unknown, Hue, Unsent};
use hue_store::Memory;
use std::io::{self, Write as _};
use std::process::{Command, Stdio};

fn main() -> Result<(), String> {
    login().map_err(|error| error.to_string())
}

fn login() -> Result<(), Box<dyn std::error::Error>> {
    let app = hue_blocking::from_env()?.0.build()?;
    let is_pasted = std::env::var_os("HUE_NO_BROWSER").is_some_and(|value| !value.is_empty());
    let browser = if is_pasted { Browser::new().without_open() } else { Browser::new() };
    let bridge = Hue::new(app, Client::new(curl), Memory::default()).login("home", &browser)?;
    let show = |light: &Light| println!("{:<3} {}", if light.is_on() { "on" } else { "off" }, light.name());
    bridge.call(Light::list())?.data.iter().for_each(show);
    Ok(())
}

/// No redirect, no status judged, limits of time and size. Secrets go through a pipe: everybody can see arguments.
fn curl(request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unsent<io::Error>> {
    let lost = |delivery| move |error: io::Error| Unsent { error, delivery };
    let mut curl = Command::new("curl");
    curl.args(["--disable", "--config", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = curl.spawn().map_err(lost(NotSent))?;
    child.stdin.take().map_or(Ok(()), |mut pipe| pipe.write_all(config(request).as_bytes())).map_err(lost(Unknown))?;
    let output = child.wait_with_output().map_err(lost(Unknown))?;
    match output.status.code() {
        Some(0) => parsed(&output.stdout).ok_or_else(|| lost(Unknown)(io::ErrorKind::InvalidData.into())),
        Some(5 | 6 | 7 | 35 | 60 | 77) => Err(lost(NotSent)(io::ErrorKind::NotConnected.into())), // no connection, no trust
        _ => Err(lost(Unknown)(io::ErrorKind::ConnectionAborted.into())),
    }
}

fn config(request: Request<Vec<u8>>) -> String {
    let (head, body) = request.into_parts();
    let headers = head.headers.iter().map(|(k, v)| ("header", format!("{k}: {}", v.to_str().unwrap_or_default())));
    let body = Some(body).filter(|body| !body.is_empty()).and_then(|body| String::from_utf8(body).ok());
    let authority = std::env::var("HUE_CA_FILE").ok();
    let options = [("url", head.uri.to_string()), ("request", head.method.to_string())].into_iter().chain(headers);
    let options = options.chain(body.map(|text| ("data-raw", text))).chain(authority.map(|file| ("cacert", file)));
    let quoted = |text: String| text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    let lines: Vec<_> = options.map(|(name, text)| format!("{name} = \"{}\"\n", quoted(text))).collect();
    format!("silent\ninclude\nsuppress-connect-headers\nmax-time = 12\nmax-filesize = 8388608\n{}", lines.concat())
}

fn parsed(reply: &[u8]) -> Option<Response<Vec<u8>>> {
    let end = reply.windows(4).position(|window| window == b"\r\n\r\n")?;
    let mut lines = std::str::from_utf8(reply.get(..end)?).ok()?.lines();
    let response = Response::builder().status(lines.next()?.split(' ').nth(1)?);
    let response = lines.filter_map(|line| line.split_once(':')).fold(response, |all, (k, v)| all.header(k, v.trim()));
    response.body(reply.get(end + 4..)?.to_vec()).ok()
}
